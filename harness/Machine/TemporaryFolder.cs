using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Kata.Machine;

/// <summary>Folders for the time of a run, below the system's temporary one. Their names tell whose they are, so that what a
/// process could not remove, because it was killed, is removed by a later one.</summary>
internal static partial class TemporaryFolder
{
    /// <summary>Process ids are given again, and mean something else in another container that shares the folder: what is
    /// younger is left alone whoever made it.</summary>
    private static readonly TimeSpan Untouched = TimeSpan.FromHours(1);

    /// <summary>A new, empty one.</summary>
    public static DirectoryInfo Create() => Directory.CreateTempSubdirectory($"kata-{Environment.ProcessId}-");

    /// <summary>Removes one with all that is in it, as far as that can be removed.</summary>
    internal static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception left) when (left is IOException or UnauthorizedAccessException)
        {
            // Somebody else's, or removed meanwhile, or a program has put there what cannot be deleted. A temporary folder; the
            // system clears it.
        }
    }

    /// <summary>Removes those whose process is gone.</summary>
    /// <param name="below">Where they are; null for the system's temporary folder.</param>
    public static void Sweep(string? below = null)
    {
        try
        {
            foreach (var folder in new DirectoryInfo(below ?? Path.GetTempPath()).EnumerateDirectories("kata-*").Where(IsLeft).ToList())
                Remove(folder.FullName);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // Whoever needs a temporary folder will be told.
        }
    }

    /// <summary>Whether there is a process of this id.</summary>
    internal static bool IsRunning(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool IsLeft(DirectoryInfo folder) => Owner().Match(folder.Name) is { Success: true } name
        && folder.LinkTarget is null
        && DateTime.UtcNow - folder.LastWriteTimeUtc > Untouched
        && !IsRunning(int.Parse(name.Groups[1].ValueSpan, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"^kata-(\d{1,9})-")]
    private static partial Regex Owner();
}

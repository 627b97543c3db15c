using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Kata.Machine;

/// <summary>Folders for the time of a run, below the system's temporary one. Their names contain their process, so that a later
/// process can remove the folders of one that was killed.</summary>
internal static partial class TemporaryFolder
{
    /// <summary>A folder that was written to less than this long ago is not removed, whatever process made it: process ids are used again,
    /// and mean something else in another container that shares the folder.</summary>
    private static readonly TimeSpan Untouched = TimeSpan.FromHours(1);

    /// <summary>How long the tools may take. Thousands of files take them a second.</summary>
    private static readonly TimeSpan ForceDeadline = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(200);

    /// <summary>A new, empty one.</summary>
    public static DirectoryInfo Create() => Directory.CreateTempSubdirectory($"kata-{Environment.ProcessId}-");

    /// <summary>Removes one with all that is in it, as far as that can be removed.</summary>
    internal static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception left) when (left is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // If a path is too long, the runtime treats it as empty, and throws ArgumentException.
            if (!Directory.Exists(folder))
                return;
            if (OperatingSystem.IsWindows())
                RemoveOnceMore(folder);
            else
                RemoveByForce(folder);
        }
    }

    /// <summary>Removes a folder in which a program has forbidden all to everybody, or made folders so deep within one another that no path
    /// reaches them. The tools go from folder to folder, and follow no link (chmod(1), rm(1)). If that fails, the folder stays: it is a
    /// temporary one, and the system removes it some day.</summary>
    private static void RemoveByForce(string folder)
    {
        const string script = "chmod -R u+rwx -- \"$1\" 2>/dev/null; rm -rf -- \"$1\" 2>/dev/null";
        try
        {
            using var tools = Process.Start("/bin/sh", ["-c", script, "sh", folder]);
            if (!tools.WaitForExit(ForceDeadline))
                tools.Kill(entireProcessTree: true);
        }
        catch (Exception no) when (no is Win32Exception or InvalidOperationException or AggregateException)
        {
            // The tools could not be started, or had just ended when they were to be killed.
        }
    }

    /// <summary>Removes a folder on Windows, where a file that is read-only is not removed (DeleteFile, learn.microsoft.com), nor one that
    /// a process holds open. Processes that were killed may take a moment to end.</summary>
    private static void RemoveOnceMore(string folder)
    {
        Thread.Sleep(Moment);
        try
        {
            AllowWriting(folder);
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception left) when (left is IOException or UnauthorizedAccessException)
        {
            // It stays, as above.
        }
    }

    /// <summary>Makes no file below a folder read-only any more. It follows no link.</summary>
    internal static void AllowWriting(string folder)
    {
        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", all))
        {
            if (entry.Attributes.HasFlag(FileAttributes.ReadOnly))
                entry.Attributes &= ~FileAttributes.ReadOnly;
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
            // Creating a temporary folder will report the error.
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

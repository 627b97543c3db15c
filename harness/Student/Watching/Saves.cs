using Kata.Machine;
using Kata.Text;

namespace Kata.Student.Watching;

/// <summary>Tells when a C# file of a folder is saved, by whatever means an editor does that; also when one is deleted.</summary>
internal static class Saves
{
    /// <summary>What to look at: of a subfolder only the name tells, and <c>obj</c> would tell of every build.</summary>
    public const string Pattern = "*.cs";

    /// <summary>Asks the system to tell.</summary>
    /// <param name="saved">Given the name of a file, or null where it may be any.</param>
    /// <exception cref="KataException">The system cannot.</exception>
    public static IDisposable Told(string folder, Action<string?> saved)
    {
        try
        {
            return new SavedFiles(folder, saved);
        }
        catch (Exception refused) when (refused is IOException or PlatformNotSupportedException or UnauthorizedAccessException)
        {
            throw new KataException(
                $"This system does not tell of changes in {folder} ({refused.Message.TrimEnd('.')}): use {KataLine.Of("watch --poll")}");
        }
    }

    /// <summary>Looks again and again, where nobody tells: network drives, folders shared with a virtual machine.</summary>
    public static IDisposable Looked(string folder, Action<string?> saved, TimeProvider? time = null) => new PolledFiles(folder, saved, time ?? TimeProvider.System);
}

/// <summary>The system tells (inotify(7), and what other systems have).</summary>
internal sealed class SavedFiles : IDisposable
{
    private readonly FileSystemWatcher watcher;

    public SavedFiles(string folder, Action<string?> saved)
    {
        // Of the size and not of access: reading a file, as a check does, is no change.
        watcher = new(folder, Saves.Pattern) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size };
        watcher.Created += (_, change) => saved(change.Name);
        watcher.Changed += (_, change) => saved(change.Name);
        watcher.Deleted += (_, change) => saved(change.Name);
        // Many editors write another file and give it the name. The new name first: told after the other, which begins a check
        // as well, it would look like another save.
        watcher.Renamed += (_, change) =>
        {
            saved(change.Name);
            saved(change.OldName);
        };
        // More changes than the system could note.
        watcher.Error += (_, _) => saved(null);
        watcher.EnableRaisingEvents = true;
    }

    public void Dispose() => watcher.Dispose();
}

/// <summary>Compares sizes and times of change, twice a second.</summary>
internal sealed class PolledFiles : IDisposable
{
    private static readonly TimeSpan interval = TimeSpan.FromSeconds(0.5);

    private readonly string folder;
    private readonly Action<string?> saved;
    private readonly ITimer timer;
    private Dictionary<string, (long Length, DateTime Written)> known;

    public PolledFiles(string folder, Action<string?> saved, TimeProvider time)
    {
        (this.folder, this.saved) = (folder, saved);
        known = Look();
        timer = time.CreateTimer(_ => Compare(), null, interval, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => timer.Dispose();

    private void Compare()
    {
        var now = Look();
        foreach (var name in now.Keys.Union(known.Keys).Where(name => !now.TryGetValue(name, out var current) || !known.TryGetValue(name, out var was) || current != was))
            saved(name);
        known = now;
        // Only now: on a slow drive no look overtakes the one before.
        timer.Change(interval, Timeout.InfiniteTimeSpan);
    }

    private Dictionary<string, (long, DateTime)> Look()
    {
        try
        {
            return new DirectoryInfo(folder).EnumerateFiles(Saves.Pattern).ToDictionary(file => file.Name, file => (file.Length, file.LastWriteTimeUtc));
        }
        catch (Exception away) when (away is IOException or UnauthorizedAccessException)
        {
            // A drive that is away for a moment, or may not be read: as if nothing had changed.
            return known ?? [];
        }
    }
}

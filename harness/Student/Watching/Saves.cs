using Kata.Machine;
using Kata.Text;

namespace Kata.Student.Watching;

/// <summary>Tells when a C# file of a folder is saved, by whatever means an editor does that; also when one is deleted.</summary>
internal static class Saves
{
    /// <summary>What to look at: of a subfolder only the name tells, and <c>obj</c> would tell of every build.</summary>
    public const string Pattern = "*.cs";

    /// <summary>The files of a folder that are links, and where each leads in the end.</summary>
    internal static IReadOnlyCollection<(string Link, string Target)> Links(string folder)
    {
        try
        {
            return
            [
                .. new DirectoryInfo(folder).EnumerateFiles(Pattern)
                    .Where(file => file.LinkTarget is not null)
                    .Select(file => (file.Name, file.ResolveLinkTarget(returnFinalTarget: true)?.FullName))
                    .Where(link => link.FullName is not null)
                    .Select(link => (link.Name, link.FullName!)),
            ];
        }
        catch (Exception away) when (away is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

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
                $"This system does not report changes in {folder} ({refused.Message.TrimEnd('.')}): use {KataLine.Of("watch --poll")}");
        }
    }

    /// <summary>Looks again and again, where nobody tells: network drives, folders shared with a virtual machine.</summary>
    public static IDisposable Looked(string folder, Action<string?> saved, TimeProvider? time = null) =>
        new PolledFiles(folder, saved, time ?? TimeProvider.System);
}

/// <summary>The system tells (inotify(7), and what other systems have).</summary>
internal sealed class SavedFiles : IDisposable
{
    private readonly string folder;
    private readonly Action<string?> saved;
    private readonly FileSystemWatcher watcher;
    private readonly Lock linking = new();
    private readonly Dictionary<(string Link, string Target), FileSystemWatcher> targets = [];
    private bool disposed;

    public SavedFiles(string folder, Action<string?> saved)
    {
        (this.folder, this.saved) = (folder, saved);
        watcher = Watcher(folder, Saves.Pattern);
        watcher.Created += (_, change) => Tell(change.Name);
        watcher.Changed += (_, change) => Tell(change.Name);
        watcher.Deleted += (_, change) => Tell(change.Name);
        // Many editors write another file and give it the name. The new name first: told after the other, which begins a check
        // as well, it would look like another save.
        watcher.Renamed += (_, change) =>
        {
            Tell(change.Name);
            saved(change.OldName);
        };
        // More changes than the system could note.
        watcher.Error += (_, _) => Tell(null);
        WatchTargets();
        watcher.EnableRaisingEvents = true;
    }

    public void Dispose()
    {
        watcher.Dispose();
        lock (linking)
        {
            disposed = true;
            foreach (var target in targets.Values)
                target.Dispose();
        }
    }

    private void Tell(string? name)
    {
        WatchTargets();
        saved(name);
    }

    /// <summary>A program may be a link, and is then saved elsewhere, of which this folder does not hear.</summary>
    private void WatchTargets()
    {
        lock (linking)
        {
            var links = disposed ? [] : Saves.Links(folder);
            foreach (var gone in targets.Keys.Except(links).ToList())
            {
                targets.Remove(gone, out var target);
                target!.Dispose();
            }

            foreach (var link in links.Where(link => !targets.ContainsKey(link)))
            {
                if (Target(link) is { } target)
                    targets[link] = target;
            }
        }
    }

    private FileSystemWatcher? Target((string Link, string Target) link)
    {
        try
        {
            // By its whole folder: an editor may write another file and give it the name.
            var target = Watcher(Path.GetDirectoryName(link.Target)!, Path.GetFileName(link.Target));
            target.Created += (_, _) => saved(link.Link);
            target.Changed += (_, _) => saved(link.Link);
            target.Renamed += (_, _) => saved(link.Link);
            target.EnableRaisingEvents = true;
            return target;
        }
        catch (Exception away) when (away is IOException or ArgumentException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // Of the size and not of access: reading a file, as a check does, is no change.
    private static FileSystemWatcher Watcher(string folder, string pattern) =>
        new(folder, pattern) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size };
}

/// <summary>Compares sizes and times of change, twice a second.</summary>
internal sealed class PolledFiles : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.5);

    private readonly string folder;
    private readonly Action<string?> saved;
    private readonly ITimer timer;
    private Dictionary<string, (long Length, DateTime Written)> known;

    public PolledFiles(string folder, Action<string?> saved, TimeProvider time)
    {
        (this.folder, this.saved) = (folder, saved);
        known = Look();
        timer = time.CreateTimer(_ => Compare(), null, Interval, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => timer.Dispose();

    private void Compare()
    {
        var now = Look();
        foreach (
            var name in now
                .Keys.Union(known.Keys)
                .Where(name => !now.TryGetValue(name, out var current) || !known.TryGetValue(name, out var was) || current != was)
        )
            saved(name);
        known = now;
        // Only now: on a slow drive no look overtakes the one before.
        timer.Change(Interval, Timeout.InfiniteTimeSpan);
    }

    private Dictionary<string, (long, DateTime)> Look()
    {
        try
        {
            return new DirectoryInfo(folder).EnumerateFiles(Saves.Pattern).ToDictionary(
                file => file.Name,
                file => file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true } target
                    ? (target.Length, target.LastWriteTimeUtc)
                    : (file.Length, file.LastWriteTimeUtc));
        }
        catch (Exception away) when (away is IOException or UnauthorizedAccessException)
        {
            // A drive that is away for a moment, or may not be read: as if nothing had changed.
            return known ?? [];
        }
    }
}

using System.Collections.Concurrent;
using System.Globalization;
using Kata.Machine;

namespace Kata.Programs.Cells;

/// <summary>A control group: the processes of a run, with a limit to their memory and their number, version 1 or 2 (cgroups(7)). Where
/// the system allows it, the group also has a share of the processors, and says how long they have worked for it. Runs use it one after
/// the other.</summary>
internal sealed class ControlGroup
{
    private const string Threads = "tasks";
    private const string MostUsed = "memory.max_usage_in_bytes", MostWithSwap = "memory.memsw.max_usage_in_bytes"; // of version 1
    private const string Memory = "memory", Pids = "pids", Cpu = "cpu", Account = "cpuacct";

    /// <summary>What all threads of a cell get of the processors together: as much as one thread outside (cpu.shares in version 1,
    /// cpu.weight in version 2).</summary>
    private const int Shares = 1024, Weight = 100;

    private const long NanosecondsPerTick = 100, MicrosecondsPerSecond = 1_000_000;

    /// <summary>Less than a run misses.</summary>
    private const long MostCharged = 4 * CellLimits.Megabyte;

    /// <summary>In memory.stat, of both versions together: those that one does not have are 0 there.</summary>
    private static readonly string[] Held = ["shmem", "dirty", "writeback", "file_dirty", "file_writeback", "sock"];

    private static readonly ConcurrentBag<ControlGroup> Free = [];
    private static readonly Lazy<Hierarchy?> Here = new(FindHierarchy);
    private static int made;

    /// <summary>The folders of the group: one in version 2, one for each controller in version 1.</summary>
    private readonly Dictionary<string, string> folders;
    private CellLimits limits = CellLimits.Usual;
    private long killedBefore;
    private long cameBefore;
    private long refusedBefore;
    private TimeSpan workedBefore;

    private ControlGroup(Dictionary<string, string> folders) => this.folders = folders;

    /// <summary>The version of which this user may make groups; null if none.</summary>
    public static int? Version => Here.Value?.Version;

    /// <summary>An empty group; null if groups cannot be made here.</summary>
    /// <exception cref="CellException">It cannot be made or used. All other members may throw it, too.</exception>
    public static ControlGroup? Take(CellLimits limits)
    {
        if (Here.Value is not { } hierarchy)
            return null;

        while (Free.TryTake(out var free))
        {
            if (free.TrySet(limits))
                return free;
            free.Remove();
        }

        var group = Try(() => Create(hierarchy));
        try
        {
            group.Set(limits);
            return group;
        }
        catch
        {
            group.Remove();
            throw;
        }
    }

    /// <summary>The group in a folder that looks like one.</summary>
    internal static ControlGroup In(string folder, CellLimits limits)
    {
        var group = new ControlGroup(((string[])[Memory, Pids]).ToDictionary(controller => controller, _ => folder));
        group.Set(limits);
        return group;
    }

    /// <summary>The commands with which a shell joins the group, for itself and what it starts.</summary>
    public string JoinScript =>
        string.Concat(folders.Values.Distinct().Select(folder => $"echo 0 > '{Path.Combine(folder, "cgroup.procs")}' && "));

    /// <summary>In version 1, where each thread has its groups: puts this thread, and what it starts, into the group.</summary>
    /// <returns>Takes the thread back, also when it has other rights meanwhile. In the group, a thread of ours would wait for a processor
    /// behind all that the program has started, and would count as one of the program's.</returns>
    public IDisposable Join()
    {
        string[] joined = Version == 1 ? [.. folders.Values.Distinct()] : [];
        var way = new WayBack([.. joined.Select(folder => Path.Combine(Path.GetDirectoryName(folder)!, Threads))
            .Select(path => Try(() => new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0)))]);
        try
        {
            foreach (var folder in joined)
                Write(Path.Combine(folder, Threads), "0");
            return way;
        }
        catch
        {
            way.Dispose();
            throw;
        }
    }

    /// <summary>Whether the system has killed a process in it because memory ran out: that of the group, that of a group above it, or
    /// that of the whole machine. The system counts them together.</summary>
    public bool WasKilled => Killed() > killedBefore;

    /// <summary>Whether the system has killed a process in it, and the memory of the group itself ran out.</summary>
    public bool IsOutOfMemory => WasKilled && HasReachedLimit;

    /// <summary>Whether the system has refused a process or a thread in it. Version 1 counts what a group above refused.</summary>
    public bool WasRefused => Refused() > refusedBefore;

    /// <summary>Whether it has, because the group was full. Systems that do not say how many there were say only that.</summary>
    public bool IsOutOfProcesses => WasRefused && (MostProcesses is not { } most || most >= limits.Processes);

    /// <summary>Whether it has, and the group had many: more than a right program ever has. Others must not be able to hide behind a
    /// limit of the machine that they have filled themselves.</summary>
    public bool HasManyProcesses => WasRefused && MostProcesses >= limits.Processes * 3 / 4;

    /// <summary>How many processes and threads there were at most since the group was made; null if the system does not say.</summary>
    public long? MostProcesses => Number(Pids, "pids.peak");

    /// <summary>For how long processors have worked for all processes of the run together; null if the system does not say.</summary>
    public TimeSpan? Worked => Work() - workedBefore;

    /// <summary>Keeps the group for the next run, if no process is in it, and little memory that the next one would have to pay
    /// for.</summary>
    public void GiveBack()
    {
        if (folders.Values.Any(folder => Members(folder).Count > 0) || IsCharged)
            Remove();
        else
            Free.Add(this);
    }

    /// <summary>Removes the groups that no run uses.</summary>
    public static void RemoveFree()
    {
        while (Free.TryTake(out var group))
            group.Remove();
    }

    /// <summary>Ends the processes that an ended process of ours has left in its groups, and removes the groups.</summary>
    public static void Sweep()
    {
        foreach (var folder in Here.Value is { } hierarchy ? hierarchy.Places.Values.Distinct().SelectMany(Groups) : [])
        {
            if (CellOwner.Of(Path.GetFileName(folder)) is { } owner && !owner.IsRunning)
                Remove(folder);
        }

        static IEnumerable<string> Groups(string place) => Directory.EnumerateDirectories(place, $"{CellOwner.Prefix}*").ToList();
    }

    /// <summary>Sets the limits of a group that another run had before.</summary>
    /// <returns>Whether it can be used. The system never forgets how many processes there were at most; and somebody else may have
    /// removed the group.</returns>
    private bool TrySet(CellLimits limits)
    {
        try
        {
            Set(limits);
            return MostProcesses is not { } most || most < limits.Processes * 3 / 4;
        }
        catch (CellException)
        {
            return false;
        }
    }

    private void Set(CellLimits limits)
    {
        this.limits = limits;
        if (Version == 1)
        {
            // The limit with swap may not be below the one without: of two, the one that is raised goes first.
            TryWrite(Memory, "memory.memsw.limit_in_bytes", limits.Memory);
            Write(Memory, "memory.limit_in_bytes", limits.Memory);
            TryWrite(Memory, "memory.memsw.limit_in_bytes", limits.Memory);
            // The buffers of TCP are counted apart.
            TryWrite(Memory, "memory.kmem.tcp.limit_in_bytes", limits.SocketBuffers);
            TryWrite(Memory, MostUsed, 0);
            TryWrite(Memory, MostWithSwap, 0);
            Write(Pids, "pids.max", limits.Processes);
            TryWrite(Cpu, "cpu.shares", Shares);
        }
        else
        {
            Write(Memory, "memory.max", limits.Memory);
            TryWrite(Memory, "memory.swap.max", 0);
            Write(Pids, "pids.max", limits.Processes);
            TryWrite(Cpu, "cpu.weight", Weight);
        }

        (killedBefore, cameBefore) = (Killed(), CameToLimit());
        (refusedBefore, workedBefore) = (Refused(), Work() ?? TimeSpan.Zero);
    }

    // In nanoseconds in version 1, in microseconds in version 2.
    private TimeSpan? Work()
    {
        try
        {
            return Version == 2 ? TimeSpan.FromSeconds(Count(Memory, "cpu.stat", "usage_usec") / (double)MicrosecondsPerSecond)
                : !folders.TryGetValue(Account, out var folder) ? null
                : TimeSpan.FromTicks(long.Parse(File.ReadAllText(Path.Combine(folder, "cpuacct.usage")), CultureInfo.InvariantCulture)
                    / NanosecondsPerTick);
        }
        catch (Exception notThere) when (notThere is IOException or UnauthorizedAccessException or CellException)
        {
            return null;
        }
    }

    private long Killed() => Count(Memory, Version == 1 ? "memory.oom_control" : "memory.events", "oom_kill");

    /// <summary>Whether its memory has come to the limit. The counter of failures of version 1 stays at 0 on new systems; the most that
    /// was used is at most so much below the limit as was asked for at a time.</summary>
    private bool HasReachedLimit => Version == 1
        ? (Number(Memory, MostWithSwap) ?? Number(Memory, MostUsed)) >= limits.Memory - CellLimits.Megabyte
        : CameToLimit() > cameBefore;

    private long CameToLimit() => Version == 1 ? 0 : Count(Memory, "memory.events", "oom");

    /// <summary>Whether much is still charged to it that belongs to no process, and that the system cannot take back at once: files in a
    /// temporary folder in memory, files on their way to a disk, what sockets keep that are not closed yet. Pages of files that
    /// were read do not count.</summary>
    internal bool IsCharged
    {
        get
        {
            try
            {
                return Try(() => File.ReadLines(Path.Combine(folders[Memory], "memory.stat")).Select(line => line.Split(' '))
                        .Sum(entry => Held.Contains(entry[0]) ? long.Parse(entry[1], CultureInfo.InvariantCulture) : 0)) > MostCharged
                    || Number(Memory, "memory.kmem.tcp.usage_in_bytes") > MostCharged;
            }
            catch (CellException)
            {
                return true;
            }
        }
    }

    private long Refused() => Count(Pids, "pids.events", "max");

    private long Count(string controller, string file, string name) => Try(() =>
        File.ReadLines(Path.Combine(folders[controller], file))
            .FirstOrDefault(line => line.StartsWith($"{name} ", StringComparison.Ordinal)) is { } line
            ? long.Parse(line.AsSpan(name.Length + 1), CultureInfo.InvariantCulture)
            : 0);

    /// <returns>Null if this system has no such file.</returns>
    private long? Number(string controller, string file) =>
        Path.Combine(folders[controller], file) is var path && File.Exists(path)
            ? Try(() => long.Parse(File.ReadAllText(path), CultureInfo.InvariantCulture))
            : null;

    private void Write(string controller, string file, long value) =>
        Write(Path.Combine(folders[controller], file), value.ToString(CultureInfo.InvariantCulture));

    private static void Write(string path, string value) => Try(() =>
    {
        File.WriteAllText(path, value);
        return true;
    });

    /// <summary>A file of the group that cannot be read or written says nothing about the program.</summary>
    private static T Try<T>(Func<T> use)
    {
        try
        {
            return use();
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            throw new CellException($"The control group of a cell could not be used ({gone.Message}).", gone);
        }
    }

    private void TryWrite(string controller, string file, long value)
    {
        try
        {
            if (folders.ContainsKey(controller))
                Write(controller, file, value);
        }
        catch (CellException)
        {
            // A system without swap, or one that does not count TCP's buffers apart, has no such file.
        }
    }

    private void Remove()
    {
        foreach (var folder in folders.Values.Distinct())
            Remove(folder);
    }

    /// <summary>Kills the processes in it, until it can be removed.</summary>
    private static void Remove(string folder)
    {
        const int rounds = 100;
        for (var round = 0; round < rounds; round++)
        {
            try
            {
                foreach (var process in Members(folder))
                    Signals.Send(process, Signals.Kill);
                // Removing the group removes its files, which are all the system's own.
                Directory.Delete(folder, recursive: false);
                return;
            }
            catch (DirectoryNotFoundException)
            {
                return;
            }
            catch (Exception busy) when (busy is IOException or UnauthorizedAccessException)
            {
                // A killed process stays in the group until the system has removed it; no event reports that.
                Thread.Sleep(5);
            }
        }
    }

    private static IReadOnlyList<int> Members(string folder)
    {
        try
        {
            // A thread of ours that has started a program may just be on its way out.
            return [.. File.ReadLines(Path.Combine(folder, "cgroup.procs")).Select(line => int.Parse(line, CultureInfo.InvariantCulture))
                .Where(process => process > 0 && process != Environment.ProcessId)];
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static ControlGroup Create(Hierarchy hierarchy)
    {
        var name = $"{CellOwner.Ours.Name}-{Interlocked.Increment(ref made)}";
        var folders = hierarchy.Places.ToDictionary(place => place.Key, place => Path.Combine(place.Value, name));
        foreach (var folder in folders.Values.Distinct())
            Directory.CreateDirectory(folder);
        return new(folders);
    }

    private static Hierarchy? FindHierarchy()
    {
        if (!OperatingSystem.IsLinux())
            return null;

        var mounts = Mounts().ToList();
        var ours = File.ReadLines("/proc/self/cgroup").Select(line => line.Split(':', 3)).Where(parts => parts.Length == 3).ToList();
        var places = new Dictionary<string, string>();
        foreach (var controller in (string[])[Memory, Pids])
        {
            if (Place(controller) is { } place)
                places[controller] = place;
        }

        if (places.Count == 2)
        {
            if (!MayMakeGroups(places.Values))
                return null;

            foreach (var controller in (string[])[Cpu, Account])
            {
                if (Place(controller) is { } place && MayMakeGroups([place]))
                    places[controller] = place;
            }

            return new(1, places);
        }

        // In version 2 a group with processes of its own has none with controllers below it: it is the first above ours that has.
        if (mounts.FirstOrDefault(mount => mount.Version == 2) is not { Folder: { } root }
            || ours.FirstOrDefault(parts => parts[0] == "0") is not [_, _, var own])
            return null;

        for (var place = InMount(root, own); place.Length >= root.Length; place = Path.GetDirectoryName(place)!)
        {
            if (HasControllers(place) && MayMakeGroups([place]))
                return new(2, new() { [Memory] = place, [Pids] = place, [Cpu] = place });
        }

        return null;

        string? Place(string controller) =>
            mounts.FirstOrDefault(mount => mount.Version == 1 && mount.Options.Contains(controller)) is { Folder: { } folder }
            && ours.FirstOrDefault(parts => parts[1].Split(',').Contains(controller)) is [_, _, var path]
                ? InMount(folder, path) : null;
    }

    /// <summary>In a container the path may be one that only its host knows; the mount is then ours.</summary>
    private static string InMount(string folder, string path) =>
        Path.TrimEndingDirectorySeparator(Directory.Exists(folder + path) ? folder + path : folder);

    private static bool HasControllers(string place)
    {
        try
        {
            var control = Path.Combine(place, "cgroup.subtree_control");
            if (!Has(Memory) || !Has(Pids))
                File.WriteAllText(control, $"+{Memory} +{Pids}");
            if (!Has(Cpu))
                TryAdd(control, Cpu);
            return Has(Memory) && Has(Pids);

            bool Has(string controller) => File.ReadAllText(control).Split([' ', '\n']).Contains(controller);
        }
        catch (Exception may) when (may is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void TryAdd(string control, string controller)
    {
        try
        {
            File.WriteAllText(control, $"+{controller}");
        }
        catch (Exception may) when (may is IOException or UnauthorizedAccessException)
        {
            // Without it, cells share the processors thread by thread.
        }
    }

    private static bool MayMakeGroups(IEnumerable<string> places)
    {
        try
        {
            foreach (var place in places.Distinct())
            {
                var trial = Path.Combine(place, $"{CellOwner.Ours.Name}-0");
                Directory.CreateDirectory(trial);
                Directory.Delete(trial, recursive: false);
            }

            return true;
        }
        catch (Exception may) when (may is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // "DEVICE FOLDER TYPE OPTIONS …" (proc_pid_mounts(5)).
    private static IEnumerable<(int Version, string Folder, string[] Options)> Mounts() =>
        from line in File.ReadLines("/proc/self/mounts")
        let parts = line.Split(' ')
        where parts is [_, _, "cgroup" or "cgroup2", ..]
        select (parts[2] == "cgroup" ? 1 : 2, parts[1], parts[3].Split(','));

    /// <summary>The groups from which a thread came.</summary>
    private sealed class WayBack(IReadOnlyList<FileStream> groups) : IDisposable
    {
        public void Dispose()
        {
            foreach (var group in groups)
            {
                try
                {
                    group.Write("0"u8);
                }
                catch (Exception may) when (may is IOException or UnauthorizedAccessException)
                {
                    // It may not go back. It ends soon.
                }
                finally
                {
                    group.Dispose();
                }
            }
        }
    }

    /// <summary>Where groups can be made, by controller.</summary>
    private sealed record Hierarchy(int Version, Dictionary<string, string> Places);
}

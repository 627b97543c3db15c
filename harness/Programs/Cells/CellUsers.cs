using System.Diagnostics;
using Kata.Machine;

namespace Kata.Programs.Cells;

/// <summary>Numbers of users that this machine has not: a program that has one has no user's rights, and what it starts is known by
/// it.</summary>
internal static class CellUsers
{
    private const int LooksAtKiller = 500;

    /// <summary>An exit code that nothing else gives.</summary>
    private const int Done = 42;

    /// <summary>For how long killed processes may take to end: on a busy machine they must wait for a processor first.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Above those that directories and containers give; and, in a container that has fewer numbers, those between systemd's
    /// ranges (systemd.io/UIDS-GIDS).</summary>
    private static readonly (uint First, uint Count)[] Ranges = [(2_100_000_000, 0xFFFF), (60578, 606)];

    private static readonly Lazy<(uint First, uint Count)?> Range = new(() =>
        Ranges.Select(range => ((uint, uint)?)range)
            .FirstOrDefault(range => IsMapped("uid", range!.Value) && IsMapped("gid", range.Value)));

    /// <summary>The number that was given last. Another process of ours begins elsewhere.</summary>
    private static int given = Random.Shared.Next(0xFFFF);

    /// <summary>Whether there are such numbers here.</summary>
    public static bool AreThere => Range.Value is not null;

    /// <summary>The next number.</summary>
    public static uint Next()
    {
        var (first, count) = Range.Value ?? Ranges[0];
        return first + (uint)Interlocked.Increment(ref given) % count;
    }

    /// <summary>The next number that no process has.</summary>
    public static uint NextFree()
    {
        var next = Next();
        while (ProcessesOf(next).Any())
            next = Next();
        return next;
    }

    /// <summary>The processes of a user that have not ended.</summary>
    public static IEnumerable<int> ProcessesOf(uint user) =>
        ProcessStat.All().Where(process => IsOf(user, process) && ProcessStat.Read(process) is { HasEnded: false });

    private static bool IsOf(uint user, int process) => CellProcesses.Number(process, "status", "Uid") == user;

    /// <summary>Kills the processes of a user until there are none. What a killed one had started comes to this process, which waits for
    /// it.</summary>
    /// <param name="child">A child of ours that somebody else waits for.</param>
    /// <returns>Whether any but that child was still running, and whether there are none now.</returns>
    public static (bool Any, bool IsEmpty) End(uint user, int child)
    {
        var any = false;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Patience;)
        {
            // One that forks and ends, again and again, may be seen by no look.
            any |= ProcessesOf(user).Any(process => process != child);
            var isDone = KillAll(user);
            var running = ProcessesOf(user).ToList();
            if (isDone && running.Count == 0)
                return (any, true);

            // One that kills what would kill it.
            foreach (var process in running)
                SystemCalls.Kill(process, one => IsOf(user, one));
            foreach (var process in running.Where(one => one != child && ProcessStat.Read(one)?.Parent == Environment.ProcessId))
                Signals.KillAndReap(process);
            // The others end in a moment, and nothing tells when.
            Thread.Sleep(1);
        }

        return (any, false);
    }

    /// <summary>Lets a process of that user kill all others at once: kill(2) does that under a lock, so none can fork away from it, and
    /// none that is another's is killed.</summary>
    /// <returns>Whether it came to that: they may kill it first.</returns>
    private static bool KillAll(uint user)
    {
        using var nothing = SystemCalls.Open("/dev/null");
        IReadOnlyList<string> command = [.. Cell.As(user, user), "/bin/sh", "-c", $"kill -9 -1 2>/dev/null; exit {Done}"];
        var mark = $"kills {user}";
        var killer = Leftovers.Start(
            () => Spawn.Start(command[0], command.Skip(1), [], "/", SystemCalls.GetNoNewRights, nothing, nothing, nothing), mark);
        // It may be stopped by those that it is to kill.
        for (var look = 0; look < LooksAtKiller && ProcessStat.BeginningOf(killer) is not null; look++)
            Thread.Sleep(1);
        Signals.Send(killer, Signals.Kill);
        var code = SystemCalls.Wait(killer);
        Leftovers.Ended(killer, mark);
        return code == Done;
    }

    /// <summary>Whether this user namespace has all numbers of a range (user_namespaces(7)).</summary>
    private static bool IsMapped(string kind, (uint First, uint Count) range) => OperatingSystem.IsLinux()
        && File.ReadLines($"/proc/self/{kind}_map").Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Any(fields => fields is [var inside, _, var length] && long.Parse(inside) <= range.First
                && range.First + (long)range.Count <= long.Parse(inside) + long.Parse(length));
}

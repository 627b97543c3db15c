using Kata.Machine;

namespace Kata.Programs.Cells;

/// <summary>Numbers of users that this machine has not: a program that has one has no user's rights, and what it starts is known by
/// it.</summary>
internal static class CellUsers
{
    private const int Rounds = 200;

    /// <summary>KATA in ASCII; and, in a container that has fewer numbers, those that systemd keeps free for services
    /// (sysusers.d(5)).</summary>
    private static readonly (uint First, uint Count)[] Ranges = [(0x4B415441, 0xFFFF), (61184, 4336)];

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
        ProcessStat.All().Where(process => CellProcesses.Number(process, "status", "Uid") == user
            && ProcessStat.Read(process) is { HasEnded: false });

    /// <summary>Kills the processes of a user, one after the other by their ids, until there are none. What a killed one had started comes
    /// to this process, which waits for it.</summary>
    /// <param name="child">A child of ours that somebody else waits for.</param>
    /// <returns>Whether any but that child was still running.</returns>
    public static bool End(uint user, int child)
    {
        var any = false;
        for (var round = 0; round < Rounds && ProcessesOf(user).ToList() is { Count: > 0 } running; round++)
        {
            any |= running.Exists(process => process != child);
            foreach (var process in running)
                Signals.Send(process, Signals.Kill);
            foreach (var process in running.Where(one => one != child && ProcessStat.Read(one)?.Parent == Environment.ProcessId))
                Signals.KillAndReap(process);
            // The others end in a moment, and nothing tells when.
            Thread.Sleep(1);
        }

        return any;
    }

    /// <summary>Whether this user namespace has all numbers of a range (user_namespaces(7)).</summary>
    private static bool IsMapped(string kind, (uint First, uint Count) range) => OperatingSystem.IsLinux()
        && File.ReadLines($"/proc/self/{kind}_map").Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Any(fields => fields is [var inside, _, var length] && long.Parse(inside) <= range.First
                && range.First + (long)range.Count <= long.Parse(inside) + long.Parse(length));
}

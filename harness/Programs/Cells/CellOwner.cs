using System.Globalization;
using System.Text.RegularExpressions;
using Kata.Machine;

namespace Kata.Programs.Cells;

/// <summary>The process that owns something of a cell. Process ids are used again, so the start time of the process belongs to its
/// name; and each container has its own, so their namespace does, too (pid_namespaces(7)).</summary>
internal sealed partial record CellOwner(int Process, long Began, long Namespace)
{
    public const string Prefix = "kata-cell-";

    /// <summary>This process.</summary>
    public static CellOwner Ours { get; } = new(Environment.ProcessId, ProcessStat.BeginningOf(Environment.ProcessId) ?? 0, OurNamespace());

    public string Name => FormattableString.Invariant($"{Prefix}{Process}-{Began}-n{Namespace}");

    /// <summary>Whether it runs, as far as we can know: of another namespace we know nothing.</summary>
    public bool IsRunning => Namespace != Ours.Namespace || ProcessStat.IsRunning(Process, Began) != false;

    /// <summary>The owner that a name contains; null if it is not a name of a cell.</summary>
    public static CellOwner? Of(string name) => Named().Match(name) is { Success: true } match
        ? new(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture),
            long.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture),
            long.Parse(match.Groups[3].ValueSpan, CultureInfo.InvariantCulture))
        : null;

    // The link is "pid:[4026531836]".
    private static long OurNamespace() =>
        new FileInfo("/proc/self/ns/pid").LinkTarget?.Split('[', ']') is [_, var number, ..]
            ? long.Parse(number, CultureInfo.InvariantCulture)
            : 0;

    [GeneratedRegex(@"^kata-cell-(\d{1,9})-(\d{1,18})-n(\d{1,18})")]
    private static partial Regex Named();
}

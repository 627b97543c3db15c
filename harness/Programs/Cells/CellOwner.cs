using System.Globalization;
using System.Text.RegularExpressions;
using Kata.Machine;

namespace Kata.Programs.Cells;

/// <summary>The process that owns something of a cell. Process ids are used again, so the start time of the process belongs to its
/// name.</summary>
internal sealed partial record CellOwner(int Process, long Began)
{
    public const string Prefix = "kata-cell-";

    /// <summary>This process.</summary>
    public static CellOwner Ours { get; } = new(Environment.ProcessId, ProcessStat.BeginningOf(Environment.ProcessId) ?? 0);

    public string Name => FormattableString.Invariant($"{Prefix}{Process}-{Began}");

    public bool IsRunning => ProcessStat.IsRunning(Process, Began) != false;

    /// <summary>The owner that a name contains; null if it is not a name of a cell.</summary>
    public static CellOwner? Of(string name) => Named().Match(name) is { Success: true } match
        ? new(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture),
            long.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture))
        : null;

    [GeneratedRegex(@"^kata-cell-(\d{1,9})-(\d{1,18})")]
    private static partial Regex Named();
}

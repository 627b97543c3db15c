using System.Globalization;
using System.Text.RegularExpressions;

namespace Kata.Programs.Cells;

/// <summary>The process that owns something of a cell. Process ids are used again, so the start time of the process belongs to its
/// name (proc_pid_stat(5), starttime).</summary>
internal sealed partial record CellOwner(int Process, long Began)
{
    public const string Prefix = "kata-cell-";

    private const int StartTime = 19; // Of the fields behind the name; it is the 22nd of all.

    /// <summary>This process.</summary>
    public static CellOwner Ours { get; } = new(Environment.ProcessId, Beginning(Environment.ProcessId) ?? 0);

    public string Name => FormattableString.Invariant($"{Prefix}{Process}-{Began}");

    public bool IsRunning => Beginning(Process) == Began;

    /// <summary>The owner that a name contains; null if it is not a name of a cell.</summary>
    public static CellOwner? Of(string name) => Named().Match(name) is { Success: true } match
        ? new(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture),
            long.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture))
        : null;

    private static long? Beginning(int process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : long.Parse(fields[StartTime], CultureInfo.InvariantCulture);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^kata-cell-(\d{1,9})-(\d{1,18})")]
    private static partial Regex Named();
}

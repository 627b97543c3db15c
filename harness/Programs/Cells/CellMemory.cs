using System.Globalization;

namespace Kata.Programs.Cells;

/// <summary>Looks at what all processes of a cell have together, where no control group counts it. The limits of each process hold between
/// two looks.</summary>
internal static class CellMemory
{
    private const long Kilobyte = 1024;

    public static string TooMuch(CellLimits limits) =>
        string.Create(CultureInfo.InvariantCulture, $"it used more than {limits.Memory / CellLimits.Megabyte} MB of memory");

    public static string TooMany(CellLimits limits) =>
        string.Create(CultureInfo.InvariantCulture, $"it had more than {limits.Processes} processes and threads");

    /// <summary>What they have too much of; null if of nothing.</summary>
    /// <param name="first">Process 1 of the cell.</param>
    public static string? Exceeded(int first, CellLimits limits)
    {
        // Process 1 is bubblewrap's; it has next to no memory, and counts as a process.
        var processes = CellProcesses.Tree(first);
        if (processes.Sum(process => CellProcesses.Number(process, "status", "Threads")) >= limits.Processes)
            return TooMany(limits);

        // What several have in common is in the first sum once for each, and in the second, which costs more, once.
        return Sum("status", "RssAnon", "RssShmem") > limits.Memory && Sum("smaps_rollup", "Pss_Anon", "Pss_Shmem") > limits.Memory
            ? TooMuch(limits)
            : null;

        long Sum(string file, string one, string other) => Kilobyte * processes
            .Sum(process => CellProcesses.Number(process, file, one) + CellProcesses.Number(process, file, other));
    }
}

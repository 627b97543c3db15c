using System.Globalization;

namespace Kata.Programs.Cells;

/// <summary>Looks at what all processes of a cell have together, if no control group counts it: memory, processes, and what the kernel
/// keeps for sockets and pipes. Between two looks, the limits of each process hold.</summary>
internal static class CellMemory
{
    private const long Kilobyte = 1024;

    /// <summary>So few sockets hold little, and need not be looked at one by one.</summary>
    private const int FewSockets = 20;

    public static string TooMuch(CellLimits limits) =>
        string.Create(CultureInfo.InvariantCulture, $"it used more than {limits.Memory / CellLimits.Megabyte} MB of memory");

    public static string TooMany(CellLimits limits) =>
        string.Create(CultureInfo.InvariantCulture, $"it had more than {limits.Processes} processes and threads");

    public static string TooManyOpen(CellLimits limits) =>
        string.Create(CultureInfo.InvariantCulture, $"its processes had more than {limits.OpenFiles} sockets and pipes open");

    /// <summary>If this machine has no memory left, the system ends a process, and what it has started, before all others
    /// (proc_pid_oom_score_adj(5)). Otherwise it would end the largest, which may be this one.</summary>
    public static void EndFirst(int process)
    {
        try
        {
            File.WriteAllText($"/proc/{process}/oom_score_adj", "1000");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // It has ended.
        }
    }

    /// <summary>The limit that the processes of a cell exceed together; null if they exceed none.</summary>
    /// <param name="processes">All of them, the first one first: process 1 of the cell, which belongs to bubblewrap, has little memory and
    /// counts as a process.</param>
    /// <param name="user">Whose sockets are looked at; null for all in their network.</param>
    public static string? Exceeded(IReadOnlyList<int> processes, CellLimits limits, uint? user = null)
    {
        if (processes.Sum(process => CellProcesses.Number(process, "status", "Threads")) >= limits.Processes)
            return TooMany(limits);

        // A pair of sockets or a pipe can hold hundreds of kilobytes that no process owns. What a child inherits is the same.
        if (processes.Sum(CellProcesses.CountOpen) > limits.OpenFiles
            && processes.SelectMany(CellProcesses.Open).Where(IsChannel).Distinct().Count() > limits.OpenFiles)
            return TooManyOpen(limits);
        if (CellProcesses.Sockets(processes[0]) > FewSockets && CellProcesses.Queued(processes[0], user) > limits.Memory)
            return TooMuch(limits);

        // The first sum counts shared pages once per process; the second counts them once, and takes longer.
        return processes.Sum(Resident) > limits.Memory && processes.Sum(Proportional) > limits.Memory ? TooMuch(limits) : null;

        static bool IsChannel(string file) =>
            file.StartsWith("socket:", StringComparison.Ordinal) || file.StartsWith("pipe:", StringComparison.Ordinal);

        static long Resident(int process) => Bytes(process, "status", "RssAnon", "RssShmem");

        // Not every root may read this file (CAP_SYS_PTRACE, proc_pid_smaps(5)).
        static long Proportional(int process) =>
            Bytes(process, "smaps_rollup", "Pss_Anon", "Pss_Shmem") is > 0 and var bytes ? bytes : Resident(process);

        static long Bytes(int process, string file, string one, string other) =>
            Kilobyte * (CellProcesses.Number(process, file, one) + CellProcesses.Number(process, file, other));
    }
}

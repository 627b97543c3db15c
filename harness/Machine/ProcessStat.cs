using System.Buffers;
using System.Globalization;

namespace Kata.Machine;

/// <summary>What Linux tells of a process in <c>/proc/PID/stat</c> (proc_pid_stat(5)), and which processes there are.</summary>
internal sealed class ProcessStat
{
    /// <summary>USER_HZ, in which the kernel counts: the same on every Linux that .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    // "PID (NAME) STATE PARENT GROUP SESSION …": the name may hold anything, so fields are counted from behind it.
    private const int ParentAt = 1, GroupAt = 2, SessionAt = 3;
    private const int MajorFaultsAt = 9; // majflt
    private const int FirstTimeAt = 11, Times = 4; // utime, stime, cutime, cstime
    private const int ThreadsAt = 17; // num_threads
    private const int BeganAt = 19; // starttime

    private readonly string[] fields;

    /// <param name="text">That of the file.</param>
    internal ProcessStat(string text) => fields = text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether it has ended, and its parent has not waited for it. If only its first thread has left, it looks the same, but for
    /// the number of threads.</summary>
    public bool HasEnded => fields[0] is "Z" or "X" && Number(ThreadsAt) <= 1;

    public int Parent => (int)Number(ParentAt);

    /// <summary>The leader of its process group.</summary>
    public int Group => (int)Number(GroupAt);

    /// <summary>The leader of its session.</summary>
    public int Session => (int)Number(SessionAt);

    /// <summary>For how long processors have worked for it, and for its children that it has waited for.</summary>
    public TimeSpan Worked => TimeSpan.FromSeconds(Enumerable.Range(FirstTimeAt, Times).Sum(place => Number(place)) / TicksPerSecond);

    /// <summary>How often its threads have waited for a page to be read from a disk.</summary>
    public long MajorFaults => Number(MajorFaultsAt);

    /// <summary>When it began, in the system's own unit. No other process has the same id and the same beginning.</summary>
    public long Began => Number(BeganAt);

    /// <returns>Null if there is no such process, or the system does not tell.</returns>
    public static ProcessStat? Read(int process)
    {
        if (!OperatingSystem.IsLinux())
            return null;

        try
        {
            var stat = new ProcessStat(File.ReadAllText($"/proc/{process}/stat"));
            return stat.fields.Length > BeganAt ? stat : null;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>When the process of this id began (<see cref="Began"/>); null if none is running, or the system does not tell.</summary>
    public static long? BeginningOf(int process) => Read(process) is { HasEnded: false } stat ? stat.Began : null;

    /// <summary>Whether the process of this id that began then is running; null if the system does not tell, for example because this
    /// process may open no more files.</summary>
    public static bool? IsRunning(int process, long began) =>
        Read(process) is { } stat ? !stat.HasEnded && stat.Began == began
        : Directory.Exists($"/proc/{process}") ? null
        : false;

    /// <summary>The ids of all processes; none where the system does not tell.</summary>
    public static IEnumerable<int> All() => !OperatingSystem.IsLinux()
        ? []
        : Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                ? id
                : 0)
            .Where(id => id > 0);

    /// <summary>More than the environment of any program of ours. A process may put terabytes there (prctl(2), PR_SET_MM).</summary>
    private const int MostOfEnvironment = 256 * 1024;

    /// <summary>The environment that a process began with, as the system keeps it: <c>NAME=VALUE</c>, each with a zero byte behind it
    /// (proc_pid_environ(5)); its beginning, if it is long. Empty if there is no such process, or the system does not tell.</summary>
    public static byte[] EnvironmentOf(int process)
    {
        try
        {
            if (!OperatingSystem.IsLinux())
                return [];

            using var file = new FileStream($"/proc/{process}/environ", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            var environment = ArrayPool<byte>.Shared.Rent(MostOfEnvironment);
            try
            {
                var beginning = environment.AsSpan(0, MostOfEnvironment);
                return environment[..file.ReadAtLeast(beginning, MostOfEnvironment, throwOnEndOfStream: false)];
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(environment);
            }
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private long Number(int place) => long.Parse(fields[place], CultureInfo.InvariantCulture);
}

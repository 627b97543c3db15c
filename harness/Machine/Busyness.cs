using System.Globalization;

namespace Kata.Machine;

/// <summary>Whether the machine has much to do besides our checks, so that fewer of them should run at a time. It decides no verdict:
/// that is what a check's own delays do (<c>Checking/Disturbance</c>).</summary>
internal static class Busyness
{
    /// <summary>Our own programs may have this many threads that want a processor, and <see cref="MostPerProcessor"/> more for each
    /// processor. If there are more than that, the machine is busy with something else.</summary>
    private const double Ours = 16;
    private const double MostPerProcessor = 8;

    /// <summary>The share of the time in which this process is late on a busy machine.</summary>
    private const double MostLate = 0.5;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly Lock Gate = new();
    private static long looked;
    private static TimeSpan late;
    private static bool isBusy;

    /// <summary>Read again when a second has passed since the last reading.</summary>
    public static bool IsBusy()
    {
        lock (Gate)
        {
            var since = looked == 0 ? TimeSpan.MaxValue : TimeProvider.System.GetElapsedTime(looked);
            if (since < Second)
                return isBusy;

            var now = Pulse.Late;
            isBusy = Load() > Ours + MostPerProcessor * Environment.ProcessorCount
                || (since != TimeSpan.MaxValue && (now - late) / since > MostLate);
            (looked, late) = (TimeProvider.System.GetTimestamp(), now);
            return isBusy;
        }
    }

    /// <summary>How many threads of this machine work or wait for a processor now: the fourth field of <c>/proc/loadavg</c>
    /// (proc_loadavg(5)). The three averages before it in the file show a change only after a minute. Null if it is not known.</summary>
    private static double? Load()
    {
        try
        {
            return OperatingSystem.IsLinux()
                && int.TryParse(
                    File.ReadAllText("/proc/loadavg").Split(' ', '/')[3],
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var load)
                ? load
                : null;
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

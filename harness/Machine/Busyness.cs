using System.Globalization;

namespace Kata.Machine;

/// <summary>Whether the machine has much to do besides our checks.</summary>
internal static class Busyness
{
    /// <summary>Many threads that want a processor are our own programs'; what is more is somebody else's.</summary>
    private const double MostPerProcessor = 8;
    private const double Ours = 16;

    /// <summary>Of this process: in so much of a second it was late.</summary>
    private static readonly TimeSpan mostLate = TimeSpan.FromMilliseconds(500);

    private static readonly Lock gate = new();
    private static long looked;
    private static TimeSpan late;
    private static bool isBusy;

    /// <summary>As of the last second.</summary>
    public static bool IsBusy()
    {
        lock (gate)
        {
            var since = looked == 0 ? TimeSpan.MaxValue : TimeProvider.System.GetElapsedTime(looked);
            if (since < TimeSpan.FromSeconds(1))
                return isBusy;

            var now = Pulse.Late;
            isBusy = Load() > MostPerProcessor * Environment.ProcessorCount + Ours || (since != TimeSpan.MaxValue && (now - late) / since > mostLate.TotalSeconds);
            (looked, late) = (TimeProvider.System.GetTimestamp(), now);
            return isBusy;
        }
    }

    /// <summary>How many threads work or wait for a processor now: the fourth field of <c>/proc/loadavg</c> (proc_loadavg(5)); null if
    /// that is not known.</summary>
    private static double? Load()
    {
        try
        {
            return OperatingSystem.IsLinux()
                && double.TryParse(File.ReadAllText("/proc/loadavg").Split(' ', '/')[3], NumberStyles.Float, CultureInfo.InvariantCulture, out var load)
                ? load
                : null;
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

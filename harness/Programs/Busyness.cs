using System.Globalization;

namespace Kata.Programs;

/// <summary>Whether the machine had so much else to do that a program may have been killed for it: it may have got no
/// processor for so long that it came no further than its start.</summary>
internal static class Busyness
{
    /// <summary>Checks themselves run several programs for each processor; what is far more is somebody else's.</summary>
    private const double MostPerProcessor = 8;

    /// <summary>A timer of ours that is so late has waited for a processor too.</summary>
    private static readonly TimeSpan mostLate = TimeSpan.FromMilliseconds(500);

    /// <summary>What to tell whoever is shown a run that was killed; null if the machine was not busy, or it is not known.</summary>
    public static string? Told(Run run) => Told(run, Load(), Environment.ProcessorCount);

    /// <inheritdoc cref="Told(Run)"/>
    /// <param name="load">How many threads wanted a processor, on average over the last minute; null if that is not known.</param>
    internal static string? Told(Run run, double? load, int processors)
    {
        if (run.End is not RunEnd.Killed killed)
            return null;

        var why = load > MostPerProcessor * processors
            ? FormattableString.Invariant($"this machine was very busy ({load:0} threads wanted its {processors} processors)")
            : run.Duration - killed.Deadline > mostLate
                ? FormattableString.Invariant($"this machine was very busy (even the kill came {(run.Duration - killed.Deadline).TotalSeconds:0.0} s late)")
                : null;
        return why is null ? null : $"{why}: run it again before you look for a mistake";
    }

    /// <summary>The first number of <c>/proc/loadavg</c> (proc_loadavg(5)).</summary>
    private static double? Load()
    {
        try
        {
            return OperatingSystem.IsLinux()
                && double.TryParse(File.ReadAllText("/proc/loadavg").Split(' ')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var load)
                ? load
                : null;
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

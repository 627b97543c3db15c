using System.Diagnostics;

namespace Kata.Containers.Transport;

/// <summary>Waits that are never shorter than they should be.</summary>
public static class Pause
{
    /// <summary>Waits for this many milliseconds, or some more. A timer alone may end a few early: it counts the ticks of the system's
    /// coarse clock (clock_gettime(2), CLOCK_MONOTONIC_COARSE).</summary>
    /// <exception cref="OperationCanceledException">It was ended before.</exception>
    public static async Task For(int milliseconds, CancellationToken ended)
    {
        var clock = Stopwatch.StartNew();
        for (double left = milliseconds; left > 0; left = milliseconds - clock.Elapsed.TotalMilliseconds)
            await Task.Delay((int)Math.Ceiling(left), ended);
    }
}

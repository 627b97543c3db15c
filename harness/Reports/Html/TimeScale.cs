namespace Kata.Reports.Html;

/// <summary>Times to heights, in proportion.</summary>
/// <param name="microseconds">The length of time to show.</param>
/// <param name="top">Where time 0 stands, in pixels.</param>
/// <param name="height">Of the whole length of time, in pixels.</param>
internal sealed class TimeScale(long microseconds, int top, int height)
{
    private const int LeastBetweenTicks = 56;

    public int End => top + height;

    public int At(long time) => microseconds == 0 ? top : (int)(top + height * time / microseconds);

    /// <summary>Marks at round times: 1, 2 or 5 of a power of ten apart, and not too near to each other.</summary>
    public IReadOnlyList<Tick> Ticks()
    {
        if (microseconds == 0)
            return [];

        var least = microseconds * LeastBetweenTicks / height;
        var step = Steps().First(step => step >= least);
        return [.. Enumerable.Range(0, (int)(microseconds / step) + 1).Select(i => new Tick(At(i * step), i * step))];
    }

    private static IEnumerable<long> Steps()
    {
        for (var power = 1L; ; power *= 10)
        {
            yield return power;
            yield return 2 * power;
            yield return 5 * power;
        }
    }
}

/// <summary>A mark on the time axis.</summary>
internal sealed record Tick(int Height, long Microseconds);

namespace Kata.Ladders;

/// <summary>The lines of a ladder that may be long: then both ends are shown, and what surrounds the rungs that matter.</summary>
internal static class LongLadder
{
    private const int MostRungs = 22; // with the names above, a ladder fits a terminal of 24 lines
    private const int Kept = 8;
    private const int Around = 1;

    /// <summary>The lines, in order.</summary>
    /// <param name="count">How many rungs there are.</param>
    /// <param name="rung">A rung's line.</param>
    /// <param name="gap">The line in place of so many rungs that are not shown.</param>
    public static IEnumerable<string> Lines(int count, Func<int, bool> matters, Func<int, string> rung, Func<int, string> gap)
    {
        for (var i = 0; i < count; i++)
        {
            var hidden = Enumerable.Range(i, count - i).TakeWhile(IsHidden).Count();
            yield return hidden > 0 ? gap(hidden) : rung(i);
            i += Math.Max(0, hidden - 1);
        }

        bool IsHidden(int i) => count > MostRungs && i >= Kept && i < count - Kept
            && !Enumerable.Range(i - Around, 2 * Around + 1).Any(matters);
    }
}

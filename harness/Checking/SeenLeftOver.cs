namespace Kata.Checking;

/// <summary>What a longer text has left in a buffer, printed behind a shorter one that came later.</summary>
internal static class SeenLeftOver
{
    /// <summary>So many characters are not the same by chance.</summary>
    private const int Enough = 12;

    /// <inheritdoc cref="WhatWasSeen.HintFor"/>
    public static string? HintFor(string expected, string got)
    {
        var right = expected.AsSpan().CommonPrefixLength(got);
        // The line is right to its end, and goes on.
        if (
            right == 0
            || right + Enough > got.Length
            || got[right - 1] == '\n'
            || got[right] == '\n'
            || (right < expected.Length && expected[right] != '\n')
        )
            return null;

        var earlier = got.AsSpan(0, got.LastIndexOf('\n', right - 1) + 1);
        var place = earlier.IndexOf(got.AsSpan(right, Enough));
        return place > 0 && earlier[place - 1] != '\n'
            ? "Behind the first difference stands the rest of an earlier text. Is it still in the buffer: how much of the buffer is "
                + "decoded, and how many bytes has this message?"
            : null;
    }
}

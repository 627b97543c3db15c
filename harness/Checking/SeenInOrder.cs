using Kata.Text;

namespace Kata.Checking;

/// <summary>Two parts of a text that have changed places.</summary>
internal static class SeenInOrder
{
    /// <summary>Fewer characters may be the same by chance.</summary>
    private const int Enough = 4;

    /// <summary>In a longer text it takes long to look for them.</summary>
    private const int Most = 20_000;

    /// <inheritdoc cref="WhatWasSeen.HintFor"/>
    public static string? HintFor(string expected, string got)
    {
        if (expected.Length != got.Length || expected.Length > Most)
            return null;

        // Two parts that begin or end alike differ only further on, or not so far.
        var same = expected.AsSpan().CommonPrefixLength(got);
        var end = expected.Length;
        while (end > same && expected[end - 1] == got[end - 1])
            end--;
        return (
            from start in (int[])[same, expected.LastIndexOf('\n', Math.Max(same - 1, 0)) + 1]
            from stop in (int[])[end, expected.Length]
            select Rotated(expected[start..stop], got[start..stop])).FirstOrDefault(hint => hint is not null);
    }

    private static string? Rotated(string right, string printed)
    {
        var first = $"{right}{right}".IndexOf(printed, StringComparison.Ordinal);
        return first >= Enough && right.Length - first >= Enough
            ? $"All the text is there, but in another order: {FirstLine(right[first..])} is printed before {FirstLine(right)}. What prints the "
                + "one, and what the other, and when?"
            : null;
    }

    private static string FirstLine(string text) => Quoted.Of(text.TrimStart('\r', '\n').Split('\n')[0].TrimEnd('\r'));
}

using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Kata.Checking;

/// <summary>What the numbers in a text show.</summary>
internal static partial class SeenInNumbers
{
    /// <inheritdoc cref="WhatWasSeen.HintFor"/>
    public static string? HintFor(string expected, string got) =>
        SameBytes(expected, got) ?? LastBytes(expected, got) ?? AnotherCount(expected, got);

    /// <summary>What is left of the number that a text begins with, if its first bytes are not looked at. Elsewhere it may be a position in
    /// a buffer of that size.</summary>
    private static string? LastBytes(string expected, string got)
    {
        if (Number().Match(expected) is not { Success: true, Index: 0 } right || Number().Match(got) is not { Success: true } printed
            || !long.TryParse(right.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var all)
            || !long.TryParse(printed.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var left))
            return null;

        foreach (var bits in (int[])[32, 16, 8])
        {
            if (all >> bits > 0 && left == all % (1L << bits))
                return $"{all} is {left} if only its last {bits} bits are looked at. Are all bytes of the number used?";
        }

        return null;
    }

    /// <summary>A text that is right but for one number, where both are small enough to be counts.</summary>
    private static string? AnotherCount(string expected, string got)
    {
        if (Number().Replace(expected, "#") != Number().Replace(got, "#"))
            return null;

        // The numbers of a date or a time of day are no counts.
        var others = Number().Matches(expected).Zip(Number().Matches(got)).Where(pair => pair.First.Value != pair.Second.Value).ToList();
        return others is [var (right, printed)]
            && !IsOfADate(expected, right)
            && (Count(right), Count(printed)) is ({ } asked, { } counted)
            && asked != counted
            ? $"Only a number is wrong: {counted} in place of {asked}. Is it a count? If so, what is counted, and from where?"
            : null;
    }

    private static bool IsOfADate(string text, Match number) =>
        InADate().Matches(text).Any(date => date.Index <= number.Index && number.Index < date.Index + date.Length);

    private static int? Count(Match number) =>
        int.TryParse(number.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value < 100 ? value : null;

    /// <summary>The same bytes, as another number.</summary>
    private static string? SameBytes(string expected, string got)
    {
        var right = Number().Matches(expected).Select(match => match.Value).ToHashSet();
        foreach (
            var number in Number().Matches(got).Select(match => match.Value).Where(number => !right.Contains(number) && number.Length < 20))
        {
            var value = BigInteger.Parse(number, CultureInfo.InvariantCulture);
            foreach (var bits in (int[])[8, 16, 32, 64])
            {
                if (value < 0 && right.Contains($"{value + BigInteger.Pow(2, bits)}"))
                    return $"{value} and {value + BigInteger.Pow(2, bits)} are the same {bits} bits, once with a sign and once "
                        + "without one.";
            }

            foreach (var bytes in (int[])[2, 4])
            {
                if (Reversed(value, bytes) is { } reversed && reversed != value && right.Contains($"{reversed}"))
                    return $"{value} is {reversed} with its {bytes} bytes in the other order. On the network the most "
                        + "significant comes first.";
            }
        }

        return null;
    }

    private static BigInteger? Reversed(BigInteger value, int bytes)
    {
        if (value < 0 || value >= BigInteger.Pow(2, 8 * bytes))
            return null;

        var all = new byte[bytes];
        _ = value.TryWriteBytes(all, out _, isUnsigned: true);
        return new BigInteger(all, isUnsigned: true, isBigEndian: true);
    }

    [GeneratedRegex(@"\d+([:-]\d+)+")]
    private static partial Regex InADate();

    [GeneratedRegex(@"(?<![\w.])-?\d+(?![\w.])")]
    private static partial Regex Number();
}

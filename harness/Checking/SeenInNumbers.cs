using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Kata.Checking;

/// <summary>What the numbers in a text show.</summary>
internal static partial class SeenInNumbers
{
    /// <inheritdoc cref="WhatWasSeen.HintFor"/>
    public static string? HintFor(string expected, string got) =>
        Grouped(expected, got)
        ?? Filled(expected, got)
        ?? Swapped(expected, got)
        ?? SameBytes(expected, got)
        ?? LastBytes(expected, got)
        ?? WhatIsLeft(expected, got)
        ?? AnotherCount(expected, got);

    /// <summary>Numbers that have marks between their digits, as in 39,820, if nothing else is wrong.</summary>
    private static string? Grouped(string expected, string got) =>
        got.Length > expected.Length && Mark().Replace(got, "") == Mark().Replace(expected, "")
            ? "Only the marks between the digits of a number were not asked for. Which format puts them there, such as N0 or #,##0? "
                + "ToString() alone adds none."
            : null;

    private static string? Filled(string expected, string got) =>
        got.Length > expected.Length && Zeros().Replace(got, "") == Zeros().Replace(expected, "")
            ? "Only zeros in front of a number were not asked for. Which format fills it up: one with a width, such as D10?"
            : null;

    /// <summary>What is missing of a number, in place of what there is of it.</summary>
    private static string? WhatIsLeft(string expected, string got)
    {
        if (Share().Matches(expected) is not [var right] || Share().Matches(got) is not [var printed]
            || Share().Replace(expected, "#") != Share().Replace(got, "#"))
            return null;

        var ((part, all), (other, ofAll)) = (PartOf(right), PartOf(printed));
        return all == ofAll && part != other && part + other == all
            ? $"{part} and {other} make {all}: is it what has come that the program counts, or what is missing?"
            : null;
    }

    private static (BigInteger Part, BigInteger All) PartOf(Match share) =>
        (BigInteger.Parse(share.Groups[1].ValueSpan, CultureInfo.InvariantCulture),
            BigInteger.Parse(share.Groups[2].ValueSpan, CultureInfo.InvariantCulture));

    /// <summary>Two numbers that stand in each other's place.</summary>
    private static string? Swapped(string expected, string got)
    {
        if (Number().Replace(expected, "#") != Number().Replace(got, "#"))
            return null;

        var others = Number().Matches(expected).Zip(Number().Matches(got)).Where(pair => pair.First.Value != pair.Second.Value).ToList();
        return others is [var (first, printedFirst), var (second, printedSecond)]
            && first.Value == printedSecond.Value
            && second.Value == printedFirst.Value
                ? $"The numbers are right, but two of them have changed places: {first.Value} and {second.Value}."
                : null;
    }

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

    [GeneratedRegex(@"\b(\d{1,18}) of (\d{1,18})\b")]
    private static partial Regex Share();

    [GeneratedRegex(@"(?<![\w.,])0+(?=\d)")]
    private static partial Regex Zeros();

    /// <summary>The marks that languages put before three digits, the narrow spaces among them.</summary>
    [GeneratedRegex(@"(?<=\d)[,.'_ \u00A0\u2009\u202F\u2019](?=\d{3})")]
    private static partial Regex Mark();

    [GeneratedRegex(@"\d+([:-]\d+)+|\d{1,2} \d\d:\d\d:\d\d \d{4}")]
    private static partial Regex InADate();

    [GeneratedRegex(@"(?<![\w.])-?\d+(?![\w.])")]
    private static partial Regex Number();
}

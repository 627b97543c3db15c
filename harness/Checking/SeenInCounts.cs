using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Kata.Text;

namespace Kata.Checking;

/// <summary>What the count in a line such as <c>20 bytes: …</c> shows, where it is less than what came.</summary>
internal static partial class SeenInCounts
{
    /// <inheritdoc cref="WhatWasSeen.HintFor"/>
    public static string? HintFor(string expected, string got)
    {
        var (right, printed) = (expected.Split('\n'), got.Split('\n'));
        var line = right.AsSpan().CommonPrefixLength(printed);
        return line > 0
            && line < Math.Min(right.Length, printed.Length)
            && (Of(right[line]), Of(printed[line]), Of(right[line - 1])) is ({ } came, { } taken, { } before)
            && taken == before
            && taken < came
            && IsBeginning(right[line], came, printed[line], taken)
            && Text(printed[line]) != Text(right[line - 1])
                ? $"{Amount.Of(came, "byte")} came, and {Amount.Of(taken, "byte")} {(taken == 1 ? "was" : "were")} taken, as many as the "
                    + "time before. How much room has the call: does that stay as small as the last one was?"
                : null;
    }

    /// <summary>Whether what is printed is that many bytes of the text, of which the last may be a part of a character.</summary>
    private static bool IsBeginning(string right, int came, string printed, int taken)
    {
        var (whole, part) = (Text(right), Text(printed).TrimEnd('\uFFFD'));
        return Encoding.UTF8.GetByteCount(whole) == came
            && whole.StartsWith(part, StringComparison.Ordinal)
            && taken - Encoding.UTF8.GetByteCount(part) is 0 or (> 0 and < 4);
    }

    private static string Text(string line) => line[Count().Match(line).Length..];

    private static int? Of(string line) =>
        Count().Match(line) is { Success: true } match
        && int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : null;

    [GeneratedRegex(@"\A(\d+) bytes: ")]
    private static partial Regex Count();
}

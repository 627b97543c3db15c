using System.Text;
using System.Text.RegularExpressions;
using Kata.Protocol;
using Kata.Servers;
using Kata.Text;

namespace Kata.Checking;

/// <summary>What the spaces and the line ends of a text show that is right but for them.</summary>
internal static class SeenInSpace
{
    /// <inheritdoc cref="WhatWasSeen.HintFor"/>
    /// <param name="transcripts">None if another text is wrong, too.</param>
    public static string? HintFor(string expected, string got, IReadOnlyList<Transcript> transcripts) =>
        Spaces(expected, got) ?? MoreLines(expected, got) ?? WholeLinesOnly(expected, got, transcripts);

    /// <summary>For a text that was to be somewhere in an output, and is there without the spaces and line ends around it.</summary>
    public static string? AroundHintFor(string part, string got)
    {
        var (text, all) = (LineEnds.Short(part), LineEnds.Short(got));
        return text.Trim() is { Length: > 0 } core && core != text.TrimEnd('\n')
            && !all.Contains(text, StringComparison.Ordinal)
            // Up to the end of a line, from its beginning or from what announces it: a part of another text is another text.
            && Regex.IsMatch(all, $@"(?:\A|\n|: )\s*{Regex.Escape(core)}\s*(?:\n|\z)")
            ? "The text is in the output, but for white space around it. Is it trimmed, or is it sent and printed as it is?"
            : null;
    }

    private static string? Spaces(string expected, string got) =>
        got.Length == expected.Length || Squeezed(got) != Squeezed(expected) ? null
        : got.Length > expected.Length ? !IsWithMore(got, expected) ? null
            : "Only spaces or tabs were added. Which call adds them: a format with a width, a separator, a text of the program's own?"
        : expected.Split('\n').Zip(got.Split('\n')).Any(line => line is ([.., ' ' or '\t'], not [.., ' ' or '\t']))
            ? "Only spaces or tabs are missing, some of them at the end of a line. Is a text trimmed, or is it sent and printed with "
                + "all its spaces?"
        : null;

    /// <summary>For a line end too many that a server has sent back, which got nothing else: an empty line went there.</summary>
    public static string? OfTheServer(string got, IReadOnlyList<Transcript> transcripts) =>
        got.EndsWith('\n') && transcripts.Any(seen => seen.Options?.Service == Service.Echo && IsAnEmptyLine(seen.ReceivedOn(1))
            && seen.SentOn(1).AsSpan().SequenceEqual(seen.ReceivedOn(1)))
            ? "The line end came from the server, which sends back what it gets: the program has sent an empty line. Was one typed? Is the "
                + "end of the input (null) looked at before a line is sent?"
            : null;

    private static bool IsAnEmptyLine(ReadOnlySpan<byte> sent) => sent.SequenceEqual("\n"u8) || sent.SequenceEqual("\r\n"u8);

    /// <summary>Whether it becomes the other text when some of its characters are left out.</summary>
    private static bool IsWithMore(string whole, string part)
    {
        var found = 0;
        foreach (var letter in whole)
        {
            if (found < part.Length && part[found] == letter)
                found++;
        }

        return found == part.Length;
    }

    /// <summary>Without white space, but for what ends a line.</summary>
    private static string Squeezed(string text) =>
        string.Concat(text.Where(letter => letter is '\n' or '\r' || !char.IsWhiteSpace(letter)));

    /// <summary>The first of them inside a line: an empty line may be there twice for another reason.</summary>
    private static string? MoreLines(string expected, string got)
    {
        var more = got.Length - expected.Length;
        var same = expected.AsSpan().CommonPrefixLength(got);
        return more > 0
            && same > 0
            && same < expected.Length
            && got[same - 1] != '\n'
            && WithoutLineEnds(got) == WithoutLineEnds(expected)
            ? $"All the text is there, with {Amount.Of(more, "line end")} too many; the first stands behind "
                + $"{Amount.Of(same, "character")}. Which call adds it: a WriteLine for each piece, or "
                + "something that breaks long lines?"
            : null;
    }

    private static string WithoutLineEnds(string text) => text.Replace("\n", "", StringComparison.Ordinal);

    /// <summary>A text of the server that is printed up to its last line end. Behind an empty line another part of it may begin.</summary>
    private static string? WholeLinesOnly(string expected, string got, IReadOnlyList<Transcript> transcripts)
    {
        if (got.Length == expected.Length || got != expected[..(expected.LastIndexOf('\n') + 1)] || transcripts is not [var seen])
            return null;

        var end = got.TrimEnd('\n')[(got.TrimEnd('\n').LastIndexOf('\n') + 1)..];
        return end.Trim() != ""
            && got.EndsWith($"{end}\n", StringComparison.Ordinal)
            && Encoding.UTF8.GetString(seen.SentOn(1))
                .Replace("\r\n", "\n", StringComparison.Ordinal)
                .Contains($"{end.TrimEnd('\r')}\n{expected[got.Length..]}", StringComparison.Ordinal)
                ? "What stands behind the last line end is missing. Does the program print whole lines only? The last line has no end here."
                : null;
    }
}

using System.Text;
using Kata.Protocol;
using Kata.Servers;
using Kata.Text;

namespace Kata.Checking;

/// <summary>A line that is printed twice, although it did not come twice.</summary>
internal static class SeenTwice
{
    /// <inheritdoc cref="WhatWasSeen.HintFor"/>
    public static string? HintFor(string expected, string got, IReadOnlyList<Transcript> transcripts) =>
        DoubledLine(expected, got) is not { } line ? null
        : transcripts.Sum(transcript => TimesItCame(line, transcript)) switch
        {
            0 => $"{Quoted.Of(line)} is printed twice. Which statement prints it, and how often is it reached?",
            1 => $"{Quoted.Of(line)} came once and is printed twice. Which statement prints it, and how often is it reached?",
            _ => null,
        };

    /// <summary>For lines that are to be printed more than once in a row, and are printed once, if nothing else is wrong. At the end a line
    /// may be missing for another reason.</summary>
    public static string? OnceHintFor(string expected, string got)
    {
        var right = expected.Split('\n');
        var places = Enumerable.Range(1, right.Length - 1).Where(place => right[place] == right[place - 1]).ToList();
        return places is [var first, ..]
            && !string.IsNullOrWhiteSpace(right[first])
            && right.AsSpan(places[^1] + 1).ContainsAnyExcept("")
            && right.Where((_, place) => !places.Contains(place)).SequenceEqual(got.Split('\n'))
                ? $"{Quoted.Of(right[first])} has to be printed more than once in a row, and is printed once. Is a text left out that is the same "
                    + "as the one before?"
                : null;
    }

    /// <summary>The line that is printed twice in a row, if nothing else is wrong.</summary>
    private static string? DoubledLine(string expected, string got)
    {
        var (right, printed) = (expected.Split('\n'), got.Split('\n'));
        var same = right.AsSpan().CommonPrefixLength(printed);
        return printed.Length == right.Length + 1
            && same > 0
            && (same == 1 || right[same - 2] != right[same - 1])
            && printed[same] == printed[same - 1]
            && !string.IsNullOrWhiteSpace(printed[same])
            && right.AsSpan(same).SequenceEqual(printed.AsSpan(same + 1))
                ? printed[same]
                : null;
    }

    /// <summary>How often the line was sent to the program, or what it shows of a datagram.</summary>
    private static int TimesItCame(string line, Transcript transcript) =>
        transcript.Of(EventKind.DatagramSent).Count(e => IsIn(line, Text(e.Data ?? [])))
        + transcript.Of(EventKind.Sent)
            .Select(e => e.Connection)
            .Distinct()
            .Sum(one => Encoding.UTF8.GetString(transcript.SentOn(one)).Split('\n').Count(sent => sent.TrimEnd('\r') == line));

    /// <summary>Without a small number of several bytes before it, and a line end behind it.</summary>
    private static string Text(byte[] datagram) =>
        Encoding.UTF8.GetString(datagram.AsSpan().TrimStart("\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b"u8)).TrimEnd('\r', '\n');

    // A few letters are in many a line by chance.
    private static bool IsIn(string line, string datagram) =>
        datagram.Contains(line, StringComparison.Ordinal) || datagram.Length >= 3 && line.Contains(datagram, StringComparison.Ordinal);
}

using System.Globalization;
using Kata.Protocol;
using Kata.Servers;
using Kata.Text;

namespace Kata.Checking;

/// <summary>What the datagrams of a program show.</summary>
internal static class SeenInDatagrams
{
    /// <summary>Two datagrams that come closer together are not a question and its repetition after a wait.</summary>
    private const long AtOnceMicroseconds = 50_000;

    /// <inheritdoc cref="WhatWasSeen.HintFor"/>
    public static string? HintFor(Transcript seen, CheckFailedException failed)
    {
        // What a run wrote and how it ended has its own hint.
        if (failed.Missed.Count > 0 || !failed.Expected.Contains("datagram", StringComparison.Ordinal))
            return null;

        return SentAtOnce(seen) ?? (failed.Expected == Saw.OneDatagram ? SentAgain(seen) : null);
    }

    private static string? SentAgain(Transcript seen)
    {
        var datagrams = seen.Of(EventKind.DatagramReceived).ToList();
        var again = datagrams.Zip(datagrams.Skip(1)).FirstOrDefault(pair => pair.First.Data.AsSpan().SequenceEqual(pair.Second.Data));
        return again.First is null
            ? null
            : $"The same datagram came again after {Amount.Of((again.Second.Microseconds - again.First.Microseconds) / 1000)} ms: "
                + "the program asked again. May it?";
    }

    private static string? SentAtOnce(Transcript seen)
    {
        var datagrams = seen.Of(EventKind.DatagramReceived).ToList();
        var twice = datagrams
            .Zip(datagrams.Skip(1))
            .FirstOrDefault(pair =>
                pair.Second.Microseconds - pair.First.Microseconds < AtOnceMicroseconds
                && pair.First.Data.AsSpan().SequenceEqual(pair.Second.Data)
                && seen.Events.Skip(pair.First.Sequence + 1).TakeWhile(e => e != pair.Second).All(e => e.Kind is not EventKind.DatagramSent)
            );
        return twice.First is null
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"The same datagram came twice, {(twice.Second.Microseconds - twice.First.Microseconds) / 1000.0:0.0} ms "
                    + $"apart: the program has not waited for an answer between them.");
    }
}

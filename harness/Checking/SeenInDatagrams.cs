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
        if (failed.Missed.Count > 0 || failed.Datagrams is not { } wanted)
            return null;

        var datagrams = seen.Of(EventKind.DatagramReceived).ToList();
        var equal = datagrams.Zip(datagrams.Skip(1)).Where(pair => pair.First.Data.AsSpan().SequenceEqual(pair.Second.Data)).ToList();
        return equal.Where(pair => IsAtOnce(pair, seen)).Select(pair => AtOnce(pair, seen)).FirstOrDefault()
            ?? (wanted == 1 ? equal.Select(Again).FirstOrDefault() : null);
    }

    private static bool IsAtOnce((TranscriptEvent First, TranscriptEvent Second) pair, Transcript seen) =>
        pair.Second.Microseconds - pair.First.Microseconds < AtOnceMicroseconds
        && seen.Events.Skip(pair.First.Sequence + 1).TakeWhile(e => e != pair.Second).All(e => e.Kind is not EventKind.DatagramSent);

    private static string AtOnce((TranscriptEvent First, TranscriptEvent Second) pair, Transcript seen)
    {
        var gap = (pair.Second.Microseconds - pair.First.Microseconds) / 1000.0;
        return FormattableString.Invariant($"The same datagram came twice, {gap:0.0} ms apart")
            + (
                HasAnswersLeft(seen.Events.Take(pair.First.Sequence))
                    ? ". The server had answered more often than there were different questions: what becomes of an answer to an earlier one?"
                    : ": the program has not waited for an answer between them.");
    }

    /// <summary>Whether the server has sent more datagrams than it had different ones to answer.</summary>
    private static bool HasAnswersLeft(IEnumerable<TranscriptEvent> before) =>
        before.Count(e => e.Kind == EventKind.DatagramSent)
        > before.Where(e => e.Kind == EventKind.DatagramReceived).DistinctBy(e => Convert.ToHexString(e.Data ?? [])).Count();

    private static string Again((TranscriptEvent First, TranscriptEvent Second) pair) =>
        $"The same datagram came again after {Amount.Of((pair.Second.Microseconds - pair.First.Microseconds) / 1000)} ms: "
            + "the program asked again. May it?";
}

using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using Kata.Programs;
using Kata.Protocol;
using Kata.Servers;

namespace Kata.Checking;

/// <summary>Hints about what was seen, for any check. Such a hint replaces the check's own hint, which asks about the commonest mistake
/// of that check.</summary>
internal static partial class WhatWasSeen
{
    /// <summary>Two datagrams that come closer together are not a question and its repetition after a wait.</summary>
    private const long AtOnceMicroseconds = 50_000;

    private const char Replacement = '\uFFFD';

    /// <summary>The first that applies; null if none does.</summary>
    /// <param name="run">The run that was judged.</param>
    /// <param name="transcripts">Of all endpoints. If there are several, the one that the failure is about is unknown.</param>
    public static string? HintFor(CheckFailedException failed, Run? run, IReadOnlyList<Transcript> transcripts)
    {
        if (run is null)
            return null;

        var wire = transcripts is [{ Options: { } options } only] ? OnTheWire(only, options, failed, run) : null;
        return wire ?? (run.ExitCode is { } code ? InTheTexts(failed, run, code) : null);
    }

    private static string? OnTheWire(Transcript seen, EndpointOptions endpoint, CheckFailedException failed, Run run)
    {
        if (endpoint.Transport == Transport.Udp)
            return SentAtOnce(seen, failed);
        // These faults change what the server sees of a request or a connection, so what it saw is not the program's doing.
        if (
            endpoint.Service != Service.Http
            || seen.Count(EventKind.Accepted) == 0
            || endpoint.Faults.Any(fault =>
                fault
                    is CutAtAccept
                        or AcceptNothing
                        or SmallWindow
                        or CutAfter { Direction: Direction.In }
                        or Stall { Direction: Direction.In })
        )
            return null;

        var request = Encoding.Latin1.GetString(seen.ReceivedOn(1));
        if (request == "")
        {
            return run.End is RunEnd.Killed
                ? "The program connected, sent nothing, and waited. A web server says nothing "
                    + "until it is asked: has the request left the program?"
                : null;
        }

        return NotEnded(seen, request) ?? Twice(request) ?? LeftTooEarly(seen) ?? WholeForAPart(seen, failed);
    }

    private static string? NotEnded(Transcript seen, string request) =>
        seen.Count(EventKind.Sent) > 0 || request.Contains("\r\n\r\n", StringComparison.Ordinal) ? null
        : request.Contains("\n\n", StringComparison.Ordinal)
            ? "The request has come, and its lines end with \\n alone. In HTTP a line ends with \\r\\n."
        : "A request has come, but not the empty line that ends it: "
            + "\\r\\n\\r\\n. So the server waits for more, and does not answer.";

    private static string? Twice(string request) =>
        request.Length % 2 == 0
        && request.EndsWith("\r\n\r\n", StringComparison.Ordinal)
        && request.AsSpan(0, request.Length / 2).SequenceEqual(request.AsSpan(request.Length / 2))
        && !request.Contains("If-None-Match", StringComparison.OrdinalIgnoreCase)
        && request.StartsWith("GET ", StringComparison.Ordinal)
        && request.Contains(" HTTP/1.0\r\n", StringComparison.Ordinal)
            ? "The same request came twice over one connection. Which statement sends it, and how often is it reached?"
            : null;

    /// <summary>An answer that came when the program had closed, or shut down, its connection.</summary>
    private static string? LeftTooEarly(Transcript seen)
    {
        var sent = seen.Of(EventKind.Sent).FirstOrDefault(e => e.Connection == 1);
        var left = seen.Of(EventKind.PeerFinished).FirstOrDefault(e => e.Connection == 1);
        if (sent is null || left is null || left.Sequence > sent.Sequence)
            return null;

        return seen.Of(EventKind.PeerReset).Any(e => e.Connection == 1)
            ? "The program closed its connection before the answer came. What does it wait for between sending and closing?"
            : "The program finished sending before the answer came. If that was Shutdown: does it "
                + "end sending alone, or receiving, too? If it was a close, it came too early.";
    }

    private static string? WholeForAPart(Transcript seen, CheckFailedException failed)
    {
        // What a run wrote and how it ended has its own hint.
        if (failed.Missed.Count > 0)
            return null;

        var connections = seen.Of(EventKind.Accepted).Select(e => e.Connection);
        return connections.Any(one =>
            Encoding.Latin1.GetString(seen.ReceivedOn(one)).Contains("\r\nRange:", StringComparison.OrdinalIgnoreCase)
            && Whole().IsMatch(Encoding.Latin1.GetString(seen.SentOn(one).AsSpan(0, Math.Min(20, seen.SentOn(one).Length)))))
            ? "The program asked for a part (Range), and the server answered with the whole, from the first byte "
                + "(200, not 206). Does the program look at the status before it uses what comes?"
            : null;
    }

    private static string? SentAtOnce(Transcript seen, CheckFailedException failed)
    {
        var datagrams = seen.Of(EventKind.DatagramReceived).ToList();
        var twice = datagrams
            .Zip(datagrams.Skip(1))
            .FirstOrDefault(pair =>
                pair.Second.Microseconds - pair.First.Microseconds < AtOnceMicroseconds
                && pair.First.Data.AsSpan().SequenceEqual(pair.Second.Data)
                && seen.Events.Skip(pair.First.Sequence + 1).TakeWhile(e => e != pair.Second).All(e => e.Kind is not EventKind.DatagramSent)
            );
        return failed.Missed.Count > 0 || twice.First is null || !failed.Expected.Contains("datagram", StringComparison.Ordinal)
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"The same datagram came twice, {(twice.Second.Microseconds - twice.First.Microseconds) / 1000.0:0.0} ms "
                    + $"apart: the program has not waited for an answer between them.");
    }

    private static string? InTheTexts(CheckFailedException failed, Run run, int code) => failed.Missed switch
    {
        [] => null,
        [{ Text: null, IsImplied: false }]
            when failed.Required.Any(one => one.Text is not null && !one.IsImplied) && run.End is RunEnd.Exited { LeftBehind: false } =>
            $"All that the program wrote is right, and only its exit code is wrong: Main returned {code}, or Exit was called with it.",
        var missed => missed
            .Where(one => one is { Text: not null })
            .Select(one => InOneText(one, run))
            .FirstOrDefault(hint => hint is not null),
    };

    private static string? InOneText(RunRequirement missed, Run run)
    {
        var (got, other) = missed.IsErrorOutput ? (run.ErrorOutput, run.Output) : (run.Output, run.ErrorOutput);
        if (got == "" && other != "" && !missed.Text!.IsOfAnyWords && missed.Text.Holds(other))
            return missed.IsErrorOutput
                ? "That text is in the output. Which writes errors, Console.Out or Console.Error?"
                : "That text is in the error output. Which of the two is for results, Console.Out or Console.Error?";
        if (missed.Text!.Whole is not { } expected)
            return null;
        if (missed.Difference(run)?.Summary.StartsWith("equal except for the line end", StringComparison.Ordinal) == true)
            return "Only the line end is wrong. WriteLine adds one, and Write adds none; a received text may already have its own.";
        if (got.Contains(Replacement) && !expected.Contains(Replacement))
            return "There is a � in place of a character: the decoded bytes were not the whole character, or were in "
                + "another encoding. Was a piece decoded that ended inside a character?";
        if (expected.Any(letter => letter > 127) && Letters(got) == Letters(expected))
            return "Letters that are not ASCII became question marks: the encoding that was used does not have them.";
        return OtherNumber(expected, got);
    }

    /// <summary>With a question mark for what is not ASCII, once for each character.</summary>
    private static string Letters(string text) => NotAscii().Replace(text, "?");

    /// <summary>The same bytes, as another number.</summary>
    private static string? OtherNumber(string expected, string got)
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

    [GeneratedRegex(@"\AHTTP/1\.\d 200 ")]
    private static partial Regex Whole();

    [GeneratedRegex(@"(?<![\w.])-?\d+(?![\w.])")]
    private static partial Regex Number();

    [GeneratedRegex(@"[\uD800-\uDBFF][\uDC00-\uDFFF]|[^\x00-\x7F]")]
    private static partial Regex NotAscii();
}

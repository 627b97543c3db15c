using System.Text;
using System.Text.RegularExpressions;
using Kata.Programs;
using Kata.Protocol;
using Kata.Servers;

namespace Kata.Checking;

/// <summary>What the requests and the answers of a program at an HTTP server show.</summary>
internal static partial class SeenOverHttp
{
    /// <inheritdoc cref="WhatWasSeen.HintFor"/>
    public static string? HintFor(Transcript seen, EndpointOptions endpoint, CheckFailedException failed, ProgramRun judged)
    {
        // These faults change what the server sees of a request or a connection, so what it saw is not the program's doing.
        if (
            seen.Count(EventKind.Accepted) == 0
            || endpoint.Faults.Any(fault =>
                fault
                    is CutAtAccept
                        or AcceptNothing
                        or SmallWindow
                        or CutAfter { Direction: Direction.In }
                        or Stall { Direction: Direction.In })
        )
            return null;

        var (request, run) = (Encoding.Latin1.GetString(seen.ReceivedOn(1)), judged.Run);
        if (request == "")
        {
            return run.End is RunEnd.Killed && !failed.HasAllTexts
                ? "The program connected, sent nothing, and waited. A web server says nothing "
                    + "until it is asked: has the request left the program?"
                : null;
        }

        return Marked(request)
            ?? SeenInRequests.OfThePath(seen, judged.Arguments)
            ?? NotEnded(seen, request)
            ?? WithoutItsEnd(seen, request, run)
            ?? Twice(request)
            ?? LeftTooEarly(seen, endpoint, run)
            ?? AskedToClose(seen)
            ?? RangeAtFirst(request, failed)
            ?? WholeForAPart(seen, failed);
    }

    /// <summary>Bytes of a text file in front of a request.</summary>
    private static string? Marked(string request) =>
        request.StartsWith("\u00EF\u00BB\u00BF", StringComparison.Ordinal) ? SeenInTheStream.MarkInFront : null;

    private static string? NotEnded(Transcript seen, string request) =>
        seen.Count(EventKind.Sent) > 0 || !AMethod().IsMatch(request) || request.Contains("\r\n\r\n", StringComparison.Ordinal) ? null
        : request.Contains("\n\n", StringComparison.Ordinal)
            ? "The request has come, and its lines end with \\n alone. In HTTP a line ends with \\r\\n."
        : "A request has come, but not the empty line that ends it: "
            + "\\r\\n\\r\\n. So the server waits for more, and does not answer.";

    /// <summary>What a server sends only when the program that waited has gone is no answer: the request never came whole.</summary>
    private static string? WithoutItsEnd(Transcript seen, string request, Run run) =>
        run.End is RunEnd.Killed
        && !AnyEnd().IsMatch(request)
        && seen.Of(EventKind.PeerFinished).FirstOrDefault(e => e.Connection == 1) is { } left
        && seen.Of(EventKind.Sent).All(e => e.Sequence > left.Sequence)
            ? "A request has come, but not the empty line that ends it: \\r\\n\\r\\n. Until that comes, a web server waits for more."
            : null;

    private static string? Twice(string request) =>
        request.Length % 2 == 0
        && request.EndsWith("\r\n\r\n", StringComparison.Ordinal)
        && request.AsSpan(0, request.Length / 2).SequenceEqual(request.AsSpan(request.Length / 2))
        && !request.Contains("If-None-Match", StringComparison.OrdinalIgnoreCase)
        && request.StartsWith("GET ", StringComparison.Ordinal)
        && request.Contains(" HTTP/1.0\r\n", StringComparison.Ordinal)
            ? "The same request came twice over one connection. Which statement sends it, and how often is it reached?"
            : null;

    /// <summary>An answer that came when the program had closed, or shut down, its connection, and that it did not read.</summary>
    private static string? LeftTooEarly(Transcript seen, EndpointOptions endpoint, Run run)
    {
        // A killed program has not left by itself, and one that crashed leaves unread what has come. And if a fault cuts off the answer,
        // the program may have got nothing that it could print.
        if (
            run.End is RunEnd.Killed
            || IsCrash(run.End)
            || endpoint.Faults.Any(fault => fault is CutAfter or CutAfterAnswers { Ending: Ending.Reset } or Stall)
        )
            return null;

        var sent = seen.Of(EventKind.Sent).FirstOrDefault(e => e.Connection == 1);
        var left = seen.Of(EventKind.PeerFinished).FirstOrDefault(e => e.Connection == 1);
        if (sent is null || left is null || left.Sequence > sent.Sequence || Prints(run, seen.SentOn(1)))
            return null;

        return seen.Of(EventKind.PeerReset).Any(e => e.Connection == 1)
            ? "The program ended both directions before the answer came, by a close or by a Shutdown. Does it receive "
                + "before it closes? Does Shutdown end sending alone?"
            : "The program finished sending before the answer came, and nothing of it was printed. If that was Shutdown: does it end sending "
                + "alone, or receiving, too? If it was a close, it came too early. If it is neither: what becomes of the bytes that Receive brings?";
    }

    /// <summary>For a program that asks the server to close, and sends another request over the connection that is closed then (RFC 9112
    /// section 9.6).</summary>
    private static string? AskedToClose(Transcript seen) =>
        seen.Of(EventKind.Finished).FirstOrDefault(e => e.Connection == 1) is { } closed
        && seen.Of(EventKind.Received).FirstOrDefault(e => e.Connection == 1 && e.Sequence > closed.Sequence) is { Data: { } next }
        && AMethod().IsMatch(Encoding.Latin1.GetString(next))
        && ToClose().IsMatch(Encoding.Latin1.GetString(
            [.. seen.Of(EventKind.Received).Where(e => e.Connection == 1 && e.Sequence < closed.Sequence).SelectMany(e => e.Data ?? [])]))
            ? "The request asks the server to close the connection after its answer (Connection: close). The server did so, and the "
                + "next request was sent over that connection. Where does the header come from?"
            : null;

    /// <summary>Whether an exception ended it that is not about the connection.</summary>
    private static bool IsCrash(RunEnd end) =>
        end is RunEnd.Crashed { Signal: null, What: var what }
        && !what.Contains("ObjectDisposed", StringComparison.Ordinal)
        && !what.Contains("non-connected", StringComparison.Ordinal)
        && !what.Contains("SocketException", StringComparison.Ordinal);

    /// <summary>Whether a part of an answer is in what the program wrote: any eight bytes in a row (all of a shorter one), or a line of its
    /// header, which is the same in any encoding that has ASCII in it.</summary>
    private static bool Prints(Run run, byte[] answer)
    {
        const int letters = 4;
        const int enough = 4096;
        answer = answer[..Math.Min(answer.Length, enough)];
        // An answer of line ends alone cannot be told from other line ends.
        if (answer.AsSpan().Trim("\r\n "u8).IsEmpty)
            return true;

        var bytes = Math.Clamp(answer.Length, 1, 8);
        for (var at = 0; at + bytes <= answer.Length; at += bytes)
        {
            if (run.OutputBytes.AsSpan().IndexOf(answer.AsSpan(at, bytes)) >= 0)
                return true;
        }

        return Encoding.Latin1.GetString(answer)
            .Split('\n')
            .Select(line => line.TrimEnd('\r'))
            .Any(line =>
                line.Length >= letters
                && Ascii.IsValid(line)
                && (run.Output.Contains(line, StringComparison.Ordinal) || run.ErrorOutput.Contains(line, StringComparison.Ordinal))
            );
    }

    /// <summary>Of a file that has not begun to come no part can be missing.</summary>
    private static string? RangeAtFirst(string request, CheckFailedException failed) =>
        failed.Missed.Count > 0 && request.Contains("\r\nRange:", StringComparison.OrdinalIgnoreCase)
        && !request.Contains("bytes=0-\r", StringComparison.Ordinal)
            ? "The first request asks for a part (Range), and nothing has been saved yet. Then ask for the whole: an empty file has no byte 0."
            : null;

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

    /// <summary>An empty line, whatever ends the lines.</summary>
    [GeneratedRegex(@"\n\r?\n")]
    private static partial Regex AnyEnd();

    [GeneratedRegex(@"\A[A-Z]+ ")]
    private static partial Regex AMethod();

    [GeneratedRegex(@" HTTP/1\.1\r\n(?:.+\r\n)*Connection: *close\r\n", RegexOptions.IgnoreCase)]
    private static partial Regex ToClose();

    [GeneratedRegex(@"\AHTTP/1\.\d 200 ")]
    private static partial Regex Whole();
}

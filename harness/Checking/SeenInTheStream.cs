using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Kata.Programs;
using Kata.Protocol;
using Kata.Servers;
using Kata.Text;

namespace Kata.Checking;

/// <summary>What a program has made of the bytes of a stream, and what its connection shows of that.</summary>
internal static partial class SeenInTheStream
{
    /// <summary>So many bytes in a row are not the same by chance.</summary>
    private const int Enough = 4;

    private const long SilenceMicroseconds = 300_000;

    /// <inheritdoc cref="WhatWasSeen.HintFor"/>
    public static string? HintFor(Transcript seen, CheckFailedException failed, Run run) =>
        run.End is not RunEnd.Exited ? null
        : MarkBeforeALetter(seen)
            ?? ResetForNothing(seen, failed)
            ?? (IsAboutTheOutput(failed) || seen.Count(EventKind.PeerReset) > 0 ? BehindAPiece(seen, run) : null)
            ?? (IsAboutTheOutput(failed) ? UpToAZero(seen, run) : null);

    internal const string MarkInFront =
        "The first bytes that the program sent are EF BB BF, a byte order mark. A StreamWriter with Encoding.UTF8 puts it in front; one with "
            + "new UTF8Encoding(false), or without an encoding, does not.";

    /// <summary>In front of more, it may be a part of a text or a file that is to be sent.</summary>
    private static string? MarkBeforeALetter(Transcript seen) =>
        seen.ReceivedOn(1) is [0xEF, 0xBB, 0xBF, < 0x80] ? MarkInFront : null;

    /// <summary>Whether the output was judged: as a text, or byte for byte.</summary>
    private static bool IsAboutTheOutput(CheckFailedException failed) =>
        failed is { Missed: [], Transcript: null } || failed.Missed.Any(one => one is { Text: not null, IsErrorOutput: false });

    private static string? ResetForNothing(Transcript seen, CheckFailedException failed) =>
        failed is { Transcript: not null, Expected: Saw.InAnOrderlyWay }
        && seen.Count(EventKind.PeerReset) > 0
        && seen.Count(EventKind.Sent) + seen.Count(EventKind.Reset) == 0
            ? "The program reset the connection, and no bytes had come that it could have left unread. A LingerState with a time of 0 does "
                + "that, and so does Close(0). What closes the socket here?"
            : null;

    /// <summary>A program that is content with the first pieces of an answer.</summary>
    private static string? BehindAPiece(Transcript seen, Run run)
    {
        var pieces = seen.Of(EventKind.Sent).Where(e => e.Connection == 1).ToList();
        if (run.ExitCode != 0 || seen.Count(EventKind.Reset) > 0 || pieces.Any(e => e.Bytes != e.Data?.Length))
            return null;

        var came = seen.SentOn(1);
        var all = 0;
        foreach (var (piece, next) in pieces.Zip(pieces.Skip(1)))
        {
            all += (int)piece.Bytes;
            if (
                all >= Enough
                // Behind a longer silence a program may have stopped for another reason.
                && next.Microseconds - piece.Microseconds < SilenceMicroseconds
                && run.OutputBytes.AsSpan().EndsWith(came.AsSpan(0, all))
                && !IsAsPromised(came.AsSpan(0, all))
                // A piece without a whole character decodes to nothing: that may be taken for the end.
                && Rune.DecodeFromUtf8(next.Data, out _, out _) != OperationStatus.NeedMoreData
            )
                return $"The program printed {Amount.Of(all, "byte")} of the answer, up to the end of a piece, and the server sent more. Is the "
                    + "end taken for reached after one Receive, at a piece that does not fill the buffer, or where Available is 0? Receive returns "
                    + "what has arrived so far, and only 0 is the end.";
        }

        return null;
    }

    /// <summary>Whether that is all of an answer by its Content-Length: then the program may have stopped because of that.</summary>
    private static bool IsAsPromised(ReadOnlySpan<byte> answer)
    {
        var header = answer.IndexOf("\r\n\r\n"u8);
        return header >= 0
            && Promised().Match(Encoding.Latin1.GetString(answer[..header])) is { Success: true } promised
            && promised.Groups[1].Value == $"{answer.Length - header - 4}";
    }

    [GeneratedRegex(@"\nContent-Length: *(\d+)", RegexOptions.IgnoreCase)]
    private static partial Regex Promised();

    /// <summary>A program that prints no zero byte, and whose output is right up to the first that came.</summary>
    private static string? UpToAZero(Transcript seen, Run run)
    {
        var (came, printed) = (seen.SentOn(1), run.OutputBytes);
        var zero = came.AsSpan().IndexOf((byte)0);
        if (zero < Enough || printed.AsSpan().Contains((byte)0) || printed.AsSpan().IndexOf(came.AsSpan(0, zero)) is var at && at < 0)
            return null;

        return printed.AsSpan(at).SequenceEqual(came.Where(one => one != 0).ToArray())
            ? "Only the zero bytes are missing in the output. What takes them away? A zero is a byte like any other."
            : !IsLeftOut(came.AsSpan(zero), printed.AsSpan(at + zero)) ? null
            : "The output is right up to the first zero byte that came, and has no zero byte. What takes a zero for the end of a text? It "
                + "is a byte like any other.";
    }

    /// <summary>Whether nothing was printed from a zero on, or only what came later: nothing stands in its place.</summary>
    private static bool IsLeftOut(ReadOnlySpan<byte> came, ReadOnlySpan<byte> printed) =>
        came.TrimEnd("\r\n"u8).EndsWith(printed.TrimEnd("\r\n"u8));
}

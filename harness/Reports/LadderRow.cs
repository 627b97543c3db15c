using Kata.Control;
using Kata.Servers;

namespace Kata.Reports;

/// <summary>Which way a rung's arrow points.</summary>
public enum Pointing
{
    /// <summary>From the program to the server.</summary>
    Right,

    /// <summary>From the server to the program.</summary>
    Left,

    /// <summary>Nowhere: a note of what the server's side did.</summary>
    Nowhere,
}

/// <summary>One rung of a ladder: an event, or a run of like events folded into one.</summary>
/// <param name="First">Sequence number of its first event.</param>
/// <param name="Last">Sequence number of its last event; the time is that one's.</param>
/// <param name="Label">What happened: <c>connect</c>, <c>26 B</c>.</param>
/// <param name="Data">What was sent, one element for each character; empty if it is not shown.</param>
public sealed record LadderRow(
    int First, int Last, long Microseconds, int Connection, Pointing Pointing, string Label, IReadOnlyList<string> Data)
{
    // A program that was killed at its deadline mostly had done nothing for a while; one that closes its connection
    // does so soon after the last bytes.
    private const int SilenceBeforeKillMicroseconds = 500_000;

    // Two or three pieces are still seen better one by one.
    private const int LeastToFold = 4;

    /// <summary>Whether this is the end that killing the program put to a connection.</summary>
    public bool IsKill { get; init; }

    /// <summary>The rungs of a transcript, in order.</summary>
    public static IReadOnlyList<LadderRow> Of(Transcript transcript) => Of(transcript, killed: false);

    /// <inheritdoc cref="Of(Transcript)"/>
    /// <param name="killed">Whether the program was killed at its deadline.</param>
    public static IReadOnlyList<LadderRow> Of(Transcript transcript, bool killed)
    {
        var rows = new List<LadderRow>();
        for (var i = 0; i < transcript.Events.Count;)
        {
            var alike = transcript.Events.Skip(i).TakeWhile((e, n) => n == 0 || IsMoreOf(transcript.Events[i], e)).ToList();
            if (alike.Count >= LeastToFold)
                rows.Add(Folded(alike, transcript));
            else
                rows.AddRange(alike.Select(e => killed && EndsByKill(e, transcript) ? Kill(e) : Single(e, transcript)).OfType<LadderRow>());
            i += alike.Count;
        }

        return rows;
    }

    private static bool IsMoreOf(TranscriptEvent first, TranscriptEvent next) =>
        first.Kind is EventKind.Sent or EventKind.Received
        && (next.Kind, next.Connection) == (first.Kind, first.Connection)
        && next.Note is null
        && !IsHttpHead(first); // the status line is worth a rung of its own

    private static LadderRow Folded(List<TranscriptEvent> alike, Transcript transcript) => new(
        alike[0].Sequence, alike[^1].Sequence, alike[^1].Microseconds, alike[0].Connection,
        alike[0].Kind == EventKind.Received ? Pointing.Right : Pointing.Left,
        $"{Amount.Of(alike.Sum(e => e.Bytes))} B in {Amount.Of(alike.Count)} pieces",
        DataOf(alike[0] with { Bytes = alike.Sum(e => e.Bytes), Data = [.. alike.SelectMany(e => e.Data ?? [])] }, transcript));

    private static bool EndsByKill(TranscriptEvent e, Transcript transcript) =>
        e.Kind is EventKind.PeerFinished or EventKind.PeerReset
        && e.Microseconds - Others(e, transcript).Where(other => other.Sequence < e.Sequence).Max(other => (long?)other.Microseconds)
            >= SilenceBeforeKillMicroseconds;

    private static LadderRow Kill(TranscriptEvent e) =>
        new(e.Sequence, e.Sequence, e.Microseconds, e.Connection, Pointing.Right, "killed at the deadline", []) { IsKill = true };

    private static LadderRow? Single(TranscriptEvent e, Transcript transcript)
    {
        (Pointing, string)? what = e.Kind switch
        {
            EventKind.Accepted => (Pointing.Right, "connect"),
            EventKind.Received => (Pointing.Right, $"{Amount.Of(e.Bytes)} B"),
            EventKind.PeerFinished => (Pointing.Right, Ending(e, EventKind.Sent, transcript)),
            EventKind.PeerReset => (Pointing.Right, ProgramReset(e, transcript)),
            EventKind.DatagramReceived => (Pointing.Right, $"datagram {Amount.Of(e.Bytes)} B"),
            EventKind.Sent => (Pointing.Left, $"{Amount.Of(e.Bytes)} B"),
            EventKind.Finished => (Pointing.Left, Ending(e, EventKind.Received, transcript)),
            EventKind.Reset => (Pointing.Left, "reset"),
            EventKind.DatagramSent => (Pointing.Left, $"datagram {Amount.Of(e.Bytes)} B{AnotherPort(e, transcript)}"),
            EventKind.Fault => (Pointing.Nowhere, e.Note ?? "a fault"),
            EventKind.Closed when !Others(e, transcript).Any(IsEnd) => (Pointing.Left, "close"),
            _ => null, // Closed after its ends were drawn
        };

        if (what is not var (pointing, label))
            return null;

        if (e.Note is not null && pointing != Pointing.Nowhere)
            label += $" ({e.Note})";
        return new(e.Sequence, e.Sequence, e.Microseconds, e.Connection, pointing, label, DataOf(e, transcript));
    }

    // The end of a stream says only that its sender has finished sending: after a shutdown it may go on reading, after
    // a close it may not, and the other side cannot tell which it was (RFC 9293 §3.6). So it is called a close unless
    // the other direction is seen to be still in use.
    private static string Ending(TranscriptEvent e, EventKind otherWay, Transcript transcript)
    {
        var later = Others(e, transcript).Where(other => other.Sequence > e.Sequence).ToList();
        var serverWentFirst = e.Kind == EventKind.Finished && later.Any(other => other.Kind is EventKind.PeerFinished or EventKind.PeerReset);
        return serverWentFirst || later.Any(other => other.Kind == otherWay) ? "finished sending" : "close";
    }

    // A program's system resets a connection that is closed before everything was read from it (RFC 9293 §3.6.1,
    // RFC 2525 §2.17).
    private static string ProgramReset(TranscriptEvent e, Transcript transcript) =>
        e.Note is null && Others(e, transcript).Any(other => other.Kind == EventKind.Sent)
            ? "close (not all was read: reset)"
            : "reset";

    private static string AnotherPort(TranscriptEvent e, Transcript transcript)
    {
        var usual = transcript.Of(EventKind.DatagramReceived).FirstOrDefault()?.Local;
        return usual is null || e.Local is null || e.Local == usual ? "" : $" from port {e.Local[(e.Local.LastIndexOf(':') + 1)..]}";
    }

    private static IReadOnlyList<string> DataOf(TranscriptEvent e, Transcript transcript)
    {
        var data = e.Data ?? [];
        var isHttpBody = transcript.Options.Service == Service.Http && e.Kind == EventKind.Sent && !IsHttpHead(e);
        if (data.Length == 0 || isHttpBody)
            return [];

        if (!Visible.IsText(data))
            return [string.Join(' ', data.Take(8).Select(b => $"{b:X2}")) + (e.Bytes > 8 ? " …" : "")];

        var line = FirstLine(data);
        return [.. Visible.Parts(data.AsSpan(0, line)), .. line < e.Bytes ? ["…"] : Array.Empty<string>()];
    }

    // Up to and with the first line end; all of it if nothing but line ends follows, so that the empty line that ends
    // a request is seen.
    private static int FirstLine(byte[] data)
    {
        var end = Array.IndexOf(data, (byte)'\n') + 1;
        return end == 0 || data.AsSpan(end).IndexOfAnyExcept("\r\n"u8) < 0 ? data.Length : end;
    }

    private static bool IsHttpHead(TranscriptEvent e) =>
        e.Kind == EventKind.Sent && e.Data.AsSpan().StartsWith("HTTP/"u8);

    private static bool IsEnd(TranscriptEvent e) =>
        e.Kind is EventKind.PeerFinished or EventKind.PeerReset or EventKind.Finished or EventKind.Reset;

    private static IEnumerable<TranscriptEvent> Others(TranscriptEvent e, Transcript transcript) =>
        transcript.Events.Where(other => other.Connection == e.Connection && other.Sequence != e.Sequence);
}

using System.Text;
using Kata.Programs;
using Kata.Protocol;
using Kata.Servers;
using Kata.Text;

namespace Kata.Ladders;

/// <summary>Makes the rungs of a ladder from a transcript.</summary>
internal sealed class LadderRows(Transcript transcript, RunEnd? end)
{
    // A program that exits so long after the last rung has done something else meanwhile.
    private const int SilenceBeforeExitMicroseconds = 250_000;

    // A program that was killed mostly had done nothing for a while; one that closes its connection
    // does so soon after the last bytes.
    private const int SilenceBeforeKillMicroseconds = 500_000;

    // What a program asks for besides the path, and how an answer differs from the plain one (RFC 9110 §10.2.1, §13, §14).
    private static readonly string[] HeadersOfTheSubject = ["Range", "If-Range", "Content-Range", "Allow"];

    // Two or three pieces are still seen better one by one.
    private const int LeastToFold = 4;

    private readonly ILookup<int, TranscriptEvent> byConnection = transcript.Events.ToLookup(e => e.Connection);

    private bool SpeaksHttp => transcript.Options?.Service == Service.Http;

    public IReadOnlyList<LadderRow> InOrder()
    {
        var rows = new List<LadderRow>();
        for (var i = 0; i < transcript.Events.Count;)
        {
            var alike = transcript.Events.Skip(i).TakeWhile((e, n) => n == 0 || IsMoreOf(transcript.Events[i], e)).ToList();
            if (alike.Count >= LeastToFold)
                rows.Add(Folded(alike));
            else
                rows.AddRange(alike.SelectMany(e => EndsByKill(e) ? [Kill(e)] : WithHeaders(e)));
            i += alike.Count;
        }

        if (transcript.End is { } exit && rows is [.., var last] && exit.Microseconds - last.Microseconds >= SilenceBeforeExitMicroseconds)
            rows.Add(Exit(exit, last));
        return rows;
    }

    // It belongs to no connection; the ladder has no other place for it.
    private static LadderRow Exit(ProgramEnd exit, LadderRow last) =>
        new(last.Last + 1, last.Last + 1, exit.Microseconds, last.Connection, Pointing.Nowhere, $"the program ended, {exit.How}", [])
        {
            IsEnd = true,
        };

    private static bool IsMoreOf(TranscriptEvent first, TranscriptEvent next) =>
        first.Kind is EventKind.Sent or EventKind.Received
        && (next.Kind, next.Connection) == (first.Kind, first.Connection)
        && next.Note is null
        && !IsHttpHead(first); // the status line is worth a rung of its own

    private LadderRow Folded(List<TranscriptEvent> alike) => new(
        alike[0].Sequence, alike[^1].Sequence, alike[^1].Microseconds, alike[0].Connection,
        alike[0].Kind == EventKind.Received ? Pointing.Right : Pointing.Left,
        $"{Amount.Of(alike.Sum(e => e.Bytes))} B in {Amount.Of(alike.Count)} pieces",
        DataOf(alike[0] with { Bytes = alike.Sum(e => e.Bytes), Data = [.. alike.SelectMany(e => e.Data ?? [])] }));

    private bool EndsByKill(TranscriptEvent e) =>
        end is { IsKill: true }
        && e.Kind is EventKind.PeerFinished or EventKind.PeerReset
        && e.Microseconds - Others(e).Where(other => other.Sequence < e.Sequence).Max(other => (long?)other.Microseconds)
            >= SilenceBeforeKillMicroseconds;

    private LadderRow Kill(TranscriptEvent e) =>
        new(
            e.Sequence,
            e.Sequence,
            e.Microseconds,
            e.Connection,
            Pointing.Right,
            end is RunEnd.Stopped ? "ended: the check was over" : "killed at the deadline",
            [])
        {
            IsEnd = true,
        };

    // A rung, and below it the headers that decide what is sent.
    private IEnumerable<LadderRow> WithHeaders(TranscriptEvent e)
    {
        if (Single(e) is not { } row)
            return [];

        return SpeaksHttp && e.Kind is EventKind.Received or EventKind.Sent
            ? [row, .. ToldHeaders(e.Data).Select(header => row with { Pointing = Pointing.Nowhere, Label = header, Data = [] })]
            : [row];
    }

    private static IEnumerable<string> ToldHeaders(byte[]? data) => Encoding.Latin1.GetString(data ?? [])
        .Split("\r\n\r\n")[0]
        .Split("\r\n")
        .Skip(1)
        .Where(line => HeadersOfTheSubject.Any(name => line.StartsWith($"{name}:", StringComparison.OrdinalIgnoreCase)));

    private LadderRow? Single(TranscriptEvent e)
    {
        (Pointing, string)? what = e.Kind switch
        {
            EventKind.Accepted => (transcript.Options is null ? Pointing.Left : Pointing.Right, "connect"),
            EventKind.Received => (Pointing.Right, $"{Amount.Of(e.Bytes)} B"),
            EventKind.PeerFinished => (Pointing.Right, Ending(e, EventKind.Sent)),
            EventKind.PeerReset => (Pointing.Right, ProgramReset(e)),
            EventKind.DatagramReceived => (Pointing.Right, $"datagram {Amount.Of(e.Bytes)} B"),
            EventKind.Sent => (Pointing.Left, $"{Amount.Of(e.Bytes)} B"),
            EventKind.Finished => (Pointing.Left, Ending(e, EventKind.Received)),
            EventKind.Reset => (Pointing.Left, "reset"),
            EventKind.DatagramSent => (Pointing.Left, $"datagram {Amount.Of(e.Bytes)} B{AnotherPort(e)}"),
            EventKind.Fault => (Pointing.Nowhere, e.Note ?? "a fault"),
            EventKind.Flooded => (Pointing.Nowhere, $"{e.Note}: no more is served"),
            EventKind.Closed when !Others(e).Any(IsEnd) => (Pointing.Left, "close"),
            _ => null, // Closed after its ends were drawn
        };

        if (what is not var (pointing, label))
            return null;

        if (e.Note is not null && pointing != Pointing.Nowhere)
            label += $" ({e.Note})";
        return new(e.Sequence, e.Sequence, e.Microseconds, e.Connection, pointing, label, DataOf(e));
    }

    // The end of a stream says only that its sender has finished sending: after a shutdown it may go on reading, after
    // a close it may not, and the other side cannot tell which it was (RFC 9293 §3.6) before something more is sent its
    // way. Where its own side had ended already, both have, and it is a close. A reset tells nothing: it comes at data after
    // a close, and at a close with data unread after a shutdown.
    private string Ending(TranscriptEvent e, EventKind otherWay)
    {
        var later = Others(e).Where(other => other.Sequence > e.Sequence).ToList();
        var wasReset = e.Kind == EventKind.PeerFinished && later.Any(other => other.Kind == EventKind.PeerReset);
        var serverWentFirst =
            e.Kind == EventKind.Finished && later.Any(other => other.Kind is EventKind.PeerFinished or EventKind.PeerReset);
        if (!wasReset && (serverWentFirst || later.Any(other => other.Kind == otherWay)))
            return "finished sending";

        var hadEnded = Others(e).Any(other => other.Sequence < e.Sequence && other.Kind is EventKind.Finished or EventKind.Reset);
        return e.Kind == EventKind.PeerFinished && !hadEnded ? "end of sending (Shutdown or close)" : "close";
    }

    // A program's system resets a connection that is closed before everything was read from it (RFC 9293 §3.6.1,
    // RFC 2525 §2.17), or whose program asks for it (socket(7), SO_LINGER).
    private string ProgramReset(TranscriptEvent e) =>
        Others(e).Any(other => other.Kind == EventKind.PeerFinished) ? "reset (closed)"
        : e.Note is null && Others(e).Any(other => other.Kind == EventKind.Sent) ? "close (reset: was it all read?)"
        : "reset";

    private string AnotherPort(TranscriptEvent e)
    {
        var usual = transcript.Of(EventKind.DatagramReceived).FirstOrDefault()?.Local;
        return usual is null || e.Local is null || e.Local == usual ? "" : $" from port {e.Local[(e.Local.LastIndexOf(':') + 1)..]}";
    }

    private IReadOnlyList<string> DataOf(TranscriptEvent e)
    {
        var data = e.Data ?? [];
        var isHttpBody = SpeaksHttp && e.Kind == EventKind.Sent && !IsHttpHead(e);
        if (data.Length == 0 || isHttpBody)
            return [];

        if (Framed.Parts(data) is { } framed)
            return framed;

        if (!IsHttpHead(e) && !Visible.IsText(data))
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

    private IEnumerable<TranscriptEvent> Others(TranscriptEvent e) =>
        byConnection[e.Connection].Where(other => other.Sequence != e.Sequence);
}

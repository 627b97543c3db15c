using Kata.Protocol;
using Kata.Servers;
using Kata.Text;

namespace Kata.Checking;

/// <summary>What an endpoint must have seen: <c>Assert.That(await http.Close(), Saw.OneConnection(request))</c>.</summary>
public static class Saw
{
    /// <summary>One connection on which the program sent these bytes and no others, and which it ended in good order: all that
    /// there is to judge about one request.</summary>
    /// <param name="request">Empty if the program sends nothing.</param>
    public static TranscriptConstraint OneConnection(string request) => Connections(1).And(Request(request)).And(OrderlyEnd);

    /// <summary>Exactly so many connections.</summary>
    public static TranscriptConstraint Connections(int count) => Events(EventKind.Accepted, count, "connection");

    /// <summary>Exactly so many datagrams from the program.</summary>
    public static TranscriptConstraint Datagrams(int count) => Events(EventKind.DatagramReceived, count, "datagram");

    /// <summary>These datagrams from the program, in this order, and no others.</summary>
    public static TranscriptConstraint Datagrams(params string[] texts) => Datagrams(texts.Length).And(new TranscriptConstraint(
        string.Join('\n', texts.Select(text => $"a datagram: {Quoted.Of(text)}")),
        transcript => DatagramsOf(transcript).SequenceEqual(texts),
        transcript => string.Join('\n', DatagramsOf(transcript).Select(text => $"a datagram: {Quoted.Of(text)}"))));

    /// <summary>Nothing but these bytes from the program on a connection.</summary>
    public static TranscriptConstraint Request(string request, int connection = 1) => new(
        request == "" ? "nothing sent by the program" : $"the request {Quoted.Of(request)}",
        transcript => RequestOf(transcript, connection) == request,
        transcript => transcript.Count(EventKind.Accepted) < connection ? "no connection" : Quoted.Of(RequestOf(transcript, connection)))
    {
        Difference = transcript => request == "" ? null : Text.Difference.Of(request, RequestOf(transcript, connection)),
        Seen = transcript => SeenInRequests.HintFor(request, RequestOf(transcript, connection)),
    };

    /// <summary>Nothing but one HTTP request without a body on the first connection, whatever header fields it has.</summary>
    /// <param name="line">Its first line, with the line end.</param>
    public static TranscriptConstraint RequestOf(string line) => new(
        $"one request that begins with {Quoted.Of(line)} and ends with an empty line",
        transcript => RequestOf(transcript, 1) is var request && request.StartsWith(line, StringComparison.Ordinal)
            && request.IndexOf("\r\n\r\n", StringComparison.Ordinal) == request.Length - 4,
        transcript => transcript.Count(EventKind.Accepted) == 0 ? "no connection" : Quoted.Of(RequestOf(transcript, 1)));

    /// <summary>A request, or the beginning of one: a program that sends nothing has not met what the check is about.</summary>
    public static TranscriptConstraint ARequest { get; } = new(
        "a request", transcript => transcript.Count(EventKind.Received) > 0, _ => "none");

    /// <summary>A request that the server answered, at least in part.</summary>
    public static TranscriptConstraint AnAnswer { get; } = new(
        "a request that the server answers", transcript => transcript.Count(EventKind.Sent) > 0, _ => "none");

    /// <summary>There was a connection; each was finished by the program, none was reset by it.</summary>
    public static TranscriptConstraint OrderlyEnd { get; } = new(
        InAnOrderlyWay,
        transcript => transcript.Count(EventKind.Accepted) > 0
            && transcript.Count(EventKind.PeerReset) == 0
            && transcript.Count(EventKind.PeerFinished) == transcript.Count(EventKind.Accepted),
        transcript => transcript.Count(EventKind.Accepted) == 0 ? "no connection"
            : transcript.Count(EventKind.PeerReset) > 0
            ? "a connection that the program reset" + (IsResetAfterData(transcript)
                ? " (was all of the answer read before the close? or does the program set LingerState?)"
                : "")
            : "a connection that the program did not close");

    internal const string InAnOrderlyWay = "every connection closed by the program in an orderly way";

    /// <summary>Whether the server had sent something over a connection that the program reset: a close with data unread resets it (RFC
    /// 9293 §3.6.1).</summary>
    private static bool IsResetAfterData(Transcript transcript) => transcript.Of(EventKind.PeerReset)
        .Any(reset => transcript.Of(EventKind.Sent).Any(sent => sent.Connection == reset.Connection && sent.Sequence < reset.Sequence));

    /// <summary>There was a connection, and the program sent nothing.</summary>
    public static TranscriptConstraint NothingSent { get; } = new(
        "a connection, and nothing sent by the program",
        transcript => transcript.Count(EventKind.Accepted) > 0 && transcript.Count(EventKind.Received) == 0,
        transcript => transcript.Count(EventKind.Accepted) == 0 ? "no connection"
            : $"{Quoted.Of(RequestOf(transcript, 1))} from the program");

    /// <summary>Leaves open what the program did on the wire: either the program does not decide it, or a <c>Require</c> beside this
    /// looks at it.</summary>
    public static TranscriptConstraint Anything { get; } =
        new("anything", _ => true, _ => "nothing") { NeedsForm = false };

    private static TranscriptConstraint Events(EventKind kind, int count, string noun) => new(
        Number(count, noun),
        transcript => transcript.Count(kind) == count,
        transcript => Number(transcript.Count(kind), noun))
    {
        Datagrams = kind == EventKind.DatagramReceived ? count : null,
        Seen = transcript => kind == EventKind.Accepted && count == 1 ? SeenInConnections.Again(transcript) : null,
    };

    private static string Number(int count, string noun) =>
        count switch { 0 => $"no {noun}", 1 => $"one {noun}", _ => $"{count} {noun}s" };

    private static string RequestOf(Transcript transcript, int connection) =>
        System.Text.Encoding.UTF8.GetString(transcript.ReceivedOn(connection));

    private static IEnumerable<string> DatagramsOf(Transcript transcript) =>
        transcript.Of(EventKind.DatagramReceived).Select(datagram => System.Text.Encoding.UTF8.GetString(datagram.Data ?? []));
}

/// <summary>What a transcript must be like.</summary>
public sealed class TranscriptConstraint(string expected, Func<Transcript, bool> holds, Func<Transcript, string> got)
{
    /// <summary>What is judged before.</summary>
    private TranscriptConstraint? First { get; init; }

    /// <summary>Where two texts differ first, if texts are compared.</summary>
    internal Func<Transcript, Difference?> Difference { get; init; } = _ => null;

    /// <summary>A hint in place of the check's own, where the transcript tells more; null where it does not.</summary>
    internal Func<Transcript, string?> Seen { get; init; } = _ => null;

    /// <summary>This, and then something else.</summary>
    public TranscriptConstraint And(TranscriptConstraint next) => new(next.Expected, next.Holds, next.Got)
    {
        First = this,
        Difference = next.Difference,
        Seen = next.Seen,
        Datagrams = next.Datagrams,
    };

    /// <summary>How many datagrams there must be; null if something else is judged.</summary>
    internal int? Datagrams { get; init; }

    /// <summary>Whether requests have to have the form of requests, whatever else is looked at.</summary>
    internal bool NeedsForm { get; init; } = true;

    /// <exception cref="CheckFailedException">The transcript is not like that.</exception>
    internal void Require(Transcript transcript)
    {
        Judged.Note(transcript);
        First?.Require(transcript);
        if (!Holds(transcript))
        {
            throw new CheckFailedException(expected, Got(transcript), Difference(transcript))
            {
                Transcript = transcript,
                Datagrams = Datagrams,
                Seen = Seen(transcript),
            };
        }

        if (NeedsForm && HttpForm.Fault(transcript) is { } fault)
            throw new CheckFailedException(fault.Expected, fault.Got) { Transcript = transcript, Seen = HttpForm.Hint(transcript) };
    }

    private string Expected => expected;

    private bool Holds(Transcript transcript) => holds(transcript);

    private string Got(Transcript transcript) => got(transcript);
}

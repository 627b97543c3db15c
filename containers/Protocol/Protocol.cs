namespace Kata.Protocol;

// The control protocol: what a server host and the server program say to each other. Compiled into both, with
// ProtocolJson.cs, which writes and reads the messages.
//
// One TCP connection, opened by the host and held for as long as the servers are needed: when it closes, the
// server program exits. Each message is one JSON object on one line, UTF-8, ended by LF. The host's first
// request is "hello" with the token; nothing else is answered before it, a wrong token closes the connection,
// and once a host has been let in the server stops listening for another. Requests carry an id and are
// answered in any order, so that a request that waits does not hold up the others.

/// <summary>What an endpoint serves.</summary>
public enum Service
{
    /// <summary>HTTP/1.0 and 1.1 (RFC 9110, RFC 9112).</summary>
    Http,

    /// <summary>Echo (RFC 862): sends back what it receives.</summary>
    Echo,

    /// <summary>Time (RFC 868): four bytes, big-endian, the seconds since 1900-01-01 00:00 UTC.</summary>
    Time,
}

/// <summary>What carries an endpoint's service.</summary>
public enum Transport
{
    Tcp,
    Udp,
}

/// <summary>How an endpoint is opened.</summary>
public sealed record EndpointOptions
{
    public required Service Service { get; init; }

    public Transport Transport { get; init; } = Transport.Tcp;

    /// <summary>Listen on the IPv6 address instead of the IPv4 one.</summary>
    public bool IPv6 { get; init; }

    /// <summary>The loopback address to listen on in place of the server's own, for example <c>127.0.0.2</c>; null for
    /// the server's own.</summary>
    public string? Address { get; init; }

    /// <summary>The port to listen on, for programs that are run by hand, and for one that another endpoint has at another
    /// <see cref="Address"/>; null for any that is free. Where only published ports of containers can be reached, it is any
    /// in every case.</summary>
    public int? Port { get; init; }

    /// <summary>Seconds since 1900-01-01 00:00 UTC that the time service tells (before it is cut to 32 bits);
    /// null for the real time.</summary>
    public long? Clock { get; init; }

    /// <summary>Resources that the HTTP service has besides the fixed site, or instead of its resources of the
    /// same path.</summary>
    public IReadOnlyList<Resource> Resources { get; init; } = [];

    /// <summary>What is done to the transport, in order: the first fault is nearest to the service.</summary>
    public IReadOnlyList<Fault> Faults { get; init; } = [];

    /// <summary>How many bytes of content the transcript keeps for each connection and direction.</summary>
    public int KeptBytes { get; init; } = 64 * 1024;
}

/// <summary>A resource of the HTTP service.</summary>
public sealed record Resource
{
    /// <summary>Absolute path, for example <c>/news.txt</c>.</summary>
    public required string Path { get; init; }

    public string ContentType { get; init; } = "text/plain; charset=utf-8";

    /// <summary>The content, one element for each version.</summary>
    public required IReadOnlyList<byte[]> Versions { get; init; }

    /// <summary>How a program is told where the content ends.</summary>
    public ContentFraming Framing { get; init; } = ContentFraming.Length;

    /// <summary>Each version but the last is served on this many connections, then the next one is (with a new
    /// ETag and Last-Modified). Only counts connections that asked for this resource.</summary>
    public int ConnectionsPerVersion { get; init; } = 1;
}

/// <summary>How the end of a resource's content is told (RFC 9112 §6.3).</summary>
public enum ContentFraming
{
    /// <summary>With <c>Content-Length</c>.</summary>
    Length,

    /// <summary>With <c>Transfer-Encoding: chunked</c>, in several chunks (RFC 9112 §7.1). Without validators and
    /// ranges.</summary>
    Chunked,

    /// <summary>There is none: the answer is 204 (RFC 9110 §15.3.5), and the versions are not sent.</summary>
    NoContent,
}

/// <summary>Which way bytes go, seen from the server.</summary>
public enum Direction
{
    /// <summary>From the program to the service.</summary>
    In,

    /// <summary>From the service to the program.</summary>
    Out,
}

/// <summary>How a connection is ended by a fault.</summary>
public enum Ending
{
    /// <summary>An orderly close: what was sent arrives, then the end of the stream (FIN, RFC 9293 §3.6).</summary>
    Close,

    /// <summary>An abortive close (RST, RFC 9293 §3.5.3). What was sent before is acknowledged first: a program on
    /// Linux can still read it before it sees the reset, one on Windows cannot.</summary>
    Reset,
}

/// <summary>Something done to the transport between service and program. Every fault follows the schedule given
/// here, or one derived from a seed, and replays exactly.</summary>
public abstract record Fault
{
    /// <summary>TCP: the connections it applies to; UDP: the service's answers it applies to. Counted from 1 on
    /// the endpoint; null for all.</summary>
    public int[]? Only { get; init; }
}

/// <summary>TCP: what the service sends is delivered in pieces of these sizes, in turn and over again, each in a
/// segment of its own, with a gap after each piece. A piece is smaller only if the service has finished, or waits
/// for the program.</summary>
/// <param name="Sizes">Bytes; each at least 1.</param>
public sealed record InPieces(int[] Sizes, int GapMilliseconds = 0) : Fault;

/// <summary>TCP: as <see cref="InPieces"/>, with sizes from 1 to a maximum drawn from a seed.</summary>
public sealed record InRandomPieces(int Seed, int MaxSize, int MaxGapMilliseconds = 0) : Fault;

/// <summary>TCP: what the service sends is held back until this many bytes are there, or the service has
/// finished, and is then delivered at once; and so on with the next bytes.</summary>
public sealed record HoldBack(int Bytes) : Fault;

/// <summary>TCP: the connection is ended when this many bytes have gone that way. With 0 bytes
/// <see cref="Direction.Out"/>: instead of the first byte of the answer, that is, after the request.
/// <see cref="Direction.In"/>: the service does not see the last of these bytes, so that it answers none of
/// them; a reset leaves what follows unread, a close reads on (and records it) until the program finishes.</summary>
public sealed record CutAfter(long Bytes, Direction Direction, Ending Ending) : Fault;

/// <summary>TCP: the connection is ended as soon as it is accepted.</summary>
public sealed record CutAtAccept(Ending Ending) : Fault;

/// <summary>TCP: after this many bytes nothing moves that way any more, not even the end; the connection stays
/// open, and the other way too. With 0 bytes <see cref="Direction.Out"/>: instead of the first byte of the
/// answer.</summary>
public sealed record Stall(long AfterBytes, Direction Direction) : Fault;

/// <summary>TCP: nothing is accepted and the backlog is full, so that connecting hangs (listen(2)).</summary>
/// <param name="ForMilliseconds">After that time connections are accepted; a program that still tries gets one when its
/// system asks again, on Linux a second after its first attempt. The time counts from the first attempt, where the
/// system tells of it (Linux), else from the opening. Null: never.</param>
public sealed record AcceptNothing(int? ForMilliseconds = null) : Fault;

/// <summary>TCP: the server's receive buffer and segments are small, so that a program that sends more than a
/// few ten thousand bytes is made to wait until the service has read them (tcp(7), SO_RCVBUF, TCP_MAXSEG).</summary>
public sealed record SmallWindow : Fault;

/// <summary>TCP and UDP: in place of the service's answers these are sent, in turn; when there are no more of them,
/// nothing. The end is the service's own: the time service finishes by itself, echo and HTTP/1.1 when the program
/// has; <see cref="CutAfter"/> and <see cref="Stall"/> behind this fault make it another. Over TCP an answer is all
/// that the service sends until it reads again. How much echo reads before it answers is a matter of
/// timing: give it one.</summary>
/// <param name="Answers">Over UDP each is one datagram, and may be empty.</param>
public sealed record AnswerWith(IReadOnlyList<byte[]> Answers) : Fault;

/// <summary>TCP: the connection is ended after so many of the service's answers, without waiting for the program to
/// finish; of a connection that stays open between requests, that is while it is idle. An answer is all that the
/// service sends until it reads again.</summary>
public sealed record CutAfterAnswers(int Answers, Ending Ending) : Fault;

/// <summary>UDP: the answer is lost.</summary>
public sealed record Drop : Fault;

/// <summary>UDP: the answer is sent several times, with a gap before each of its copies.</summary>
/// <param name="Copies">How often it is sent in all; at least 2.</param>
public sealed record Duplicate(int Copies = 2, int GapMilliseconds = 0) : Fault;

/// <summary>UDP: the answer is sent late.</summary>
public sealed record Delay(int Milliseconds) : Fault;

/// <summary>UDP: the answer is held until the next one has been sent (which this fault then leaves alone).</summary>
public sealed record Reorder : Fault;

/// <summary>UDP: only the first bytes of the answer are sent.</summary>
public sealed record Truncate(int Bytes) : Fault;

/// <summary>UDP: the answer comes from another port of the same address.</summary>
public sealed record AnswerFromAnotherPort : Fault;

/// <summary>UDP: before the answer, a forged one comes from another port of the same address.</summary>
/// <param name="Bytes">The forged answer.</param>
public sealed record Forge(byte[] Bytes) : Fault;

/// <summary>UDP: answers are lost or doubled with these probabilities (0 to 1), drawn from a seed.</summary>
public sealed record RandomLoss(int Seed, double Drop, double Duplicate = 0) : Fault;

/// <summary>What can happen on an endpoint. «Peer» is the program.</summary>
public enum EventKind
{
    /// <summary>A connection was accepted; <see cref="TranscriptEvent.Peer"/> and Local are its two ends.</summary>
    Accepted,

    /// <summary>Bytes were read from the connection.</summary>
    Received,

    /// <summary>Bytes were handed to the network.</summary>
    Sent,

    /// <summary>The program finished sending: end of stream was read (its shutdown or close, or its exit).</summary>
    PeerFinished,

    /// <summary>The program reset the connection, for example by closing it with data unread.</summary>
    PeerReset,

    /// <summary>The server finished sending (orderly).</summary>
    Finished,

    /// <summary>The server reset the connection.</summary>
    Reset,

    /// <summary>The server is done with the connection: both sides are finished or it was reset. The last event of
    /// every connection.</summary>
    Closed,

    /// <summary>A datagram arrived; Peer is its sender.</summary>
    DatagramReceived,

    /// <summary>A datagram was sent; Peer is its destination, Local where it was sent from.</summary>
    DatagramSent,

    /// <summary>A fault did something that no other event shows: an answer dropped, a stall begun. See Note.</summary>
    Fault,
}

/// <summary>One thing that happened on an endpoint.</summary>
/// <param name="Sequence">Position in the transcript, from 0, no gaps.</param>
/// <param name="Microseconds">Since the endpoint was opened, on the server's monotonic clock. A datagram received has the time of its
/// arrival, which may be earlier than that of the event before it.</param>
/// <param name="Connection">TCP: number of the connection on this endpoint, from 1. UDP: 0.</param>
/// <param name="Bytes">How many bytes the event moved.</param>
/// <param name="Data">Those bytes, or the first of them: each connection and direction keeps as many as
/// <see cref="EndpointOptions.KeptBytes"/> says.</param>
/// <param name="Peer">Address and port of the program, as in <c>127.0.0.1:40312</c> or <c>[::1]:40312</c>.</param>
/// <param name="Local">Address and port of the server's side.</param>
/// <param name="Note">What a fault did, in a few words.</param>
public sealed record TranscriptEvent(
    int Sequence,
    long Microseconds,
    EventKind Kind,
    int Connection,
    long Bytes = 0,
    byte[]? Data = null,
    string? Peer = null,
    string? Local = null,
    string? Note = null);

/// <summary>A request from the host. <see cref="Operation"/> says which of the other fields count.</summary>
/// <param name="Operation"><c>hello</c> (Token), <c>open</c> (Options), <c>transcript</c> (Endpoint, After),
/// <c>wait</c> (Endpoint, Kind, Count, DeadlineMilliseconds; After as in transcript) or <c>close</c> (Endpoint; DeadlineMilliseconds, After).
/// What has arrived before the close is all in its answer; then the endpoint is forgotten. With a deadline, what is still on
/// its way is waited for as well: until each connection has come to its end, or a fault has brought it to a halt.</param>
/// <param name="Kind">wait: the kind of event waited for.</param>
/// <param name="Count">wait: how many events of that kind the whole transcript must hold.</param>
/// <param name="After">Only events with at least this sequence number are answered; 0 for all.</param>
public sealed record ControlRequest(
    int Id,
    string Operation,
    string? Token = null,
    EndpointOptions? Options = null,
    int Endpoint = 0,
    int After = 0,
    EventKind Kind = default,
    int Count = 1,
    int DeadlineMilliseconds = 0);

/// <summary>The answer to the request with the same id; 0 if the request had none that could be read.</summary>
/// <param name="Error">What was wrong, in one line; null if all went well.</param>
/// <param name="Services">hello: the services this program offers.</param>
/// <param name="Endpoint">open: the number to ask for it with.</param>
/// <param name="Port">open: the port it listens on.</param>
/// <param name="Events">transcript, wait, close: what happened, in order.</param>
/// <param name="Happened">wait: false if the deadline passed first.</param>
public sealed record ControlResponse(
    int Id,
    string? Error = null,
    Service[]? Services = null,
    int Endpoint = 0,
    int Port = 0,
    IReadOnlyList<TranscriptEvent>? Events = null,
    bool Happened = false);

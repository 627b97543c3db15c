namespace Kata.Protocol;

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

/// <summary>TCP: the connection is ended as soon as it is accepted, or so much later.</summary>
public sealed record CutAtAccept(Ending Ending, int AfterMilliseconds = 0) : Fault;

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

/// <summary>UDP: the answer is sent late. TCP: the first byte of a connection, or its end if there is none, is sent late.</summary>
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

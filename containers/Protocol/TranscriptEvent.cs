namespace Kata.Protocol;

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

    /// <summary>The program sent far more than any task needs, as Note says: it is not served any more. The last event.</summary>
    Flooded,
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

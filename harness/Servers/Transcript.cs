using Kata.Protocol;

namespace Kata.Servers;

/// <summary>All that happened on an endpoint, in order, with times.</summary>
/// <param name="Options">How the endpoint was opened; null if the program was the server and the events are those of a
/// check's clients.</param>
public sealed record Transcript(EndpointOptions? Options, IReadOnlyList<TranscriptEvent> Events)
{
    /// <summary>What programs may call the server: its names and its address, each with its port (RFC 3986 section 3.2). First that by
    /// which a program was told to reach it. None if that is not known.</summary>
    public IReadOnlyList<string> Authorities { get; init; } = [];

    /// <summary>How and when the program ended that was told to reach the server; null if that is not known, or if there were
    /// several.</summary>
    public ProgramEnd? End { get; init; }

    /// <summary>Of what a server has noted. It notes a datagram when it takes it, which on a busy machine is a while after its
    /// arrival: here it stands where it arrived.</summary>
    public static Transcript Of(EndpointOptions options, IReadOnlyList<TranscriptEvent> noted) =>
        new(
            options,
            options.Transport == Transport.Udp
                ? [.. noted.OrderBy(e => e.Microseconds).Select((e, place) => e with { Sequence = place })]
                : noted);

    /// <summary>Whether both are of the same endpoint, or of the same clients; the one may have been taken later.</summary>
    internal bool IsOfTheSame(Transcript other) =>
        Options is not null
            ? ReferenceEquals(Options, other.Options)
            : Events is [var first, ..] && other is { Options: null, Events: [var otherFirst, ..] } && ReferenceEquals(first, otherFirst);

    /// <summary>What a program sent too much of, so that it was not served any more, as in <c>more than 3,000 datagrams</c>; null if it
    /// did not.</summary>
    public string? Flood => Events is [.., { Kind: EventKind.Flooded } last] ? last.Note : null;

    public IEnumerable<TranscriptEvent> Of(EventKind kind) => Events.Where(e => e.Kind == kind);

    public int Count(EventKind kind) => Of(kind).Count();

    /// <summary>What a connection's program sent: the first bytes, as many as the server kept
    /// (<see cref="EndpointOptions.KeptBytes"/>).</summary>
    public byte[] ReceivedOn(int connection) => Kept(EventKind.Received, connection);

    /// <summary>What a connection's program was sent: the first bytes, as many as the server kept
    /// (<see cref="EndpointOptions.KeptBytes"/>).</summary>
    public byte[] SentOn(int connection) => Kept(EventKind.Sent, connection);

    private byte[] Kept(EventKind kind, int connection) =>
        [.. Of(kind).Where(e => e.Connection == connection).SelectMany(e => e.Data ?? [])];
}

/// <summary>The end of a program.</summary>
/// <param name="Microseconds">On the clock of the transcript's events.</param>
/// <param name="How">In a few words: <c>exit code 0</c>.</param>
public sealed record ProgramEnd(long Microseconds, string How);

using Kata.Control;

namespace Kata.Servers;

/// <summary>All that happened on an endpoint, in order, with times.</summary>
/// <param name="Options">How the endpoint was opened; null if the program was the server and the events are those of a
/// check's clients.</param>
public sealed record Transcript(EndpointOptions? Options, IReadOnlyList<TranscriptEvent> Events)
{
    public IEnumerable<TranscriptEvent> Of(EventKind kind) => Events.Where(e => e.Kind == kind);

    public int Count(EventKind kind) => Of(kind).Count();

    /// <summary>What a connection's program sent: the first bytes, as many as the server kept (<see cref="EndpointOptions.KeptBytes"/>).</summary>
    public byte[] ReceivedOn(int connection) => Kept(EventKind.Received, connection);

    /// <summary>What a connection's program was sent: the first bytes, as many as the server kept (<see cref="EndpointOptions.KeptBytes"/>).</summary>
    public byte[] SentOn(int connection) => Kept(EventKind.Sent, connection);

    private byte[] Kept(EventKind kind, int connection) =>
        [.. Of(kind).Where(e => e.Connection == connection).SelectMany(e => e.Data ?? [])];
}

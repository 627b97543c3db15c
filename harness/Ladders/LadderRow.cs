using Kata.Programs;
using Kata.Servers;

namespace Kata.Ladders;

/// <summary>Which way a rung's arrow points.</summary>
public enum Pointing
{
    /// <summary>From the program to the server, or to its client.</summary>
    Right,

    /// <summary>From the server, or a client, to the program.</summary>
    Left,

    /// <summary>Nowhere: a note of what the other side did.</summary>
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
    /// <summary>Whether this is the program's end: what killing it put to a connection, or an exit of its own, which no server
    /// sees.</summary>
    public bool IsEnd { get; init; }

    /// <summary>The bytes that it moved, as far as the server kept them, and how many there were.</summary>
    public (byte[] Kept, long All) Payload(Transcript transcript)
    {
        var moved = transcript.Events
            .Where(e => e.Sequence >= First && e.Sequence <= Last && e.Connection == Connection)
            .ToList();
        return ([.. moved.SelectMany(e => e.Data ?? [])], moved.Sum(e => e.Bytes));
    }

    /// <summary>The rungs of a transcript, in order.</summary>
    /// <param name="end">How the run ended, if that is known: a kill is then not drawn as a close.</param>
    public static IReadOnlyList<LadderRow> Of(Transcript transcript, RunEnd? end) => new LadderRows(transcript, end).InOrder();
}

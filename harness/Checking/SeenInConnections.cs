using Kata.Protocol;
using Kata.Servers;

namespace Kata.Checking;

/// <summary>What the connections of a program show that was to make one.</summary>
internal static class SeenInConnections
{
    /// <summary>For a program that connects again when the server has ended its first connection; null if it ended that itself, or had both
    /// at once: then the check knows more.</summary>
    public static string? Again(Transcript seen)
    {
        var accepted = seen.Of(EventKind.Accepted).ToList();
        if (accepted is not [var first, var next, ..])
            return null;

        var end = seen.Events.FirstOrDefault(e =>
            e.Connection == first.Connection
            && e.Sequence < next.Sequence
            && e.Kind is EventKind.Reset or EventKind.Finished or EventKind.PeerReset or EventKind.PeerFinished);
        var ended = end?.Kind switch
        {
            EventKind.Reset => "reset",
            EventKind.Finished => "ended",
            _ => null,
        };
        return ended is null ? null
            : $"The program connected {accepted.Count} times: it did so again after the server had {ended} the first connection. Which "
                + "statement connects again, and why?";
    }

    /// <summary>For a program that was connected, and reports a connection that was refused; null if the check expects that.</summary>
    public static string? Refused(RunRequirement missed, string errors, IReadOnlyList<Transcript> transcripts) =>
        missed.IsErrorOutput
        && !Begins(missed.Text!)
        && errors.StartsWith(Failure, StringComparison.Ordinal)
        && errors.Contains("refused", StringComparison.OrdinalIgnoreCase)
        && transcripts is [var seen]
        && seen.Count(EventKind.Accepted) > 0
            ? "The error is that a connection was refused, and the server has accepted one, as the ladder shows. Does the program try to "
                + "connect more than once? What tries again, and after what?"
            : null;

    private const string Failure = "Connection error";

    private static bool Begins(TextThat expected) =>
        (expected.Whole ?? expected.Beginning)?.StartsWith(Failure, StringComparison.Ordinal) == true
        || expected.Words.Contains(Failure, StringComparison.Ordinal);
}

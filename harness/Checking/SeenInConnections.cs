using Kata.Protocol;
using Kata.Servers;

namespace Kata.Checking;

/// <summary>What the connections of a program show that was to make one.</summary>
internal static class SeenInConnections
{
    /// <summary>For a program that connects again when the server has reset its first connection. One that keeps its connection for several
    /// requests (RFC 9112 section 9.3) may have to: there the check knows more.</summary>
    public static string? Again(Transcript seen)
    {
        var accepted = seen.Of(EventKind.Accepted).ToList();
        if (accepted is not [var first, var next, ..])
            return null;
        if (Idle(seen, accepted.Skip(1)) is { } idle)
            return idle;
        if (IsKept(seen.ReceivedOn(first.Connection)))
            return null;

        return seen.Of(EventKind.Reset).Any(e => e.Connection == first.Connection && e.Sequence < next.Sequence)
            ? $"The program connected {accepted.Count} times: it did so again after the server had reset the first connection. Which "
                + "statement connects again, and why?"
            : null;
    }

    /// <summary>For a connection that carried nothing, where another one carried all.</summary>
    private static string? Idle(Transcript seen, IEnumerable<TranscriptEvent> others) =>
        seen.ReceivedOn(1).Length > 0
        && seen.Count(EventKind.Reset) == 0
        && others.FirstOrDefault(other => seen.ReceivedOn(other.Connection).Length == 0) is { } idle
            ? $"The program made connection #{idle.Connection} and sent nothing over it. Which statement makes it, and what was it for?"
            : null;

    private static bool IsKept(byte[] request) => request.AsSpan().IndexOf(" HTTP/1.1\r\n"u8) >= 0;

    /// <summary>For a program that was connected, and reports a connection that was refused; null if the check expects that.</summary>
    public static string? Refused(RunRequirement missed, string errors, IReadOnlyList<Transcript> transcripts) =>
        missed.IsErrorOutput
        && !Begins(missed.Text!)
        && errors.StartsWith(Failure, StringComparison.Ordinal)
        && errors.Contains("refused", StringComparison.OrdinalIgnoreCase)
        && transcripts is [var seen]
        && seen.Count(EventKind.Accepted) > 0
        && !IsKept(seen.ReceivedOn(1))
            ? "The error is that a connection was refused, and the server has accepted one, as the ladder shows. Does the program try to "
                + "connect more than once? What tries again, and after what?"
            : null;

    /// <summary>For a refusal that is reported for what comes after connecting.</summary>
    public static string? RefusedLate(RunRequirement missed, string errors, IReadOnlyList<Transcript> transcripts) =>
        missed.IsErrorOutput
        && missed.Text!.Beginning?.StartsWith(Connecting, StringComparison.Ordinal) == true
        && errors.StartsWith(Phase, StringComparison.Ordinal)
        && !errors.StartsWith(Connecting, StringComparison.Ordinal)
        && errors.Contains("refused", StringComparison.OrdinalIgnoreCase)
        && transcripts.All(seen => seen.Count(EventKind.Accepted) == 0)
            ? "A refusal is the answer to Connect, and the error names a later phase. Is the phase changed before connecting has ended, or "
                + "its failure not looked at? Poll with SelectWrite is true after a failed Connect, too: SocketOptionName.Error has the reason."
            : null;

    private const string Phase = "Error while ";

    private const string Connecting = "Error while connecting";

    private const string Failure = "Connection error";

    private static bool Begins(TextThat expected) =>
        (expected.Whole ?? expected.Beginning)?.StartsWith(Failure, StringComparison.Ordinal) == true
        || expected.Words.Contains(Failure, StringComparison.Ordinal);
}

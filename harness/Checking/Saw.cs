using Kata.Protocol;
using Kata.Servers;
using Kata.Text;
using NUnit.Framework.Constraints;

namespace Kata.Checking;

/// <summary>What an endpoint must have seen: <c>Assert.That(await http.Close(), Saw.Connections(1))</c>.</summary>
public static class Saw
{
    /// <summary>Exactly so many connections.</summary>
    public static TranscriptConstraint Connections(int count) => Events(EventKind.Accepted, count, "connection");

    /// <summary>Exactly so many datagrams from the program.</summary>
    public static TranscriptConstraint Datagrams(int count) => Events(EventKind.DatagramReceived, count, "datagram");

    /// <summary>A request, or the beginning of one: a program that sends nothing has not met what the check is about.</summary>
    public static TranscriptConstraint ARequest { get; } = new(
        "a request", transcript => transcript.Count(EventKind.Received) > 0, _ => "none");

    /// <summary>A request that the server answered, at least in part.</summary>
    public static TranscriptConstraint AnAnswer { get; } = new(
        "a request that the server answers", transcript => transcript.Count(EventKind.Sent) > 0, _ => "none");

    /// <summary>There was a connection; each was finished by the program, none was reset by it.</summary>
    public static TranscriptConstraint OrderlyEnd { get; } = new(
        "every connection closed by the program in an orderly way",
        transcript => transcript.Count(EventKind.Accepted) > 0
            && transcript.Count(EventKind.PeerReset) == 0
            && transcript.Count(EventKind.PeerFinished) == transcript.Count(EventKind.Accepted),
        transcript => transcript.Count(EventKind.Accepted) == 0 ? "no connection"
            : transcript.Count(EventKind.PeerReset) > 0
            ? "a connection that the program reset (closing a socket with data unread does that)"
            : "a connection that the program did not close");

    /// <summary>There was a connection, and the program said nothing.</summary>
    public static TranscriptConstraint NothingSent { get; } = new(
        "a connection, and nothing sent by the program",
        transcript => transcript.Count(EventKind.Accepted) > 0 && transcript.Count(EventKind.Received) == 0,
        transcript => transcript.Count(EventKind.Accepted) == 0 ? "no connection"
            : $"{Quoted.Of(System.Text.Encoding.UTF8.GetString(transcript.ReceivedOn(1)))} from the program");

    private static TranscriptConstraint Events(EventKind kind, int count, string noun) => new(
        Number(count, noun),
        transcript => transcript.Count(kind) == count,
        transcript => Number(transcript.Count(kind), noun));

    private static string Number(int count, string noun) =>
        count switch { 0 => $"no {noun}", 1 => $"one {noun}", _ => $"{count} {noun}s" };
}

/// <summary>What a transcript must be like.</summary>
public sealed class TranscriptConstraint(string expected, Func<Transcript, bool> holds, Func<Transcript, string> got) : Constraint
{
    public override string Description => expected;

    public override ConstraintResult ApplyTo<TActual>(TActual actual)
    {
        var transcript = actual as Transcript ?? throw new ArgumentException("Saw judges a transcript.", nameof(actual));
        return holds(transcript)
            ? new(this, actual, isSuccess: true)
            : throw new CheckFailedException(expected, got(transcript));
    }
}

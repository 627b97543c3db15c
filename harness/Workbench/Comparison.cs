using System.Text;
using Kata.Checking;
using Kata.Programs;
using Kata.Protocol;
using Kata.Results;
using Kata.Servers;
using Kata.Text;

namespace Kata.Workbench;

/// <summary>What a fact is about.</summary>
internal enum FactKind
{
    End,
    Time,
    Output,
    Errors,
    Datagrams,
    Connections,
    ConnectionsEnded,
    BytesSent,
    BytesReceived,
}

/// <summary>Something that can be said of both programs, and what it is for each.</summary>
/// <param name="Which">Of which run or at which endpoint; empty if there is one.</param>
/// <param name="Same">Whether it is the same, ports and temporary folders aside.</param>
/// <param name="Difference">Where two texts part, if two texts were compared.</param>
internal sealed record ComparedFact(FactKind Kind, string Which, string One, string Other, bool Same, Difference? Difference = null)
{
    /// <summary>In a word or two: <c>bytes sent</c>.</summary>
    public string What => $"{Word(Kind)}{Which}";

    /// <summary>Whether it is how long something took, which the machine has a part in.</summary>
    public bool IsTime => Kind == FactKind.Time;

    /// <summary>Whether it says something about the program also where it is the same for both.</summary>
    public bool TellsMuch { get; init; }

    /// <summary>Which program took much longer: below zero for the one, above for the other.</summary>
    public int Slower { get; init; }

    internal static string Word(FactKind kind) => kind switch
    {
        FactKind.End => "end",
        FactKind.Time => "time",
        FactKind.Output => "output",
        FactKind.Errors => "errors",
        FactKind.Datagrams => "datagrams sent",
        FactKind.Connections => "connections",
        FactKind.ConnectionsEnded => "ended",
        FactKind.BytesSent => "bytes sent",
        _ => "bytes received",
    };
}

/// <summary>What two programs did on one endpoint; null for the one that had no such endpoint.</summary>
/// <param name="OneEnd">How the run of the one ended that used it.</param>
/// <param name="OtherEnd">How the run of the other ended that used it.</param>
internal sealed record ComparedEndpoint(Transcript? One, Transcript? Other, RunEnd? OneEnd, RunEnd? OtherEnd);

/// <summary>One check, made on two programs with the same draws.</summary>
/// <param name="Facts">Of runs and endpoints, in the order of the check.</param>
internal sealed record ComparedCheck(
    CheckResult One, CheckResult Other, IReadOnlyList<ComparedFact> Facts, IReadOnlyList<ComparedEndpoint> Endpoints)
{
    public string Sentence => One.Sentence;

    public bool Same => One.Status == Other.Status && Facts.All(fact => fact.Same);
}

/// <summary>Two programs of a step, on the same endpoints.</summary>
/// <param name="Checks">In the order they are written in; empty if one of the programs does not compile.</param>
internal sealed record Comparison(StepResult One, StepResult Other, IReadOnlyList<ComparedCheck> Checks)
{
    public bool Same => One.Errors.Any() == Other.Errors.Any() && Checks.All(check => check.Same)
        && Warnings(One).Select(found => found.Rule).Order().SequenceEqual(Warnings(Other).Select(found => found.Rule).Order());

    /// <summary>What the compiler and the analyzers warned of, without the notices of blanks.</summary>
    public static IEnumerable<CompilerFinding> Warnings(StepResult outcome) =>
        outcome.Findings.Where(found => !found.IsBlank && found.Level is "warning" or "error");

    public static Comparison Of(StepResult one, StepResult other)
    {
        var others = other.Checks.ToDictionary(check => check.Id);
        return new(one, other, [.. one.Checks.Where(check => others.ContainsKey(check.Id)).Select(check => Of(check, others[check.Id]))]);
    }

    /// <summary>Whether one program took longer at something.</summary>
    public bool DiffersInTime => Checks.Any(check => check.Facts.Any(fact => fact is { IsTime: true, Same: false }));

    /// <summary>The same comparison; only times that also differ in a second one count as a difference. The program that runs
    /// first is slowed down by the start of everything, so the second one runs the same programs in the opposite order.</summary>
    public Comparison WithTimesThatDifferIn(Comparison again)
    {
        var others = again.Checks.ToDictionary(check => check.One.Id);
        return this with
        {
            Checks = [.. Checks.Select(check => check with { Facts = [.. check.Facts.Select(fact => Confirmed(check, fact))] })],
        };

        ComparedFact Confirmed(ComparedCheck check, ComparedFact fact) => fact is { IsTime: true, Same: false }
            && others.GetValueOrDefault(check.One.Id)?.Facts
                .FirstOrDefault(other => (other.Kind, other.Which) == (fact.Kind, fact.Which))?.Slower != fact.Slower
                ? fact with { Same = true }
                : fact;
    }

    private static ComparedCheck Of(CheckResult one, CheckResult other)
    {
        var (ours, theirs) = (one.Seen ?? new([], []), other.Seen ?? new([], []));
        var places = Places.Of(ours, theirs);
        var facts = new List<ComparedFact>();

        var runs = Math.Max(ours.Runs.Count, theirs.Runs.Count);
        for (var i = 0; i < runs; i++)
            facts.AddRange(
                OfRuns(
                    ours.Runs.ElementAtOrDefault(i)?.Run,
                    theirs.Runs.ElementAtOrDefault(i)?.Run,
                    places,
                    runs == 1 ? "" : $" of run {i + 1}"));

        var endpoints = new List<ComparedEndpoint>();
        var count = Math.Max(ours.Transcripts.Count, theirs.Transcripts.Count);
        for (var i = 0; i < count; i++)
        {
            var (seen, otherSeen) = (ours.Transcripts.ElementAtOrDefault(i), theirs.Transcripts.ElementAtOrDefault(i));
            facts.AddRange(OfEndpoints(seen, otherSeen, places, count == 1 ? "" : $" at endpoint {i + 1}"));
            endpoints.Add(new(seen, otherSeen, EndOf(one, i), EndOf(other, i)));
        }

        return new(one, other, facts, endpoints);
    }

    private static RunEnd? EndOf(CheckResult check, int transcript) => check.AllTranscripts.ElementAtOrDefault(transcript)?.End;

    private static IEnumerable<ComparedFact> OfRuns(Run? one, Run? other, Places places, string which)
    {
        yield return new(FactKind.End, which, End(one), End(other), SameEnd(one, other, places)) { TellsMuch = true };
        var slower = IsMuchSlower(one, other) ? -1 : IsMuchSlower(other, one) ? 1 : 0;
        yield return new(FactKind.Time, which, Time(one), Time(other), slower == 0) { Slower = slower, TellsMuch = true };
        yield return OfTexts(FactKind.Output, which, one?.Output ?? "", other?.Output ?? "", places);
        // A crash leaves a stack trace, which is another for every program.
        if (one?.End is not RunEnd.Crashed || other?.End is not RunEnd.Crashed)
            yield return OfTexts(FactKind.Errors, which, one?.ErrorOutput ?? "", other?.ErrorOutput ?? "", places);
    }

    private static IEnumerable<ComparedFact> OfEndpoints(Transcript? one, Transcript? other, Places places, string which)
    {
        if ((one ?? other)!.Options?.Transport == Transport.Udp)
        {
            yield return Count(FactKind.Datagrams, seen => seen.Count(EventKind.DatagramReceived));
        }
        else
        {
            yield return Count(FactKind.Connections, seen => seen.Count(EventKind.Accepted)) with { TellsMuch = true };
            yield return Count(
                FactKind.ConnectionsEnded,
                seen => string.Join(", ", seen.Events.Where(IsProgramsEnd).Select(End).Distinct()) is { Length: > 0 } ends ? ends : "none"
            ) with
            {
                TellsMuch = true,
            };
        }

        var (sent, otherSent) = (Sent(one), Sent(other));
        var same = places.Plain(sent) == places.Plain(otherSent);
        yield return new(
            FactKind.BytesSent,
            which,
            Bytes(one, isSent: true),
            Bytes(other, isSent: true),
            same,
            same ? null : Difference.Of(places.Plain(otherSent), places.Plain(sent)))
        {
            TellsMuch = true,
        };
        yield return new(FactKind.BytesReceived, which, Bytes(one, isSent: false), Bytes(other, isSent: false), true) { TellsMuch = true };

        ComparedFact Count(FactKind kind, Func<Transcript, object> count)
        {
            var (ours, theirs) = (one is null ? "none" : $"{count(one)}", other is null ? "none" : $"{count(other)}");
            return new(kind, which, ours, theirs, ours == theirs);
        }
    }

    private static ComparedFact OfTexts(FactKind kind, string which, string one, string other, Places places)
    {
        var (plain, otherPlain) = (places.Plain(one), places.Plain(other));
        return new(kind, which, Size(one), Size(other), plain == otherPlain, Difference.Of(otherPlain, plain));
    }

    private static bool SameEnd(Run? one, Run? other, Places places) => (one?.End, other?.End) switch
    {
        (RunEnd.Crashed crash, RunEnd.Crashed otherCrash) => places.Plain(crash.What) == places.Plain(otherCrash.What),
        _ => places.Plain(End(one)) == places.Plain(End(other)),
    };

    private static string Size(string text) => text.Length == 0 ? "nothing" : Amount.Of(text.Length, "character");

    private static string End(Run? run) => run?.End.ToString() ?? "no run";

    private static string Time(Run? run) => run is null ? "no run" : FormattableString.Invariant($"{run.Duration.TotalMilliseconds:0} ms");

    // A run on a busy machine takes twice as long as another and means nothing by it.
    private static bool IsMuchSlower(Run? one, Run? other) =>
        one is not null
        && other is not null
        && one.OwnDuration > 3 * other.OwnDuration
        && one.OwnDuration - other.OwnDuration > TimeSpan.FromMilliseconds(500);

    private static bool IsProgramsEnd(TranscriptEvent e) => e.Kind is EventKind.PeerFinished or EventKind.PeerReset;

    private static string End(TranscriptEvent e) => e.Kind == EventKind.PeerReset ? "reset" : "orderly";

    private static string Bytes(Transcript? seen, bool isSent) =>
        seen is null
            ? "none"
            : Amount.Of(
                seen.Events.Where(e =>
                        isSent
                            ? e.Kind is EventKind.Received or EventKind.DatagramReceived
                            : e.Kind is EventKind.Sent or EventKind.DatagramSent)
                    .Sum(e => e.Bytes));

    /// <summary>What a program sent, as far as it was kept, and how much that was.</summary>
    private static string Sent(Transcript? seen) => seen is null ? "" : string.Concat(seen.Events
        .Where(e => e.Kind is EventKind.Received or EventKind.DatagramReceived)
        .Select(e => Encoding.Latin1.GetString(e.Data ?? []) + (e.Bytes > (e.Data?.Length ?? 0) ? $"… {e.Bytes} bytes" : "")));
}

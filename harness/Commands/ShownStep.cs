using Kata.Checking;
using Kata.Programs;
using Kata.Protocol;
using Kata.Results;
using Kata.Workbench;

namespace Kata.Commands;

/// <summary>What <c>kata show --json</c> prints. Bytes are in base64; times of events are microseconds since the endpoint was
/// opened.</summary>
internal sealed record ShownStep(
    int Step, string Title, DateTimeOffset When, bool Stale, string? Servers, IReadOnlyList<CompilerFinding> Findings, IReadOnlyList<ShownCheck> Checks)
{
    /// <param name="check">The only check to show; null for all.</param>
    public static ShownStep Of(LastResult last, CheckResult? check) => new(
        last.Outcome.Step.Number,
        last.Outcome.Step.Title,
        last.When,
        last.IsStale,
        last.Servers,
        last.Outcome.Findings,
        [.. last.Outcome.Checks.Where(one => check is null || one == check).Select(ShownCheck.Of)]);
}

internal sealed record ShownCheck(
    string Id, string Sentence, CheckStatus Status, string? Message, Failure? Failure, Reason? Reason, double Milliseconds, IReadOnlyList<ShownRun> Runs, IReadOnlyList<ShownTranscript> Transcripts)
{
    public static ShownCheck Of(CheckResult check) => new(
        check.Id,
        check.Sentence,
        check.Status,
        check.Message,
        check.Failure,
        check.Reason,
        Math.Round(check.Duration.TotalMilliseconds, 1),
        [.. (check.Seen?.Runs ?? []).Select(run => new ShownRun(
            run.Arguments, run.Run.End.ToString()!, run.Run.ExitCode, Math.Round(run.Run.Duration.TotalMilliseconds, 1), run.Run.OutputBytes, run.Run.ErrorOutput))],
        [.. (check.Seen?.Transcripts ?? []).Select(transcript => new ShownTranscript(
            transcript.Options?.Service, transcript.Options?.Transport ?? Transport.Tcp, transcript.Events))]);
}

internal sealed record ShownRun(
    IReadOnlyList<string> Arguments, string Ended, int? ExitCode, double Milliseconds, byte[] Output, string ErrorOutput);

internal sealed record ShownTranscript(Service? Service, Transport Transport, IReadOnlyList<TranscriptEvent> Events);

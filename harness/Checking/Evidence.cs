using Kata.Programs;
using Kata.Results;
using Kata.Servers;

namespace Kata.Checking;

/// <summary>What a check was judged by.</summary>
/// <param name="Runs">Its runs of the program, those of shared visits first.</param>
/// <param name="Transcripts">Of the endpoints that it opened or shared.</param>
public sealed record Evidence(IReadOnlyList<ProgramRun> Runs, IReadOnlyList<Transcript> Transcripts) : IEvidence
{
    /// <summary>For each transcript the position of the run that it is of, or null if no run is known to be its; empty if none of this is
    /// known.</summary>
    public IReadOnlyList<int?> RunsOfTranscripts { get; init; } = [];
}

/// <summary>What a check result holds for code that knows runs and transcripts.</summary>
public static class EvidenceOfCheck
{
    extension(CheckResult check)
    {
        /// <summary>What it was judged by; null unless it was asked for (<see cref="GraderSettings.KeepEvidence"/>).</summary>
        public Evidence? Seen => check.Evidence as Evidence;

        /// <summary>The judged run; the last run if the check does not name one.</summary>
        private Run? JudgedRun => check.Seen?.Runs is [.., var last] runs
            ? (runs.ElementAtOrDefault((check.Failure?.JudgedRun ?? runs.Count) - 1) ?? last).Run
            : null;

        /// <summary>How the judged run ended.</summary>
        public RunEnd? JudgedEnd => check.JudgedRun?.End;

        /// <summary>All transcripts, each with the run that it is of.</summary>
        public IReadOnlyList<JudgedTranscript> AllTranscripts => check.Seen is not { } seen ? []
            :
            [
                .. seen.Transcripts.Select((transcript, i) => new JudgedTranscript(
                    transcript, seen.RunsOfTranscripts.ElementAtOrDefault(i), seen.Runs, check.JudgedRun, check.Failure is not null)),
            ];

        /// <summary>Those that were judged: of a failure those that it is about, if that is known.</summary>
        public IReadOnlyList<JudgedTranscript> JudgedTranscripts => check.Failure?.JudgedTranscripts is { Count: > 0 } judged
            ? [.. check.AllTranscripts.Where((_, i) => judged.Contains(i))]
            : check.AllTranscripts;
    }
}

using Kata.Programs;
using Kata.Results;
using Kata.Servers;

namespace Kata.Checking;

/// <summary>What a check was judged by.</summary>
/// <param name="Runs">Its runs of the program, those of shared visits first.</param>
/// <param name="Transcripts">Of the endpoints that it opened or shared.</param>
public sealed record Evidence(IReadOnlyList<ProgramRun> Runs, IReadOnlyList<Transcript> Transcripts) : IEvidence;

/// <summary>What a check result holds for code that knows runs and transcripts.</summary>
public static class EvidenceOfCheck
{
    extension(CheckResult check)
    {
        /// <summary>What it was judged by; null unless it was asked for (<see cref="GraderSettings.KeepEvidence"/>).</summary>
        public Evidence? Seen => check.Evidence as Evidence;

        /// <summary>How the judged run ended; the last run if the check does not name one. Every ladder is drawn with it: it
        /// distinguishes a kill from a close.</summary>
        public RunEnd? JudgedEnd => check.Seen?.Runs is [.., var last] runs
            ? (runs.ElementAtOrDefault((check.Failure?.JudgedRun ?? runs.Count) - 1) ?? last).Run.End
            : null;
    }
}

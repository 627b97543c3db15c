using Kata.Programs;
using Kata.Servers;

namespace Kata.Checking;

/// <summary>A transcript, with the run that it is of.</summary>
/// <param name="Of">The position of that run; null if no run is known to be its.</param>
/// <param name="Runs">All runs of the check.</param>
/// <param name="Judged">The run that was judged; null if none was.</param>
/// <param name="HasFailed">Whether the check failed, and is about that run.</param>
public sealed record JudgedTranscript(Transcript Transcript, int? Of, IReadOnlyList<ProgramRun> Runs, Run? Judged, bool HasFailed)
{
    /// <summary>How its run ended: a ladder that is drawn with it distinguishes a kill from a close.</summary>
    public RunEnd? End => (Of is { } of && of < Runs.Count ? Runs[of].Run : Judged)?.End;

    /// <summary>Whose it is, if it is not the judged run's: <c>run 1 of 3, which was not judged</c>.</summary>
    public string? Whose => Of is { } of && of < Runs.Count && HasFailed && Judged is not null && !ReferenceEquals(Runs[of].Run, Judged)
        ? FormattableString.Invariant($"run {of + 1} of {Runs.Count}, which was not judged")
        : null;
}

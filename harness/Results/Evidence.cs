using Kata.Programs;
using Kata.Results;
using Kata.Servers;

namespace Kata.Results;

/// <summary>What a check was judged by.</summary>
/// <param name="Runs">Its runs of the program, those of shared visits first.</param>
/// <param name="Transcripts">Of the endpoints that it opened or shared.</param>
public sealed record Evidence(IReadOnlyList<ProgramRun> Runs, IReadOnlyList<Transcript> Transcripts);

/// <summary>A run and what the program was started with.</summary>
public sealed record ProgramRun(IReadOnlyList<string> Arguments, Run Run);

// Here, since the test logger shares the rest of the type and knows nothing of runs.
public sealed partial record CheckResult
{
    /// <summary>What it was judged by; null unless it was asked for (<see cref="GraderSettings.KeepEvidence"/>).</summary>
    public Evidence? Evidence { get; init; }
}

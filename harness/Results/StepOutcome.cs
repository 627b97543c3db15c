
namespace Kata.Results;

/// <summary>What compiling and checking one step came to.</summary>
/// <param name="Findings">Of the compiler and the analyzers, in the step's file.</param>
/// <param name="Checks">In the order they are written in; empty if the step does not compile.</param>
public sealed record StepOutcome(Step Step, IReadOnlyList<CompilerFinding> Findings, IReadOnlyList<CheckResult> Checks)
{
    /// <summary>What was compiled (<see cref="ProgramSources.Hash"/>): with another program, this is no longer its
    /// outcome.</summary>
    public string? Program { get; init; }

    /// <summary>Whether checks could not be made: such an outcome is no verdict, and not worth keeping.</summary>
    public bool LacksChecks => Checks.Any(check => check.Status == CheckStatus.NotGraded);

    public IEnumerable<CompilerFinding> Errors => Findings.Where(finding => finding.Level == "error");
}

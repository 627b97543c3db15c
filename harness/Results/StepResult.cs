namespace Kata.Results;

/// <summary>How far a step has come.</summary>
public enum StepStatus
{
    /// <summary>Every check that can be made on this system passed.</summary>
    Done,

    /// <summary>At least one check failed, or the program does not compile.</summary>
    Failing,

    /// <summary>Some checks passed and none failed; the rest ran into a blank.</summary>
    Started,

    /// <summary>Every check ran into a blank.</summary>
    NotStarted,

    /// <summary>None of its checks could be made on this system.</summary>
    Skipped,

    /// <summary>The grading was broken off, so that some of its checks, or all, may not have run; or some could not be made,
    /// since their servers were gone. Nothing failed.</summary>
    Unknown,
}

/// <summary>What compiling and checking a step came to.</summary>
/// <param name="Findings">Of the compiler and the analyzers, in the step's file, as far as they are known.</param>
/// <param name="Checks">In the order they are written in; empty if the step does not compile.</param>
public sealed record StepResult(Step Step, IReadOnlyList<CompilerFinding> Findings, IReadOnlyList<CheckResult> Checks)
{
    /// <summary>Hash of the program that was checked (<see cref="ProgramSources.Hash"/>); null if that is not known. With another
    /// program, this is no longer its result.</summary>
    public string? Program { get; init; }

    /// <summary>When it was checked.</summary>
    public DateTimeOffset When { get; init; }

    /// <summary>When the step was done for the first time, with this program or an earlier one, as far as that is kept; null if it never
    /// was.</summary>
    public DateTimeOffset? FirstDone { get; init; }

    /// <summary>Which server host was used, and why, in one line; null if none was needed.</summary>
    public string? Servers { get; init; }

    /// <summary>Whether the program has changed since, or it is not known which program it was.</summary>
    public bool IsStale { get; init; }

    /// <summary>Whether the grading was broken off: a step is not called done on what is left.</summary>
    public bool MayLackChecks { get; init; }

    /// <summary>If the program does not compile: why.</summary>
    public IReadOnlyList<CompilerFinding> Errors => [.. Findings.Where(finding => finding.Level == "error")];

    public int Passed => Count(CheckStatus.Passed);

    public int Failed => Count(CheckStatus.Failed);

    public int NotStarted => Count(CheckStatus.NotStarted);

    public int Skipped => Count(CheckStatus.Skipped);

    /// <summary>Checks that could not be made: with any, the result is no verdict, and not worth keeping.</summary>
    public int NotGraded => Count(CheckStatus.NotGraded);

    /// <summary>Why checks could not be made; null if all could.</summary>
    public Reason? WhyNotGraded => Of(CheckStatus.NotGraded).FirstOrDefault()?.Reason;

    /// <summary>The failure to begin with, which tells most; null if no check failed.</summary>
    public CheckResult? MostTelling => Failures.MostTellingFirst(Checks).FirstOrDefault();

    /// <summary>How many checks had a say: all but the skipped ones.</summary>
    public int Counted => Checks.Count - Skipped;

    public int Earned => Checks.Sum(check => check.Earned);

    public int Possible => Checks.Sum(check => check.Possible);

    public StepStatus Status => this switch
    {
        { Failed: > 0 } or { Errors.Count: > 0 } => StepStatus.Failing,
        { NotGraded: > 0 } or { Checks.Count: 0 } or { MayLackChecks: true, NotStarted: 0 } => StepStatus.Unknown,
        { Counted: 0 } => StepStatus.Skipped,
        { NotStarted: 0 } => StepStatus.Done,
        { Passed: 0 } => StepStatus.NotStarted,
        _ => StepStatus.Started,
    };

    public IEnumerable<CheckResult> Of(CheckStatus status) => Checks.Where(check => check.Status == status);

    private int Count(CheckStatus status) => Of(status).Count();
}


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

/// <summary>The results of a step's checks.</summary>
/// <param name="MayLackChecks">Whether the grading was broken off: a step is not called done on what is left.</param>
public sealed record StepGrade(Step Step, IReadOnlyList<CheckResult> Checks, bool MayLackChecks = false)
{
    /// <summary>Hash of the program that was graded; null if that is not known.</summary>
    public string? Program { get; init; }

    /// <summary>If the program does not compile: why, in a line each.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    public int Passed => Count(CheckStatus.Passed);

    public int Failed => Count(CheckStatus.Failed);

    public int NotStarted => Count(CheckStatus.NotStarted);

    public int Skipped => Count(CheckStatus.Skipped);

    public int NotGraded => Count(CheckStatus.NotGraded);

    /// <summary>Why checks could not be made; null if all could.</summary>
    public string? WhyNotGraded => Of(CheckStatus.NotGraded).FirstOrDefault()?.Reason?.ToString();

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

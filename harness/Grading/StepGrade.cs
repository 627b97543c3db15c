namespace Kata.Grading;

/// <summary>How far a step has come.</summary>
public enum StepStatus
{
    /// <summary>Every check that can be made on this system passed.</summary>
    Done,

    /// <summary>At least one check failed.</summary>
    Failing,

    /// <summary>Some checks passed and none failed; the rest ran into a blank.</summary>
    Started,

    /// <summary>Every check ran into a blank.</summary>
    NotStarted,

    /// <summary>None of its checks could be made on this system.</summary>
    Skipped,

    /// <summary>None of its checks ran, because the grading was broken off.</summary>
    NotRun,
}

/// <summary>The results of a step's checks.</summary>
public sealed record StepGrade(Step Step, IReadOnlyList<CheckResult> Checks)
{
    public int Passed => Count(CheckStatus.Passed);

    public int Failed => Count(CheckStatus.Failed);

    public int NotStarted => Count(CheckStatus.NotStarted);

    public int Skipped => Count(CheckStatus.Skipped);

    /// <summary>How many checks had a say: all but the skipped ones.</summary>
    public int Counted => Checks.Count - Skipped;

    public int Earned => Checks.Sum(check => check.Earned);

    public int Possible => Checks.Sum(check => check.Possible);

    public StepStatus Status => this switch
    {
        { Checks.Count: 0 } => StepStatus.NotRun,
        { Counted: 0 } => StepStatus.Skipped,
        { Failed: > 0 } => StepStatus.Failing,
        { NotStarted: 0 } => StepStatus.Done,
        { Passed: 0 } => StepStatus.NotStarted,
        _ => StepStatus.Started,
    };

    public IEnumerable<CheckResult> Of(CheckStatus status) => Checks.Where(check => check.Status == status);

    private int Count(CheckStatus status) => Of(status).Count();
}

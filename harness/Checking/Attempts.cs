using Kata.Results;

namespace Kata.Checking;

/// <summary>What one attempt at a check came to.</summary>
internal sealed record Attempt(CheckStatus Status, Reason? Reason = null)
{
    /// <summary>An attempt that failed.</summary>
    public Attempt(Failure failure) : this(CheckStatus.Failed) => Failure = failure;

    public Failure? Failure { get; }

    /// <summary>Where it failed and how: the same of two attempts that failed alike.</summary>
    public string? Alike { get; init; }

    /// <summary>Whether a clock decided that it failed.</summary>
    public bool ByTheClock { get; init; }

    /// <summary>Whether it cannot be the machine's.</summary>
    public bool IsCertain { get; init; }

    /// <summary>How far the machine was held up while it was made.</summary>
    public Disturbance Disturbance { get; init; }

    /// <summary>Whether it tells nothing, since the machine may have brought it about.</summary>
    public bool IsDoubtful => Status == CheckStatus.Failed && !IsCertain && Disturbance.MayMatter(ByTheClock);
}

/// <summary>The attempts at one check: where the machine may have brought a failure about, it is made again, alone. If that does not
/// settle it, nothing is known.</summary>
internal sealed class Attempts
{
    private const int Most = 3;

    private readonly List<Attempt> doubtful = [];

    /// <summary>Whether the last attempt's failure counts then.</summary>
    public bool FailsInDoubt { get; init; }

    /// <summary>Takes note of an attempt.</summary>
    /// <returns>What the check has come to; null if it has to be made again.</returns>
    public Attempt? Settle(Attempt attempt)
    {
        if (!attempt.IsDoubtful)
            return attempt;

        // What no clock decides, and what happens again in the same place, is the program's.
        if (!attempt.ByTheClock && doubtful.Exists(before => before.Alike == attempt.Alike))
            return attempt;

        doubtful.Add(attempt);
        if (doubtful.Count < Most)
            return null;

        return FailsInDoubt ? attempt : new(CheckStatus.NotGraded, new(attempt.Disturbance.Sentence)) { Disturbance = attempt.Disturbance };
    }
}

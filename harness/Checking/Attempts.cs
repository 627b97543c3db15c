using Kata.Results;

namespace Kata.Checking;

/// <summary>What one attempt at a check came to.</summary>
internal sealed record Attempt(CheckStatus Status, Reason? Reason = null)
{
    /// <summary>An attempt that failed.</summary>
    public Attempt(Failure failure) : this(CheckStatus.Failed) => Failure = failure;

    public Failure? Failure { get; }

    /// <summary>Where and how it failed: equal for two attempts that failed in the same way.</summary>
    public string? Alike { get; init; }

    /// <summary>Whether a clock decided that it failed.</summary>
    public bool ByTheClock { get; init; }

    /// <summary>Whether the machine cannot have caused the failure: the program had all of its own time.</summary>
    public bool IsCertain { get; init; }

    /// <summary>How far the machine held it up.</summary>
    public Disturbance Disturbance { get; init; }

    /// <summary>Whether the check's own programs used nearly all that the processors could give: others can have had little.</summary>
    public bool KeptBusy { get; init; }

    /// <summary>Whether the program was killed while the system killed processes for want of memory.</summary>
    public bool WasKilled { get; init; }

    /// <summary>Whether the machine may have caused the failure.</summary>
    public bool IsDoubtful => Status == CheckStatus.Failed && !IsCertain && (WasKilled || Disturbance.MayMatter(ByTheClock));

    /// <summary>Why the check came to no verdict, if it is doubtful.</summary>
    public string Doubtful => WasKilled
        ? "the program was killed while memory ran out on this machine. Check the step when the machine has less to do."
        : Disturbance.Sentence;
}

/// <summary>What is done about a failure that the machine may have caused.</summary>
internal enum Doubt
{
    /// <summary>The check is made again, alone. If that does not settle it, it is not graded.</summary>
    MadeAgain,

    /// <summary>It is a failure: for programs that are wrong on purpose.</summary>
    Fails,
}

/// <summary>The attempts at one check. A failure on a machine that did not disturb it counts at once.</summary>
internal sealed class Attempts(Doubt doubt)
{
    private const int Most = 3;

    private readonly List<Attempt> doubtful = [];

    /// <summary>Takes note of an attempt.</summary>
    /// <param name="mayBeMadeAgain">Whether there is time to make the check again, if the machine may have caused the failure.</param>
    /// <returns>What the check has come to; null if it has to be made again.</returns>
    public Attempt? Settle(Attempt attempt, bool mayBeMadeAgain = true)
    {
        if (!attempt.IsDoubtful || attempt.KeptBusy || doubt == Doubt.Fails)
            return attempt;

        doubtful.Add(attempt);
        if (doubtful.Count < Most && mayBeMadeAgain)
            return null;

        // If no clock decides a failure and it is the same each time, the program caused it.
        if (doubtful.Count == Most && doubtful.TrueForAll(one => !one.ByTheClock && one.Alike == attempt.Alike))
            return attempt;

        var reason = doubtful.Count == Most ? attempt.Doubtful
            : $"there was no time left to make the check again, alone: {attempt.Doubtful}";
        return new(CheckStatus.NotGraded, new(reason) { Kind = ReasonKind.BusyMachine }) { Disturbance = attempt.Disturbance };
    }
}

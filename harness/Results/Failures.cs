namespace Kata.Results;

/// <summary>The failures of a step, as they are best read: what tells most comes first, and what has one cause is told once.</summary>
internal static class Failures
{
    /// <summary>Those that failed. A crash, and a mistake that was seen, tell more than a check that asks about its commonest one; and what
    /// the rules warn of may name the cause of all the others.</summary>
    public static IReadOnlyList<CheckResult> MostTellingFirst(IEnumerable<CheckResult> checks) =>
        [.. checks.Where(check => check.Status == CheckStatus.Failed).OrderBy(Rank)];

    /// <summary>Failures with one cause, in the order of the first of them.</summary>
    public static IEnumerable<IReadOnlyList<CheckResult>> ByCause(IEnumerable<CheckResult> checks) =>
        MostTellingFirst(checks).GroupBy(check => Cause(check) ?? check.Id).Select(group => group.ToList());

    private static int Rank(CheckResult check) => check.Failure switch
    {
        { IsCrash: true } => 0,
        { IsSeen: true } => 1,
        _ when check.Id.EndsWith(".NoSocketWarnings", StringComparison.Ordinal) => 1,
        _ => 2,
    };

    /// <summary>What is the same wherever one mistake shows; null if that is not known.</summary>
    private static string? Cause(CheckResult check) => check.Failure switch
    {
        // The message of an exception may have in it what the check drew.
        { IsCrash: true, Ended: { } ended, Place: { } place } =>
            $"{place} {ended.Split(": ") switch { [_, var what, ..] => what, _ => ended }}",
        { IsSeen: true, Hint: { } hint } => hint,
        _ => null,
    };
}

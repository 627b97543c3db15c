using Kata.Text;

namespace Kata.Results;

/// <summary>The failures of a step, as they are best read: what tells most comes first, and what has one cause is told once.</summary>
internal static class Failures
{
    /// <summary>Those that failed. A crash, and a mistake that was seen, tell more than what the rules warn of, which may name the cause of
    /// all the others; and that tells more than a check that asks about its commonest mistake.</summary>
    public static IReadOnlyList<CheckResult> MostTellingFirst(IEnumerable<CheckResult> checks) =>
        [.. checks.Where(check => check.Status == CheckStatus.Failed).OrderBy(Rank)];

    /// <summary>Whether a failure tells more than another, wherever they stand.</summary>
    public static bool TellsMore(CheckResult one, CheckResult other) => Rank(one) < Rank(other);

    /// <summary>Failures with one cause, in the order of the first of them.</summary>
    public static IEnumerable<IReadOnlyList<CheckResult>> ByCause(IEnumerable<CheckResult> checks) =>
        MostTellingFirst(checks).GroupBy(Cause).Select(group => group.ToList());

    /// <summary>The failures that have the same cause as one, without that one.</summary>
    public static IReadOnlyList<CheckResult> Likewise(IEnumerable<CheckResult> checks, CheckResult one) =>
        [.. MostTellingFirst(checks).Where(check => check != one && Cause(check) == Cause(one))];

    /// <summary>How many more checks fail like one: <c>2 more checks fail in the same way</c>.</summary>
    public static string CountLikewise(IReadOnlyList<CheckResult> others) =>
        $"{Amount.Of(others.Count, "more check fails", "more checks fail")} {InTheSameWay(others[0])}";

    /// <summary>How a check fails that has another's <see cref="Failure.Cause"/>. Only of a crash it is sure that it is one
    /// mistake.</summary>
    public static string InTheSameWay(CheckResult check) => check.Failure is { IsCrash: true } ? "for the same cause" : "in the same way";

    /// <summary>The lines that name them; none if there are none.</summary>
    public static IEnumerable<string> LikewiseLines(IReadOnlyList<CheckResult> others) => others.Count == 0 ? []
        : Labelled.Lines("likewise", $"{CountLikewise(others)}:\n{string.Join('\n', others.Select(check => check.Sentence))}");

    private static int Rank(CheckResult check) => check.Failure switch
    {
        { IsCrash: true } => 0,
        { IsSeen: true } => 1,
        { IsWarning: true } => 2,
        _ => 3,
    };

    private static string Cause(CheckResult check) => check.Failure?.Cause ?? check.Id;
}

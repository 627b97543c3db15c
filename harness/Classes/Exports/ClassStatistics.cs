using System.Text.RegularExpressions;
using Kata.Results;

namespace Kata.Classes.Exports;

/// <summary>The results of a check over a whole class.</summary>
/// <param name="Differences">What went wrong, without numbers, ports and random words; the most frequent first.</param>
internal sealed record CheckStatistics(CheckResult Check, bool IsHidden, int Passed, int Failed, int NotStarted,
    IReadOnlyList<(string What, int Count)> Differences);

/// <summary>A result that nearly all other students do not have.</summary>
internal sealed record Outlier(Submission Submission, Step Step, string What);

/// <summary>What a class has in common, and who is different.</summary>
internal static partial class ClassStatistics
{
    private const int FewestForOutliers = 8;
    private const int MostDifferences = 3;
    private const double Nearly = 0.9;

    /// <summary>The statistics of a step's checks, in the order of the checks.</summary>
    public static IReadOnlyList<CheckStatistics> Of(ClassResults results, Step step)
    {
        var outcomes = results.All.Select(one => one.Steps.First(outcome => outcome.Step == step))
            .Where(outcome => outcome.NotGraded is null).ToList();
        return
        [
            .. outcomes.SelectMany(outcome => outcome.Result.Checks.Select(check => (Check: check, IsHidden: false))
                .Concat(outcome.Hidden.Select(check => (Check: check, IsHidden: true))))
                .GroupBy(one => one.Check.Id)
                .Select(one => new CheckStatistics(
                    one.First().Check, one.First().IsHidden, Count(one, CheckStatus.Passed), Count(one, CheckStatus.Failed),
                        Count(one, CheckStatus.NotStarted),
                    [.. one.Where(all => all.Check.Failure is not null).GroupBy(all => Plain(all.Check.Failure!))
                        .Select(all => (all.Key, all.Count())).OrderByDescending(all => all.Item2).Take(MostDifferences)])),
        ];

        static int Count(IEnumerable<(CheckResult Check, bool)> all, CheckStatus status) => all.Count(one => one.Check.Status == status);
    }

    /// <summary>The students who fail what nearly all pass, or pass what nearly all fail. A small class has none, because it is too small
    /// to tell.</summary>
    public static IReadOnlyList<Outlier> Outliers(ClassResults results)
    {
        var outliers = new List<Outlier>();
        foreach (var (step, place) in results.Manifest.Steps.Select((step, i) => (step, i)))
        {
            var graded = results.All.Select(one => (one.Submission, Outcome: one.Steps[place]))
                .Where(one => one.Outcome.NotGraded is null && one.Outcome.State == ProgramState.Written).ToList();
            if (graded.Count < FewestForOutliers)
                continue;

            var done = graded.Where(one => one.Outcome.Result.Status == StepStatus.Done).Select(one => one.Submission).ToHashSet();
            var share = (double)done.Count / graded.Count;
            if (share is >= Nearly and < 1)
                outliers.AddRange(graded.Where(one => !done.Contains(one.Submission))
                    .Select(one => new Outlier(one.Submission, step, $"not done; {done.Count} of {graded.Count} have done it")));
            else if (share is > 0 and <= 1 - Nearly)
                outliers.AddRange(done.Select(one => new Outlier(one, step, $"done; only {done.Count} of {graded.Count} have done it")));
        }

        return outliers;
    }

    /// <summary>The difference without the parts that change from run to run.</summary>
    internal static string Plain(Failure failure)
    {
        var what = failure.Difference?.Summary is { Length: > 0 } summary ? summary : failure.Got.Split('\n')[0];
        var plain = Number().Replace(Quoted().Replace(what, "«…»"), "#");
        return plain.Length <= 120 ? plain : plain[..119] + "…";
    }

    [GeneratedRegex("«[^»]*»", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\d[\d.,:]*", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}

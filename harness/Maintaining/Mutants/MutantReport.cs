using System.Globalization;
using Kata.Text;

namespace Kata.Maintaining.Mutants;

/// <summary>What a run of mutants came to.</summary>
internal static class MutantReport
{
    /// <summary>No survivor is unexplained, and no explanation is left over.</summary>
    public static bool IsFine(MutantRun run) =>
        run.Unused.Count == 0 && !run.Tried.Any(one => one.Fate is Fate.Survived or Fate.NotGraded);

    /// <summary>Lines that end with LF.</summary>
    public static string Draw(MutantRun run)
    {
        var counted = run.Tried.Where(one => one.Counts).ToList();
        IEnumerable<string> lines =
        [
            .. Table("step", counted.GroupBy(one => one.Mutant.Subject.Step.Name)),
            "",
            .. Table("operator", counted.GroupBy(one => one.Mutant.Operator)),
            "",
            .. Survivors(run).SelectMany(Shown),
            .. run.Unused.Select(one => $"{one.File}:{one.Line}: no mutant fits this explanation any more: remove it, or write it anew"),
            .. NotGraded(run) is > 0 and var open
                ? [$"{Amount.Of(open, "mutant")} could not be graded; the same command tries them again"]
                : Array.Empty<string>(),
            string.Create(CultureInfo.InvariantCulture,
                $"{Amount.Of(counted.Count, "mutant")} of {run.Made:N0} places: {Count(counted, Fate.Caught)} caught, "
                    + $"{Count(counted, Fate.Explained)} explained, {Count(counted, Fate.Survived)} survived"),
        ];
        return string.Join('\n', lines) + "\n";
    }

    /// <summary>The same for programs to read.</summary>
    public static object Data(MutantRun run) => new
    {
        mutants = run.Tried.Count(one => one.Counts),
        caught = run.Tried.Count(one => one.Fate == Fate.Caught),
        explained = run.Tried.Count(one => one.Fate == Fate.Explained),
        sameProgram = run.Tried.Count(one => one.Fate == Fate.SameProgram),
        doNotCompile = run.Tried.Count(one => one.Fate == Fate.DoesNotCompile),
        notGraded = NotGraded(run),
        steps = Groups(run, one => one.Mutant.Subject.Step.Name),
        operators = Groups(run, one => one.Mutant.Operator),
        survived = Survivors(run).Select(one => new
        {
            file = one.Mutant.Subject.Path,
            line = one.Mutant.Line,
            @operator = one.Mutant.Operator,
            was = one.Mutant.Place,
            @is = one.Mutant.Changed,
        }),
        unusedExplanations = run.Unused.Select(one => new { one.File, one.Line }),
    };

    private static IEnumerable<TriedMutant> Survivors(MutantRun run) => run.Tried.Where(one => one.Fate == Fate.Survived)
        .OrderBy(one => one.Mutant.Subject.Path, StringComparer.Ordinal).ThenBy(one => one.Mutant.Line);

    private static IEnumerable<string> Shown(TriedMutant one) =>
    [
        $"survived  {one.Mutant.Subject.Path}:{one.Mutant.Line}  {one.Mutant.Operator}",
        $"  - {one.Mutant.Place}",
        $"  + {one.Mutant.Changed}",
    ];

    private static IEnumerable<string> Table(string what, IEnumerable<IGrouping<string, TriedMutant>> groups) =>
        [
            $"{what, -28} {"mutants", 8} {"caught", 8} {"explained", 10} {"survived", 9}",
            .. groups
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group =>
                    $"{group.Key, -28} {group.Count(), 8:N0} {Count(group, Fate.Caught), 8:N0} {Count(group, Fate.Explained), 10:N0} "
                    + $"{Count(group, Fate.Survived), 9:N0}"),
        ];

    private static IEnumerable<object> Groups(MutantRun run, Func<TriedMutant, string> key) =>
        run
            .Tried.Where(one => one.Counts)
            .GroupBy(key)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new
            {
                name = group.Key,
                mutants = group.Count(),
                caught = Count(group, Fate.Caught),
                explained = Count(group, Fate.Explained),
                survived = Count(group, Fate.Survived),
            });

    private static int Count(IEnumerable<TriedMutant> of, Fate fate) => of.Count(one => one.Fate == fate);

    private static int NotGraded(MutantRun run) => run.Tried.Count(one => one.Fate == Fate.NotGraded);
}

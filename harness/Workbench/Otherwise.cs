using Kata.Checking;
using Kata.Machine;
using Kata.Results;
using Kata.Servers;

namespace Kata.Workbench;

/// <summary>What a program that passes all checks does otherwise than our solution: no mistake, and worth a look.</summary>
internal static class Otherwise
{
    private const int Most = 3;

    /// <summary>What is the same wherever and however often a program runs: not how long it took, and not its words.</summary>
    private static readonly FactKind[] Compared =
        [FactKind.End, FactKind.Connections, FactKind.ConnectionsEnded, FactKind.Datagrams, FactKind.BytesSent];

    /// <summary>Has our solution do what the program did.</summary>
    /// <param name="done">The program's step, checked with evidence.</param>
    /// <param name="programs">The folder of the program.</param>
    /// <param name="seed">What the program's checks drew from: ours draw the same.</param>
    /// <returns>A few lines; none if they did the same, or there is no solution here.</returns>
    public static async Task<IReadOnlyList<string>> Of(StepResult done, string programs, int seed, CancellationToken cancellation)
    {
        var solutions = Path.Combine(Repository.Root, "solutions");
        if (
            done.Status != StepStatus.Done
            || !File.Exists(Path.Combine(solutions, done.Step.FileName))
            || Path.GetFullPath(programs) == solutions
        )
            return [];

        Chance.Seed(seed);
        await using var bench = CheckedFolder.Open(solutions, ServerHosts.Setting);
        return Between(done, (await bench.Check([done.Step], cancellation))[0]);
    }

    /// <summary>Each kind of difference once, with the first check that shows it.</summary>
    internal static IReadOnlyList<string> Between(StepResult done, StepResult ours)
    {
        if (ours.Status != StepStatus.Done)
            return [];

        return [
            .. Comparison
                .Of(done, ours)
                .Checks.SelectMany(check =>
                    check.Facts.Where(fact => !fact.Same && Tells(fact) && Compared.Contains(fact.Kind)).Select(fact => (check, fact)))
                .GroupBy(found => found.fact.Kind)
                .Take(Most)
                .Select(kind => kind.First())
                .Select(first =>
                    $"{ComparedFact.Word(first.fact.Kind)}: {first.fact.One}, ours {first.fact.Other} («{first.check.Sentence}»)"),
        ];
    }

    /// <summary>Whether the two sides, as they are shown, are another: of bytes only the number is, and a check that ended early has no
    /// run, or no connection.</summary>
    private static bool Tells(ComparedFact fact) =>
        !fact.IsTime && fact.One != fact.Other && fact.One is not ("none" or "no run") && fact.Other is not ("none" or "no run");
}

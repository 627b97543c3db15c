using Kata.Checking;
using Kata.Results;
using Kata.Text;
using Kata.Workbench;

namespace Kata.Maintaining.Linting.Rules;

/// <summary>A solution passes its checks without a warning; a stub compiles, and every check says that it is not started.</summary>
internal static class ProgramsAtWork
{
    /// <param name="servers">As <c>KATA_SERVERS</c>.</param>
    public static async Task<IReadOnlyList<Finding>> Look(Syllabus syllabus, string? servers, CancellationToken cancellation)
    {
        var findings = new List<Finding>();
        await using (var solutions = CheckedFolder.Open(syllabus.PathOf("solutions"), servers))
        {
            foreach (var outcome in await Outcomes(solutions, syllabus, Syllabus.Solution, findings, cancellation))
                findings.AddRange(OfSolution(outcome));
        }

        await using (var exercises = CheckedFolder.Open(syllabus.PathOf("exercises"), servers))
        {
            foreach (var outcome in await Outcomes(exercises, syllabus, Syllabus.Exercise, findings, cancellation))
                findings.AddRange(OfStub(outcome));
        }

        return findings;
    }

    private static async Task<IReadOnlyList<StepResult>> Outcomes(
        CheckedFolder bench, Syllabus syllabus, Func<Step, string> file, List<Finding> findings, CancellationToken cancellation)
    {
        var outcomes = await bench.Check(syllabus.Steps.Where(step => syllabus.Has(file(step))), cancellation);
        foreach (var outcome in outcomes)
        {
            findings.AddRange(
                outcome
                    .Findings.Where(found => !found.IsBlank && found.Level is "error" or "warning")
                    .Select(found => new Finding(
                        file(outcome.Step),
                        found.Line,
                        $"{found.Rule}: {found.Message}",
                        "change the solution, since both are written there")));
        }

        return outcomes;
    }

    private static IEnumerable<Finding> OfSolution(StepResult outcome) => outcome.Checks
        .Where(check => check.Status is CheckStatus.Failed or CheckStatus.NotStarted or CheckStatus.NotGraded)
        .Select(check => new Finding(Syllabus.Solution(outcome.Step), null, $"the check «{check.Sentence}» does not pass",
            $"see why with: {KataLine.Of($"check {outcome.Step.Number}", "solutions")}"));

    private static IEnumerable<Finding> OfStub(StepResult outcome) =>
        outcome
            .Checks
            // That there are no warnings judges no run; those that a stub has are told above.
            .Where(check =>
                check.Status is CheckStatus.Failed or CheckStatus.Passed
                && !check.Id.EndsWith($".{nameof(Checks.NoSocketWarnings)}", StringComparison.Ordinal))
            .Select(check => new Finding(
                Syllabus.Exercise(outcome.Step),
                null,
                $"the check «{check.Sentence}» {(check.Status == CheckStatus.Passed ? "passes" : "fails")} with nothing filled in",
                "mark the first thing that a run does in the solution as a blank, so that every run ends there"));
}

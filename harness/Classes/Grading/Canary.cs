using Kata.Classes.Intake;
using Kata.Machine;
using Kata.Results;

namespace Kata.Classes.Grading;

/// <summary>Our own solution, graded like the programs around it. While the solution passes, the machine is not the cause of a program's
/// failure.</summary>
internal sealed class Canary
{
    /// <summary>A step that uses servers and is graded quickly.</summary>
    private static readonly Step Step = Step.Of(4);

    private readonly IStepGrader grader;
    private readonly GradingItem item;

    private Canary(IStepGrader grader, GradingItem item) => (this.grader, this.item) = (grader, item);

    /// <returns>Null if the solutions were removed: then there is nothing to compare with.</returns>
    public static Canary? Create(IStepGrader grader) => Solution(Step) is { } item ? new(grader, item) : null;

    /// <summary>Our own solution of a step; null if it was removed.</summary>
    private static GradingItem? Solution(Step step)
    {
        var solutions = Path.Combine(Repository.Root, "solutions");
        return File.Exists(Path.Combine(solutions, step.FileName))
            ? new(step, "canary", solutions, [new("canary", solutions, ClassIntake.ProgramsOf(solutions))]) : null;
    }

    /// <summary>Tries the instructor's own checks on our own solutions, before they are used on students. A check that fails twice is
    /// refused. If one of our checks fails as well, the machine may be at fault, and nothing is refused here.</summary>
    /// <exception cref="KataException">Our own solution fails a check.</exception>
    public static async Task Require(IStepGrader grader, IEnumerable<Step> steps, CancellationToken cancellation)
    {
        foreach (var item in steps.Select(Solution).OfType<GradingItem>())
        {
            if (await Failing(grader, item, cancellation) is { Count: > 0 } first
                && await Failing(grader, item, cancellation) is { Count: > 0 } second
                && first.Find(check => second.Exists(one => one.Id == check.Id)) is { } refused)
            {
                throw new KataException($"--hidden: our own solution of step {item.Step.Number} fails «{refused.Sentence}» as well, so the "
                    + $"check is wrong ({refused.Failure?.Got.Split('\n')[0] ?? "it has no message"}): mend it, and grade again");
            }
        }
    }

    private static async Task<List<CheckResult>> Failing(IStepGrader grader, GradingItem item, CancellationToken cancellation)
    {
        var graded = await grader.Grade(item, cancellation);
        return graded.Result.Checks.All(check => check.Status is CheckStatus.Passed or CheckStatus.Skipped)
            ? [.. graded.Hidden.Where(check => check.Status == CheckStatus.Failed)] : [];
    }

    /// <summary>Grades the solution, and once more if it fails.</summary>
    /// <returns>Null if it passes; otherwise what went wrong.</returns>
    public async Task<string?> Sing(CancellationToken cancellation) => await Once(cancellation) is null ? null : await Once(cancellation);

    private async Task<string?> Once(CancellationToken cancellation)
    {
        try
        {
            var graded = await grader.Grade(item, cancellation);
            return graded.Result.Errors is [var error, ..] ? $"our own solution does not compile here: {error.InOneLine(null)}"
                : graded.Result.Checks.FirstOrDefault(check => check.Status is not (CheckStatus.Passed or CheckStatus.Skipped)) is { } check
                    ? $"our own solution failed as well («{check.Sentence}»), so this machine is at fault"
                    : null;
        }
        catch (Exception failed)
            when (failed is IOException or KataException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            return $"our own solution could not be graded: {failed.Message}";
        }
    }
}

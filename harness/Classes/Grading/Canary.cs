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
    public static Canary? Create(IStepGrader grader)
    {
        var solutions = Path.Combine(Repository.Root, "solutions");
        if (!File.Exists(Path.Combine(solutions, Step.FileName)))
            return null;

        var submission = new Submission("canary", solutions, ClassIntake.ProgramsOf(solutions));
        return new(grader, new(Step, "canary", solutions, [submission]));
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

using Kata.Results;
using Kata.Workbench;

namespace Kata.Classes;

/// <summary>The result of a step of a submission, for exports. There always is one.</summary>
/// <param name="Result">For an exercise that is untouched or missing, every check is «not started». For a program that is not graded, every
/// check is «not graded».</param>
/// <param name="Hidden">The results of the instructor's own checks.</param>
/// <param name="Points">Null if it is not graded, which is not zero.</param>
/// <param name="Possible">The most points that the step can bring.</param>
internal sealed record SubmittedStep(
    Step Step, ProgramState State, StepResult Result, IReadOnlyList<CheckResult> Hidden, decimal? Points, decimal Possible)
{
    public string? Key { get; init; }

    /// <summary>Why it is not graded; null if it is.</summary>
    public string? NotGraded { get; init; }
}

/// <summary>The result of a submission.</summary>
/// <param name="Steps">The steps that the class is graded in, in order.</param>
/// <param name="DaysLate">Null if there is a due date, and no date of the submission.</param>
/// <param name="Total">The total after the deduction for late days, rounded; null if a step is not graded.</param>
internal sealed record SubmissionResult(Submission Submission, IReadOnlyList<SubmittedStep> Steps, decimal? Total, decimal Possible,
    int? DaysLate)
{
    public bool IsGraded => Total is not null;
}

/// <summary>All verdicts of a class, with their points.</summary>
internal sealed class ClassResults
{
    private readonly ClassFolder folder;
    private readonly Dictionary<Step, IReadOnlyList<CheckResult>> usual = [];

    private ClassResults(ClassFolder folder, ClassManifest manifest, PointRules points)
    {
        (this.folder, Manifest, Points) = (folder, manifest, points);
        var inOrder = manifest.Submissions.OrderBy(one => one.Id, StringComparer.OrdinalIgnoreCase);
        var graded = inOrder.Select(submission =>
            (Submission: submission, Steps: manifest.Steps.Select(step => Load(submission, step)).ToList())).ToList();
        // The checks of each step. They are also needed for students whose program has no check results.
        foreach (var step in graded.SelectMany(one => one.Steps).OfType<GradedStep>().Where(one => one.Result.Checks.Count > 0))
            usual.TryAdd(step.Result.Step, [.. step.Result.Checks, .. step.Hidden]);
        All = [.. graded.Select(one => Of(one.Submission, one.Steps))];
    }

    public ClassManifest Manifest { get; }

    public PointRules Points { get; }

    /// <summary>The folder with the instructor's own checks; null if there are none, or they are not at hand.</summary>
    public string? HiddenFolder { get; set; }

    /// <summary>Moodle's grading worksheet, as it was given; null if there is none.</summary>
    public string? Worksheet => folder.Worksheet();

    /// <summary>One for each submission, in the order of the ids.</summary>
    public IReadOnlyList<SubmissionResult> All { get; }

    public static ClassResults Read(ClassFolder folder, ClassManifest manifest, PointRules? points = null) =>
        new(folder, manifest, points ?? manifest.Points ?? PointRules.OfChecks);

    /// <summary>The same with messages, ladders and runs, as far as they are still there.</summary>
    public SubmittedStep WithEvidence(Submission submission, SubmittedStep outcome)
    {
        if (outcome.Key is null || outcome.NotGraded is not null)
            return outcome;

        var whole = folder.WithEvidence(submission, new(outcome.Key, outcome.Result, outcome.Hidden));
        return outcome with { Result = whole.Result, Hidden = whole.Hidden };
    }

    /// <summary>The grade of a submission, as a student may see it: without the instructor's own checks.</summary>
    public Grade GradeOf(SubmissionResult result)
    {
        var steps = result.Steps.Select(step => Whole(WithEvidence(result.Submission, step).Result)).ToList();
        var when = steps.Select(step => step.When).DefaultIfEmpty().Max();
        var filter = result.Steps.Count == Step.All.Count ? null
            : string.Join('|', result.Steps.Select(step => $"TestCategory={step.Step.Category}"));
        return Grade.Of(steps, new(when, "exercises", steps.Select(step => step.Servers).FirstOrDefault(line => line is not null), filter)
        {
            Marks = Marks(result),
        });
    }

    private static ClassMarks Marks(SubmissionResult result) => new(
        result.Submission.Id, result.Submission.Name, result.Total, result.Possible, result.DaysLate,
        // The steps that nobody has touched bring nothing, and would hide the others.
        result.Steps.Where(step => step.State == ProgramState.Written).ToDictionary(step => step.Step, step => new StepMarks(
            step.Points, step.Possible, step.Hidden.Count(check => check.Status == CheckStatus.Passed), step.Hidden.Count)));

    /// <summary>The result with all checks of its step: those of a program that does not compile count as well.</summary>
    private static StepResult Whole(StepResult result) => result.Checks.Count == 0 && result.Errors.Count > 0
        ? result with { Checks = Without(result.Step, CheckStatus.NotStarted, "the program does not compile").Checks } : result;

    private GradedStep? Load(Submission submission, Step step) =>
        submission.Of(step) is { State: ProgramState.Written } program ? folder.Load(submission, step, Manifest.KeyOf(program)) : null;

    private SubmissionResult Of(Submission submission, IReadOnlyList<GradedStep?> graded)
    {
        var steps = Manifest.Steps.Zip(graded, (step, one) => Of(submission, submission.Of(step), one)).ToList();
        decimal? sum = steps.Exists(step => step.Points is null) ? null : steps.Sum(step => step.Points!.Value);
        return new(
            submission, steps, sum is { } all ? Points.Final(all, submission.Submitted) : null,
            Points.Rounded(steps.Sum(step => step.Possible)), Points.DaysLate(submission.Submitted));
    }

    private SubmittedStep Of(Submission submission, SubmittedProgram program, GradedStep? graded)
    {
        var step = program.Step;
        if (submission.Unread is { } unread)
            return new(step, program.State, Without(step, CheckStatus.NotGraded, unread.Why), [], null, Points.Possible(step, Usual(step)))
            {
                NotGraded = unread.Why,
            };

        var possible = Points.Possible(step, graded is { Result.Checks.Count: > 0 } ? [.. graded.Result.Checks, .. graded.Hidden]
            : Usual(step));
        if (program.State != ProgramState.Written)
        {
            var why = program.State == ProgramState.Untouched ? "the exercise is as it was given" : $"there is no {step.FileName}";
            return new(step, program.State, Without(step, CheckStatus.NotStarted, why), [], 0, possible);
        }

        var key = Manifest.KeyOf(program);
        if (graded is null)
        {
            var reason = folder.Reason(submission, step, key) ?? "nobody has tried yet";
            return new(step, program.State, Without(step, CheckStatus.NotGraded, reason), [], null,
                possible)
            { Key = key, NotGraded = reason };
        }

        return new(step, program.State, graded.Result, graded.Hidden, Points.Earned(step, [.. graded.Result.Checks, .. graded.Hidden]),
            possible)
        { Key = key };
    }

    private IReadOnlyList<CheckResult> Usual(Step step) => usual.TryGetValue(step, out var checks)
        ? checks
        : usual[step] = [.. CheckedFolder.ChecksOf(step)
            .Select(check => new CheckResult(check.Id, step, check.Sentence, CheckStatus.NotStarted, Points: check.Points))];

    private static StepResult Without(Step step, CheckStatus status, string reason) => new(
        step, [], [.. CheckedFolder.ChecksOf(step)
            .Select(check => new CheckResult(check.Id, step, check.Sentence, status, Points: check.Points) { Reason = new(reason) })]);
}

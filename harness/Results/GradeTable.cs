using Kata.Text;

namespace Kata.Results;

/// <summary>The end of a report: a line for each step, how far the whole is, and what to do next.</summary>
public static class GradeTable
{
    /// <summary>Lines joined by LF, without a line end at the end.</summary>
    public static string Draw(Grade grade, Palette? palette = null)
    {
        palette ??= Palette.Plain;
        IEnumerable<string>[] blocks =
        [
            BrokenOff(grade),
            .. Parts(grade, palette),
            grade.Steps.SelectMany(SkippedChecks),
            NotGraded(grade),
            grade.FirstFailing is { } failing ? [FirstFailure.Draw(failing, palette)] : [],
            [Total(grade), .. Labelled.Lines("next", Next(grade)), .. Labelled.Lines("servers", grade.Circumstances.Servers)],
        ];
        return string.Join("\n\n", blocks.Select(block => string.Join('\n', block)).Where(block => block != ""));
    }

    /// <summary>What the student should do now; null if there is nothing left to do.</summary>
    public static string? Next(Grade grade)
    {
        if (grade.Steps.Count == 0)
            return null;

        var circumstances = grade.Circumstances;
        if (grade.Next is not { } step)
            return circumstances.Filter is null ? null : StepAfter(grade);

        var advice = Advice.Of(
            step, IsHere(circumstances.Programs) ? null : circumstances.Programs, AdvicePlace.BelowTheFailures,
            check: Command(step.Step, circumstances));
        return step.Status is StepStatus.Failing or StepStatus.Unknown || !IsFresh(grade) ? $"{advice}" : $"start with {advice}";
    }

    // A part has a heading where there is more than one.
    private static IEnumerable<IEnumerable<string>> Parts(Grade grade, Palette palette)
    {
        var parts = grade.Steps.GroupBy(step => step.Step == Step.None ? "" : step.Step.Part).ToList();
        return parts.Select(part => part
            .Select(step => Line(step, palette))
            .Prepend(palette.Quiet($"  {part.Key}"))
            .Skip(parts.Count(named => named.Key != "") > 1 && part.Key != "" ? 0 : 1));
    }

    /// <summary>The line of a step.</summary>
    internal static string Line(StepResult step, Palette palette)
    {
        var words = step.Status is StepStatus.NotStarted or StepStatus.Skipped ? palette.Quiet(Words(step)) : Words(step);
        if (step.Skipped > 0 && step.Status != StepStatus.Skipped)
            words += $", {step.Skipped} skipped";

        var count = step.Counted > 0 ? $"{step.Passed}/{step.Counted}" : "";
        var number = step.Step == Step.None ? "  " : $"{step.Step.Number:00}";
        return $"  {StatusLook.Of(step.Status).Draw(palette)} {number}  {step.Step.Title,-Step.LongestTitle} {count,7}   {words}";
    }

    /// <summary>How far a step has come, in a few words.</summary>
    internal static string Words(StepResult step) => step.Status switch
    {
        StepStatus.Failing when step.Errors.Count > 0 => "does not compile",
        StepStatus.Failing => $"{step.Failed} failing"
            + (step.NotStarted > 0 ? $", {step.NotStarted} not started" : "")
            + (step.NotGraded > 0 ? $", {step.NotGraded} not graded" : ""),
        StepStatus.Started => $"{step.NotStarted} not started",
        StepStatus.Unknown when step.NotGraded > 0 => $"{step.NotGraded} not graded",
        StepStatus.Unknown when step.Checks.Count > 0 => "passed so far; some checks may not have run",
        _ => StatusLook.Of(step.Status).Word,
    };

    private static IEnumerable<string> SkippedChecks(StepResult step) => step.Of(CheckStatus.Skipped)
        .SelectMany(check => Labelled.Lines("skipped", $"{step.Step.Number:00}  {check.Sentence}: {check.Reason}"));

    private static IEnumerable<string> NotGraded(Grade grade) =>
        grade.Steps.FirstOrDefault(step => step.NotGraded > 0) is { WhyNotGraded: { } why }
            ? [NotGraded(grade.Steps.Sum(step => step.NotGraded), why)]
            : [];

    /// <summary>Of checks that could not be made, in a line or two.</summary>
    internal static string NotGraded(int count, Reason why) =>
        $"  {Amount.Of(count, "check was", "checks were")} not graded, which is no fault of the program's:\n"
        + $"  {Visible.Quoting($"{why}".ReplaceLineEndings(" "))}";

    private static IEnumerable<string> BrokenOff(Grade grade) =>
        grade.Circumstances.BrokenOff is { } why
            ?
            [
                $"  The grading was broken off: {why}",
                "  Checks that had not finished by then are missing here, so no step counts as done.",
            ]
            : [];

    private static string Total(Grade grade)
    {
        var steps = grade.Steps.Count(step => step.Step != Step.None);
        var passed = grade.Steps.Sum(step => step.Passed);
        var counted = grade.Steps.Sum(step => step.Counted);
        var soFar = grade.Circumstances.BrokenOff is null ? "" : " so far";
        var strict = grade.Circumstances.Strict && grade.Steps.Any(step => step.NotStarted > 0)
            ? "; strict: what is not started counts as failed"
            : "";
        return (grade.Circumstances.Filter, steps, counted) switch
        {
            (_, 0, 0) => string.Join('\n', NoCheck(grade.Circumstances)),
            (null, > 0, _) when grade.Done == steps && grade.Next is null => $"  all {steps} steps done, {passed} checks passed",
            (null, > 0, _) => $"  {grade.Done} of {steps} steps done, {passed} of {counted} checks passed{soFar}{strict}",
            (_, > 0, 0) when grade.Steps.All(step => step.Errors.Count > 0) => "  No check ran: what does not compile cannot be run.",
            _ => $"  {passed} of {counted} checks passed{soFar}{strict}",
        };
    }

    // Where the grading was broken off, the filter has nothing to do with it.
    private static string[] NoCheck(Circumstances circumstances) => circumstances is { BrokenOff: null, Filter: { } filter }
        ?
        [
            $"  No check ran: none matches the filter {filter}",
            $"  The steps are {Step.All[0].Category} to {Step.All[^1].Category}, as in {Command(Step.All[0], circumstances)}",
        ]
        : ["  No check ran."];

    internal static string Command(Step step, Circumstances circumstances) =>
        circumstances.ByKata
            ? KataLine.Of($"check {step.Number}", circumstances.Programs)
            : $"dotnet test {(IsHere(circumstances.Programs) ? "" : $"{KataLine.Typed(circumstances.Programs!)} ")}--filter "
                + $"TestCategory={step.Category}";

    private static string WholeCommand(Circumstances circumstances) => circumstances.ByKata
        ? KataLine.Of("check", circumstances.Programs)
        : $"dotnet test{(IsHere(circumstances.Programs) ? "" : $" {KataLine.Typed(circumstances.Programs!)}")}";

    private static bool IsHere(string? programs) => programs is null or "" or ".";

    private static string? StepAfter(Grade grade)
    {
        if (grade.Steps[^1].Step is var last && (last == Step.None || grade.Steps.Any(step => step.Status != StepStatus.Done)))
            return null;

        return Step.Of(last.Number + 1) is var next && next != Step.None
            ? $"step {next.Number:00}, {next.Title}: {Command(next, grade.Circumstances)}"
            : $"nothing: this was the last step. Whether all are done: {WholeCommand(grade.Circumstances)}";
    }

    private static bool IsFresh(Grade grade) =>
        grade.Steps.All(step => step.Status is StepStatus.NotStarted or StepStatus.Skipped);
}

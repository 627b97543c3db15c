using Kata.Text;

namespace Kata.Results;

/// <summary>All that grading prints: the failures to work on, and the table.</summary>
public static class GradeReport
{
    private const int MostWarnings = 5;

    /// <summary>The failures of the first failing step in full, the others in one line each, then the table. Lines
    /// joined by LF, without a line end at the end.</summary>
    public static string Draw(Grade grade, Palette? palette = null)
    {
        palette ??= Palette.Plain;
        var first = grade.FirstFailing;
        IEnumerable<string> blocks =
        [
            .. first is null ? [] : InFull(first, palette, grade.Circumstances.Programs),
            .. OneLineEach(grade.Steps.Where(step => step != first), first, palette, OneStep(grade.Circumstances)),
            GradeTable.Draw(grade, palette),
        ];
        return string.Join("\n\n", blocks);
    }

    private static IEnumerable<string> InFull(StepResult step, Palette palette, string? programs) =>
        NotCompiled(step, palette, programs)
            .Concat(Warned(step, programs))
            .Concat(Failures.ByCause(step.Checks).Select(checks => Block(checks, palette)))
            .Prepend(Title(step.Step));

    /// <summary>A check that failed, with all that there is to say about it.</summary>
    public static string InFull(CheckResult check, Palette palette) =>
        StatusLook.Of(CheckStatus.Failed).Headline(check.Sentence, palette) + "\n"
        + (check.Failure?.ToString() ?? Indented(check.Message ?? ""));

    /// <summary>Checks that failed for one cause: the first in full, and the sentences of the others.</summary>
    private static string Block(IReadOnlyList<CheckResult> checks, Palette palette) => checks.Count == 1
        ? InFull(checks[0], palette)
        : $"{InFull(checks[0], palette)}\n\n{string.Join('\n', Failures.LikewiseLines([.. checks.Skip(1)]))}";

    private static IEnumerable<string> NotCompiled(StepResult step, Palette palette, string? programs) => step.Errors.Count == 0
        ? []
        : [string.Join('\n', step.Errors.Select(error => $"  {Visible.Quoting(error.InOneLine(programs))}")
            .Prepend(StatusLook.Of(CheckStatus.Failed).Headline("The program compiles", palette)))];

    /// <summary>What the compiler warns of may be the cause of what follows. The rules' warnings have a check of their own.</summary>
    private static IEnumerable<string> Warned(StepResult step, string? programs)
    {
        var warnings = step.Findings
            .Where(finding => finding is { Level: "warning", FailsTheStep: false, IsBlank: false })
            .Select(finding => finding.InOneLine(programs))
            .ToList();
        if (step.Errors.Count > 0 || warnings.Count == 0)
            return [];

        IEnumerable<string> shown = warnings.Count <= MostWarnings
            ? warnings
            : [.. warnings.Take(MostWarnings - 1), $"… and {warnings.Count - MostWarnings + 1} more"];
        return [string.Join('\n', Labelled.Lines("compiler", string.Join('\n', shown)))];
    }

    private static Func<Step, string> OneStep(Circumstances circumstances) =>
        circumstances.ByKata ? step => GradeTable.Command(step, circumstances) : step => $"--filter TestCategory={step.Category}";

    private static IEnumerable<string> OneLineEach(
        IEnumerable<StepResult> others, StepResult? first, Palette palette, Func<Step, string> one)
    {
        var failing = others.SelectMany(Failing).ToList();
        var sign = StatusLook.Of(CheckStatus.Failed).Draw(palette);
        if (failing.Count > 0)
        {
            yield return $"Also failing, and shown in full once step {first!.Step.Number:00} passes or with {one(failing[0].Step)}:\n"
                + string.Join('\n', failing.Select(check => $"  {sign} {check.Step.Number:00}  {check.Sentence}"));
        }
    }

    private static IEnumerable<(Step Step, string Sentence)> Failing(StepResult step) =>
        step.Of(CheckStatus.Failed).Select(check => (step.Step, check.Sentence))
            .Concat(step.Errors.Count > 0 ? [(step.Step, "The program compiles")] : []);

    private static string Title(Step step) => step == Step.None ? step.Title : $"Step {step.Number:00}: {step.Title}";

    // What a test that is none of our checks said has no indent.
    private static string Indented(string message) =>
        string.Join('\n', message.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').Select(line => line == "" ? "" : $"  {line}"));
}

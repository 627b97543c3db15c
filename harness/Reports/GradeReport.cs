using Kata.Grading;

namespace Kata.Reports;

/// <summary>All that grading prints: the failures to work on, and the table.</summary>
public static class GradeReport
{
    /// <summary>The failures of the first failing step in full, the others in one line each, then the table. Lines
    /// joined by LF, without a line end at the end.</summary>
    public static string Draw(Grade grade, Palette? palette = null)
    {
        palette ??= Palette.Plain;
        var first = grade.FirstFailing;
        IEnumerable<string> blocks =
        [
            .. first is null ? [] : InFull(first, palette),
            .. OneLineEach(grade.Steps.Where(step => step != first), first, palette),
            GradeTable.Draw(grade, palette),
        ];
        return string.Join("\n\n", blocks);
    }

    private static IEnumerable<string> InFull(StepGrade step, Palette palette) =>
        step.Of(CheckStatus.Failed)
            .Select(check => $"{palette.Bad(Labelled.Headline(check.Sentence))}\n{Indented(check.Message ?? "")}")
            .Prepend(Title(step.Step));

    private static IEnumerable<string> OneLineEach(IEnumerable<StepGrade> others, StepGrade? first, Palette palette)
    {
        var failing = others.SelectMany(step => step.Of(CheckStatus.Failed)).ToList();
        if (failing.Count > 0)
        {
            yield return $"Also failing, and shown in full once step {first!.Step.Number:00} passes or with --filter TestCategory={failing[0].Step.Category}:\n"
                + string.Join('\n', failing.Select(check => $"  {palette.Bad("✗")} {check.Step.Number:00}  {check.Sentence}"));
        }
    }

    private static string Title(Step step) => step == Step.None ? step.Title : $"Step {step.Number:00}: {step.Title}";

    // The first line of a message may have lost its indent on its way through the test framework; a message that
    // no check composed has none at all.
    private static string Indented(string message)
    {
        var lines = message.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        var bare = lines.Length > 1 && lines[1..].All(line => line == "" || line.StartsWith("  "))
            ? lines[..1]
            : lines;
        return string.Join('\n', lines.Select((line, i) => i < bare.Length && line != "" && !line.StartsWith("  ") ? $"  {line}" : line));
    }
}

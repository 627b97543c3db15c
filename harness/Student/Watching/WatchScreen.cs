using System.Text;
using Kata.Results;
using Kata.Text;

namespace Kata.Student.Watching;

/// <summary><c>kata watch</c> for people: one step at a time, what is wrong first.</summary>
/// <param name="clears">Whether each run begins on an empty screen; not where the output is redirected.</param>
/// <param name="folder">The folder of the programs.</param>
/// <param name="programs">The same as a student calls it.</param>
/// <param name="hasKeys">Whether there is somebody who can press one.</param>
internal sealed class WatchScreen(TextWriter output, Palette palette, bool clears, string folder, string programs, bool hasKeys = true)
    : IWatchView
{
    // ECMA-48 §8.3.21 and §8.3.39, and xterm's clearing of what has scrolled away.
    private const string Clear = "\e[H\e[2J\e[3J";
    private const string Keys = "h hint   l list   n next   r run now   q quit";
    private const string KeysWhenDone = "Enter next step   a answer   l list   r run now   q quit";

    private bool keep;
    private Uri? page;
    private CheckResult? told;

    /// <summary>What stands on the screen above the failure.</summary>
    private readonly StringBuilder above = new();

    public void Page(Uri address)
    {
        page = address;
        ShowPage();
        output.Flush();
    }

    public void Checking(Step step)
    {
        // The news that the step before is done stays above the next one.
        if (!keep)
            above.Clear();
        output.Write(clears && !keep ? Clear : "\n");
        (keep, told) = (false, null);
        Show($"Step {step.Number:00}: {step.Title}   {palette.Quiet($"{programs}/{step.FileName}")}\n");
        output.Flush();
    }

    public void Found(Step step, IReadOnlyList<CompilerFinding> findings)
    {
        var shown = findings.Where(finding => finding.IsErrorOrWarning).ToList();
        if (shown.Count == 0)
            return;

        Show("\n");
        foreach (var finding in shown)
        {
            Show($"  {palette.Bad("!")} {finding.InOneLine(programs)}\n");
            if (finding.IsSocketWarning)
                Show($"    {palette.Quiet($"see analyzers/docs/{finding.Rule}.md")}\n");
        }

        output.Flush();
    }

    /// <summary>Only the failure that tells most is shown.</summary>
    public void Judged(CheckResult check)
    {
    }

    /// <summary>A screen that can be cleared shows it at once; on another one it could not be taken back.</summary>
    public void Failing(CheckResult first)
    {
        if (!clears)
            return;

        Begin(first);
        output.Flush();
    }

    public void Verdict(StepResult grade, TimeSpan sinceSave)
    {
        if (grade.MostTelling is { } first)
        {
            if (first != told)
                Begin(first);
            var likewise = Failures.Likewise(grade.Checks, first);
            if (likewise.Count > 0)
                output.Write($"\n{string.Join('\n', Failures.LikewiseLines(likewise))}\n");
            if (grade.Failed - likewise.Count > 1)
                output.Write(
                    $"\n  {Amount.Of(grade.Failed - likewise.Count - 1, "more check fails", "more checks fail")}: "
                        + $"{KataLine.Of($"check {grade.Step.Number}", programs)} shows all\n");
        }

        output.Write(
            $"\n{GradeTable.Line(grade, palette)}   "
                + $"{palette.Quiet(FormattableString.Invariant($"{sinceSave.TotalSeconds:0.00} s"))}\n");
        if (grade.WhyNotGraded is { } why)
            output.Write($"\n{GradeTable.NotGraded(grade.NotGraded, why)}\n");
        if (grade.Status is StepStatus.Started or StepStatus.NotStarted)
            Labelled("next", GradeTable.Next(Grade.Of([grade], new(default, programs, Filter: grade.Step.Category) { ByKata = true })));
        keep = grade.Status is StepStatus.Done or StepStatus.Skipped;
        if (!keep)
            ShowKeys();
        output.Flush();
    }

    public void Done(Step step, string? part, Step? next, bool waits)
    {
        output.Write($"\n{TakenHome.Draw(step, programs, waits ? "a" : KataLine.Of($"answer {step.Number}"), part, palette)}\n");
        if (waits && next is not null)
        {
            Labelled("next", $"step {next.Number:00}, {next.Title}");
            if (hasKeys)
                output.Write($"\n{palette.Quiet(KeysWhenDone)}\n");
            if (clears)
                ShowPage();
            keep = false;
        }

        output.Flush();
    }

    public void Differs(Step step, IReadOnlyList<string> lines)
    {
        output.Write($"\n{TakenHome.Draw(lines)}\n");
        output.Flush();
    }

    public void Answer(Step step, Afterword? word)
    {
        Labelled("answer", word?.Answer ?? $"step {step.Number:00} asks no question");
        ShowKeys();
        output.Flush();
    }

    public void Hint(Step step, ToldHint? hint)
    {
        Labelled("hint", hint?.Text ?? $"step {step.Number:00} has none yet: its lesson is at the top of {programs}/{step.FileName}");
        if (hint is not null)
            output.Write(
                "\n  "
                    + $"{palette.Quiet($"Hint {hint.Level} of {hint.Of}. {hint.More("h", KataLine.Of($"hint {step.Number}", programs))}")}\n"
            );
        if (hint?.Refused is { } refused)
            output.Write($"\n  {refused}\n");
        ShowKeys();
        output.Flush();
    }

    public void List(IReadOnlyList<StepStanding> standing)
    {
        output.Write($"\n{StandingTable.Draw(standing, folder, programs, palette)}\n");
        ShowKeys();
        output.Flush();
    }

    public void Notice(string line)
    {
        output.Write($"\n{line}\n");
        ShowKeys();
        output.Flush();
    }

    /// <summary>Shows the failure to begin with, in place of another one.</summary>
    private void Begin(CheckResult first)
    {
        if (told is not null)
            output.Write($"{Clear}{above}");
        told = first;
        output.Write($"\n{GradeReport.InFull(first, palette)}\n");
    }

    private void Show(string text)
    {
        above.Append(text);
        output.Write(text);
    }

    private void ShowKeys()
    {
        if (hasKeys)
            output.Write($"\n{palette.Quiet(Keys)}\n");
        if (clears)
            ShowPage();
    }

    /// <summary>Where the page is, as often as the screen is cleared.</summary>
    private void ShowPage()
    {
        if (page is not null)
            output.Write($"{palette.Quiet($"page: {page}")}\n");
    }

    private void Labelled(string label, string? text)
    {
        output.Write($"\n{string.Join('\n', Text.Labelled.Lines(label, text))}\n");
        output.Flush();
    }
}

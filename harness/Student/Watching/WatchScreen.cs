using System.Text;
using Kata.Results;
using Kata.Text;
using Kata.Workbench;

namespace Kata.Student.Watching;

/// <summary><c>kata watch</c> for people: one step at a time, what is wrong first.</summary>
/// <param name="clears">Whether each run begins on an empty screen; not where the output is redirected.</param>
/// <param name="folder">The folder of the programs.</param>
/// <param name="programs">The same as a student calls it.</param>
/// <param name="hasKeys">Whether there is somebody who can press one.</param>
/// <param name="size">Columns and lines of the terminal; null if it is none, and then no count runs along.</param>
internal sealed class WatchScreen(
    TextWriter output,
    Palette palette,
    bool clears,
    string folder,
    string programs,
    bool hasKeys = true,
    Func<(int Width, int Height)>? size = null) : IWatchView
{
    // ECMA-48 §8.3.21 and §8.3.39, and xterm's clearing of what has scrolled away.
    private const string Clear = "\e[H\e[2J\e[3J";
    private const string Keys = "h hint   l list   n next   r run now   q quit";
    private const string KeysWhenDone = "Enter next step   a answer   l list   r run now   q quit";

    private readonly LiveText count = new(output, size);
    private readonly HashSet<string> judged = [];
    private bool keep;
    private Uri? page;
    private CheckResult? told;
    private int checks;

    /// <summary>What stands on the screen above the failure.</summary>
    private readonly StringBuilder above = new();

    public void Page(Uri address)
    {
        page = address;
        Uncount();
        ShowPage();
        output.Flush();
    }

    public void Checking(Step step)
    {
        Uncount();
        judged.Clear();
        checks = CheckedFolder.ChecksOf(step).Count();
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

        Uncount();
        Show("\n");
        foreach (var finding in shown)
        {
            Show($"  {palette.Bad("!")} {finding.InOneLine(programs)}\n");
            if (finding.IsSocketWarning)
                Show($"    {palette.Quiet($"see analyzers/docs/{finding.Rule}.md")}\n");
        }

        output.Flush();
    }

    /// <summary>While others still run, only the failure that tells most is shown; below it, how many checks have a verdict.</summary>
    public void Judged(CheckResult check)
    {
        judged.Add(check.Id);
        ShowCount();
    }

    /// <summary>A screen that can be cleared shows it at once; on another one it could not be taken back.</summary>
    public void Failing(CheckResult first)
    {
        if (!clears)
            return;

        Uncount();
        Begin(first);
        output.Flush();
        ShowCount();
    }

    public void Verdict(StepResult grade, TimeSpan sinceSave)
    {
        Uncount();
        judged.Clear();
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

    public void NotMade(Step step, string why) => Notice(why);

    public void Done(Step step, string? part, Step? next, bool waits)
    {
        Uncount();
        var lesson = Lesson.Read(Path.Combine(folder, step.FileName));
        var ask = waits ? "a" : KataLine.Of($"answer {step.Number}");
        output.Write($"\n{TakenHome.Draw(step, lesson, programs, ask, part, palette)}\n");
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
        Uncount();
        output.Write($"\n{TakenHome.Draw(lines)}\n");
        output.Flush();
    }

    public void Answer(Step step, Afterword? word)
    {
        Uncount();
        Labelled("answer", word?.Answer ?? $"step {step.Number:00} asks no question");
        ShowKeys();
        output.Flush();
    }

    public void Hint(Step step, ToldHint? hint)
    {
        Uncount();
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
        Uncount();
        output.Write($"\n{StandingTable.Draw(standing, folder, programs, palette)}\n");
        ShowKeys();
        output.Flush();
    }

    public void Notice(string line)
    {
        Uncount();
        output.Write($"\n{line}\n");
        ShowKeys();
        output.Flush();
    }

    /// <summary>What is written next takes the place of the count.</summary>
    private void Uncount() => count.Show([], []);

    private void ShowCount()
    {
        if (judged.Count > 0)
            count.Show([], [$"  {judged.Count} of {checks} …"]);
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

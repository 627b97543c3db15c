using Kata.Reports.Html;
using Kata.Results;
using Kata.Text;
using Kata.Workbench;

namespace Kata.Student.Watching.Web;

/// <summary><c>kata watch --page</c>: the same for a browser beside the editor.</summary>
/// <param name="folder">The folder of the programs.</param>
/// <param name="programs">The same as a student calls it.</param>
internal sealed class WatchPage(PageParts parts, string folder, string programs) : IWatchView
{
    private readonly SortedDictionary<int, ToldHint> hints = [];
    private readonly Dictionary<string, CheckStatus> judged = [];
    private IReadOnlyList<StepStanding> standing = [];
    private Step step = Step.None;

    /// <summary>What there is to take home, until the answer stands beside it.</summary>
    private Markup? done;

    /// <summary>It is open already.</summary>
    public void Page(Uri address)
    {
    }

    public void Checking(Step step)
    {
        if (this.step != step)
            Begin(step);

        done = null;
        judged.Clear();
        // What the last run found stays until it is known again: a page that is emptied at each save cannot be read.
        parts.Set("lesson", PageDrawing.LessonText(Lesson.Read(Path.Combine(folder, step.FileName)), programs, step));
        parts.Set("notice", Markup.Empty);
        parts.Set("done", Markup.Empty);
        State(StatusLook.Pending.Style, $"Checking step {step.Number:00} …", StatusLook.Pending.Sign);
        DrawChecks();
    }

    public void Found(Step step, IReadOnlyList<CompilerFinding> findings) => parts.Set("findings", PageDrawing.Findings(findings));

    public void Judged(CheckResult check)
    {
        judged[check.Id] = check.Status;
        DrawChecks();
    }

    public void Failing(CheckResult first)
    {
        parts.Set("next", Markup.Empty);
        parts.Set("failure", PageDrawing.Failure(first));
    }

    public void Verdict(StepResult grade, TimeSpan sinceSave)
    {
        foreach (var check in grade.Checks)
            judged[check.Id] = check.Status;
        var first = grade.MostTelling;
        parts.Set("failure", first is null ? Markup.Empty : PageDrawing.Failure(first, Failures.Likewise(grade.Checks, first)));
        parts.Set("next", PageDrawing.Next(grade, programs));
        parts.Set("findings", PageDrawing.Findings(grade.Findings));
        DrawChecks();
        standing = [.. Standing().Select(one => one.Step == grade.Step ? one with { Last = grade } : one)];
        parts.Set("course", PageDrawing.Course(standing, step));

        var look = StatusLook.Of(grade.Status);
        var counted = grade.Counted > 0 ? $"; {grade.Passed} of {Amount.Of(grade.Counted, "check")} passed" : "";
        var fails = first is null ? "" : $". First: {first.Sentence}";
        State(look.Style, $"Step {step.Number:00}: {GradeTable.Words(grade)}{counted}{fails}", look.Sign, sinceSave);
    }

    public void Done(Step step, string? part, Step? next, bool waits)
    {
        var taken = PageDrawing.Done(step, part, next);
        done = taken;
        parts.Set("done", taken);
    }

    public void Differs(Step step, IReadOnlyList<string> lines) => parts.Set("notice", PageDrawing.Differs(lines));

    public void Answer(Step step, Afterword? word)
    {
        if (done is not { } taken)
            return;

        parts.Set("done", Markup.Of($"{taken}{PageDrawing.Answer(word)}"));
        done = null;
    }

    public void Hint(Step step, ToldHint? hint)
    {
        if (hint is not null)
            hints[hint.Level] = hint;
        parts.Set("hints", PageDrawing.Hints(hints.Values));
        if (hint is null)
            Notice($"Step {step.Number:00} has no hints; its lesson is on this page.");
    }

    public void List(IReadOnlyList<StepStanding> standing)
    {
        this.standing = standing;
        parts.Set("course", PageDrawing.Course(standing, step));
    }

    public void Notice(string line) => parts.Set("notice", Shown.Prose(line));

    private void Begin(Step step)
    {
        this.step = step;
        hints.Clear();
        foreach (var part in (string[])["done", "next", "findings", "failure", "hints"])
            parts.Set(part, Markup.Empty);
        parts.Set("title", PageDrawing.Title(step, programs));
        standing = Standing();
        parts.Set("course", PageDrawing.Course(standing, step));
    }

    private void DrawChecks() => parts.Set("checks", PageDrawing.Checks(CheckedFolder.ChecksOf(step), judged));

    /// <summary>Read once; what changes later is learned from the verdicts.</summary>
    private IReadOnlyList<StepStanding> Standing()
    {
        if (standing.Count > 0)
            return standing;

        try
        {
            return StepStanding.Of(folder);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return [.. Step.All.Select(one => new StepStanding(one, true, [], null))];
        }
    }

    private void State(string style, string words, string sign, TimeSpan? sinceSave = null)
    {
        parts.SetText("tab", $"{sign} {step.Number:00} {step.Title} · Socket Kata");
        parts.Set("state", PageDrawing.State(style, words, sinceSave));
    }
}

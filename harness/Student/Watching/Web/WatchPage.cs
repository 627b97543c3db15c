using Kata.Checking;
using Kata.Reports.Html;
using Kata.Results;
using Kata.Servers;
using Kata.Text;
using Kata.Workbench;

namespace Kata.Student.Watching.Web;

/// <summary><c>kata watch --page</c>: the same for a browser beside the editor.</summary>
/// <param name="folder">The folder of the programs.</param>
/// <param name="programs">The same as a student calls it.</param>
internal sealed class WatchPage(PageParts parts, string folder, string programs) : IWatchView
{
    private readonly LiveWire live = new(parts);
    private readonly SortedDictionary<int, ToldHint> hints = [];
    private readonly Dictionary<string, CheckStatus> judged = [];
    private IReadOnlyList<StepStanding> standing = [];
    private Step step = Step.None;

    /// <summary>What there is to take home, until the answer stands beside it.</summary>
    private Markup? done;

    /// <summary>Whether that stays while the next step is checked for the first time: nobody has asked for the next step.</summary>
    private bool staysDone;

    /// <summary>It is open already.</summary>
    public void Page(Uri address)
    {
    }

    public void Checking(Step step)
    {
        live.Clear();
        if (this.step != step)
            Begin(step);

        if (!staysDone)
            Empty("done", "said");
        (done, staysDone) = (null, false);
        judged.Clear();
        // What the last run found stays until it is known again: a page that is emptied at each save cannot be read.
        parts.Set("lesson", PageDrawing.LessonText(Lesson.Read(Path.Combine(folder, step.FileName)), programs, step));
        parts.Set("notice", Markup.Empty);
        State(StatusLook.Pending.Style, $"Checking step {step.Number:00} …", StatusLook.Pending.Sign);
        DrawChecks();
    }

    public void Found(Step step, IReadOnlyList<CompilerFinding> findings) => parts.Set("findings", PageDrawing.Findings(findings));

    /// <summary>A check of the run has opened an endpoint. Called by the check itself, which goes on at once.</summary>
    public void Opened(Check check, Endpoint endpoint) => live.Opened(check, endpoint);

    public void Judged(CheckResult check)
    {
        live.Judged(check.Id);
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
        live.Clear();
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
        var fails = first is null ? "" : $". Begin with: {first.Sentence}";
        State(look.Style, $"Step {step.Number:00}: {GradeTable.Words(grade)}{counted}{fails}", look.Sign, sinceSave);
    }

    public void NotMade(Step step, string why)
    {
        live.Clear();
        // What an earlier run found is not of this program.
        Empty("next", "findings", "failure");
        State("open", $"Step {step.Number:00} was not checked: {why}", "!");
    }

    public void Done(Step step, string? part, Step? next, bool waits)
    {
        var lesson = Lesson.Read(Path.Combine(folder, step.FileName));
        var taken = PageDrawing.Done(step, lesson, part, next, asks: waits ? null : KataLine.Of($"answer {step.Number}"));
        done = waits ? taken : null;
        staysDone = !waits && next is not null;
        parts.Set("done", taken);
        if (part is not null)
            Say(TakenHome.Praise(part));
    }

    public void Differs(Step step, IReadOnlyList<string> lines) => parts.Set("notice", PageDrawing.Differs(lines));

    public void Answer(Step step, Afterword? word)
    {
        if (done is not { } taken)
            return;

        parts.Set("done", Markup.Of($"{taken}{PageDrawing.Answer(word)}"));
        done = null;
        Say(word?.Answer ?? "");
    }

    public void Hint(Step step, ToldHint? hint)
    {
        if (hint is not null)
            hints[hint.Level] = hint;
        parts.Set("hints", PageDrawing.Hints(hints.Values));
        if (hint is not null)
            Say($"Hint {hint.Level} of {hint.Of}: {hint.Text}");
        else
            Notice($"Step {step.Number:00} has no hints; its lesson is on this page.");
    }

    public void List(IReadOnlyList<StepStanding> standing)
    {
        this.standing = standing;
        parts.Set("course", PageDrawing.Course(standing, step));
    }

    public void Notice(string line)
    {
        parts.Set("notice", Shown.Prose(line));
        Say(line);
    }

    private void Begin(Step step)
    {
        this.step = step;
        hints.Clear();
        Empty("next", "findings", "failure", "hints");
        parts.Set("title", PageDrawing.Title(step, programs));
        standing = Standing();
        parts.Set("course", PageDrawing.Course(standing, step));
    }

    private void Empty(params IEnumerable<string> names)
    {
        foreach (var name in names)
            parts.Set(name, Markup.Empty);
    }

    /// <summary>For who does not see what has come to the page: sections that appear are not read aloud by themselves.</summary>
    private void Say(string words) => parts.Set("said", Markup.Of($"<p>{Shown.Prose(words)}</p>"));

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

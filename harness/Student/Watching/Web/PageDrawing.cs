using Kata.Checking;
using Kata.Reports.Html;
using Kata.Results;
using Kata.Text;

namespace Kata.Student.Watching.Web;

/// <summary>Draws the parts of the page.</summary>
internal static class PageDrawing
{
    /// <summary>One check is drawn in full, so that there is room for all of it.</summary>
    private static readonly Sizes Whole = Sizes.All[0];

    public static Markup Title(Step step, string programs) => Markup.Of(
        $"""<span class="number">{$"{step.Number:00}"}</span> {step.Title} <code class="file">{programs}/{step.FileName}</code>""");

    public static Markup State(string style, string words, TimeSpan? sinceSave) => Markup.Of(
        $"""
        <p class="verdict {style}">{new Verdict(style, words).Shape} {Shown.Prose(words)}{Markup.When(
            sinceSave is not null,
            $""" <span class="took">{FormattableString.Invariant($"{sinceSave?.TotalSeconds:0.00} s")}</span>"""
        )}</p>
        """);

    /// <summary>How far the whole is, and a mark for each step.</summary>
    public static Markup Course(IReadOnlyList<StepStanding> steps, Step current)
    {
        var done = steps.Count(step => step.IsDone);
        return Markup.Of($"""
            <p>{done} of {steps.Count} steps done</p>
            <ol>{steps.Select(step => Place(step, current))}</ol>
            """);
    }

    private static Markup Place(StepStanding standing, Step current)
    {
        var look = standing.Current is { } last ? StatusLook.Of(last.Status)
            : standing.Last is not null ? StatusLook.Of(StepStatus.Started) with { Word = "changed since it was checked" }
            : StatusLook.Of(StepStatus.NotStarted) with { Word = "not checked yet" };
        var here = standing.Step == current;
        var name = $"{standing.Step.Number:00} {standing.Step.Title}: {look.Word}";
        return Markup.Of(
            $"""
            <li title="{name}"{Markup.When(here, $""" aria-current="step" """)}>{new Verdict(
                look.Style,
                look.Word
            ).Shape}<span aria-hidden="true">{$"{standing.Step.Number:00}"}</span><span class="unseen">{name}</span></li>
            """);
    }

    public static Markup LessonText(Lesson lesson, string programs, Step step) => lesson.Blocks.Count == 0
        ? Markup.Of($"""<p class="quiet">There is no lesson at the top of {programs}/{step.FileName}.</p>""")
        : Markup.Lines(lesson.Blocks.Select((block, i) => block.IsAligned
            ? Markup.Of(
                $"""<pre tabindex="0" role="group" aria-label="Lesson, part {i + 1}">{Shown.Message(block.ToString())}</pre>""")
            : Markup.Of($"<p>{Shown.Prose(string.Join(' ', block.Lines))}</p>")));

    public static Markup Findings(IReadOnlyList<CompilerFinding> findings)
    {
        var shown = findings.Where(finding => finding.IsErrorOrWarning).ToList();
        return Markup.When(shown.Count > 0, $"""<ul class="findings">{shown.Select(StepSection.Finding)}</ul>""");
    }

    /// <summary>The check as the report shows it, with the bytes behind its arrows.</summary>
    /// <param name="likewise">The others that fail for the same cause, as far as they are known.</param>
    public static Markup Failure(CheckResult check, IReadOnlyList<CheckResult>? likewise = null)
    {
        var payloads = new Payloads(Whole.Payload);
        return Markup.Of($"""
            <ul class="checks">{new CheckSection(Whole, payloads).Draw(check, open: true, likewise)}</ul>
            <div hidden>{payloads.Templates}</div>
            """);
    }

    /// <summary>What to do about a step that does not fail and is not done.</summary>
    public static Markup Next(StepResult grade, string programs)
    {
        if (grade.WhyNotGraded is { } why)
            return Markup.Of($"<p>{Shown.Message(GradeTable.NotGraded(grade.NotGraded, why).Trim())}</p>");

        return grade.Status is StepStatus.Started or StepStatus.NotStarted
            ? Markup.Of($"<p>{Shown.Prose($"{Advice.Of(grade, programs)}.")}</p>")
            : Markup.Empty;
    }

    /// <summary>All checks of the step, with the verdicts that have come.</summary>
    public static Markup Checks(IEnumerable<Check> checks, IReadOnlyDictionary<string, CheckStatus> judged) => Markup.Of(
        $"""<ul class="checks">{checks.Select(check => Line(check, judged.TryGetValue(check.Id, out var status) ? status : null))}</ul>""");

    private static Markup Line(Check check, CheckStatus? status)
    {
        var verdict = Verdict.Of(status is { } known ? StatusLook.Of(known) : StatusLook.Pending);
        return Markup.Of(
            $"""<li class="check {verdict.Style}"><div class="line">{verdict.Named}<span class="sentence">{Shown.Prose(check.Sentence)}</span></div></li>"""
        );
    }

    public static Markup Hints(IReadOnlyCollection<ToldHint> hints) =>
        Markup.When(hints.Count > 0, $"""<ol class="hints">{hints.Select(Line)}</ol>""");

    private static Markup Line(ToldHint hint) =>
        Markup.Of($"""<li><span class="quiet">{$"{hint.Level} of {hint.Of}"}</span> {Shown.Prose(hint.Text)}</li>""");

    /// <summary>What there is to take home of a step.</summary>
    /// <param name="lesson">The step's own: its picture of the wire is shown.</param>
    /// <param name="part">The part of the syllabus that is done with it; null if there is more to do in it.</param>
    /// <param name="asks">The command that tells the answer; null if a button does.</param>
    public static Markup Done(Step step, Lesson lesson, string? part, Step? next, string? asks) => Markup.Lines(
    [
        Markup.Of($"<p>Step {$"{step.Number:00}"}, {step.Title}, is done.</p>"),
        Markup.When(part is not null, $"""<p class="praise">{TakenHome.Praise(part ?? step.Part)}</p>"""),
        lesson.Picture is { } picture
            ? Markup.Of($"""<pre class="picture" tabindex="0" role="group" aria-label="What was on the wire">{Shown.Message(picture.ToString())}</pre>""")
            : Markup.Empty,
        Afterword.Of(step) is { } word
            ? Markup.Of($"""
                <p>You know now:</p><ul class="known">{word.Known.Select(sentence => Markup.Of($"<li>{Shown.Prose(sentence)}</li>"))}</ul>
                <p class="think">{Shown.Prose(word.Question)}</p>
                {Ask(asks)}
                """)
            : Markup.Empty,
        Markup.Of($"<p>Ours beside yours: <code>{KataLine.Of($"compare {step.Number} --source")}</code></p>"),
        next is null
            ? Markup.Of($"<p>All {Step.All.Count} steps are done.</p>")
            : Markup.Of($"<p>Next: step {$"{next.Number:00}"}, {next.Title}</p>"),
    ]);

    private static Markup Ask(string? command) => command is null
        ? Markup.Of($"""<p><button type="button" data-key="a">The answer</button></p>""")
        : Markup.Of($"<p>The answer: <code>{command}</code></p>");

    public static Markup Answer(Afterword? word) => Markup.When(word is not null, $"<p>{Shown.Prose(word?.Answer ?? "")}</p>");

    public static Markup Differs(IReadOnlyList<string> lines) =>
        Markup.Of($"It passes, and differs from ours: {Shown.Prose(string.Join("; ", lines))}");
}

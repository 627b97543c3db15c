using System.Text;
using Kata.Reports.Html;
using Kata.Results;
using Kata.Text;

namespace Kata.Classes.Exports;

/// <summary>A class on one page that needs no other file: who can do what, what is not graded, what each check found, and the failures with
/// their ladders. All of it is readable without the script, which sorts rows and hides names.</summary>
internal sealed class ClassPage
{
    /// <summary>The most bytes that a page has: 5 MB.</summary>
    public const int MostBytes = 5_000_000;

    private const int MostHoles = 200;

    private static readonly Inline Style = Inline.Read("report.css", "class.css");
    private static readonly Inline Script = Inline.Read("class.js");

    /// <summary>How many letters of a program's failures are shown: of the message of the first check, and of each other one. If the others
    /// have none, they are counted.</summary>
    private static readonly (int First, int Others)[] Sizes =
        [(4000, 4000), (1200, 1200), (1200, 400), (1200, 0), (400, 0), (200, 0), (100, 0)];

    private readonly ClassResults results;
    private readonly IReadOnlyList<Failed> failures;

    private ClassPage(ClassResults results)
    {
        this.results = results;
        failures = [.. results.All
            .SelectMany(one => one.Steps.Where(step => step is { NotGraded: null, Key: not null } && IsFailing(step))
                .Select(step => (one.Submission, Step: step)))
            .GroupBy(one => one.Step.Key!)
            .OrderBy(group => group.First().Step.Step.Number)
            .Select(group => new Failed(group.Key, [.. group.Select(one => one.Submission)],
                results.WithEvidence(group.First().Submission, group.First().Step)))];
    }

    /// <summary>If the page would be too large, ladders are left out, and what more than one check found. Each cell that failed keeps the
    /// beginning of a message, and verdicts are never left out.</summary>
    public static string Write(ClassResults results)
    {
        var page = new ClassPage(results);
        var html = "";
        foreach (var size in Sizes)
        {
            html = page.Draw(size);
            if (Encoding.UTF8.GetByteCount(html) <= MostBytes)
                break;
        }

        return html;
    }

    private string Draw((int First, int Others) size) => Markup.Of($"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="{Policy}">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="referrer" content="no-referrer">
        <meta name="color-scheme" content="light dark">
        <title>{Headline} · Socket Kata</title>
        <style>{Style.Markup}</style>
        </head>
        <body class="class">
        {Verdict.Shapes}
        <a class="skip" href="#matrix">To the table</a>
        <header class="top"><p class="brand">Socket Kata</p>{Controls}</header>
        <div class="page">
        <div class="intro"><h1>{Headline}</h1>
        <p class="quiet">{Amount.Of(results.Manifest.Steps.Count, "step")}; checks {results.Manifest.Checks}; cell: {results.Manifest.Cell}</p></div>
        <main id="checks" tabindex="-1">
        {Holes()}
        {Unread()}
        {Matrix()}
        {Outliers()}
        {Checks()}
        {Failures(size)}
        {Others()}
        </main></div>
        <script>{Script.Markup}</script>
        </body>
        </html>

        """).ToString();

    private string Headline => $"{Amount.Of(results.All.Count, "submission")}, {Amount.Of(results.All.Count(one => one.IsGraded))} graded";

    // What is not graded comes first: it still has to be done.
    private Markup Holes()
    {
        var holes = results.All.Where(one => one.Submission.Unread is null)
            .SelectMany(one => one.Steps.Where(step => step.NotGraded is not null).Select(step => (one.Submission, Step: step)))
            .ToList();
        return Markup.When(
            holes.Count > 0,
            $"""
            <section class="step" aria-labelledby="holes"><h2 id="holes">{Amount.Of(holes.Count)} not graded, which is not zero</h2>
            <ul class="findings">{holes.Take(MostHoles).Select(hole =>
                Markup.Of($"""<li>{Who(hole.Submission)}, step {hole.Step.Step.Number}: {Shown.Message(hole.Step.NotGraded ?? "")}</li>""")
            )}</ul></section>
            """
        );
    }

    private Markup Unread()
    {
        var unread = results.All.Where(one => one.Submission.Unread is not null).ToList();
        return Markup.When(unread.Count > 0, $"""
            <section class="step" aria-labelledby="unread"><h2 id="unread">Handed in, but nothing could be graded</h2>
            <ul class="findings">{unread.Select(one =>
                Markup.Of($"""<li>{Who(one.Submission)}: {Shown.Message(one.Submission.Unread!.Why)}</li>""")
            )}</ul></section>
            """);
    }

    private Markup Matrix() =>
        Markup.Of(
            $"""
        <section class="step" aria-labelledby="matrix-title"><h2 id="matrix-title">Who can do what</h2>
        <div class="wide" tabindex="0" role="region" aria-labelledby="matrix-title"><table id="matrix">
        <thead><tr><th scope="col" aria-sort="none"><button type="button">Student</button></th><th scope="col" aria-sort="none"><button type="button">Points</button></th>{results.Manifest.Steps.Select(step =>
            Markup.Of($"""<th scope="col" aria-sort="none"><button type="button" title="{step.Title}">{$"{step.Number:00}"}<span class="unseen"> {step.Title}</span></button></th>"""))}</tr></thead>
        <tbody>{results.All.Select(Row)}</tbody>
        </table></div></section>
        """
        );

    private Markup Row(SubmissionResult one) =>
        Markup.Of(
            $"""<tr><th scope="row">{Who(one.Submission)}</th><td data-v="{Sort(one.Total)}">{Points(one)}</td>{one.Steps.Select(step => Cell(one, step))}</tr>"""
        );

    private static Markup Cell(SubmissionResult one, SubmittedStep step)
    {
        var (kind, text, words, value) = step.NotGraded is not null
            ? Looking(StatusLook.Of(CheckStatus.NotGraded) with { Style = "hole" }, -1)
            : step.Result.Errors.Count > 0 || step.Result.Status == StepStatus.NotStarted
                ? Looking(StatusLook.Of(step.Result.Status) with { Word = GradeTable.Words(step.Result) }, 0)
            : Counted(step);
        var title = $"{one.Submission.Id}, {step.Step.Title}: {words}";
        var inside = kind == StatusLook.Of(StepStatus.Failing).Style && step.Key is not null
            ? Markup.Of($"""<a href="#f{step.Key}" aria-label="{title}">{text}</a>""")
            : Markup.Of($"""{text}<span class="unseen"> {words}</span>""");
        return Markup.Of($"""<td class="{kind}" data-v="{Sort(value)}">{inside}</td>""");
    }

    private static (string Kind, string Text, string Words, decimal Value) Looking(StatusLook look, decimal value) =>
        (look.Style, look.Sign, look.Word, value);

    private static (string Kind, string Text, string Words, decimal Value) Counted(SubmittedStep step)
    {
        var all = step.Result.Checks.Concat(step.Hidden).ToList();
        var (passed, counted) = (all.Count(check => check.Status == CheckStatus.Passed),
            all.Count(check => check.Status != CheckStatus.Skipped));
        var failed = all.Exists(check => check.Status == CheckStatus.Failed);
        if (passed == counted)
            return Looking(StatusLook.Of(StepStatus.Done) with { Word = $"all {counted} checks passed" }, 1);

        var words = $"{passed} of {counted} checks passed";
        return Looking(
            StatusLook.Of(failed ? StepStatus.Failing : StepStatus.Started) with { Sign = $"{passed}/{counted}", Word = words },
            (decimal)passed / counted);
    }

    private Markup Outliers()
    {
        var outliers = ClassStatistics.Outliers(results);
        return Markup.When(
            outliers.Count > 0,
            $"""
            <section class="step" aria-labelledby="outliers"><h2 id="outliers">Unlike the others</h2>
            <ul class="findings">{outliers.Select(one =>
                Markup.Of($"""<li>{Who(one.Submission)}, step {one.Step.Number} {one.Step.Title}: {one.What}</li>""")
            )}</ul></section>
            """
        );
    }

    private Markup Checks() => Markup.Of($"""
        <section class="step" aria-labelledby="found"><h2 id="found">What the checks found</h2>
        {results.Manifest.Steps.Select(step => Step(step))}
        </section>
        """);

    private Markup Step(Step step)
    {
        var checks = ClassStatistics.Of(results, step).OrderByDescending(check => check.Failed).ToList();
        return Markup.When(checks.Exists(check => check.Failed > 0), $"""
            <h3>{$"{step.Number:00}"} {step.Title}</h3>
            <ul class="findings">{checks.Where(check => check.Failed > 0).Select(Check)}</ul>
            """);
    }

    private static Markup Check(CheckStatistics check) => Markup.Of($"""
        <li><b>{check.Failed}</b> of {check.Failed + check.Passed} failed: {Shown.Prose(check.Check.Sentence)}{(check.IsHidden ? " (hidden)" : "")}
        <ul>{check.Differences.Select(one => Markup.Of($"""<li class="quiet">{one.Count} × {Shown.Message(one.What)}</li>"""))}</ul></li>
        """);

    private Markup Failures((int First, int Others) size) => Markup.When(failures.Count > 0, $"""
        <section class="step" aria-labelledby="failures"><h2 id="failures">The failures</h2>
        {failures.Select(one => Failing(one, size))}
        </section>
        """);

    private static bool IsFailing(SubmittedStep step) =>
        step.Result.Errors.Count > 0 || step.Result.Failed > 0 || step.Hidden.Any(check => check.Status == CheckStatus.Failed);

    private static Markup Failing(Failed one, (int First, int Others) size)
    {
        var step = one.Step;
        var failed = step.Result.Checks.Concat(step.Hidden).Where(check => check.Status == CheckStatus.Failed).ToList();
        var counted = size.Others > 0 ? 0 : Math.Max(0, failed.Count - 1);
        return Markup.Of(
            $"""
            <details class="failure" id="f{one.Key}"><summary>{$"{step.Step.Number:00}"} {step.Step.Title}: {Markup.Lines(
                one.Who.Select(Who)
            )}</summary>
            {step.Result.Errors.Select(error => Markup.Of($"""<p>{Shown.Message(error.InOneLine(null))}</p>"""))}
            {failed.Take(failed.Count - counted).Select((check, i) => Failing(check, i == 0 ? size.First : size.Others))}
            {Markup.When(counted > 0, $"<p>{Amount.Of(counted, "more check")} failed.</p>")}
            </details>
            """
        );
    }

    private static Markup Failing(CheckResult check, int most)
    {
        var text = check.Message ?? "";
        return Markup.Of($"""
            <h3>{Shown.Prose(check.Sentence)}</h3><pre class="aligned" tabindex="0" role="group" aria-label="What happened">{Shown.Message(text.Length <= most ? text : text[..most] + "…")}</pre>
            """);
    }

    private Markup Others() => Markup.When(results.Manifest.NotSubmissions.Count + results.Manifest.Missing.Count > 0, $"""
        <section class="step" aria-labelledby="others"><h2 id="others">No submission</h2>
        <ul class="findings">{results.Manifest.Missing.Select(student => Markup.Of($"""<li><span class="who">{student.Name ?? student.Id}</span>: nothing was handed in</li>"""))}
        {results.Manifest.NotSubmissions.Select(one => Markup.Of($"""<li><span class="who">{Shown.Message(one.Path)}</span>: {Shown.Message(one.Reason)}</li>"""))}</ul></section>
        """);

    private static Markup Who(Submission submission) =>
        Markup.Of($"""<span class="who">{Shown.Message(submission.Name ?? submission.Id)}</span>""");

    private static string Points(SubmissionResult one) =>
        one.Total is { } total ? $"{ExportText.Number(total)} of {ExportText.Number(one.Possible)}"
            : StatusLook.Of(CheckStatus.NotGraded).Word;

    private static string Sort(decimal? value) => ExportText.Number(Math.Round(value ?? -1, 4));

    private static Markup Controls => Markup.Trusted("""
        <form class="controls" aria-label="How the page is shown">
        <fieldset><legend>Theme</legend>
        <label><input type="radio" name="theme" id="theme-auto" checked><span>Auto</span></label><label><input type="radio" name="theme" id="theme-light"><span>Light</span></label><label><input type="radio" name="theme" id="theme-dark"><span>Dark</span></label>
        </fieldset>
        <fieldset><legend>Names</legend>
        <label><input type="radio" name="names" id="names-shown" checked><span>Shown</span></label><label><input type="radio" name="names" id="names-hidden"><span>Hidden</span></label>
        </fieldset>
        </form>
        """);

    // The page loads, sends and frames nothing. Only the scripts and styles that are written here run (CSP Level 3).
    private static string Policy =>
        $"default-src 'none'; style-src '{Style.Hash}'; script-src '{Script.Hash}'; base-uri 'none'; form-action "
        + "'none'; require-trusted-types-for 'script'";

    /// <summary>A program that failed, and who handed it in.</summary>
    private sealed record Failed(string Key, IReadOnlyList<Submission> Who, SubmittedStep Step);
}

using System.Globalization;
using Kata.Results;
using Kata.Text;

namespace Kata.Reports.Html;

/// <summary>The page: head, overview, steps, and the style and script that belong to it.</summary>
internal sealed class Page(Grade grade, Sizes sizes)
{
    private static readonly Inline Style = Inline.Read("report.css");
    private static readonly Inline Script = Inline.Read("ladder.js", "report.js");

    private readonly Payloads payloads = new(sizes.Payload);

    public string Write()
    {
        var overview = new Overview(grade);
        var section = new StepSection(new(sizes, payloads));
        var steps = grade.Steps.Select(step => section.Draw(step, openFailures: step == grade.FirstFailing)).ToList();
        return Markup.Of($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{Policy}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="referrer" content="no-referrer">
            <meta name="color-scheme" content="light dark">
            <title>{Title(overview)} · Socket Kata</title>
            <style>{Style.Markup}</style>
            </head>
            <body>
            {Verdict.Shapes}
            <a class="skip" href="#checks">To the checks</a>
            <header class="top">
            <p class="brand">Socket Kata</p>
            {Controls}
            </header>
            <div class="page">
            <div class="intro">
            {overview.Summary(Circumstances)}
            </div>
            {overview.Steps}
            <main id="checks" tabindex="-1">
            {steps}
            </main>
            </div>
            <div id="payloads" hidden>
            {payloads.Templates}
            </div>
            <script>{Script.Markup}</script>
            </body>
            </html>

            """).ToString();
    }

    private string Title(Overview overview) =>
        grade.Circumstances.Marks is { } marks ? $"{Shown.Message(marks.Who)} · {overview.Headline}" : $"{overview.Headline} · {Programs}";

    private Markup Circumstances => grade.Circumstances.Marks is { } marks ? Marked(marks) : Markup.Of($"""
        <dl class="circumstances">
        <div><dt>Programs</dt><dd><code>{Programs}</code></dd></div>
        <div><dt>When</dt><dd>{When}</dd></div>
        {Markup.When(grade.Circumstances.Filter is not null, $"<div><dt>Only</dt><dd>{Shown.Message(FilterWords.Of(grade.Circumstances.Filter ?? ""))}</dd></div>")}
        {Markup.When(grade.Circumstances.Servers is not null, $"<div><dt>Servers</dt><dd>{Shown.Message(grade.Circumstances.Servers ?? "").TrimEnd('.')}</dd></div>")}
        </dl>
        """);

    /// <summary>What a student in a class sees in the place of folders and servers: the points, and what they are made of.</summary>
    private Markup Marked(ClassMarks marks) => Markup.Of($"""
        <dl class="circumstances">
        <div><dt>Student</dt><dd>{Shown.Message(marks.Who)}</dd></div>
        <div><dt>Points</dt><dd>{Points(marks.Points, marks.Possible)}{(marks.DaysLate is > 0 and var days ? $", {Amount.Of(days, "day")} late" : "")}</dd></div>
        {grade.Steps.Where(step => marks.Steps.ContainsKey(step.Step)).Select(step => Marked(step.Step, marks.Steps[step.Step]))}
        {Markup.When(grade.Circumstances.When != default, $"<div><dt>When</dt><dd>{When}</dd></div>")}
        </dl>
        """);

    private static Markup Marked(Step step, StepMarks marks) => Markup.Of($"""
        <div><dt>{$"Step {step.Number:00}"}</dt><dd>{Points(marks.Points, marks.Possible)}{(marks.Hidden > 0 ? $", {marks.HiddenPassed} of {marks.Hidden} hidden checks passed" : "")}</dd></div>
        """);

    private static string Points(decimal? points, decimal possible) => points is { } some
        ? FormattableString.Invariant($"{some:0.##} of {possible:0.##} points")
        : StatusLook.Of(CheckStatus.NotGraded).Word;

    private string When => grade.Circumstances.When.ToString("d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture);

    private string Programs => Shown.Message(grade.Circumstances.Programs ?? "programs");

    // Nothing is loaded, sent or framed; what runs and what styles is only what was written here (CSP Level 3).
    private static string Policy =>
        $"default-src 'none'; style-src '{Style.Hash}'; script-src '{Script.Hash}'; base-uri 'none'; form-action "
        + "'none'; require-trusted-types-for 'script'";

    private static Markup Controls => Markup.Trusted("""
        <form class="controls" aria-label="How the report is shown">
        <fieldset><legend>Theme</legend>
        <label><input type="radio" name="theme" id="theme-auto" checked><span>Auto</span></label><label><input type="radio" name="theme" id="theme-light"><span>Light</span></label><label><input type="radio" name="theme" id="theme-dark"><span>Dark</span></label>
        </fieldset>
        <fieldset><legend>Time</legend>
        <label><input type="radio" name="time" id="time-even" checked><span>Even</span></label><label><input type="radio" name="time" id="time-scale"><span>To scale</span></label>
        </fieldset>
        <fieldset><legend>Checks</legend>
        <label><input type="radio" name="show" id="show-all" checked><span>All</span></label><label><input type="radio" name="show" id="show-failed"><span>Failed</span></label>
        </fieldset>
        </form>
        """);
}

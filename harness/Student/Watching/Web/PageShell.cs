using Kata.Reports.Html;

namespace Kata.Student.Watching.Web;

/// <summary>The page before anything has happened: its landmarks, with a place for each part, and its style and script.</summary>
internal static class PageShell
{
    private static readonly Inline Style = Inline.Read("report.css", "watch.css");
    private static readonly Inline Script = Inline.Read("ladder.js", "watch.js");

    /// <summary>Nothing is loaded or framed; it connects to where it comes from and nowhere else (CSP Level 3). Markup of the parts
    /// becomes elements by the policy «kata» alone (Trusted Types).</summary>
    public static string Policy { get; } =
        $"default-src 'none'; style-src '{Style.Hash}'; script-src '{Script.Hash}'; connect-src 'self'; base-uri 'none'; "
        + "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types kata";

    public static string Html { get; } = Markup.Of($"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>Socket Kata</title>
        <style>{Style.Markup}</style>
        </head>
        <body class="watch">
        {Verdict.Shapes}
        <a class="skip" href="#step">To the step</a>
        <header class="top">
        <p class="brand">Socket Kata</p>
        <form class="controls" aria-label="How the page is shown">
        <fieldset><legend>Theme</legend>
        <label><input type="radio" name="theme" id="theme-auto" checked><span>Auto</span></label><label><input type="radio" name="theme" id="theme-light"><span>Light</span></label><label><input type="radio" name="theme" id="theme-dark"><span>Dark</span></label>
        </fieldset>
        <fieldset><legend>Time</legend>
        <label><input type="radio" name="time" id="time-scale" checked><span>To scale</span></label><label><input type="radio" name="time" id="time-even"><span>Even</span></label>
        </fieldset>
        </form>
        </header>
        <nav class="course" aria-label="Steps" data-part="course"></nav>
        <main id="step" tabindex="-1">
        <div class="head">
        <h1 data-part="title">Socket Kata</h1>
        <div role="status" class="state" data-part="state"><p>Connecting…</p></div>
        <p class="notice" data-part="notice"></p>
        <div class="unseen" aria-live="polite" data-part="said"></div>
        <div class="buttons" role="group" aria-label="What to do">
        <button type="button" data-key="h">Next hint</button><button type="button" data-key="r">Check again</button><button type="button" data-key="n">Next step</button>
        </div>
        </div>
        <div class="columns">
        <div class="work">
        <section aria-labelledby="done-title"><h2 id="done-title">Done</h2><div data-part="done"></div></section>
        <section aria-labelledby="next-title"><h2 id="next-title">What to do</h2><div data-part="next"></div></section>
        <section aria-labelledby="findings-title"><h2 id="findings-title">What the compiler and the analyzers found</h2><div data-part="findings"></div></section>
        <section aria-labelledby="failure-title"><h2 id="failure-title">The first check that fails</h2><div data-part="failure"></div></section>
        <section aria-labelledby="live-title"><h2 id="live-title">On the wire now</h2><div data-part="live"></div></section>
        <section aria-labelledby="hints-title"><h2 id="hints-title">Hints</h2><div data-part="hints"></div></section>
        <section aria-labelledby="checks-title"><h2 id="checks-title">Checks</h2><div data-part="checks"></div></section>
        </div>
        <section class="lesson" aria-labelledby="lesson-title"><h2 id="lesson-title">Lesson</h2><div data-part="lesson"></div></section>
        </div>
        </main>
        <script>{Script.Markup}</script>
        </body>
        </html>

        """).ToString();
}

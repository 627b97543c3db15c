using System.Globalization;
using Kata.Results;
using Kata.Text;

namespace Kata.Reports.Html;

/// <summary>A page to print, on one sheet: who has done which steps, and when each was done for the first time.</summary>
internal static class PrintedPage
{
    private static readonly Inline Style = Inline.Read("printed.css");

    /// <param name="done">The last results of steps that were done once (<see cref="StepResult.FirstDone"/>); at least one. All of
    /// them are counted.</param>
    /// <param name="only">The steps that are shown; all that were done if empty.</param>
    /// <param name="who">A name; null for a line to write it on.</param>
    public static string Write(IReadOnlyList<StepResult> done, IReadOnlyList<Step> only, string? who)
    {
        var parts = done.OrderBy(result => result.Step.Number).GroupBy(result => result.Step.Part).ToList();
        var isShown = (StepResult result) => only is [] || only.Contains(result.Step);
        var last = done.Where(isShown).Max(result => result.FirstDone) ?? default;
        return Markup.Of($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{Policy}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light">
            <title>{Words(done)} · Socket Kata</title>
            <style>{Style.Markup}</style>
            </head>
            <body>
            <main>
            <p class="brand">Socket Kata</p>
            <h1>{Words(done)}</h1>
            {Name(who)}
            <p class="when">{Date(last)}</p>
            {parts.Where(part => part.Any(isShown)).Select(part => Part(part.Key, part.Count(), part.Where(isShown)))}
            <p class="small">Each of these programs passed all its checks against real servers, for the first time on the day that stands beside
            it, as far as the results are kept on this computer.</p>
            <p class="small screen">Print this page from the browser: it fits on one sheet.</p>
            </main>
            </body>
            </html>

            """).ToString();
    }

    /// <summary>How much of the whole is done.</summary>
    private static string Words(IReadOnlyList<StepResult> done) => done.Count == Step.All.Count
        ? $"All {Step.All.Count} steps done"
        : $"{done.Count} of {Step.All.Count} steps done";

    private static Markup Name(string? who) => who is null
        ? Markup.Of($"""<p class="who empty"><span class="unseen">Name:</span></p>""")
        : Markup.Of($"""<p class="who">{Shown.Message(who)}</p>""");

    private static Markup Part(string name, int done, IEnumerable<StepResult> shown)
    {
        var all = Step.All.Count(step => step.Part == name);
        var words = done == all ? $"complete: {Amount.Of(all, "step")}" : $"{done} of {Amount.Of(all, "step")}";
        return Markup.Of($"""
            <table>
            <caption>{name} <span>{words}</span></caption>
            <thead class="unseen"><tr><th scope="col">Step</th><th scope="col">Title</th><th scope="col">Done for the first time</th></tr></thead>
            <tbody>
            {shown.Select(Row)}
            </tbody>
            </table>
            """);
    }

    private static Markup Row(StepResult result) => Markup.Of($"""
        <tr><td class="number">{$"{result.Step.Number:00}"}</td><th scope="row">{result.Step.Title}</th><td class="date">{Date(
            result.FirstDone ?? result.When)}</td></tr>
        """);

    private static string Date(DateTimeOffset when) => when.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    // Nothing is loaded, sent, framed or run (CSP Level 3).
    private static string Policy => $"default-src 'none'; style-src '{Style.Hash}'; base-uri 'none'; form-action 'none'";
}

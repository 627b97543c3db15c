using Kata.Reports.Html;
using Kata.Text;

namespace Kata.Classes.Alike;

/// <summary>Pairs of programs side by side, with the lines that they share marked: <c>alike.html</c>. The page says what is alike. It does
/// not say why.</summary>
internal static class AlikePage
{
    private const int MostPairs = 200;

    /// <summary>How many letters all texts together may have: a few large programs must not make a page that no browser opens.</summary>
    private const int MostLetters = 6_000_000;

    private static readonly string Style = """
        :root { color-scheme: light dark; }
        body { font: 1rem/1.5 system-ui, sans-serif; margin: 1.5rem; }
        pre { font: .8125rem/1.5 ui-monospace, monospace; overflow-x: auto; margin: 0; padding: .5rem; border: 1px solid light-dark(#ccc, #444); }
        .pair { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 1rem; padding: .5rem 0 1.5rem; }
        mark { background: light-dark(#ffe9a8, #55480f); color: inherit; }
        summary { cursor: pointer; font-weight: 600; }
        @media (max-width: 60rem) { .pair { grid-template-columns: minmax(0, 1fr); } }
        """;

    public static string Write(IReadOnlyList<AlikePair> pairs) => Write(pairs, [.. Fitting(pairs)]);

    private static IEnumerable<AlikePair> Fitting(IReadOnlyList<AlikePair> pairs)
    {
        var left = MostLetters;
        return pairs.Take(MostPairs).TakeWhile(pair => (left -= pair.OneText.Length + pair.OtherText.Length) >= 0);
    }

    private static string Write(IReadOnlyList<AlikePair> pairs, IReadOnlyList<AlikePair> shown) => Markup.Of($"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Programs that are alike · Socket Kata</title>
        <style>{Markup.Trusted(Style)}</style>
        </head>
        <body>
        <h1>{Amount.Of(pairs.Count, "pair")} of programs that are alike</h1>
        <p>Names, literals, comments and line breaks do not count. Code that the exercise gives is left out, and so is code that
        more than half of the class has.</p>
        {shown.Select(Pair)}
        {Markup.When(pairs.Count > shown.Count, $"<p>… and {Amount.Of(pairs.Count - shown.Count, "more pair")}.</p>")}
        </body>
        </html>

        """).ToString();

    private static Markup Pair(AlikePair pair) => Markup.Of($"""
        <details><summary>{$"{pair.Share:P0}"} · {$"{pair.Step.Number:00}"} {pair.Step.Title}: {Shown.Message(pair.One.Id)} and {Shown.Message(pair.Other.Id)}</summary>
        <div class="pair"><pre tabindex="0" role="group" aria-label="{Shown.Message(pair.One.Id)}">{Lines(pair.OneText, pair.OneLines)}</pre><pre tabindex="0" role="group" aria-label="{Shown.Message(pair.Other.Id)}">{Lines(pair.OtherText, pair.OtherLines)}</pre></div>
        </details>
        """);

    private static Markup Lines(string text, IReadOnlySet<int> marked) =>
        Markup.Lines(text.ReplaceLineEndings("\n").Split('\n').Select((line, i) =>
        marked.Contains(i) ? Markup.Of($"<mark>{Shown.Message(line)}</mark>") : Markup.Of($"{(line == "" ? " " : Shown.Message(line))}")));
}

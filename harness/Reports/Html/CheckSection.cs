using Kata.Checking;
using Kata.Results;

namespace Kata.Reports.Html;

/// <summary>One check: its verdict and sentence, and, to be opened, all that is known of it.</summary>
internal sealed class CheckSection(Sizes sizes, Payloads payloads)
{
    // A visit that checks share has the same transcripts and runs in each of them; it is drawn where it is first met.
    private readonly Dictionary<object, CheckResult> drawnIn = new(ReferenceEqualityComparer.Instance);

    /// <param name="open">Whether it is open when the page is.</param>
    public Markup Draw(CheckResult check, bool open)
    {
        var verdict = Verdict.Of(check.Status);
        var details = Details(check);
        var duration = check.Status is CheckStatus.Passed or CheckStatus.Failed ? Duration(check.Duration) : "";
        var line = Markup.Of(
            $"""{verdict.Named}<span class="sentence">{Shown.Prose(check.Sentence)}</span><span class="took">{duration}</span>""");
        return details.ToString() == ""
            ? Markup.Of($"""<li class="check {verdict.Style}" id="{check.Id}"><div class="line">{line}</div></li>""")
            : Markup.Of($"""
                <li class="check {verdict.Style}" id="{check.Id}"><details{(open ? " open" : "")}><summary class="line">{line}</summary>
                <div class="inside">
                {details}
                </div></details></li>
                """);
    }

    // In the order of a failure message: expected and got, what happened, what to think about.
    private Markup Details(CheckResult check)
    {
        var (facts, advice) = (check.Failure?.Facts ?? [], check.Failure?.Advice ?? []);
        var judged = check.Status is CheckStatus.Passed or CheckStatus.Failed ? check.Seen : null;
        return Markup.Lines(
        [
            Markup.When(facts.Count > 0, $"""<dl class="facts">{facts.Select(Fact)}</dl>"""),
            Markup.When(check.Reason is not null, $"""<p class="rest">{Shown.Prose($"{check.Reason}")}</p>"""),
            judged is null ? Markup.Empty
                : Seen(check, judged, Markup.When(advice.Count > 0, $"""<dl class="advice">{advice.Select(Advice)}</dl>""")),
        ]);
    }

    // Columns count where two texts are set one below the other.
    private static Markup Fact(FailurePart fact) =>
        fact.IsAligned
            ? Markup.Of(
                $"""<dt>{fact.Label}</dt><dd><pre class="aligned" tabindex="0" role="group" aria-label="{fact.Label}">{Shown.Message(fact.Text)}</pre></dd>"""
            )
            : Markup.Of($"<dt>{fact.Label}</dt><dd>{Shown.Quoting(fact.Text)}</dd>");

    private static Markup Advice(FailurePart advice) => advice.Label == "code"
        ? Markup.Of($"<dt>code</dt><dd><code>{Shown.Message(advice.Text)}</code></dd>")
        : Markup.Of($"<dt>{advice.Label}</dt><dd>{Shown.Prose(advice.Text.Replace('\n', ' '))}</dd>");

    private Markup Seen(CheckResult check, Evidence evidence, Markup advice)
    {
        if (check.Status == CheckStatus.Passed && !sizes.Passed || evidence is { Runs: [], Transcripts: [] })
            return advice;

        var failed = check.Status == CheckStatus.Failed;
        object first = evidence.Runs is [var run, ..] ? run : evidence.Transcripts[0];
        if (!failed && drawnIn.TryGetValue(first, out var other) && evidence.Runs.All(drawnIn.ContainsKey))
            return Markup.Of($"""<p class="quiet">Judged by the same run as <a href="#{other.Id}">{Shown.Prose(other.Sentence)}</a></p>""");

        foreach (var one in evidence.Runs)
            drawnIn.TryAdd(one, check);

        return Markup.Lines([
            .. (sizes.Rungs == 0 ? [] : evidence.Transcripts).Select(
                (transcript, i) =>
                    LadderDrawing.Draw(transcript, check.JudgedEnd, sizes.Rungs, failed && i == evidence.Transcripts.Count - 1, payloads)),
            advice,
            .. evidence.Runs.Select(
                (one, i) =>
                    RunSection.Draw(one, evidence.Runs.Count == 1 ? "The run" : $"Run {i + 1} of {evidence.Runs.Count}", sizes.Output)),
        ]);
    }

    private static string Duration(TimeSpan duration) => duration.TotalSeconds < 1
        ? FormattableString.Invariant($"{duration.TotalMilliseconds:0} ms")
        : FormattableString.Invariant($"{duration.TotalSeconds:0.0} s");
}

using Kata.Checking;
using Kata.Results;

namespace Kata.Reports.Html;

/// <summary>One check: its verdict and sentence, and, to be opened, all that is known of it.</summary>
internal sealed class CheckSection(Sizes sizes, Payloads payloads)
{
    // A visit that checks share has the same transcripts and runs in each of them; it is drawn where it is first met.
    private readonly Dictionary<object, CheckResult> drawnIn = new(ReferenceEqualityComparer.Instance);

    /// <param name="open">Whether it is open when the page is.</param>
    /// <param name="likewise">The other checks that fail in the same way.</param>
    /// <param name="told">The check that fails in the same way, and is told in full; null if this one is.</param>
    public Markup Draw(CheckResult check, bool open, IReadOnlyList<CheckResult>? likewise = null, CheckResult? told = null)
    {
        var verdict = Verdict.Of(check.Status);
        var details = Details(check, likewise ?? [], told);
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
    private Markup Details(CheckResult check, IReadOnlyList<CheckResult> likewise, CheckResult? told)
    {
        // One that only ends in the same way may have another mistake, and its own hint asks about that.
        var isToldThere = told is not null && (check.Failure is { IsCrash: true } || told.Failure?.Hint == check.Failure?.Hint);
        var (facts, help) = (check.Failure?.Facts ?? [], isToldThere ? [] : check.Failure?.Help ?? []);
        var judged = check.Status is CheckStatus.Passed or CheckStatus.Failed ? check.Seen : null;
        return Markup.Lines(
        [
            Markup.When(facts.Count > 0, $"""<dl class="facts">{facts.Select(Fact)}</dl>"""),
            Markup.When(check.Reason is not null, $"""<p class="rest">{Shown.Prose($"{check.Reason}")}</p>"""),
            judged is null ? Markup.Empty
                : Seen(check, judged, Markup.When(help.Count > 0, $"""<dl class="advice">{help.Select(Help)}</dl>""")),
            told is null ? Likewise(likewise)
                : Markup.Of($"""<p class="quiet">Fails {Failures.InTheSameWay(check)} as {Link(told)}</p>"""),
        ]);
    }

    private static Markup Likewise(IReadOnlyList<CheckResult> others) => others.Count == 0 ? Markup.Empty : Markup.Of(
        $"""<p class="quiet">{Failures.CountLikewise(others)}:</p><ul class="likewise">{others.Select(other => Markup.Of($"<li>{Link(other)}</li>"))}</ul>""");

    private static Markup Link(CheckResult check) => Markup.Of($"""<a href="#{check.Id}">{Shown.Prose(check.Sentence)}</a>""");

    // Columns count where two texts are set one below the other.
    private static Markup Fact(FailurePart fact) =>
        fact.IsAligned
            ? Markup.Of(
                $"""<dt>{fact.Label}</dt><dd><pre class="aligned" tabindex="0" role="group" aria-label="{fact.Label}">{Shown.Message(fact.Text)}</pre></dd>"""
            )
            : Markup.Of($"<dt>{fact.Label}</dt><dd>{Shown.Quoting(fact.Text)}</dd>");

    private static Markup Help(FailurePart help) => help.IsCode
        ? Markup.Of($"<dt>{help.Label}</dt><dd><code>{Shown.Message(help.Text)}</code></dd>")
        : Markup.Of($"<dt>{help.Label}</dt><dd>{Shown.Prose(help.Text.Replace('\n', ' '))}</dd>");

    private Markup Seen(CheckResult check, Evidence evidence, Markup help)
    {
        if (check.Status == CheckStatus.Passed && !sizes.Passed || evidence is { Runs: [], Transcripts: [] })
            return help;

        var failed = check.Status == CheckStatus.Failed;
        object first = evidence.Runs is [var run, ..] ? run : evidence.Transcripts[0];
        if (!failed && drawnIn.TryGetValue(first, out var other) && evidence.Runs.All(drawnIn.ContainsKey))
            return Markup.Of($"""<p class="quiet">Judged by the same run as {Link(other)}</p>""");

        foreach (var one in evidence.Runs)
            drawnIn.TryAdd(one, check);

        return Markup.Lines([
            .. (sizes.Rungs == 0 ? [] : check.JudgedTranscripts).Select(one => Markup.Lines(
            [
                Markup.When(one.Whose is not null, $"""<p class="quiet">{one.Whose ?? ""}:</p>"""),
                LadderDrawing.Draw(one.Transcript, one.End, sizes.Rungs, failed && one.Whose is null, payloads),
            ])),
            help,
            .. evidence.Runs.Select(
                (one, i) =>
                    RunSection.Draw(one, evidence.Runs.Count == 1 ? "The run" : $"Run {i + 1} of {evidence.Runs.Count}", sizes.Output)),
        ]);
    }

    private static string Duration(TimeSpan duration) => duration.TotalSeconds < 1
        ? FormattableString.Invariant($"{duration.TotalMilliseconds:0} ms")
        : FormattableString.Invariant($"{duration.TotalSeconds:0.0} s");
}

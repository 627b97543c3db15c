using Kata.Results;
using Kata.Text;

namespace Kata.Reports.Html;

/// <summary>The top of the page: how far the programs are, what to do next, and a line for each step.</summary>
internal sealed class Overview(Grade grade)
{
    private readonly List<StepResult> steps = [.. grade.Steps];

    /// <summary>What the whole came to, in a few words: the title of the page.</summary>
    public string Headline
    {
        get
        {
            var count = steps.Count(step => step.Step != Step.None);
            var passed = steps.Sum(step => step.Passed);
            var counted = steps.Sum(step => step.Counted);
            return (grade.Circumstances.Filter, grade.Done == count) switch
            {
                ({ }, _) => $"{Amount.Of(passed)} of {Amount.Of(counted)} checks passed",
                (_, true) => $"All {count} steps done",
                _ => $"{grade.Done} of {count} steps done",
            };
        }
    }

    /// <summary>Headline, counts, the bar, and what to do next.</summary>
    /// <param name="circumstances">What stands below the headline.</param>
    public Markup Summary(Markup circumstances) => Markup.Of($"""
        <h1>{Headline}</h1>
        {circumstances}
        {Bar()}
        <ul class="counts">{Counts()}</ul>
        {Markup.When(grade.Circumstances.BrokenOff is not null, $"""<p class="broken">The grading was broken off: {Shown.Message(grade.Circumstances.BrokenOff ?? "")}. Checks that had not finished are missing.</p>""")}
        {Next()}
        """);

    /// <summary>The way to each step.</summary>
    public Markup Steps => Markup.Of($"""
        <nav aria-labelledby="steps"><h2 id="steps">Steps</h2>
        <ol>
        {steps.Select(Line)}
        </ol></nav>
        """);

    private Markup Line(StepResult step)
    {
        var verdict = Verdict.Of(step);
        var number = step.Step == Step.None ? "" : $"{step.Step.Number:00}";
        return Markup.Of(
            $"""
            <li><a href="#{StepSection.Anchor(
                step.Step
            )}"><span class="number">{number}</span><span class="title">{step.Step.Title}</span><span class="ticks" aria-hidden="true">{step.Checks.Select(
                Tick
            )}</span><span class="unseen">: {verdict.Word}, {step.Passed} of {step.Counted} checks passed</span>{verdict.Shape}</a></li>
            """
        );
    }

    private static Markup Tick(CheckResult check) => Markup.Of($"""<i class="{Verdict.Of(check.Status).Style}"></i>""");

    private Markup Bar()
    {
        var all = steps.Sum(step => step.Checks.Count);
        var x = 0.0;
        var parts = new List<Markup>();
        foreach (var status in (CheckStatus[])[CheckStatus.Passed, CheckStatus.Failed])
        {
            var share = all == 0 ? 0 : 100.0 * steps.Sum(step => step.Of(status).Count()) / all;
            if (share > 0)
                parts.Add(
                    Markup.Of($"""<rect class="{Verdict.Of(status).Style}" x="{Percent(x)}" width="{Percent(share)}" height="100%"/>"""));
            x += share;
        }

        return Markup.Of($"""<svg class="bar" aria-hidden="true" width="100%" height="8">{parts}</svg>""");
    }

    private IEnumerable<Markup> Counts()
    {
        foreach (var status in Enum.GetValues<CheckStatus>())
        {
            var count = steps.Sum(step => step.Of(status).Count());
            if (count > 0 || status == CheckStatus.Passed)
                yield return Markup.Of($"""<li>{Verdict.Of(status).Shape} <b>{Amount.Of(count)}</b> {Verdict.Of(status).Word}</li>""");
        }

        // Where each check is worth a point, the counts have said it.
        if (grade.Possible != steps.Sum(step => step.Counted))
            yield return Markup.Of($"<li><b>{Amount.Of(grade.Earned)}</b> of {Amount.Of(grade.Possible)} points</li>");
    }

    private Markup Next()
    {
        if (grade.Next is not { } step)
            return Markup.Empty;

        var number = step.Step == Step.None ? "" : $"{step.Step.Number:00} ";
        var begin = step.Failed > 1 && step.Errors.Count == 0 && step.MostTelling is { } first
            ? Markup.Of($"""; begin with <a href="#{first.Id}">{Shown.Prose(first.Sentence)}</a>.""")
            : Markup.Of($".");
        return Markup.Of(
            $"""<p class="next"><span>Next</span> <a href="#{StepSection.Anchor(step.Step)}">{number}{step.Step.Title}</a>: {Shown.Prose(Advice.Of(step, null).What)}{begin}</p>"""
        );
    }

    private static string Percent(double share) => FormattableString.Invariant($"{share:0.##}%");
}

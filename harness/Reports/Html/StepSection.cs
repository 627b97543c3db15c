using Kata.Results;

namespace Kata.Reports.Html;

/// <summary>One step: what the compiler and the analyzers found in its program, and its checks.</summary>
internal sealed class StepSection(CheckSection checks)
{
    private const int MostFindings = 20;

    /// <param name="openFailures">Whether its failing checks are open when the page is.</param>
    public Markup Draw(StepResult step, bool openFailures)
    {
        var verdict = Verdict.Of(step);
        // Blanks are told by the checks; a step that is not begun is not to begin with a list of them.
        var told = step.Findings.Where(finding => !finding.IsBlank).ToList();
        var number = step.Step == Step.None ? Markup.Empty : Markup.Of($"""<span class="number">{$"{step.Step.Number:00}"}</span>""");
        return Markup.Of(
            $"""
            <section class="step" id="{Anchor(step.Step)}" aria-labelledby="{Anchor(step.Step)}-title">
            <header><h2 id="{Anchor(
                step.Step
            )}-title">{number} {step.Step.Title}</h2><p class="verdict {verdict.Style}">{verdict.Shape} {verdict.Word}</p></header>
            {Markup.When(
                told.Count > 0,
                $"""<h3>What the compiler and the analyzers found</h3><ul class="findings">{told.Take(MostFindings).Select(Finding)}</ul>"""
            )}
            {Markup.When(told.Count > MostFindings, $"""<p class="quiet">… and {told.Count - MostFindings} more</p>""")}
            {Markup.When(
                step.Checks.Count > 0,
                $"""<ul class="checks">{Checks(step, openFailures)}</ul>"""
            )}
            {Markup.When(
                step.Checks.Count == 0,
                $"""<p class="quiet">{(step.Errors.Count > 0 ? "Its checks run once it compiles." : "None of its checks ran.")}</p>"""
            )}
            </section>
            """
        );
    }

    /// <summary>In their order. Of those that fail for one cause, the one that tells most has it in full; the others lead there.</summary>
    private IEnumerable<Markup> Checks(StepResult step, bool openFailures)
    {
        var told = Failures.ByCause(step.Checks).SelectMany(group => group.Skip(1).Select(other => (other.Id, First: group[0])))
            .ToDictionary(one => one.Id, one => one.First);
        return step.Checks.Select(check =>
        {
            var first = told.GetValueOrDefault(check.Id);
            return checks.Draw(
                check,
                openFailures && check.Status == CheckStatus.Failed && first is null,
                Failures.Likewise(step.Checks, check),
                first);
        });
    }

    /// <summary>The step's place on the page.</summary>
    public static string Anchor(Step step) => step.Name;

    /// <summary>An element of a list of findings: the rule, the message, and the line that it is about.</summary>
    internal static Markup Finding(CompilerFinding finding) => Markup.Of($"""
        <li class="{finding.Level}"><span class="rule">{finding.Rule}</span> <span class="place">line {finding.Line}</span> <span>{Shown.Prose(finding.Message)}</span>{Line(finding)}</li>
        """);

    private static Markup Line(CompilerFinding finding) => SourceLine.Of(finding) is { } line
        ? Markup.Of($"<code>{Shown.Message(line)}</code>")
        : Markup.Empty;
}

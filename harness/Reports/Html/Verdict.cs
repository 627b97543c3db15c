using Kata.Results;

namespace Kata.Reports.Html;

/// <summary>A verdict on a page: a shape, a colour and a word, so that no one of them has to be seen.</summary>
/// <param name="Style">Its class in the style sheet, and the name of its shape.</param>
/// <param name="Word">As people read it.</param>
internal sealed record Verdict(string Style, string Word)
{
    public static Verdict Of(CheckStatus status) => Of(StatusLook.Of(status));

    public static Verdict Of(StatusLook look) => new(look.Style, look.Word);

    public static Verdict Of(StepResult step) => new(StatusLook.Of(step.Status).Style, GradeTable.Words(step));

    /// <summary>The shape alone; the word stands beside it.</summary>
    public Markup Shape =>
        Markup.Of($"""<svg class="mark {Style}" aria-hidden="true" width="16" height="16"><use href="#{Style}"/></svg>""");

    /// <summary>The shape, and the word for those who do not see it.</summary>
    public Markup Named => Markup.Of($"""{Shape}<span class="unseen">{Word}: </span>""");

    /// <summary>The drawings that <see cref="Shape"/> uses: they are in a page once.</summary>
    public static Markup Shapes => Markup.Trusted("""
        <svg class="unseen" aria-hidden="true" width="0" height="0"><defs>
        <symbol id="passed" viewBox="0 0 16 16"><circle cx="8" cy="8" r="8" class="disc"/><path d="M4.5 8.4l2.4 2.4 4.6-5.2" class="sign"/></symbol>
        <symbol id="failed" viewBox="0 0 16 16"><circle cx="8" cy="8" r="8" class="disc"/><path d="M5.4 5.4l5.2 5.2m0-5.2l-5.2 5.2" class="sign"/></symbol>
        <symbol id="started" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7.2" class="ring"/><path d="M8 .8a7.2 7.2 0 0 1 0 14.4z" class="disc"/></symbol>
        <symbol id="open" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7.2" class="ring"/></symbol>
        <symbol id="skipped" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7.2" class="ring"/><path d="M5 8h6" class="ring"/></symbol>
        </defs></svg>
        """);
}

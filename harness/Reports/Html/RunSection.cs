using System.Text;
using Kata.Programs;
using Kata.Text;

namespace Kata.Reports.Html;

/// <summary>One run of a program: what it was started with, what it wrote, how it ended.</summary>
internal static class RunSection
{
    /// <param name="title">Which run it is.</param>
    /// <param name="most">How many bytes of each output are shown.</param>
    public static Markup Draw(ProgramRun run, string title, int most) => Markup.Of($"""
        <section class="run">
        <h3>{title}</h3>
        <dl class="facts">
        <dt>arguments</dt><dd class="arguments">{(run.Arguments.Count == 0 ? Markup.Of($"<span class=\"quiet\">none</span>") : Markup.Of($"{run.Arguments.Select(Argument)}"))}</dd>
        <dt>ended</dt><dd>{Shown.Message(run.Run.End.ToString()!)}, after {Milliseconds(run.Run.Duration)}</dd>
        {Written("output", run.Run.OutputBytes, most, run.Run.OutputLeftOut)}
        {Written("error output", Encoding.UTF8.GetBytes(run.Run.ErrorOutput), most, run.Run.ErrorOutputLeftOut)}
        </dl>
        </section>
        """);

    private static Markup Argument(string argument) =>
        Markup.Of($"<code>{(argument == "" ? "\"\"" : Visible.Text(argument.Length > 200 ? argument[..200] + "…" : argument))}</code>");

    private static Markup Written(string label, byte[] bytes, int most, int leftOut) =>
        bytes.Length == 0
            ? Markup.Of($"""<dt>{label}</dt><dd class="quiet">nothing</dd>""")
            : Markup.Of(
                $"""<dt>{label}</dt><dd><pre class="written" tabindex="0" role="group" aria-label="{label}">{Shown.Bytes(bytes, most, bytes.Length + leftOut)}</pre></dd>"""
            );

    private static string Milliseconds(TimeSpan duration) => FormattableString.Invariant($"{duration.TotalMilliseconds:#,0} ms");
}

using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Kata.Reports.Html;

/// <summary>HTML that may stand in a page as it is. Made from interpolated strings: what is written in the source is
/// markup, and each text that is put in is escaped, so that a place where escaping was forgotten cannot be written.</summary>
public readonly struct Markup
{
    // All characters of the Basic Multilingual Plane may stand for themselves, but for the few that mean something to HTML
    // and those that are not seen.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly string? html;

    private Markup(string html) => this.html = html;

    public static Markup Empty => default;

    /// <summary><c>Markup.Of($"&lt;p&gt;{text}&lt;/p&gt;")</c></summary>
    public static Markup Of(Handler handler) => new(handler.Written());

    /// <summary>What is known to be markup: a style sheet, a script, what was encoded before.</summary>
    public static Markup Trusted(string html) => new(html);

    /// <summary>One after the other, each on a line of its own.</summary>
    public static Markup Lines(IEnumerable<Markup> parts) =>
        new(string.Join('\n', parts.Select(part => part.ToString()).Where(part => part != "")));

    public static Markup When(bool holds, Handler handler) => holds ? Of(handler) : Empty;

    public override string ToString() => html ?? "";

    /// <summary>Writes an interpolated string.</summary>
    [InterpolatedStringHandler]
    public readonly struct Handler(int literalLength, int holes)
    {
        private readonly StringBuilder written = new(literalLength + 16 * holes);

        public void AppendLiteral(string markup) => written.Append(markup);

        public void AppendFormatted(Markup markup) => written.Append(markup.ToString());

        public void AppendFormatted(IEnumerable<Markup> parts) => written.Append(Lines(parts).ToString());

        public void AppendFormatted(string? text) => written.Append(Encoder.Encode(text ?? ""));

        public void AppendFormatted(int number) => written.Append(number);

        internal string Written() => written.ToString();
    }
}

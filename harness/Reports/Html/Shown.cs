using System.Text;
using Kata.Text;

namespace Kata.Reports.Html;

/// <summary>Text that a program had a hand in, for a page: what is not seen, or would move or reorder what stands around it,
/// is made visible.</summary>
internal static class Shown
{
    /// <summary>A message of ours that may quote a program: line ends stay line ends.</summary>
    public static string Message(string text) => Visible.Quoting(text);

    /// <summary>As <see cref="Message"/>, with its pictures of controls set apart.</summary>
    public static Markup Quoting(string text) => Pictures(Message(text));

    /// <summary>A sentence of ours: what stands between backticks is code.</summary>
    public static Markup Prose(string text)
    {
        var pieces = Message(text).Split('`');
        return pieces.Length % 2 == 0
            ? Pictures(string.Join('`', pieces))
            : Markup.Trusted(
                string.Concat(pieces.Select((piece, i) => i % 2 == 0 ? Pictures(piece) : Markup.Of($"<code>{Pictures(piece)}</code>"))));
    }

    private static Markup Pictures(string text)
    {
        var markup = new StringBuilder();
        for (var rest = text.AsSpan(); rest.Length > 0;)
        {
            var isPicture = IsPicture(rest[0]);
            var end = isPicture ? rest.IndexOfAnyExcept("␍␊␉") : rest.IndexOfAny("␍␊␉");
            var run = end < 0 ? rest : rest[..end];
            markup.Append(Marked(isPicture ? Kind.Picture : Kind.Letter, run.ToString()));
            rest = rest[run.Length..];
        }

        return Markup.Trusted(markup.ToString());
    }

    /// <summary>What a program wrote, or what was sent: every line end is seen, and the line ends there.</summary>
    /// <param name="most">How many bytes are shown.</param>
    /// <param name="all">How many bytes there were, if only the first of them are at hand.</param>
    public static Markup Bytes(ReadOnlySpan<byte> bytes, int most, long? all = null)
    {
        var shown = WholeCharacters(bytes, most);
        var left = (all ?? bytes.Length) - shown.Length;
        var text = Text(Visible.Parts(shown));
        return left == 0 ? text : Markup.Of($"{text}<b>… and {Amount.Of(left, "more byte")}</b>");
    }

    private static Markup Text(IReadOnlyList<string> parts)
    {
        var markup = new StringBuilder();
        for (var i = 0; i < parts.Count;)
        {
            var start = i;
            var kind = KindOf(parts[i]);
            while (i < parts.Count && KindOf(parts[i]) == kind && (i == start || parts[i - 1] != "␊"))
                i++;

            var run = string.Concat(parts.Skip(start).Take(i - start));
            markup.Append(Marked(kind, run));
            if (run.EndsWith('␊') && i < parts.Count)
                markup.Append('\n');
        }

        return Markup.Trusted(markup.ToString());
    }

    // What stands for something that is not seen is set apart; pictures of controls are hard to read at the size of text.
    private static Markup Marked(Kind kind, string run) => kind switch
    {
        Kind.Picture => Markup.Of($"<i>{run}</i>"),
        Kind.Escape => Markup.Of($"<em>{run}</em>"),
        _ => Markup.Of($"{run}"),
    };

    // No character of UTF-8 is cut in two: its second and further bytes begin with 10 (RFC 3629 §3).
    private static ReadOnlySpan<byte> WholeCharacters(ReadOnlySpan<byte> bytes, int most)
    {
        if (bytes.Length <= most)
            return bytes;

        var cut = most;
        while (cut > most - 3 && cut > 0 && (bytes[cut] & 0xC0) == 0x80)
            cut--;
        return bytes[..cut];
    }

    private static Kind KindOf(string part) =>
        part is [var c] ? IsPicture(c) ? Kind.Picture : Kind.Letter : part.StartsWith('\\') ? Kind.Escape : Kind.Letter;

    // Control Pictures, U+2400 to U+243F.
    private static bool IsPicture(char c) => c is '␍' or '␊' or '␉';

    private enum Kind
    {
        Letter,
        Picture,
        Escape,
    }
}

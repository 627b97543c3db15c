using System.Globalization;
using System.Text;

namespace Kata.Reports.Html;

/// <summary>Text that a program had a hand in, for a page: what is not seen, or would move or reorder what stands around it,
/// is made visible.</summary>
internal static class Shown
{
    /// <summary>A message of ours that may quote a program: line ends stay line ends.</summary>
    public static string Message(string text)
    {
        var shown = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
            shown.Append(rune.Value != '\n' && IsUnseen(rune) ? Visible.Text(rune.ToString()) : rune.ToString());
        return shown.ToString();
    }

    /// <summary>A sentence of ours: what stands between backticks is code.</summary>
    public static Markup Prose(string text)
    {
        var pieces = Message(text).Split('`');
        return pieces.Length % 2 == 0
            ? Markup.Of($"{string.Join('`', pieces)}")
            : Markup.Trusted(string.Concat(pieces.Select((piece, i) => i % 2 == 0 ? Markup.Of($"{piece}") : Markup.Of($"<code>{piece}</code>"))));
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

    // Marks are set apart from what they mark; those that follow one another are one element.
    private static Markup Text(IReadOnlyList<string> parts)
    {
        var markup = new StringBuilder();
        for (var i = 0; i < parts.Count;)
        {
            var start = i;
            var marks = IsMark(parts[i]);
            while (i < parts.Count && IsMark(parts[i]) == marks && (i == start || parts[i - 1] != "␊"))
                i++;

            var run = string.Concat(parts.Skip(start).Take(i - start));
            markup.Append(marks ? Markup.Of($"<i>{run}</i>") : Markup.Of($"{run}"));
            if (run.EndsWith('␊') && i < parts.Count)
                markup.Append('\n');
        }

        return Markup.Trusted(markup.ToString());
    }

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

    private static bool IsMark(string part) => part is "␍" or "␊" or "␉" || part.Length > 1 && part[0] == '\\';

    private static bool IsUnseen(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned;
}

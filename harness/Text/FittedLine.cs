using System.Text.RegularExpressions;

namespace Kata.Text;

/// <summary>Lines for a terminal that is narrower than the reports are made for: what would be cut in the middle of a word is
/// broken between words, and goes on below the text of its label.</summary>
internal static partial class FittedLine
{
    /// <summary>As many lines as it takes, joined by LF.</summary>
    /// <param name="line">May hold colours.</param>
    /// <param name="width">Columns.</param>
    public static string Of(string line, int width)
    {
        // A ladder has columns that must not move.
        if (Length(line) <= width || line.Contains('│') || width < Labelled.LeastColumns)
            return line;

        var start = Label().Match(line).Value;
        var indent = new string(' ', Math.Min(Length(start), MostIndent));
        var (fitted, at) = (start, Length(start));
        foreach (var word in Words().EnumerateMatches(line.AsSpan(start.Length)))
        {
            var text = line.AsSpan(start.Length + word.Index, word.Length);
            var length = Length(text.ToString());
            if (at + length > width && at > indent.Length)
            {
                fitted += $"\n{indent}";
                text = text.TrimStart(' ');
                (at, length) = (indent.Length, Length(text.ToString()));
            }

            fitted += text.ToString();
            at += length;
        }

        return fitted;
    }

    private const int MostIndent = 20;

    private static int Length(string text) => Colour().Count(text) is 0 ? text.Length : Colour().Replace(text, "").Length;

    /// <summary>What stands in front of the text: spaces, or up to three words with at least two spaces behind.</summary>
    [GeneratedRegex(@"^ *((\S+ ){0,2}\S+ {2,})?(?=\S)")]
    private static partial Regex Label();

    // A command is a word: in two lines it would be two commands.
    [GeneratedRegex($@" *(?:{KataLine.Pattern}|[^ ]+)[^ ]*(?: *$)?")]
    private static partial Regex Words();

    [GeneratedRegex(@"\e\[\d*m")]
    private static partial Regex Colour();
}

/// <summary>Fits what is written to it into a terminal.</summary>
/// <param name="terminal">Where it is shown.</param>
/// <param name="width">Columns of the terminal at this moment.</param>
internal sealed class FittedWriter(TextWriter terminal, Func<int> width) : TextWriter
{
    private readonly System.Text.StringBuilder line = new();

    public override System.Text.Encoding Encoding => terminal.Encoding;

    public override void Write(char value)
    {
        if (value == '\n')
            End();
        else
            line.Append(value);
    }

    public override void Write(string? value)
    {
        foreach (var c in value ?? "")
            Write(c);
        Flush();
    }

    public override void Flush()
    {
        // A line that is not over yet is not long.
        terminal.Write(line.ToString());
        line.Clear();
        terminal.Flush();
    }

    private void End()
    {
        terminal.Write($"{FittedLine.Of(line.ToString(), width())}\n");
        line.Clear();
    }
}

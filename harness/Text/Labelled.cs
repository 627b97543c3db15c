namespace Kata.Text;

/// <summary>Lines with a label in front, as in <c>  hint      Receive returns what has arrived so far</c>.</summary>
public static class Labelled
{
    private const int LabelWidth = 10;

    /// <summary>In a terminal with fewer nothing is fitted.</summary>
    internal const int LeastColumns = 40;

    private const int MostColumns = 100;

    private static int columns = MostColumns;

    /// <summary>Lines are to be no longer than a terminal is wide, or they are broken twice.</summary>
    internal static void FitTo(int terminal) => columns = terminal >= LeastColumns ? Math.Min(terminal, MostColumns) : MostColumns;

    /// <summary>Labels a text; what is too long is wrapped between words, and further lines are aligned.</summary>
    public static IEnumerable<string> Lines(string label, string? text) =>
        Aligned(label, text is null ? [] : text.ReplaceLineEndings("\n").Split('\n').SelectMany(Wrapped));

    /// <summary>Labels lines that must stay as they are.</summary>
    public static IEnumerable<string> Lines(string label, IReadOnlyList<string>? lines) => Aligned(label, lines ?? []);

    private static IEnumerable<string> Aligned(string label, IEnumerable<string> lines) =>
        lines.Select((line, i) => $"  {(i == 0 ? label : "").PadRight(LabelWidth)}{Visible.Quoting(line)}".TrimEnd());

    private static IEnumerable<string> Wrapped(string line)
    {
        for (var rest = line; ;)
        {
            var room = columns - LabelWidth - 2;
            var cut = rest.Length <= room ? -1 : rest.LastIndexOf(' ', room);
            while (cut > 0 && KataLine.IsInside(rest, cut))
                cut = rest.LastIndexOf(' ', cut - 1);
            if (cut <= 0)
            {
                yield return rest;
                yield break;
            }

            yield return rest[..cut];
            rest = rest[(cut + 1)..];
        }
    }
}

using System.Text;
using Kata.Machine;

namespace Kata.Classes.Intake;

/// <summary>A cell of comma-separated values.</summary>
/// <param name="Text">Without the quotation marks around it.</param>
/// <param name="Start">Where it begins in the text.</param>
/// <param name="End">Where it ends, which is where the next separator or line end begins.</param>
internal readonly record struct CsvCell(string Text, int Start, int End);

/// <summary>Comma-separated values (RFC 4180), or those with semicolons, which spreadsheets write in much of Europe.</summary>
internal static class CsvText
{
    /// <summary>The lines that have a cell with something in it.</summary>
    /// <param name="name">The name of the file, for messages.</param>
    /// <exception cref="KataException">A quotation mark is missing: all lines behind it would be in one cell.</exception>
    public static IReadOnlyList<IReadOnlyList<CsvCell>> Rows(string text, string name) =>
        [.. Read(text, name).Where(row => row.Any(cell => cell.Text != ""))];

    private static IEnumerable<IReadOnlyList<CsvCell>> Read(string text, string name)
    {
        // A spreadsheet may put a byte order mark in front of the first cell.
        var begin = text.StartsWith('\uFEFF') ? 1 : 0;
        var (row, cell, quoted, start) = (new List<CsvCell>(), new StringBuilder(), false, begin);
        var first = text.AsSpan(0, text.IndexOf('\n') is > 0 and var end ? end : text.Length);
        var separator = first.Contains(';') && !first.Contains(',') ? ';' : ',';
        for (var i = begin; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"')
                cell.Append(text[i++]);
            else if (c == '"' && (quoted || cell.ToString().Trim() == ""))
                (quoted, cell) = (!quoted, quoted ? cell : cell.Clear());
            else if (!quoted && c == separator)
                End(i);
            else if (quoted || c is not ('\r' or '\n'))
                cell.Append(c);
            else if (c == '\n' || i + 1 == text.Length || text[i + 1] != '\n')
            {
                End(c == '\n' && i > start && text[i - 1] == '\r' ? i - 1 : i);
                start = i + 1;
                yield return row;
                row = [];
            }
        }

        if (quoted)
            throw new KataException($"{name}: a cell begins with a quotation mark, and none ends it");

        End(text.Length);
        yield return row;

        void End(int at)
        {
            row.Add(new(cell.ToString(), start, at));
            cell.Clear();
            start = at + 1;
        }
    }
}

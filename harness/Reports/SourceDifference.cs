using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;
using Kata.Text;

namespace Kata.Reports;

/// <summary>Two programs' sources, line by line.</summary>
internal static class SourceDifference
{
    private const int Around = 3;

    /// <summary>Lines with «-» are only in the first, lines with «+» only in the second; what is the same is shown near them.
    /// Empty if all is.</summary>
    public static IReadOnlyList<string> Of(string one, string other, Palette palette)
    {
        var lines = InlineDiffBuilder.Diff(one, other).Lines;
        var changed = lines.Select((line, i) => (line, i)).Where(at => at.line.Type != ChangeType.Unchanged).Select(at => at.i).ToList();
        var shown = new List<string>();
        var last = -1;
        for (var i = 0; i < lines.Count; i++)
        {
            if (!changed.Exists(at => Math.Abs(at - i) <= Around))
                continue;

            if (last >= 0 && i > last + 1)
                shown.Add(palette.Quiet("  ⋮"));
            last = i;
            // All that is not seen but the indent.
            var text = string.Join('\t', lines[i].Text.Split('\t').Select(Visible.Quoting));
            shown.Add(lines[i].Type switch
            {
                ChangeType.Deleted => palette.Bad($"- {text}"),
                ChangeType.Inserted => palette.Good($"+ {text}"),
                _ => $"  {text}",
            });
        }

        return shown;
    }
}

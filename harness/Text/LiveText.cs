namespace Kata.Text;

/// <summary>Text that stays, and below it text that is drawn anew while things happen. Where nothing can be drawn anew,
/// only the text that stays is written.</summary>
/// <param name="size">Columns and lines of the terminal; null if it is none.</param>
internal sealed class LiveText(TextWriter output, Func<(int Width, int Height)>? size)
{
    private string[] drawn = [];

    /// <summary>Writes text that stays, and replaces what is below it.</summary>
    public void Show(IEnumerable<string> staying, IEnumerable<string> live)
    {
        string[] stays = [.. staying];
        string[] next = size is null ? [] : Fit(live, size());
        if (stays.Length == 0 && next.AsSpan().SequenceEqual(drawn))
            return;

        // ECMA-48 §8.3.13 (cursor preceding line) and §8.3.39 (erase in page).
        if (drawn.Length > 0)
            output.Write($"\e[{drawn.Length}F\e[J");
        foreach (var text in stays.Concat(next))
            output.Write(text + "\n");
        output.Flush();
        drawn = next;
    }

    // A line that wraps could not be counted; of what is too high the end is what is new.
    private static string[] Fit(IEnumerable<string> live, (int Width, int Height) size)
    {
        string[] lines =
        [
            .. live.SelectMany(text => text.Split('\n'))
                .Select(line => line.Length < size.Width ? line : line[..Math.Max(0, size.Width - 1)]),
        ];
        return lines[Math.Max(0, lines.Length - Math.Max(1, size.Height - 1))..];
    }
}

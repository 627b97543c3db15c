using System.Text;

namespace Kata.Text;

/// <summary>Bytes as a table: where they stand, as numbers, and as text where they are printable ASCII. All three count in
/// hexadecimal.</summary>
public static class HexDump
{
    /// <summary>Lines joined by LF, without a line end at the end; nothing for no bytes.</summary>
    /// <param name="perLine">How many bytes stand on a line.</param>
    public static string Of(ReadOnlySpan<byte> bytes, int perLine = 16)
    {
        var lines = new List<string>();
        for (var at = 0; at < bytes.Length; at += perLine)
            lines.Add(Line(at, bytes.Slice(at, Math.Min(perLine, bytes.Length - at)), perLine));
        return string.Join('\n', lines);
    }

    private static string Line(int at, ReadOnlySpan<byte> bytes, int perLine)
    {
        var numbers = new StringBuilder();
        var text = new StringBuilder();
        foreach (var b in bytes)
        {
            numbers.Append($"{b:X2} ");
            text.Append(b is >= 0x20 and < 0x7F ? (char)b : '·');
        }

        return $"{at:X4}  {numbers.ToString().PadRight(3 * perLine)} {text}";
    }
}

using System.Globalization;
using System.Text;

namespace Kata.Text;

/// <summary>Makes text and bytes visible in a fixed-width font: every character comes out as one or more characters
/// that are one column wide, and different inputs come out differently.</summary>
public static class Visible
{
    private static readonly string[] HexOfByte = [.. Enumerable.Range(0, 256).Select(b => $@"\x{b:X2}")];

    /// <summary>Carriage return, line feed and tab become ␍, ␊ and ␉; other control characters, characters that are
    /// not one column wide and the backslash become C# escapes.</summary>
    public static string Text(string text) => string.Concat(Parts(text));

    /// <summary>As <see cref="Text"/>, of UTF-8; a byte that is not UTF-8 becomes <c>\xFF</c>.</summary>
    public static string Bytes(ReadOnlySpan<byte> bytes) => string.Concat(Parts(bytes));

    /// <summary>A text of ours that may quote a program: what is not seen, or would colour, move or turn round what stands
    /// around it, is made visible. Line ends stay line ends.</summary>
    public static string Quoting(string text) =>
        Quoting(text.ReplaceLineEndings("\n"), rune => rune.Value != '\n' && IsUnseen(rune));

    /// <summary>As <see cref="Quoting"/>, on one line: line ends, which the name of a file may have, are made visible too.</summary>
    public static string OneLine(string text) => Quoting(text, IsUnseen);

    /// <summary>Whether a person would rather read these bytes as text than as numbers.</summary>
    public static bool IsText(ReadOnlySpan<byte> bytes)
    {
        var parts = Parts(bytes);
        return parts.Count(part => part.StartsWith(@"\x") || part == @"\0") * 10 <= parts.Count;
    }

    /// <summary>Cuts at a part, so that no escape is torn, and ends with … if anything was cut.</summary>
    public static string Fit(IReadOnlyList<string> parts, int width)
    {
        if (parts.Sum(part => part.Length) <= width)
            return string.Concat(parts);

        var fitting = new StringBuilder();
        foreach (var part in parts.TakeWhile(part => fitting.Length + part.Length < width))
            fitting.Append(part);

        return fitting.Append('…').ToString();
    }

    /// <summary>One element for each character.</summary>
    public static IReadOnlyList<string> Parts(string text)
    {
        var parts = new List<string>(text.Length);
        for (var rest = text.AsSpan(); rest.Length > 0;)
        {
            var valid = Rune.DecodeFromUtf16(rest, out var rune, out var length) == System.Buffers.OperationStatus.Done;
            parts.Add(valid ? Part(rune) : $@"\u{(int)rest[0]:X4}");
            rest = rest[length..];
        }

        return parts;
    }

    /// <summary>One element for each character of UTF-8, or byte that is none.</summary>
    public static IReadOnlyList<string> Parts(ReadOnlySpan<byte> bytes)
    {
        var parts = new List<string>(bytes.Length);
        while (bytes.Length > 0)
        {
            var valid = Rune.DecodeFromUtf8(bytes, out var rune, out var length) == System.Buffers.OperationStatus.Done;
            parts.Add(valid ? Part(rune) : Hexes(bytes[..length]));
            bytes = bytes[length..];
        }

        return parts;
    }

    private static string Hexes(ReadOnlySpan<byte> bytes) =>
        bytes.Length == 1 ? HexOfByte[bytes[0]] : string.Concat(bytes.ToArray().Select(b => HexOfByte[b]));

    private static string Part(Rune rune) => rune.Value switch
    {
        '\r' => "␍",
        '\n' => "␊",
        '\t' => "␉",
        '\0' => @"\0",
        '\\' => @"\\",
        >= ' ' and <= '~' => rune.ToString(),
        < ' ' or 0x7F => $@"\x{rune.Value:X2}",
        _ when IsOneColumn(rune) => rune.ToString(),
        <= 0xFFFF => $@"\u{rune.Value:X4}",
        _ => $@"\U{rune.Value:X8}",
    };

    private static string Quoting(string text, Func<Rune, bool> isUnseen)
    {
        var shown = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            shown.Append(isUnseen(rune) ? Part(rune) : rune.ToString());
        return shown.ToString();
    }

    private static bool IsUnseen(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;

    // Latin, Greek and Cyrillic without combining and formatting characters, dashes, quotes, and the signs of currencies.
    // What lies beyond may be two columns wide (UAX #11) or none.
    private static bool IsOneColumn(Rune rune) =>
        rune.Value is (> 0xA0 and < 0x530) or (>= 0x2010 and <= 0x2027) or (>= 0x20A0 and <= 0x20BF)
        && Rune.GetUnicodeCategory(rune)
            is not (
                UnicodeCategory.NonSpacingMark
                or UnicodeCategory.EnclosingMark
                or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.Format
                or UnicodeCategory.Control
                or UnicodeCategory.OtherNotAssigned);
}

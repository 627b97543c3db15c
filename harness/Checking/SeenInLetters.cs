using System.Text;
using System.Text.RegularExpressions;
using Kata.Text;

namespace Kata.Checking;

/// <summary>What the letters of a text show about the encoding that was used.</summary>
internal static partial class SeenInLetters
{
    private const char Replacement = '\uFFFD';

    /// <summary>A character without a width; at the beginning of a file it marks the order of bytes.</summary>
    private const char Mark = '\uFEFF';

    /// <inheritdoc cref="WhatWasSeen.HintFor"/>
    public static string? HintFor(string expected, string got)
    {
        if (NotAscii().Match(expected) is { Success: true, Value: var first })
        {
            if (got.Replace(Replacement, '?') == WithAMarkForEachByte(expected))
                return $"Each byte of a letter that is not ASCII became a {(got.Contains(Replacement) ? Replacement : '?')} of its own. "
                    + "Were the bytes decoded in an encoding that does not have them, such as ASCII, or each byte by itself?";
            if (got == OneLetterForEachByte(expected))
                return $"Each byte of «{first}» became a letter of its own: {Quoted.Of(OneLetterForEachByte(first))}. In which "
                    + "encoding are the bytes decoded? Latin-1 takes each byte for a letter, and so does a cast to char.";
            // Of letters that it has not, it does not differ from ASCII.
            if (got == WrittenIn(Encoding.Latin1, expected) && expected.Any(letter => letter is > '\u007F' and <= '\u00FF'))
                return "The letters were right until they were written: the output is in Latin-1, with one byte for a letter, and ? for "
                    + "one that it does not have. Which encoding has the console (OutputEncoding), or the writer?";
        }

        if (AsManyBytesAsCharacters(expected, got) is { } count)
            return count;
        if (IsUtf16(expected, got))
            return "The output is in UTF-16, with two bytes for each letter; UTF-8 was expected. Which encoding has the console "
                + "(OutputEncoding), or the writer?";
        if (got.Contains(Replacement) && !expected.Contains(Replacement))
            return "There is a � in place of a character: the decoded bytes were not the whole character, or were in "
                + "another encoding. Did the program decode a piece that ended inside a character?";
        if (expected.Any(letter => letter > 127) && (Letters(got) == Letters(expected) || got == WrittenIn(Encoding.ASCII, expected)))
            return "Letters that are not ASCII became question marks: the encoding that was used does not have them.";
        if (got.Length < expected.Length && WithoutMarks(got) == WithoutMarks(expected))
            return "Only U+FEFF is missing, a character like any other here. What takes it for a byte order mark and removes it: a "
                + "StreamReader, or a Trim?";
        if (got.Length < expected.Length && expected.Contains('\0'))
            return got == AfterZero().Replace(expected, "")
                    ? "Each line is printed up to its first zero byte. What takes a zero byte for the end of a text?"
                : got == ZerosAtTheEnd().Replace(expected, "")
                    ? "Only zero bytes at the end of a text are missing. What takes them away: are more bytes decoded than came, and the rest "
                        + "is trimmed?"
                : null;
        return null;
    }

    /// <summary>For a line that is cut off behind as many bytes as it has characters.</summary>
    private static string? AsManyBytesAsCharacters(string expected, string got)
    {
        var (right, printed) = (expected.Split('\n'), got.Split('\n'));
        var place = right.AsSpan().CommonPrefixLength(printed);
        return place < Math.Min(right.Length, printed.Length)
            && right[place].TrimEnd('\r') is var whole
            && IsCutOff(whole, printed[place].TrimEnd('\r'))
                ? $"The text is cut off behind {whole.Length} bytes: so many characters it has, and {Encoding.UTF8.GetByteCount(whole)} bytes in "
                    + "UTF-8. Where does a number of characters stand for one of bytes?"
                : null;
    }

    /// <summary>Whether a text ends behind as many bytes of UTF-8 as it should have characters. Where that is inside a character, some of
    /// its bytes are not to be seen.</summary>
    public static bool IsCutOff(string whole, string part)
    {
        var seen = part.TrimEnd(Replacement);
        var missing = whole.Length - Encoding.UTF8.GetByteCount(seen);
        return Encoding.UTF8.GetByteCount(whole) > whole.Length
            && whole.StartsWith(seen, StringComparison.Ordinal)
            && (missing == 0 || (seen.Length < part.Length && missing is > 0 and < 4));
    }

    /// <summary>What a text looks like that is written in another encoding.</summary>
    private static string WrittenIn(Encoding encoding, string text) => Encoding.UTF8.GetString(encoding.GetBytes(text));

    private static bool IsUtf16(string expected, string got) =>
        got.Length > expected.Length
        && expected != ""
        && ((Encoding[])[Encoding.Unicode, Encoding.BigEndianUnicode]).Any(encoding =>
            got == WrittenIn(encoding, expected) || got == WrittenIn(encoding, $"{Mark}{expected}"));

    private static string WithoutMarks(string text) => text.Replace($"{Mark}", "");

    private static string WithAMarkForEachByte(string text) =>
        NotAscii().Replace(text, letter => new string('?', Encoding.UTF8.GetByteCount(letter.Value)));

    private static string OneLetterForEachByte(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    /// <summary>With a question mark for what is not ASCII, once for each character.</summary>
    private static string Letters(string text) => NotAscii().Replace(text, "?");

    [GeneratedRegex(@"[\uD800-\uDBFF][\uDC00-\uDFFF]|[^\x00-\x7F]")]
    private static partial Regex NotAscii();

    [GeneratedRegex(@"\0[^\n]*")]
    private static partial Regex AfterZero();

    [GeneratedRegex(@"\0+(?=\n|\z)")]
    private static partial Regex ZerosAtTheEnd();
}

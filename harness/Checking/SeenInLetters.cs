using System.Text.RegularExpressions;

namespace Kata.Checking;

/// <summary>What the letters of a text show about the encoding that was used.</summary>
internal static partial class SeenInLetters
{
    private const char Replacement = '\uFFFD';

    /// <inheritdoc cref="WhatWasSeen.HintFor"/>
    public static string? HintFor(string expected, string got)
    {
        if (got.Contains(Replacement) && !expected.Contains(Replacement))
            return "There is a � in place of a character: the decoded bytes were not the whole character, or were in "
                + "another encoding. Was a piece decoded that ended inside a character?";
        if (expected.Any(letter => letter > 127) && Letters(got) == Letters(expected))
            return "Letters that are not ASCII became question marks: the encoding that was used does not have them.";
        return null;
    }

    /// <summary>With a question mark for what is not ASCII, once for each character.</summary>
    private static string Letters(string text) => NotAscii().Replace(text, "?");

    [GeneratedRegex(@"[\uD800-\uDBFF][\uDC00-\uDFFF]|[^\x00-\x7F]")]
    private static partial Regex NotAscii();
}

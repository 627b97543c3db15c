using System.Globalization;

namespace Kata.Results;

/// <summary>Takes a C# text apart: words, and signs one by one. Comments, directives and literals are left out; of an interpolated string
/// the code in it stays. No text makes it slow or uses up the stack, and text that is no C# is taken apart somehow. Conditions are not
/// followed (<c>#if</c>): all branches count. A name that is written with <c>\u</c> is not recognized.</summary>
internal sealed class CodeWords
{
    private readonly string text;
    private readonly List<string> found = [];
    private readonly List<int> places = [];

    /// <summary>The interpolated strings around this place, the innermost last.</summary>
    private readonly Stack<Interpolated> around = new();

    private int at;

    private CodeWords(string text) => this.text = text;

    private char Here => From(0);

    /// <summary>The words and signs of a text in their order. Of <c>@class</c> the word is <c>class</c>.</summary>
    public static IReadOnlyList<string> Of(string text) => All(text).found;

    /// <summary>The same, each with the place at which it begins.</summary>
    public static IEnumerable<(string Word, int At)> WithPlaces(string text)
    {
        var words = All(text);
        return words.found.Zip(words.places);
    }

    private static CodeWords All(string text)
    {
        var words = new CodeWords(text);
        while (words.at < text.Length)
            words.Next();
        return words;
    }

    private void Add(string word, int place)
    {
        found.Add(word);
        places.Add(place);
    }

    public static bool IsWord(string word) => IsWordStart(word[0]);

    private static bool IsWordStart(char c) => c == '_' || char.IsLetter(c) || char.GetUnicodeCategory(c) == UnicodeCategory.LetterNumber;

    private static bool IsWordPart(char c) => IsWordStart(c) || char.IsDigit(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format
        or UnicodeCategory.ConnectorPunctuation or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static bool IsLineEnd(char c) => c is '\r' or '\n' or '\u0085' or '\u2028' or '\u2029';

    private char From(int distance) => at + distance < text.Length ? text[at + distance] : '\0';

    private void Next()
    {
        if (IsWordStart(Here))
        {
            var place = at;
            Add(Word(), place);
        }
        else if (char.IsDigit(Here))
            Word();
        else if (char.IsWhiteSpace(Here))
            at++;
        else if ((Here, From(1)) == ('/', '/') || (Here == '#' && IsFirstInLine()))
            SkipLine();
        else if ((Here, From(1)) == ('/', '*'))
            SkipComment();
        else if (Here == '\'')
            SkipQuoted('\'');
        else if (!TrySkipString())
            Sign();
    }

    private string Word()
    {
        var start = at;
        while (at < text.Length && IsWordPart(Here))
            at++;
        // A format character is no part of the name (ECMA-334 §6.4.3).
        return string.Concat(text[start..at].Where(c => char.GetUnicodeCategory(c) != UnicodeCategory.Format));
    }

    private bool IsFirstInLine()
    {
        var before = at - 1;
        while (before >= 0 && !IsLineEnd(text[before]) && (char.IsWhiteSpace(text[before]) || text[before] == '\uFEFF'))
            before--;
        return before < 0 || IsLineEnd(text[before]);
    }

    private void SkipLine()
    {
        while (at < text.Length && !IsLineEnd(Here))
            at++;
    }

    private void SkipComment()
    {
        var end = text.IndexOf("*/", at + 2, StringComparison.Ordinal);
        at = end < 0 ? text.Length : end + 2;
    }

    /// <summary>A literal that ends with its line at the latest.</summary>
    private void SkipQuoted(char quote)
    {
        at++;
        while (at < text.Length && Here != quote && !IsLineEnd(Here))
            at += Here == '\\' ? 2 : 1;
        if (Here == quote)
            at++;
    }

    private bool TrySkipString()
    {
        var (dollars, isVerbatim, length) = (0, false, 0);
        for (; From(length) is '$' or '@'; length++)
        {
            dollars += From(length) == '$' ? 1 : 0;
            isVerbatim |= From(length) == '@';
        }

        at += length;
        if (Here != '"')
            return length > 0;

        var quotes = isVerbatim ? 1 : Run('"');
        if (quotes == 2)
        {
            // An empty one.
            at += 2;
        }
        else if (dollars == 0 && !isVerbatim && quotes == 1)
            SkipQuoted('"');
        else
        {
            at += quotes;
            GoOn(new(dollars, quotes, isVerbatim));
        }

        // "text"u8
        if (dollars == 0 && (Here, From(1)) is ('u' or 'U', '8'))
            at += 2;
        return true;
    }

    private int Run(char sign)
    {
        var count = 0;
        while (From(count) == sign)
            count++;
        return count;
    }

    /// <summary>Skips the text of a string up to its end, or to the code in it.</summary>
    private void GoOn(Interpolated inside)
    {
        while (at < text.Length)
        {
            if (Here == '"')
            {
                var run = inside.IsRaw ? Run('"') : inside.IsVerbatim && From(1) == '"' ? 2 : 1;
                at += run;
                if (inside.IsRaw ? run >= inside.Quotes : run == 1)
                    return;
            }
            else if (Here == '{' && inside.Dollars > 0)
            {
                var run = Run('{');
                if (inside.IsRaw ? run >= inside.Dollars : run % 2 == 1)
                {
                    at += run;
                    around.Push(inside);
                    return;
                }

                at += run;
            }
            else if (inside is { IsRaw: false, IsVerbatim: false } && IsLineEnd(Here))
                return;
            else
                at += Here == '\\' && inside is { IsRaw: false, IsVerbatim: false } ? 2 : 1;
        }
    }

    private void Sign()
    {
        if (around.TryPeek(out var inside))
        {
            if (inside.Depth == 0 && (Here == '}' || (Here == ':' && From(1) != ':')))
            {
                // A format reaches to the end of the code.
                while (at < text.Length && Here != '}')
                    at++;
                at += inside.IsRaw ? inside.Dollars : 1;
                GoOn(around.Pop());
                return;
            }

            inside.Depth += Here is '(' or '[' or '{' ? 1 : Here is ')' or ']' or '}' ? -1 : 0;
            if ((Here, From(1)) == (':', ':'))
                at++;
        }

        Add(Here.ToString(), at);
        at++;
    }

    /// <summary>A string with code in it, or one that may have many lines.</summary>
    private sealed class Interpolated(int dollars, int quotes, bool isVerbatim)
    {
        public int Dollars => dollars;

        public int Quotes => quotes;

        public bool IsVerbatim => isVerbatim;

        public bool IsRaw => quotes >= 3;

        /// <summary>How many brackets are open in the code.</summary>
        public int Depth { get; set; }
    }
}

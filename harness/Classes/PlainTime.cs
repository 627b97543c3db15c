using System.Globalization;
using System.Text.RegularExpressions;

namespace Kata.Classes;

/// <summary>Times as instructors and platforms write them. Only forms with one meaning are read: the year first (ISO 8601), or the month as
/// an English word. 05/12/2026 is a day in May for some readers and in December for others.</summary>
internal static partial class PlainTime
{
    /// <summary>What a message says about a text that is not read.</summary>
    public const string Form = "write times as in 2026-11-20T23:59:00Z or 2026-11-20T23:59:00+01:00; without an offset it is UTC";

    /// <summary>Whether the text says a time of day, and not only a day.</summary>
    public static bool HasTimeOfDay(string text) => text.Contains(':');

    /// <returns>Null if the text is no time, or may be several.</returns>
    public static DateTimeOffset? Read(string text)
    {
        var plain = Fraction().Replace(Zone().Replace(text.Trim(), "Z"), "");
        return (YearFirst().IsMatch(plain) || MonthAsWord().IsMatch(plain))
            && DateTimeOffset.TryParse(plain, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
    }

    // 23:59:00.000000000, as Gradescope writes it, has more digits than a time of .NET.
    [GeneratedRegex(@"(?<=:\d\d)\.\d+", RegexOptions.CultureInvariant)]
    private static partial Regex Fraction();

    [GeneratedRegex(@"\s*(UTC|GMT|Z)$", RegexOptions.CultureInvariant)]
    private static partial Regex Zone();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?(Z|\s*[+-]\d\d:?\d\d)?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex YearFirst();

    [GeneratedRegex(
        @"^([A-Za-z]{3,9},?\s+)?(\d{1,2}\s+(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?|"
            + @"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+\d{1,2}),?\s+\d{4}"
            + @"(,?\s+(at\s+)?\d{1,2}:\d\d(:\d\d)?\s*([AP]M)?\s*(Z|[+-]\d\d:?\d\d)?)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex MonthAsWord();
}

using System.Globalization;
using System.Text.RegularExpressions;
using Kata.Protocol;
using Kata.Servers;
using Kata.Text;

namespace Kata.Checking;

/// <summary>What a date in the form of <c>ctime</c> shows that is another than the expected one: <c>Tue Sep 18 13:53:23 2012</c>.</summary>
internal static partial class SeenInDates
{
    private const long From1900To1970 = 2_208_988_800;

    private const long Era = 1L << 32;

    private const long HalfADay = 12 * 3600;

    private const long ADay = 24 * 3600;

    private const string LeapYears = "Which years are leap years? 2100 is none.";

    /// <summary>The last second since 1970 that an int has.</summary>
    private static readonly DateTime EndOfInt = DateTime.UnixEpoch.AddSeconds(int.MaxValue);

    private static readonly DateTime EndOfFebruary2100 = new(2100, 2, 28, 23, 59, 59);

    private const string Months = "JanFebMarAprMayJunJulAugSepOctNovDec";

    /// <inheritdoc cref="WhatWasSeen.HintFor"/>
    /// <param name="transcripts">None if another text is wrong, too.</param>
    public static string? HintFor(string expected, string got, IReadOnlyList<Transcript> transcripts)
    {
        if (Date().Match(expected) is not { Success: true } right || Date().Match(got) is not { Success: true } printed)
            return null;
        if (OtherName(right, printed) is { } name)
            return name;
        if (Moment(right) is not { } asked)
            return null;
        if (Moment(printed) is not { } told)
            return IsNoLeapDay(printed) ? LeapYears : null;

        var off = (long)(told - asked).TotalSeconds;
        return off switch
        {
            0 => null,
            Era =>
                "That is 2^32 seconds too late, as if the top bit were clear. Which comparison decides, and is it off by one? Or does a uint "
                    + "wrap where the years before 1970 are below zero?",
            -Era when asked <= EndOfInt =>
                "That is 2^32 seconds too early. Where the top bit is clear, does the program count from the wrap, in 2036?",
            -Era =>
                "That is 2^32 seconds too early. Where the top bit is clear, does the program count from the wrap, in 2036? Or are the seconds "
                    + "since 1970 in an int somewhere, which ends in January 2038?",
            _ when off % ADay == 0 && Math.Abs(off) < 7 * ADay && SameDayOfTheWeek(right, printed) =>
                Math.Abs(off) == ADay && asked > EndOfFebruary2100
                    ? $"The day of the week and the time are right, and the date is a day {(off < 0 ? "behind" : "ahead")}. {LeapYears}"
                    : "The day of the week and the time are right, and the date is of another day. Is one of them computed apart from the "
                        + "other?",
            _ when Math.Abs(off) == From1900To1970 => "That is as far off as 1900 is from 1970. From which year does the number count?",
            _ when Math.Abs(off) == HalfADay => "That is 12 hours off. Is it the format, where hh counts to 12 and HH to 23? Or is it local time?",
            > 0 and < 10 when transcripts is [var seen] && Took(seen) - off is > -0.5 and < 1 =>
                $"That is {off} s later than what was sent, and the bytes took about as long to arrive. Is the program's own time added to "
                    + "the number that came?",
            >= -14 * 3600 and <= 14 * 3600 when off % 900 == 0 =>
                $"That is off by {(off / 3600.0).ToString("0.##", CultureInfo.InvariantCulture)} h. The time is UTC: "
                    + "does something convert it to local time?",
            _ => null,
        };
    }

    private static bool SameDayOfTheWeek(Match right, Match printed) => right.Groups["name"].Value == printed.Groups["name"].Value;

    /// <summary>The 29th of February of a year that has none, and that can be divided by 4.</summary>
    private static bool IsNoLeapDay(Match date) =>
        MonthOf(date.Groups["month"].Value) == 2
        && date.Groups["day"].Value == "29"
        && int.Parse(date.Groups["year"].Value, CultureInfo.InvariantCulture) is var year
        && year % 100 == 0
        && year % 400 != 0;

    /// <summary>For the name of a day or a month, if all the numbers are right.</summary>
    private static string? OtherName(Match right, Match printed)
    {
        if (((string[])["day", "time", "year"]).Any(part => Digits(right, part) != Digits(printed, part)))
            return null;

        // Another month of the same language would be another moment.
        var (month, other) = (right.Groups["month"].Value, printed.Groups["month"].Value);
        return month != other && (MonthOf(other) is not { } number || number == MonthOf(month)) ? Names(month, other)
            : month == other && right.Groups["name"].Value is var day && printed.Groups["name"].Value is var otherDay && day != otherDay
                ? Names(day, otherDay)
            : null;
    }

    private static string Digits(Match date, string part) => date.Groups[part].Value.TrimStart('0');

    private static string Names(string right, string printed) =>
        $"The numbers are right. {Quoted.Of(printed)} stands there in place of {Quoted.Of(right)}: where do the names of days and months come "
            + "from?";

    /// <summary>Seconds between the first bytes of the answer and the last ones.</summary>
    private static double Took(Transcript seen) =>
        seen.Of(EventKind.Sent).ToList() is [var first, .., var last] ? (last.Microseconds - first.Microseconds) / 1e6 : 0;

    private static DateTime? Moment(Match date) =>
        MonthOf(date.Groups["month"].Value) is { } month
        && DateTime.TryParseExact(
            $"{date.Groups["year"].Value}-{month}-{date.Groups["day"].Value} {date.Groups["time"].Value}",
            "yyyy-M-d HH:mm:ss",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var moment)
            ? moment
            : null;

    /// <summary>From 1; null if the name does not begin as in English.</summary>
    private static int? MonthOf(string name) =>
        name.Length >= 3 && Months.IndexOf(name[..3], StringComparison.OrdinalIgnoreCase) is var at && at >= 0 && at % 3 == 0
            ? at / 3 + 1
            : null;

    [GeneratedRegex(@"\A(?<name>\S+) +(?<month>\S+) +(?<day>\d{1,2}) +(?<time>\d\d:\d\d:\d\d) +(?<year>\d{4})\n?\z")]
    private static partial Regex Date();
}

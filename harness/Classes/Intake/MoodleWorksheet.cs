using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Kata.Classes.Intake;

/// <summary>Moodle's grading worksheet. Its words are in the language of the user who downloaded it, and Moodle takes it back only in that
/// language: the columns that are needed are found by what is in them. Moodle writes the participant («Participant 1001») into the
/// first column, and the grade in front of the highest grade, which is the same number in all lines.</summary>
internal sealed partial class MoodleWorksheet
{
    private readonly string text;
    private readonly IReadOnlyList<(string Participant, CsvCell Grade)> lines;

    private MoodleWorksheet(string text, IReadOnlyList<(string, CsvCell)> lines) => (this.text, this.lines) = (text, lines);

    /// <summary>The numbers of the participants.</summary>
    public IEnumerable<string> Participants => lines.Select(line => line.Participant);

    /// <returns>Null if the text is no such worksheet.</returns>
    /// <exception cref="Machine.KataException">It is no comma-separated values.</exception>
    public static MoodleWorksheet? Read(string text, string name)
    {
        var rows = CsvText.Rows(text, name);
        var lines = rows.Skip(1).ToList();
        if (lines.Count == 0 || IsOurs(rows[0][0]) || !IsOfParticipants(rows) || GradeColumn(rows[0], lines) is not { } grade)
            return null;

        return new(text, [.. lines.Where(row => row.Count > grade).Select(row => (Participant(row[0].Text)!, row[grade]))]);
    }

    /// <summary>The same worksheet with these grades. Nothing else is changed; a participant who is not among them keeps the old
    /// grade.</summary>
    /// <param name="grades">By the number of the participant.</param>
    public string With(IReadOnlyDictionary<string, string> grades)
    {
        var (filled, from) = (new StringBuilder(), 0);
        foreach (var (participant, cell) in lines.Where(line => grades.ContainsKey(line.Participant)))
        {
            filled.Append(text, from, cell.Start - from).Append(grades[participant]);
            from = cell.End;
        }

        return filled.Append(text, from, text.Length - from).ToString();
    }

    /// <summary>The number in «Participant 1001».</summary>
    /// <returns>Null if the cell is not of this form.</returns>
    public static string? Participant(string cell) =>
        Numbered().Match(cell) is { Success: true } numbered ? numbered.Groups["number"].Value : null;

    /// <summary>Whether the first column has participants: the same word and a number in each line.</summary>
    private static bool IsOfParticipants(IReadOnlyList<IReadOnlyList<CsvCell>> rows) => rows.Skip(1)
        .Select(row => Numbered().Match(row[0].Text) is { Success: true } numbered ? numbered.Groups["word"].Value : null)
        .Distinct().ToList() is [not null];

    /// <summary>Whether it is the first heading of a <c>students.csv</c>. Moodle writes <c>ID</c> in some languages.</summary>
    private static bool IsOurs(CsvCell heading) => heading.Text.Trim() == "id";

    private static int? GradeColumn(IReadOnlyList<CsvCell> headings, List<IReadOnlyList<CsvCell>> lines)
    {
        if (Is(headings[0], "Identifier") && headings.ToList().FindIndex(heading => Is(heading, "Grade")) is >= 0 and var english)
            return english;

        for (var i = 2; i < headings.Count - 1; i++)
        {
            var at = i + 1;
            if (lines.TrueForAll(row => row.Count > at) && lines.Select(row => row[at].Text).Distinct().ToList() is [var most]
                && decimal.TryParse(most.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && number > 0 && lines.TrueForAll(row => IsGrade(row[at - 1].Text)))
                return i;
        }

        return null;

        static bool Is(CsvCell heading, string word) => heading.Text.Trim().Equals(word, StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsGrade(string cell) =>
        cell.Trim() is "" or "-" || decimal.TryParse(cell.Replace(',', '.'), NumberStyles.Number, CultureInfo.InvariantCulture, out _);

    [GeneratedRegex(@"^\s*(?<word>\p{L}[^\d]{1,40})(?<number>\d+)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Numbered();
}

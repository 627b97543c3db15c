using Kata.Machine;

namespace Kata.Classes.Intake;

/// <summary>Who belongs to a class: <c>students.csv</c>, with a line of headings: <c>id,name,email,group</c>, and <c>submitted</c> if
/// there are late days. GitHub Classroom's <c>classroom_roster.csv</c> and Moodle's grading worksheet are read too.</summary>
internal static class StudentList
{
    public const string FileName = "students.csv";
    public const string ClassroomFileName = "classroom_roster.csv";

    /// <exception cref="KataException">The list has no column that identifies students, or a date on it is not valid.</exception>
    public static IReadOnlyList<Student> Read(string text, string name)
    {
        var rows = CsvText.Rows(text, name);
        if (rows.Count == 0)
            return [];

        var columns = rows[0].Select((heading, i) => (heading.Text.Trim().ToLowerInvariant(), i)).GroupBy(pair => pair.Item1)
            .ToDictionary(pair => pair.Key, pair => pair.First().i);
        // In another language than English the first column of Moodle's worksheet has another heading.
        var isWorksheet = MoodleWorksheet.Read(text, name) is not null;
        var participant = isWorksheet ? 0 : Column("identifier");
        var id = Column("id", "github_username", "identifier") ?? participant;
        if (id is null)
            throw new KataException(
                $"{name} has no column «id»: its first line names the columns, as in: id,name,email,group,submitted");

        var (names, email, group) = (Column("name", "full name"), Column("email", "email address"), Column("group"));
        var (submitted, modified) = (Column("submitted"), Column("last modified (submission)"));
        return
        [
            .. rows.Skip(1)
                .Select((row, i) => (Row: row, Line: i + 2))
                .Where(line => Cell(line.Row, id) is not null)
                .Select(line => new Student(Id(line.Row), Cell(line.Row, names), Cell(line.Row, email), Cell(line.Row, group))
                {
                    Participant = Cell(line.Row, participant) is { } cell ? Participant(cell) : null,
                    Submitted = Cell(line.Row, submitted) is { } when ? Time(when, line.Line)
                        // Moodle writes times in the language of its user, and a dash for none.
                        : Cell(line.Row, modified) is { } changed ? PlainTime.Read(changed) : null,
                }),
        ];

        int? Column(params string[] headings) =>
            headings.Select(heading => columns.TryGetValue(heading, out var at) ? at : (int?)null).FirstOrDefault(at => at is not null);

        static string? Cell(IReadOnlyList<CsvCell> row, int? at) =>
            at is { } i && i < row.Count && PlainName.Of(row[i].Text).Trim() is { Length: > 0 } cell ? cell : null;

        // Moodle's identifier is «Participant 1001», and its folders have the number alone.
        string Id(IReadOnlyList<CsvCell> row) =>
            (id == participant ? Participant(Cell(row, id)!) : null) ?? Cell(row, id)!;

        // Other lists call other things an identifier: GitHub Classroom's has what the teacher likes.
        string? Participant(string cell) =>
            isWorksheet || cell.TrimStart().StartsWith("Participant ", StringComparison.OrdinalIgnoreCase)
                ? MoodleWorksheet.Participant(cell)
                : null;

        DateTimeOffset Time(string when, int line) =>
            PlainTime.Read(when) ?? throw new KataException($"{name}, line {line}: submitted is {when}: {PlainTime.Form}");
    }
}

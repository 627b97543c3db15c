using System.Text;
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
        var rows = Rows(text.TrimStart('\uFEFF'), name).Where(row => row.Any(cell => cell != "")).ToList();
        if (rows.Count == 0)
            return [];

        var columns = rows[0].Select((heading, i) => (heading.Trim().ToLowerInvariant(), i)).GroupBy(pair => pair.Item1)
            .ToDictionary(pair => pair.Key, pair => pair.First().i);
        var id = Column("id", "github_username", "identifier");
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
                .Select(line => new Student(Id(Cell(line.Row, id)!), Cell(line.Row, names), Cell(line.Row, email), Cell(line.Row, group))
                {
                    Submitted = Cell(line.Row, submitted) is { } when ? Time(when, line.Line)
                        // Moodle writes times in the language of its user, and a dash for none.
                        : Cell(line.Row, modified) is { } changed ? PlainTime.Read(changed) : null,
                }),
        ];

        int? Column(params string[] headings) =>
            headings.Select(heading => columns.TryGetValue(heading, out var at) ? at : (int?)null).FirstOrDefault(at => at is not null);

        static string? Cell(IReadOnlyList<string> row, int? at) =>
            at is { } i && i < row.Count && Plain(row[i]).Trim() is { Length: > 0 } cell ? cell : null;

        // Moodle's identifier is «Participant 1001», and its folders have the number alone.
        static string Id(string cell) =>
            cell.StartsWith("Participant ", StringComparison.OrdinalIgnoreCase) ? cell["Participant ".Length..].Trim() : cell;

        // It is shown in terminals and tables.
        static string Plain(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter));

        DateTimeOffset Time(string when, int line) =>
            PlainTime.Read(when) ?? throw new KataException($"{name}, line {line}: submitted is {when}: {PlainTime.Form}");
    }

    /// <summary>The cells of comma-separated values (RFC 4180).</summary>
    /// <exception cref="KataException">A quotation mark is missing: all other students would be in one cell.</exception>
    private static IEnumerable<IReadOnlyList<string>> Rows(string text, string name)
    {
        var (row, cell, quoted) = (new List<string>(), new StringBuilder(), false);
        // Spreadsheets in much of Europe put semicolons between cells.
        var first = text.AsSpan(0, text.IndexOf('\n') is > 0 and var end ? end : text.Length);
        var separator = first.Contains(';') && !first.Contains(',') ? ';' : ',';
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"')
                cell.Append(text[i++]);
            else if (c == '"' && (quoted || cell.ToString().Trim() == ""))
                (quoted, cell) = (!quoted, quoted ? cell : cell.Clear());
            else if (!quoted && c == separator)
                End();
            else if (quoted || c is not ('\r' or '\n'))
                cell.Append(c);
            else if (c == '\n' || i + 1 == text.Length || text[i + 1] != '\n')
            {
                End();
                yield return row;
                row = [];
            }
        }

        if (quoted)
            throw new KataException($"{name}: a cell begins with a quotation mark, and none ends it");

        End();
        yield return row;

        void End()
        {
            row.Add(cell.ToString());
            cell.Clear();
        }
    }
}

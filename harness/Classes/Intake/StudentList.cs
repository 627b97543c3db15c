using System.Text;
using Kata.Machine;

namespace Kata.Classes.Intake;

/// <summary>Who belongs to a class: <c>students.csv</c>, with a line of headings: <c>id,name,email,group</c>, and <c>submitted</c> if
/// there are late days. GitHub Classroom's <c>classroom_roster.csv</c> is read too.</summary>
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
            throw new KataException($"{name} has no column «id»: its first line names the columns, as in: id,name,email,group");

        var (names, email, group, submitted) = (Column("name"), Column("email"), Column("group"), Column("submitted"));
        return
        [
            .. rows.Skip(1)
                .Select((row, i) => (Row: row, Line: i + 2))
                .Where(line => Cell(line.Row, id) is not null)
                .Select(line => new Student(Cell(line.Row, id)!, Cell(line.Row, names), Cell(line.Row, email), Cell(line.Row, group))
                {
                    Submitted = Cell(line.Row, submitted) is { } when ? Time(when, line.Line) : null,
                }),
        ];

        int? Column(params string[] headings) =>
            headings.Select(heading => columns.TryGetValue(heading, out var at) ? at : (int?)null).FirstOrDefault(at => at is not null);

        static string? Cell(IReadOnlyList<string> row, int? at) =>
            at is { } i && i < row.Count && Plain(row[i]).Trim() is { Length: > 0 } cell ? cell : null;

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
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"')
                cell.Append(text[i++]);
            else if (c == '"' && (quoted || cell.ToString().Trim() == ""))
                (quoted, cell) = (!quoted, quoted ? cell : cell.Clear());
            else if (!quoted && c == ',')
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

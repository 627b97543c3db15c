using System.Globalization;
using System.Text;

namespace Kata.Classes.Exports;

/// <summary>Points as comma-separated values (RFC 4180), with a line for each student: <c>grades.csv</c>. A cell is empty if the step is
/// not graded.</summary>
internal static class CsvExport
{
    public static IEnumerable<ExportedFile> Write(ClassResults results)
    {
        var lines = new StringBuilder();
        Line(lines, ["id", "name", "email", "group", "submitted", "days late", .. results.Manifest.Steps.Select(step => step.Name),
            "total", "possible"]);
        var cells = results.All.Select(one => (one.Submission.Id, Cells: Cells(results, one)))
            .Concat(results.Manifest.Missing.Select(student => (student.Id, Cells: Cells(results, student))))
            .OrderBy(one => one.Id, StringComparer.OrdinalIgnoreCase);
        foreach (var (_, line) in cells)
            Line(lines, line);
        yield return new("grades.csv", lines.ToString());
    }

    private static IEnumerable<string?> Cells(ClassResults results, SubmissionResult one)
    {
        var who = one.Submission;
        return
        [
            who.Id, who.Name, who.Email, who.Group,
            who.Submitted?.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
            results.Points.Late is null ? null : $"{one.DaysLate}",
            .. one.Steps.Select(step => step.Points is { } points ? ExportText.Number(Math.Round(points, 4)) : null),
            one.Total is { } total ? ExportText.Number(total) : null, ExportText.Number(one.Possible),
        ];
    }

    // A student who handed in nothing has zero points, and no possible points, since no program was looked at.
    private static IEnumerable<string?> Cells(ClassResults results, Student student) =>
        [student.Id, student.Name, student.Email, student.Group, null, null, .. results.Manifest.Steps.Select(_ => "0"), "0", null];

    /// <summary>Adds a line.</summary>
    public static void Line(StringBuilder lines, IEnumerable<string?> cells) =>
        lines.Append(string.Join(',', cells.Select(Cell))).Append("\r\n");

    private static string Cell(string? text)
    {
        // A spreadsheet would compute a text that begins like a formula, and the text comes from a student.
        var safe = text is [('=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠'), ..]
            && !decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out _) ? $"'{text}" : text ?? "";
        return safe.AsSpan().IndexOfAny("\",\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"")}\"";
    }
}

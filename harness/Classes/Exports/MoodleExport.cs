using System.IO.Compression;
using System.Text;
using Kata.Reports.Html;

namespace Kata.Classes.Exports;

/// <summary>What Moodle's assignment takes back: <c>moodle/worksheet.csv</c> with the grades, for «Upload grading worksheet», and
/// <c>moodle/feedback.zip</c> with the page of each student, for «Upload multiple feedback files in a zip».</summary>
internal static class MoodleExport
{
    public static IEnumerable<ExportedFile> Write(ClassResults results)
    {
        yield return new("moodle/worksheet.csv", Worksheet(results));
        yield return new("moodle/feedback.zip", Feedback(results));
    }

    private static string Worksheet(ClassResults results)
    {
        var rows = results.All
            .Select(one => (one.Submission.Id, one.Submission.Name, one.Submission.Email, Grade: one.Total))
            .Concat(results.Manifest.Missing.Select(one => (one.Id, one.Name, one.Email, Grade: (decimal?)0)))
            .OrderBy(row => row.Id, StringComparer.OrdinalIgnoreCase);
        var lines = new StringBuilder();
        CsvExport.Line(lines, ["Identifier", "Full name", "Email address", "Grade"]);
        foreach (var row in rows)
            CsvExport.Line(lines, [Identifier(row.Id), row.Name, row.Email, row.Grade is { } grade ? ExportText.Number(grade) : null]);
        return lines.ToString();
    }

    /// <summary>The id of a Moodle folder is the number of its participant.</summary>
    private static string Identifier(string id) => id.All(char.IsAsciiDigit) ? $"Participant {id}" : id;

    private static byte[] Feedback(ClassResults results)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create))
        {
            foreach (var one in results.All)
                ExportedZip.Add(zip, $"{Folder(one.Submission)}/feedback.html",
                    Encoding.UTF8.GetBytes(HtmlReport.Write(results.GradeOf(one))), isExecutable: false);
        }

        return bytes.ToArray();
    }

    /// <summary>The folder as Moodle calls it. It reads the participant between the first two lines.</summary>
    private static string Folder(Submission submission)
    {
        var name = string.Concat((submission.Name ?? submission.Id).Select(c => c is '_' or '/' or '\\' || char.IsControl(c) ? ' ' : c));
        return $"{name.Trim(' ', '.')}_{submission.Id}_assignsubmission_file_";
    }
}

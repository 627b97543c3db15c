using System.IO.Compression;
using System.Text;
using Kata.Classes.Intake;
using Kata.Reports.Html;
using Kata.Text;

namespace Kata.Classes.Exports;

/// <summary>What Moodle's assignment takes back: <c>moodle/worksheet.csv</c> with the grades, for «Upload grading worksheet», and
/// <c>moodle/feedback.zip</c> with the page of each student, for «Upload multiple feedback files in a zip». Both have only students whose
/// participant number is known from Moodle: without it, the student's id may be the participant number of another student.</summary>
internal static class MoodleExport
{
    /// <summary>Moodle asks for the first, the fourth and the fifth, in the language of the user
    /// (mod/assign/feedback/offline/importgradeslib.php).</summary>
    private static readonly string[] Columns = ["Identifier", "Full name", "Email address", "Grade", "Last modified (grade)"];

    public static IEnumerable<ExportedFile> Write(ClassResults results)
    {
        yield return new("moodle/worksheet.csv", Given(results) is { } given ? given.With(Filled(results)) : Worksheet(results));
        yield return new("moodle/feedback.zip", Feedback(results));
    }

    /// <summary>How many students are in neither file; null if all are in both.</summary>
    public static string? Note(ClassResults results)
    {
        var known = Given(results)?.Participants.ToHashSet();
        var without = Rows(results).Count(row => row.Who.Participant is not { } number || known?.Contains(number) == false);
        return without == 0 ? null
            : known is null ? $"{Amount.Of(without, "student")} left out of moodle: Moodle's participant number is not known"
            : $"{Amount.Of(without, "student")} left out of moodle: not in the worksheet that was given";
    }

    private static MoodleWorksheet? Given(ClassResults results) =>
        results.Worksheet is { } text ? MoodleWorksheet.Read(text, "worksheet.csv") : null;

    /// <summary>The grades by participant. A student who is not graded has no grade; that is not the same as zero.</summary>
    private static Dictionary<string, string> Filled(ClassResults results) => Rows(results)
        .Where(row => row.Who.Participant is not null && row.Grade is not null)
        .DistinctBy(row => row.Who.Participant)
        .ToDictionary(row => row.Who.Participant!, row => ExportText.Number(row.Grade!.Value));

    private static string Worksheet(ClassResults results)
    {
        var lines = new StringBuilder();
        CsvExport.Line(lines, Columns);
        foreach (var (who, grade) in Rows(results).Where(row => row.Who.Participant is not null))
            CsvExport.Line(lines, [$"Participant {who.Participant}", who.Name, who.Email,
                grade is { } points ? ExportText.Number(points) : null, null]);
        return lines.ToString();
    }

    private static IEnumerable<(Student Who, decimal? Grade)> Rows(ClassResults results) => results.All
        .Select(one => (Who: one.Submission.AsStudent(), Grade: one.Total))
        .Concat(results.Manifest.Missing.Select(one => (Who: one, Grade: (decimal?)0)))
        .OrderBy(row => row.Who.Id, StringComparer.OrdinalIgnoreCase);

    private static byte[] Feedback(ClassResults results)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create))
        {
            foreach (var one in results.All.Where(one => one.Submission.Participant is not null))
                ExportedZip.Add(zip, $"{Folder(one.Submission)}/feedback.html",
                    Encoding.UTF8.GetBytes(HtmlReport.Write(results.GradeOf(one))), isExecutable: false);
        }

        return bytes.ToArray();
    }

    /// <summary>The folder as Moodle calls it. It reads the participant between the first two lines.</summary>
    private static string Folder(Submission submission)
    {
        var name = string.Concat((submission.Name ?? submission.Id).Select(c => c is '_' or '/' or '\\' || char.IsControl(c) ? ' ' : c));
        return $"{name.Trim(' ', '.')}_{submission.Participant}_assignsubmission_file_";
    }
}

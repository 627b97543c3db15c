using Kata.Machine;
using Kata.Text;

namespace Kata.Classes.Exports;

/// <summary>A file that an export consists of.</summary>
/// <param name="Path">The path below the folder of the exports, with <c>/</c> as separator.</param>
internal sealed record ExportedFile(string Path, byte[] Content)
{
    public ExportedFile(string path, string text)
        : this(path, System.Text.Encoding.UTF8.GetBytes(text))
    {
    }

    public bool IsExecutable { get; init; }
}

/// <summary>A form in which the grades of a class leave the kata.</summary>
/// <param name="Name">The name that the user types.</param>
/// <param name="Write">Makes its files.</param>
internal sealed record ClassExport(string Name, Func<ClassResults, IEnumerable<ExportedFile>> Write)
{
    /// <summary>What the instructor is to know about its files; null if there is nothing.</summary>
    public Func<ClassResults, string?> Note { get; init; } = _ => null;

    /// <summary>All forms that exist.</summary>
    public static IReadOnlyList<ClassExport> All { get; } =
    [
        new("csv", CsvExport.Write),
        new("moodle", MoodleExport.Write) { Note = MoodleExport.Note },
        new("junit", JUnitExport.Write),
        new("gradescope", GradescopeExport.Write),
        new("exercism", ExercismExport.Write),
        new("github", GitHubExport.Write),
        new("json", JsonExport.Write),
        new("html", HtmlExport.Write),
    ];

    /// <summary>Writes its files into a folder.</summary>
    /// <returns>How many files it wrote.</returns>
    public int Into(string folder, ClassResults results)
    {
        var count = 0;
        foreach (var file in Write(results))
        {
            var path = Path.Combine(folder, file.Path);
            WholeFile.Write(path, file.Content);
            if (file.IsExecutable && !OperatingSystem.IsWindows())
                File.SetUnixFileMode(
                    path,
                    UnixFileMode.UserRead
                        | UnixFileMode.UserWrite
                        | UnixFileMode.UserExecute
                        | UnixFileMode.GroupRead
                        | UnixFileMode.GroupExecute
                        | UnixFileMode.OtherRead
                        | UnixFileMode.OtherExecute);
            count++;
        }

        return count;
    }
}

/// <summary>Texts that several exports share.</summary>
internal static class ExportText
{
    /// <summary>A student's file for a submission with a part that is not graded. It has no grade, because a grade without that part would
    /// be taken for the whole.</summary>
    public static ExportedFile NotGraded(string path, SubmissionResult result) => new(path, result.Submission.Unread is { } unread
        ? $"Nothing could be graded: {Visible.OneLine(unread.Why)}\n"
        : string.Concat(result.Steps.Where(step => step.NotGraded is not null)
        .Select(step => $"Step {step.Step.Number:00} is not graded: {Visible.OneLine(step.NotGraded!)}\n")));

    /// <summary>The name of an instructor's own check in a student's file, which says how the check ended and nothing else.</summary>
    public static string HiddenName(int number) => $"Hidden check {number}";

    /// <summary>A number in the form that all of these formats use.</summary>
    public static string Number(decimal number) => number.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture);
}

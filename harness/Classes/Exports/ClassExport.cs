using Kata.Machine;

namespace Kata.Classes.Exports;

/// <summary>A file that an export consists of.</summary>
/// <param name="Path">From the folder of the exports, with <c>/</c> in between.</param>
internal sealed record ExportedFile(string Path, byte[] Content)
{
    public ExportedFile(string path, string text)
        : this(path, System.Text.Encoding.UTF8.GetBytes(text))
    {
    }

    public bool IsExecutable { get; init; }
}

/// <summary>A form in which the grades of a class leave the kata.</summary>
/// <param name="Name">As it is typed.</param>
/// <param name="Write">Makes its files.</param>
internal sealed record ClassExport(string Name, Func<ClassResults, IEnumerable<ExportedFile>> Write)
{
    /// <summary>All forms that there are.</summary>
    public static IReadOnlyList<ClassExport> All { get; } =
    [
        new("csv", CsvExport.Write),
        new("junit", JUnitExport.Write),
        new("gradescope", GradescopeExport.Write),
        new("exercism", ExercismExport.Write),
        new("github", GitHubExport.Write),
        new("json", JsonExport.Write),
        new("html", HtmlExport.Write),
    ];

    /// <summary>Writes its files into a folder.</summary>
    /// <returns>How many.</returns>
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

/// <summary>What exports say alike.</summary>
internal static class ExportText
{
    /// <summary>A student's file for a submission that is not graded as a whole: a grade that lacks a part would be read as one.</summary>
    public static ExportedFile NotGraded(string path, SubmissionResult result) => new(path, string.Concat(result.Steps
        .Where(step => step.NotGraded is not null)
        .Select(step => $"Step {step.Step.Number:00} is not graded: {step.NotGraded}\n")));

    /// <summary>The instructor's own checks, in a student's file: how they ended and nothing else.</summary>
    public static string HiddenName(int number) => $"Hidden check {number}";

    /// <summary>A number as all of these formats have it.</summary>
    public static string Number(decimal number) => number.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture);
}

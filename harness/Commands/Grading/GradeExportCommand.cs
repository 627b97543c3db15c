using System.CommandLine;
using Kata.Classes;
using Kata.Classes.Exports;
using Kata.Classes.Grading;
using Kata.Commands.Shell;
using Kata.Text;

namespace Kata.Commands.Grading;

/// <summary><c>kata grade export class/ --format csv,html</c>: the grades in the forms that others read.</summary>
internal static class GradeExportCommand
{
    public static Command Create()
    {
        var folder = ClassArgument.Create();
        var format = new Option<string[]>("--format")
        {
            Description = $"In which forms: {string.Join(", ", ClassExport.All.Select(export => export.Name))}.",
            HelpName = "NAME,NAME",
            DefaultValueFactory = _ => ["csv,html"],
            AllowMultipleArgumentsPerToken = true,
        };
        var output = new Option<string?>("--output")
        {
            Description = "Where to write them; exports in the class folder if not given.",
            HelpName = "FOLDER",
        };
        var points = new Option<string?>("--points")
        {
            Description = "How verdicts become points, instead of the rules that the class was graded with.",
            HelpName = "FILE",
        };
        var hidden = new Option<string?>("--hidden")
        {
            Description = "The checks of your own that the class was graded with, for Gradescope's autograder.",
            HelpName = "FOLDER",
        };
        var command = new Command("export", "Writes the grades of a class for Gradescope, Exercism, CI servers, spreadsheets and people.")
        {
            folder, format, output, points, hidden,
        };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(folder),
            [.. (parsed.GetValue(format) ?? [])
                .SelectMany(names => names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                .Select(Format).Distinct()],
            parsed.GetValue(output), parsed.GetValue(points), parsed.GetValue(hidden), Console.Out));
        return command;
    }

    /// <returns>The exit code: 2 if something is not graded.</returns>
    internal static int Run(
        string path, IReadOnlyList<ClassExport> formats, string? output, string? points, string? hidden, TextWriter log)
    {
        var folder = new ClassFolder(path);
        var results = ClassResults.Read(folder, folder.ReadManifest(), points is null ? null : PointRules.Read(points));
        results.HiddenFolder = Hidden(hidden, results.Manifest, formats);
        var target = output ?? Path.Combine(folder.Folder, "exports");
        foreach (var format in formats)
        {
            var written = $"{format.Name}: {Amount.Of(format.Into(target, results), "file")} in {target}";
            log.WriteLine(string.Join('\n', Labelled.Lines("exported", written)));
            if (format.Note(results) is { } note)
                log.WriteLine(string.Join('\n', Labelled.Lines("note", note)));
        }

        var missing = results.All.Count(one => !one.IsGraded);
        if (missing > 0)
            log.WriteLine(
                $"\n{Amount.Of(missing, "submission")} not graded as a whole: "
                    + $"{KataLine.Of($"grade status {KataLine.Typed(path)}")} says why");
        return missing > 0 ? 2 : 0;
    }

    /// <summary>The folder with the checks that the class was graded with, which an autograder needs.</summary>
    private static string? Hidden(string? folder, ClassManifest manifest, IReadOnlyList<ClassExport> formats)
    {
        if (manifest.Hidden is not null && folder is null && formats.Any(format => format.Name == "gradescope"))
            throw new UsageException("the class was graded with checks of your own: name them again with --hidden, for the autograder");
        if (folder is not null && manifest.Hidden is null)
            throw new UsageException($"--hidden {folder}: the class was graded without checks of your own");
        return folder is null || HiddenChecks.Load(folder).Hash == manifest.Hidden ? folder
            : throw new UsageException($"--hidden {folder}: the class was graded with other checks");
    }

    private static ClassExport Format(string name) =>
        ClassExport.All.FirstOrDefault(export => export.Name == name)
        ?? throw new UsageException(
            $"There is no format {name}; there are {string.Join(", ", ClassExport.All.Select(export => export.Name))}");
}

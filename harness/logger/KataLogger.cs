using Kata.Machine;
using Kata.Results;
using Kata.Text;
using Microsoft.VisualStudio.TestPlatform.ObjectModel;
using Microsoft.VisualStudio.TestPlatform.ObjectModel.Client;
using Microsoft.VisualStudio.TestPlatform.ObjectModel.Logging;

namespace Kata.Logger;

/// <summary>The logger <c>kata</c> of the test platform: prints one report when all checks have run, and writes
/// <c>grade.json</c> beside the test results. Parameters: <c>Programs</c>, the folder of programs as the student would
/// type it; <c>Strict</c>, true if a check that is not started fails.</summary>
[FriendlyName("kata")]
[ExtensionUri("logger://kata")]
public sealed class KataLogger : ITestLoggerWithParameters
{
    private readonly TextWriter output;
    private readonly Palette palette;
    private readonly CollectedChecks checks = new();
    private readonly DateTimeOffset started = DateTimeOffset.Now;
    private IReadOnlyDictionary<string, string?> parameters = new Dictionary<string, string?>();
    private readonly string folder;
    private IReadOnlyDictionary<Step, string>? programs;
    private string? filter;
    private string? error;

    /// <summary>Prints to the console. The platform's current folder is that of the programs.</summary>
    public KataLogger() : this(Charset.Output(), Palette.ForConsole(), Directory.GetCurrentDirectory())
    {
    }

    internal KataLogger(TextWriter output, Palette palette, string folder) =>
        (this.output, this.palette, this.folder) = (output, palette, folder);

    public void Initialize(TestLoggerEvents events, string testRunDirectory) =>
        Initialize(events, new Dictionary<string, string?> { [DefaultLoggerParameterNames.TestRunDirectory] = testRunDirectory });

    public void Initialize(TestLoggerEvents events, Dictionary<string, string?> parameters)
    {
        // The platform keeps the case in which a name was typed.
        this.parameters = new Dictionary<string, string?>(parameters, StringComparer.OrdinalIgnoreCase);
        events.TestRunStart += (_, e) => Start(e);
        events.TestResult += (_, e) => checks.Add(e.Result);
        events.TestRunMessage += (_, e) => Hear(e);
        events.TestRunComplete += (_, e) => Complete(e);
    }

    private void Start(TestRunStartEventArgs e)
    {
        filter = e.TestRunCriteria.TestCaseFilter;
        // Now, before anybody saves another text. The platform does not wait for its loggers.
        programs = GradedPrograms.Hashes(folder);
    }

    private void Hear(TestRunMessageEventArgs e)
    {
        if (e.Level == TestMessageLevel.Error)
            error ??= FirstLine(e.Message);
        else if (e.Message.StartsWith(LoggerLines.Announcement, StringComparison.Ordinal))
            output.WriteLine($"  {e.Message[LoggerLines.Announcement.Length..].TrimEnd()}");
    }

    private void Complete(TestRunCompleteEventArgs e)
    {
        var results = checks.InOrder().ToList();
        var broken = e.IsCanceled ? "it was cancelled."
            : e.IsAborted ? FirstLine(e.Error?.Message) ?? error ?? "the test host ended before all checks had run."
            : results.Count == 0 ? error
            : null;
        var grade = Grade.Of(results, new(
            started,
            Parameter("Programs"),
            checks.Servers,
            string.IsNullOrEmpty(filter) ? null : filter,
            string.Equals(Parameter("Strict"), "true", StringComparison.OrdinalIgnoreCase),
            broken)
        {
            Hashes = programs,
        });

        // One write, so that the reports of two projects graded side by side do not mix.
        output.Write($"\n{GradeReport.Draw(grade, palette)}\n{Save(grade)}\n{Keep(grade)}".ReplaceLineEndings());
        output.Flush();
    }

    private string Save(Grade grade)
    {
        var directory = Parameter(DefaultLoggerParameterNames.TestRunDirectory) ?? Directory.GetCurrentDirectory();
        var file = Path.Combine(directory, GradeJson.FileName);
        try
        {
            WholeFile.Write(file, GradeJson.Write(grade));
            return string.Join('\n', Labelled.Lines("grade", AsTyped(file, grade.Circumstances.Programs)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"  {file} could not be written: {e.Message}";
        }
    }

    /// <summary>For <c>kata</c>, which tells from it where the student stands.</summary>
    /// <returns>A line if that cannot be done.</returns>
    private string Keep(Grade grade)
    {
        var kept = new KeptResults(folder);
        try
        {
            kept.Save(grade);
            return "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"  The results are not kept in {kept.Folder}: {e.Message}\n";
        }
    }

    // The build runs in the folder of the programs, the student mostly one above.
    private static string AsTyped(string file, string? programs)
    {
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), file);
        return programs is null || relative.StartsWith("..") || Path.IsPathRooted(relative)
            ? file
            : Path.GetRelativePath(".", Path.Combine(programs, relative));
    }

    private string? Parameter(string name) =>
        parameters.TryGetValue(name, out var value) && !string.IsNullOrWhiteSpace(value) ? value : null;

    private static string? FirstLine(string? text)
    {
        const string aborted = "The active test run was aborted. Reason: ";
        var line = text?.ReplaceLineEndings("\n").Split('\n').FirstOrDefault(line => line.Trim() != "")?.Trim();
        return string.IsNullOrEmpty(line) ? null : line.StartsWith(aborted) ? line[aborted.Length..] : line;
    }
}

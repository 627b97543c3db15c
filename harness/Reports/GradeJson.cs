using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kata.Grading;

namespace Kata.Reports;

/// <summary>A grade for programs to read: <c>grade.json</c>, as described in <c>grade.schema.json</c> beside this file.</summary>
public static class GradeJson
{
    /// <summary>What the file is called; it lies beside the test results.</summary>
    public const string FileName = "grade.json";

    private const int SchemaVersion = 1;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        // Sentences and ladders stay readable; the file is never put into a web page as it is.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The whole file.</summary>
    public static string Write(Grade grade) => JsonSerializer.Serialize(Document(grade), Options) + "\n";

    private static object Document(Grade grade) => new
    {
        Version = SchemaVersion,
        grade.Circumstances.When,
        grade.Circumstances.Programs,
        grade.Circumstances.Servers,
        grade.Circumstances.Filter,
        grade.Circumstances.Strict,
        grade.Circumstances.BrokenOff,
        StepsDone = grade.Done,
        Points = grade.Earned,
        PossiblePoints = grade.Possible,
        Next = GradeTable.Next(grade),
        Steps = grade.Steps.Select(step => new
        {
            step.Step.Number,
            step.Step.Slug,
            step.Step.Title,
            step.Status,
            step.Passed,
            step.Failed,
            step.NotStarted,
            step.Skipped,
            Points = step.Earned,
            PossiblePoints = step.Possible,
        }),
        Checks = grade.Checks.Select(check => new
        {
            check.Id,
            Step = check.Step.Number,
            check.Sentence,
            check.Status,
            check.Message,
            DurationMilliseconds = Math.Round(check.Duration.TotalMilliseconds, 1),
            Points = check.Earned,
            PossiblePoints = check.Possible,
        }),
    };
}

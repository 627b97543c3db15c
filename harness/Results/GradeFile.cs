using System.Text.Json;
using System.Text.RegularExpressions;

namespace Kata.Results;

/// <summary>What the last <c>dotnet test</c> of a folder came to: the <c>grade.json</c> that it left in <c>TestResults</c>.</summary>
internal static partial class GradeFile
{
    /// <summary>Of each step that it graded.</summary>
    /// <returns>Empty if there is no such file, or none that can be read.</returns>
    public static IReadOnlyDictionary<Step, StepResult> Read(string folder, ProgramHashes programs)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "TestResults", GradeJson.FileName)));
            var grade = json.RootElement;
            return grade.GetProperty("version").GetInt32() == GradeJson.SchemaVersion ? Steps(grade, programs) : new();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException
            or InvalidOperationException or FormatException or ArgumentException)
        {
            return new Dictionary<Step, StepResult>();
        }
    }

    private static Dictionary<Step, StepResult> Steps(JsonElement grade, ProgramHashes programs)
    {
        var when = grade.GetProperty("when").GetDateTimeOffset();
        var whole =
            grade.GetProperty("brokenOff").GetString() is null
            && (grade.GetProperty("filter").GetString() is not { } filter || OfWholeSteps().IsMatch(filter));
        var checks = grade.GetProperty("checks").EnumerateArray().Select(ResultJson.ReadCheck).ToLookup(check => check.Step);
        return grade
            .GetProperty("steps")
            .EnumerateArray()
            .Select(step =>
                (
                    Step: Step.Of(step.GetProperty("number").GetInt32()),
                    Program: step.TryGetProperty("program", out var hash) ? hash.GetString() : null))
            .Where(step => checks.Contains(step.Step) && step.Step != Step.None)
            .ToDictionary(
                step => step.Step,
                step => new StepResult(step.Step, [], [.. checks[step.Step]])
                {
                    Program = step.Program,
                    When = when,
                    IsStale = step.Program is null || step.Program != programs.Of(step.Step),
                    MayLackChecks = !whole,
                });
    }

    /// <summary>A filter that picks steps; with any other a step may have lost some of its checks.</summary>
    [GeneratedRegex(@"^\s*TestCategory\s*[=~]\s*\w+(\s*\|\s*TestCategory\s*[=~]\s*\w+)*\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex OfWholeSteps();
}

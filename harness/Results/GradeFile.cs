using System.Text.Json;
using System.Text.RegularExpressions;

namespace Kata.Results;

/// <summary>What a step came to when it was last checked, by whatever command.</summary>
/// <param name="When">When that was.</param>
/// <param name="IsStale">The program has changed since, or it is not known which program it was.</param>
internal sealed record LastGrade(StepGrade Grade, DateTimeOffset When, bool IsStale);

/// <summary>What the last <c>dotnet test</c> of a folder came to: the <c>grade.json</c> that it left in <c>TestResults</c>.</summary>
internal static partial class GradeFile
{
    /// <summary>Of each step that it graded.</summary>
    /// <returns>Empty if there is no such file, or none that can be read.</returns>
    public static IReadOnlyDictionary<Step, LastGrade> Read(string folder, ProgramHashes programs)
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
            return new Dictionary<Step, LastGrade>();
        }
    }

    private static Dictionary<Step, LastGrade> Steps(JsonElement grade, ProgramHashes programs)
    {
        var when = grade.GetProperty("when").GetDateTimeOffset();
        var whole = grade.GetProperty("brokenOff").GetString() is null && (grade.GetProperty("filter").GetString() is not { } filter || OfWholeSteps().IsMatch(filter));
        var checks = grade.GetProperty("checks").EnumerateArray().Select(Check).ToLookup(check => check.Step);
        return grade.GetProperty("steps").EnumerateArray()
            .Select(step => (Step: Step.Of(step.GetProperty("number").GetInt32()), Program: step.TryGetProperty("program", out var hash) ? hash.GetString() : null))
            .Where(step => checks.Contains(step.Step) && step.Step != Step.None)
            .ToDictionary(
                step => step.Step,
                step => new LastGrade(new(step.Step, [.. checks[step.Step]], MayLackChecks: !whole), when, step.Program is null || step.Program != programs.Of(step.Step)));
    }

    private static CheckResult Check(JsonElement check) => ResultJson.ReadWhy(check, new(
        check.GetProperty("id").GetString()!,
        Step.Of(check.GetProperty("step").GetInt32()),
        check.GetProperty("sentence").GetString()!,
        Enum.Parse<CheckStatus>(check.GetProperty("status").GetString()!, ignoreCase: true),
        TimeSpan.FromMilliseconds(check.GetProperty("durationMilliseconds").GetDouble()),
        check.GetProperty("possiblePoints").GetInt32()));

    /// <summary>A filter that picks steps; with any other a step may have lost some of its checks.</summary>
    [GeneratedRegex(@"^\s*TestCategory\s*[=~]\s*\w+(\s*\|\s*TestCategory\s*[=~]\s*\w+)*\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex OfWholeSteps();
}

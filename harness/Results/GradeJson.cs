using System.Text.Json;

namespace Kata.Results;

/// <summary>A grade for programs to read: <c>grade.json</c>, as described in <c>grade.schema.json</c> beside this file.</summary>
public static class GradeJson
{
    /// <summary>What the file is called; it lies beside the test results.</summary>
    public const string FileName = "grade.json";

    internal const int SchemaVersion = 2;

    /// <summary>The whole file.</summary>
    public static string Write(Grade grade) => ResultJson.Write(json => Write(json, grade), indented: true) + "\n";

    private static void Write(Utf8JsonWriter json, Grade grade)
    {
        json.WriteNumber("version", SchemaVersion);
        json.WriteString("when", grade.Circumstances.When);
        json.WriteString("programs", grade.Circumstances.Programs);
        json.WriteString("servers", grade.Circumstances.Servers);
        json.WriteString("filter", grade.Circumstances.Filter);
        json.WriteBoolean("strict", grade.Circumstances.Strict);
        json.WriteString("brokenOff", grade.Circumstances.BrokenOff);
        json.WriteNumber("stepsDone", grade.Done);
        json.WriteNumber("points", grade.Earned);
        json.WriteNumber("possiblePoints", grade.Possible);
        json.WriteString("next", GradeTable.Next(grade));

        json.WriteStartArray("steps");
        foreach (var step in grade.Steps)
            Write(json, step);
        json.WriteEndArray();

        json.WriteStartArray("checks");
        foreach (var check in grade.Checks)
            Write(json, check);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, StepGrade step)
    {
        json.WriteStartObject();
        json.WriteNumber("number", step.Step.Number);
        json.WriteString("slug", step.Step.Slug);
        json.WriteString("title", step.Step.Title);
        json.WriteString("status", ResultJson.Name(step.Status));
        json.WriteNumber("passed", step.Passed);
        json.WriteNumber("failed", step.Failed);
        json.WriteNumber("notStarted", step.NotStarted);
        json.WriteNumber("skipped", step.Skipped);
        if (step.NotGraded > 0)
            json.WriteNumber("notGraded", step.NotGraded);
        json.WriteNumber("points", step.Earned);
        json.WriteNumber("possiblePoints", step.Possible);
        if (step.Program is { } program)
            json.WriteString("program", program);
        if (step.Errors.Count > 0)
        {
            json.WriteStartArray("errors");
            foreach (var error in step.Errors)
                json.WriteStringValue(error);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, CheckResult check)
    {
        json.WriteStartObject();
        json.WriteString("id", check.Id);
        json.WriteNumber("step", check.Step.Number);
        json.WriteString("sentence", check.Sentence);
        json.WriteString("status", ResultJson.Name(check.Status));
        json.WriteString("message", check.Message);
        ResultJson.WriteWhy(json, check);
        json.WriteNumber("durationMilliseconds", Math.Round(check.Duration.TotalMilliseconds, 1));
        json.WriteNumber("points", check.Earned);
        json.WriteNumber("possiblePoints", check.Possible);
        json.WriteEndObject();
    }
}

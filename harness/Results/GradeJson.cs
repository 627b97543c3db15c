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

        ResultJson.WriteObjects(json, "steps", grade.Steps, step => Write(json, step, grade.Circumstances.Programs));
        ResultJson.WriteChecks(json, grade.Checks);
    }

    private static void Write(Utf8JsonWriter json, StepResult step, string? programs)
    {
        ResultJson.WriteStep(json, step.Step);
        json.WriteString("status", ResultJson.Name(step.Status));
        ResultJson.WriteCounts(json, step);
        json.WriteNumber("points", step.Earned);
        json.WriteNumber("possiblePoints", step.Possible);
        if (step.Program is { } program)
            json.WriteString("program", program);
        if (step.Errors.Count > 0)
        {
            json.WriteStartArray("errors");
            foreach (var error in step.Errors)
                json.WriteStringValue(error.InOneLine(programs));
            json.WriteEndArray();
        }
    }
}

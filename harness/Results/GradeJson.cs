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
        WritePoints(json, grade.Circumstances.Marks is { } marks ? (marks.Points, marks.Possible) : (grade.Earned, grade.Possible));
        if (grade.Circumstances.Marks is { } student)
            Write(json, student);
        json.WriteString("next", GradeTable.Next(grade));

        ResultJson.WriteObjects(json, "steps", grade.Steps, step => Write(json, step, grade.Circumstances));
        ResultJson.WriteChecks(json, grade.Checks);
    }

    private static void Write(Utf8JsonWriter json, ClassMarks student)
    {
        json.WriteStartObject("student");
        json.WriteString("id", student.Id);
        json.WriteString("name", student.Name);
        if (student.DaysLate is { } days)
            json.WriteNumber("daysLate", days);
        else
            json.WriteNull("daysLate");
        json.WriteEndObject();
    }

    private static void WritePoints(Utf8JsonWriter json, (decimal? Points, decimal Possible) of)
    {
        if (of.Points is { } points)
            json.WriteNumber("points", Math.Round(points, 4));
        else
            json.WriteNull("points");
        json.WriteNumber("possiblePoints", Math.Round(of.Possible, 4));
    }

    private static void Write(Utf8JsonWriter json, StepResult step, Circumstances circumstances)
    {
        ResultJson.WriteStep(json, step.Step);
        json.WriteString("status", ResultJson.Name(step.Status));
        ResultJson.WriteCounts(json, step);
        var marks = circumstances.Marks?.Steps.GetValueOrDefault(step.Step);
        WritePoints(json, marks is null ? (step.Earned, step.Possible) : (marks.Points, marks.Possible));
        if (marks is { Hidden: > 0 })
        {
            json.WriteNumber("hiddenPassed", marks.HiddenPassed);
            json.WriteNumber("hidden", marks.Hidden);
        }

        if (step.Program is { } program)
            json.WriteString("program", program);
        if (step.Errors.Count > 0)
        {
            json.WriteStartArray("errors");
            foreach (var error in step.Errors)
                json.WriteStringValue(error.InOneLine(circumstances.Programs));
            json.WriteEndArray();
        }
    }
}

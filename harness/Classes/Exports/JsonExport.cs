using System.Text.Json;
using Kata.Results;

namespace Kata.Classes.Exports;

/// <summary>The points of all students as <c>grades.json</c>, and the grade of each as <c>json/SUBMISSION/grade.json</c>. The latter is
/// what <c>dotnet test</c> would have written, as described in <c>harness/Results/grade.schema.json</c>.</summary>
internal static class JsonExport
{
    private const int Version = 1;

    public static IEnumerable<ExportedFile> Write(ClassResults results) => results.All
        .Select(one => new ExportedFile($"json/{one.Submission.Id}/{GradeJson.FileName}", GradeJson.Write(results.GradeOf(one))))
        .Prepend(new("grades.json", ResultJson.Write(json => Write(json, results), indented: true) + "\n"));

    private static void Write(Utf8JsonWriter json, ClassResults results)
    {
        json.WriteNumber("version", Version);
        json.WriteString("checks", results.Manifest.Checks);
        json.WriteString("cell", results.Manifest.Cell);
        ResultJson.WriteObjects(json, "submissions", results.All, one => Write(json, one));
    }

    private static void Write(Utf8JsonWriter json, SubmissionResult one)
    {
        json.WriteString("id", one.Submission.Id);
        json.WriteString("name", one.Submission.Name);
        json.WriteString("email", one.Submission.Email);
        json.WriteString("group", one.Submission.Group);
        if (one.DaysLate is { } days)
            json.WriteNumber("daysLate", days);
        else
            json.WriteNull("daysLate");
        Points(json, "points", one.Total);
        json.WriteNumber("possiblePoints", one.Possible);
        ResultJson.WriteObjects(json, "steps", one.Steps, step =>
        {
            json.WriteNumber("number", step.Step.Number);
            json.WriteString("status", step.NotGraded is null ? ResultJson.Name(step.Result.Status) : "notGraded");
            Points(json, "points", step.Points);
            json.WriteNumber("possiblePoints", step.Possible);
            if (step.NotGraded is not null)
                json.WriteString("reason", step.NotGraded);
        });
    }

    private static void Points(Utf8JsonWriter json, string name, decimal? points)
    {
        if (points is { } number)
            json.WriteNumber(name, Math.Round(number, 4));
        else
            json.WriteNull(name);
    }
}

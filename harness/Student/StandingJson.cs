using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Kata.Checking;
using Kata.Results;

namespace Kata.Student;

/// <summary>Where a student stands, for programs to read: what <c>kata --json</c> prints.</summary>
internal static class StandingJson
{
    private static readonly JsonWriterOptions options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(IReadOnlyList<StepStanding> steps, string folder, string programs)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, options))
        {
            json.WriteStartObject();
            json.WriteString("programs", programs);
            json.WriteNumber("stepsDone", steps.Count(step => step.IsDone));
            json.WriteString("next", StandingTable.Next(steps, folder, programs));
            WriteSteps(json, steps);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length) + "\n";
    }

    /// <summary>Of each step: its <c>status</c> as in grade.json, or <c>unknown</c> if the program has not been checked as it
    /// is; whether it was checked before it <c>changed</c>; and the lines that have <c>blanks</c>.</summary>
    public static void WriteSteps(Utf8JsonWriter json, IReadOnlyList<StepStanding> steps)
    {
        json.WriteStartArray("steps");
        foreach (var step in steps)
        {
            json.WriteStartObject();
            json.WriteNumber("number", step.Step.Number);
            json.WriteString("slug", step.Step.Slug);
            json.WriteString("title", step.Step.Title);
            json.WriteBoolean("exists", step.Exists);
            json.WriteString("status", JsonNamingPolicy.CamelCase.ConvertName((step.Grade?.Status ?? StepStatus.Unknown).ToString()));
            json.WriteBoolean("changed", step.Last is { IsStale: true });
            if (step.Grade is { } grade)
            {
                json.WriteNumber("passed", grade.Passed);
                json.WriteNumber("failed", grade.Failed);
                json.WriteNumber("notStarted", grade.NotStarted);
                json.WriteNumber("skipped", grade.Skipped);
            }

            json.WriteStartArray("blanks");
            foreach (var line in step.Blanks)
                json.WriteNumberValue(line);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}

using System.Text.Json;
using Kata.Results;

namespace Kata.Student;

/// <summary>Where a student stands, for programs to read: what <c>kata --json</c> prints.</summary>
internal static class StandingJson
{
    public static string Write(IReadOnlyList<StepStanding> steps, string folder, string programs) => ResultJson.Write(
        json =>
        {
            json.WriteString("programs", programs);
            json.WriteNumber("stepsDone", steps.Count(step => step.IsDone));
            json.WriteString("next", StandingTable.Next(steps, folder, programs));
            WriteSteps(json, steps);
        },
        indented: true) + "\n";

    /// <summary>Of each step: its <c>status</c> as in grade.json, or <c>unknown</c> if the program has not been checked as it
    /// is; whether it was checked before it <c>changed</c>; and the lines that have <c>blanks</c>.</summary>
    public static void WriteSteps(Utf8JsonWriter json, IReadOnlyList<StepStanding> steps) =>
        ResultJson.WriteObjects(json, "steps", steps, step =>
        {
            ResultJson.WriteStep(json, step.Step);
            json.WriteBoolean("exists", step.Exists);
            json.WriteString("status", ResultJson.Name(step.Current?.Status ?? StepStatus.Unknown));
            json.WriteBoolean("changed", step.Last is { IsStale: true });
            if (step.Current is { } result)
                ResultJson.WriteCounts(json, result);

            json.WriteStartArray("blanks");
            foreach (var line in step.Blanks)
                json.WriteNumberValue(line);
            json.WriteEndArray();
        });
}

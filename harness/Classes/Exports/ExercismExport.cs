using System.Text.Json;
using Kata.Checking;
using Kata.Results;
using Kata.Text;

namespace Kata.Classes.Exports;

/// <summary>Verdicts as Exercism's test runners report them, version 3: <c>exercism/SUBMISSION/results.json</c>. A task is a
/// step.</summary>
internal static class ExercismExport
{
    private const int Version = 3;
    private const int MostOutput = 500;
    private const string Truncated = "Output was truncated. Please limit to 500 chars";

    public static IEnumerable<ExportedFile> Write(ClassResults results) => results.All.Select(one => one.IsGraded
        ? new ExportedFile($"exercism/{one.Submission.Id}/results.json",
            ResultJson.Write(json => Write(json, results, one), indented: true) + "\n")
        : ExportText.NotGraded($"exercism/{one.Submission.Id}/not-graded.txt", one));

    private static void Write(Utf8JsonWriter json, ClassResults results, SubmissionResult one)
    {
        var steps = one.Steps.Select(step => results.WithEvidence(one.Submission, step)).ToList();
        var ran = steps.SelectMany(step => step.Result.Checks).Where(check => check.Status != CheckStatus.Skipped).ToList();
        var errors = steps.SelectMany(step => step.Result.Errors).ToList();
        var status = ran.Count == 0 && errors.Count > 0 ? "error"
            : errors.Count == 0 && ran.TrueForAll(check => check.Status == CheckStatus.Passed)
                && steps.TrueForAll(step => step.Hidden.All(check => check.Earned == check.Possible)) ? "pass"
            : "fail";
        json.WriteNumber("version", Version);
        json.WriteString("status", status);
        json.WriteString("message", status == "error" ? string.Join('\n', errors.Select(error => error.InOneLine(null))) : null);
        json.WriteStartArray("tests");
        foreach (var step in steps)
        {
            if (step.Result.Errors.Count > 0)
                Test(json, step.Step, "The program compiles", "error",
                    string.Join('\n', step.Result.Errors.Select(error => error.InOneLine(null))), null);
            foreach (var check in step.Result.Checks.Where(check => check.Status != CheckStatus.Skipped))
                Test(json, step.Step, check.Sentence, Status(check), check.Message, Output(check));
            foreach (var (check, i) in step.Hidden.Select((check, i) => (check, i)).Where(one => one.check.Status != CheckStatus.Skipped))
                Test(json, step.Step, ExportText.HiddenName(i + 1), Status(check), null, null);
        }

        json.WriteEndArray();
    }

    private static void Test(Utf8JsonWriter json, Step step, string name, string status, string? message, string? output)
    {
        json.WriteStartObject();
        json.WriteString("name", $"{step.Title}: {name}");
        json.WriteString("status", status);
        json.WriteString("message", message is null ? null : Visible.Quoting(message));
        if (output is not null)
            json.WriteString("output", output);
        json.WriteNumber("task_id", step.Number);
        json.WriteEndObject();
    }

    private static string Status(CheckResult check) => check.Status == CheckStatus.Passed ? "pass" : "fail";

    /// <summary>What the judged run of the program wrote, as far as an export may show it.</summary>
    private static string? Output(CheckResult check)
    {
        if (check.Seen?.Runs is not [.., var last] runs)
            return null;

        var text = Visible.Quoting((runs.ElementAtOrDefault((check.Failure?.JudgedRun ?? runs.Count) - 1) ?? last).Run.Output);
        return text.Length == 0 ? null : text.Length <= MostOutput ? text : $"{text[..(MostOutput - Truncated.Length - 1)]}\n{Truncated}";
    }
}

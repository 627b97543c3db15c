using System.Text;
using Kata.Results;
using Kata.Text;

namespace Kata.Classes.Exports;

/// <summary>Verdicts for GitHub Actions. <c>github/SUBMISSION/annotations.txt</c> holds workflow commands that annotate lines; a job prints
/// it. <c>summary.md</c> holds a table; a job appends it to <c>$GITHUB_STEP_SUMMARY</c>.</summary>
internal static class GitHubExport
{
    /// <summary>GitHub shows at most this many annotations of one kind in a step of a job.</summary>
    private const int MostAnnotations = 10;

    public static IEnumerable<ExportedFile> Write(ClassResults results) => results.All.SelectMany(one => (ExportedFile[])
    [
        new($"github/{one.Submission.Id}/annotations.txt", Annotations(results, one)),
        new($"github/{one.Submission.Id}/summary.md", Summary(one)),
    ]);

    private static string Annotations(ClassResults results, SubmissionResult one)
    {
        var lines = one.Steps.Select(step => results.WithEvidence(one.Submission, step)).SelectMany(Annotated).Take(MostAnnotations);
        return string.Concat(lines.Select(line => line + "\n"));
    }

    private static IEnumerable<string> Annotated(SubmittedStep step)
    {
        if (step.Result.Errors is [var error, ..])
        {
            yield return Command("error", error.File, error.Line, "does not compile", $"{error.Rule}: {error.Message}");
            yield break;
        }

        // The student begins with the most telling failure; the summary counts the others.
        if (step.Result.MostTelling is not { Failure: { } failure } check)
            yield break;

        yield return Command("error", failure.Place is { } place ? Path.GetFileName(place.File) : step.Step.FileName,
            failure.Place?.Line ?? 1, check.Sentence, failure.ToString());
    }

    // ::error file=…,line=…,title=…::MESSAGE (Workflow commands for GitHub Actions). A program's output never begins a line.
    private static string Command(string kind, string file, int line, string title, string message) =>
        $"::{kind} file={Property($"exercises/{file}")},line={line},title={Property(Visible.Quoting(title))}::{Data(Visible.Quoting(message))}";

    private static string Data(string text) => text.Replace("%", "%25").Replace("\r", "%0D").Replace("\n", "%0A");

    private static string Property(string text) => Data(text).Replace(":", "%3A").Replace(",", "%2C");

    private static string Summary(SubmissionResult one)
    {
        var text = new StringBuilder();
        var points = one.Total is { } total ? $"{ExportText.Number(total)} of {ExportText.Number(one.Possible)} points"
            : "not graded as a whole";
        text.Append($"### Socket Kata: {points}\n\n| | step | checks | points |\n|---|---|---|---|\n");
        foreach (var step in one.Steps)
        {
            var look = step.NotGraded is not null ? StatusLook.Of(CheckStatus.NotGraded)
                : StatusLook.Of(step.Hidden.Any(check => check.Status == CheckStatus.Failed) ? StepStatus.Failing : step.Result.Status);
            var words = step.NotGraded is not null ? look.Word
                : step.Result.Errors.Count > 0 || step.Result.Status == StepStatus.NotStarted ? GradeTable.Words(step.Result)
                : $"{step.Result.Passed} of {step.Result.Counted} passed";
            var hidden = step.Hidden.Count > 0
                ? $", {step.Hidden.Count(check => check.Status == CheckStatus.Passed)} of {step.Hidden.Count} hidden" : "";
            text.Append(
                $"| {look.Emoji} | {step.Step.Number:00} {step.Step.Title} | {words}{hidden} | "
                    + $"{(step.Points is { } earned ? ExportText.Number(Math.Round(earned, 2)) : "")} |\n");
        }

        return text.ToString();
    }
}

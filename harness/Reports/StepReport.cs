using System.Globalization;
using Kata.Checking;
using Kata.Programs;
using Kata.Results;
using Kata.Text;

namespace Kata.Reports;

/// <summary>What a step came to when it was last checked: its checks by number, and one of them in full.</summary>
internal static class StepReport
{
    /// <summary>Lines joined by LF, without a line end at the end.</summary>
    /// <param name="programs">The folder of the programs, as a student calls it.</param>
    /// <param name="picked">The check to show; null for all of them in a line each, and the failure to begin with.</param>
    /// <param name="hex">As in <see cref="CheckReport.Draw"/>.</param>
    public static string Draw(StepResult last, string programs, CheckResult? picked, Palette palette, int? hex = null)
    {
        var step = last.Step;
        var full = picked ?? last.MostTelling;
        IEnumerable<string> blocks =
        [
            string.Join('\n', Header(last, programs)),
            string.Join(
                '\n',
                last.Findings.Where(finding => finding.Level != "note")
                    .Select(finding => $"  {Visible.Quoting(finding.InOneLine(programs))}")),
            picked is null ? string.Join('\n', last.Checks.Select((check, i) => Line(check, i + 1, palette))) : "",
            full is null ? ""
            : picked is null && hex is null ? Briefly(last, full, programs, palette)
            : CheckReport.Draw(full, palette, hex),
            full is null && FirstToShow(last) is > 0 and var first
                ? $"  {KataLine.Of($"show {step.Number} {first}", programs)} shows "
                    + $"{(first == 1 ? "the first of them" : "that one")} with its ladder and output."
                : "",
        ];
        return string.Join("\n\n", blocks.Where(block => block != ""));
    }

    /// <summary>A check that failed, with its ladders; what its runs wrote is asked for by its number.</summary>
    private static string Briefly(StepResult last, CheckResult check, string programs, Palette palette) =>
        string.Join("\n\n",
            [CheckReport.Draw(check, palette, runs: false), .. Likewise(last, check)]) + "\n\n  "
        + (check.Seen is null
            ? $"dotnet test keeps no runs; after {KataLine.Of($"check {last.Step.Number}", programs)} "
            : $"{KataLine.Of($"show {last.Step.Number} {last.Checks.ToList().IndexOf(check) + 1}", programs)} shows ")
        + "each run as well, and what it wrote; with --hex the bytes.";

    private static IEnumerable<string> Likewise(StepResult last, CheckResult check) =>
        Failures.Likewise(last.Checks, check) is { Count: > 0 } others ? [string.Join('\n', Failures.LikewiseLines(others))] : [];

    /// <summary>The number of the first check that has anything more to show; 0 if none has.</summary>
    private static int FirstToShow(StepResult outcome) =>
        1
        + outcome
            .Checks.ToList()
            .FindIndex(check =>
                check.Seen is { } seen && (seen.Transcripts.Count > 0 || seen.Runs.Any(run => run.Run.End is not RunEnd.HitBlank)));

    private static IEnumerable<string> Header(StepResult last, string programs)
    {
        var step = last.Step;
        yield return $"Step {step.Number:00}: {step.Title}, checked on "
            + $"{last.When.ToString("d MMMM yyyy 'at' HH:mm", CultureInfo.InvariantCulture)}";
        if (last.IsStale)
            yield return $"The program has changed since then; to check it again: {KataLine.Of($"check {step.Number}", programs)}";
        if (last.Checks.Count == 0)
            yield return last.Errors.Any() ? "It does not compile, so that no check ran." : "No check ran.";
    }

    private static string Line(CheckResult check, int number, Palette palette) => $"  {number,3}  {CheckReport.Headline(check, palette)}";
}

using System.Text.RegularExpressions;
using Kata.Grading;
using Kata.Programs;
using Kata.Reports;

namespace Kata.Watching;

/// <summary>Where a step stands, as far as can be told without checking it.</summary>
/// <param name="Blanks">The lines that have blanks in them.</param>
/// <param name="Last">What it came to when it was last checked; null if that is not known.</param>
/// <param name="Exists">Whether there is a program for it.</param>
internal sealed partial record StepStanding(Step Step, bool Exists, IReadOnlyList<int> Blanks, LastResult? Last)
{
    /// <summary>What the last check came to, if it was of the program as it is.</summary>
    public StepGrade? Grade => Last is { IsStale: false } last ? GradeOf(last.Outcome) : null;

    public bool IsDone => Grade?.Status is StepStatus.Done or StepStatus.Skipped;

    /// <summary>All steps of a folder.</summary>
    public static IReadOnlyList<StepStanding> Of(string folder)
    {
        var results = new LastResults(folder);
        return [.. Step.All.Select(step => Of(folder, step, results))];
    }

    public static StepGrade GradeOf(StepOutcome outcome, string? programs = null) => new(outcome.Step, outcome.Checks)
    {
        Errors = [.. outcome.Errors.Select(error => error.InOneLine(programs))],
    };

    private static StepStanding Of(string folder, Step step, LastResults results)
    {
        var path = Path.Combine(folder, step.FileName);
        return File.Exists(path)
            ? new(step, true, [.. BlankLines(File.ReadLines(path))], results.Load(step))
            : new(step, false, [], results.Load(step));
    }

    // The compiler would know better, and would take longer to start than everything else here.
    private static IEnumerable<int> BlankLines(IEnumerable<string> lines) =>
        lines.Select((line, index) => (Code: line.Split("//")[0], Number: index + 1))
            .Where(line => Blank().IsMatch(line.Code))
            .Select(line => line.Number);

    [GeneratedRegex(@"(?<!\w)__(?!\w)")]
    private static partial Regex Blank();
}

using System.Text.RegularExpressions;
using Kata.Checking;
using Kata.Machine;
using Kata.Results;
using Kata.Support;
using Kata.Workbench;

namespace Kata.Student;

/// <summary>Where a step stands, as far as can be told without checking it.</summary>
/// <param name="Blanks">The lines that have blanks in them.</param>
/// <param name="Last">What it came to when it was last checked, by <c>kata</c> or <c>dotnet test</c>; null if that is not known.</param>
/// <param name="Exists">Whether there is a program for it.</param>
internal sealed partial record StepStanding(Step Step, bool Exists, IReadOnlyList<int> Blanks, LastGrade? Last)
{
    /// <summary>What the last check came to, if it was of the program as it is.</summary>
    public StepGrade? Grade => Last is { IsStale: false } last ? last.Grade : null;

    public bool IsDone => Grade?.Status is StepStatus.Done or StepStatus.Skipped;

    /// <summary>All steps of a folder.</summary>
    /// <param name="name">What a student calls the folder.</param>
    public static IReadOnlyList<StepStanding> Of(string folder, string? name = null)
    {
        var (results, programs) = (new LastResults(folder), new ProgramHashes(folder));
        var graded = GradeFile.Read(folder, programs);
        return
        [
            .. Step.All.Select(step => Of(folder, step, Newest(
                results.Load(step, programs) is { } last ? new(GradeOf(last.Outcome, name), last.When, last.IsStale) : null,
                graded.GetValueOrDefault(step)))),
        ];
    }

    public static StepGrade GradeOf(StepOutcome outcome, string? programs = null) => new(outcome.Step, outcome.Checks)
    {
        Errors = [.. outcome.Errors.Select(error => error.InOneLine(programs))],
    };

    private static StepStanding Of(string folder, Step step, LastGrade? last)
    {
        var path = Path.Combine(folder, step.FileName);
        return File.Exists(path)
            ? new(step, true, [.. BlankLines(RegularFile.ReadAllText(path).Split('\n'))], last)
            : new(step, false, [], last);
    }

    /// <summary>What is known of the program as it is, before what is known of an earlier one, and all checks before some.</summary>
    private static LastGrade? Newest(params IEnumerable<LastGrade?> grades) => grades.OfType<LastGrade>()
        .OrderBy(last => last.IsStale)
        .ThenBy(last => last.Grade.Status == StepStatus.Unknown)
        .ThenByDescending(last => last.When)
        .FirstOrDefault();

    // The compiler would know better, and would take longer to start than everything else here.
    private static IEnumerable<int> BlankLines(IEnumerable<string> lines) =>
        lines.Select((line, index) => (Code: line.Split("//")[0], Number: index + 1))
            .Where(line => Blank().IsMatch(line.Code))
            .Select(line => line.Number);

    [GeneratedRegex(@"(?<!\w)__(?!\w)")]
    private static partial Regex Blank();
}

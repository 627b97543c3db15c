using System.Text.RegularExpressions;
using Kata.Machine;
using Kata.Results;

namespace Kata.Student;

/// <summary>Where a step stands, as far as can be told without checking it.</summary>
/// <param name="Blanks">The lines that have blanks in them.</param>
/// <param name="Last">What it came to when it was last checked, by <c>kata</c> or <c>dotnet test</c>; null if that is not known.</param>
/// <param name="Exists">Whether there is a program for it.</param>
internal sealed partial record StepStanding(Step Step, bool Exists, IReadOnlyList<int> Blanks, StepResult? Last)
{
    /// <summary>What the last check came to, if it was of the program as it is.</summary>
    public StepResult? Current => Last is { IsStale: false } last ? last : null;

    public bool IsDone => Current?.Status is StepStatus.Done or StepStatus.Skipped;

    /// <summary>All steps of a folder.</summary>
    public static IReadOnlyList<StepStanding> Of(string folder)
    {
        var (results, programs) = (new KeptResults(folder), new ProgramHashes(folder));
        return [.. Step.All.Select(step => Of(folder, step, results.Load(step, programs)))];
    }

    private static StepStanding Of(string folder, Step step, StepResult? last)
    {
        var path = Path.Combine(folder, step.FileName);
        return File.Exists(path)
            ? new(step, true, [.. BlankLines(RegularFile.ReadAllText(path).Split('\n'))], last)
            : new(step, false, [], last);
    }

    // The compiler would know better, and would take longer to start than everything else here.
    private static IEnumerable<int> BlankLines(IEnumerable<string> lines) =>
        lines.Select((line, index) => (Code: line.Split("//")[0], Number: index + 1))
            .Where(line => Blank().IsMatch(line.Code))
            .Select(line => line.Number);

    [GeneratedRegex(@"(?<!\w)__(?!\w)")]
    private static partial Regex Blank();
}

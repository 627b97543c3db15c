using System.Text.RegularExpressions;

namespace Kata.Results;

/// <summary>What a grade was made of and under.</summary>
/// <param name="When">When grading began.</param>
/// <param name="Programs">The folder of programs, as the student would type it: <c>exercises</c>.</param>
/// <param name="Servers">Which server host was used, and why, in one line.</param>
/// <param name="Filter">The test filter if only some checks were picked.</param>
/// <param name="Strict">Whether a check that is not started counts as failed for the exit code.</param>
/// <param name="BrokenOff">Why grading ended early, in one line; null if it did not.</param>
public sealed partial record Circumstances(
    DateTimeOffset When,
    string? Programs = null,
    string? Servers = null,
    string? Filter = null,
    bool Strict = false,
    string? BrokenOff = null)
{
    /// <summary>Hashes of the programs that are graded, as far as they are known.</summary>
    public IReadOnlyDictionary<Step, string>? Hashes { get; init; }

    /// <summary>Whether the student uses the <c>kata</c> command, so that what to type next is one too.</summary>
    public bool ByKata { get; init; }

    /// <summary>If the grade is of a student in a class: the points that the class counts.</summary>
    public ClassMarks? Marks { get; init; }

    /// <summary>Whether a step may lack some of its checks: grading ended early, or the filter picks something else than steps.</summary>
    internal bool MayLackChecks => BrokenOff is not null || Filter is not null && !OfWholeSteps().IsMatch(Filter);

    [GeneratedRegex(@"^\s*TestCategory\s*[=~]\s*\w+(\s*\|\s*TestCategory\s*[=~]\s*\w+)*\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex OfWholeSteps();
}

/// <summary>What a class counts for a student: with its rules for points, late days and the instructor's own checks.</summary>
/// <param name="Points">Null if something is not graded, which is not zero.</param>
/// <param name="DaysLate">Null if that is not known.</param>
public sealed record ClassMarks(string Id, string? Name, decimal? Points, decimal Possible, int? DaysLate,
    IReadOnlyDictionary<Step, StepMarks> Steps)
{
    /// <summary>The student, as a person reads it: <c>Anna Müller (1001)</c>.</summary>
    public string Who => Name is null || Name == Id ? Id : $"{Name} ({Id})";
}

/// <summary>What a class counts for a step.</summary>
/// <param name="Points">Null if it is not graded, which is not zero.</param>
/// <param name="Hidden">How many checks of the instructor's own there are.</param>
public sealed record StepMarks(decimal? Points, decimal Possible, int HiddenPassed, int Hidden);

/// <summary>Check results by step: what a folder of programs is worth.</summary>
/// <param name="Steps">In the order of the syllabus.</param>
public sealed record Grade(IReadOnlyList<StepResult> Steps, Circumstances Circumstances)
{
    public int Done => Steps.Count(step => step.Status == StepStatus.Done && step.Step != Step.None);

    public int Earned => Steps.Sum(step => step.Earned);

    public int Possible => Steps.Sum(step => step.Possible);

    public IEnumerable<CheckResult> Checks => Steps.SelectMany(step => step.Checks);

    /// <summary>The step whose failures are shown in full.</summary>
    public StepResult? FirstFailing => Steps.FirstOrDefault(step => step.Status == StepStatus.Failing);

    /// <summary>The step to work on: the first that fails, else the first that is not done.</summary>
    public StepResult? Next => FirstFailing ?? Steps.FirstOrDefault(step =>
        step.Status is StepStatus.Started or StepStatus.NotStarted or StepStatus.Unknown);

    /// <summary>Sorts results into steps, keeping the order of a step's checks.</summary>
    public static Grade Of(IEnumerable<CheckResult> checks, Circumstances circumstances) =>
        Of(checks.GroupBy(check => check.Step, (step, all) => new StepResult(step, [], [.. all])
        {
            Program = circumstances.Hashes?.GetValueOrDefault(step),
        }), circumstances);

    /// <summary>The grade of some steps. Without a filter every step of the syllabus is there, with one only those that have
    /// results.</summary>
    public static Grade Of(IEnumerable<StepResult> steps, Circumstances circumstances)
    {
        var results = steps.ToDictionary(step => step.Step);
        var isBrokenOff = circumstances.BrokenOff is not null;
        var wholeSyllabus = circumstances.Filter is null && results.Keys.Any(step => step != Step.None);
        return new(
            [.. Step.All.Append(Step.None)
                .Where(step => results.ContainsKey(step) || wholeSyllabus && step != Step.None)
                .Select(step => (results.GetValueOrDefault(step) ?? new(step, [], [])) with { MayLackChecks = isBrokenOff })],
            circumstances);
    }
}

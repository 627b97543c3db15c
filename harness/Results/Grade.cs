
namespace Kata.Results;

/// <summary>What a grade was made of and under.</summary>
/// <param name="When">When grading began.</param>
/// <param name="Programs">The folder of programs, as the student would type it: <c>exercises</c>.</param>
/// <param name="Servers">Which server host was used, and why, in one line.</param>
/// <param name="Filter">The test filter if only some checks were picked.</param>
/// <param name="Strict">Whether a check that is not started counts as failed for the exit code.</param>
/// <param name="BrokenOff">Why grading ended early, in one line; null if it did not.</param>
public sealed record Circumstances(
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
}

/// <summary>Check results by step: what a folder of programs is worth.</summary>
/// <param name="Steps">In the order of the syllabus.</param>
public sealed record Grade(IReadOnlyList<StepGrade> Steps, Circumstances Circumstances)
{
    public int Done => Steps.Count(step => step.Status == StepStatus.Done && step.Step != Step.None);

    public int Earned => Steps.Sum(step => step.Earned);

    public int Possible => Steps.Sum(step => step.Possible);

    public IEnumerable<CheckResult> Checks => Steps.SelectMany(step => step.Checks);

    /// <summary>The step whose failures are shown in full.</summary>
    public StepGrade? FirstFailing => Steps.FirstOrDefault(step => step.Status == StepStatus.Failing);

    /// <summary>The step to work on: the first that fails, else the first that is not done.</summary>
    public StepGrade? Next => FirstFailing ?? Steps.FirstOrDefault(step =>
        step.Status is StepStatus.Started or StepStatus.NotStarted or StepStatus.Unknown);

    /// <summary>Sorts results into steps, keeping the order of a step's checks. Without a filter every step of the
    /// syllabus is there, with one only those that have results.</summary>
    /// <param name="errors">Of the steps that do not compile, in a line each.</param>
    public static Grade Of(
        IEnumerable<CheckResult> checks, Circumstances circumstances, IReadOnlyDictionary<Step, IReadOnlyList<string>>? errors = null)
    {
        errors ??= new Dictionary<Step, IReadOnlyList<string>>();
        var byStep = checks.ToLookup(check => check.Step);
        var wholeSyllabus = circumstances.Filter is null && (byStep.Any(step => step.Key != Step.None) || errors.Count > 0);

        return new(
            [.. Step.All.Append(Step.None)
                .Where(step => byStep.Contains(step) || errors.ContainsKey(step) || wholeSyllabus && step != Step.None)
                .Select(step => new StepGrade(step, [.. byStep[step]], circumstances.BrokenOff is not null)
                {
                    Errors = errors.GetValueOrDefault(step) ?? [],
                    Program = circumstances.Hashes?.GetValueOrDefault(step),
                })],
            circumstances);
    }
}

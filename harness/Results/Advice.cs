namespace Kata.Results;

/// <summary>What to do next, in the same words wherever it is said.</summary>
/// <param name="What">What is the matter with the step.</param>
internal sealed record Advice(Step Step, string What)
{
    /// <summary>What to type or where to look, with the sign that parts it from the rest; nothing if that is plain.</summary>
    public string How { get; init; } = "";

    /// <summary>What stands between a step and its end.</summary>
    /// <param name="programs">The folder of the programs from where the student is; null if that is the one.</param>
    public static Advice Of(StepResult step, string? programs) => new(step.Step, step switch
    {
        { Errors: [var error, ..] } => $"the program does not compile: {error.InOneLine(programs)}",
        { Failed: 1 } => "one check fails",
        { Failed: > 1 } => $"{step.Failed} checks fail",
        { NotGraded: > 0 } => "some of its checks could not be made",
        { Status: StepStatus.Unknown } => "not all of its checks have run",
        _ => step.Of(CheckStatus.NotStarted).FirstOrDefault()?.Reason?.In(programs) ?? "",
    });

    /// <summary>One sentence, without a stop.</summary>
    public override string ToString() => $"{(Step == Step.None ? "checks of no step" : $"step {Step.Number:00}")}: {What}{How}";
}

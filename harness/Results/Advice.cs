namespace Kata.Results;

/// <summary>Where an advice is read: that decides how the student sees more of it.</summary>
internal enum AdvicePlace
{
    /// <summary>In a list of steps: a command shows what is the matter.</summary>
    InAList,

    /// <summary>Below the failures of the step.</summary>
    BelowTheFailures,

    /// <summary>Where all of it can be seen.</summary>
    BesideTheStep,
}

/// <summary>What to do next, in the same words wherever it is said.</summary>
/// <param name="What">What is the matter with the step.</param>
internal sealed record Advice(Step Step, string What)
{
    /// <summary>What to type or where to look, with the sign that parts it from the rest; nothing if that is plain.</summary>
    public string How { get; init; } = "";

    /// <summary>What stands between a step and its end.</summary>
    /// <param name="programs">The folder of the programs from where the student is; null if that is the one.</param>
    /// <param name="see">The command that shows the failures of the step, in a list.</param>
    /// <param name="check">The command that checks the step.</param>
    public static Advice Of(
        StepResult step, string? programs, AdvicePlace place = AdvicePlace.BesideTheStep, string? see = null, string? check = null) =>
        new(step.Step, WhatOf(step, programs))
        {
            How = (step, place) switch
            {
                ({ Errors.Count: > 0 }, _) or (_, AdvicePlace.BesideTheStep) => "",
                ({ Failed: 1 }, AdvicePlace.BelowTheFailures) => "; it is shown above",
                ({ Failed: > 1 }, AdvicePlace.BelowTheFailures) => "; begin with the first one above",
                ({ Failed: > 0 }, _) => $"; see {(step.Failed == 1 ? "it" : "the first")} with: {see}",
                ({ Status: StepStatus.Unknown }, _) => $": {check}",
                _ => "",
            },
        };

    private static string WhatOf(StepResult step, string? programs) => step switch
    {
        { Errors: [var error, ..] } => $"the program does not compile: {error.InOneLine(programs)}",
        { Failed: 1 } => "one check fails",
        { Failed: > 1 } => $"{step.Failed} checks fail",
        { NotGraded: > 0 } => "some of its checks could not be made",
        { Status: StepStatus.Unknown } => "not all of its checks have run",
        _ => step.Of(CheckStatus.NotStarted).FirstOrDefault()?.Reason?.In(programs) ?? "",
    };

    /// <summary>One sentence, without a stop.</summary>
    public override string ToString() => $"{(Step == Step.None ? "checks of no step" : $"step {Step.Number:00}")}: {What}{How}";
}

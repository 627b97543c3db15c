using Kata.Programs;
using Kata.Text;
using NUnit.Framework.Constraints;

namespace Kata.Checking;

/// <summary>How a run must have ended: <c>Assert.That(run, Exited.With(1).AndErrorOutput(…))</c>.</summary>
public static class Exited
{
    /// <summary>And without a process that it had started and left behind.</summary>
    public static RunConstraint With(int exitCode) => Ending($"exit code {exitCode}", run => run.End is RunEnd.Exited { LeftBehind: false } end && end.Code == exitCode);

    /// <summary>In a way that nobody takes for success: an exit code that is not 0, or an exception that nobody
    /// caught. For steps that do not yet handle errors.</summary>
    public static RunConstraint WithoutSuccess { get; } = Ending(
        "an exit code other than 0, or an exception",
        run => run.End is RunEnd.Crashed || run.ExitCode is not (null or 0));

    /// <summary>By itself, whatever the exit code.</summary>
    public static RunConstraint ByItself { get; } = Ending("the program to end by itself, with any exit code", run => run.ExitCode is not null);

    private static RunConstraint Ending(string expected, Func<Run, bool> holds) =>
        new([new(expected, holds, run => run.End.ToString()!)]);
}

/// <summary>One thing a run must be like.</summary>
public sealed record RunRequirement(string Expected, Func<Run, bool> Holds, Func<Run, string> Got)
{
    public Func<Run, Difference?> Difference { get; init; } = _ => null;
}

/// <summary>What a run must be like.</summary>
/// <remarks>A failure leaves as <see cref="CheckFailedException"/>, which keeps expected and got apart for the failure
/// message, and not as a text that NUnit has composed.</remarks>
public sealed class RunConstraint(IReadOnlyList<RunRequirement> requirements) : Constraint
{
    public override string Description => Join(requirements.Select(requirement => requirement.Expected));

    public RunConstraint AndOutput(string exactly) => AndOutput(TextThat.Exactly(exactly));

    public RunConstraint AndOutput(TextThat text) => Require("output", text, run => run.Output);

    public RunConstraint AndErrorOutput(string exactly) => AndErrorOutput(TextThat.Exactly(exactly));

    public RunConstraint AndErrorOutput(TextThat text) => Require("error output", text, run => run.ErrorOutput);

    public override ConstraintResult ApplyTo<TActual>(TActual actual)
    {
        var run = actual as Run ?? throw new ArgumentException("Exited judges a run.", nameof(actual));
        var failed = requirements.FirstOrDefault(requirement => !requirement.Holds(run));
        if (failed is null)
            return new(this, actual, isSuccess: true);

        throw new CheckFailedException(
            Description,
            Join(requirements.Select(requirement => requirement.Got(run))),
            requirements.Where(requirement => !requirement.Holds(run)).Select(requirement => requirement.Difference(run)).FirstOrDefault(d => d is not null))
        {
            Run = run,
        };
    }

    private RunConstraint Require(string name, TextThat text, Func<Run, string> of) => new(
    [
        .. requirements,
        new($"{name}: {text.Words}", run => text.Holds(of(run)), run => $"{name}: {Quoted.Of(of(run))}")
        {
            Difference = run => text.Difference(of(run)),
        },
    ]);

    private static string Join(IEnumerable<string> lines) => string.Join('\n', lines);
}

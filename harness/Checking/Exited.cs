using Kata.Programs;
using Kata.Text;

namespace Kata.Checking;

/// <summary>All that a run must be like: how it ended, its output and its error output. What is not named must be empty:
/// <c>Exited.With(1).AndErrorOutput(…)</c> demands that nothing is in the output. A check that leaves one of them open says
/// so: <c>AndAnyOutput()</c>, <c>AndAnyErrorOutput()</c>.</summary>
public static class Exited
{
    /// <summary>With this exit code, and without leaving behind a process that it had started.</summary>
    public static RunConstraint With(int exitCode) =>
        Ending($"exit code {exitCode}", run => run.End is RunEnd.Exited { LeftBehind: false } end && end.Code == exitCode, exitCode);

    /// <summary>In a way that does not look like success: an exit code other than 0, or an uncaught exception. For steps that do not yet
    /// handle errors: the error output then also has the runtime's text.</summary>
    public static RunConstraint WithoutSuccess { get; } = Ending(
        "an exit code other than 0, or an exception",
        run => run.End is RunEnd.Crashed || run.ExitCode is not (null or 0)).AndAnyErrorOutput();

    /// <summary>By itself, whatever the exit code.</summary>
    public static RunConstraint ByItself { get; } =
        Ending("the program to end by itself, with any exit code", run => run.ExitCode is not null);

    /// <summary>In any way: for runs whose end the program does not decide.</summary>
    public static RunConstraint Somehow { get; } = Ending("any end", _ => true);

    private static RunConstraint Ending(string expected, Func<Run, bool> holds, int? exitCode = null) => new(
        new(expected, holds, run => run.End.ToString()!) { ExitCode = exitCode }, RunRequirement.NoOutput, RunRequirement.NoErrorOutput);
}

/// <summary>One thing a run must be like.</summary>
public sealed record RunRequirement(string Expected, Func<Run, bool> Holds, Func<Run, string> Got)
{
    public Func<Run, Difference?> Difference { get; init; } = _ => null;

    /// <summary>What the text must be like, if it is about one of the two outputs.</summary>
    internal TextThat? Text { get; init; }

    internal bool IsErrorOutput { get; init; }

    /// <summary>The exit code that it demands, if it is about that.</summary>
    internal int? ExitCode { get; init; }

    /// <summary>Whether the check does not name it. Then a failure message does so only if the run is not like that.</summary>
    public bool IsImplied { get; init; }

    internal static RunRequirement NoOutput { get; } = OfOutput(TextThat.IsEmpty) with { IsImplied = true };

    internal static RunRequirement NoErrorOutput { get; } = OfErrorOutput(TextThat.IsEmpty) with { IsImplied = true };

    internal static RunRequirement OfOutput(TextThat text) => Of("output", text, run => run.Output);

    internal static RunRequirement OfErrorOutput(TextThat text) =>
        Of("error output", text, run => run.ErrorOutput) with
        {
            IsErrorOutput = true,
        };

    private static RunRequirement Of(string name, TextThat text, Func<Run, string> of) =>
        new($"{name}: {text.Words}", run => text.Holds(of(run)), run => $"{name}: {Quoted.Of(of(run))}")
        {
            Difference = run => text.Difference(of(run)),
            Text = text,
        };
}

/// <summary>What a run must be like.</summary>
public sealed class RunConstraint
{
    private readonly RunRequirement end;
    private readonly RunRequirement? output;
    private readonly RunRequirement? errorOutput;

    /// <param name="output">Null if it may be anything.</param>
    /// <param name="errorOutput">Null if it may be anything.</param>
    internal RunConstraint(RunRequirement end, RunRequirement? output, RunRequirement? errorOutput) =>
        (this.end, this.output, this.errorOutput) = (end, output, errorOutput);

    private IEnumerable<RunRequirement> Requirements => ((RunRequirement?[])[end, output, errorOutput]).OfType<RunRequirement>();

    public RunConstraint AndOutput(string exactly) => AndOutput(TextThat.Exactly(exactly));

    public RunConstraint AndOutput(TextThat text) => new(end, RunRequirement.OfOutput(text), errorOutput);

    public RunConstraint AndErrorOutput(string exactly) => AndErrorOutput(TextThat.Exactly(exactly));

    public RunConstraint AndErrorOutput(TextThat text) => new(end, output, RunRequirement.OfErrorOutput(text));

    /// <summary>Leaves open what the output is: another check looks at it, or the program does not decide it.</summary>
    public RunConstraint AndAnyOutput() => new(end, null, errorOutput);

    /// <summary>Leaves open what the error output is: another check looks at it, or the program does not decide it.</summary>
    public RunConstraint AndAnyErrorOutput() => new(end, output, null);

    /// <param name="seen">See <see cref="CheckFailedException.Seen"/>.</param>
    /// <exception cref="CheckFailedException">The run is not like that.</exception>
    internal void Require(Run run, string? seen = null)
    {
        Judged.Note(run);
        var failed = Requirements.Where(requirement => !requirement.Holds(run)).ToList();
        if (failed.Count == 0)
            return;

        var shown = Requirements.Where(requirement => !requirement.IsImplied || IsNews(requirement, failed, run)).ToList();
        throw new CheckFailedException(
            Join(shown.Select(requirement => requirement.Expected)),
            Join(shown.Select(requirement => requirement.Got(run))),
            failed.Intersect(shown).Select(requirement => requirement.Difference(run)).FirstOrDefault(difference => difference is not null))
        {
            Run = run,
            Required = [.. Requirements],
            Missed = failed,
            Seen = seen,
        };
    }

    /// <summary>If a run did not end by itself, what the check does not name is of little interest; and the failure message has the
    /// error output in any case.</summary>
    private bool IsNews(RunRequirement requirement, List<RunRequirement> failed, Run run) =>
        failed.Contains(requirement) && run.ExitCode is not null && (requirement != errorOutput || failed is [_]);

    private static string Join(IEnumerable<string> lines) => string.Join('\n', lines);
}

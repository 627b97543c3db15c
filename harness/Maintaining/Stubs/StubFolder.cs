using Kata.Results;
using Microsoft.CodeAnalysis.CSharp;

namespace Kata.Maintaining.Stubs;

/// <summary>How an exercise stands to its solution.</summary>
internal enum StubStatus
{
    /// <summary>The exercise is what the solution's marks make of it.</summary>
    Same,

    /// <summary>It is another text.</summary>
    Differs,

    /// <summary>It is another text with fewer blanks: somebody may have filled it in.</summary>
    FilledIn,

    /// <summary>There is no exercise.</summary>
    Missing,

    /// <summary>No stub can be made: there is no solution, or one of its marks cannot be followed.</summary>
    Impossible,
}

/// <summary>The exercise of one step, and what it should be.</summary>
/// <param name="Path">Of the exercise.</param>
/// <param name="Text">The stub, as the solution makes it; null if it is impossible.</param>
/// <param name="Line">From 1, where exercise and stub part, or where the mark is; null if they do not.</param>
/// <param name="Problem">Why it is impossible.</param>
/// <param name="Remedy">What to do about that.</param>
internal sealed record StubState(
    Step Step,
    string Path,
    StubStatus Status,
    string? Text,
    int? Line = null,
    string? Problem = null,
    string? Remedy = null);

/// <summary>A folder of exercises, and the folder of solutions they are made from.</summary>
internal sealed class StubFolder(string solutions, string exercises)
{
    /// <summary>Compares the exercise of a step with its stub.</summary>
    public StubState Look(Step step)
    {
        var path = Path.Combine(exercises, step.FileName);
        var solution = Path.Combine(solutions, step.FileName);
        if (!File.Exists(solution))
            return new(
                step,
                path,
                StubStatus.Impossible,
                null,
                null,
                "there is no solution to make the stub from",
                $"write {step.FileName} in {Path.GetFileName(solutions)}/");

        string stub;
        try
        {
            stub = Stub.Of(solution, File.ReadAllText(solution));
        }
        catch (MarkException wrong)
        {
            return new(step, path, StubStatus.Impossible, null, wrong.Line, wrong.Problem, wrong.Remedy);
        }

        if (!File.Exists(path))
            return new(step, path, StubStatus.Missing, stub);

        var there = Machine.RegularFile.ReadAllText(path);
        if (there == stub)
            return new(step, path, StubStatus.Same, stub);

        var status = Blanks(there) < Blanks(stub) ? StubStatus.FilledIn : StubStatus.Differs;
        return new(step, path, status, stub, FirstDifference(there, stub));
    }

    // Those that the compiler sees: one that is kept in a comment, above what it was filled in with, is none any more.
    private static int Blanks(string program) =>
        CSharpSyntaxTree.ParseText(program).GetRoot().DescendantTokens().Count(token => token.Text == "__");

    private static int FirstDifference(string one, string other) =>
        one.AsSpan(0, one.AsSpan().CommonPrefixLength(other)).Count('\n') + 1;
}

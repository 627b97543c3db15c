using System.Collections.Concurrent;
using Kata.Results;

namespace Kata.Programs.Compiling;

/// <summary>At how many programs of one submission the compiler may be stopped, each of which can cost minutes. After that its other
/// programs are not compiled any more, so that one submission does not hold up all others.</summary>
internal sealed class CompileBudget
{
    /// <summary>More than a mistake explains.</summary>
    public const int Most = 3;

    /// <summary>The id of the error of a program that was not compiled. In another submission the same program may be compiled.</summary>
    public const string Rule = "KATA900";

    private readonly ConcurrentDictionary<int, bool> stopped = [];

    public bool IsSpent => stopped.Count >= Most;

    /// <summary>Notes that the compiler was stopped, or broke down, at a step's program, however often it is compiled.</summary>
    public void Note(Step step) => stopped.TryAdd(step.Number, true);

    public static CompilerFinding Spent(string file) => new(
        Rule,
        "error",
        $"this is not compiled: the compiler had to be stopped at {Most} other programs of this submission, which is the limit for one "
            + "submission",
        file,
        1);
}

using Kata.Results;

namespace Kata.Programs.Compiling;

/// <summary>How often the compiler may be stopped at programs of one submission, each of which can cost a minute. After that its other
/// programs are not compiled any more, so that one submission does not hold up all others.</summary>
internal sealed class CompileBudget
{
    /// <summary>More than a mistake explains.</summary>
    public const int Most = 3;

    /// <summary>The id of the error that a program has which was not compiled. In another submission the same program may be
    /// compiled.</summary>
    public const string Rule = "KATA900";

    private int stopped;

    public bool IsSpent => Volatile.Read(ref stopped) >= Most;

    /// <summary>Notes that the compiler was stopped, or broke down.</summary>
    public void Note() => Interlocked.Increment(ref stopped);

    public static CompilerFinding Spent(string file) => new(
        Rule,
        "error",
        $"this is not compiled: the compiler had to be stopped at {Most} other programs of this submission, and more it may not take",
        file,
        1);
}

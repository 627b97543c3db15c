using Kata.Results;

namespace Kata.Student.Watching;

/// <summary>What <c>kata watch</c> shows, on a terminal or as lines of JSON.</summary>
internal interface IWatchView
{
    /// <summary>There is a page for a browser too.</summary>
    void Page(Uri address);

    /// <summary>A run has begun.</summary>
    void Checking(Step step);

    /// <summary>What the compiler and the analyzers found: shown while the checks still run.</summary>
    void Found(Step step, IReadOnlyList<CompilerFinding> findings);

    /// <summary>A check has its verdict, while others still run.</summary>
    void Judged(CheckResult check);

    /// <summary>The failure that tells most so far, while others still run: it comes again with one that tells more.</summary>
    void Failing(CheckResult first);

    /// <summary>A run is over.</summary>
    void Verdict(StepResult grade, TimeSpan sinceSave);

    /// <summary>A run could not be made: there is no verdict.</summary>
    /// <param name="why">One line.</param>
    void NotMade(Step step, string why);

    /// <summary>The step is done: what there is to take home of it.</summary>
    /// <param name="part">The part of the syllabus that is done with it; null if there is more to do in it.</param>
    /// <param name="next">What comes next; null if nothing is left.</param>
    /// <param name="waits">Whether a key leads there.</param>
    void Done(Step step, string? part, Step? next, bool waits);

    /// <summary>What the program does otherwise than our solution.</summary>
    /// <param name="lines">At least one.</param>
    void Differs(Step step, IReadOnlyList<string> lines);

    /// <summary>The answer to the question of a step.</summary>
    /// <param name="word">Null if it has none.</param>
    void Answer(Step step, Afterword? word);

    /// <param name="hint">Null if the step has none.</param>
    void Hint(Step step, ToldHint? hint);

    void List(IReadOnlyList<StepStanding> standing);

    /// <summary>Something that is no verdict, in one line.</summary>
    void Notice(string line);
}

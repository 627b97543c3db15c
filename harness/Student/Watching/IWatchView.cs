using Kata.Results;

namespace Kata.Student.Watching;

/// <summary>What <c>kata watch</c> shows, on a terminal or as lines of JSON.</summary>
internal interface IWatchView
{
    /// <summary>A run has begun.</summary>
    void Checking(Step step);

    /// <summary>The program does not compile, or has socket warnings: shown while its checks still run.</summary>
    void Found(Step step, IReadOnlyList<CompilerFinding> findings);

    /// <summary>A run is over.</summary>
    void Verdict(StepResult grade, TimeSpan sinceSave);

    /// <param name="hint">Null if the step has none.</param>
    void Hint(Step step, ToldHint? hint);

    void List(IReadOnlyList<StepStanding> standing);

    /// <summary>Something that is no verdict, in one line.</summary>
    void Notice(string line);
}

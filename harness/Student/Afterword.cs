using Kata.Results;

namespace Kata.Student;

/// <summary>What there is to take home when a step is done: what the student now knows, and something to think about.</summary>
/// <param name="Known">Three sentences, each of which holds outside of the kata too.</param>
/// <param name="Question">Not answered by the lesson; a few minutes' thought.</param>
/// <param name="Answer">Told when it is asked for.</param>
internal sealed partial record Afterword(IReadOnlyList<string> Known, string Question, string Answer)
{
    /// <summary>How many sentences there are.</summary>
    public const int Sentences = 3;

    /// <returns>Null if the step has none.</returns>
    public static Afterword? Of(Step step) => Steps.GetValueOrDefault(step.Number);
}

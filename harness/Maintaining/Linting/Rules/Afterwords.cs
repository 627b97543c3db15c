using Kata.Student;

namespace Kata.Maintaining.Linting.Rules;

/// <summary>Every step has something to take home: what one knows when it is done, a question and its answer.</summary>
internal sealed class Afterwords : ILintRule
{
    internal const string File = "harness/Student/Afterword.Steps.cs";

    public IEnumerable<Finding> Look(Syllabus syllabus)
    {
        foreach (var step in syllabus.Steps)
        {
            if (Afterword.Of(step) is not { } word)
                yield return new(
                    File,
                    null,
                    $"step {step.Number} has no afterword",
                    "write what one knows after it, in three sentences, and a question with its answer");
            else if (
                word.Known.Count != Afterword.Sentences
                || word.Known.Append(word.Question).Append(word.Answer).Any(string.IsNullOrWhiteSpace))
                yield return new(
                    File,
                    null,
                    $"the afterword of step {step.Number} is not whole",
                    $"it has {Afterword.Sentences} sentences, a question and an answer");
        }
    }
}

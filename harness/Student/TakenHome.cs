using Kata.Results;
using Kata.Text;

namespace Kata.Student;

/// <summary>What is said when a step is done: what the student now knows, a question, how to see our program, and whether a part of
/// the syllabus is done with it.</summary>
internal static class TakenHome
{
    /// <summary>Lines joined by LF, without a line end at the end.</summary>
    /// <param name="lesson">The step's own: its picture of the wire is shown.</param>
    /// <param name="programs">The folder of the programs, as a student calls it.</param>
    /// <param name="ask">How the answer to the question is asked for.</param>
    /// <param name="part">The part of the syllabus that is done; null if there are steps of it left.</param>
    public static string Draw(Step step, Lesson lesson, string programs, string ask, string? part, Palette palette)
    {
        IEnumerable<string>[] blocks =
        [
            part is null ? [] : Labelled.Lines("well done", palette.Good(Praise(part))),
            lesson.Picture is { } picture ? ["  the wire", .. picture.Lines.Select(Visible.Quoting)] : [],
            Afterword.Of(step) is { } word ? Labelled.Lines("you know", string.Join('\n', word.Known)) : [],
            Afterword.Of(step) is { Question: var question } ? Labelled.Lines("think", $"{question} The answer: {ask}") : [],
            Labelled.Lines("ours", $"beside yours: {KataLine.Of($"compare {step.Number} --source", programs)}"),
        ];
        return string.Join("\n\n", blocks.Select(block => string.Join('\n', block)).Where(block => block != ""));
    }

    /// <summary>What the program does otherwise than ours.</summary>
    /// <param name="lines">At least one.</param>
    public static string Draw(IReadOnlyList<string> lines) =>
        string.Join('\n', Labelled.Lines("note", $"it passes, and differs from ours:\n{string.Join('\n', lines)}"));

    /// <summary>The part of the syllabus that is done with this step.</summary>
    public static string? PartDone(Step step, IReadOnlyList<StepStanding> standing) =>
        standing.Where(one => one.Step.Part == step.Part).All(one => one.IsDone) ? step.Part : null;

    /// <summary>Says that a part of the syllabus is done.</summary>
    public static string Praise(string part)
    {
        var steps = Step.All.Where(step => step.Part == part).ToList();
        var yours = steps is [var only]
            ? $"step {only.Number:00} is yours, checked"
            : $"steps {steps[0].Number:00} to {steps[^1].Number:00} are yours, each checked";
        return $"{part} is done: {yours} against real servers. {KataLine.Of("report --print")} makes a page of it.";
    }
}

using System.CommandLine;
using Kata.Commands.Shell;
using Kata.Results;
using Kata.Student;
using Kata.Text;

namespace Kata.Commands;

/// <summary><c>kata answer</c>: the answer to the question that is asked when a step is done.</summary>
internal static class AnswerCommand
{
    public static Command Create()
    {
        var step = StepArgument.One();
        var json = JsonOutput.Option();
        var command = new Command("answer", "Answers the question that is asked when a step is done.") { step, json };
        command.SetAction(parsed => Console.Out.Write(Draw(parsed.GetRequiredValue(step), parsed.GetValue(json))));
        return command;
    }

    /// <exception cref="UsageException">The step asks nothing.</exception>
    internal static string Draw(Step step, bool json)
    {
        var word =
            Afterword.Of(step)
            ?? throw new UsageException($"Step {step.Number:00} asks no question: {KataLine.Of($"hint {step.Number}")} has its hints");
        return json
            ? JsonOutput.Of(
                new
                {
                    step = step.Number,
                    word.Known,
                    word.Question,
                    word.Answer,
                })
            : string.Join(
                '\n',
                [
                    $"Step {step.Number:00} {step.Title}",
                    "",
                    .. Labelled.Lines("think", word.Question),
                    "",
                    .. Labelled.Lines("answer", word.Answer),
                ]
            ) + "\n";
    }
}

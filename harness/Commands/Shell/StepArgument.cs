using System.CommandLine;
using System.CommandLine.Parsing;
using Kata.Results;
using Kata.Text;

namespace Kata.Commands.Shell;

/// <summary>A step on the command line: 5, 05, Step05, SocketExceptions or Step05_SocketExceptions.</summary>
internal static class StepArgument
{
    public static Argument<Step> One() => new("step")
    {
        Description = "A step: its number (5 or 05) or its name.",
        CustomParser = result => Find(result.Tokens[0].Value, CommandOf(result)),
    };

    public static Argument<Step[]> Many() => new("step")
    {
        Description = "Steps: numbers (5 or 05) or names; all steps if there is none.",
        Arity = ArgumentArity.ZeroOrMore,
        CustomParser = result => [.. result.Tokens.Select(token => Find(token.Value, CommandOf(result)))],
    };

    private static string CommandOf(ArgumentResult result) => result.Parent is CommandResult { Command.Name: var name } ? name : "check";

    /// <exception cref="UsageException">There is no such step.</exception>
    private static Step Find(string text, string command)
    {
        if (text.StartsWith("--", StringComparison.Ordinal))
            throw new UsageException($"There is no option {text} here: --help after the command lists those that there are");

        var name = text.StartsWith("Step", StringComparison.OrdinalIgnoreCase) ? text[4..] : text;
        return Step.All.FirstOrDefault(step =>
                int.TryParse(name, out var number) ? step.Number == number
                : name.Equals(step.Slug, StringComparison.OrdinalIgnoreCase) || text.Equals(step.Name, StringComparison.OrdinalIgnoreCase))
            ?? throw new UsageException($"There is no step '{text}': they are 1 to {Step.All.Count}, as in: {KataLine.Of($"{command} 5")}");
    }
}

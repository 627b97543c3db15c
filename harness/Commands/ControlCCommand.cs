using System.CommandLine;
using Kata.Programs;

namespace Kata.Commands;

/// <summary><c>kata ctrl-c</c>, hidden: presses Ctrl-C for a process on Windows, or waits for one.</summary>
internal static class ControlCCommand
{
    public static Command Create()
    {
        var process = new Argument<int?>("process") { Arity = ArgumentArity.ZeroOrOne };
        var command = new Command(ControlC.Command, "Presses Ctrl-C for another kata command.") { process };
        command.Hidden = true;
        command.SetAction(async (parsed, _) =>
        {
            var done = parsed.GetValue(process) is { } id ? ControlC.PressFromHere(id) : await ControlC.WaitFor(Console.Out);
            return done ? 0 : 1;
        });
        return command;
    }
}

using System.CommandLine;
using Kata.Programs.Compiling;

namespace Kata.Commands;

/// <summary><c>kata compile-server</c>, hidden: compiles for the command that started it.</summary>
internal static class CompileServerCommand
{
    public static Command Create()
    {
        var command = new Command(CompileProcess.Command, "Compiles for another kata command.") { Hidden = true };
        // Ctrl-C in a terminal is for the command that started this one. When that command ends, so does this one.
        command.SetAction(async (_, _) =>
        {
            await CompileServer.Serve(Console.OpenStandardInput(), Console.OpenStandardOutput());
            return 0;
        });
        return command;
    }
}

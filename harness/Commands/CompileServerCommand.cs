using System.CommandLine;
using Kata.Programs.Compiling;

namespace Kata.Commands;

/// <summary><c>kata compile-server</c>, which no person types: compiles for the command that has started it.</summary>
internal static class CompileServerCommand
{
    public static Command Create()
    {
        var command = new Command(CompileProcess.Command, "Compiles for another kata command.") { Hidden = true };
        // Ctrl-C in a terminal is for the command that has started it. When that ends, so does this.
        command.SetAction(async (_, _) =>
        {
            await CompileServer.Serve(Console.OpenStandardInput(), Console.OpenStandardOutput());
            return 0;
        });
        return command;
    }
}

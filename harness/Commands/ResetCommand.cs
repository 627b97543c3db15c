using System.CommandLine;
using Kata.Commands.Shell;
using Kata.Machine;
using Kata.Maintaining.Stubs;
using Kata.Results;
using Kata.Student;
using Kata.Workbench;

namespace Kata.Commands;

/// <summary><c>kata reset</c>: the stub of a step again, made from the solution. The student's program is kept.</summary>
internal static class ResetCommand
{
    public static Command Create()
    {
        var step = StepArgument.One();
        var programs = ProgramsOption.Create();
        var json = JsonOutput.Option();
        var command = new Command("reset", "Gives you a step's stub again; what you wrote is kept beside it.") { step, programs, json };
        command.SetAction(parsed =>
            Run(
                parsed.GetRequiredValue(step),
                ProgramsOption.Of(parsed),
                Path.Combine(Repository.Root, "solutions"),
                parsed.GetValue(json),
                Console.Out));
        return command;
    }

    /// <returns>The exit code.</returns>
    internal static int Run(Step step, string programs, string solutions, bool json, TextWriter output)
    {
        if (IsSame(programs, solutions))
            throw new UsageException("The solutions are what stubs are made from: reset a program in another folder");

        var state = new StubFolder(solutions, programs).Look(step);
        if (state.Text is null)
            throw new UsageException($"The stub cannot be made: solutions/{step.FileName}: {state.Problem}: {state.Remedy}");

        var copy = new StudentFile(state.Path).ReplaceBy(state.Text);
        output.Write(
            json
                ? JsonOutput.Of(
                    new
                    {
                        step = step.Number,
                        file = state.Path,
                        changed = state.Status != StubStatus.Same,
                        kept = copy,
                    })
            : state.Status == StubStatus.Same ? $"{CheckedFolder.NameOf(state.Path)} is the stub already: nothing was changed.\n"
            : copy is null ? $"{CheckedFolder.NameOf(state.Path)} is the stub now. There was no file before.\n"
            : $"{CheckedFolder.NameOf(state.Path)} is the stub again.\nYours is kept in {CheckedFolder.NameOf(copy)}\n");
        return 0;
    }

    private static bool IsSame(string folder, string other) => Resolved(folder) == Resolved(other);

    private static string Resolved(string folder) =>
        new DirectoryInfo(folder).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Path.GetFullPath(folder);
}

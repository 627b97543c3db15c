using System.CommandLine;
using Kata.Commands.Shell;
using Kata.Student;
using Kata.Text;
using Kata.Workbench;

namespace Kata.Commands;

/// <summary><c>kata</c> by itself: where you stand, and what to do next. Checks nothing.</summary>
internal static class StandingCommand
{
    /// <summary>Gives the root command what it does without a subcommand.</summary>
    public static void Complete(Command root)
    {
        var programs = ProgramsOption.Create();
        var json = JsonOutput.Option();
        root.Add(programs);
        root.Add(json);
        root.SetAction(parsed => Console.Out.Write(Draw(ProgramsOption.Of(parsed), parsed.GetValue(json), Palette.ForConsole())));
    }

    internal static string Draw(string folder, bool json, Palette palette)
    {
        var programs = CheckedFolder.NameOf(folder);
        var steps = StepStanding.Of(folder);
        return json
            ? StandingJson.Write(steps, folder, programs)
            : StandingTable.Draw(steps, folder, programs, palette) + Environment.NewLine;
    }
}

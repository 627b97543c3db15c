using System.CommandLine;
using Kata.Classes;
using Kata.Commands.Shell;
using Kata.Text;

namespace Kata.Commands.Grading;

/// <summary><c>kata grade status class/</c>: what is graded, by whom, and what is missing.</summary>
internal static class GradeStatusCommand
{
    public static Command Create()
    {
        var folder = ClassArgument.Create();
        var json = JsonOutput.Option();
        var command = new Command("status", "Says what of a class is graded, on which machines, and what is missing.") { folder, json };
        command.SetAction(parsed =>
        {
            var place = new ClassFolder(parsed.GetRequiredValue(folder));
            var status = ClassStatus.Of(place, place.ReadManifest(), hosts: true);
            Console.Out.Write(parsed.GetValue(json) ? status.Write() : status.Draw(Palette.ForConsole()));
            return status.IsWhole ? 0 : 2;
        });
        return command;
    }
}

/// <summary>The class folder on a command line.</summary>
internal static class ClassArgument
{
    public static Argument<string> Create() =>
        new("class")
        {
            Description = "The class folder that kata grade has written.",
            HelpName = "CLASS",
            DefaultValueFactory = _ =>
        "class"
        };
}

using System.CommandLine;
using Kata.Classes;
using Kata.Classes.Alike;
using Kata.Commands.Shell;
using Kata.Machine;
using Kata.Text;

namespace Kata.Commands.Grading;

/// <summary><c>kata grade alike class/</c>: programs that are too alike, and a page that shows them side by side.</summary>
internal static class GradeAlikeCommand
{
    private const int MostLines = 40;

    public static Command Create()
    {
        var folder = ClassArgument.Create();
        var least = new Option<int>("--least")
        {
            Description = "How many percent two programs must share to be listed.",
            HelpName = "PERCENT",
            DefaultValueFactory = _ => 60,
        };
        var json = JsonOutput.Option();
        var command = new Command("alike", "Lists the programs of a class that are too alike.") { folder, least, json };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(folder), parsed.GetValue(least), parsed.GetValue(json), Console.Out));
        return command;
    }

    internal static int Run(string path, int least, bool json, TextWriter output)
    {
        if (least is < 1 or > 100)
            throw new UsageException("--least wants a percentage from 1 to 100, as in: --least 60");

        var folder = new ClassFolder(path);
        var pairs = AlikePrograms.Find(folder, folder.ReadManifest(), least / 100.0);
        var page = Path.Combine(folder.Folder, "exports", "alike.html");
        WholeFile.Write(page, AlikePage.Write(pairs));
        if (json)
        {
            output.Write(
                JsonOutput.Of(
                    new
                    {
                        pairs = pairs.Select(pair => new
                        {
                            step = pair.Step.Number,
                            one = pair.One.Id,
                            other = pair.Other.Id,
                            share = Math.Round(pair.Share, 3),
                        }),
                    }));
            return 0;
        }

        foreach (var pair in pairs.Take(MostLines))
            output.WriteLine(
                FormattableString.Invariant($"  {100 * pair.Share,3:0} %  step {pair.Step.Number:00}  {pair.One.Id}  {pair.Other.Id}"));
        if (pairs.Count > MostLines)
            output.WriteLine($"  … and {Amount.Of(pairs.Count - MostLines)} more");
        output.WriteLine(string.Join('\n', Labelled.Lines("alike", $"{Amount.Of(pairs.Count, "pair")}; side by side in {page}")));
        return 0;
    }
}

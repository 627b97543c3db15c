using System.CommandLine;
using Kata.Classes;
using Kata.Classes.Grading;
using Kata.Commands.Shell;
using Kata.Servers;
using Kata.Text;

namespace Kata.Commands.Grading;

/// <summary><c>kata grade merge class/ SHARD…</c>: puts together what several machines have graded.</summary>
internal static class GradeMergeCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("class")
        {
            Description = "The class folder to put all into; made if it is not there.",
            HelpName = "CLASS",
        };
        var shards = new Argument<string[]>("shards")
        {
            Description = "The class folders of the shards.",
            HelpName = "SHARD",
            Arity = ArgumentArity.OneOrMore,
        };
        var hidden = new Option<string?>("--hidden")
        {
            Description = "The checks of your own that the class was graded with, to grade again what is disputed.",
            HelpName = "FOLDER",
        };
        var cell = CellOption.Create(CellOption.Required);
        var json = JsonOutput.Option();
        var command = new Command("merge", "Puts together what several machines have graded.") { folder, shards, hidden, cell, json };
        command.SetAction((parsed, cancellation) => Run(
            parsed.GetRequiredValue(folder), parsed.GetRequiredValue(shards), parsed.GetValue(hidden), parsed.GetValue(cell)!,
                parsed.GetValue(json), Console.Out, Console.Error, cancellation));
        return command;
    }

    /// <returns>The exit code: 2 if something is not graded.</returns>
    internal static async Task<int> Run(
        string path, IReadOnlyList<string> shards, string? hidden, string cell, bool json, TextWriter output, TextWriter error,
            CancellationToken cancellation)
    {
        // Before anything is taken over: the command may begin anew.
        CellOption.Prepare(cell);
        var folder = new ClassFolder(path);
        folder.Sweep();
        var merge = new ClassMerge(folder);
        var manifest = merge.Run(shards);
        if (merge.Disputed.Count > 0)
        {
            await error.WriteLineAsync(
                $"{Amount.Of(merge.Disputed.Count)} disputed: two machines came to different verdicts; graded once more, alone");
            await using var made = await CellOption.OfStrangers(cell, error);
            CellOption.Hide(cell, path, hidden is null ? [] : [hidden]);
            var checks = hidden is null ? null : HiddenChecks.Load(hidden);
            await using var grader = new StepGrader(ServerHosts.Setting ?? "process", checks, made);
            using var progress = new ClassProgress(error, null);
            await new ClassQueue(folder, manifest, grader, Canary.Create(grader), progress).RunAlone(merge.Disputed, cancellation);
        }

        var status = ClassStatus.Of(folder, manifest, hosts: false);
        await output.WriteAsync(json ? status.Write() : status.Draw(Palette.ForConsole()));
        return status.IsWhole ? 0 : 2;
    }
}

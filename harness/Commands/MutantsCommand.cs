using System.CommandLine;
using Kata.Commands.Shell;
using Kata.Maintaining.Mutants;
using Kata.Results;
using Kata.Servers;
using Kata.Text;

namespace Kata.Commands;

/// <summary><c>kata mutants</c>, for maintainers: makes wrong programs mechanically, and names those that every check lets pass.</summary>
internal static class MutantsCommand
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        var steps = StepArgument.Many();
        var sample = new Option<int?>("--sample") { Description = "Tries so many of them, drawn at random.", HelpName = "N" };
        var seed = new Option<int>("--seed") { Description = "Decides which are drawn.", HelpName = "S", DefaultValueFactory = _ => 1 };
        var json = JsonOutput.Option();
        var command = new Command("mutants", "For maintainers: shows which changes of a right program no check sees.")
        {
            steps, sample, seed, json,
        };
        command.SetAction(
            (parsed, cancellation) =>
                Run(
                    parsed.GetValue(steps) is { Length: > 0 } some ? some : Step.All,
                    parsed.GetValue(sample),
                    parsed.GetValue(seed),
                    parsed.GetValue(json),
                    cancellation));
        return command;
    }

    private static async Task<int> Run(IReadOnlyCollection<Step> steps, int? sample, int seed, bool json, CancellationToken cancellation)
    {
        if (sample <= 0)
            throw new UsageException("--sample wants a number from 1, as in: --sample 150");

        MutantRun run;
        try
        {
            run = new(steps, sample, seed);
        }
        catch (FormatException wrong)
        {
            throw new UsageException(wrong.Message);
        }

        using var ledger = MutantLedger.Open();
        var servers = ServerHosts.Choose(ServerHosts.Setting, buildImage: false, cancellation: cancellation);
        var progress = new MutantProgress(run, Console.Error, Palette.IsTerminal ? null : BetweenLines);
        try
        {
            await run.Run(servers, ledger, progress.Show, cancellation);
        }
        catch (OperationCanceledException)
        {
            progress.End();
            await Console.Error.WriteLineAsync(
                $"kata: interrupted; the same command goes on where it was ({Amount.Of(run.Tried.Count, "mutant")} tried so " + "far)");
            throw;
        }
        finally
        {
            await (await servers).Host.DisposeAsync();
        }

        progress.End();
        Console.Out.Write(json ? JsonOutput.Of(MutantReport.Data(run)) : MutantReport.Draw(run));
        return MutantReport.IsFine(run) ? 0 : 1;
    }
}

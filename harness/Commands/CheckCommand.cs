using System.CommandLine;
using Kata.Commands.Shell;
using Kata.Results;
using Kata.Text;
using Kata.Workbench;

namespace Kata.Commands;

/// <summary><c>kata check [step…]</c>: runs the checks once.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var steps = StepArgument.Many();
        var programs = ProgramsOption.Create();
        var json = JsonOutput.Option();
        var cell = CellOption.Create("none");
        var command = new Command("check", "Runs the checks of some or all steps, once.") { steps, programs, json, cell };
        command.SetAction((parsed, cancellation) => Run(
            ProgramsOption.Of(parsed),
            parsed.GetValue(steps) ?? [],
            parsed.GetValue(json),
            parsed.GetValue(cell)!,
            cancellation));
        return command;
    }

    private static async Task<int> Run(string folder, IReadOnlyList<Step> picked, bool json, string chosenCell, CancellationToken cancellation)
    {
        var when = DateTimeOffset.Now;
        await using var cell = await CellOption.Of(chosenCell);
        await using var bench = CheckedFolder.Open(folder, servers: Environment.GetEnvironmentVariable("KATA_SERVERS"), cell: cell);
        var outcomes = await bench.Check(picked is [] ? Step.All : picked, cancellation);
        var servers = await bench.ServersLine();

        var grade = Grade.Of(outcomes, new(when, bench.Name, servers, Filter(picked), IsStrict) { ByKata = true });
        Console.Out.Write(json ? GradeJson.Write(grade) : GradeReport.Draw(grade, Palette.ForConsole()) + Environment.NewLine);
        Keep(outcomes, new(folder), when, servers);
        return ExitCode(grade);
    }

    /// <summary>2 if something could not be judged, 1 if something failed.</summary>
    internal static int ExitCode(Grade grade) => grade switch
    {
        _ when grade.Steps.Any(step => step.NotGraded > 0) => 2,
        _ when grade.Steps.Any(step => step.Status == StepStatus.Failing) => 1,
        { Circumstances.Strict: true } when grade.Steps.Any(step => step.NotStarted > 0) => 1,
        _ => 0,
    };

    /// <summary>Whether what is not started counts as failed, as for <c>dotnet test</c> (Kata.props).</summary>
    internal static bool IsStrict => Environment.GetEnvironmentVariable("KATA_STRICT")?.Trim().ToLowerInvariant() is "1" or "true";

    internal static string? Filter(IReadOnlyList<Step> picked) =>
        picked is [] ? null : string.Join('|', picked.Select(step => $"TestCategory={step.Category}").Distinct());

    /// <summary>What cannot be kept takes nothing from the grade: <c>kata</c> and <c>kata show</c> will know less. An outcome that is
    /// no verdict takes the place of none.</summary>
    internal static void Keep(IEnumerable<StepResult> outcomes, LastResults results, DateTimeOffset when, string servers)
    {
        try
        {
            foreach (var outcome in outcomes.Where(outcome => outcome.NotGraded == 0))
                results.Save(outcome, when, servers);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"kata: the results were not kept in {results.Folder}: {failed.Message}");
        }
    }
}

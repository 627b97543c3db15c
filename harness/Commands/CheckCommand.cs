using System.CommandLine;
using Kata.Checking;
using Kata.Commands.Shell;
using Kata.Results;
using Kata.Servers;
using Kata.Student;
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

    private static async Task<int> Run(string folder, IReadOnlyList<Step> picked, bool json, string chosenCell,
        CancellationToken cancellation)
    {
        CellOption.Prepare(chosenCell);
        var when = DateTimeOffset.Now;
        await using var cell = await CellOption.Of(chosenCell);
        await using var bench = CheckedFolder.Open(folder, servers: ServerHosts.Setting, cell: cell);
        var seed = Random.Shared.Next(10_000);
        Chance.Seed(seed);
        var outcomes = await bench.Check(picked is [] ? Step.All : picked, cancellation);
        var servers = await bench.ServersLine();

        var grade = Grade.Of(outcomes, new(when, bench.Name, servers, Filter(picked), IsStrict) { ByKata = true });
        Console.Out.Write(json ? GradeJson.Write(grade) : GradeReport.Draw(grade, Palette.ForConsole()) + Environment.NewLine);
        Keep(outcomes, new(folder), when, servers);
        // Whose program runs in a cell is no student's who learns here.
        if (!json && cell is null && outcomes is [{ Status: StepStatus.Done } done])
            await TakeHome(done, bench, seed, cancellation);
        return ExitCode(grade);
    }

    /// <summary>What there is to say of the one step that is done. Ours runs meanwhile, and may be what differs.</summary>
    private static async Task TakeHome(StepResult done, CheckedFolder bench, int seed, CancellationToken cancellation)
    {
        var part = TakenHome.PartDone(done.Step, StepStanding.Of(bench.Folder));
        var ask = KataLine.Of($"answer {done.Step.Number}");
        var lesson = Lesson.Read(Path.Combine(bench.Folder, done.Step.FileName));
        var said = TakenHome.Draw(done.Step, lesson, bench.Name, ask, part, Palette.ForConsole());
        Console.Out.Write($"\n{said}\n".ReplaceLineEndings());
        Console.Out.Flush();
        if (await Otherwise.Of(done, bench.Folder, seed, cancellation) is { Count: > 0 } lines)
            Console.Out.Write($"\n{TakenHome.Draw(lines)}\n".ReplaceLineEndings());
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

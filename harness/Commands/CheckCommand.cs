using System.CommandLine;
using Kata.Grading;
using Kata.Reports;
using Kata.Servers;

namespace Kata.Commands;

/// <summary><c>kata check [step…]</c>: runs the checks once.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var steps = StepArgument.Many();
        var command = new Command("check", "Runs the checks of some or all steps, once.") { steps };
        command.SetAction((parsed, cancellation) => Run(parsed.GetValue(steps) is { Length: > 0 } some ? some : Step.All, cancellation));
        return command;
    }

    private static async Task<int> Run(IReadOnlyList<Step> steps, CancellationToken cancellation)
    {
        await using var bench = Workbench.Open(Path.Combine(Repository.Root, "exercises"), servers: Environment.GetEnvironmentVariable("KATA_SERVERS"));
        var outcomes = await bench.Check(steps, cancellation);
        var grade = Grade.Of(outcomes.SelectMany(outcome => outcome.Checks), new(DateTimeOffset.Now, bench.Name, await bench.ServersLine()));
        Console.WriteLine(GradeReport.Draw(grade, Palette.ForConsole()));
        return grade.Checks.Any(check => check.Status == CheckStatus.Failed) ? 1 : 0;
    }
}

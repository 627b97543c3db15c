using System.Collections.Concurrent;
using Kata.Checking;
using Kata.Classes.Intake;
using Kata.Machine;
using Kata.Programs.Cells;
using Kata.Programs.Compiling;
using Kata.Results;
using Kata.Servers;
using Kata.Workbench;

namespace Kata.Classes.Grading;

/// <summary>A program that is to be graded, and the submissions of all who handed it in.</summary>
/// <param name="Folder">The folder with the programs of one of these submissions.</param>
/// <param name="Submissions">At least one.</param>
internal sealed record GradingItem(Step Step, string Key, string Folder, IReadOnlyList<Submission> Submissions);

/// <summary>Grades a step's program.</summary>
internal interface IStepGrader : IAsyncDisposable
{
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    Task<GradedStep> Grade(GradingItem item, CancellationToken cancellation);
}

/// <summary>Compiles programs in a child process, and runs their checks (ours and the instructor's own) against servers that stay
/// warm.</summary>
/// <param name="cell">Where programs run; null if they run with our own rights.</param>
internal sealed class StepGrader(string? servers, HiddenChecks? hidden, Cell? cell) : IStepGrader
{
    /// <summary>The name of the folder of programs, as students know it.</summary>
    private const string Exercises = "exercises";

    /// <summary>Checks that are made again take some seconds each. A program that takes much more holds up the class.</summary>
    private static readonly TimeSpan MostAlone = TimeSpan.FromMinutes(2);

    private static readonly string ExercisesPath = Path.Combine(Repository.Root, Exercises);

    // A child process opens the endpoints for a cell, because it can enter the cell's network.
    private readonly WarmServers warm = new(cell is null ? servers : "process");
    private readonly GuardedCompiler compiler = new(ExercisesPath, inGroup: cell is not null);
    private readonly ConcurrentDictionary<string, CompileBudget> budgets = new();

    public async Task<GradedStep> Grade(GradingItem item, CancellationToken cancellation)
    {
        var host = warm.Choice();
        var graded = await Grade(item, host, cancellation);
        // If the servers went away, a check that could not be made says nothing. Other servers are there now.
        return graded.NotGraded > 0 && WarmServers.IsGone(host) ? await Grade(item, warm.Choice(), cancellation) : graded;
    }

    public async ValueTask DisposeAsync()
    {
        await compiler.DisposeAsync();
        await warm.DisposeAsync();
    }

    private async Task<GradedStep> Grade(GradingItem item, Task<ServerChoice> host, CancellationToken cancellation)
    {
        var texts = new ProgramTexts(item.Folder);
        // The files are placed where students work, so that the rules and messages say the same for all.
        var sources = new ProgramSources(item.Step, [.. Placed(texts.Sources(item.Step))]);
        var build = TemporaryFolder.Create();
        try
        {
            var program = await compiler.Compile(
                sources, [.. Placed(texts.Others(item.Step))], build.FullName, cancellation, Budget(item));
            if (program.Assembly is null)
                return Done(item, program.Compiler, [], [], null);

            var (checks, own) = (CheckedFolder.ChecksOf(item.Step).ToList(), hidden?.Of(item.Step).ToList() ?? []);
            var settings = new GraderSettings(program.Assembly, Exercises)
            {
                Findings = program.Findings,
                MayHaveBlanks = sources.Files.Any(file => file.Text.Contains("__", StringComparison.Ordinal)),
                KeepEvidence = true,
                Cell = cell,
                MostAlone = MostAlone,
            };
            var verdicts = await Run(checks, settings, host, cancellation);
            // These checks have their own grader: checks share visits by name, and both sets may use the same name.
            var more = own.Count == 0 ? [] : await Run(own, settings, host, cancellation);
            return Done(item, await program.Findings.WaitAsync(cancellation), verdicts, more, host is { IsCompletedSuccessfully: true }
                ? host.Result.Line : null);
        }
        finally
        {
            TemporaryFolder.Remove(build.FullName);
        }
    }

    /// <summary>The compile budget of a submission. If several students handed in the same program, it is one that has some left.</summary>
    private CompileBudget Budget(GradingItem item)
    {
        var all = item.Submissions.Select(one => budgets.GetOrAdd(one.Id, _ => new())).ToList();
        return all.Find(one => !one.IsSpent) ?? all[0];
    }

    private static GradedStep Done(GradingItem item, IReadOnlyList<CompilerFinding> findings, IReadOnlyList<CheckResult> checks,
        IReadOnlyList<CheckResult> own, string? line) =>
        new(item.Key, new(item.Step, findings, checks)
        {
            When = DateTimeOffset.UtcNow,
            Servers = line,
            Program = item.Submissions[0]
            .Of(item.Step).Hash
        }, own)
        {
            Host = Environment.MachineName,
        };

    private static IEnumerable<(string Path, string Text)> Placed(IEnumerable<(string Path, string Text)> files) =>
        files.Select(file => (Path.Combine(ExercisesPath, file.Path), file.Text));

    private async Task<IReadOnlyList<CheckResult>> Run(IReadOnlyList<Check> checks, GraderSettings settings, Task<ServerChoice> host,
        CancellationToken cancellation)
    {
        using var grader = new Grader(settings, host);
        await using var stop = cancellation.Register(grader.Programs.Stop);
        var verdicts = await Task.WhenAll(checks.Select(check => Task.Run(() => check.Run(grader, cancellation), cancellation)));
        cancellation.ThrowIfCancellationRequested();
        return verdicts;
    }
}

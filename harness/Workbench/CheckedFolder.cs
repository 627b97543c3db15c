using System.Collections.Concurrent;
using Kata.Checking;
using Kata.Machine;
using Kata.Programs;
using Kata.Programs.Cells;
using Kata.Programs.Compiling;
using Kata.Results;
using Kata.Servers;

namespace Kata.Workbench;

/// <summary>A folder of programs on the bench: each step is compiled in memory, by itself, and its checks run against
/// servers that stay warm. The engine of the commands; the checks, and how they are run and judged, are those of
/// <c>dotnet test</c>.</summary>
internal sealed class CheckedFolder : IAsyncDisposable
{
    /// <summary>Here as in a test run.</summary>
    public const int ChecksAtATime = Room.Places;

    private static readonly Lazy<ILookup<Step,
        Check>> Checks = new(() => Checking.Check.In(CheckAssembly.Loaded).ToLookup(check => check.Step));

    private readonly WarmServers servers;
    private readonly Cell? cell;
    private readonly SemaphoreSlim compiling = new(1);
    private readonly ConcurrentDictionary<Task, bool> clearing = [];
    private readonly Lock starting = new();
    private readonly WaitingProcesses? waiting;
    private readonly GuardedCompiler? guarded;
    private CancellationTokenSource pause = new();
    private int runs;

    private CheckedFolder(string folder, string? servers, bool stays, Cell? cell)
    {
        // Endpoints for a cell are opened by a child process: it can enter the cell's network.
        (Folder, this.servers, this.cell) = (folder, new(cell is null ? servers : "process"), cell);
        waiting = stays ? new() : null;
        guarded = cell is null ? null : new(folder, inGroup: true);
    }

    /// <summary>The folder of the programs.</summary>
    public string Folder { get; }

    /// <summary>What a student calls it: <c>exercises</c>; outside of this repository, its whole path.</summary>
    public string Name => NameOf(Folder);

    /// <param name="folder">The folder of the programs, one file for each step.</param>
    /// <param name="servers">As <c>KATA_SERVERS</c>; started when the first check needs them.</param>
    /// <param name="stays">Whether there will be many runs with time between them, in which processes for the next can be
    /// started.</param>
    /// <param name="cell">The cell for programs that are not trusted; null if they run with the rights of the user who checks them.</param>
    public static CheckedFolder Open(string folder, string? servers = null, bool stays = false, Cell? cell = null)
    {
        TemporaryFolder.Sweep();
        return new(Path.GetFullPath(folder), servers, stays, cell);
    }

    /// <summary>What a student calls a folder of programs, or a file in it: as it would be typed from the repository, if it is
    /// there.</summary>
    public static string NameOf(string path) =>
        Path.GetRelativePath(Repository.Root, path) is var name && name.StartsWith("..", StringComparison.Ordinal) ? path : name;

    /// <summary>The checks of a step, in the order they are written in.</summary>
    public static IEnumerable<Check> ChecksOf(Step step) => Checks.Value[step];

    /// <summary>Which server host is used, and why, in one line.</summary>
    /// <exception cref="ServerHostException">There can be none.</exception>
    public async Task<string> ServersLine() => (await servers.Choice()).Line;

    /// <summary>The server host as it is now.</summary>
    /// <exception cref="ServerHostException">There can be none.</exception>
    internal async Task<IServerHost> Host() => (await servers.Choice()).Host;

    /// <summary>Compiles steps and runs their checks.</summary>
    /// <returns>In the order of the syllabus.</returns>
    public async Task<IReadOnlyList<StepResult>> Check(IEnumerable<Step> steps, CancellationToken cancellation = default)
    {
        // The last steps wait most; the others run meanwhile.
        var outcomes = await Task.WhenAll(steps.Distinct().OrderByDescending(step => step.Number)
            .Select(step => Check(step, cancellation: cancellation)));
        return [.. outcomes.OrderBy(outcome => outcome.Step.Number)];
    }

    /// <summary>Compiles a step and runs its checks. A cancelled run ends its programs at once. If the servers go meanwhile, the
    /// run is repeated once with others: a check that could not be made is no verdict.</summary>
    /// <param name="found">Told, before the outcome is there, what the compiler and the analyzers found.</param>
    /// <param name="judged">Told each check's verdict as it comes; in a run that is repeated, again.</param>
    /// <param name="opened">Told of each endpoint that a check opens, by the check.</param>
    /// <exception cref="IOException">The program cannot be read.</exception>
    public async Task<StepResult> Check(
        Step step,
        Action<IReadOnlyList<CompilerFinding>>? found = null,
        Action<CheckResult>? judged = null,
        Action<Check, Endpoint>? opened = null,
        CancellationToken cancellation = default)
    {
        var host = servers.Choice();
        var outcome = await Check(step, host, found, judged, opened, cancellation);
        return outcome.NotGraded > 0 && WarmServers.IsGone(host)
            ? await Check(step, servers.Choice(), null, judged, opened, cancellation)
            : outcome;
    }

    private async Task<StepResult> Check(
        Step step,
        Task<ServerChoice> host,
        Action<IReadOnlyList<CompilerFinding>>? found,
        Action<CheckResult>? judged,
        Action<Check, Endpoint>? opened,
        CancellationToken cancellation)
    {
        var sources = ProgramSources.Read(Folder, step) ?? new(step, []);
        var build = TemporaryFolder.Create();
        Pause();
        Grader? grader = null;
        Task<CheckResult[]> checking = Task.FromResult<CheckResult[]>([]);
        try
        {
            var program = await Compile(sources, build.FullName, cancellation);
            if (program.Assembly is null)
            {
                found?.Invoke(program.Compiler);
                return new(step, program.Compiler, []) { Program = sources.Hash };
            }

            grader = new(
                new(program.Assembly, Name)
                {
                    Findings = program.Findings,
                    MayHaveBlanks = sources.Files.Any(file => file.Text.Contains("__", StringComparison.Ordinal)),
                    KeepEvidence = true,
                    Opened = opened,
                    Waiting = cell is null ? waiting : null,
                    Cell = cell,
                },
                host);
            using var stop = cancellation.Register(grader.Programs.Stop);
            checking = Task.WhenAll(ChecksOf(step).Select(check => Task.Run(() => Judge(check, grader), cancellation)));

            var findings = await program.Findings.WaitAsync(cancellation);
            found?.Invoke(findings);
            return new(step, findings, await checking.WaitAsync(cancellation)) { Program = sources.Hash };
        }
        finally
        {
            ClearLater(checking, grader, build);
            Resume();
        }

        async Task<CheckResult> Judge(Check check, Grader grader)
        {
            var result = await check.Run(grader, cancellation);
            judged?.Invoke(result);
            return result;
        }
    }

    /// <summary>Ends when nothing is left of earlier runs.</summary>
    public Task Cleared() => Task.WhenAll(clearing.Keys);

    public async ValueTask DisposeAsync()
    {
        Pause();
        await Cleared();
        waiting?.Dispose();
        pause.Dispose();
        if (guarded is not null)
            await guarded.DisposeAsync();
        await servers.DisposeAsync();
    }

    /// <summary>From now on the processor belongs to the checks.</summary>
    private void Pause()
    {
        lock (starting)
        {
            runs++;
            pause.Cancel();
        }
    }

    /// <summary>When no run is left, processes are started for the next.</summary>
    private void Resume()
    {
        lock (starting)
        {
            if (--runs > 0 || waiting is null)
                return;

            pause.Dispose();
            pause = new();
            _ = waiting.Fill(ChecksAtATime, pause.Token);
        }
    }

    private async Task<CompiledProgram> Compile(ProgramSources sources, string folder, CancellationToken cancellation)
    {
        if (guarded is not null)
            return await guarded.Compile(sources, [.. ProgramSources.OfOthers(Folder, sources.Step)], folder, cancellation);

        await compiling.WaitAsync(cancellation);
        try
        {
            return await Task.Run(() => CompiledProgram.Of(sources, Folder, folder, cancellation), cancellation);
        }
        finally
        {
            compiling.Release();
        }
    }

    /// <summary>Removes what a run leaves, when its last check is over; the outcome does not wait for it.</summary>
    private void ClearLater(Task checking, Grader? grader, DirectoryInfo build)
    {
        var task = Task.Run(Clear);
        clearing[task] = true;
        _ = task.ContinueWith(done => clearing.TryRemove(done, out _), TaskScheduler.Default);

        async Task Clear()
        {
            await checking.ContinueWith(_ => { }, TaskScheduler.Default);
            grader?.Dispose();
            TemporaryFolder.Remove(build.FullName);
        }
    }
}

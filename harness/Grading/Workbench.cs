using System.Collections.Concurrent;
using System.Reflection;
using Kata.Programs;
using Kata.Servers;

namespace Kata.Grading;

/// <summary>A folder of programs on the bench: each step is compiled in memory, by itself, and its checks run against
/// servers that stay warm. The engine of the commands; the checks, and how they are run and judged, are those of
/// <c>dotnet test</c>.</summary>
internal sealed class Workbench : IAsyncDisposable
{
    private static readonly Lazy<Assembly> checks = new(LoadChecks);
    private readonly Lazy<Task<ServerChoice>> servers;

    private Workbench(string folder, string? servers)
    {
        Folder = folder;
        this.servers = new(() => ServerHosts.Choose(servers, buildImage: false));
    }

    /// <summary>The folder of the programs.</summary>
    public string Folder { get; }

    /// <summary>What a student calls it: <c>exercises</c>.</summary>
    public string Name => Path.GetRelativePath(Repository.Root, Folder);

    /// <param name="folder">The folder of the programs, one file for each step.</param>
    /// <param name="servers">As <c>KATA_SERVERS</c>; started when the first check needs them.</param>
    public static Workbench Open(string folder, string? servers = null) => new(Path.GetFullPath(folder), servers);

    /// <summary>Which server host is used, and why, in one line.</summary>
    public async Task<string> ServersLine() => (await servers.Value).Line;

    /// <summary>Compiles steps and runs their checks.</summary>
    public async Task<IReadOnlyList<StepOutcome>> Check(IEnumerable<Step> steps, CancellationToken cancellation = default)
    {
        var outcomes = new ConcurrentDictionary<int, StepOutcome>();
        await Parallel.ForEachAsync(steps, cancellation, async (step, _) => outcomes[step.Number] = await Check(step));
        return [.. outcomes.Values.OrderBy(outcome => outcome.Step.Number)];
    }

    public async ValueTask DisposeAsync()
    {
        if (servers.IsValueCreated)
            await (await servers.Value).Host.DisposeAsync();
    }

    private async Task<StepOutcome> Check(Step step)
    {
        var path = Path.Combine(Folder, step.FileName);
        var build = Directory.CreateTempSubdirectory("kata-");
        try
        {
            var assembly = ProgramCompiler.Compile(build.FullName, (path, await File.ReadAllTextAsync(path)));
            using var grader = new Grader(new(assembly, Name) { Findings = [], KeepEvidence = true }, servers.Value);
            var results = await Task.WhenAll(ChecksOf(step).Select(check => Task.Run(() => check.Run(grader))));
            return new(step, [], results);
        }
        finally
        {
            build.Delete(recursive: true);
        }
    }

    private static IEnumerable<Check> ChecksOf(Step step) => Kata.Grading.Check.In(checks.Value).Where(check => check.Step == step);

    private static Assembly LoadChecks()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return Assembly.LoadFrom(Path.Combine(Repository.Root, "harness", "checks", "bin", configuration, "net10.0", "Kata.Checks.dll"));
    }
}

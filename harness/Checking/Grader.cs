using System.Collections.Concurrent;
using Kata.Machine;
using Kata.Programs;
using Kata.Programs.Cells;
using Kata.Results;
using Kata.Servers;

namespace Kata.Checking;

/// <summary>What to grade, and how.</summary>
/// <param name="ProgramsPath">The assembly of the programs to grade.</param>
/// <param name="Name">The folder of the programs, as a student calls it: <c>exercises</c>.</param>
/// <param name="Strict">A check that is not started counts as failed. <c>KATA_STRICT=1</c>, see
/// Kata.props.</param>
/// <param name="Servers">Where the services run: auto, container or process. <c>KATA_SERVERS</c>, see
/// Kata.props.</param>
public sealed record GraderSettings(string ProgramsPath, string Name, bool Strict = false, string? Servers = null)
{
    /// <summary>What the compiler and the analyzers found in the programs: its SARIF log; null if there is none.</summary>
    public string? FindingsPath { get; init; }

    /// <summary>The findings themselves, where they are at hand or on their way.</summary>
    public Task<IReadOnlyList<CompilerFinding>>? Findings { get; init; }

    /// <summary>False if no finding can be the notice of a blank, so that no program need wait for them.</summary>
    public bool MayHaveBlanks { get; init; } = true;

    /// <summary>Processes that wait for programs to run.</summary>
    internal WaitingProcesses? Waiting { get; init; }

    /// <summary>Where untrusted programs run; null if programs run with the rights of the grading user.</summary>
    internal Cell? Cell { get; init; }

    /// <summary>What is done about a failure that the machine may have caused.</summary>
    internal Doubt InDoubt { get; init; }

    /// <summary>Where the checks find a place.</summary>
    internal Room Room { get; init; } = Room.OfProcess;

    /// <summary>How long checks that are made again may be alone, all together: meanwhile nobody else is graded. Without limit if it is
    /// null.</summary>
    internal TimeSpan? MostAlone { get; init; }

    /// <summary>Told of each endpoint that a check opens; it must return at once.</summary>
    internal Action<Check, Endpoint>? Opened { get; init; }

    /// <summary>Whether check results carry what they were judged by.</summary>
    public bool KeepEvidence { get; init; }
}

/// <summary>Grades one folder of programs: what all its checks share.</summary>
public sealed class Grader : IDisposable
{
    /// <summary>More than starting programs, waiting for them and removing their folders occupy at a time.</summary>
    private const int Threads = 64;

    private static Grader? current;
    private readonly Task<ServerChoice> servers;
    private long ticksAlone;

    /// <summary>The pool begins with one thread for each processor, and makes one or two more in a second: what a program has sent, and
    /// its end, would be noticed so late, and no counter shows that.</summary>
    static Grader()
    {
        ThreadPool.GetMinThreads(out var workers, out var ports);
        ThreadPool.SetMinThreads(Math.Max(workers, Threads), ports);
    }

    /// <param name="servers">The server host, on its way: started before the first check, awaited by the first that opens
    /// an endpoint. It may serve several graders, and outlives them.</param>
    public Grader(GraderSettings settings, Task<ServerChoice> servers)
    {
        Settings = settings;
        Programs = ProgramFolder.Stage(settings.ProgramsPath, settings.Waiting, settings.Cell);
        // Read before any program runs, which could write to it.
        Findings = settings.Findings
            ?? (settings.FindingsPath is { } path && File.Exists(path) ? Task.FromResult(CompilerFindings.Read(path)) : null);
        this.servers = servers;
    }

    /// <summary>The grader of this test run.</summary>
    public static Grader Current
    {
        get => current ?? throw new InvalidOperationException("Set up before the first check.");
        set => current = value;
    }

    public GraderSettings Settings { get; }

    public ProgramFolder Programs { get; }

    /// <summary>What the analyzers found when the programs were compiled; null if that is not known.</summary>
    public Task<IReadOnlyList<CompilerFinding>>? Findings { get; }

    /// <summary>The server host, once it is ready.</summary>
    internal Task<IServerHost> Servers => Host();

    /// <summary>The visits that checks of a step share, by the step's number and the visit's name.</summary>
    internal ConcurrentDictionary<(int Step, string Name), SharedVisit> Visits { get; } = [];

    /// <summary>Whether another check may be made again, alone.</summary>
    internal bool MayBeAlone => Settings.MostAlone is not { } most || TimeSpan.FromTicks(Volatile.Read(ref ticksAlone)) < most;

    /// <summary>Takes note of a check that was alone.</summary>
    internal void WasAlone(TimeSpan time) => Interlocked.Add(ref ticksAlone, time.Ticks);

    /// <summary>Which server host it is and why, even if no check needed it; null if there can be none.</summary>
    public async Task<string?> ServersLine()
    {
        try
        {
            return (await servers).Line;
        }
        catch (KataException)
        {
            return null;
        }
    }

    public void Dispose() => Programs.Dispose();

    private async Task<IServerHost> Host() => (await servers).Host;
}

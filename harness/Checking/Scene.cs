using System.Collections.Concurrent;
using System.Diagnostics;
using Kata.Machine;
using Kata.Programs;
using Kata.Programs.Cells;
using Kata.Programs.Compiling;
using Kata.Protocol;
using Kata.Results;
using Kata.Servers;

namespace Kata.Checking;

/// <summary>All that one check uses: the endpoints it opened and the runs it made. Its failure message is made
/// from them, and all of it is removed when the check is over.</summary>
/// <param name="attempt">How often the check was made before.</param>
/// <param name="judged">The shared visits that the check has judged, with the attempt that did so first.</param>
internal sealed class Scene(Grader grader, Step step, int attempt, ConcurrentDictionary<SharedVisit, int> judged) : IAsyncDisposable
{
    /// <summary>The time of its own in which a program ends whose connections have ended.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(500);

    private readonly IDisposable watching = Pulse.Watch();
    private readonly TimeSpan lateBefore = Pulse.Late;
    private readonly long killsBefore = MemoryKills.Count;
    private IServerHost? host;
    private TimeSpan serversLateBefore;
    private TimeSpan lostByOthers;
    private Func<TimeSpan>? lostByAnother;
    private Disturbance ofVisits;
    private readonly List<Endpoint> endpoints = [];
    private readonly List<(IReadOnlyList<string> Arguments, RunningProgram Program)> running = [];
    private readonly List<StartedServer> servers = [];
    private readonly List<OwnTime> times = [];
    private readonly List<string> folders = [];
    private readonly List<string> visitedFolders = [];
    private readonly List<Endpoint> visited = [];
    private readonly List<ProgramRun> runs = [];
    private readonly List<ProgramRun> visitedRuns = [];
    private readonly Lazy<CellNetwork?> network = new(() => grader.Settings.Cell?.NewNetwork());

    public Step Step => step;

    /// <summary>Told of each endpoint that it opens.</summary>
    public Action<Endpoint>? Opened { get; init; }

    /// <summary>The run that the failure is about.</summary>
    public Run? LastRun { get; private set; }

    /// <summary>The same run, with what the program was started with as far as that is known.</summary>
    public ProgramRun? LastProgramRun =>
        LastRun is null ? null
        : AllRuns.FirstOrDefault(run => ReferenceEquals(run.Run, LastRun))
            ?? new(running.FirstOrDefault(one => IsLast(one.Program)).Arguments ?? [], LastRun);

    /// <summary>What the program that the failure is about was started with; null if none was started.</summary>
    public IReadOnlyList<string>? Arguments => LastProgramRun?.Arguments ?? running.FirstOrDefault().Arguments;

    /// <summary>The beginning of what was typed into it; null if nothing was, and its input is open.</summary>
    public string? Typed => LastRun is { } last ? last.Typed : running.FirstOrDefault().Program?.Typed;

    /// <summary>The runs that it made itself; of programs that it talked to, once they have ended.</summary>
    public IReadOnlyList<ProgramRun> Runs
    {
        get
        {
            lock (runs)
                return [.. runs];
        }
    }

    /// <summary>Those, and the runs of visits that it shares with other checks; these come first.</summary>
    public IReadOnlyList<ProgramRun> AllRuns => [.. visitedRuns, .. Runs];

    /// <summary>The endpoints that it opened itself.</summary>
    public IReadOnlyList<Endpoint> Endpoints => [.. endpoints];

    /// <summary>The folders that it made itself.</summary>
    public IReadOnlyList<string> Folders => [.. folders];

    /// <summary>How often the check was made before.</summary>
    public int Attempt => attempt;

    /// <summary>Whether a clock decided the check.</summary>
    public bool ByTheClock { get; set; }

    /// <summary>How long the processes of the check were held up.</summary>
    public Disturbance Disturbance => new Disturbance(Pulse.Late - lateBefore, ServersLate(), LostByOneProgram()).With(ofVisits);

    /// <summary>For how long processors have worked for its programs that have ended. In cells a run holds all that its processes
    /// worked; in none, that is what this process's ended children worked.</summary>
    /// <param name="before">The children's at the beginning.</param>
    public TimeSpan Worked(TimeSpan before) => grader.Settings.Cell is null ? ChildrenUse.Worked - before
        : TimeSpan.FromTicks(Runs.Sum(run => run.Run.Time?.Worked.Ticks ?? 0));

    /// <summary>The check's own time from now on.</summary>
    public OwnTime OwnTime() => new(() => Pulse.Late, ServersLate, ProgramsLost);

    /// <summary>Whether the program that the failure is about was killed, and the system killed some process since the check began because
    /// memory ran out. In a cell, limits tell why.</summary>
    public bool WasKilled =>
        grader.Settings.Cell is null && LastRun?.End is RunEnd.Crashed { Signal: Signals.Kill } && MemoryKills.Count > killsBefore;

    /// <summary>The place to look at: file and line if the run named them, else the file.</summary>
    public Place Code => LastRun?.End switch
    {
        RunEnd.Crashed { Place: { } place } => place with { File = $"{grader.Settings.Name}/{place.File}" },
        // A method, where the stack trace has no line.
        RunEnd.Crashed { Where: { } where } => new($"{grader.Settings.Name}/{where}"),
        _ => new($"{grader.Settings.Name}/{step.FileName}"),
    };

    /// <summary>Ends the check if the compiler's log shows a blank that every run reaches: neither a server nor a program
    /// has to be started to learn that.</summary>
    public async Task RequireStarted()
    {
        RequireProgram();
        // A debugger is to stop at the blank.
        if (Debugger.IsAttached || grader.Findings is null || !grader.Settings.MayHaveBlanks)
            return;

        if ((await grader.Findings)
            .FirstOrDefault(finding => finding.File == step.FileName && finding is { IsBlank: true, EveryRun: true }) is { } blank)
            throw new NotStartedException(Blanks.Of(blank));
    }

    public async Task<Endpoint> Open(EndpointOptions options, bool directly = false)
    {
        if (host is null)
        {
            var chosen = await grader.Servers;
            serversLateBefore = chosen.Late;
            host = chosen;
        }

        if (network.Value is { } cells)
        {
            options = options with { Network = cells.Path };
            if (host is not ProcessHost)
                throw new CellException("Endpoints for a cell are opened by a child process: set KATA_SERVERS=process.");
        }

        options = options with { IsLimited = true };
        // At an address that a program which ignores its arguments would not use.
        if (host is ProcessHost && options is { Address: null, IPv6: false } && Loopback.HasMany)
            options = options with { Address = RandomText.LoopbackAddress() };
        var endpoint = directly ? await host.OpenDirectly(options) : await host.Open(options);
        endpoints.Add(endpoint);
        Opened?.Invoke(endpoint);
        return endpoint;
    }

    public async Task<Run> Run(RunOptions options, IEnumerable<string> arguments)
    {
        RequireProgram();
        string[] words = [.. arguments];
        var run = await grader.Programs.Run(step.Name, words, Placed(options) with { Started = Note });
        // A check may have several at a time.
        lock (runs)
            runs.Add(new(words, run));

        if (run.End is RunEnd.Exited end)
        {
            foreach (var endpoint in endpoints.ToList().Where(endpoint => words.Contains($"{endpoint.Port}")))
                endpoint.NoteEnd(run.StartedAt + (long)(run.Duration.TotalSeconds * Stopwatch.Frequency), $"exit code {end.Code}");
        }

        return Judge(run);
    }

    public RunningProgram Start(RunOptions options, IEnumerable<string> arguments)
    {
        RequireProgram();
        string[] words = [.. arguments];
        var program = grader.Programs.Start(step.Name, words, Placed(options));
        running.Add((words, program));
        Note(program.Own);
        return program;
    }

    /// <summary>Fails the check if the analyzers reported a warning, or the compiler a call of a socket or a stream that is not awaited, in
    /// the step's program: in its own file, or in another that it is compiled with. A blank in its own file comes first.</summary>
    public async Task RequireNoSocketWarnings()
    {
        RequireProgram();
        if (grader.Findings is null)
            throw new SkippedException("What the analyzers found is not known: the programs were compiled without harness/Kata.props.");

        var findings = await grader.Findings;
        if (findings.FirstOrDefault(finding => finding.File == step.FileName && finding.IsBlank) is { } blank)
            throw new NotStartedException(Blanks.Of(blank));

        // Findings at hand are those of this program alone; the log of a build has those of the whole folder.
        IReadOnlyList<CompilerFinding> warnings = [.. findings.Where(finding => finding.FailsTheStep)];
        if (grader.Settings.Findings is null)
            warnings = CompilerFindings.Of(step, warnings, ProgramCompiler.CompilesAlone);
        if (warnings.Count > 0)
        {
            var expected = warnings.All(finding => finding.IsSocketWarning) ? "no socket warnings"
                : "no socket warnings, and no call of a socket or a stream that is not awaited";
            throw new CheckFailedException(expected, string.Join('\n', warnings)) { IsWarning = true };
        }
    }

    /// <summary>Makes a socket that programs can reach, or that can reach them.</summary>
    public T MakeSocket<T>(Func<T> make) => network.Value is { } cells ? cells.Make(make) : make();

    /// <summary>Notes how a run ended; one that ran into a blank ends the check.</summary>
    /// <exception cref="CellException">The program did not run at all, or the machine ended it.</exception>
    public Run Judge(Run run)
    {
        if (run.End is RunEnd.NoCell or RunEnd.Lost)
            throw new CellException($"{char.ToUpperInvariant($"{run.End}"[0])}{$"{run.End}".AsSpan(1)}.");
        if (run.End is RunEnd.HitBlank blank)
            throw new NotStartedException(Blanks.Of(blank.What));

        LastRun = run;
        return run;
    }

    /// <summary>An empty folder that lasts as long as the check. What is put there before its first run, all its runs may write.</summary>
    public string NewFolder()
    {
        var folder = TemporaryFolder.Create().FullName;
        folders.Add(folder);
        return folder;
    }

    /// <summary>Whether a message names something in a folder that programs of the check may use.</summary>
    public bool IsInFolders(string message) =>
        folders.Concat(visitedFolders).Any(folder => message.Contains(folder, StringComparison.Ordinal));

    /// <summary>Looks at a visit that checks of this step share. Its run and its endpoints then belong to this scene, too,
    /// for the failure message, even if the visit failed.</summary>
    public async Task<object> Share(string name, Func<Task<object>> make)
    {
        // A check that is made again makes its visit again, unless another check already has. It never judges the same visit twice.
        var visit = grader.Visits.AddOrUpdate(
            (step.Number, name),
            _ => new(this, name, make),
            (_, before) => before.Attempt < attempt || (judged.TryGetValue(before, out var then) && then < attempt)
                ? new(this, name, make)
                : before);
        judged.TryAdd(visit, attempt);
        try
        {
            return await Await(visit);
        }
        finally
        {
            LastRun = visit.LastRun;
            visitedFolders.AddRange(visit.Folders);
            visited.AddRange(visit.Endpoints.Except(endpoints));
            visitedRuns.AddRange(visit.Runs.Except(Runs));
            if (visit.Scene != this)
                ofVisits = ofVisits.With(visit.Disturbance);
            ByTheClock |= visit.ByTheClock;
        }
    }

    /// <summary>Whether the check uses our servers.</summary>
    public bool HasVisited => endpoints.Count > 0 || visited.Count > 0;

    /// <summary>What the program that the failure is about has written to its error output.</summary>
    public string? ErrorOutput => LastRun?.ErrorOutput ?? running.FirstOrDefault().Program?.ErrorOutputSoFar;

    /// <summary>Adds a program that serves, with its clients.</summary>
    public StartedServer Add(StartedServer server)
    {
        servers.Add(server);
        return server;
    }

    /// <summary>A failure may only be a sign that a program has ended. Notes how a started program has ended, or
    /// ends now; if it ran into a blank, it ends the check.</summary>
    public async Task JudgeStarted()
    {
        foreach (var (_, program) in running)
        {
            await program.Own.WaitFor(program.Ended(), Soon, 10 * Soon);
            // A process that has exited may be reported late on a busy machine; wait for it. After a blank it is about to exit,
            // unless it has only printed the same words.
            if (program.HasExited)
                await program.Ended();
            else if (program.HasHitBlank)
                await Task.WhenAny(program.Ended(), Task.Delay(10 * Soon));
            if (program.Ended() is not { IsCompletedSuccessfully: true, Result: var run })
                continue;

            if (run.End is RunEnd.HitBlank || LastRun is null)
                Judge(run);
        }
    }

    /// <summary>The transcripts of all endpoints and of all clients, as they are now.</summary>
    /// <exception cref="ServerHostException">The servers are gone.</exception>
    public async Task<IReadOnlyList<Transcript>> Transcripts()
    {
        var transcripts = new List<Transcript>();
        foreach (var endpoint in visited.Concat(endpoints))
            transcripts.Add(await endpoint.Transcript());
        return [.. transcripts, .. servers.Select(server => server.Transcript)];
    }

    /// <summary>What a program sent too much of; null if it did not, or if the servers are gone.</summary>
    public async Task<string?> Flood()
    {
        try
        {
            foreach (var endpoint in visited.Concat(endpoints).ToList())
            {
                if ((await endpoint.Transcript()).Flood is { } what)
                    return what;
            }
        }
        catch (ServerHostException)
        {
            // The verdict says so, if it matters.
        }

        return null;
    }

    /// <summary>All that the check was judged by. Ends the programs that still run, and closes the endpoints: the last
    /// that a program did may only then be in the transcript.</summary>
    public async Task<Evidence> Evidence()
    {
        await Close();
        try
        {
            var (all, transcripts) = (AllRuns, await Transcripts());
            return new(all, transcripts)
            {
                RunsOfTranscripts = [.. transcripts.Select(transcript => ConcernedTranscripts.RunOf(transcript, all, LastRun))],
            };
        }
        catch (ServerHostException)
        {
            // What the servers saw has gone with them; the failure message says so.
            return new(AllRuns, []);
        }
    }

    /// <summary>The position of the run that the failure is about among all that the check was judged by, from 1; null if there is
    /// none. Ends the programs that still run.</summary>
    public async Task<int?> JudgedRun()
    {
        await Close();
        var place = AllRuns.ToList().FindIndex(run => ReferenceEquals(run.Run, LastRun));
        return place < 0 ? null : place + 1;
    }

    /// <summary>Removes everything before another attempt, so that no failure message and no evidence has it:
    /// <c>kata compare</c> pairs runs by their position.</summary>
    public async Task Clear()
    {
        await Close();
        endpoints.Clear();
        servers.Clear();
        lock (runs)
            runs.Clear();
        LastRun = null;
    }

    private bool IsLast(RunningProgram program) =>
        program.Ended() is { IsCompletedSuccessfully: true, Result: var run } && ReferenceEquals(run, LastRun);

    private TimeSpan ServersLate() => host is null ? TimeSpan.Zero : host.Late - serversLateBefore;

    private void Note(OwnTime time)
    {
        lock (runs)
            times.Add(time);
    }

    /// <summary>How much time the machine has taken so far from the check's programs, and from visits that other checks made for
    /// it.</summary>
    private TimeSpan ProgramsLost()
    {
        TimeSpan lost;
        Func<TimeSpan>? another;
        lock (runs)
            (lost, another) = (lostByOthers + TimeSpan.FromTicks(times.Sum(time => time.Lost.Ticks)), lostByAnother);
        return lost + (another?.Invoke() ?? TimeSpan.Zero);
    }

    /// <summary>Waits for a visit; if another check makes it, what the machine takes from that one is taken from this one.</summary>
    private async Task<object> Await(SharedVisit visit)
    {
        if (visit.Scene == this)
            return await visit.Made;

        var (maker, before) = (visit.Scene, visit.Scene.AllLost());
        lock (runs)
            lostByAnother = () => maker.AllLost() - before;
        try
        {
            return await visit.Made;
        }
        finally
        {
            var lost = maker.AllLost() - before;
            lock (runs)
                (lostByOthers, lostByAnother) = (lostByOthers + lost, null);
        }
    }

    private TimeSpan AllLost() => ServersLate() + ProgramsLost();

    private TimeSpan LostByOneProgram() => Runs.Select(run => run.Run.Time).OfType<OwnTime>()
        .Concat(running.Select(one => one.Program.Own))
        .Select(time => time.Lost).DefaultIfEmpty().Max();

    /// <summary>Ends the programs that still run, then closes the endpoints.</summary>
    public async Task Close()
    {
        await EndPrograms();
        foreach (var server in servers)
            server.Dispose();
        foreach (var endpoint in endpoints)
            await endpoint.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Close();
        watching.Dispose();
        foreach (var folder in folders)
            TemporaryFolder.Remove(folder);
        if (network.IsValueCreated)
            network.Value?.Dispose();
    }

    private RunOptions Placed(RunOptions options)
    {
        options = options with { OthersLate = ServersLate };
        return grader.Settings.Cell is null ? options : options with { Place = new(network.Value, [.. folders]) };
    }

    private async Task EndPrograms()
    {
        foreach (var (arguments, program) in running)
        {
            await program.DisposeAsync();
            var run = await program.Ended();
            lock (runs)
                runs.Add(new(arguments, run));
        }

        running.Clear();
    }

    /// <summary>Where a program may be that is not in its place.</summary>
    private string Elsewhere() =>
        grader.Programs.Others.FirstOrDefault() is { } other
            ? $". There is a class {other} with a Main: if it is this step's, call it {step.Name}"
        : grader.Programs.HasStatements
            ? ". There are statements in no class: put them into a method `static int Main(string[] args)` of a class " + $"{step.Name}"
        : "";

    private void RequireProgram()
    {
        if (!grader.Programs.Contains(step.Name))
            throw new NotStartedException(new(
                $"there is no program {step.Name} here; it belongs in {step.FileName}, as a class of that name"
                + Elsewhere()));
        if (!grader.Programs.CanStart(step.Name))
            throw new CheckFailedException(
                $"{step.FileName} to have a method `static int Main(string[] args)`, or an async one of Task<int>",
                "no such method: the program cannot be started");
    }
}

using System.Diagnostics;
using Kata.Control;
using Kata.Programs;
using Kata.Servers;

namespace Kata.Grading;

/// <summary>What one check has on stage: the endpoints it opened and the runs it made. Its failure message is drawn
/// from them, and everything is cleared away when the check is over.</summary>
internal sealed class Scene(Grader grader, Step step) : IAsyncDisposable
{
    private readonly List<Endpoint> endpoints = [];
    private readonly List<RunningProgram> running = [];
    private readonly List<string> folders = [];
    private readonly List<Endpoint> visited = [];

    /// <summary>The run that the failure is about.</summary>
    public Run? LastRun { get; private set; }

    /// <summary>The endpoints that it opened itself.</summary>
    public IReadOnlyList<Endpoint> Endpoints => [.. endpoints];

    /// <summary>The place to look at: file and line if the run told, else the file.</summary>
    public string Code => $"{grader.Settings.Name}/{(LastRun?.End as RunEnd.Crashed)?.Where ?? step.FileName}";

    /// <summary>Ends the check if the compiler's log tells of a blank that every run reaches: no server and no program
    /// need be started to learn that.</summary>
    public void RequireStarted()
    {
        RequireProgram();
        // A debugger is to stop at the blank.
        if (Debugger.IsAttached)
            return;

        if (grader.Findings?.FirstOrDefault(finding => finding.File == step.FileName && finding is { IsBlank: true, EveryRun: true }) is { } blank)
            throw new NotStartedException(blank.ToFillIn());
    }

    public async Task<Endpoint> Open(EndpointOptions options, bool directly = false)
    {
        var host = await grader.Servers;
        var endpoint = directly ? await host.OpenDirectly(options) : await host.Open(options);
        endpoints.Add(endpoint);
        return endpoint;
    }

    public async Task<Run> Run(RunOptions options, IEnumerable<string> arguments)
    {
        RequireProgram();
        return Judge(await grader.Programs.Run(step.Name, arguments, options));
    }

    public RunningProgram Start(RunOptions options, IEnumerable<string> arguments)
    {
        RequireProgram();
        var program = grader.Programs.Start(step.Name, arguments, options);
        running.Add(program);
        return program;
    }

    /// <summary>Fails the check if the analyzers warned of something in the step's file. A blank in it is told first.</summary>
    public void RequireNoSocketWarnings()
    {
        RequireProgram();
        if (grader.Findings is null)
            throw new SkippedException("What the analyzers found is not known: the programs were compiled without harness/Kata.props.");

        var findings = grader.Findings.Where(finding => finding.File == step.FileName).ToList();
        if (findings.Find(finding => finding.IsBlank) is { } blank)
            throw new NotStartedException(blank.ToFillIn());

        var warnings = findings.FindAll(finding => finding.IsSocketWarning);
        if (warnings.Count > 0)
            throw new CheckFailedException("no socket warnings", string.Join('\n', warnings));
    }

    /// <summary>Notes how a run ended; one that ran into a blank ends the check.</summary>
    public Run Judge(Run run)
    {
        if (run.End is RunEnd.HitBlank blank)
            throw new NotStartedException($"fill in {blank.What}");

        LastRun = run;
        return run;
    }

    /// <summary>An empty folder that lasts as long as the check.</summary>
    public string NewFolder()
    {
        var folder = Directory.CreateTempSubdirectory("kata-").FullName;
        folders.Add(folder);
        return folder;
    }

    /// <summary>Looks at a visit that checks of this step share. Its run and its endpoints are then on this stage too,
    /// for the failure message, even if the visit failed.</summary>
    public async Task<object> Share(string name, Func<Task<object>> make)
    {
        var visit = grader.Visits.GetOrAdd((step.Number, name), _ => new(this, make));
        try
        {
            return await visit.Made;
        }
        finally
        {
            LastRun = visit.LastRun;
            visited.AddRange(visit.Endpoints.Except(endpoints));
        }
    }

    /// <summary>The transcripts of all endpoints, as they are now.</summary>
    public async Task<IReadOnlyList<Transcript>> Transcripts()
    {
        var transcripts = new List<Transcript>();
        foreach (var endpoint in visited.Concat(endpoints))
            transcripts.Add(await endpoint.Transcript());
        return transcripts;
    }

    /// <summary>Clears the stage for another attempt: what was on it is in no failure message.</summary>
    public async Task Clear()
    {
        await Close();
        running.Clear();
        endpoints.Clear();
    }

    /// <summary>Ends the programs that still run, then closes the endpoints.</summary>
    public async Task Close()
    {
        foreach (var program in running)
            await program.DisposeAsync();
        foreach (var endpoint in endpoints)
            await endpoint.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Close();
        foreach (var folder in folders)
            TryDelete(folder);
    }

    private static void TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception left) when (left is IOException or UnauthorizedAccessException)
        {
            // A program may have put there what cannot be deleted. A temporary folder; the system clears it.
        }
    }

    private void RequireProgram()
    {
        if (!grader.Programs.Contains(step.Name))
            throw new NotStartedException($"there is no program {step.Name} here; it belongs in {step.FileName}");
    }
}

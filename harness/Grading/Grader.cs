using System.Text.Json;
using Kata.Programs;
using Kata.Servers;

namespace Kata.Grading;

/// <summary>How to grade: each is an environment variable, and a property of the build (see Kata.props).</summary>
/// <param name="ProgramsPath">The assembly of the programs to grade.</param>
/// <param name="Strict">A check that is not started counts as failed. <c>KATA_STRICT=1</c></param>
/// <param name="Servers">Where the services run: auto, container or process. <c>KATA_SERVERS</c></param>
public sealed record GraderSettings(string ProgramsPath, bool Strict = false, string? Servers = null)
{
    /// <summary>What a student calls the programs: <c>exercises</c>.</summary>
    public string Name { get; init; } = Path.GetFileNameWithoutExtension(ProgramsPath).ToLowerInvariant();
}

/// <summary>Grades one folder of programs: what all its checks share.</summary>
public sealed class Grader : IAsyncDisposable
{
    private static Grader? current;
    private readonly Task<ServerChoice> servers;

    public Grader(GraderSettings settings)
    {
        Settings = settings;
        Programs = ProgramFolder.Stage(settings.ProgramsPath);
        // Started at once and awaited by the first check that opens an endpoint.
        servers = Task.Run(() => ServerHosts.Choose(settings.Servers));
    }

    /// <summary>The grader of this test run.</summary>
    public static Grader Current
    {
        get => current ?? throw new InvalidOperationException("Set up before the first check.");
        set => current = value;
    }

    public GraderSettings Settings { get; }

    public ProgramFolder Programs { get; }

    /// <summary>The server host, once it is ready.</summary>
    internal Task<IServerHost> Servers => Host();

    /// <summary>What the test logger has to know, in one line that every check carries (see Kata.TestLogger).</summary>
    public string MachineLine => "kata: " + JsonSerializer.Serialize(new
    {
        servers = servers.IsCompletedSuccessfully ? servers.Result.Reason : null,
        programs = Settings.Name,
    });

    public async ValueTask DisposeAsync()
    {
        Programs.Dispose();
        try
        {
            await (await servers).Host.DisposeAsync();
        }
        catch (ServerHostException)
        {
            // It never started: each check has said so.
        }
    }

    private async Task<IServerHost> Host() => (await servers).Host;
}

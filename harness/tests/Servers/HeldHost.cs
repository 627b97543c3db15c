using System.Diagnostics;
using Kata.Machine;
using Kata.Servers;

namespace Kata.Tests.Servers;

/// <summary>A server host in a process of its own (<c>harness/bench hold</c>), which a test can kill.</summary>
internal sealed class HeldHost : IDisposable
{
    private readonly Process process;

    private HeldHost(Process process, string[] lines) =>
        (this.process, Servers, LoadedTestcontainers) = (process, lines[1].Split(' ')[1..], lines[2] == "with Testcontainers");

    /// <summary>The id of the server process, or those of the containers.</summary>
    public string[] Servers { get; }

    public bool LoadedTestcontainers { get; }

    public static async Task<HeldHost> Start(string setting, string? dockerHost = null)
    {
        var program = Repository.Built(Path.Combine("harness", "bench"), "net10.0", "Bench.dll");
        var start = new ProcessStartInfo(ServerProgram.DotNet, [program, "hold", setting])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        if (dockerHost is not null)
            start.Environment["DOCKER_HOST"] = dockerHost;

        var process = Process.Start(start)!;
        var lines = new string[3];
        for (var i = 0; i < lines.Length; i++)
        {
            lines[i] = await process.StandardOutput.ReadLineAsync()
                ?? throw new InvalidOperationException($"hold {setting} ended before it was ready");
        }

        return new(process, lines);
    }

    /// <summary>SIGKILL: nothing of the process runs any more, no handler and no finally.</summary>
    public async Task Kill()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Lets it end by itself.</summary>
    public async Task Finish()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
    }
}

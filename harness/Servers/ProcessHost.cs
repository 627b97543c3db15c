using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography;
using Kata.Machine;
using Kata.Protocol;

namespace Kata.Servers;

/// <summary>All services in one child process, on the loopback addresses. The process ends when the control connection
/// does, and so with this one, however that ends.</summary>
public sealed class ProcessHost : IServerHost
{
    /// <summary>How long the server program may take to listen. It takes about 0.2 s on an idle machine; this is for
    /// one whose cores are all busy.</summary>
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(30);

    private readonly Process process;
    private readonly Task draining;
    private readonly ControlClient control;

    private ProcessHost(Process process, Task draining, ControlClient control) =>
        (this.process, this.draining, this.control) = (process, draining, control);

    public string Name => "process";

    /// <inheritdoc/>
    public string? Gone => control.Ended;

    /// <inheritdoc/>
    public TimeSpan Late => control.Late;

    /// <inheritdoc/>
    public TimeSpan Worked
    {
        get
        {
            try
            {
                return process.TotalProcessorTime;
            }
            catch (Exception gone) when (gone is InvalidOperationException or Win32Exception)
            {
                return TimeSpan.Zero; // It has ended.
            }
        }
    }

    /// <summary>The id of the server process.</summary>
    public int ProcessId => process.Id;

    /// <summary>Where the server program takes requests, on 127.0.0.1: from us and nobody else.</summary>
    internal int ControlPort { get; private init; }

    /// <summary>Starts the server program; it is ready when this returns.</summary>
    /// <exception cref="ServerHostException">It was not built or does not start; the message holds what it wrote.</exception>
    public static Task<ProcessHost> Start(CancellationToken cancellation = default) => Start(
        ServerProgram.StartInfo(
            "--control", "127.0.0.1:0", "--token-from-stdin", "--listen", Loopback.HasIPv6 ? "127.0.0.1,::1" : "127.0.0.1"),
        cancellation);

    /// <param name="program">The server program, with its arguments.</param>
    internal static async Task<ProcessHost> Start(ProcessStartInfo program, CancellationToken cancellation = default)
    {
        var token = NewToken();
        var output = new ServerOutput();
        var process = Launch(program);
        var draining = Task.WhenAll(output.Drain(process.StandardOutput), output.Drain(process.StandardError));

        async Task<string> LastWords()
        {
            // Both pipes end when the process does, a moment after the connection; it may also live on.
            await Task.WhenAny(draining, Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None));
            return output.LastLines;
        }

        try
        {
            // On its input and not among its arguments or environment, where other programs could read it.
            await process.StandardInput.WriteLineAsync(token);
            await process.StandardInput.FlushAsync(cancellation);
            var ready = await Task.WhenAny(output.ControlPort, draining).WaitAsync(StartDeadline, cancellation);
            if (ready != output.ControlPort)
                throw new IOException("Its output ended.");

            var control = await ControlClient.Connect(
                "127.0.0.1", await output.ControlPort, token, LastWords, isWatched: true, cancellation: cancellation);
            return new(process, draining, control) { ControlPort = await output.ControlPort };
        }
        catch (Exception e)
        {
            Kill(process);
            var words = await LastWords();
            process.Dispose();
            throw e switch
            {
                TimeoutException => new ServerHostException(
                    $"The server program did not listen within {StartDeadline.TotalSeconds:0} s. {TheLast(words)}",
                    e),
                IOException => new ServerHostException($"The server program ended before it listened. {TheLast(words)}", e),
                SocketException => new ServerHostException($"The server program cannot be reached: {e.Message}. {TheLast(words)}", e),
                _ => e,
            };
        }
    }

    /// <inheritdoc/>
    public async Task<Endpoint> Open(EndpointOptions options, CancellationToken cancellation = default)
    {
        if (options.IPv6 && !Loopback.HasIPv6)
            throw new ServerHostException("This machine has no IPv6 loopback address (::1), so no IPv6 endpoint can be opened.");

        var (number, port) = await control.Open(options, cancellation);
        return new(options, options.Address ?? (options.IPv6 ? "::1" : "127.0.0.1"), port, control, number);
    }

    public async ValueTask DisposeAsync()
    {
        await control.DisposeAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(5));
            await draining;
        }
        catch (TimeoutException)
        {
            Kill(process);
        }

        process.Dispose();
    }

    /// <summary>A token that nobody can guess: 128 random bits.</summary>
    internal static string NewToken() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    private static Process Launch(ProcessStartInfo start)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.UseShellExecute = false;
        start.CreateNoWindow = true;

        // Settings of a web server or a test run around us are not meant for it.
        foreach (var name in start.Environment.Keys.Where(IsNotForServers).ToList())
            start.Environment.Remove(name);

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new ServerHostException(
                $"The server program could not be started ({start.FileName}: {e.Message}). Run: dotnet build containers",
                e);
        }
    }

    /// <summary>Whether an environment variable is not passed on to our child processes.</summary>
    internal static bool IsNotForServers(string name) =>
        name.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("KATA_", StringComparison.OrdinalIgnoreCase)
        || name is "DOTNET_STARTUP_HOOKS" or "CORECLR_ENABLE_PROFILING";

    private static string TheLast(string words) =>
        words.Length == 0 ? "It wrote nothing." : $"Its last lines:{Environment.NewLine}{words}";

    private static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It ended by itself.
        }
    }
}

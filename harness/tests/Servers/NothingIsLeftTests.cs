using System.Diagnostics;
using Kata.Protocol;
using Kata.Servers;
using NUnit.Framework;

namespace Kata.Tests.Servers;

/// <summary>No server outlives its host, however that host ends: the server program exits when its host's control connection closes, so
/// that nothing else has to clean up.</summary>
[Parallelizable(ParallelScope.All)]
public class NothingIsLeftTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Test]
    public async Task The_server_process_ends_when_its_host_is_killed()
    {
        using var host = await HeldHost.Start("process");
        using var server = Process.GetProcessById(int.Parse(host.Servers.Single()));
        await host.Kill();
        Assert.That(() => HasEnded(server), Is.True.After((int)Deadline.TotalMilliseconds, 20));
    }

    // An orphan of a test becomes this process's child, where other tests run programs (see Leftovers): when it has ended,
    // its number stays taken, with an empty command line (proc(5)).
    private static bool HasEnded(Process process) =>
        process.HasExited
        || (
            OperatingSystem.IsLinux()
            && (!File.Exists($"/proc/{process.Id}/cmdline") || File.ReadAllBytes($"/proc/{process.Id}/cmdline").Length == 0));

    [Test]
    public async Task The_server_process_ends_when_its_host_is_disposed()
    {
        using var host = await HeldHost.Start("process");
        using var server = Process.GetProcessById(int.Parse(host.Servers.Single()));
        await host.Finish();
        Assert.That(() => HasEnded(server), Is.True.After((int)Deadline.TotalMilliseconds, 20));
    }

    [Test]
    public async Task Who_waits_for_a_server_process_that_is_killed_is_told()
    {
        await using var host = await ProcessHost.Start();
        await using var endpoint = await host.Open(new() { Service = Protocol.Service.Echo });
        var waiting = endpoint.WaitFor(Protocol.EventKind.Accepted, 1, TimeSpan.FromMinutes(5));
        using (var server = Process.GetProcessById(host.ProcessId))
            server.Kill();

        Assert.That(
            async () => await waiting.WaitAsync(Deadline),
            Throws.TypeOf<ServerHostException>().With.Message.StartsWith("The server program is gone"));
    }
}

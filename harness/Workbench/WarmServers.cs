using System.Collections.Concurrent;
using Kata.Machine;
using Kata.Servers;

namespace Kata.Workbench;

/// <summary>Servers that stay for many checks: started when they are first asked for, and again if they did not start or are
/// gone.</summary>
/// <param name="setting">As <c>KATA_SERVERS</c>.</param>
internal sealed class WarmServers(string? setting) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Task, bool> burials = [];
    private readonly Lock starting = new();
    private Task<ServerChoice>? servers;

    /// <summary>The server host, on its way.</summary>
    public Task<ServerChoice> Choice()
    {
        lock (starting)
        {
            if (servers is not null && IsGone(servers))
            {
                _ = Bury(servers.Result.Host);
                servers = null;
            }

            if (servers is null || servers.IsFaulted)
                servers = Task.Run(() => ServerHosts.Choose(setting, Announce, buildImage: false));
            return servers;
        }
    }

    /// <summary>Whether the server host was there, and is no more.</summary>
    public static bool IsGone(Task<ServerChoice> choice) => choice is { IsCompletedSuccessfully: true, Result.Host.Gone: not null };

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(burials.Keys);
        if (servers is null)
            return;

        try
        {
            await (await servers).Host.DisposeAsync();
        }
        catch (KataException)
        {
            // They never started: each check has said so.
        }
    }

    /// <summary>Work that takes a while is told beside the report, which may be for programs to read.</summary>
    private static void Announce(string line) => Console.Error.WriteLine($"kata: {line}");

    /// <summary>Removes what is left of servers that are gone.</summary>
    private async Task Bury(IServerHost host)
    {
        var burial = host.DisposeAsync().AsTask();
        burials[burial] = true;
        await burial.ContinueWith(done => burials.TryRemove(done, out _), TaskScheduler.Default);
    }
}

using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Kata.Containers.Tests;
using Kata.Protocol;
using Kata.Results;
using Kata.Servers;
using Kata.Student.Watching.Web;
using Kata.Workbench;
using NUnit.Framework;

namespace Kata.Tests.Student.Watching.Web;

/// <summary>The ladder that grows, over a real endpoint.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class LiveWireTests : IDisposable
{
    private static readonly Kata.Checking.Check[] Checks = [.. CheckedFolder.ChecksOf(Step.Of(4)).Take(2)];

    private readonly CancellationTokenSource late = new(Waiting.Deadline);
    private readonly PageParts parts = new();
    private readonly LiveWire live;

    public LiveWireTests() => live = new(parts);

    public void Dispose() => late.Dispose();

    [Test]
    public async Task It_grows_with_the_conversation_until_the_verdict()
    {
        await using var host = await ProcessHost.Start();
        await using var endpoint = await host.Open(new() { Service = Service.Http });
        using var follower = parts.Follow();
        live.Opened(Checks[1], endpoint);
        using var client = new TcpClient();
        await client.ConnectAsync(endpoint.Host, endpoint.Port, late.Token);
        await Shows(Checks[1].Sentence, "connect");
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /pie.txt HT"), late.Token);
        await Shows("15 B", "GET /pie.txt HT");

        // The first in the order of the checks is the one in hand.
        await using var other = await host.Open(new() { Service = Service.Echo });
        live.Opened(Checks[0], other);
        using var second = new TcpClient();
        await second.ConnectAsync(other.Host, other.Port, late.Token);
        await Shows(Checks[0].Sentence, "echo server");
        live.Judged(Checks[0].Id);
        await client.GetStream().WriteAsync("TP"u8.ToArray(), late.Token);
        await Shows(Checks[1].Sentence, "2 B");
        live.Clear();
        Assert.That(Live, Is.Empty);
    }

    [Test]
    public async Task Where_no_browser_follows_nothing_is_asked()
    {
        await using var host = await ProcessHost.Start();
        await using var endpoint = await host.Open(new() { Service = Service.Http });
        live.Opened(Checks[0], endpoint);

        Assert.That((parts.Since(0).Version, live.IsDrawing), Is.EqualTo((0, false)));
    }

    [Test]
    public async Task An_endpoint_that_is_gone_disturbs_nobody()
    {
        var host = await ProcessHost.Start();
        var endpoint = await host.Open(new() { Service = Service.Http });
        await host.DisposeAsync();
        using (parts.Follow())
        {
            live.Opened(Checks[0], endpoint);
            live.Judged(Checks[0].Id);
        }

        while (live.IsDrawing)
            await Task.Delay(5, late.Token);
        Assert.That(Live, Is.Empty);
    }

    private string Live => JsonDocument.Parse(parts.Since(0).Json).RootElement.TryGetProperty(LiveWire.Part, out var html)
        ? html.GetString()!
        : "";

    /// <summary>Waits until the part shows all of these.</summary>
    private async Task Shows(params IReadOnlyList<string> texts)
    {
        while (!texts.All(Live.Contains))
            await parts.Newer(parts.Since(0).Version).WaitAsync(late.Token);
    }
}

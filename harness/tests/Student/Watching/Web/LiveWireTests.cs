using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Kata.Containers.Tests;
using Kata.Protocol;
using Kata.Results;
using Kata.Servers;
using Kata.Student.Watching.Web;
using Kata.Tests.Servers;
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

    [Test]
    public async Task What_cannot_be_drawn_is_not_asked_for_again_and_the_next_is_drawn()
    {
        using var server = new FakeServerProgram();
        await using var client = await server.LetIn();
        using var follower = parts.Follow();
        live.Opened(Checks[0], Fake(client, 1));
        live.Opened(Checks[1], Fake(client, 2));
        var asked = await Next(server);
        Assert.That((asked.Endpoint, asked.Most, asked.MostData), Is.EqualTo((1, 100, 512)));
        await server.Answer(new(asked.Id, Events: [.. Enumerable.Range(0, 4).Select(n => Sent(n, long.MaxValue))]));
        var again = Next(server);
        live.Judged(Checks[0].Id);

        asked = await again;
        Assert.That(asked.Endpoint, Is.EqualTo(2));
        await server.Answer(new(asked.Id, Events: [Sent(0, 7)]));
        await Shows(Checks[1].Sentence, "7 B");
        live.Clear();
    }

    [Test]
    public async Task A_long_conversation_is_asked_for_in_parts_and_not_to_its_end()
    {
        using var server = new FakeServerProgram();
        await using var client = await server.LetIn();
        using var follower = parts.Follow();
        live.Opened(Checks[0], Fake(client, 1));
        for (var known = 0; known < 300; known += 100)
        {
            var asked = await Next(server);
            Assert.That((asked.After, asked.Most), Is.EqualTo((known, 100)));
            await server.Answer(new(asked.Id, Events: [.. Enumerable.Range(known, 100).Select(n => Sent(n, 1))]));
        }

        await Shows(Checks[0].Sentence, "300 B in 300 pieces");
        // It stands until the verdict, and only the next check is asked for.
        live.Opened(Checks[1], Fake(client, 2));
        var next = Next(server);
        live.Judged(Checks[0].Id);
        Assert.That(Live, Is.Empty);
        live.Opened(Checks[0], Fake(client, 1));
        Assert.That((await next).Endpoint, Is.EqualTo(2));
        live.Clear();
    }

    private static Endpoint Fake(ControlClient client, int number) => new(new() { Service = Service.Echo }, "127.0.0.1", 7, client, number);

    private static TranscriptEvent Sent(int sequence, long bytes) => new(sequence, sequence, EventKind.Sent, 1, bytes);

    private Task<ControlRequest> Next(FakeServerProgram server) => server.Next().WaitAsync(late.Token);

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

using System.Net.Sockets;
using Kata.Containers.Transport;
using Kata.Protocol;

namespace Kata.Containers.Tests;

/// <summary>A program that sends far more than any task needs is not served any more.</summary>
public class FloodTests
{
    private static readonly FloodLimits Few = new(Connections: 3, Datagrams: 3, Bytes: 30);

    [TestCase(EventKind.Accepted, 0, "more than 3 connections")]
    [TestCase(EventKind.DatagramReceived, 1, "more than 3 datagrams")]
    [TestCase(EventKind.Received, 10, "more than 30 bytes")]
    [TestCase(EventKind.DatagramReceived, 10, "more than 3 datagrams")]
    public void The_fourth_is_one_too_many_and_the_last_event_says_so(EventKind kind, int bytes, string what)
    {
        var transcript = new Transcript(limits: Few);
        for (var i = 0; i < 3; i++)
            transcript.Add(kind, i, new byte[bytes]);
        Assert.That(transcript.IsFlooded, Is.False);

        for (var i = 0; i < 3; i++)
            transcript.Add(kind, i, new byte[bytes]);

        var events = transcript.After();
        Assert.That(transcript.IsFlooded, Is.True);
        Assert.That(TestEndpoint.Kinds(events), Is.EqualTo($"{kind} {kind} {kind} {kind} Flooded"));
        Assert.That(events[^1].Note, Is.EqualTo(what));
    }

    [Test]
    public void A_transcript_that_is_full_still_says_so()
    {
        var transcript = new Transcript(limits: Few);
        for (var i = 0; i < 2 * Transcript.MostEvents; i++)
            transcript.Add(EventKind.Sent, 1, [1]);
        for (var i = 0; i < 4; i++)
            transcript.Add(EventKind.Accepted, i);

        var events = transcript.After();
        Assert.That(events, Has.Count.EqualTo(Transcript.MostEvents));
        Assert.That((events[^1].Kind, events[^1].Note), Is.EqualTo((EventKind.Flooded, "more than 3 connections")));
    }

    [Test]
    public async Task Datagrams_above_the_limit_get_no_answer()
    {
        await using var endpoint = await TestEndpoint.Open(
            new EndpointOptions { Service = Service.Echo, Transport = Kata.Protocol.Transport.Udp, IsLimited = true });
        using var client = Datagrams.To(endpoint);
        var flooded = endpoint.After(EventKind.Flooded);
        while (!flooded.IsCompleted)
            client.Send("x");

        await flooded;
        var events = await endpoint.Close(Waiting.Deadline);
        Assert.That(events[^1].Note, Is.EqualTo("more than 3,000 datagrams"));
        Assert.That(events.Count(e => e.Kind == EventKind.DatagramReceived), Is.EqualTo(3_001));
    }

    [Test]
    public async Task Connections_above_the_limit_are_not_accepted()
    {
        await using var endpoint = await TestEndpoint.Open(new EndpointOptions { Service = Service.Echo, IsLimited = true });
        var flooded = endpoint.After(EventKind.Flooded);
        for (var i = 0; i < 251; i++)
            (await Client.Connect(endpoint)).Dispose();

        await flooded;
        using var more = await Client.Connect(endpoint);
        var events = await endpoint.Close(Waiting.Deadline);
        Assert.That(events[^1].Note, Is.EqualTo("more than 250 connections"));
    }

    [Test]
    public async Task A_connection_over_which_too_much_comes_is_ended()
    {
        await using var endpoint = await TestEndpoint.Open(new EndpointOptions { Service = Service.Http, IsLimited = true });
        using var client = await Client.Connect(endpoint);
        var block = new byte[1024 * 1024];

        var sent = 0;
        async Task Send()
        {
            for (; sent < 1000; sent++)
                await client.Send(block);
        }

        await Assert.ThatAsync(Send, Throws.InstanceOf<SocketException>());
        Assert.That(sent, Is.GreaterThanOrEqualTo(4));
        var events = await endpoint.Close(Waiting.Deadline);
        Assert.That(events[^1].Note, Is.EqualTo("more than 4,194,304 bytes"));
    }

    [Test]
    public async Task An_endpoint_for_people_has_no_limits()
    {
        await using var endpoint = await TestEndpoint.Open(Service.Echo);
        for (var i = 0; i < 251; i++)
            (await Client.Connect(endpoint)).Dispose();

        await endpoint.After(EventKind.Accepted, 251);
        Assert.That(endpoint.Events.Any(e => e.Kind == EventKind.Flooded), Is.False);
    }
}

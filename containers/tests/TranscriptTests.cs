using System.Net.Sockets;
using Kata.Containers.Transport;
using Kata.Protocol;

namespace Kata.Containers.Tests;

public class TranscriptTests
{
    [Test]
    public async Task An_orderly_connection_is_accepted_received_sent_finished_and_closed()
    {
        await using var endpoint = await TestEndpoint.Open(Service.Echo);
        using var client = await Client.Connect(endpoint);
        await client.Send("hello");
        await client.Read(5);
        client.Finish();
        await client.ReadToEnd();
        var events = await endpoint.After(EventKind.Closed);

        Assert.That(TestEndpoint.Kinds(events), Is.EqualTo("Accepted Received Sent PeerFinished Finished Closed"));
        Assert.That(events.Select(e => e.Sequence), Is.EqualTo(Enumerable.Range(0, 6)));
        Assert.That(events.Select(e => e.Microseconds), Is.Ordered);
        Assert.That((events[0].Peer, events[0].Local), Is.EqualTo(($"{client.Socket.LocalEndPoint}", $"{endpoint.Address}")));
        Assert.That(events[1].Data, Is.EqualTo("hello"u8.ToArray()));
        Assert.That(events[2].Bytes, Is.EqualTo(5));
    }

    [Test]
    public async Task A_program_that_closes_after_the_end_is_seen_as_finished()
    {
        await using var endpoint = await TestEndpoint.Open(Service.Time);
        using (var client = await Client.Connect(endpoint))
            await client.ReadToEnd();

        Assert.That(TestEndpoint.Kinds(await endpoint.Close()), Is.EqualTo("Accepted Sent Finished PeerFinished Closed"));
    }

    [Test]
    public async Task A_program_that_closes_with_bytes_unread_is_seen_as_a_reset()
    {
        await using var endpoint = await TestEndpoint.Open(Service.Http);
        using (var client = await Client.Connect(endpoint))
        {
            await client.Send("GET /big.txt HTTP/1.0\r\n\r\n");
            await client.Read(2048);
            await endpoint.After(EventKind.Finished);
        }

        Assert.That(TestEndpoint.Kinds(await endpoint.Close()),
            Is.EqualTo("Accepted Received Sent Finished PeerReset Closed"));
    }

    [Test]
    public async Task A_program_that_closes_in_the_middle_of_a_long_answer_is_seen_as_a_reset()
    {
        await using var endpoint = await TestEndpoint.Open(Service.Http);
        using (var client = await Client.Connect(endpoint))
        {
            await client.Send("GET /file.bin HTTP/1.0\r\n\r\n");
            await client.Read(2048);
        }

        var events = await endpoint.After(EventKind.Closed);
        Assert.That(TestEndpoint.Kinds(events), Does.EndWith("PeerReset Closed"));
        Assert.That(events.Count(e => e.Kind == EventKind.PeerReset), Is.EqualTo(1));
    }

    [Test]
    public async Task A_program_that_resets_an_idle_connection_is_seen()
    {
        await using var endpoint = await TestEndpoint.Open(Service.Echo);
        var client = await Client.Connect(endpoint);
        await endpoint.After(EventKind.Accepted);
        client.Reset();

        Assert.That(TestEndpoint.Kinds(await endpoint.Close()), Is.EqualTo("Accepted PeerReset Closed"));
    }

    [Test]
    public async Task Programs_that_reset_before_they_are_accepted_are_seen()
    {
        await using var endpoint = await TestEndpoint.Open(Service.Http);
        for (var i = 0; i < 50; i++)
            (await Client.Connect(endpoint)).Reset();

        var connections = (await endpoint.Close()).GroupBy(e => e.Connection).Select(TestEndpoint.Kinds).ToList();
        Assert.That(connections, Has.Count.EqualTo(50));
        Assert.That(connections, Is.All.EqualTo("Accepted PeerReset Closed"));
    }

    [Test]
    public async Task A_program_that_finishes_and_then_resets_is_seen_to_do_both()
    {
        await using var endpoint = await TestEndpoint.Open(Service.Http, new InPieces([10_000], 10));
        var client = await Client.Connect(endpoint);
        await client.Send("GET /huge.txt HTTP/1.0\r\n\r\n");
        client.Finish();
        var sent = (await endpoint.After(EventKind.PeerFinished)).Where(e => e.Kind == EventKind.Sent).Sum(e => (int)e.Bytes);
        // One byte more than may have been sent before the end was seen.
        await client.Read(sent + 1);
        client.Dispose();

        Assert.That(TestEndpoint.Kinds(await endpoint.After(EventKind.Closed)),
            Does.Match("^Accepted Received (Sent )*PeerFinished (Sent )+PeerReset Closed$"));
    }

    [Test]
    public async Task Closing_the_endpoint_ends_idle_connections_in_an_orderly_way()
    {
        await using var endpoint = await TestEndpoint.Open(new EndpointOptions { Service = Service.Echo, Port = FreePorts.Take() });
        using var client = await Client.Connect(endpoint);
        await endpoint.After(EventKind.Accepted);
        var events = await endpoint.Close();

        Assert.That(TestEndpoint.Kinds(events), Is.EqualTo("Accepted Finished Closed"));
        Assert.That(await client.ReadToEnd(), Is.EqualTo((Array.Empty<byte>(), false)));
        Assert.That(async () => await Client.Connect(endpoint.Address), Throws.InstanceOf<SocketException>());
    }

    [Test]
    public async Task What_programs_did_before_the_endpoint_closed_is_all_there()
    {
        await using var endpoint = await TestEndpoint.Open(Service.Echo);
        for (var i = 0; i < 50; i++)
        {
            using var client = await Client.Connect(endpoint);
            await client.Send("hello");
            client.Finish();
        }
        var events = await endpoint.Close();

        Assert.That(events.Count(e => e.Kind == EventKind.Accepted), Is.EqualTo(50));
        Assert.That(events.Count(e => e.Kind == EventKind.Closed), Is.EqualTo(50));
        Assert.That(events.Where(e => e.Kind == EventKind.Received).Sum(e => e.Bytes), Is.EqualTo(250));
    }

    [Test]
    public async Task What_is_on_its_way_when_the_endpoint_closes_is_waited_for()
    {
        // Gone with the last bytes in its system's buffer, for which there is no room at the server yet.
        await using var endpoint = await TestEndpoint.Open(Service.Time, new AnswerWith([[]]), new SmallWindow());
        using (var client = await Client.Connect(endpoint))
            await client.Send(new byte[300_000]);
        var events = await endpoint.Close(Waiting.Deadline);

        Assert.That(events.Where(e => e.Kind == EventKind.Received).Sum(e => e.Bytes), Is.EqualTo(300_000));
        Assert.That(TestEndpoint.Kinds(events), Does.EndWith("PeerFinished Closed"));
    }

    [Test]
    public async Task What_a_fault_has_brought_to_a_halt_is_not_waited_for()
    {
        await using var endpoint = await TestEndpoint.Open(Service.Echo, new Stall(3, Direction.In));
        using var client = await Client.Connect(endpoint);
        await client.Send("hello");
        var closing = endpoint.Close(TimeSpan.FromHours(1)).WaitAsync(Waiting.Deadline);

        Assert.That(TestEndpoint.Kinds(await closing), Is.EqualTo("Accepted Received Fault Finished Closed"));
    }

    [Test]
    public async Task Hundreds_of_endpoints_are_open_side_by_side()
    {
        var endpoints = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => TestEndpoint.Open(Service.Echo)));
        foreach (var endpoint in endpoints)
        {
            using var client = await Client.Connect(endpoint);
            await client.Send("hello");
            Assert.That(await client.Read(5), Has.Length.EqualTo(5));
        }

        var transcripts = await Task.WhenAll(endpoints.Select(e => e.Close()));
        Assert.That(transcripts.Select(TestEndpoint.Kinds),
            Is.All.EqualTo("Accepted Received Sent PeerFinished Finished Closed"));
    }

    [Test]
    public void The_first_64_KiB_of_each_connection_and_direction_are_kept()
    {
        var transcript = new Transcript();
        var bytes = new byte[40 * 1024];
        transcript.Add(EventKind.Received, 1, bytes);
        transcript.Add(EventKind.Received, 1, bytes);
        transcript.Add(EventKind.Received, 1, bytes);
        transcript.Add(EventKind.Sent, 1, bytes);
        transcript.Add(EventKind.Received, 2, bytes);

        var events = transcript.After();
        Assert.That(events.Select(e => e.Bytes), Is.All.EqualTo(40 * 1024));
        Assert.That(events.Select(e => e.Data?.Length),
            Is.EqualTo(new int?[] { 40 * 1024, 24 * 1024, null, 40 * 1024, 40 * 1024 }));
    }

    [Test]
    public async Task An_endpoint_keeps_as_many_bytes_as_its_options_say()
    {
        await using var endpoint = await TestEndpoint.Open(new EndpointOptions { Service = Service.Echo, KeptBytes = 3 });
        using (var client = await Client.Connect(endpoint))
        {
            await client.Send("hello");
            await client.Read(5);
        }

        var received = (await endpoint.Close(Waiting.Deadline)).Single(e => e.Kind == EventKind.Received);
        Assert.That((received.Bytes, received.Data), Is.EqualTo((5, "hel"u8.ToArray())));
    }

    [Test]
    public void A_transcript_of_a_flood_ends_with_a_note()
    {
        var transcript = new Transcript();
        for (var i = 0; i < 2 * Transcript.MostEvents; i++)
            transcript.Add(EventKind.DatagramReceived, 0, [1]);

        var events = transcript.After();
        Assert.That(events, Has.Count.EqualTo(Transcript.MostEvents));
        Assert.That((events[^1].Kind, events[^1].Note), Is.EqualTo((EventKind.Fault, "nothing more is kept: 20,000 events")));
    }

    [Test]
    public void A_note_says_where_the_content_of_all_connections_together_ends()
    {
        var transcript = new Transcript(mostBytes: 10);
        for (var i = 1; i <= 4; i++)
            transcript.Add(EventKind.Received, i, new byte[4]);

        var events = transcript.After();
        Assert.That(events.Select(e => e.Data?.Length), Is.EqualTo(new int?[] { 4, 4, 2, null, null }));
        Assert.That((events[3].Kind, events[3].Note), Is.EqualTo((EventKind.Fault, "no more content is kept: 10 bytes")));
    }

    [Test]
    public async Task Connections_above_the_limit_wait_to_be_accepted()
    {
        await using var endpoint = await TestEndpoint.Open(Service.Echo);
        var clients = new List<Client>();
        try
        {
            while (clients.Count < TcpEndpoint.MostOpen + 1)
                clients.Add(await Client.Connect(endpoint));
            await endpoint.After(EventKind.Accepted, TcpEndpoint.MostOpen);
            // By the time of the answer, an endpoint without a limit would have accepted the last one.
            await clients[0].Send("hello");
            await clients[0].Read(5);
            Assert.That(endpoint.Events.Count(e => e.Kind == EventKind.Accepted), Is.EqualTo(TcpEndpoint.MostOpen));

            clients[1].Dispose();
            await endpoint.After(EventKind.Accepted, TcpEndpoint.MostOpen + 1);
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    [Test]
    public void What_happened_before_it_was_noted_has_its_own_time_but_none_before_another_of_its_kind()
    {
        var transcript = new Transcript();
        transcript.Add(EventKind.DatagramReceived, 0, [1]);
        transcript.Add(EventKind.DatagramSent, 0, [1]);
        transcript.Add(EventKind.DatagramReceived, 0, [2], ago: TimeSpan.FromHours(1));

        var events = transcript.After();
        Assert.That(events[2].Microseconds, Is.EqualTo(events[0].Microseconds).And.LessThanOrEqualTo(events[1].Microseconds));
    }

    [Test]
    public async Task Waiting_ends_with_the_event_or_the_deadline_or_the_endpoint()
    {
        var transcript = new Transcript();
        using var closing = new CancellationTokenSource();
        var second = transcript.Wait(EventKind.Sent, 2, Waiting.Deadline, closing.Token);
        var never = transcript.Wait(EventKind.Reset, 1, Waiting.Deadline, closing.Token);
        var late = transcript.Wait(EventKind.Reset, 1, TimeSpan.FromMilliseconds(1), closing.Token);
        transcript.Add(EventKind.Sent, 1, [1]);
        Assert.That(second.IsCompleted, Is.False);
        transcript.Add(EventKind.Sent, 1, [2]);

        Assert.That(await second, Is.True);
        Assert.That(await transcript.Wait(EventKind.Sent, 1, TimeSpan.Zero), Is.True, "it has happened already");
        Assert.That(await late, Is.False);
        await closing.CancelAsync();
        Assert.That(await never, Is.False);
    }

    [Test]
    public void Events_are_answered_from_a_sequence_number_on()
    {
        var transcript = new Transcript();
        for (var i = 0; i < 5; i++)
            transcript.Add(EventKind.Sent, 1, [1]);

        Assert.That(transcript.After(3).Select(e => e.Sequence), Is.EqualTo(new[] { 3, 4 }));
        Assert.That(transcript.After(99), Is.Empty);
        Assert.That(transcript.After(1, most: 2).Select(e => e.Sequence), Is.EqualTo(new[] { 1, 2 }));
        Assert.That(transcript.After(4, most: 2).Select(e => e.Sequence), Is.EqualTo(new[] { 4 }));
    }
}

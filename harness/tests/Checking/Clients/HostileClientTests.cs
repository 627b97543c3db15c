using System.Net;
using System.Net.Sockets;
using Kata.Checking.Clients;
using Kata.Containers.Tests;
using Kata.Machine;
using Kata.Protocol;
using Kata.Servers;
using Kata.Tests.Servers;
using NUnit.Framework;

namespace Kata.Tests.Checking.Clients;

/// <summary>Hostile clients against a socket that does as the test says.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class HostileClientTests
{
    private readonly ClientEvents events = new();
    private TcpListener listener = null!;

    [SetUp]
    public void Listen()
    {
        listener = new(IPAddress.Loopback, 0);
        listener.Start();
    }

    [TearDown]
    public void StopListening() => listener.Dispose();

    [Test]
    public async Task What_it_sends_and_receives_is_noted_in_order()
    {
        using var client = await Connect();
        using var program = await listener.AcceptSocketAsync();

        await client.Send("hello"u8.ToArray());
        await program.ReceiveAsync(new byte[5]);
        await program.SendAsync("world"u8.ToArray());
        var received = await client.Receive(5);
        program.Shutdown(SocketShutdown.Send);
        var rest = await client.ReceiveToEnd();
        client.Close();

        Assert.That((received.Bytes, received.Stopped), Is.EqualTo(("world"u8.ToArray(), Stopped.Enough)));
        Assert.That((rest.Bytes.Length, rest.Stopped), Is.EqualTo((0, Stopped.Finished)));
        Assert.That(
            events.Transcript.Events.Select(e => (e.Sequence, e.Kind, e.Bytes)),
            Is.EqualTo(
                new[]
                {
                    (0, EventKind.Accepted, 0L), (1, EventKind.Sent, 5), (2, EventKind.Received, 5),
                    (3, EventKind.PeerFinished, 0), (4, EventKind.Finished, 0),
                }));
    }

    [Test]
    public async Task Bytes_that_it_did_not_ask_for_are_kept_for_the_next_time()
    {
        using var client = await Connect();
        using var program = await listener.AcceptSocketAsync();
        await program.SendAsync("one two"u8.ToArray());
        program.Close();

        var first = await client.Receive(3);
        var rest = await client.ReceiveToEnd();

        Assert.That(first.Bytes, Is.EqualTo("one"u8.ToArray()));
        Assert.That((rest.Bytes, rest.Stopped), Is.EqualTo((" two"u8.ToArray(), Stopped.Finished)));
    }

    [Test]
    public async Task A_reset_by_the_program_is_told_from_its_end_and_noted_once()
    {
        using var client = await Connect();
        var program = await listener.AcceptSocketAsync();
        program.LingerState = new(true, 0);
        program.Close();

        var received = await client.Receive(1);
        var taken = await client.Send(new byte[1]);

        Assert.That(received.Stopped, Is.EqualTo(Stopped.Reset));
        Assert.That(taken, Is.False);
        Assert.That(events.Transcript.Count(EventKind.PeerReset), Is.EqualTo(1));
    }

    [Test]
    public async Task Its_reset_is_one()
    {
        using var client = await Connect();
        using var program = await listener.AcceptSocketAsync();

        client.Reset();

        Assert.That(async () => await program.ReceiveAsync(new byte[1]), Throws.TypeOf<SocketException>());
        Assert.That(events.Transcript.Count(EventKind.Reset), Is.EqualTo(1));
    }

    [Test]
    public async Task Whoever_has_received_its_last_bytes_finds_the_end_behind_them()
    {
        using var client = await Connect();
        using var program = await listener.AcceptSocketAsync();

        await client.SendLast("bye"u8.ToArray());

        Assert.That(await program.ReceiveAsync(new byte[3]), Is.EqualTo(3));
        Assert.That(program.Poll(OperatingSystem.IsLinux() ? 0 : -1, SelectMode.SelectRead), Is.True);
        Assert.That(await program.ReceiveAsync(new byte[1]), Is.Zero);
    }

    [Test]
    public async Task Pieces_have_the_sizes_asked_for()
    {
        using var client = await Connect();
        using var program = await listener.AcceptSocketAsync();

        await client.SendInPieces(new byte[10], [3, 2], gapMilliseconds: 1);

        Assert.That(events.Transcript.Of(EventKind.Sent).Select(e => e.Bytes), Is.EqualTo(new[] { 3, 2, 3, 2 }));
    }

    [Test]
    public async Task One_with_small_buffers_makes_a_program_wait_that_sends_more()
    {
        using var client = await Connect(smallBuffers: true);
        using var program = await listener.AcceptSocketAsync();
        program.SendBufferSize = 16 * 1024;
        var sending = program.SendAsync(new byte[100_000]);

        await client.WaitUntilFull();
        var before = sending.IsCompleted;
        var received = await client.Receive(100_000);

        Assert.That(before, Is.False);
        Assert.That(received.Stopped, Is.EqualTo(Stopped.Enough));
        Assert.That(await sending, Is.EqualTo(100_000));
    }

    [Test]
    public async Task It_notices_that_the_program_has_closed_while_it_goes_on_sending()
    {
        using var client = await Connect();
        (await listener.AcceptSocketAsync()).Close();

        Assert.That(await client.IsLeftWhileSending(), Is.True);
    }

    [Test]
    public async Task A_refused_connection_is_no_client()
    {
        using var mute = new MutePort();

        Assert.That(await HostileClient.Connect("127.0.0.1", mute.Number, 1, events, smallBuffers: false, Patience), Is.Null);
        Assert.That(events.Transcript.Events, Is.Empty);
    }

    private async Task<HostileClient> Connect(bool smallBuffers = false) =>
        (await HostileClient.Connect("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port, 1, events, smallBuffers, Patience))!;

    /// <summary>In a check it counts the program's own time; here there is none, and only a test that fails waits for it.</summary>
    private static CancellationTokenSource Patience(TimeSpan time) => new(Waiting.Deadline);
}

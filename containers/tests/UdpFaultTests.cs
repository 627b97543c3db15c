using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Kata.Containers.Control;
using Kata.Containers.Transport;
using Kata.Protocol;

namespace Kata.Containers.Tests;

public class UdpFaultTests
{
    /// <summary>An hour. A shorter time may be over before the second of two datagrams is sent.</summary>
    private const int LongerThanAnyTest = 3_600_000;

    [Test]
    public async Task A_dropped_answer_is_noted_and_the_next_one_comes()
    {
        await using var endpoint = await TestEndpoint.OpenUdp(Service.Echo, new Drop { Only = [1] });
        using var client = Datagrams.To(endpoint);
        client.Send("one", "two");

        Assert.That(await client.Receive(), Is.EqualTo("two"));
        var events = await endpoint.Close();
        Assert.That(TestEndpoint.Kinds(events), Is.EqualTo("DatagramReceived Fault DatagramReceived DatagramSent"));
        Assert.That(events[1].Note, Is.EqualTo("answer 1 dropped"));
    }

    [Test]
    public async Task A_duplicated_answer_comes_twice()
    {
        await using var endpoint = await TestEndpoint.OpenUdp(Service.Echo, new Duplicate { Only = [1] });
        using var client = Datagrams.To(endpoint);
        client.Send("one", "two");

        Assert.That(await client.Receive(3), Is.EqualTo(new[] { "one", "one", "two" }));
    }

    [Test]
    public async Task A_copy_of_an_answer_comes_after_its_gap_and_the_next_after_another()
    {
        await using var endpoint = await TestEndpoint.OpenUdp(Service.Echo, new Duplicate(Copies: 3, GapMilliseconds: 30));
        using var client = Datagrams.To(endpoint);
        client.Send("one");

        Assert.That(await client.Receive(3), Is.EqualTo(new[] { "one", "one", "one" }));
        var sent = (await endpoint.Close()).Where(e => e.Kind == EventKind.DatagramSent).ToList();
        Assert.That(sent[1].Microseconds - sent[0].Microseconds, Is.GreaterThan(25_000));
        Assert.That(sent[2].Microseconds - sent[0].Microseconds, Is.GreaterThan(55_000));
    }

    [Test]
    public async Task An_answer_does_not_wait_for_the_copies_of_the_one_before()
    {
        await using var endpoint = await TestEndpoint.OpenUdp(
            Service.Echo, new Duplicate(GapMilliseconds: LongerThanAnyTest) { Only = [1] });
        using var client = Datagrams.To(endpoint);
        client.Send("one", "two");

        Assert.That(await client.Receive(2), Is.EqualTo(new[] { "one", "two" }));
    }

    [TestCase(1, 0)]
    [TestCase(101, 0)]
    [TestCase(2, -1)]
    public void There_are_two_copies_or_more_and_no_negative_gap(int copies, int gap) =>
        Assert.That(
            async () => await TestEndpoint.OpenUdp(Service.Echo, new Duplicate(copies, gap)),
            Throws.InstanceOf<BadOptionsException>());

    [Test]
    public async Task A_delayed_answer_comes_after_its_delay()
    {
        await using var endpoint = await TestEndpoint.OpenUdp(Service.Echo, new Delay(60));
        using var client = Datagrams.To(endpoint);
        client.Send("one");

        Assert.That(await client.Receive(), Is.EqualTo("one"));
        var events = await endpoint.Close();
        Assert.That(events[^1].Microseconds - events[0].Microseconds, Is.GreaterThan(50_000));
    }

    [Test]
    public async Task An_answer_does_not_wait_for_a_delayed_one()
    {
        await using var endpoint = await TestEndpoint.OpenUdp(Service.Echo, new Delay(LongerThanAnyTest) { Only = [1] });
        using var client = Datagrams.To(endpoint);
        client.Send("one", "two");

        Assert.That(await client.Receive(), Is.EqualTo("two"));
    }

    [Test]
    public async Task Answers_with_the_same_delay_keep_their_order()
    {
        await using var endpoint = await TestEndpoint.OpenUdp(Service.Echo, new Delay(20));
        using var client = Datagrams.To(endpoint);
        var texts = Enumerable.Range(0, 50).Select(i => $"{i}").ToArray();
        client.Send(texts);

        Assert.That(await client.Receive(50), Is.EqualTo(texts));
    }

    [Test]
    public async Task A_reordered_answer_comes_after_the_next()
    {
        await using var endpoint = await TestEndpoint.OpenUdp(Service.Echo, new Reorder { Only = [2] });
        using var client = Datagrams.To(endpoint);
        client.Send("one", "two", "three", "four");

        Assert.That(await client.Receive(4), Is.EqualTo(new[] { "one", "three", "two", "four" }));
    }

    [Test]
    public async Task Reordered_answers_change_places_in_pairs()
    {
        await using var endpoint = await TestEndpoint.OpenUdp(Service.Echo, new Reorder());
        using var client = Datagrams.To(endpoint);
        client.Send("one", "two", "three", "four");

        Assert.That(await client.Receive(4), Is.EqualTo(new[] { "two", "one", "four", "three" }));
    }

    [Test]
    public async Task Given_datagrams_come_in_place_of_the_answers_in_turn_and_then_none()
    {
        await using var endpoint = await TestEndpoint.OpenUdp(
            Service.Echo, new AnswerWith(["given"u8.ToArray(), []]) { Only = [2, 3, 4] });
        using var client = Datagrams.To(endpoint);
        client.Send("one", "two", "three", "four", "five");

        Assert.That(await client.Receive(4), Is.EqualTo(new[] { "one", "given", "", "five" }));
        Assert.That((await endpoint.Close()).Single(e => e.Kind == EventKind.Fault).Note, Is.EqualTo("answer 4 dropped"));
    }

    [TestCase(3, "abc")]
    [TestCase(0, "")]
    [TestCase(100, "abcdef")]
    public async Task Only_the_first_bytes_of_a_truncated_answer_come(int bytes, string expected)
    {
        await using var endpoint = await TestEndpoint.OpenUdp(Service.Echo, new Truncate(bytes));
        using var client = Datagrams.To(endpoint);
        client.Send("abcdef");

        Assert.That(await client.Receive(), Is.EqualTo(expected));
    }

    [Test]
    public async Task An_answer_from_another_port_comes_from_the_same_address()
    {
        await using var endpoint = await TestEndpoint.OpenUdp(Service.Echo, new AnswerFromAnotherPort { Only = [1] });
        using var client = Datagrams.To(endpoint);
        client.Send("one");
        await client.Receive();
        var another = client.From!;
        client.Send("two");
        await client.Receive();

        Assert.That(client.From, Is.EqualTo(endpoint.Address));
        Assert.That(another.Address, Is.EqualTo(endpoint.Address.Address));
        Assert.That(another.Port, Is.Not.EqualTo(endpoint.Address.Port));
        var sent = (await endpoint.Close()).Where(e => e.Kind == EventKind.DatagramSent).Select(e => e.Local);
        Assert.That(sent, Is.EqualTo(new[] { $"{another}", $"{endpoint.Address}" }));
    }

    [Test]
    public async Task A_forged_answer_comes_first_and_from_another_port()
    {
        await using var endpoint = await TestEndpoint.OpenUdp(Service.Echo, new Forge("forged"u8.ToArray()));
        using var client = Datagrams.To(endpoint);
        client.Send("one");

        Assert.That(await client.Receive(), Is.EqualTo("forged"));
        Assert.That(client.From!.Port, Is.Not.EqualTo(endpoint.Address.Port));
        Assert.That(await client.Receive(), Is.EqualTo("one"));
        Assert.That(client.From, Is.EqualTo(endpoint.Address));
    }

    [Test]
    public async Task Random_loss_replays_exactly_from_its_seed()
    {
        var first = await FatesOf(new RandomLoss(Seed: 3, Drop: 0.3, Duplicate: 0.3));
        var second = await FatesOf(new RandomLoss(Seed: 3, Drop: 0.3, Duplicate: 0.3));
        var other = await FatesOf(new RandomLoss(Seed: 4, Drop: 0.3, Duplicate: 0.3));

        Assert.That(second, Is.EqualTo(first));
        Assert.That(other, Is.Not.EqualTo(first));
        Assert.That(first.Distinct(), Is.EquivalentTo(new[] { 0, 1, 2 }));
    }

    [Test]
    public async Task The_time_of_a_datagram_is_that_of_its_arrival_however_late_it_is_taken()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("Only Linux is asked.");
        const int late = 200;

        // Linux begins to note arrivals a moment after it is asked to.
        var clock = Stopwatch.StartNew();
        while (await GapWhenTakenLate(late) >= late / 2 && clock.Elapsed < Waiting.Deadline)
        {
        }

        Assert.That(clock.Elapsed, Is.LessThan(Waiting.Deadline));
    }

    /// <summary>Milliseconds between the times of two datagrams that are sent one after the other. The server is held up with the
    /// first for so many milliseconds.</summary>
    private static async Task<long> GapWhenTakenLate(int milliseconds)
    {
        using var service = new SlowService();
        var transcript = new Transcript();
        var endpoint = new UdpEndpoint(Addresses.Bind(ProtocolType.Udp, new(IPAddress.Loopback, 0)), service, [])
        {
            Transcript = transcript,
        };
        endpoint.Start();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.SendTo("one"u8, endpoint.Address);
        await transcript.Wait(EventKind.DatagramReceived, 1, Waiting.Deadline);
        socket.SendTo("two"u8, endpoint.Address);
        await Task.Delay(milliseconds);
        service.GoOn();
        await transcript.Wait(EventKind.DatagramReceived, 2, Waiting.Deadline);
        await endpoint.Close();

        var times = transcript.After().Where(e => e.Kind == EventKind.DatagramReceived).Select(e => e.Microseconds).ToArray();
        return (times[1] - times[0]) / 1000;
    }

    /// <summary>Answers when it may go on.</summary>
    private sealed class SlowService : IDatagramService, IDisposable
    {
        private readonly ManualResetEventSlim may = new();

        public void GoOn() => may.Set();

        public ReadOnlyMemory<byte> Answer(ReadOnlyMemory<byte> datagram)
        {
            may.Wait(Waiting.Deadline);
            return datagram;
        }

        public void Dispose() => may.Dispose();
    }

    [Test]
    public async Task Faults_follow_one_another()
    {
        await using var endpoint = await TestEndpoint.OpenUdp(
            Service.Echo, new Truncate(3), new Duplicate { Only = [2] }, new Drop { Only = [1] });
        using var client = Datagrams.To(endpoint);
        client.Send("first", "second");

        Assert.That(await client.Receive(2), Is.EqualTo(new[] { "sec", "sec" }));
    }

    /// <summary>How often each of 60 answers was sent.</summary>
    private static async Task<int[]> FatesOf(Fault fault)
    {
        await using var endpoint = await TestEndpoint.OpenUdp(Service.Echo, fault);
        using var client = Datagrams.To(endpoint);
        var texts = Enumerable.Range(0, 60).Select(i => $"{i:D2}").ToArray();
        client.Send(texts);
        await endpoint.After(EventKind.DatagramReceived, texts.Length);
        var sent = (await endpoint.Close()).Where(e => e.Kind == EventKind.DatagramSent)
            .CountBy(e => System.Text.Encoding.ASCII.GetString(e.Data!)).ToDictionary();
        return [.. texts.Select(t => sent.GetValueOrDefault(t))];
    }
}

using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Kata.Containers.Transport;
using Kata.Protocol;

namespace Kata.Containers.Tests;

public class EchoAndTimeServiceTests
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task Echo_sends_back_what_it_receives_until_the_program_finishes(bool ipv6)
    {
        await using var endpoint = await TestEndpoint.Open(new EndpointOptions { Service = Service.Echo, IPv6 = ipv6 });
        using var client = await Client.Connect(endpoint);
        await client.Send("one ");
        Assert.That(await client.Read(4), Is.EqualTo("one "u8.ToArray()));
        await client.Send("two");
        client.Finish();

        Assert.That(await client.ReadTextToEnd(), Is.EqualTo("two"));
        Assert.That(endpoint.Address.AddressFamily,
            Is.EqualTo(ipv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork));
    }

    [Test]
    public async Task Two_endpoints_can_have_the_same_port_at_two_loopback_addresses()
    {
        var port = FreePorts.Take();
        await using var one = await TestEndpoint.Open(
            new EndpointOptions { Service = Service.Echo, Address = "127.0.0.1", Port = port });
        await using var two = await TestEndpoint.Open(
            new EndpointOptions { Service = Service.Echo, Address = "127.0.0.2", Port = port });
        using var client = await Client.Connect(two);
        await client.Send("abc");

        Assert.That(await client.Read(3), Is.EqualTo("abc"u8.ToArray()));
        Assert.That(one.Events, Is.Empty);
        Assert.That(
            () => TestEndpoint.Open(new EndpointOptions { Service = Service.Echo, Address = "127.0.0.2", Port = port }),
            Throws.TypeOf<BadOptionsException>());
    }

    [Test]
    public async Task A_program_that_sends_and_does_not_read_is_made_to_wait()
    {
        await using var endpoint = await TestEndpoint.Open(Service.Echo);
        using var client = await Client.Connect(endpoint);

        // Far more than all buffers on the way.
        var sending = client.Socket.SendAsync(new byte[64 * 1024 * 1024]);

        await Stays.Unfinished(sending);
        var received = endpoint.Events.Where(e => e.Kind == EventKind.Received).Sum(e => e.Bytes);
        var back = endpoint.Events.Where(e => e.Kind == EventKind.Sent).Sum(e => e.Bytes);
        Assert.That(received - back, Is.LessThan(512 * 1024), "held in the server");
    }

    [TestCase("hello")]
    [TestCase("")]
    public async Task Echo_over_UDP_answers_each_datagram_with_itself(string text)
    {
        await using var endpoint = await TestEndpoint.OpenUdp(Service.Echo);
        using var client = Datagrams.To(endpoint);
        client.Send(text);

        Assert.That(await client.Receive(), Is.EqualTo(text));
    }

    [TestCase(3_556_965_203, 3_556_965_203u)]
    [TestCase(0, 0u)]
    [TestCase(4_294_967_295, 4_294_967_295u)]
    [TestCase(4_294_967_296, 0u)]
    public async Task Time_tells_the_low_32_bits_of_its_clock(long clock, uint told)
    {
        await using var tcp = await TestEndpoint.Open(new EndpointOptions { Service = Service.Time, Clock = clock });
        using var client = await Client.Connect(tcp);
        Assert.That(BinaryPrimitives.ReadUInt32BigEndian((await client.ReadToEnd()).Bytes), Is.EqualTo(told));

        await using var udp = await TestEndpoint.Open(
            new EndpointOptions { Service = Service.Time, Transport = Kata.Protocol.Transport.Udp, Clock = clock });
        using var datagrams = Datagrams.To(udp);
        datagrams.Send("");
        Assert.That(BinaryPrimitives.ReadUInt32BigEndian(await datagrams.ReceiveBytes()), Is.EqualTo(told));
    }

    [Test]
    public async Task Time_tells_the_real_time_if_it_has_no_clock()
    {
        await using var endpoint = await TestEndpoint.Open(Service.Time);
        using var client = await Client.Connect(endpoint);
        var (bytes, reset) = await client.ReadToEnd();

        var told = new DateTime(1900, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(BinaryPrimitives.ReadUInt32BigEndian(bytes));
        Assert.That(told, Is.EqualTo(DateTime.UtcNow).Within(TimeSpan.FromSeconds(20)));
        Assert.That(bytes, Has.Length.EqualTo(4));
        Assert.That(reset, Is.False);
    }

    [Test]
    public async Task What_a_program_sends_to_the_time_service_does_not_turn_its_end_into_a_reset()
    {
        await using var endpoint = await TestEndpoint.Open(Service.Time);
        using var client = await Client.Connect(endpoint);
        await client.Send(new byte[100_000]);
        client.Finish();

        var (bytes, reset) = await client.ReadToEnd();
        Assert.That(bytes, Has.Length.EqualTo(4));
        Assert.That(reset, Is.False);
        Assert.That((await endpoint.Close()).Select(e => e.Kind),
            Does.Not.Contain(EventKind.Reset).And.Contain(EventKind.PeerFinished));
    }
}

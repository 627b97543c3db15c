using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Kata.Checking;
using Kata.Containers.Tests;
using Kata.Machine;
using Kata.Protocol;
using Kata.Servers;
using Kata.Servers.Containers;
using NUnit.Framework;

namespace Kata.Tests.Servers;

/// <summary>What every server host must do, so that a check cannot tell which one it has.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public abstract class ServerHostContract
{
    protected IServerHost Host { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartHost() => Host = await Start();

    [OneTimeTearDown]
    public async Task StopHost()
    {
        if (Host is not null)
            await Host.DisposeAsync();
    }

    [Test]
    public async Task Echo_over_TCP_comes_back_and_is_in_the_transcript()
    {
        await using var endpoint = await Host.Open(new() { Service = Service.Echo });
        using (var client = await Connect(endpoint))
        {
            await client.SendAsync("hello"u8.ToArray());
            client.Shutdown(SocketShutdown.Send);
            Assert.That(await ReadToEnd(client), Is.EqualTo("hello"));
        }

        var (closed, transcript) = await endpoint.WaitFor(EventKind.Closed, 1, Waiting.Deadline);
        Assert.That(closed, Is.True);
        Assert.That(transcript.ReceivedOn(1), Is.EqualTo("hello"u8.ToArray()));
        Assert.That(transcript.Count(EventKind.PeerFinished), Is.EqualTo(1));
    }

    [Test]
    public async Task Forty_endpoints_of_a_service_are_open_side_by_side()
    {
        var endpoints = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Host.Open(new() { Service = Service.Echo })));
        foreach (var endpoint in endpoints)
        {
            using var client = await Connect(endpoint);
            await client.SendAsync("hello"u8.ToArray());
            client.Shutdown(SocketShutdown.Send);
            Assert.That(await ReadToEnd(client), Is.EqualTo("hello"));
        }

        Assert.That(endpoints.Select(endpoint => (endpoint.Host, endpoint.Port)), Is.Unique);
        await Task.WhenAll(endpoints.Select(endpoint => endpoint.Close()));
    }

    [Test]
    public async Task Echo_over_UDP_comes_back_from_the_port_it_was_sent_to()
    {
        await using var endpoint = await Host.Open(new() { Service = Service.Echo, Transport = Transport.Udp });
        using var client = new UdpClient(AddressFamily.InterNetwork);
        client.Connect(endpoint.Host, endpoint.Port);
        await client.SendAsync("hello"u8.ToArray());
        var answer = await client.ReceiveAsync().WaitAsync(Waiting.Deadline);

        Assert.That(answer.Buffer, Is.EqualTo("hello"u8.ToArray()));
        Assert.That((await endpoint.Close()).Count(EventKind.DatagramSent), Is.EqualTo(1));
    }

    [Test]
    public async Task The_time_service_tells_the_time_it_is_given()
    {
        await using var endpoint = await Host.Open(new() { Service = Service.Time, Clock = 3_556_935_202 });
        using var client = await Connect(endpoint);
        var time = new byte[4];
        await client.ReceiveExactly(time);

        Assert.That(BinaryPrimitives.ReadUInt32BigEndian(time), Is.EqualTo(3_556_935_202));
    }

    [Test]
    public async Task The_HTTP_service_answers()
    {
        await using var endpoint = await Host.Open(new()
        {
            Service = Service.Http,
            Resources = [new() { Path = "/hello.txt", Versions = ["hello"u8.ToArray()] }],
        });
        using var client = await Connect(endpoint);
        await client.SendAsync("GET /hello.txt HTTP/1.0\r\n\r\n"u8.ToArray());

        Assert.That(await ReadToEnd(client), Does.StartWith("HTTP/1.").And.EndsWith("\r\n\r\nhello"));
    }

    [Test]
    public async Task An_IPv6_endpoint_is_reached_over_IPv6()
    {
        if (!Loopback.HasIPv6)
        {
            Assert.That(
                async () => await Host.Open(new() { Service = Service.Echo, IPv6 = true }),
                Throws.TypeOf<ServerHostException>().With.Message.Contains("no IPv6"));
            return;
        }

        await using var endpoint = await Host.Open(new() { Service = Service.Echo, IPv6 = true });
        using var client = await Connect(endpoint);
        Assert.That(IPAddress.Parse(endpoint.Host).AddressFamily, Is.EqualTo(AddressFamily.InterNetworkV6));
    }

    [Test]
    public async Task A_reset_reaches_the_program_as_a_reset()
    {
        await using var endpoint = await Host.Open(new()
        {
            Service = Service.Echo,
            Faults = [new CutAfter(3, Direction.In, Ending.Reset)],
        });
        using var client = await Connect(endpoint);
        await client.SendAsync("hello"u8.ToArray());

        Assert.That(
            async () => await ReadToEnd(client),
            Throws.TypeOf<SocketException>().With.Property(nameof(SocketException.SocketErrorCode)).EqualTo(SocketError.ConnectionReset));
    }

    [Test]
    public async Task Nothing_accepts_where_nothing_is_meant_to()
    {
        await using var endpoint = await Host.Open(new() { Service = Service.Echo, Faults = [new AcceptNothing()] });
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var connecting = client.ConnectAsync(endpoint.Host, endpoint.Port);

        var first = await Task.WhenAny(connecting, Task.Delay(TimeSpan.FromMilliseconds(300)));
        Assert.That(first, Is.Not.SameAs(connecting), "the connection was made");
    }

    [Test]
    public async Task An_endpoint_opened_directly_sees_the_programs_own_address()
    {
        await using var endpoint = await Host.OpenDirectly(new() { Service = Service.Echo });
        using var client = await Connect(endpoint);
        var (_, transcript) = await endpoint.WaitFor(EventKind.Accepted, 1, Waiting.Deadline);

        Assert.That(transcript.Of(EventKind.Accepted).Single().Peer, Is.EqualTo(client.LocalEndPoint!.ToString()));
    }

    [Test]
    public async Task A_wait_for_what_does_not_happen_ends_at_its_deadline()
    {
        await using var endpoint = await Host.Open(new() { Service = Service.Echo });
        var (happened, transcript) = await endpoint.WaitFor(EventKind.Accepted, 1, TimeSpan.FromMilliseconds(50));

        Assert.That(happened, Is.False);
        Assert.That(transcript.Events, Is.Empty);
    }

    [Test]
    public async Task A_closed_endpoint_keeps_its_transcript()
    {
        await using var endpoint = await Host.Open(new() { Service = Service.Echo });
        using (await Connect(endpoint))
            await endpoint.WaitFor(EventKind.Accepted, 1, Waiting.Deadline);

        var final = await endpoint.Close();
        Assert.That(final.Count(EventKind.Accepted), Is.EqualTo(1));
        Assert.That(await endpoint.Transcript(), Is.SameAs(final));
    }

    [Test]
    public void Options_that_make_no_sense_are_refused_in_one_line()
    {
        Assert.That(
            async () => await Host.Open(new() { Service = Service.Http, Transport = Transport.Udp }),
            Throws.TypeOf<ServerHostException>().With.Message.Not.Contains("\n"));
    }

    [Test]
    public async Task Ten_endpoints_of_a_service_can_be_open_at_a_time()
    {
        var endpoints = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Host.Open(new() { Service = Service.Time, Clock = 1 })));
        try
        {
            foreach (var endpoint in endpoints)
            {
                using var client = await Connect(endpoint);
                await client.ReceiveExactly(new byte[4]);
            }
        }
        finally
        {
            await Task.WhenAll(endpoints.Select(endpoint => endpoint.DisposeAsync().AsTask()));
        }
    }

    protected abstract Task<IServerHost> Start();

    private static async Task<Socket> Connect(Endpoint endpoint)
    {
        var address = IPAddress.Parse(endpoint.Host);
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address, endpoint.Port).WaitAsync(Waiting.Deadline);
        return socket;
    }

    private static async Task<string> ReadToEnd(Socket socket)
    {
        var all = new MemoryStream();
        var buffer = new byte[4096];
        while (await socket.ReceiveAsync(buffer).WaitAsync(Waiting.Deadline) is > 0 and var count)
            all.Write(buffer, 0, count);
        return Encoding.UTF8.GetString(all.ToArray());
    }
}

internal static class SocketExtensions
{
    public static async Task ReceiveExactly(this Socket socket, byte[] buffer)
    {
        using var stream = new NetworkStream(socket);
        await stream.ReadExactlyAsync(buffer).AsTask().WaitAsync(Waiting.Deadline);
    }
}

public class ProcessHostContract : ServerHostContract
{
    protected override async Task<IServerHost> Start() => await ProcessHost.Start();
}

[Category(TestContainers.Category)]
public class ContainerHostContract : ServerHostContract
{
    [Test]
    public void Containers_are_reached_at_their_own_addresses_where_the_engine_is_this_machines()
    {
        if (OperatingSystem.IsLinux())
            Assert.That(((ContainerHost)Host).Addressing, Is.EqualTo(ContainerAddressing.Direct));
    }

    protected override async Task<IServerHost> Start() => await ContainerHost.Start(await TestContainers.Engine(), ServerImage.Name);
}

[Category(TestContainers.Category)]
public class PublishedContainerHostContract : ServerHostContract
{
    protected override async Task<IServerHost> Start() =>
        await ContainerHost.Start(await TestContainers.Engine(), ServerImage.Name, ContainerAddressing.Published);
}

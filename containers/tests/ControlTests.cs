using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Kata.Containers.Control;
using Kata.Containers.Transport;
using Kata.Protocol;

namespace Kata.Containers.Tests;

public class ControlTests
{
    private const string Token = "open sesame";

    [Test]
    public async Task The_right_token_is_let_in_and_told_the_services()
    {
        using var server = new Server();
        using var host = await server.Connect();
        var answer = await host.Ask(new(1, "hello", Token: Token));

        Assert.That(answer, Is.Not.Null);
        Assert.That((answer!.Id, answer.Error), Is.EqualTo((1, (string?)null)));
        Assert.That(answer.Services, Is.EqualTo(new[] { Service.Http, Service.Echo, Service.Time }));
    }

    [TestCase("""{"id":1,"operation":"hello","token":"open sesam"}""")]
    [TestCase("""{"id":1,"operation":"hello","token":""}""")]
    [TestCase("""{"id":1,"operation":"hello"}""")]
    [TestCase("""{"id":1,"operation":"open","options":{"service":"Echo"}}""")]
    [TestCase("""{"id":1,"operation":"open","token":"open sesame","options":{"service":"Echo"}}""")]
    [TestCase("GET / HTTP/1.1")]
    [TestCase("null")]
    [TestCase("")]
    public async Task Whoever_does_not_begin_with_the_token_is_put_out_without_an_answer(string line)
    {
        using var server = new Server();
        using var stranger = await server.Connect();
        await stranger.Write(line);

        Assert.That(await stranger.ReadLine(), Is.Null);
        using var host = await server.Connect();
        Assert.That((await host.Ask(new(1, "hello", Token: Token)))?.Services, Is.Not.Empty);
    }

    [Test]
    public async Task A_stranger_cannot_fill_the_memory()
    {
        using var server = new Server();
        using var stranger = await server.Connect();
        await stranger.WriteRaw(new byte[100_000]);

        Assert.That(await stranger.ReadLine(), Is.Null);
    }

    [Test]
    public async Task A_silent_stranger_holds_nobody_up_and_is_put_out_when_the_host_is_in()
    {
        using var server = new Server();
        using var stranger = await server.Connect();
        using var host = await server.Connect();
        await host.Ask(new(1, "hello", Token: Token));

        Assert.That(await stranger.ReadLine(), Is.Null);
    }

    [Test]
    public async Task A_second_host_is_refused()
    {
        using var server = new Server();
        using var host = await server.Connect();
        await host.Ask(new(1, "hello", Token: Token));
        await host.Ask(new(2, "transcript"));

        Assert.That(async () => await server.Connect(),
            Throws.InstanceOf<SocketException>().With.Property("SocketErrorCode").EqualTo(SocketError.ConnectionRefused));
    }

    [Test]
    public async Task The_server_is_done_when_the_host_has_gone()
    {
        using var server = new Server();
        var host = await server.Connect();
        await host.Ask(new(1, "hello", Token: Token));
        Assert.That(server.Running.IsCompleted, Is.False);
        host.Dispose();

        Assert.That(await server.Running.WaitAsync(Waiting.Deadline), Is.True);
    }

    [Test]
    public async Task The_server_is_done_when_no_host_comes()
    {
        using var server = new Server(TimeSpan.FromMilliseconds(1));

        Assert.That(await server.Running.WaitAsync(Waiting.Deadline), Is.False);
    }

    [Test]
    public async Task An_endpoint_is_opened_watched_and_closed()
    {
        using var server = new Server();
        using var host = await server.LetIn();
        var opened = await host.Ask(new(2, "open", Options: new() { Service = Service.Echo, Faults = [new InPieces([2])] }));
        using var client = await Client.Connect(new IPEndPoint(IPAddress.Loopback, opened!.Port));
        await client.Send("abcd");
        var waited = await host.Ask(new(
            3, "wait", Endpoint: opened.Endpoint, Kind: EventKind.Sent, Count: 2, DeadlineMilliseconds: Waiting.Milliseconds));
        var late = await host.Ask(new(
            4, "wait", Endpoint: opened.Endpoint, Kind: EventKind.Reset, DeadlineMilliseconds: 1));
        var read = await host.Ask(new(5, "transcript", Endpoint: opened.Endpoint, After: 1));
        var glance = await host.Ask(new(8, "transcript", Endpoint: opened.Endpoint, After: 1, Most: 2, MostData: 1));
        var closed = await host.Ask(new(6, "close", Endpoint: opened.Endpoint));
        var again = await host.Ask(new(7, "close", Endpoint: opened.Endpoint));

        Assert.That(waited!.Happened, Is.True);
        Assert.That(TestEndpoint.Kinds(waited.Events!), Is.EqualTo("Accepted Received Sent Sent"));
        Assert.That(waited.Events![2].Data, Is.EqualTo("ab"u8.ToArray()));
        Assert.That(late!.Happened, Is.False);
        Assert.That(TestEndpoint.Kinds(read!.Events!), Is.EqualTo("Received Sent Sent"));
        Assert.That(TestEndpoint.Kinds(glance!.Events!), Is.EqualTo("Received Sent"));
        Assert.That(glance.Events![0], Has.Property("Bytes").EqualTo(4).And.Property("Data").EqualTo("a"u8.ToArray()));
        Assert.That(TestEndpoint.Kinds(closed!.Events!), Does.EndWith("Finished Closed"));
        Assert.That(again!.Error, Is.EqualTo($"Endpoint {opened.Endpoint} is not open."));
    }

    [Test]
    public async Task A_request_that_waits_does_not_hold_up_the_next()
    {
        using var server = new Server();
        using var host = await server.LetIn();
        var opened = await host.Ask(new(2, "open", Options: new() { Service = Service.Echo }));
        await host.Write(new ControlRequest(
            3, "wait", Endpoint: opened!.Endpoint, Kind: EventKind.Accepted, DeadlineMilliseconds: Waiting.Milliseconds));

        Assert.That((await host.Ask(new(4, "close", Endpoint: opened.Endpoint)))!.Id, Is.AnyOf(3, 4));
        Assert.That((await host.Read())!.Id, Is.AnyOf(3, 4), "closing ends the wait");
    }

    [TestCase("""{"service":"Http","transport":"Udp"}""", "HTTP is served over TCP only.")]
    [TestCase("""{"service":"Echo","clock":1}""", "Only the time service has a clock.")]
    [TestCase("""{"service":"Time","clock":-1}""", "A clock counts the seconds since 1900: 0 or more.")]
    [TestCase("""{"service":"Echo","resources":[{"path":"/a","versions":[""]}]}""", "Only the HTTP service has resources.")]
    [TestCase("""{"service":"Http","resources":[{"path":"a","versions":[""]}]}""",
        "The path «a» of a resource must begin with a slash.")]
    [TestCase("""{"service":"Http","resources":[{"path":"/a","versions":[]}]}""",
        "/a needs at least one version, and content for each.")]
    [TestCase("""{"service":"Http","resources":[{"path":"/a","versions":[""],"connectionsPerVersion":0}]}""",
        "/a: each version is served on at least 1 connection.")]
    [TestCase("""{"service":"Http","resources":[{"path":"/a","versions":[""]},{"path":"/a","versions":[""]}]}""",
        "/a is given twice; give one resource with two versions instead.")]
    [TestCase("""{"service":"Echo","faults":[{"fault":"drop"}]}""", "Drop is a fault of UDP, not of TCP.")]
    [TestCase("""{"service":"Echo","transport":"Udp","faults":[{"fault":"hold-back","bytes":1}]}""",
        "HoldBack is a fault of TCP, not of UDP.")]
    [TestCase("""{"service":"Echo","faults":[{"fault":"in-pieces","sizes":[1,0]}]}""",
        "InPieces needs at least one size, sizes of 1 byte or more, a gap of 0 or more.")]
    [TestCase("""{"service":"Echo","faults":[{"fault":"in-pieces"}]}""",
        "InPieces needs at least one size, sizes of 1 byte or more, a gap of 0 or more.")]
    [TestCase("""{"service":"Echo","faults":[{"fault":"stall","only":[0],"afterBytes":1,"direction":"In"}]}""",
        "Stall: Only counts from 1, and null means all.")]
    [TestCase("""{"service":"Echo","faults":[{"fault":"accept-nothing","only":[1]}]}""",
        "AcceptNothing is for the whole endpoint; leave Only out.")]
    [TestCase("""{"service":"Echo","transport":"Udp","faults":[{"fault":"random-loss","drop":0.6,"duplicate":0.6}]}""",
        "RandomLoss needs probabilities from 0 to 1, together at most 1.")]
    [TestCase("""{"service":"Echo","address":"192.0.2.1"}""", "«192.0.2.1» is not a loopback address.")]
    [TestCase("""{"service":"Echo","transport":"Udp","faults":[{"fault":"forge"}]}""",
        "Forge needs a forged answer of at most 65,507 bytes.")]
    [TestCase("""{"service":"Time","faults":[{"fault":"answer-with","answers":[]}]}""", "AnswerWith needs at least one answer.")]
    [TestCase("""{"service":"Time","faults":[{"fault":"cut-after-answers","answers":0,"ending":"Close"}]}""",
        "CutAfterAnswers needs 1 answer or more.")]
    [TestCase("""{"service":"Echo","faults":[{"fault":"in-pieces","sizes":[1]},{"fault":"answer-with","answers":[""]}]}""",
        "AnswerWith must stand before InPieces: it counts whole answers.")]
    public async Task Options_that_make_no_sense_are_refused_in_one_line(string options, string error)
    {
        using var server = new Server();
        using var host = await server.LetIn();
        await host.Write($$"""{"id":2,"operation":"open","options":{{options}}}""");

        var answer = await host.Read();

        Assert.That((answer!.Id, answer.Error), Is.EqualTo((2, error)));
    }

    [TestCase("""{"id":2,"operation":"dance"}""", "There is no operation «dance»")]
    [TestCase("""{"id":2,"operation":"open"}""", "To open an endpoint, send its options.")]
    [TestCase("""{"id":2,"operation":"open","options":{"service":"Gopher"}}""", "Not a request: «service» is not one of Http, Echo, Time.")]
    [TestCase("""{"id":2,"operation":"open","options":{"service":"Http,Echo"}}""",
        "Not a request: «service» is not one of Http, Echo, Time.")]
    [TestCase("""{"id":2,"operation":"open","options":{"service":"1"}}""", "Not a request: «service» is not one of Http, Echo, Time.")]
    [TestCase("""{"id":2,"operation":"open","options":{"service":"99999999999"}}""",
        "Not a request: «service» is not one of Http, Echo, Time.")]
    [TestCase("""{"id":2,"operation":"open","options":{"service":7}}""", "Not a request: «service» is not text.")]
    [TestCase("""{"id":2,"operation":"open","options":{}}""", "Not a request: An endpoint needs a service.")]
    [TestCase("""{"id":2,"operation":"open","options":[]}""", "Not a request: Where an object with «service» belongs there is none.")]
    [TestCase("""{"id":2,"operation":"open","options":{"service":"Echo","port":4294967376}}""",
        "Not a request: «port» is not a whole number of 32 bits.")]
    [TestCase("""{"id":2,"operation":"open","options":{"service":"Echo","iPv6":"yes"}}""", "Not a request: «iPv6» is not true or false.")]
    [TestCase("""{"id":2,"operation":"open","options":{"service":"Echo","faults":{}}}""", "Not a request: «faults» is not a list.")]
    [TestCase("""{"id":2,"operation":"open","options":{"service":"Echo","faults":[{"fault":"in-pieces","sizes":["a"]}]}}""",
        "Not a request: «sizes» is not a whole number of 32 bits.")]
    [TestCase("""{"id":2,"operation":"open","options":{"service":"Http","resources":[{"path":"/a","versions":["!"]}]}}""",
        "Not a request: «versions» is not base64.")]
    [TestCase("""{"id":2,"operation":"wait","endpoint":1,"kind":"99999999999"}""", "Not a request: «kind» is not one of Accepted,")]
    [TestCase("""{"id":2}""", "Not a request: A request needs an operation.")]
    [TestCase("""{"id":2,"operation":"open","options":{"service":"Echo","faults":[{"fault":"rain"}]}}""", "Not a request: ")]
    [TestCase("""{"id":2,"operation":"transcript","endpoint":99}""", "Endpoint 99 is not open.")]
    [TestCase("""{"id":2,"operation":"hello","token":"open sesame"}""", "The host has been let in already.")]
    public async Task A_bad_request_is_answered_and_the_next_one_served(string line, string error)
    {
        using var server = new Server();
        using var host = await server.LetIn();
        await host.Write(line);
        var answer = await host.Read();

        Assert.That(answer!.Id, Is.EqualTo(2));
        Assert.That(answer.Error, Does.StartWith(error).And.Not.Contain("\n"));
        Assert.That((await host.Ask(new(3, "open", Options: new() { Service = Service.Echo })))!.Port, Is.Positive);
    }

    [Test]
    public async Task A_service_that_is_not_offered_is_refused()
    {
        var endpoints = new Endpoints(Addresses.Loopback, [Service.Time]);

        Assert.That(async () => await endpoints.Open(new() { Service = Service.Echo }),
            Throws.InstanceOf<BadOptionsException>().With.Message.EqualTo("This server does not offer Echo; see --services."));
        var (number, _) = await endpoints.Open(new() { Service = Service.Time });
        await endpoints.Close(number);
    }

    [Test]
    public async Task An_endpoint_takes_the_port_it_is_told_to_and_refuses_one_that_is_taken()
    {
        var endpoints = new Endpoints(Addresses.Loopback, [Service.Echo]);
        var port = FreePorts.Take();
        var (first, _) = await endpoints.Open(new() { Service = Service.Echo, Port = port });
        await endpoints.Close(first);

        var (number, again) = await endpoints.Open(new() { Service = Service.Echo, Port = port });

        Assert.That(again.Address.Port, Is.EqualTo(port));
        Assert.That(async () => await endpoints.Open(new() { Service = Service.Echo, Port = port }),
            Throws.InstanceOf<BadOptionsException>().With.Message.EqualTo($"TCP port {port} of 127.0.0.1 is taken; choose another one."));
        await endpoints.Close(number);
    }

    [TestCase(0)]
    [TestCase(65536)]
    public void What_is_no_port_is_refused(int port) =>
        Assert.That(async () => await new Endpoints(Addresses.Loopback, [Service.Echo]).Open(new() { Service = Service.Echo, Port = port }),
            Throws.InstanceOf<BadOptionsException>().With.Message.EqualTo("A port is a number from 1 to 65535."));

    [Test]
    public async Task An_address_family_that_is_not_listened_on_is_refused()
    {
        var endpoints = new Endpoints(new([IPAddress.Loopback]), [Service.Echo]);

        Assert.That(async () => await endpoints.Open(new() { Service = Service.Echo, IPv6 = true }),
            Throws.InstanceOf<BadOptionsException>().With.Message.Contains("no IPv6 address"));
        await Task.CompletedTask;
    }

    [Test]
    public async Task Ports_are_taken_from_the_range_in_turn_and_given_back()
    {
        var from = FreePorts.Take(3)[0];
        var endpoints = new Endpoints(new([IPAddress.Loopback], new(from, from + 2)), [Service.Echo]);
        var options = new EndpointOptions { Service = Service.Echo };
        var opened = new List<(int Number, Endpoint Endpoint)>();
        for (var i = 0; i < 3; i++)
            opened.Add(await endpoints.Open(options));

        Assert.That(opened.Select(o => o.Endpoint.Address.Port), Is.EqualTo(new[] { from, from + 1, from + 2 }));
        Assert.That(async () => await endpoints.Open(options),
            Throws.InstanceOf<BadOptionsException>().With.Message.StartsWith("All ports from "));
        await endpoints.Close(opened[1].Number);
        opened[1] = await endpoints.Open(options);
        Assert.That(opened[1].Endpoint.Address.Port, Is.EqualTo(from + 1));
        foreach (var (number, _) in opened)
            await endpoints.Close(number);
    }

    /// <summary>A control server in this process.</summary>
    private sealed class Server : IDisposable
    {
        private readonly Socket listener = Addresses.Bind(ProtocolType.Tcp, new IPEndPoint(IPAddress.Loopback, FreePorts.Take()));
        private readonly EndPoint address;

        public Server(TimeSpan? patience = null)
        {
            listener.Listen();
            address = listener.LocalEndPoint!;
            var endpoints = new Endpoints(Addresses.Loopback, [Service.Http, Service.Echo, Service.Time]);
            Running = new ControlServer(listener, Token, endpoints).Run(patience ?? Waiting.Deadline);
        }

        public Task<bool> Running { get; }

        public async Task<Host> Connect() => new(await Client.Connect((IPEndPoint)address));

        public async Task<Host> LetIn()
        {
            var host = await Connect();
            await host.Ask(new(1, "hello", Token: Token));
            return host;
        }

        public void Dispose() => listener.Dispose();
    }

    /// <summary>A host's end of the control connection.</summary>
    private sealed class Host(Client client) : IDisposable
    {
        private readonly StreamReader reader = new(new NetworkStream(client.Socket));

        public async Task<ControlResponse?> Ask(ControlRequest request)
        {
            await Write(request);
            return await Read();
        }

        public Task Write(ControlRequest request) =>
            client.Send(ControlJson.Line(request));

        public Task Write(string line) => client.Send(line + "\n");

        public Task WriteRaw(byte[] bytes) => client.Send(bytes);

        public async Task<ControlResponse?> Read() =>
            await ReadLine() is { } line ? ControlJson.Response(line) : null;

        /// <returns>Null when the connection has ended.</returns>
        public async Task<string?> ReadLine()
        {
            try
            {
                return await reader.ReadLineAsync().WaitAsync(Waiting.Deadline);
            }
            catch (IOException)
            {
                return null;
            }
        }

        public void Dispose() => client.Dispose();
    }
}

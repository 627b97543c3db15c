using System.Net.Sockets;
using Kata.Protocol;
using Kata.Servers;
using NUnit.Framework;

namespace Kata.Tests.Servers;

[Parallelizable(ParallelScope.All)]
public class ControlClientTests
{
    [Test]
    public async Task The_token_is_shown_first()
    {
        using var server = new FakeServerProgram();
        var connecting = ControlClient.Connect("127.0.0.1", server.Port, "secret");

        var hello = await server.AcceptHello();
        await server.Answer(new(hello.Id));
        await using var client = await connecting;

        Assert.That((hello.Operation, hello.Token), Is.EqualTo(("hello", "secret")));
    }

    [Test]
    public async Task Requests_may_be_answered_in_any_order()
    {
        using var server = new FakeServerProgram();
        await using var client = await server.LetIn();

        var first = client.Open(new() { Service = Service.Echo }, default);
        var firstRequest = await server.Next();
        var second = client.Open(new() { Service = Service.Time }, default);
        var secondRequest = await server.Next();
        await server.Answer(new(secondRequest.Id, Endpoint: 2, Port: 222));
        await server.Answer(new(firstRequest.Id, Endpoint: 1, Port: 111));

        Assert.That(await first, Is.EqualTo((1, 111)));
        Assert.That(await second, Is.EqualTo((2, 222)));
    }

    [Test]
    public async Task Many_requests_at_a_time_each_get_their_own_answer()
    {
        using var server = new FakeServerProgram();
        await using var client = await server.LetIn();

        var asked = Enumerable
            .Range(1, 200)
            .Select(number => client.Wait(number, EventKind.Sent, 1, TimeSpan.FromSeconds(1), default))
            .ToList();
        var requests = new List<ControlRequest>();
        while (requests.Count < asked.Count)
            requests.Add(await server.Next());
        foreach (var request in Enumerable.Reverse(requests))
            await server.Answer(new(request.Id, Happened: true, Events: [new(0, 0, EventKind.Sent, request.Endpoint)]));

        var answers = await Task.WhenAll(asked);
        Assert.That(answers.Select(answer => answer.Events[0].Connection), Is.EqualTo(Enumerable.Range(1, 200)));
    }

    [Test]
    public async Task Who_never_answers_is_gone_for_everybody()
    {
        using var server = new FakeServerProgram();
        await using var client = await server.LetIn(patience: TimeSpan.FromSeconds(0.5));

        var waiting = client.Wait(1, EventKind.Sent, 1, TimeSpan.FromSeconds(60), default);
        Assert.That(
            async () => await client.Transcript(1, default),
            Throws.TypeOf<ServerHostException>().With.Message.Contains("does not answer"));

        Assert.That(async () => await waiting, Throws.TypeOf<ServerHostException>().With.Message.Contains("does not answer"));
        Assert.That(client.Ended, Does.Contain("does not answer"));
    }

    [Test]
    public async Task A_refusal_is_told_in_the_servers_words()
    {
        using var server = new FakeServerProgram();
        await using var client = await server.LetIn();

        var opening = client.Open(new() { Service = Service.Echo }, default);
        await server.Answer(new((await server.Next()).Id, Error: "no port is free"));

        Assert.That(async () => await opening, Throws.TypeOf<ServerHostException>().With.Message.Contains("no port is free"));
    }

    [Test]
    public async Task All_that_wait_are_told_that_the_server_is_gone_and_what_it_wrote_last()
    {
        using var server = new FakeServerProgram();
        await using var client = await server.LetIn(lastWords: "  out of memory");

        var waiting = client.Wait(1, EventKind.Closed, 1, TimeSpan.FromMinutes(1), default);
        var asking = client.Transcript(1, default);
        await server.Next();
        await server.Next();
        server.HangUp();

        foreach (var request in new Func<Task>[] { () => waiting, () => asking, () => client.Transcript(2, default) })
        {
            Assert.That(async () => await request(), Throws.TypeOf<ServerHostException>()
                .With.Message.StartsWith("The server program is gone").And.Message.Contains("out of memory"));
        }
    }

    [Test]
    public async Task Something_that_is_no_response_ends_the_connection()
    {
        using var server = new FakeServerProgram();
        await using var client = await server.LetIn();

        var asking = client.Transcript(1, default);
        await server.Next();
        await server.Say("<html>");

        Assert.That(async () => await asking, Throws.TypeOf<ServerHostException>().With.Message.Contains("no response"));
    }

    [Test]
    public async Task Giving_up_one_request_leaves_the_others_alone()
    {
        using var server = new FakeServerProgram();
        await using var client = await server.LetIn();
        using var impatience = new CancellationTokenSource();

        var given = client.Wait(1, EventKind.Closed, 1, TimeSpan.FromMinutes(1), impatience.Token);
        var late = await server.Next();
        await impatience.CancelAsync();
        Assert.That(async () => await given, Throws.InstanceOf<OperationCanceledException>());

        var asking = client.Transcript(7, default);
        var request = await server.Next();
        await server.Answer(new(late.Id, Happened: true));
        await server.Answer(new(request.Id, Events: [new(0, 0, EventKind.Accepted, 1)]));
        Assert.That(await asking, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_glance_that_nobody_answers_harms_nobody()
    {
        using var server = new FakeServerProgram();
        await using var client = await server.LetIn();

        Assert.That(
            async () => await client.Glance(7, 3, 100, 512, TimeSpan.FromMilliseconds(50)),
            Throws.TypeOf<ServerHostException>().With.Message.Contains("has not said"));
        var late = await server.Next();
        Assert.That((late.Endpoint, late.After, late.Most, late.MostData), Is.EqualTo((7, 3, 100, 512)));

        var asking = client.Transcript(7, default);
        var request = await server.Next();
        await server.Answer(new(late.Id, Events: []));
        await server.Answer(new(request.Id, Events: [new(0, 0, EventKind.Accepted, 1)]));
        Assert.That(await asking, Has.Count.EqualTo(1));
        Assert.That(client.Ended, Is.Null);
    }

    [Test]
    public async Task A_wrong_token_is_an_error()
    {
        using var server = new FakeServerProgram();
        var connecting = ControlClient.Connect("127.0.0.1", server.Port, "wrong");
        await server.AcceptHello();
        server.HangUp();

        Assert.That(async () => await connecting, Throws.TypeOf<ServerHostException>());
    }

    [Test]
    public void Nobody_listening_is_a_socket_error()
    {
        using var mute = new MutePort();

        Assert.That(async () => await ControlClient.Connect("127.0.0.1", mute.Number, "token"), Throws.InstanceOf<SocketException>());
    }

    [Test]
    public async Task Disposing_the_endpoint_of_a_server_that_is_gone_is_no_error()
    {
        using var server = new FakeServerProgram();
        await using var client = await server.LetIn();
        var endpoint = new Endpoint(new() { Service = Service.Echo }, "127.0.0.1", 7, client, 1);
        server.HangUp();

        Assert.That(async () => await endpoint.DisposeAsync(), Throws.Nothing);
        Assert.That(async () => await endpoint.Transcript(), Throws.TypeOf<ServerHostException>());
    }
}

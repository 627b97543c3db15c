using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Kata.Protocol;

namespace Kata.Containers.Tests;

public class TcpFaultTests
{
    private const string Text = "abcdefghijklmnopqrstuvwxyz";

    [Test]
    public async Task Pieces_have_the_given_sizes_in_turn_and_nothing_is_lost()
    {
        var (answer, events) = await EchoThrough(new InPieces([3, 10]));

        Assert.That(answer, Is.EqualTo(Text));
        Assert.That(Sent(events), Is.EqualTo(new[] { 3, 10, 3, 10 }));
    }

    [Test]
    public async Task Pieces_are_apart_by_the_gap()
    {
        var (_, events) = await EchoThrough(new InPieces([13], GapMilliseconds: 30));

        var times = events.Where(e => e.Kind == EventKind.Sent).Select(e => e.Microseconds).ToArray();
        Assert.That(times[1] - times[0], Is.GreaterThan(25_000));
    }

    [Test]
    public async Task A_piece_that_is_not_full_goes_out_when_the_service_waits_for_the_program()
    {
        await using var endpoint = await TestEndpoint.Open(Service.Echo, new InPieces([10]));
        using var client = await Client.Connect(endpoint);
        await client.Send("abcd");

        Assert.That(await client.Read(4), Is.EqualTo("abcd"u8.ToArray()));
    }

    [Test]
    public async Task Pieces_of_a_page_are_the_same_however_the_server_writes_it()
    {
        var sizes = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => SizesOfBigPage(new InPieces([1447]))));

        Assert.That(sizes[0][..^1], Is.All.EqualTo(1447));
        Assert.That(sizes, Is.All.EqualTo(sizes[0]));
    }

    [Test]
    public async Task Random_pieces_replay_exactly_from_their_seed()
    {
        var first = await SizesOfBigPage(new InRandomPieces(Seed: 7, MaxSize: 900));
        var second = await SizesOfBigPage(new InRandomPieces(Seed: 7, MaxSize: 900));
        var other = await SizesOfBigPage(new InRandomPieces(Seed: 8, MaxSize: 900));

        Assert.That(second, Is.EqualTo(first));
        Assert.That(other, Is.Not.EqualTo(first));
        Assert.That(first, Is.All.InRange(1, 900));
        Assert.That(first.Distinct().Count(), Is.GreaterThan(50));
    }

    [Test]
    public async Task Each_connection_has_random_pieces_of_its_own()
    {
        await using var endpoint = await TestEndpoint.Open(Service.Http, new InRandomPieces(7, 900));
        await Get(endpoint, "/big.txt");
        await Get(endpoint, "/big.txt");
        var sizes = (await endpoint.Close()).Where(e => e.Kind == EventKind.Sent).ToLookup(e => e.Connection, e => e.Bytes);

        Assert.That(sizes[2], Is.Not.EqualTo(sizes[1]));
    }

    [Test]
    public async Task Held_back_bytes_are_delivered_at_once_when_there_are_enough()
    {
        await using var endpoint = await TestEndpoint.Open(Service.Echo, new HoldBack(8));
        using var client = await Client.Connect(endpoint);
        await client.Send("abcd");
        await Stays.Unfinished(endpoint.After(EventKind.Sent));
        await client.Send("efgh");

        Assert.That(await client.Read(8), Is.EqualTo("abcdefgh"u8.ToArray()));
        // What the client has read may not be noted yet.
        Assert.That(Sent(await endpoint.After(EventKind.Sent)), Is.EqualTo(new[] { 8 }));
    }

    [Test]
    public async Task Held_back_bytes_are_delivered_when_the_service_has_finished()
    {
        var (answer, events) = await EchoThrough(new HoldBack(1000));

        Assert.That(answer, Is.EqualTo(Text));
        Assert.That(Sent(events), Is.EqualTo(new[] { Text.Length }));
    }

    [Test]
    public async Task A_late_answer_comes_when_its_time_is_over()
    {
        await using var endpoint = await TestEndpoint.Open(Service.Echo, new Delay(60));
        using var client = await Client.Connect(endpoint);
        var clock = Stopwatch.StartNew();
        await client.Send("abcd");

        Assert.That(await client.Read(4), Is.EqualTo("abcd"u8.ToArray()));
        Assert.That(clock.Elapsed.TotalMilliseconds, Is.GreaterThanOrEqualTo(60));
    }

    [Test]
    public async Task A_close_after_bytes_out_is_orderly()
    {
        await using var endpoint = await TestEndpoint.Open(Service.Http, new CutAfter(100, Direction.Out, Ending.Close));
        using var client = await Client.Connect(endpoint);
        await client.Send("GET /huge.txt HTTP/1.1\r\nHost: kata\r\n\r\n");
        var (bytes, reset) = await client.ReadToEnd();
        await client.Send("GET /again.txt HTTP/1.1\r\nHost: kata\r\n\r\n");
        client.Finish();

        Assert.That((bytes.Length, reset), Is.EqualTo((100, false)));
        Assert.That(TestEndpoint.Kinds(await endpoint.Close()),
            Is.EqualTo("Accepted Received Sent Finished Received PeerFinished Closed"));
    }

    [TestCase(100)]
    [TestCase(60_000)]
    public async Task A_reset_after_bytes_out_comes_after_those_bytes(int bytes)
    {
        await using var endpoint = await TestEndpoint.Open(Service.Http, new CutAfter(bytes, Direction.Out, Ending.Reset));
        using var client = await Client.Connect(endpoint);
        await client.Send("GET /huge.txt HTTP/1.0\r\n\r\n");
        await endpoint.After(EventKind.Closed);
        var answer = await client.ReadToEnd();

        Assert.That(answer.Reset, Is.True);
        // Windows throws away what has not been read when a reset comes.
        if (!OperatingSystem.IsWindows())
            Assert.That(answer.Bytes, Has.Length.EqualTo(bytes));
        Assert.That(TestEndpoint.Kinds(endpoint.Events), Does.EndWith("Sent Reset Closed"));
    }

    [TestCase(Ending.Close)]
    [TestCase(Ending.Reset)]
    public async Task A_cut_after_no_bytes_out_comes_after_the_request(Ending ending)
    {
        await using var endpoint = await TestEndpoint.Open(Service.Http, new CutAfter(0, Direction.Out, ending));
        using var client = await Client.Connect(endpoint);
        await Stays.Unfinished(client.ReadToEnd());
        using var asking = await Client.Connect(endpoint);
        await asking.Send("GET /hello.txt HTTP/1.0\r\n\r\n");

        var (bytes, reset) = await asking.ReadToEnd();

        Assert.That(bytes, Is.Empty);
        Assert.That(reset, Is.EqualTo(ending == Ending.Reset));
    }

    [TestCase(Ending.Close)]
    [TestCase(Ending.Reset)]
    public async Task A_cut_after_bytes_in_leaves_the_last_of_them_unanswered(Ending ending)
    {
        await using var endpoint = await TestEndpoint.Open(Service.Echo, new CutAfter(6, Direction.In, ending));
        using var client = await Client.Connect(endpoint);
        await client.Send("abcd");
        Assert.That(await client.Read(4), Is.EqualTo("abcd"u8.ToArray()));
        await client.Send("efgh");
        var (bytes, reset) = await client.ReadToEnd();
        client.Dispose();

        Assert.That(bytes, Is.Empty);
        Assert.That(reset, Is.EqualTo(ending == Ending.Reset));
        Assert.That(TestEndpoint.Kinds(await endpoint.Close()), Is.EqualTo(ending == Ending.Reset
            ? "Accepted Received Sent Received Reset Closed"
            : "Accepted Received Sent Received Finished Received PeerFinished Closed"));
    }

    [Test]
    public async Task A_reset_after_bytes_in_reads_no_more_than_those()
    {
        await using var endpoint = await TestEndpoint.Open(Service.Echo, new CutAfter(6, Direction.In, Ending.Reset));
        using var client = await Client.Connect(endpoint);
        await client.Send("abcdefgh");
        var events = await endpoint.After(EventKind.Closed);

        Assert.That(events.Where(e => e.Kind == EventKind.Received).Sum(e => e.Bytes), Is.EqualTo(6));
    }

    [Test]
    public async Task A_cut_after_bytes_in_comes_also_when_the_service_has_finished()
    {
        await using var endpoint = await TestEndpoint.Open(Service.Time, new CutAfter(6, Direction.In, Ending.Reset));
        using var client = await Client.Connect(endpoint);
        await client.ReadToEnd();
        await client.Send("abcd");
        await client.Send("efgh");
        var events = await endpoint.After(EventKind.Closed);

        Assert.That(TestEndpoint.Kinds(events), Does.Match("^Accepted Sent Finished (Received )+Reset Closed$"));
        Assert.That(events.Where(e => e.Kind == EventKind.Received).Sum(e => e.Bytes), Is.EqualTo(6));
    }

    [TestCase(Ending.Close)]
    [TestCase(Ending.Reset)]
    public async Task A_connection_is_cut_when_it_is_accepted(Ending ending)
    {
        await using var endpoint = await TestEndpoint.Open(Service.Echo, new CutAtAccept(ending));
        var (bytes, reset) = await ConnectAndRead();

        Assert.That(bytes, Is.Empty);
        Assert.That(reset, Is.EqualTo(ending == Ending.Reset));
        Assert.That(TestEndpoint.Kinds(await endpoint.Close()), Is.EqualTo(ending == Ending.Reset
            ? "Accepted Reset Closed"
            : "Accepted Finished PeerFinished Closed"));

        async Task<(byte[], bool)> ConnectAndRead()
        {
            try
            {
                using var client = await Client.Connect(endpoint);
                return await client.ReadToEnd();
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
            {
                // Whoever hears of the connection later than of its reset hears of a connection that could not be made.
                return ([], true);
            }
        }
    }

    [Test]
    public async Task A_stall_on_the_way_out_sends_so_many_bytes_and_then_nothing_not_even_the_end()
    {
        await using var endpoint = await TestEndpoint.Open(Service.Http, new Stall(100, Direction.Out));
        using var client = await Client.Connect(endpoint);
        await client.Send("GET /big.txt HTTP/1.0\r\n\r\n");
        Assert.That(await client.Read(100), Has.Length.EqualTo(100));
        await endpoint.After(EventKind.Fault);
        await Stays.Unfinished(client.Read(1));
        client.Finish();
        await endpoint.After(EventKind.PeerFinished);

        Assert.That(TestEndpoint.Kinds(await endpoint.Close()),
            Is.EqualTo("Accepted Received Sent Fault PeerFinished Finished Closed"));
    }

    [Test]
    public async Task A_stall_on_the_way_in_reads_so_many_bytes_and_then_nothing()
    {
        await using var endpoint = await TestEndpoint.Open(Service.Echo, new Stall(6, Direction.In));
        using var client = await Client.Connect(endpoint);
        await client.Send("abcd");
        await client.Read(4);
        await client.Send("efgh");
        await endpoint.After(EventKind.Fault);
        await Stays.Unfinished(client.Read(1));

        var events = await endpoint.Close();
        Assert.That(events.Where(e => e.Kind == EventKind.Received).Sum(e => e.Bytes), Is.EqualTo(6));
        Assert.That(TestEndpoint.Kinds(events), Does.EndWith("Fault Finished Closed"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Connecting_hangs_when_nothing_is_accepted(bool ipv6)
    {
        await using var endpoint = await TestEndpoint.Open(
            new EndpointOptions { Service = Service.Echo, IPv6 = ipv6, Faults = [new AcceptNothing()] });
        var connecting = Enumerable.Range(0, 5).Select(_ => Client.Connect(endpoint)).ToArray();

        await Stays.Unfinished(Task.WhenAny(connecting));
        Assert.That(TestEndpoint.Kinds(await endpoint.Close()), Is.EqualTo("Fault"));
    }

    [Test]
    public async Task A_connection_that_hung_is_accepted_when_the_time_for_nothing_is_over()
    {
        const int time = 300;
        await using var endpoint = await TestEndpoint.Open(Service.Echo, new AcceptNothing(ForMilliseconds: time));
        var clock = Stopwatch.StartNew();
        using var client = await Client.Connect(endpoint);
        var hung = clock.Elapsed;
        await client.Send("abc");
        await client.Read(3);

        var events = await endpoint.After(EventKind.Sent);
        Assert.That(TestEndpoint.Kinds(events), Is.EqualTo("Fault Fault Accepted Received Sent"));
        // Timers go by milliseconds, and may be one early.
        Assert.That(hung.TotalMilliseconds, Is.GreaterThan(time - 10));
    }

    [Test]
    public async Task With_a_small_window_a_reset_meets_the_program_while_it_sends()
    {
        await using var endpoint = await TestEndpoint.Open(
            Service.Http, new SmallWindow(), new CutAfter(4096, Direction.In, Ending.Reset));
        using var client = await Client.Connect(endpoint);

        var failure = await Assert.ThrowsAsync<SocketException>(() => client.Send(new byte[120_000]));

        Assert.That(failure!.SocketErrorCode, Is.EqualTo(SocketError.ConnectionReset).Or.EqualTo(SocketError.Shutdown));
        Assert.That(endpoint.Events.Where(e => e.Kind == EventKind.Received).Sum(e => e.Bytes), Is.EqualTo(4096));
    }

    [Test]
    public async Task With_a_small_window_a_program_cannot_send_what_the_server_does_not_read()
    {
        await using var endpoint = await TestEndpoint.Open(
            Service.Echo, new SmallWindow(), new Stall(4096, Direction.In));
        using var client = await Client.Connect(endpoint);

        await Stays.Unfinished(client.Send(new byte[120_000]));
    }

    [Test]
    public async Task With_a_small_window_all_arrives_that_is_read()
    {
        await using var endpoint = await TestEndpoint.Open(Service.Echo, new SmallWindow());
        using var client = await Client.Connect(endpoint);
        var bytes = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(Text, 8000)));
        var reading = client.ReadToEnd();
        await client.Send(bytes);
        client.Finish();

        Assert.That((await reading).Bytes, Is.EqualTo(bytes));
    }

    [Test]
    public async Task A_fault_applies_to_the_chosen_connections_only()
    {
        await using var endpoint = await TestEndpoint.Open(
            Service.Http, new CutAfter(0, Direction.Out, Ending.Close) { Only = [1, 3] });
        var answers = new List<string>();
        for (var i = 0; i < 4; i++)
            answers.Add(await Get(endpoint, "/hello.txt"));

        Assert.That(answers.Select(a => a.Length > 0), Is.EqualTo(new[] { false, true, false, true }));
    }

    [Test]
    public async Task The_first_fault_is_nearest_to_the_service()
    {
        var (cutFirst, pieces) = await EchoThrough(new CutAfter(10, Direction.Out, Ending.Close), new InPieces([4]));
        var (piecesFirst, cut) = await EchoThrough(new InPieces([4]), new CutAfter(10, Direction.Out, Ending.Close));
        var (held, once) = await EchoThrough(new InPieces([4]), new HoldBack(100));

        Assert.That((cutFirst, piecesFirst), Is.EqualTo((Text[..10], Text[..10])));
        Assert.That(Sent(pieces), Is.EqualTo(new[] { 4, 4, 2 }));
        Assert.That(Sent(cut), Is.EqualTo(new[] { 4, 4, 2 }));
        Assert.That((held, Sent(once)), Is.EqualTo((Text, new[] { 26 })));
    }

    [Test]
    public async Task Given_bytes_come_in_place_of_what_the_service_sends_and_then_its_own_end()
    {
        await using var endpoint = await TestEndpoint.Open(Service.Time, new AnswerWith(["abcdefg"u8.ToArray()]));
        using var client = await Client.Connect(endpoint);

        Assert.That(await client.ReadTextToEnd(), Is.EqualTo("abcdefg"));
        client.Dispose();
        Assert.That(TestEndpoint.Kinds(await endpoint.Close()), Is.EqualTo("Accepted Sent Finished PeerFinished Closed"));
    }

    [Test]
    public async Task A_service_that_stays_open_stays_open_behind_given_bytes()
    {
        await using var endpoint = await TestEndpoint.Open(Service.Echo, new AnswerWith(["abc"u8.ToArray()]));
        using var client = await Client.Connect(endpoint);
        await client.Send("one");
        Assert.That(await client.Read(3), Is.EqualTo("abc"u8.ToArray()));
        await client.Send("two");
        await Stays.Unfinished(client.Socket.ReceiveAsync(new byte[1]));
        client.Finish();

        Assert.That(TestEndpoint.Kinds(await endpoint.After(EventKind.Closed)),
            Is.EqualTo("Accepted Received Sent Received PeerFinished Finished Closed"));
    }

    [Test]
    public async Task Given_bytes_go_through_the_faults_behind_them()
    {
        var given = new AnswerWith([Encoding.ASCII.GetBytes(Text)]);
        var (inPieces, pieces) = await EchoThrough(given, new InPieces([10]));
        var (cut, _) = await EchoThrough(given, new CutAfter(5, Direction.Out, Ending.Close));
        var (held, once) = await EchoThrough(given, new HoldBack(1000));

        Assert.That((inPieces, cut, held), Is.EqualTo((Text, Text[..5], Text)));
        Assert.That(Sent(pieces), Is.EqualTo(new[] { 10, 10, 6 }));
        Assert.That(TestEndpoint.Kinds(once), Is.EqualTo("Accepted Received PeerFinished Sent Finished Closed"));
    }

    [Test]
    public async Task Given_answers_take_the_places_of_a_server_s_answers_in_turn()
    {
        string[] answers = ["first", "second, and longer"];
        await using var endpoint = await TestEndpoint.Open(
            Service.Http, new AnswerWith([.. answers.Select(Encoding.ASCII.GetBytes)]));
        using var client = await Client.Connect(endpoint);
        foreach (var answer in answers)
        {
            await client.Send("GET /huge.txt HTTP/1.1\r\nHost: kata\r\n\r\n");
            Assert.That(Encoding.ASCII.GetString(await client.Read(answer.Length)), Is.EqualTo(answer));
        }
        await client.Send("GET /hello.txt HTTP/1.1\r\nHost: kata\r\n\r\n");

        await Stays.Unfinished(client.Read(1));
    }

    [Test]
    public async Task Requests_in_a_row_have_the_answers_in_a_row()
    {
        string[] answers = [.. Enumerable.Range(100, 300).Select(n => $"answer {n}")];
        await using var endpoint = await TestEndpoint.Open(
            Service.Http, new AnswerWith([.. answers.Select(Encoding.ASCII.GetBytes)]));
        using var client = await Client.Connect(endpoint);
        foreach (var answer in answers)
        {
            await client.Send("GET /hello.txt HTTP/1.1\r\nHost: kata\r\n\r\n");
            Assert.That(Encoding.ASCII.GetString(await client.Read(answer.Length)), Is.EqualTo(answer));
        }
    }

    [TestCase(Ending.Close)]
    [TestCase(Ending.Reset)]
    public async Task An_idle_connection_is_ended_after_so_many_answers(Ending ending)
    {
        await using var endpoint = await TestEndpoint.Open(
            Service.Http, new CutAfterAnswers(2, ending) { Only = [1] }, new InPieces([20]));
        using var client = await Client.Connect(endpoint);
        await client.Send("GET /hello.txt HTTP/1.1\r\nHost: kata\r\n\r\n");
        await endpoint.After(EventKind.Sent);
        await Stays.Unfinished(endpoint.After(ending == Ending.Close ? EventKind.Finished : EventKind.Reset));
        await client.Send("GET /hello.txt HTTP/1.1\r\nHost: kata\r\n\r\n");
        var (bytes, reset) = await client.ReadToEnd();

        Assert.That(reset, Is.EqualTo(ending == Ending.Reset));
        if (!reset || !OperatingSystem.IsWindows())
            Assert.That(Encoding.ASCII.GetString(bytes).Split("HTTP/1.1 200 OK"), Has.Length.EqualTo(3));
    }

    private static async Task<(string Answer, IReadOnlyList<TranscriptEvent> Events)> EchoThrough(params Fault[] faults)
    {
        await using var endpoint = await TestEndpoint.Open(Service.Echo, faults);
        using var client = await Client.Connect(endpoint);
        await client.Send(Text);
        client.Finish();
        var answer = await client.ReadTextToEnd();
        return (answer, await endpoint.Close());
    }

    private static async Task<int[]> SizesOfBigPage(Fault fault)
    {
        await using var endpoint = await TestEndpoint.Open(Service.Http, fault);
        await Get(endpoint, "/big.txt");
        return Sent(await endpoint.Close());
    }

    private static async Task<string> Get(TestEndpoint endpoint, string path)
    {
        using var client = await Client.Connect(endpoint);
        await client.Send($"GET {path} HTTP/1.0\r\n\r\n");
        return await client.ReadTextToEnd();
    }

    private static int[] Sent(IEnumerable<TranscriptEvent> events) =>
        [.. events.Where(e => e.Kind == EventKind.Sent).Select(e => (int)e.Bytes)];
}

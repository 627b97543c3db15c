using System.Diagnostics;
using Kata.Checking;
using Kata.Checking.Clients;
using Kata.Programs;

/// <summary>Many clients at once, and some that are slow, silent or gone: none of them keeps the others waiting.</summary>
public partial class Step25_YourOwnProtocolChecks
{
    [Check("Two hundred clients at once are all answered, and none of their additions is lost",
        Hint = "A client that waits must not keep a thread of the pool: the others need it. Reading, adding and writing are one step only "
            + "inside a lock. And all may come at once, before one is accepted: how many may wait in Listen? Is there a limit to the number "
            + "of clients that stay?",
        Points = 2)]
    public async Task TwoHundred()
    {
        const int all = 200;
        var name = RandomText.Word();
        var server = await StartServer("serve", 0);
        var clients = await Task.WhenAll(Enumerable.Range(0, all).Select(_ => server.Connect()));

        await Task.WhenAll(clients.Select(client => client.Send($"ADD {name} 1")));
        var replies = await Task.WhenAll(clients.Select(client => client.ReceiveReply()));

        RequireEachSum(replies);

        // All of them stay, and more come that say nothing: there is no limit to their number.
        for (var more = 0; more < 100; more++)
            await server.Connect();
        await (await server.Connect()).Exchange($"ADD {name} 1", $"OK {all + 1}");
    }

    [Check("Additions at the same time lose no sum",
        Hint = "Reading the value, adding and writing the sum are one step only if no other client can interrupt them: are "
            + "all three inside the same lock?",
        Points = 2)]
    public async Task AdditionsMeet()
    {
        const int each = 200;
        // To look for so long a name takes a while, and once more to write: another comes between if it can.
        var name = string.Concat(Enumerable.Repeat(RandomText.Word(), 3000));
        var server = await StartServer(new RunOptions { Deadline = TimeSpan.FromSeconds(20) }, "serve", 0);
        var clients = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => server.Connect()));

        await Task.WhenAll(clients.Select(async client =>
        {
            for (var i = 0; i < each; i++)
                await client.Send($"ADD {name} 1");
        }));

        var replies = await Task.WhenAll(clients.Select(async client =>
        {
            var received = new List<string?>();
            while (received.Count < each && (received.Count == 0 || received[^1] is not null))
                received.Add(await client.ReceiveReply());
            return received.Concat(Enumerable.Repeat<string?>(null, each - received.Count));
        }));
        RequireEachSum([.. replies.SelectMany(received => received)]);
    }

    [Check("The server is reached on 127.0.0.1, and on no other address",
        Hint = "IPAddress.Any stands for every address of the machine, including those on the network: other machines could "
            + "reach the server. Which value stands for 127.0.0.1 alone?")]
    public async Task OnLoopbackOnly()
    {
        if (OperatingSystem.IsMacOS())
            SkipCheck("macOS answers on no other address of the loopback network than 127.0.0.1.");

        var server = await StartServer("serve", 0);
        await (await server.Connect()).Exchange("ADD n 1", "OK 1");

        var other = await server.TryConnect(address: "127.0.0.2");

        Require(other is null, $"port {server.Port} of 127.0.0.2 refused",
            "a connection accepted there: the server listens on more than 127.0.0.1");
    }

    [Check("A client that says nothing keeps nobody waiting, nor does one that stops in the middle",
        Hint = "While the server waits for one client, what serves the others? And a silent client may stay connected: "
            + "SECONDS are for leaving in good order, and do not limit the wait for a request.")]
    public async Task Idle()
    {
        var name = RandomText.Word();
        // However long: SECONDS are for leaving.
        var server = await StartServer("serve", 0, Patience);
        var silent = await server.Connect();
        var slow = await server.Connect();
        var request = Frames.Of($"PUT {name} 1");
        await slow.Send(request[..6]);

        var quick = await server.Connect();
        // By the third the server has met the other two.
        for (var i = 0; i < 3; i++)
            await quick.Exchange($"GET n{name}", "ERROR no such name");

        await Task.Delay(TimeSpan.FromSeconds(3 * Patience));
        await slow.Send(request[6..]);
        await slow.Expect("OK");
        await silent.Exchange($"GET {name}", "OK 1");
    }

    [Check("A client that does not read its replies keeps nobody waiting",
        Hint = "When the client does not read, Send waits once the buffers are full. What does the server hold meanwhile: "
            + "its only thread, a lock?")]
    public async Task DoesNotRead()
    {
        var name = RandomText.Word();
        var server = await StartServer("serve", 0);
        await Stuff(server, name);

        var other = await server.Connect();
        await other.Exchange($"ADD n{name} 5", "OK 5");
    }

    [Check("For a client that reads nothing the server keeps hardly anything, however much it asks for",
        Hint = "Does the server read the next request while a reply cannot be sent, and where does it keep the replies? If "
            + "it goes on reading, a client that does not read can make it keep any amount.",
        Points = 2)]
    public async Task ReadsNoFurther()
    {
        const int Asked = 1_400, MostFrames = 1_700;
        var name = RandomText.Word();
        var value = RandomText.OfLength(60_000);
        var put = Frames.Of($"PUT {name} {value}");
        var server = await StartServer(LittleMemory, "serve", 0);
        var greedy = await server.Connect();
        await greedy.Send(put);
        await greedy.Expect("OK");

        // 84 MB of replies, for 64 MB of memory; and then as much as the server takes.
        await greedy.Send(Enumerable.Repeat($"GET {name}", Asked));
        var taken = 0;
        var sending = Task.Run(async () =>
        {
            while (taken < MostFrames && await greedy.Send(put))
                taken++;
        });
        await server.Program.FallAsleep(orUntil: () => sending.IsCompleted);
        Require(!sending.IsCompleted, "a client that does not read its replies made to wait before it can send more",
            taken == MostFrames ? FormattableString.Invariant($"{MostFrames * put.Length / 1_000_000} MB of requests taken from it")
                : "its connection ended by the server");

        await (await server.Connect()).Exchange($"ADD n{name} 5", "OK 5");
        await greedy.Expect($"OK {value}", $"OK {value}");
    }

    [Check("A client that resets its connection does no harm to the others",
        Hint = "Receive throws, and so does Send. Only the connection of that client may end: is there a try around each of "
            + "them, and does the server go on?")]
    public async Task Resets()
    {
        var name = RandomText.Word();
        var server = await StartServer("serve", 0);
        var other = await server.Connect();

        (await server.Connect()).Reset();
        await other.Exchange($"PUT {name} 1", "OK");

        var halfway = await server.Connect();
        await halfway.Exchange($"GET n{name}", "ERROR no such name");
        await halfway.Send(Frames.Of($"GET {name}")[..7]);
        halfway.Reset();
        await other.Exchange($"PUT {name} 2", "OK");

        var stuffed = await Stuff(server, $"n{name}");
        stuffed.Reset();
        await other.Exchange($"PUT {name} 3", "OK");

        var last = await server.Connect();
        await last.Exchange($"PUT {name} 0", "OK");
        // A thread that one of them has struck down may not yet have taken the program with it: its exit code tells.
        if (RunningProgram.CanInterrupt)
        {
            other.Close();
            last.Close();
            server.Program.Interrupt();
            Assert.That(await server.Program.Ended(), Exited.With(0).AndAnyOutput().AndAnyErrorOutput());
        }
    }

    /// <summary>Fails the check unless these are the replies to as many additions of 1, in any order.</summary>
    private static void RequireEachSum(IReadOnlyList<string?> replies)
    {
        var missing = replies.Count(reply => reply is null);
        Require(missing == 0, $"a reply to each of {replies.Count} additions", $"{missing} without one");
        var lost = Enumerable.Range(1, replies.Count)
            .Except(replies.Select(reply => reply!.StartsWith("OK ") && int.TryParse(reply[3..], out var sum) ? sum : 0)).Count();
        Require(lost == 0, $"the sums 1 to {replies.Count}, each in one reply", $"{lost} of them in no reply, and others more than once");
    }
}

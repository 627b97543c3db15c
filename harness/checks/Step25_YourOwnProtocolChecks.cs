using System.Diagnostics;
using System.Text;
using Kata.Checking;
using Kata.Checking.Clients;
using Kata.Machine;
using Kata.Programs;
using Kata.Protocol;
using Kata.Results;
using Kata.Servers;

[Step(25)]
[Hints(
    "Begin with the frames: both sides need them, and the client is nearly done when you have them. Then write "
        + "a server for one client, then one for many.",
    "For each client ask what it waits for, and what waits for it. No other client may wait for it: so each client "
        + "has a task of its own, which ends by itself and handles its own errors. All of them share the store. Leaving in "
        + "good order has three parts: say that nothing more comes, read until the other side says so, too, or its time is "
        + "over, and close.",
    "Look up: AcceptAsync, ReceiveAsync and SendAsync of Socket with a CancellationToken, "
        + "CancellationTokenSource, Task.WhenAll and WhenAny, the lock statement, Socket.Shutdown, "
        + "Console.CancelKeyPress as in step 10, string.Split with a count, and the constructor of UTF8Encoding "
        + "with throwOnInvalidBytes.")]
public class Step25_YourOwnProtocolChecks : Checks
{
    private const int MostBytes = 65536;

    /// <summary>SECONDS, for servers that are to lose it soon.</summary>
    private const double Patience = 0.3;

    /// <summary>A heap of 64 MB: making room for what a hostile length announces fails.</summary>
    private static readonly RunOptions LittleMemory = new()
    {
        Environment = new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = "4000000" },
    };

    [Check("The server answers each request as the specification says",
        Hint = "The name ends at the first space after it; the value is all the rest, and may be empty.")]
    public async Task Answers()
    {
        var (name, value) = (RandomText.Word(), $"Grüße, {RandomText.Word()}  € ");
        var server = await StartServer("serve", 0);
        var client = await server.Connect();

        await client.Exchange($"GET {name}", "ERROR no such name");
        await client.Exchange($"PUT {name} {value}", "OK");
        await client.Exchange($"GET {name}", $"OK {value}");
        await client.Exchange($"ADD {name} 1", "ERROR not a number");
        await client.Exchange($"PUT {name} ", "OK");
        await client.Exchange($"GET {name}", "OK ");
        await client.Exchange($"ADD n{name} 40000000000", "OK 40000000000");
        await client.Exchange($"ADD n{name} -2", "OK 39999999998");
        await client.Exchange($"ADD n{name} two", "ERROR not a number");
        await client.Exchange($"GET n{name}", "OK 39999999998");
    }

    [Check("What is not one of the three requests is unknown, and the connection goes on",
        Hint = "After GET comes a name and nothing else; after PUT and ADD come a name, a space and the value. A name is "
            + "not empty, and the case of letters counts.")]
    public async Task Unknown()
    {
        var name = RandomText.Word();
        var server = await StartServer("serve", 0);
        var client = await server.Connect();

        await client.Exchange($"PUT {name} 1", "OK");
        foreach (var request in new[]
        {
            "", " ", "GET", "GET ", "PUT", "PUT ", "ADD", "ADD ", $"GET {name} ", $"GET {name} {name}", $"GET  {name}", $" GET {name}",
                $"PUT {name}",
            "PUT  1", $"ADD {name}", "ADD  1", $"get {name}", $"Put {name} 2", $"add {name} 2", $"GETS {name}", $"GET\t{name}",
                $"\uFEFFGET {name}",
        })
        {
            await client.Exchange(request, "ERROR unknown request");
        }

        await client.Exchange($"GET {name}", "OK 1");
    }

    [Check("A number is digits, perhaps behind a sign, and nothing else",
        Hint = "What long.TryParse accepts depends on its NumberStyles: without them it accepts spaces around the number, "
            + "too. And a request that fails changes nothing.")]
    public async Task Numbers()
    {
        var name = RandomText.Word();
        var server = await StartServer("serve", 0);
        var client = await server.Connect();

        foreach (var (number, sum) in new[] { ("+5", 5), ("-0", 5), ("007", 12), ("-00013", -1), ("+0", -1), (new string('0', 30), -1) })
            await client.Exchange($"ADD {name} {number}", $"OK {sum}");
        foreach (var text in new[]
            {
                "", " ", " 5", "5 ", "5\n", "1.5", "5.0", "1e3", "1,000", "0x5", "+", "-", "--5", "5-", "(5)", "five", "\u0663",
                "9223372036854775808",
            })
        {
            await client.Exchange($"ADD {name} {text}", "ERROR not a number");
            await client.Exchange($"ADD n{name} {text}", "ERROR not a number");
        }

        await client.Exchange($"GET {name}", "OK -1");
        await client.Exchange($"GET n{name}", "ERROR no such name");
        foreach (var kept in new[] { "", " 7", "9223372036854775808" })
        {
            await client.Exchange($"PUT {name} {kept}", "OK");
            await client.Exchange($"ADD {name} -1", "ERROR not a number");
            await client.Exchange($"GET {name}", $"OK {kept}");
        }

        await client.Exchange($"PUT {name} +007", "OK");
        await client.Exchange($"GET {name}", "OK +007");
        await client.Exchange($"ADD {name} 0", "OK 7");
        await client.Exchange($"GET {name}", "OK 7");
    }

    [Check("Names are told apart to the last character, and values come back as they were, however many there are",
        Hint = "Capital and small letters differ here, and no text is trimmed, composed or cut. A Dictionary without a "
            + "comparer compares its keys character by character.")]
    public async Task NamesAndValues()
    {
        var word = RandomText.Word();
        string[] alike =
        [
            word, word.ToUpperInvariant(), $"{word}\t", $"{word}\n", $"{word}\0", $"\uFEFF{word}", "\u00E9", "e\u0301", "stra\u00DFe",
                "strasse", "\uFFFD", "😀", "0", "00",
        ];
        string[] names = [.. alike, .. Enumerable.Range(0, 300).Select(number => $"{word}{number}")];
        string[] odd = ["\uFEFFx", "a\0b", " both ", "two\r\nlines\n", "\uFFFD", "😀駅é", "\t"];
        // The odd values have names that no program takes for others: what a failure shows is then one thing or the other.
        var values = names
            .Select((_, i) => i >= alike.Length && i < alike.Length + odd.Length ? odd[i - alike.Length] : $"{RandomText.Word()} {i}")
            .ToArray();
        var server = await StartServer("serve", 0);
        var client = await server.Connect();

        await client.Send(names.Select(name => $"PUT {name} {RandomText.OfLength(100)}"));
        await client.Expect([.. names.Select(_ => "OK")]);
        await client.Send(names.Zip(values, (name, value) => $"PUT {name} {value}"));
        await client.ExpectReplies(names.Zip(values, (name, value) => ($"PUT {name} {value}", "OK")));
        await client.Send(names.Select(name => $"GET {name}"));
        await client.ExpectReplies(names.Zip(values, (name, value) => ($"GET {name}", $"OK {value}")));
    }

    [Check("A sum that does not fit into a long is an error, and the value stays",
        Hint = "After the largest long C# continues at the smallest, without an error, unless the sum is `checked` or "
            + "computed in a larger type.")]
    public async Task SumTooLarge()
    {
        var name = RandomText.Word();
        var server = await StartServer("serve", 0);
        var client = await server.Connect();

        await client.Exchange($"ADD {name} {long.MaxValue - 1}", $"OK {long.MaxValue - 1}");
        await client.Exchange($"ADD {name} 2", "ERROR not a number");
        await client.Exchange($"GET {name}", $"OK {long.MaxValue - 1}");
        await client.Exchange($"ADD {name} 1", $"OK {long.MaxValue}");
        await client.Exchange($"PUT {name} {long.MinValue}", "OK");
        await client.Exchange($"ADD {name} -1", "ERROR not a number");
        await client.Exchange($"GET {name}", $"OK {long.MinValue}");
    }

    [Check("What one client has put, another gets, also when the first has gone",
        Hint = "There is one store, made before the first client comes.")]
    public async Task SharedValues()
    {
        var (name, value) = (RandomText.Word(), RandomText.Word());
        var server = await StartServer("serve", 0);
        var first = await server.Connect();
        await first.Exchange($"PUT {name} {value}", "OK");
        var second = await server.Connect();
        await second.Exchange($"GET {name}", $"OK {value}");
        first.Close();

        await second.Exchange($"ADD n{name} 7", "OK 7");
        second.FinishSending();
        await second.ExpectEnd();
        await (await server.Connect()).Exchange($"ADD n{name} 1", "OK 8");
    }

    [Check("Requests that arrive together are answered one by one, in their order",
        Hint = "Receive brings what has arrived, and that may be several frames. Take no more than "
            + "one frame's bytes from the stream, or keep the rest for the next.")]
    public async Task Together()
    {
        var (name, value) = (RandomText.Word(), RandomText.Word());
        var server = await StartServer("serve", 0);
        var client = await server.Connect();

        await client.Send($"PUT {name} {value}", $"GET {name}", "ADD count 3", $"GET {name}{name}", "ADD count 4");

        await client.Expect("OK", $"OK {value}", "OK 3", "ERROR no such name", "OK 7");
    }

    [Check("A request may arrive in pieces, cut anywhere",
        Hint = "The four bytes of the length can be cut, too, and so can a character. Receive "
            + "until you have as many bytes as you need, then decode.")]
    public async Task InPieces()
    {
        var name = RandomText.Word();
        var server = await StartServer("serve", 0);
        var client = await server.Connect();

        // A server that has answered once is quick to receive the first piece.
        await client.Exchange($"GET {name}", "ERROR no such name");
        // Cuts inside the length, and inside the two bytes of «ü».
        await client.SendInPieces(Frames.Of($"PUT {name} für alle"), [3, 16, 100], gapMilliseconds: 100);
        await client.Expect("OK");

        await client.Exchange($"GET {name}", "OK für alle");
    }

    [Check("A client that has finished sending still gets all its replies, and then the end",
        Hint = "The end of the stream says that no more requests come; the client may still read the replies. After them "
            + "the server closes as well.")]
    public async Task HalfClosed()
    {
        var (name, value) = (RandomText.Word(), RandomText.OfLength(20_000));
        var server = await StartServer("serve", 0);
        var client = await server.Connect();

        await client.Exchange($"PUT {name} {value}", "OK");
        await client.SendLast(Frames.Of(Enumerable.Repeat($"GET {name}", 5)));

        await client.ExpectEnd([.. Enumerable.Repeat($"OK {value}", 5)]);
    }

    [Check("Two hundred clients at once are all answered, and none of their additions is lost",
        Hint = "A client that waits must not keep a thread of the pool from the others. Reading, adding and writing are one "
            + "step only inside a lock.",
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
        Hint = "While the server waits for one client, what serves the others?")]
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
        await Asleep(server.Program, sending);
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

    [Check("A frame over the limit is refused, no room is made for it, and its client is left in good order",
        Hint = "Test the length before you make a buffer of that size; as an `int` the largest lengths are negative. A "
            + "close with unread bytes resets the connection: finish sending, read the rest and throw it away, then close.",
        Points = 2)]
    public async Task TooLong()
    {
        const int tooMany = 500_000;
        var server = await StartServer(LittleMemory, "serve", 0);

        // It sends all of its frame before it looks for a reply, and that is more than the buffers on the way can hold.
        var diligent = await server.Connect(smallBuffers: true);
        var taken = await diligent.Send((byte[])[.. Frames.Header(tooMany), .. new byte[tooMany]]);
        Require(taken, $"the {tooMany:N0} bytes of a frame read away by the server", "a reset while the client still sends them");
        await diligent.ExpectEnd("ERROR too long");
        diligent.Close();

        foreach (var length in new uint[] { MostBytes + 1, 0x7FFFFFC0, uint.MaxValue })
        {
            var client = await server.Connect();
            await client.Send((byte[])[.. Frames.Header(length), .. "GET it"u8]);
            await client.ExpectEnd("ERROR too long");
            client.Close();
        }

        var browser = await server.Connect();
        await browser.Send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"u8.ToArray());
        await browser.ExpectEnd("ERROR too long");
        browser.Close();

        await (await server.Connect()).Exchange("GET first", "ERROR no such name");
    }

    [Check("A refused client that does not end is left when SECONDS have passed",
        Hint = "For how long does the server read bytes only to throw them away?")]
    public async Task RefusedForEver()
    {
        var server = await StartServer("serve", 0, 0.6);
        var client = await server.Connect();
        await client.Send(Frames.Header(MostBytes + 1));
        await client.Expect("ERROR too long");

        // Whoever sends to a closed connection is answered with a reset.
        var gone = await client.IsLeftWhileSending();

        Require(gone, "the connection closed by the server", "a connection that it still holds open");
        await (await server.Connect()).Exchange("ADD n 1", "OK 1");
    }

    [Check("A request of 65,536 bytes is answered, and so is an empty one",
        Hint = "The limit itself is allowed. A frame without text is a whole frame.")]
    public async Task Limits()
    {
        var name = RandomText.Word();
        var start = $"PUT {name} ";
        var value = RandomText.OfLength(MostBytes - start.Length);
        var server = await StartServer("serve", 0);
        var client = await server.Connect();

        await client.Exchange(start + value, "OK");
        await client.Exchange("", "ERROR unknown request");
        await client.Exchange($"GET {name}", $"OK {value}");
    }

    [Check("Bytes that are not UTF-8 get an error, and the connection goes on",
        Hint = "Encoding.UTF8 replaces invalid bytes without an error. Which constructor of UTF8Encoding makes an encoding "
            + "that throws? The frame was whole, so the next one can be read.")]
    public async Task NotText()
    {
        var name = RandomText.Word();
        var server = await StartServer("serve", 0);
        var client = await server.Connect();

        foreach (
            var bytes in new byte[][] { [0xE9], [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x9F, 0x98], [0xF4, 0x90, 0x80, 0x80] })
        {
            await client.Send(Frames.Of([.. Encoding.UTF8.GetBytes($"PUT {name} caf"), .. bytes]));
            await client.Expect("ERROR not UTF-8");
        }

        // Whatever else is wrong with it.
        await client.Send(Frames.Of([0xFF]));
        await client.Expect("ERROR not UTF-8");
        await client.Exchange($"GET {name}", "ERROR no such name");
        await client.Exchange($"PUT {name} \uFFFD", "OK");
    }

    [Check("A stream that ends inside a frame gets an error, and then the end",
        Hint = "Receive returns 0 at the end. Do you have all four bytes of the length, and as many bytes as it says?")]
    public async Task CutShort()
    {
        var name = RandomText.Word();
        var server = await StartServer("serve", 0);
        var inLength = await server.Connect();
        await inLength.SendLast(Frames.Of($"PUT {name} 1")[..2]);
        await inLength.ExpectEnd("ERROR cut short");

        var inText = await server.Connect();
        await inText.SendLast(Frames.Of($"PUT {name} 23")[..^1]);
        await inText.ExpectEnd("ERROR cut short");

        var behindTheLength = await server.Connect();
        await behindTheLength.SendLast(Frames.Header(8));
        await behindTheLength.ExpectEnd("ERROR cut short");

        await (await server.Connect()).Exchange($"GET {name}", "ERROR no such name");
    }

    [Check("Requests before one that cannot be read get their replies all the same",
        Hint = "Keep the order: answer each whole request, and then send the error.")]
    public async Task BeforeTheError()
    {
        var name = RandomText.Word();
        var server = await StartServer("serve", 0);
        var cut = await server.Connect();
        await cut.SendLast((byte[])[.. Frames.Of($"PUT {name} 1", $"ADD {name} 2"), .. Frames.Of($"ADD {name} 3")[..7]]);
        await cut.ExpectEnd("OK", "OK 3", "ERROR cut short");

        var tooLong = await server.Connect();
        await tooLong.Send((byte[])[.. Frames.Of($"ADD {name} 4", ""), .. Frames.Header(MostBytes + 1), .. Frames.Of($"ADD {name} 5")]);
        await tooLong.ExpectEnd("OK 7", "ERROR unknown request", "ERROR too long");

        await (await server.Connect()).Exchange($"GET {name}", "OK 7");
    }

    [Check("A port that is taken is reported",
        Hint = "Bind throws, or Listen does. Is it inside a try?")]
    public async Task PortTaken()
    {
        using var taken = Listen();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;

        var run = await RunProgram("serve", port);

        Assert.That(run, Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput($"Can't listen on port {port}: AddressAlreadyInUse\n"));
    }

    [Check("Ctrl-C: the server stops listening, leaves its clients in good order, and ends with exit code 0",
        Hint = "CancelKeyPress with Cancel = true; then the accept that waits and the receives that wait have to end. A "
            + "CancellationToken reaches all of them.")]
    public async Task Interrupted()
    {
        var server = await StartServer("serve", 0, 20);
        var silent = await server.Connect();
        var halfway = await server.Connect();
        await halfway.Send(Frames.Of("ADD n 1")[..2]);
        var friendly = await server.Connect();
        await friendly.Exchange("ADD n 2", "OK 2");

        server.Program.Interrupt();
        await server.Program.WaitForLine("Stopping");
        var late = await server.TryConnect();
        Require(late is null, "a connection refused, after «Stopping»", "a connection accepted");
        foreach (var client in new[] { silent, friendly })
        {
            await client.ExpectEnd();
            client.Close();
        }

        var rest = await halfway.ReceiveToEnd();
        Require(rest.Stopped == Stopped.Finished, "the end of the stream, in good order", rest.ToString());
        halfway.Close();
        Assert.That(await server.Program.Ended(), Exited.With(0).AndOutput($"Listening on port {server.Port}\nStopping\n"));
    }

    [Check("After Ctrl-C a reply that has been begun is sent to its end",
        Hint = "What does the token cancel: the wait for the next request, or the reply too?", Points = 2)]
    public async Task InterruptedReply()
    {
        var name = RandomText.Word();
        var server = await StartServer("serve", 0, 20);
        var client = await Stuff(server, name);

        server.Program.Interrupt();
        await server.Program.WaitForLine("Stopping");
        var received = await client.ReceiveToEnd();
        client.Close();

        var (texts, over) = Frames.In(received.Bytes);
        Require(over == 0 && texts.Count > 0, "whole replies only", $"{texts.Count} whole replies, and {over:N0} bytes of another");
        Require(received.Stopped == Stopped.Finished, "the end of the stream, in good order",
            $"{texts.Count} whole replies, then {new Received([], received.Stopped)}");
        Assert.That(await server.Program.Ended(), Exited.With(0).AndAnyOutput().AndAnyErrorOutput());
    }

    [Check("A client that does not end keeps the server from ending for SECONDS, and no longer",
        Hint = "Before Main returns, wait for the clients or for a clock, whichever comes first. A client that has not "
            + "ended may still be reading.")]
    public async Task InterruptedForEver()
    {
        const double seconds = 1.5;
        var (port, run, took) = await BestOf(
            async () =>
            {
                var name = RandomText.Word();
                var server = await StartServer("serve", 0, seconds);
                var open = await server.Connect();
                await open.Exchange("ADD n 1", "OK 1");
                await Stuff(server, name);

                var clock = Stopwatch.StartNew();
                server.Program.Interrupt();
                await server.Program.WaitForLine("Stopping");
                // Nothing comes of a second Ctrl-C.
                server.Program.Interrupt();
                return (server.Port, Run: await server.Program.Ended(), Took: clock.Elapsed.TotalSeconds);
            },
            stopped => stopped.Took < seconds + 2);

        // What it says of clients that it had to leave is up to it.
        Assert.That(run, Exited.With(0).AndOutput($"Listening on port {port}\nStopping\n").AndAnyErrorOutput());
        // Clocks may differ by a little.
        Require(took > seconds - 0.05 && took < seconds + 2,
            FormattableString.Invariant($"a server that waits {seconds} s for clients that do not end"),
            FormattableString.Invariant($"its end {took:0.00} s after Ctrl-C, while two clients were not finished with it"));
    }

    [Check("Without SECONDS, the server waits five seconds for its clients",
        Hint = "SECONDS may be left out: it is 5 then.")]
    public async Task InterruptedWithoutSeconds()
    {
        var (run, took) = await BestOf(
            async () =>
            {
                var server = await StartServer("serve", 0);
                var open = await server.Connect();
                await open.Exchange("ADD n 1", "OK 1");

                var clock = Stopwatch.StartNew();
                server.Program.Interrupt();
                await server.Program.WaitForLine("Stopping");
                return (Run: await server.Program.Ended(), Took: clock.Elapsed.TotalSeconds);
            },
            stopped => stopped.Took < 6);

        Assert.That(run, Exited.With(0).AndAnyOutput().AndAnyErrorOutput());
        Require(took is > 4.95 and < 6,
            "a server that waits 5 s for a client that does not end",
            FormattableString.Invariant($"its end {took:0.00} s after Ctrl-C"));
    }

    [Check("The client prints each reply: OK to the output, ERROR to the error output, and then exits with 1",
        Hint = "An ERROR is a reply: the next request is sent all the same.")]
    public async Task Printed()
    {
        var (first, second, third) = (RandomText.Word(), RandomText.Word(), RandomText.Word());
        // The server gives back the frames, so that a request which looks like a reply is one.
        var echo = await Echo();

        var (run, seen) = await Ask(echo, 5, $"OK {first} €", $"ERROR {second}", "OK", "OK ", $"OK  \uFEFF😀{third} ");

        Assert.That(run, Exited.With(1).AndOutput($"OK {first} €\nOK\nOK \nOK  \uFEFF😀{third} \n").AndErrorOutput($"ERROR {second}\n"));
        Assert.That(seen, Sent($"OK {first} €", $"ERROR {second}", "OK", "OK ", $"OK  \uFEFF😀{third} "));
    }

    [Check("The client's requests are frames, and nothing else is on the wire",
        Hint = "The length counts bytes, not characters, and its first byte is the most significant.")]
    public async Task OnTheWire()
    {
        var (requests, _, seen) = await Friendly();

        Assert.That(seen, Sent(requests));
    }

    [Check("When all replies are OK, the client closes in good order and exits with 0",
        Hint = "Read each reply to its last byte, and close the socket: `using` does.")]
    public async Task AllWell()
    {
        var (requests, run, seen) = await Friendly();

        Assert.That(run, Exited.With(0).AndOutput(string.Concat(requests.Select(request => $"{request}\n")))
            .AndErrorOutput(TextThat.IsEmpty));
        Assert.That(seen, Saw.OrderlyEnd);
    }

    [Check("A reply may arrive in pieces, cut anywhere",
        Hint = "Receive returns what has arrived so far: go on until you have what you need.")]
    public async Task ReplyInPieces()
    {
        var word = RandomText.Word();
        var echo = await Echo(new InPieces([3, 5, 100], GapMilliseconds: 1100));

        var (run, seen) = await Ask(MoreTime, echo, 8, $"OK ü{word}");

        Assert.That(run, Exited.With(0).AndOutput($"OK ü{word}\n"));
        Assert.That(seen, Sent($"OK ü{word}"));
    }

    [Check("Replies that arrive together are told apart",
        Hint = "After the first frame the next one may already follow.")]
    public async Task RepliesTogether()
    {
        var words = new[] { RandomText.Word(), RandomText.Word(), RandomText.Word() };
        var server = await Echo(new AnswerWith([Frames.Of(words.Select(word => $"OK {word}"))]));

        var (run, seen) = await Ask(server, 5, "GET a", "GET b", "GET c");

        Assert.That(run, Exited.With(0).AndOutput($"OK {words[0]}\nOK {words[1]}\nOK {words[2]}\n").AndErrorOutput(TextThat.IsEmpty));
        Assert.That(seen, Sent("GET a", "GET b", "GET c"));
    }

    [Check("A stream that ends inside a reply is an error",
        Hint = "Receive returns 0, and 0 for ever after.")]
    public async Task ReplyCutShort()
    {
        // Inside the length, behind it, and inside the text.
        foreach (var bytes in new[] { 2, 4, 7 })
        {
            var echo = await Echo(new CutAfter(bytes, Direction.Out, Ending.Close));

            var (run, seen) = await Ask(echo, 5, $"OK {RandomText.Word()}");

            Assert.That(run, Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput("Protocol error: cut short\n"));
            Assert.That(seen, Saw.Connections(1));
        }
    }

    [Check("A stream that ends before a reply is an error",
        Hint = "A request was sent, so a reply has to come. If no byte of it comes, that is an error, too.")]
    public async Task NoReply()
    {
        var word = RandomText.Word();
        var echo = await Echo(new AnswerWith([Frames.Of($"OK {word}")]), new CutAfterAnswers(1, Ending.Close));

        var (run, seen) = await Ask(echo, 5, "GET a", "GET b");

        Assert.That(run, Exited.With(1).AndOutput($"OK {word}\n").AndErrorOutput("Protocol error: cut short\n"));
        Assert.That(seen, Saw.Connections(1));
    }

    [Check("A reset inside a reply is an error",
        Hint = "Receive throws. Is it inside a try?")]
    public async Task ReplyReset()
    {
        var echo = await Echo(new CutAfter(7, Direction.Out, Ending.Reset));

        var (run, seen) = await Ask(echo, 5, $"OK {RandomText.Word()}");

        Assert.That(run, Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput("Connection error: ConnectionReset\n"));
        Assert.That(seen, Saw.Connections(1));
    }

    [Check("A reply over the limit is an error, and no room is made for it",
        Hint = "A length has no sign. Test it before you make a buffer of that size.")]
    public async Task ReplyTooLong()
    {
        foreach (var length in new uint[] { MostBytes + 1, uint.MaxValue })
        {
            var server = await Echo(new AnswerWith([[.. Frames.Header(length), .. "OK"u8]]));

            var (run, seen) = await Ask(LittleMemory, server, 5, "GET a");

            Assert.That(run, Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput("Protocol error: too long\n"));
            Assert.That(seen, Saw.Connections(1));
        }
    }

    [Check("A reply of 65,536 bytes is printed",
        Hint = "The limit itself is allowed, in both directions.")]
    public async Task LongestReply()
    {
        var text = "OK " + RandomText.OfLength(MostBytes - 3).Replace('\n', '-');
        var server = await Echo(new AnswerWith([Frames.Of(text)]));

        var (run, seen) = await Ask(server, 5, "GET a");

        Assert.That(run, Exited.With(0).AndOutput($"{text}\n").AndErrorOutput(TextThat.IsEmpty));
        Assert.That(seen, Sent("GET a"));
    }

    [Check("A reply that begins neither with OK nor with ERROR is an error",
        Hint = "OK and ERROR are whole words: OKAY is another word. The other side may be a different kind of server.")]
    public async Task NotAReply()
    {
        foreach (var reply in new[]
            {
                $"GET {RandomText.Word()}", "OKAY", $"OKAY {RandomText.Word()}", "ok", $"ERRORS {RandomText.Word()}",
                $" OK {RandomText.Word()}", "",
            })
        {
            var echo = await Echo();

            var (run, seen) = await Ask(echo, 5, reply);

            Assert.That(run, Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput("Protocol error: not a reply\n"));
            Assert.That(seen, Saw.Connections(1));
        }
    }

    [Check("A reply that is not UTF-8 is an error",
        Hint = "Print only what the server has sent: it has sent no replacement character.")]
    public async Task ReplyNotText()
    {
        var server = await Echo(new AnswerWith([Frames.Of([.. "OK caf"u8, 0xE9])]));

        var (run, seen) = await Ask(server, 5, "GET a");

        Assert.That(run, Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput("Protocol error: not a reply\n"));
        Assert.That(seen, Saw.Connections(1));
    }

    [Check("A refused connection is an error",
        Hint = "Which exception does connecting throw when no server listens there?")]
    public async Task Refused()
    {
        var run = await RunProgram("ask", Hosts.Loopback, Ports.Closed, 5, "GET a");

        Assert.That(run, Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput("Connection error: ConnectionRefused\n"));
    }

    [Check("A name that cannot be looked up is an error",
        Hint = "The lookup is a part of connecting, and throws a SocketException, too.")]
    public async Task NoSuchHost()
    {
        var run = await RunProgram("ask", Hosts.Nowhere, Ports.Closed, 5, "GET a");

        Assert.That(run, Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput(TextThat.Matches(
            @"^Connection error: (HostNotFound|NoData|TryAgain)\r?\n$", "«Connection error: HostNotFound»")));
    }

    [Check("The client connects over IPv6, too, and to a name",
        Hint = "A socket made for AddressFamily.InterNetwork knows only IPv4. Which constructor leaves the family open?")]
    public async Task IPv6()
    {
        NeedIPv6();
        var word = RandomText.Word();
        var echo = await Open(new() { Service = Service.Echo, IPv6 = true });
        var (host, named) = Named(echo);

        var run = await RunProgram(named, "ask", host, echo.Port, 5, $"OK {word}");

        Assert.That(run, Exited.With(0).AndOutput($"OK {word}\n").AndErrorOutput(TextThat.IsEmpty));
        Assert.That(await echo.Close(), Sent($"OK {word}"));
    }

    [Check("Connecting is given up after SECONDS",
        Hint = "If a server accepts nothing, the system reports an error only after minutes. Does connecting have the "
            + "deadline?")]
    public async Task AcceptsNothing()
    {
        var run = await GivenUp(() => OpenDirectly(new() { Service = Service.Echo, Faults = [new AcceptNothing()] }), "GET a");

        Assert.That(run, TimedOut);
    }

    [Check("A reply that does not come is given up after SECONDS",
        Hint = "ReceiveTimeout is for blocking calls; calls that you await need a CancellationToken. And SECONDS may have a "
            + "fraction.")]
    public async Task Silent()
    {
        // Not a byte of it; and the rest of it too late, by half of SECONDS.
        foreach (var fault in new Fault[] { new Stall(0, Direction.Out), new InPieces([6, 1000], GapMilliseconds: 1800) })
        {
            var run = await GivenUp(() => Echo(fault), $"OK {RandomText.Word()}");

            Assert.That(run, TimedOut);
        }
    }

    [Check("A request that the server does not take is given up after SECONDS",
        Hint = "Sending waits when the other side does not read (step 14). Does it have the deadline of the reply?")]
    public async Task DoesNotTake()
    {
        var run = await GivenUp(
            () => OpenDirectly(new() { Service = Service.Echo, Faults = [new SmallWindow(), new Stall(0, Direction.In)] }),
            "OK " + RandomText.OfLength(MostBytes - 3).Replace('\n', '-'));

        Assert.That(run, TimedOut);
    }

    [Check("Each reply has SECONDS of its own",
        Hint = "One deadline for all of them is too short: does each exchange make a new one?")]
    public async Task SecondsForEach()
    {
        const int PauseMilliseconds = 500;
        string[] requests = [.. Enumerable.Range(0, 4).Select(_ => $"OK {RandomText.Word()}")];
        var (run, seen) = await BestOf(async () =>
        {
            var echo = await Echo(new InPieces([Frames.Of(requests[0]).Length], PauseMilliseconds));
            return await Ask(echo, 1.2, requests);
        }, visit => visit.Run.ExitCode == 0);

        Assert.That(seen, Sent(requests));
        Assert.That(
            run,
            Exited.With(0).AndOutput(string.Concat(requests.Select(request => $"{request}\n"))).AndErrorOutput(TextThat.IsEmpty));
    }

    [Check("After its last reply the client ends, even if the server stays open",
        Hint = "Nothing more comes after it. Which side would end first if each waited for the other?")]
    public async Task StaysOpen()
    {
        var request = $"OK {RandomText.Word()}";
        var echo = await Echo(new Stall(Frames.Of(request).Length, Direction.Out));

        var (run, seen) = await Ask(echo, 1, request);

        Assert.That(run, Exited.With(0).AndOutput($"{request}\n").AndErrorOutput(TextThat.IsEmpty));
        Assert.That(seen, Sent(request));
    }

    [Check("A reply that drips is given up after SECONDS, too",
        Hint = "SECONDS are for the whole reply. A limit for each receive starts again with every byte.")]
    public async Task Drips()
    {
        // Two seconds in all: a program that is held up for one of them still finds its time over before the end.
        var echo = await Echo(new InPieces([4, .. Enumerable.Repeat(1, 50)], GapMilliseconds: 60));

        var (run, seen) = await Ask(echo, 0.6, $"OK {RandomText.OfLength(33)}");

        Assert.That(run, Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput("Connection error: TimedOut\n"));
        Assert.That(seen, Saw.Connections(1));
    }

    [Check("A request over the limit is not sent",
        Hint = "The limit holds for both sides, and counts bytes: «ü» has two.")]
    public async Task RequestTooLong()
    {
        if (OperatingSystem.IsWindows())
            SkipCheck("A command line of Windows has no room for so long a request.");

        var echo = await Echo();

        var (run, seen) = await Ask(echo, 5, "OK " + new string('ü', MostBytes / 2 - 1));

        Assert.That(run, Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput("Protocol error: too long\n"));
        // Whether it connects before it looks at the request is its own affair.
        Assert.That(seen, Saw.Anything);
        Require(seen.Count(EventKind.Received) == 0, "nothing sent by the program", "a request");
    }

    [Check("The client and the server understand each other",
        Hint = "Both follow the same specification; where they differ, one of them is wrong. The ladders of the other "
            + "checks show which one.")]
    public async Task Both()
    {
        var (name, value) = (RandomText.Word(), $"{RandomText.Word()} für {RandomText.Word()}");
        var server = await StartServer("serve", 0);

        var first = await RunProgram("ask", Hosts.Loopback, server.Port, 5, $"PUT {name} {value}", $"GET {name}", $"ADD n{name} -5");
        Assert.That(first, Exited.With(0).AndOutput($"OK\nOK {value}\nOK -5\n").AndErrorOutput(TextThat.IsEmpty));

        var second = await RunProgram("ask", Hosts.Loopback, server.Port, 5, $"GET {name}", $"ADD n{name} 6", $"GET n{name}n", "",
            $"GET n{name}");
        Assert.That(second, Exited.With(1).AndOutput($"OK {value}\nOK 1\nOK 1\n")
            .AndErrorOutput("ERROR no such name\nERROR unknown request\n"));
    }

    /// <summary>The client with these requests, and the endpoint's transcript.</summary>
    private Task<Visit> Ask(Endpoint server, double seconds, params string[] requests) => Ask(new(), server, seconds, requests);

    private async Task<Visit> Ask(RunOptions options, Endpoint server, double seconds, params string[] requests) =>
        new(await RunProgram(options, ["ask", server.Host, server.Port, seconds, .. requests]), await server.Close());

    /// <summary>One connection, and the frames of these requests on it, and nothing else.</summary>
    private static TranscriptConstraint Sent(params string[] requests)
    {
        var expected = Frames.Of(requests);
        return Saw.Connections(1).And(new(
            $"{expected.Length} bytes from the program: {new Received(expected, Stopped.Enough)}",
            seen => seen.ReceivedOn(1).AsSpan().SequenceEqual(expected),
            seen => new Received(seen.ReceivedOn(1), Stopped.Enough).ToString()));
    }

    private static RunConstraint TimedOut { get; } =
        Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput("Connection error: TimedOut\n");

    /// <summary>The client that has 1.2 seconds and must use them.</summary>
    private async Task<Run> GivenUp(Func<Task<Endpoint>> open, string request)
    {
        const double seconds = 1.2;
        var run = await BestOf(async () =>
        {
            var server = await open();
            var run = await RunProgram("ask", server.Host, server.Port, seconds, request);
            // How far it has come when its time is over is not its doing.
            Assert.That(await server.CloseNow(), Saw.Anything);
            return run;
        }, run => run.ExitCode == 1);

        Require(run.Duration.TotalSeconds >= seconds, FormattableString.Invariant($"the end {seconds} s after the program began to wait"),
            FormattableString.Invariant($"the end after {run.Duration.TotalSeconds:0.00} s, with «{run.ErrorOutput.Trim()}»"));
        return run;
    }

    /// <summary>Waits until the program has been asleep for a while, or something else has ended.</summary>
    private static async Task Asleep(StartedProgram program, Task other)
    {
        var patience = Stopwatch.StartNew();
        for (var asleep = 0; asleep < 10 && !other.IsCompleted && patience.Elapsed < EventDeadline; asleep = program.IsAtWork ? 0
            : asleep + 1)
            await Task.Delay(20);
    }

    /// <summary>The client against a server that gives back what it is sent.</summary>
    private Task<FriendlyVisit> Friendly() => Shared(async () =>
    {
        string[] requests = [$"OK {RandomText.Word()} ", $"OK Grüße € {RandomText.OfLength(300).ReplaceLineEndings("")}", "OK"];
        var echo = await Echo();
        var (run, seen) = await Ask(echo, 5, requests);
        return new FriendlyVisit(requests, run, seen);
    });

    /// <summary>A client that asks for much more than the buffers on the way can hold, and reads nothing: the server
    /// is in the middle of a reply.</summary>
    private static async Task<HostileClient> Stuff(StartedServer server, string name)
    {
        const int replies = 60;
        var generous = await server.Connect();
        await generous.Exchange($"PUT {name} {RandomText.OfLength(60_000)}", "OK");
        generous.Close();

        var client = await server.Connect(smallBuffers: true);
        await client.Send(Enumerable.Repeat($"GET {name}", replies));
        await client.WaitUntilFull();
        return client;
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

    private sealed record FriendlyVisit(string[] Requests, Run Run, Transcript Seen);
}

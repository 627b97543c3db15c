using System.Net;
using System.Text;
using Kata.Checking;
using Kata.Checking.Clients;
using Kata.Machine;
using Kata.Programs;
using Kata.Protocol;
using Kata.Reports.Html;
using Kata.Results;
using Kata.Servers;
using Kata.Text;

[Step(10)]
[Hints(
    "Datagrams need no connection, but you can still connect the socket to one server. Then it also accepts only the "
        + "answers of that server.",
    "Ctrl-C arrives while the program waits in Receive. Two things are needed: the system must not end the program, "
        + "and the wait must end. Closing the socket ends a Receive that waits on it.",
    "Look up: Socket.Connect on a Dgram socket, ConsoleCancelEventArgs.Cancel, Socket.Close, the largest payload "
        + "of a UDP datagram (RFC 768: its length field has 16 bits), and Encoding.GetString with an index and a count.")]
public class Step10_UdpEchoChecks : Checks
{
    protected override bool ReadsInput => true;

    private const string Prompt = "Enter data to transmit: ";

    [Check("The program asks for the data, sends it, and prints the reply",
        Hint = "Console.Write prints without ending the line. The program sends nothing before it has read the line.",
        HintIfKilled = "If «got» has no prompt: does the program print it before ReadLine, without ending the line, even if the input is "
            + "not a keyboard? And does the text stay in a buffer? If only the reply is missing: what does the program wait for?")]
    public async Task Echoed()
    {
        var text = RandomText.Word();
        var echo = await EchoUdp();

        var program = StartProgram(echo.Host, echo.Port);
        await program.WaitForOutput(Prompt);
        Assert.That(await echo.Transcript(), Saw.Datagrams(0));
        await program.WriteLine(text);
        await program.WaitForOutput($"{Prompt}Received: {text}\n");

        await RequireReplies(program, text);
        Assert.That(await echo.Close(), Saw.Datagrams(text));
    }

    [Check("The line goes out as one datagram: its text as UTF-8, and nothing else",
        Hint = "Take Encoding.UTF8.GetBytes of the whole line that ReadLine returned, with its spaces and backslashes, and call Send once. "
            + "If the line is too long for one datagram, Send throws. Does the program cut the line first?")]
    public async Task OneDatagram()
    {
        // The program must not interpret escapes.
        var text = $"{RandomText.Telling(30)}\\\\ C:\\new\\temp\\0x41 \\u0041 %41 &amp; {{0}} {{{{ $1 \"'` ";
        var echo = await EchoUdp();

        var program = await Sent(echo, text);
        await program.WaitForOutput("Received: ");
        // Only one line was asked for.
        await program.WriteLine(RandomText.Word());

        await RequireReplies(program, text);
        Assert.That(await echo.Close(), Saw.Datagrams(text));

        // One byte more than a datagram can have (RFC 768, over IPv4), and much more: a part of the line would be another message.
        foreach (var length in (int[])[65_508, 100_000])
        {
            var (run, seen) = await Visit(
                new RunOptions { Input = $"{RandomText.OfLength(length).Replace('\n', '.')}\n" }, await EchoUdp());

            Assert.That(run, Exited.With(1).AndOutput(Prompt).AndErrorOutput(
                TextThat.Matches(@"\A[^\r\n]+\r?\n\z", "one line that says what went wrong")));
            Assert.That(seen, Saw.Datagrams(0));
        }
    }

    [Check("Each reply is printed unchanged, even if it arrives twice",
        Hint = "Call Receive in a loop: the program cannot know how many replies will come. Does the program also print a reply that is "
            + "the same as the one before?")]
    public async Task Duplicated()
    {
        var text = RandomText.Word();
        var echo = await EchoUdp(new Duplicate());

        var program = await Sent(echo, text);
        await program.WaitForOutput($"Received: {text}\n", times: 2);

        await RequireReplies(program, text, text);
        Assert.That(await echo.Close(), Saw.Datagrams(text));

        // And as it is, with all that it begins and ends with.
        var reply = $"\uFEFF {RandomText.Word()} \n\n";
        echo = await EchoUdp(new AnswerWith([Encoding.UTF8.GetBytes(reply)]));
        program = await Sent(echo, text);
        await program.WaitForOutput($"{reply}\n");

        await RequireReplies(program, reply);
        Assert.That(await echo.Close(), Saw.Datagrams(text));
    }

    [Check("Each reply is decoded by itself",
        Hint = "One Receive is one datagram, a whole message. A Decoder keeps the rest of one piece for the next: that is for streams.")]
    public async Task DecodedByItself()
    {
        // It ends inside a character: what is missing does not come with the next one.
        var echo = await EchoUdp(new AnswerWith([[.. "one "u8, 0xF0, 0x9F]]), new Duplicate());

        var program = await Sent(echo, RandomText.Word());
        await program.WaitForOutput("Received: one ", times: 2);

        await RequireOutput(program, TextThat.Matches(
            $"\\A{Prompt}(Received: one \uFFFD{{0,2}}\r?\n){{2}}\\z",
            $"«{Prompt}», and twice «Received: one » with nothing before it, and after it at most the signs for bytes that are not a "
                + "character"));
        Assert.That(await echo.Close(), Saw.Anything);
    }

    [Check("A late reply is printed, even if the input has ended",
        Hint = "Only Ctrl-C ends the waiting. Is there a time-out? Does the end of the input end the program?")]
    public async Task Late()
    {
        var text = RandomText.Word();
        var echo = await EchoUdp(new Delay(2300));

        var program = await Sent(echo, text, new RunOptions { Deadline = TimeSpan.FromSeconds(10) });
        await program.FinishInput();
        await program.WaitForOutput($"Received: {text}\n");

        await RequireReplies(program, text);
        Assert.That(await echo.Close(), Saw.Datagrams(text));
    }

    [Check("Datagrams from senders other than the server are not printed",
        Hint = "Connect on a UDP socket sends nothing: it notes from whom Receive accepts datagrams. From whom does your "
            + "socket accept them?")]
    public async Task Strangers()
    {
        var text = RandomText.Word();
        var echo = await EchoUdp(new Forge("from a stranger"u8.ToArray()));

        var program = await Sent(echo, text);
        await program.WaitForOutput($"Received: {text}\n");

        await RequireReplies(program, text);
        Assert.That(await echo.Close(), Saw.Datagrams(text));
    }

    [Check("When no reply comes, the program sends nothing more and waits until Ctrl-C ends it with exit code 0",
        Hint = "When the socket is closed, the Receive that waits for a datagram throws. Does the program catch that exception, "
            + "and distinguish Ctrl-C from an error?")]
    public async Task Lost()
    {
        var text = RandomText.Word();
        var echo = await EchoUdp(new Drop());

        var program = await Sent(echo, text);
        await WaitFor(program, echo, EventKind.DatagramReceived, "a datagram");
        // Nothing can be waited for here but time.
        await echo.WaitFor(EventKind.DatagramReceived, 2, TimeSpan.FromSeconds(1));
        program.Interrupt();

        Assert.That(await program.Ended(), Exited.With(0).AndOutput(Prompt));
        Assert.That(await echo.Close(), Saw.Datagrams(text));
    }

    [Check("After a reply Ctrl-C ends the program with exit code 0",
        Hint = "Handle CancelKeyPress and set Cancel = true; otherwise the system ends the program after your handler.")]
    public async Task Interrupted()
    {
        var text = RandomText.Word();
        var echo = await EchoUdp();

        var program = await Sent(echo, text);
        await program.WaitForOutput($"Received: {text}\n");
        program.Interrupt();

        Assert.That(await program.Ended(), Exited.With(0).AndOutput($"{Prompt}Received: {text}\n"));
        Assert.That(await echo.Close(), Saw.Datagrams(text));
    }

    [Check("An empty line is an empty datagram, and its reply is printed",
        Hint = "UDP has no end of stream: a datagram of 0 bytes is a message like any other. Is it taken for an end, or for "
            + "nothing at all? Available is 0 while it waits, too: Poll, or a Receive that waits, tells that a datagram is there.")]
    public async Task EmptyLine()
    {
        var echo = await Open(LastPort.Of(new() { Service = Service.Echo, Transport = Transport.Udp }));

        var program = await Sent(echo, "");
        await program.WaitForOutput($"Received: \n");

        await RequireReplies(program, "");
        Assert.That(await echo.Close(), Saw.Datagrams(""));
    }

    [Check("A long line comes back whole",
        Hint = "What does not fit into the buffer is thrown away. How long can a datagram be?")]
    public async Task Long()
    {
        // On Linux the longest there is (RFC 768, over IPv4); other systems send less in one datagram unless they are told to.
        var text = RandomText.OfLength(OperatingSystem.IsLinux() ? 65_507 : 8_000).Replace('\n', '.');
        var echo = await Open(new() { Service = Service.Echo, Transport = Transport.Udp, KeptBytes = 70_000 });

        var program = await Sent(echo, text);
        await program.WaitForOutput($"Received: {text}\n");

        await RequireReplies(program, text);
        Assert.That(await echo.Close(), Saw.Datagrams(text));
    }

    [Check("A reply that is longer than the line is printed whole",
        Hint = "The server decides how long a reply is. What does not fit into the buffer is thrown away.")]
    public async Task LongReply()
    {
        var reply = RandomText.Telling(700);
        var echo = await EchoUdp(new AnswerWith([Encoding.UTF8.GetBytes(reply)]));

        var line = RandomText.Word();
        var program = await Sent(echo, line);
        await program.WaitForOutput($"Received: {reply}\n");

        await RequireReplies(program, reply);
        Assert.That(await echo.Close(), Saw.Datagrams(line));

        // And a reply that is longer than the one before it.
        using var server = ListenUdp(Hosts.Loopback);
        program = StartProgram(Hosts.Loopback, ((IPEndPoint)server.Client.LocalEndPoint!).Port);
        await program.WaitForOutput("transmit");
        await program.WriteLine(line);
        var asked = server.ReceiveAsync();
        if (await Task.WhenAny(asked, program.Ended()) == asked)
        {
            await server.SendAsync("1"u8.ToArray(), (await asked).RemoteEndPoint);
            await server.SendAsync(Encoding.UTF8.GetBytes(reply), (await asked).RemoteEndPoint);
            await program.WaitForOutput($"Received: {reply}\n");
        }

        await RequireReplies(program, "1", reply);
    }

    [Check("It works over IPv6, too, and with a name",
        Hint = "Over IPv6 a datagram can be 20 bytes longer: is there room for 65,527?",
        HintIfNotReached = AnyFamily)]
    public async Task IPv6()
    {
        NeedIPv6();
        // On Linux the longest there is: the length of a datagram has 16 bits and counts its header (RFC 768).
        var text = RandomText.OfLength(OperatingSystem.IsLinux() ? 65_527 : 8_000).Replace('\n', '.');
        var echo = await Open(new() { Service = Service.Echo, Transport = Transport.Udp, IPv6 = true, KeptBytes = 70_000 });
        var (host, named) = Named(echo);

        var program = StartProgram(named, host, echo.Port);
        await program.WaitForOutput("transmit");
        await program.WriteLine(text);
        await program.WaitForOutput($"Received: {text}\n");

        await RequireReplies(program, text);
        Assert.That(await echo.Close(), Saw.Datagrams(text));
    }

    [Check("An error is reported, and is not taken for Ctrl-C",
        Hint = "This host does not exist, and Ctrl-C was not pressed. How does the program distinguish an error from "
            + "Ctrl-C, and which exit code does each give?")]
    public async Task Error()
    {
        var run = await RunProgram(new RunOptions { Input = $"{RandomText.Word()}\n" }, Hosts.Nowhere, Ports.ClosedUdp);

        Assert.That(run, Exited.With(1).AndOutput(Prompt).AndErrorOutput(TextThat.IsOneLine("Connection error: ")));
    }

    [Check("If the input ends before a line comes, nothing is sent",
        Hint = "Console.ReadLine returns null at the end of the input. That is not an empty line.")]
    public async Task EndOfInput()
    {
        var (run, seen) = await Visit(await EchoUdp());

        Assert.That(run, Exited.With(1).AndOutput(Prompt).AndErrorOutput("Nothing to transmit: the input has ended.\n"));
        Assert.That(seen, Saw.Datagrams(0));
    }

    /// <summary>Starts the program and types a line at its prompt.</summary>
    private async Task<StartedProgram> Sent(Endpoint echo, string line, RunOptions? options = null)
    {
        var program = StartProgram(options ?? new(), echo.Host, echo.Port);
        await program.WaitForOutput("transmit");
        await program.WriteLine(line);
        return program;
    }

    /// <summary>Ends the program by Ctrl-C. All that it had to say then is its prompt and these replies. How Ctrl-C ends it is
    /// for other checks.</summary>
    private static async Task RequireReplies(StartedProgram program, params string[] replies)
    {
        var exactly = TextThat.Exactly(Prompt + string.Concat(replies.Select(reply => $"Received: {reply}\n")));
        // To end a Receive on another thread, Close makes it return an empty datagram, over and over, until the socket is closed.
        var text = program.OutputSoFar;
        await RequireOutput(program, exactly with
        {
            Holds = output => exactly.Holds(output)
                || (exactly.Holds(text) && LineEnds.Short(output[text.Length..]).Replace("Received: \n", "") == ""),
        });
    }

    private static async Task RequireOutput(StartedProgram program, TextThat output)
    {
        if (RunningProgram.CanInterrupt)
        {
            program.Interrupt();
            Assert.That(await program.Ended(), Exited.Somehow.AndOutput(output).AndAnyErrorOutput());
        }
        else
        {
            Require(output.Holds(program.OutputSoFar), output.Words, Quoted.Of(program.OutputSoFar));
        }
    }
}

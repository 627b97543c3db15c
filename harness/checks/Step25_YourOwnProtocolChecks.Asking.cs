using Kata.Checking;
using Kata.Checking.Clients;
using Kata.Programs;
using Kata.Protocol;
using Kata.Servers;

/// <summary>The client, against servers that answer well and badly.</summary>
public partial class Step25_YourOwnProtocolChecks
{
    [Check("The client prints each reply: OK to the output, ERROR to the error output, and then exits with 1",
        Hint = "An ERROR is a reply: the next request is sent after it as after an OK.")]
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
        Hint = "The length counts bytes, not characters, and its first byte is the most significant. Is the text sent as it is, with its "
            + "spaces?")]
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
        Hint = "Receive throws. Is it inside a try, and what does the catch do?")]
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
        foreach (var length in new uint[] { MostBytes + 1, 0x01000002, uint.MaxValue })
        {
            var server = await Echo(new AnswerWith([[.. Frames.Header(length), .. "OK"u8]]));

            var (run, seen) = await Ask(LittleMemory, server, 5, "GET a");

            Assert.That(run, Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput("Protocol error: too long\n"));
            Assert.That(seen, Saw.Connections(1));
        }

        // Behind a reply that is as it should be, too.
        var word = RandomText.Word();
        var later = await Echo(new AnswerWith([[.. Frames.Of($"OK {word}"), .. Frames.Header(MostBytes + 1), .. "OK"u8]]));

        var (again, talk) = await Ask(LittleMemory, later, 5, "GET a", "GET b");

        Assert.That(again, Exited.With(1).AndOutput($"OK {word}\n").AndErrorOutput("Protocol error: too long\n"));
        Assert.That(talk, Saw.Connections(1));
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

        // Behind one that is a reply, too.
        var word = RandomText.Word();
        var (later, talk) = await Ask(await Echo(), 5, $"OK {word}", $"OKAY {word}");

        Assert.That(later, Exited.With(1).AndOutput($"OK {word}\n").AndErrorOutput("Protocol error: not a reply\n"));
        Assert.That(talk, Saw.Connections(1));
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
        Hint = SameOverIPv6, HintIfNotReached = AnyFamily)]
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
        var run = await GivenUp(() => OpenDirectly(new() { Service = Service.Echo, Faults = [new AcceptNothing()] }), "GET a", most: 2.5);

        Assert.That(run, TimedOut);
    }

    [Check("A reply that does not come is given up after SECONDS",
        Hint = "ReceiveTimeout is for blocking calls; calls that you await need a CancellationToken. SECONDS may have a fraction. How long "
            + "does the program wait for a reply, and when does that time begin?")]
    public async Task Silent()
    {
        // Not a byte of it; and the rest of it too late, by half of SECONDS.
        foreach (var fault in new Fault[] { new Stall(0, Direction.Out), new InPieces([6, 1000], GapMilliseconds: 2200) })
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

    /// <summary>The client that has 1.5 seconds and must use them.</summary>
    /// <param name="most">Seconds that it may last, those left out in which it waits for a processor.</param>
    private async Task<Run> GivenUp(Func<Task<Endpoint>> open, string request, double most = double.PositiveInfinity)
    {
        const double seconds = 1.5;
        var run = await BestOf(async () =>
        {
            var server = await open();
            var run = await RunProgram("ask", server.Host, server.Port, seconds, request);
            // How far it has come when its time is over is not its doing.
            Assert.That(await server.CloseNow(), Saw.Anything);
            return run;
        }, run => run.ExitCode == 1 && Punctuality.Least(run).TotalSeconds < most);

        Require(
            run.LastedAtMost.TotalSeconds >= seconds,
            FormattableString.Invariant($"the end {seconds} s after the program began to wait"),
            FormattableString.Invariant($"the end after {run.Duration.TotalSeconds:0.00} s, with «{run.ErrorOutput.Trim()}»"));
        // One that had to be killed has waited for something else.
        Require(
            run.ExitCode != 1 || Punctuality.Least(run).TotalSeconds < most,
            FormattableString.Invariant($"the end {seconds} s after the program began to wait, or a little later"),
            FormattableString.Invariant($"the end after {Punctuality.Least(run).TotalSeconds:0.00} s"),
            "SECONDS are over, and the program still waits. Which of its waits is longer, or is there more than one?");
        return run;
    }

    /// <summary>The client against a server that gives back what it is sent.</summary>
    private Task<FriendlyVisit> Friendly() => Shared(async () =>
    {
        string[] requests = [$"OK {RandomText.Word()} ", $"OK Grüße € {RandomText.OfLength(300).ReplaceLineEndings("")}", "OK"];
        var echo = await Open(LastPort.Of(new() { Service = Service.Echo }));
        var (run, seen) = await Ask(echo, 5, requests);
        return new FriendlyVisit(requests, run, seen);
    });

    private sealed record FriendlyVisit(string[] Requests, Run Run, Transcript Seen);
}

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Kata.Checking;
using Kata.Checking.Clients;
using Kata.Machine;
using Kata.Programs;
using Kata.Protocol;
using Kata.Reports.Html;
using Kata.Results;
using Kata.Servers;
using Kata.Text;

[Step(14)]
[Hints(
    "How many bytes did Send take? It returns their number. With a non-blocking socket it often takes fewer than you "
        + "gave it, or none.",
    "Each turn of the loop ends in one of three ways: some bytes were taken, there is no room, or the connection is "
        + "broken. If some were taken, go on with the bytes after them. If there is no room, let the system wake you when "
        + "there is some. A broken connection is an error.",
    "Look up: Socket.Blocking, the overload of Socket.Send with an offset, a size and an out SocketError, "
        + "SocketError.WouldBlock, Socket.Poll with the values of SelectMode, and Socket.Shutdown.")]
public class Step14_SendingItAllChecks : Checks
{
    // More than the system takes over for a server with a small window.
    private const int Much = 300_000;

    // Less than it takes over in any case, and more than a small buffer of the server holds.
    private const int Little = 20_000;

    // More than it takes over in any case.
    private const int VeryMuch = 32 * 1024 * 1024;

    // What a program may need to begin to wait; one that spins has used it up within as much time.
    private static readonly TimeSpan Share = TimeSpan.FromMilliseconds(60);

    [Check("A few bytes are sent at once",
        Hint = "There is room for them: Send returns their number, and there is nothing to wait for. How many bytes does the loop give to "
            + "Send, and does it leave some out?")]
    public async Task AFew()
    {
        var count = Chance.Source.Next(500, 1000);

        var (run, seen) = await Visit(await Open(LastPort.Of(Silent())), count);

        Assert.That(run, Exited.With(0).AndOutput($"{count} bytes sent\n").AndErrorOutput(TextThat.IsEmpty));
        RequireBytes(seen, count);
    }

    [Check("Sending 0 bytes is not an error",
        Hint = "The loop ends before it begins. Is anything sent outside of it?")]
    public async Task None()
    {
        var (run, seen) = await Visit(await Sink(), 0);

        Assert.That(run, Exited.With(0).AndOutput("0 bytes sent\n").AndErrorOutput(TextThat.IsEmpty));
        Assert.That(seen, Saw.NothingSent);
    }

    [Check("All bytes arrive, however many there are",
        Hint = "Send returns how many bytes it has taken: go on with the bytes after them, until none is left. If it reports "
            + "WouldBlock, it has taken none: wait for room, then go on.")]
    public async Task AllOfThem()
    {
        var (count, _, seen) = await ThroughASmallWindow();

        RequireBytes(seen, count);
    }

    [Check("The bytes arrive in order: none is missing, and none is there twice",
        Hint = "The next Send has to begin where the last one stopped.")]
    public async Task InOrder()
    {
        var (_, _, seen) = await ThroughASmallWindow();

        var arrived = seen.ReceivedOn(1);
        var wrong = Enumerable.Range(0, arrived.Length).FirstOrDefault(i => arrived[i] != i % 251, -1);
        Require(arrived.Length > 0 && wrong < 0, "each byte the remainder of its number divided by 251",
            arrived.Length == 0 ? "no byte" : $"{arrived[Math.Max(wrong, 0)]} as byte number {wrong:N0}",
            wrong is > 0 and <= 251
                ? $"The bytes are wrong from number {wrong} on, and the first Send took more than that. How are they made?"
                : null);
    }

    [Check("A large amount ends well, and the program says so",
        Hint = "WouldBlock is no failure: wait for room, then go on. Is the last line «… bytes sent», letter by letter?")]
    public async Task SaysSo()
    {
        var (count, run, _) = await ThroughASmallWindow();

        Assert.That(run, Exited.With(0).AndErrorOutput(TextThat.IsEmpty)
            .AndOutput(TextThat.Matches($@"(^|\n){count} bytes sent\r?\n$", $"«{count} bytes sent» as its last line")));
    }

    [Check("When there is no room, the program says that it has to wait",
        Hint = "A blocking Send waits, and the program does not know it. Is the socket non-blocking, and what does the "
            + "program print when Send reports WouldBlock?",
        HintIfKilled = "If it waited: is the socket non-blocking, and what does the program print when Send reports WouldBlock? The line may "
            + "also stay in a buffer. If it worked all the time: Send reports WouldBlock each time. The overload that tells the error with "
            + "out returns 0 then, and throws nothing.")]
    public async Task SaysThatItWaits()
    {
        NeedPartialSends();
        var server = await Standstill();

        // The system takes a part that is less than a third of it: what has been sent and what is left are not to be confused.
        const int ThreeTimes = 3 * Much;
        var program = StartProgram(server.Host, server.Port, ThreeTimes);

        await program.WaitForOutput(" bytes sent");
        var line = Regex.Match(program.OutputSoFar, @"^Waiting: (\d+) of (\d+) bytes sent");
        Require(line.Success && long.Parse(line.Groups[1].Value) is >= 4096 and < Much && line.Groups[2].Value == $"{ThreeTimes}",
            $"«Waiting: … of {ThreeTimes} bytes sent», with what has been sent so far", Quoted.Of(program.OutputSoFar),
            line.Success && line.Groups[1].Value == "0" && (await server.Transcript()).Count(EventKind.Received) > 0
                ? "The line says 0, and the server has got bytes. Does one call take all of them and end only with the last, as an async Send "
                    + "does? A Send on a non-blocking socket takes what there is room for, and returns how many that were."
            : line.Success
                ? "Which numbers does the program print: the bytes sent so far, of all bytes? Or the bytes that are left, or those that "
                    + "one call has taken?"
                : null);
        Assert.That(await server.Transcript(), Saw.Connections(1));
    }

    [Check("Each time there is no room, the program says so once, and waits as long as it takes",
        Hint = "Poll with -1 waits for ever. A server that does not read for a second is still there. Does the socket stay non-blocking?",
        HintIfKilled = "If nothing was printed: is the line printed before the wait or after it, and does it stay in a buffer? Or does Send "
            + "wait, because the socket is blocking? If something was: Poll with -1 waits for ever, and a server that does not read for a "
            + "second is still there.")]
    public async Task Patient()
    {
        NeedPartialSends();
        using var server = Listen();
        var program = StartProgram(new RunOptions { Deadline = 3 * EventDeadline }, Hosts.Loopback, PortOf(server), VeryMuch);
        await program.WaitForOutput("Waiting: ");

        // The buffers on both sides fill up; then it is quiet, and a program that sleeps and tries again is heard.
        await Task.Delay(500);
        var waits = Regex.Count(program.OutputSoFar, "Waiting: ");
        await Task.Delay(1000);
        var more = Regex.Count(program.OutputSoFar, "Waiting: ") - waits;
        Require(more <= 1, "no other line while nothing changes", $"{more} more lines in a second");
        var limit = 2 * EventDeadline;
        using var patience = program.Patience(limit);
        using var client = await Connected(server, program);
        var (buffer, arrived, count) = (new byte[65536], 0L, 0);
        try
        {
            while ((count = await client.GetStream().ReadAsync(buffer, patience.Token)) > 0)
            {
                arrived += count;
                // At first slower than the program, which has to wait again and again.
                if (arrived < VeryMuch / 2)
                    await Task.Delay(2, patience.Token);
            }
        }
        catch (OperationCanceledException)
        {
            throw new CheckFailedException($"{VeryMuch:N0} bytes", $"{arrived:N0} bytes in {limit.TotalSeconds:0} s")
            {
                ByTheClock = true,
            };
        }

        Assert.That(await program.Ended(), Exited.With(0).AndErrorOutput(TextThat.IsEmpty)
            .AndOutput(TextThat.Matches($@"\n{VeryMuch} bytes sent\r?\n$", $"«{VeryMuch} bytes sent» as its last line")));
        Require(arrived == VeryMuch, $"{VeryMuch:N0} bytes", $"{arrived:N0} bytes");
        Require(
            Regex.Count(program.OutputSoFar, "Waiting: ") > waits + more,
            "a line each time there is no room: the server reads more slowly than the program sends",
            "no other line after the first wait");
        var told = Regex.Matches(program.OutputSoFar, @"^Waiting: (\d+) ", RegexOptions.Multiline)
            .Select(line => long.Parse(line.Groups[1].Value, CultureInfo.InvariantCulture)).ToList();
        Require(told.SequenceEqual(told.Order()), "what has been sent of all the bytes, more each time", string.Join(", ", told));
    }

    [Check("It works over IPv6, too, and with a name",
        Hint = SameOverIPv6, HintIfNotReached = AnyFamily)]
    public async Task IPv6()
    {
        var (run, seen) = await VisitNamed(Silent(), 1000);

        Assert.That(run, Exited.With(0).AndOutput("1000 bytes sent\n").AndErrorOutput(TextThat.IsEmpty));
        RequireBytes(seen, 1000);
    }

    [Check("Waiting uses no processor time",
        Hint = "Calling Send again and again is spinning. Poll with SelectMode.SelectWrite waits until there is room.")]
    public async Task DoesNotSpin()
    {
        NeedPartialSends();
        var server = await Standstill();
        var program = StartProgram(server.Host, server.Port, Much);
        await program.WaitForOutput("Waiting: ");

        // Nothing happens now. A program that waits falls asleep; one that spins is at work until it has used more than its share.
        var before = program.ProcessorTime;
        var used = TimeSpan.Zero;
        await program.FallAsleep(orUntil: () =>
        {
            used = program.ProcessorTime - before ?? TimeSpan.MaxValue;
            return used >= Share;
        });

        Require(used < Share, "hardly any processor time while there is no room",
            used == TimeSpan.MaxValue ? "the end of the program" : $"{used.TotalMilliseconds:N0} ms already");
        Assert.That(await server.Transcript(), Saw.Connections(1));
    }

    [Check("The program says that it has finished sending, and closes the connection in good order",
        Hint = "Shutdown(SocketShutdown.Send) when the last byte has been taken; then close the socket.")]
    public async Task GoodOrder()
    {
        var (count, _, seen) = await ThroughASmallWindow();

        RequireBytes(seen, count);
        Assert.That(seen, Saw.OrderlyEnd);

        // The system goes on with what it has taken when the program has ended, unless it was told not to. This server has room for a part
        // of it, and reads nothing before that.
        using var server = Listen();
        server.Server.ReceiveBufferSize = 4096;
        var program = StartProgram(Hosts.Loopback, PortOf(server), Little);
        await program.WaitForOutput("bytes sent");
        // With a small buffer of its own it has to wait for the server.
        if (!program.OutputSoFar.Contains("Waiting: ", StringComparison.Ordinal))
            await program.Ended();
        var arrived = 0L;
        // The own time of a program that has ended stands still.
        using var patience = program.HasEnded ? new CancellationTokenSource(EventDeadline) : program.Patience(EventDeadline);
        try
        {
            using var client = await Connected(server, program);
            var buffer = new byte[Little + 1];
            while (await client.GetStream().ReadAsync(buffer, patience.Token) is > 0 and var more)
                arrived += more;
        }
        catch (Exception reset) when (reset is IOException or SocketException)
        {
            throw new CheckFailedException(
                $"{Little:N0} bytes and their end, when the server at last begins to read",
                $"{arrived:N0} bytes, and then: {reset.Message}");
        }
        catch (OperationCanceledException)
        {
            throw new CheckFailedException($"{Little:N0} bytes and their end", $"{arrived:N0} bytes, and no end") { ByTheClock = true };
        }

        Assert.That(
            await program.Ended(),
            Exited.With(0).AndOutput(TextThat.Matches($@"(\A|\n){Little} bytes sent\r?\n\z", $"«{Little} bytes sent» as its last line")));
        Require(arrived == Little, $"{Little:N0} bytes", $"{arrived:N0} bytes");
    }

    private static async Task<TcpClient> Connected(TcpListener server, StartedProgram program) =>
        await Accept(server, program) ?? throw new CheckFailedException("a connection", "none");

    private static TextThat SendingFailed { get; } = TextThat.Matches(
        @"\AError sending data: (?!(Success|WouldBlock|NotConnected|SocketError)\s)[^\r\n]+\r?\n\z",
        "one line, «Error sending data: » and what Send has reported");

    [Check("A reset is an error, and not a reason to wait",
        Hint = "WouldBlock is one of many errors. Any other means that the bytes will not arrive: which one did Send report?")]
    public async Task Reset()
    {
        NeedPartialSends();
        var server = await Sink(new SmallWindow(), new CutAfter(4096, Direction.In, Ending.Reset));

        var (run, seen) = await Visit(server, Much);

        RequireFailure(run);
        Assert.That(seen, Saw.Connections(1));

        // The first reset may come before the program waits. This reset comes while it waits, and the next Send reports it.
        using var waitedFor = Listen();
        waitedFor.Server.ReceiveBufferSize = 4096;
        var program = StartProgram(Hosts.Loopback, PortOf(waitedFor), VeryMuch);
        using (var client = await Accept(waitedFor, program))
        {
            await program.FallAsleep();
            client?.LingerState = new LingerOption(true, 0);
        }

        RequireFailure(await program.Ended());
    }

    /// <summary>Which code is not the program's doing: Linux tells ConnectionReset first, and Shutdown (EPIPE) ever after.</summary>
    private static void RequireFailure(Run run) =>
        Assert.That(
            run,
            Exited.With(1).AndErrorOutput(SendingFailed)
                .AndOutput(new TextThat("no line that reports success", output => !Regex.IsMatch(output, @"(^|\n)\d+ bytes sent"))),
            run.ErrorOutput.Contains("NotConnected", StringComparison.Ordinal)
                ? "No Send reports NotConnected here: the connection was reset. Poll also returns then, and the next Send reports what "
                    + "happened. Where does the program have that code from?"
                : null);

    [Check("A refused connection is reported",
        Hint = "Which exception does Connect throw when no server listens there?")]
    public async Task Refused()
    {
        var run = await RunProgram(Hosts.Loopback, Ports.Closed, 10);

        Assert.That(run, Exited.With(1).AndErrorOutput(TextThat.IsOneLine("Connection error: ")));
    }

    /// <summary>A server that reads all and says nothing.</summary>
    private Task<Endpoint> Sink(params Fault[] faults) => Open(Silent(faults));

    private static EndpointOptions Silent(params Fault[] faults) =>
        new() { Service = Service.Time, Faults = [new AnswerWith([[]]), .. faults] };

    /// <summary>A server that reads 4,096 bytes and then no more.</summary>
    private Task<Endpoint> Standstill() => Sink(new SmallWindow(), new Stall(4096, Direction.In));

    /// <summary>More bytes than the system takes at once. The server keeps all of them: how many of them the first Send takes
    /// is a matter of time.</summary>
    private Task<ManyBytes> ThroughASmallWindow() => Shared(async () =>
    {
        var count = Much + Chance.Source.Next(1000);
        var (run, seen) = await Visit(await Open(Silent(new SmallWindow()) with { KeptBytes = count }), count);
        return new ManyBytes(count, run, seen);
    });

    private sealed record ManyBytes(int Count, Run Run, Transcript Seen);

    private static void RequireBytes(Transcript seen, int count)
    {
        Assert.That(seen, Saw.Connections(1));
        var arrived = seen.Of(EventKind.Received).Sum(e => e.Bytes);
        Require(arrived == count, $"{count:N0} bytes", $"{arrived:N0} bytes");
    }
}

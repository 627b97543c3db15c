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

[Step(7)]
[Hints(
    "Send has returned. What do you know about the server now? You know only that your system has taken the bytes.",
    "The answer is the only proof. End one direction of the connection and leave the other open: the server then "
        + "knows that the request is complete, and you can still read its answer. Count the bytes that come.",
    "Look up: Socket.Shutdown and the values of SocketShutdown, what Receive returns at the end of a stream, "
        + "Thread.Sleep and TimeSpan.FromSeconds, and Stream.Write with a part of a buffer.")]
public class Step07_MissedErrorsChecks : Checks
{
    private const string Greeting = "sleeping...\nContinuing.\n";

    [Check("The whole answer of a server that is still there is printed",
        Hint = "Receive returns what has arrived so far, and only 0 is the end. Only the first count bytes of the buffer "
            + "are new. Write them unchanged. The path is long: how much room is there for the request?")]
    public async Task Answered()
    {
        var path = RandomText.LongPath();
        var http = await Http(
            path,
            $"{string.Concat(Enumerable.Range(0, 60).Select(_ => $"{RandomText.Telling(40)}\n"))}</html>\r\n\r\n\0 ",
            new InPieces([701], GapMilliseconds: 20));

        var (run, seen) = await Visit(http, path, 0.1);

        Assert.That(
            run,
            Exited.With(0).AndOutput(Greeting + Encoding.UTF8.GetString(seen.SentOn(1))),
            run.Output.StartsWith(Greeting, StringComparison.Ordinal)
                ? SeenOverwritten.HintFor(run.OutputBytes[Greeting.Length..], seen)
                : null);
        Assert.That(seen, Saw.OneConnection(Request(path)));
    }

    [Check("An answer that is no text arrives as it is, byte for byte",
        Hint = "Write the bytes as they came: a program that decodes them loses those that are not UTF-8. An answer may have no header, or "
            + "promise another length than it has: what has come is the answer. How many bytes can the program count: which type is the "
            + "sum? And does a line end count as an answer?")]
    public async Task AnyBytes()
    {
        byte[] content = [.. RandomBytes.Of(3_000), 0xC3];
        // With a header and without one, more than it promises and less: what has come is an answer, whatever it looks like. So are a line
        // end alone, and 65,536 bytes, which a number of 16 bits counts as none.
        const string Promised = "An answer may promise another length than it has: what has come is the answer.";
        foreach (var (answer, about) in ((byte[], string)[])[
            ([.. "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\n"u8, .. content], Promised),
            ([.. "HTTP/1.0 200 OK\r\nContent-Length: 90000\r\n\r\n"u8, .. content], Promised),
            (content, "An answer may have no header: does the program count only what stands behind one?"),
            ([.. "\r\n"u8], "The answer is a line end: does a line end count as an answer?"),
            ([.. content, .. new byte[65_536 - content.Length]],
                "How many bytes can the program count: which type is the sum, and what is 65,536 as a number of 16 bits?")])
        {
            var pieces = new InPieces([answer.Length / 5 + 1], GapMilliseconds: 20);
            var http = await Open(LastPort.Of(new()
            {
                Service = Service.Http,
                Faults = [new AnswerWith([answer]), new CutAfterAnswers(1, Ending.Close), pieces],
            }));

            var (run, seen) = await Visit(http, "/", 0);

            // The output is looked at below: most of it is no text.
            Assert.That(
                run,
                Exited.With(0).AndAnyOutput(),
                run.ErrorOutput.StartsWith("No answer came", StringComparison.Ordinal)
                    ? $"{Amount.Of(answer.Length, "byte")} came, and the program says that no answer came. {about}"
                    : null);
            Require(
                Output("\n").SequenceEqual(run.OutputBytes) || Output("\r\n").SequenceEqual(run.OutputBytes),
                $"output: what the program says, and then the {answer.Length:N0} bytes that came",
                $"output: {run.OutputBytes.Length:N0} bytes in all, and not these");
            Assert.That(seen, Saw.OneConnection(Request("/")));

            byte[] Output(string lineEnd) => [.. Encoding.ASCII.GetBytes(Greeting.Replace("\n", lineEnd)), .. answer];
        }
    }

    [Check("Output that has to wait arrives whole and in order",
        Hint = "Writing may have to wait. Is the buffer filled again before the writing has ended?")]
    public async Task SlowOutput()
    {
        var path = $"/{RandomText.Word()}";
        var text = RandomText.OfLength(200_000);
        var http = await Open(new()
        {
            Service = Service.Http,
            Resources = [new() { Path = path, Versions = [Encoding.ASCII.GetBytes(text)] }],
            KeptBytes = 2 * text.Length,
        });

        var (run, seen) = await Visit(MoreTime with { OutputPause = TimeSpan.FromSeconds(1) }, http, path, 0);

        Assert.That(run, Exited.With(0).AndOutput(Greeting + Encoding.UTF8.GetString(seen.SentOn(1))));
        Assert.That(seen, Saw.OneConnection(Request(path)));
    }

    [Check("A silence in the middle of the answer is neither its end nor an error",
        Hint = "Receive waits until there is something. A server that sends nothing for a while has neither finished nor failed: is there "
            + "a time-out? The pause that was asked for is not one.")]
    public async Task Silence()
    {
        var path = $"/{RandomText.Word()}";
        var http = await Http(path, RandomText.OfLength(700), new InPieces([400, 10_000], LongSilence));

        // The pause is before the request; it says nothing about the answer.
        var (run, seen) = await Visit(MoreTime, http, path, 0.4);

        Assert.That(run, Exited.With(0).AndOutput(Greeting + Encoding.UTF8.GetString(seen.SentOn(1))));
        Assert.That(seen, Saw.OneConnection(Request(path)));
    }

    [Check("What comes while the program sleeps is printed like any answer",
        Hint = "Whatever has come is printed, whenever it came. Is something received before the request is sent, and thrown away?")]
    public async Task Early()
    {
        var early = $"HTTP/1.0 503 Busy\r\n\r\n{RandomText.Telling(40)}\n";

        var (run, seen) = await Visit(await Script(Encoding.UTF8.GetBytes(early)), "/", 0.3);

        Assert.That(run, Exited.With(0).AndOutput(Greeting + early));
        Assert.That(seen, Saw.OneConnection(Request("/")));
    }

    [Check("It works over IPv6, too, and with a name",
        Hint = "Which argument holds the host? Connect takes a name as well as an address of either family.")]
    public async Task IPv6()
    {
        var path = RandomText.Path();

        var (run, seen) = await VisitNamed(new() { Service = Service.Http }, path, 0);

        Assert.That(run, Exited.With(0).AndOutput(Greeting + Encoding.UTF8.GetString(seen.SentOn(1))));
        Assert.That(seen, Saw.OneConnection(Request(path)));
    }

    [Check("The program connects first, and while it sleeps it says nothing",
        Hint = "Connect, print, sleep, print, send: in this order. The fourth argument says for how many seconds to sleep: Thread.Sleep "
            + "takes whole milliseconds, or a TimeSpan.")]
    public async Task Sleeps()
    {
        var http = await Http();

        var program = StartProgram(http.Host, http.Port, "/", 10);
        await program.WaitForOutput("sleeping...");

        await WaitFor(program, http, EventKind.Accepted, "a connection before the program sleeps");
        // Longer than a program sleeps that sleeps for a second, however many were asked for.
        var said = http.WaitFor(EventKind.Received, 1, TimeSpan.FromMilliseconds(1300));
        if (await Task.WhenAny(said, program.Ended()) != said)
            Require(false, "a program that sleeps for ten seconds", (await program.Ended()).End.ToString()!);
        Require(!(await said).Happened, "nothing said by the program while it sleeps for ten seconds", "a request, much earlier");
        Require(
            program.OutputSoFar.ReplaceLineEndings("\n") == "sleeping...\n",
            "«sleeping...» and nothing more while it sleeps",
            Quoted.Of(program.OutputSoFar));
        Assert.That(await http.Transcript(), Saw.Connections(1).And(Saw.NothingSent));
    }

    [Check("It sleeps as long as it was told, fractions of a second too",
        Hint = "The fourth argument was 0.2 seconds, and then 1.45. What becomes of 1.45 if it is made an int? Does the program sleep for "
            + "a minimum time that no argument asks for?")]
    public async Task SleepsAFraction()
    {
        // What the servers notice late makes the pause shorter to them. A program that rounds sleeps for one second, or for two. It may
        // not sleep longer than it was told, either. First without input: a program that does not sleep at all is not asked about that.
        await RequirePause(0.2, least: 100, most: 700);
        // What somebody types is not what ends the pause, and neither is the end of the input.
        await RequirePause(1.45, least: 1250, most: 1850, "\n");
    }

    /// <summary>Fails the check unless the program sleeps for so many seconds, seen by the servers as these milliseconds.</summary>
    /// <param name="input">What is typed.</param>
    private async Task RequirePause(double seconds, int least, int most, string? input = null)
    {
        var pause = TimeSpan.FromSeconds(seconds);
        var expected = FormattableString.Invariant($"a sleep of {seconds} s between connecting and sending");
        var (run, seen) = await BestOf(
            async () => await Visit(new RunOptions { Input = input }, await Http(), "/", pause.TotalSeconds),
            visit => IsRight(visit.Seen) && !IsHeldUp(visit.Run, pause));
        var about = input is not null && Slept(seen) < least / 2
            ? "There was an empty line in the program's input, and then the input ended. Does that end the sleep, or the wait, in the program?"
            : null;

        Assert.That(run, Exited.With(0).AndOutput(Greeting + Encoding.UTF8.GetString(seen.SentOn(1))));
        Assert.That(seen, Saw.OneConnection(Request("/")));
        Require(
            run.LastedAtMost >= pause,
            expected,
            $"an end {run.Duration.TotalMilliseconds:0} ms after the start",
            about);
        Require(
            IsRight(seen),
            expected,
            $"a request {Slept(seen):0} ms after the connection",
            about);

        bool IsRight(Transcript transcript) => Slept(transcript) >= least && Slept(transcript) <= most;
    }

    [Check("The program says that it has finished sending before it waits for the answer",
        Hint = "Shutdown, for the sending direction only: you still want to receive.")]
    public async Task FinishesSending()
    {
        var path = $"/{RandomText.Word()}";
        var http = await Http(new Stall(0, Direction.Out));

        var program = StartProgram(http.Host, http.Port, path, 0);
        await WaitFor(program, http, EventKind.PeerFinished, "the end of what the program sends, while it still waits for the answer");
        // A program that has ended has finished sending, too: how it ended tells one from the other.
        var seen = await http.CloseNow();

        Assert.That(await program.Ended(), Exited.With(1).AndOutput(Greeting).AndErrorOutput(TextThat.Matches(
            @"\A[^\r\n]+\r?\n\z", "one line that says what went wrong")));
        Assert.That(seen, Saw.Connections(1).And(Saw.Request(Request(path))));
    }

    [Check("A refused connection is reported",
        Hint = "Which exception does Connect throw when no server listens there? Does the program catch it before it prints "
            + "anything?")]
    public async Task Refused()
    {
        var run = await RunProgram(Hosts.Loopback, Ports.Closed, "/", 0.1);

        Assert.That(run, Exited.With(1).AndErrorOutput(TextThat.IsOneLine("Connection error: ")));
    }

    [Check("A server that closes while the program sleeps has not answered",
        Hint = "The send succeeds nevertheless, if the program has slept as long as the argument says. How many bytes did you receive "
            + "until the end?")]
    public async Task ClosedMeanwhile()
    {
        var http = await Http(new CutAtAccept(Ending.Close));
        var pause = TimeSpan.FromSeconds(2);

        var (run, seen) = await Visit(http, "/", pause.TotalSeconds);

        Assert.That(run, Exited.With(1)
            .AndOutput(Greeting)
            .AndErrorOutput("No answer came: the server closed the connection.\n"));
        Require(
            run.LastedAtMost >= pause,
            "a sleep of 2 s, whatever the server does meanwhile",
            FormattableString.Invariant($"an end {run.Duration.TotalSeconds:0.0} s after the start"));
        Assert.That(seen, Saw.Connections(1));

        // A server that has finished sending and still reads records the request.
        (run, seen) = await Visit(await Script([]), "/", 0.3);

        Assert.That(run, Exited.With(1)
            .AndOutput(Greeting)
            .AndErrorOutput("No answer came: the server closed the connection.\n"));
        Assert.That(seen, Saw.OneConnection(Request("/")));
    }

    [Check("A server that closes when it has been asked has not answered",
        Hint = "Receive returns 0 at once: not one byte has come. What does the program print then, and what is its exit "
            + "code?")]
    public async Task ClosedAfterwards()
    {
        var http = await Http(new CutAfter(0, Direction.Out, Ending.Close));

        var (run, seen) = await Visit(http, "/", 0);

        Assert.That(run, Exited.With(1)
            .AndOutput(Greeting)
            .AndErrorOutput("No answer came: the server closed the connection.\n"));
        Assert.That(seen, Saw.Connections(1).And(Saw.Request(Request("/"))));
    }

    [Check("A server that resets the connection while the program sleeps is an error",
        Hint = "The next call that sends reports it. Is Send inside a try?")]
    public async Task ResetMeanwhile()
    {
        // A reset at once could be there before a program that waits for its connection is told of it: Connect would fail.
        var http = await Http(new CutAtAccept(Ending.Reset, AfterMilliseconds: 400));

        var (run, seen) = await Visit(http, "/", 1.2);

        // Send reports it, unless the reset was longer on its way than the program slept. A program that learns late that it is
        // connected has no connection any more.
        var late = run.ErrorOutput.StartsWith("Connection error: ", StringComparison.Ordinal);
        Assert.That(run, Exited.With(1).AndOutput(late ? "" : Greeting)
            .AndErrorOutput(late ? TextThat.IsOneLine("Connection error: ") : SendingOrReceiving),
            run.ErrorOutput.StartsWith("No answer came", StringComparison.Ordinal)
                ? "The server has reset the connection, and the program says that it closed. Did Send meet the reset, and what became of its "
                    + "exception? Or did the program look first, and send nothing? Poll and Available do not tell a reset from an end."
                : null);
        Assert.That(seen, Saw.Connections(1));
    }

    [Check("A reset instead of the answer is an error",
        Hint = "The send succeeded, and still there is no answer. Receive reports that. Is it inside a try?")]
    public async Task ResetInsteadOfAnswer()
    {
        var http = await Http(new CutAfter(0, Direction.Out, Ending.Reset));

        var (run, seen) = await Visit(http, "/", 0);

        Assert.That(run, Exited.With(1).AndOutput(Greeting).AndErrorOutput(SendingOrReceiving));
        Assert.That(seen, Saw.Connections(1));
    }

    [Check("A reset in the middle of the answer is an error, whatever came before it",
        Hint = "Half an answer is no answer. What does the program do when Receive throws after some bytes have come?")]
    public async Task ResetInAnswer()
    {
        var path = $"/{RandomText.Word()}";
        var http = await Http(path, RandomText.OfLength(5_000), new CutAfter(1_000, Direction.Out, Ending.Reset));

        var (run, seen) = await Visit(http, path, 0);

        Assert.That(run, Exited.With(1)
            .AndOutput(TextThat.IsBeginningOf(Greeting + Encoding.UTF8.GetString(seen.SentOn(1))))
            .AndErrorOutput(TextThat.IsOneLine("Error receiving data: ")));
        Assert.That(seen, Saw.Connections(1).And(Saw.Request(Request(path))));
    }

    private static TextThat SendingOrReceiving { get; } =
        TextThat.Matches(
            @"\AError (sending|receiving) data: [^\r\n]+\r?\n\z",
            "one line, «Error sending data: » or «Error receiving data: », and what happened");

    private static string Request(string path) => $"GET {path} HTTP/1.0\r\n\r\n";

    /// <summary>Milliseconds from the connection to the request.</summary>
    private static double Slept(Transcript seen) =>
        seen.Of(EventKind.Accepted).FirstOrDefault() is { } accepted && seen.Of(EventKind.Received).FirstOrDefault() is { } received
            ? (received.Microseconds - accepted.Microseconds) / 1000.0
            : 0;
}

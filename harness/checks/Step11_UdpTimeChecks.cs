using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using Kata.Checking;
using Kata.Machine;
using Kata.Programs;
using Kata.Protocol;
using Kata.Results;
using Kata.Servers;
using Kata.Support;

[Step(11)]
[Hints(
    "If no answer comes, the question may be lost, or its answer. You can do the same in both cases.",
    "Limit the wait, ask, and wait; if the limit passes, ask again, but only a few times. After any other error do "
        + "not ask again. The number itself starts either in 1900 or in 2036: its highest bit says which.",
    "Look up: Socket.ReceiveTimeout, SocketError.TimedOut in an exception filter, "
        + "BinaryPrimitives.ReadUInt32BigEndian, DateTime.AddSeconds, and string.PadLeft.")]
public class Step11_UdpTimeChecks : Checks
{
    private const string ChaptersMoment = "Tue Sep 18 13:53:23 2012\n";

    [Check("A moment in 2012 is printed as `Tue Sep 18 13:53:23 2012`",
        Hint = "Four bytes, the most significant first; seconds since 1900-01-01 00:00 UTC.")]
    public async Task TheChaptersMoment()
    {
        var (run, _) = await Asking();

        Assert.That(run, Exited.With(0).AndOutput(ChaptersMoment));
    }

    [Check("The day of the month takes two columns",
        Hint = "ctime writes a space before a day of one digit: Sun Nov  1.")]
    public Task OneDigitDay() => Prints(Clock.At(2015, 11, 1, 9, 5, 7), "Sun Nov  1 09:05:07 2015\n");

    [Check("The last second before the wrap of 2036 is right",
        Hint = "All 32 bits are set. That is a number like any other: it is neither -1 nor an error.")]
    public Task BeforeTheWrap() => Prints(Clock.Wrap - 1, "Thu Feb  7 06:28:15 2036\n");

    [Check("The first second after the wrap of 2036 is right",
        Hint = "The number is 0 then. With the top bit clear, count from the wrap, which is 2^32 seconds after 1900.")]
    public Task AfterTheWrap() => Prints(Clock.Wrap, "Thu Feb  7 06:28:16 2036\n");

    [Check("The top bit alone tells on which side of the wrap a number is",
        Hint = "0x80000000 is in 1968, and 0x7FFFFFFF, one less, in 2104.")]
    public async Task EndOfTheEra()
    {
        await Prints(Clock.Wrap + 0x7FFFFFFF, "Tue Feb 26 09:42:23 2104\n");
        await Prints(0x80000000, "Sat Jan 20 03:14:08 1968\n");
    }

    [Check("The question is an empty datagram",
        Hint = "RFC 868: «Send an empty datagram to port 37.»")]
    public async Task EmptyQuestion()
    {
        var (_, seen) = await Asking();

        var questions = seen.Of(EventKind.DatagramReceived).ToList();
        Require(questions.Count > 0 && questions.All(question => question.Bytes == 0),
            "an empty datagram", questions.Count == 0 ? "no datagram" : $"{questions[0].Bytes} bytes");
    }

    [Check("It asks once when the answer comes",
        Hint = "Ask, then wait. Only when the wait is over without an answer is it time to ask again.")]
    public async Task AsksOnce()
    {
        var (_, seen) = await Asking();

        Assert.That(seen, Saw.Datagrams(1));
    }

    [Check("When the answer is lost, the program asks again",
        Hint = "If ReceiveTimeout is set and nothing comes, Receive throws with the code TimedOut. How many questions were asked before the "
            + "program gave up?",
        HintIfKilled = NoTimeOut)]
    public async Task AsksAgain()
    {
        var (run, seen) = await Asked(questions: 2, Clock.ChaptersMoment, new Drop { Only = [1] });

        Assert.That(run, Exited.With(0).AndOutput(ChaptersMoment), SaysThatNoneCame(run, seen));
        Assert.That(seen, Saw.Datagrams("", ""));
    }

    private static string? SaysThatNoneCame(Run run, Transcript seen) =>
        run.ErrorOutput.StartsWith("No answer", StringComparison.Ordinal) && seen.Count(EventKind.DatagramSent) > 0
            ? "An answer was sent, and the program says that there was none. How long did it wait for that one? Each try waits "
                + "for 200 ms of its own."
            : null;

    [Check("The fourth try may still succeed",
        Hint = "Four tries in all, the first included. After which one does the program give up?")]
    public async Task FourthTry()
    {
        var (run, seen) = await Asked(questions: 4, Clock.ChaptersMoment, new Drop { Only = [1, 2, 3] });

        Assert.That(run, Exited.With(0).AndOutput(ChaptersMoment), SaysThatNoneCame(run, seen));
        Assert.That(seen, Saw.Datagrams("", "", "", ""));
    }

    [Check("When no answer comes at all, the program gives up after four tries",
        Hint = "Count the tries. And what is the exit code? If a time was printed: no answer has come, so what is in the buffer?")]
    public async Task GivesUp()
    {
        var (run, seen) = await NoAnswer();

        Assert.That(run, Exited.With(1).AndErrorOutput("No answer after 4 tries\n"));
        Assert.That(seen, Saw.Datagrams("", "", "", ""));
    }

    [Check("Between two questions the program waits for the answer",
        Hint = "Each try has 200 ms: ask, wait, and ask again only when they have passed.")]
    public async Task WaitsBetween()
    {
        var (run, seen) = await NoAnswer();

        Require(
            run.LastedAtMost.TotalMilliseconds >= 800,
            "four waits of 200 ms",
            $"an end {run.Duration.TotalMilliseconds:0} ms after the start");
        Require(LeastGap(seen) >= MostHaste, "200 ms between two questions", $"{LeastGap(seen):0} ms");
        Require(LeastGap(seen) <= MostGapOnce, "200 ms between two questions", $"{LeastGap(seen):0} ms and more");
        Require(MostGap(seen) <= MostDelay, "200 ms between two questions, the last two as well", $"{MostGap(seen):0} ms");
    }

    [Check("What comes from elsewhere than the server is not the time",
        Hint = "Anybody can send a datagram to your port, even one of four bytes; another program on the server's machine can, too. "
            + "Connect on a UDP socket notes from whom Receive accepts datagrams; ReceiveFrom tells who has sent one.")]
    public async Task Strangers()
    {
        var stranger = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(stranger, Chance.Source.Next());

        var (run, seen) = await Visit(await TimeUdp(Clock.ChaptersMoment, new Forge(stranger)));

        Assert.That(run, Exited.With(0).AndOutput(ChaptersMoment));
        Assert.That(seen, Saw.Anything);
    }

    [Check("An answer that does not have four bytes is refused",
        Hint = "Receive returns how many bytes the datagram has: 3, 0 or 5 bytes are not the time. What is in the fourth "
            + "byte of the buffer if only 3 came?")]
    public async Task NotFourBytes()
    {
        foreach (var bytes in (byte[][])[[1, 2, 3], [], [1, 2, 3, 4, 5]])
        {
            var (run, seen) = await Visit(await TimeUdp(Clock.ChaptersMoment, new AnswerWith([.. Enumerable.Repeat(bytes, 4)])));

            Assert.That(run, Exited.With(1).AndErrorOutput($"The answer has {bytes.Length} bytes instead of 4\n"));
            Assert.That(seen, Saw.Anything);
        }

        // To a later try, too.
        byte[][] short3 = [.. Enumerable.Repeat(new byte[] { 1, 2, 3 }, 4)];
        var (again, asked) = await Asked(questions: 2, Clock.ChaptersMoment, new Drop { Only = [1] }, new AnswerWith(short3));

        Assert.That(
            again,
            Exited.With(1).AndErrorOutput("The answer has 3 bytes instead of 4\n"),
            again.ErrorOutput.StartsWith("No answer", StringComparison.Ordinal)
                ? "The first try had no answer, and a later one had one of 3 bytes. That is not the time, whichever try it came to: is it "
                    + "reported, or does the program ask again?"
                : null);
        Assert.That(asked, Saw.Anything);

        // Other protocols send the time in 8 bytes (the RFC 5905 time stamp), or in 48. A program may have room for less: then it
        // cannot count them, and on Windows Receive throws.
        foreach (var length in (int[])[8, 48])
        {
            var longer = new byte[length];
            BinaryPrimitives.WriteUInt32BigEndian(longer, (uint)Clock.ChaptersMoment);

            var (run, seen) = await Visit(
                await TimeUdp(Clock.ChaptersMoment, new AnswerWith([.. Enumerable.Repeat(longer, 4)])));

            Assert.That(
                run,
                Exited.With(1).AndErrorOutput(TextThat.Matches(
                    @"\A(The answer has [0-9]+ bytes instead of 4|Connection error: [^\r\n]+)\r?\n\z",
                    $"«The answer has {length} bytes instead of 4»")),
                $"The answer had {length} bytes: what does not have four bytes is not the time, whatever else it may be.");
            Assert.That(seen, Saw.Anything);
        }
    }

    [Check("A port where nobody answers is reported",
        Hint = "The system may tell you that the port is closed: then Receive throws, or "
            + "the next Send. Only SocketError.TimedOut is a reason to "
            + "ask again.")]
    public async Task Closed()
    {
        var run = await RunProgram(Hosts.Loopback, Ports.ClosedUdp);

        // Only a connected socket is told (udp(7)); another hears nothing, and waits.
        var unheard = run.ErrorOutput.StartsWith("No answer after 4 tries", StringComparison.Ordinal);
        Assert.That(
            run,
            Exited
                .With(1)
                .AndErrorOutput(
                    unheard ? TextThat.Exactly("No answer after 4 tries\n") : TextThat.IsOneLine("Connection error: ")));
        if (unheard)
            await WaitsForThoseWhoAreGone();
        else
            await RequireRefusalBehindATimeOut();
    }

    /// <summary>The first question has no answer, and then the server has gone: a program that hears of a closed port hears of
    /// that.</summary>
    private async Task RequireRefusalBehindATimeOut()
    {
        var run = await BestOf(async () =>
        {
            using var server = ListenUdp(Hosts.Loopback);
            var program = StartProgram(Hosts.Loopback, ((IPEndPoint)server.Client.LocalEndPoint!).Port);
            await Task.WhenAny(server.ReceiveAsync(), program.Ended());
            server.Close();
            return await program.Ended();
        }, run => run.ErrorOutput.StartsWith("Connection error", StringComparison.Ordinal));

        Assert.That(
            run,
            Exited.With(1).AndErrorOutput(TextThat.IsOneLine("Connection error: ")),
            run.ErrorOutput.StartsWith("No answer", StringComparison.Ordinal)
                ? "The first try had no answer, and at the second no program listened any more. Only SocketError.TimedOut is a reason to "
                    + "ask again, at every try."
                : null);
    }

    /// <summary>A program that has heard nothing of a closed port has waited four times 200 ms; one that was told, and asked on, has
    /// not. That is measured from a question that arrived: how long it takes to begin is not the program's doing.</summary>
    private async Task WaitsForThoseWhoAreGone()
    {
        const int Least = 600; // of the 800 ms; whoever asks on at once has waited 200, for the first answer
        var (run, waited) = await BestOf(async () =>
        {
            var time = await TimeUdp(Clock.ChaptersMoment, new Drop());
            var program = StartProgram(time.Host, time.Port);
            await WaitFor(program, time, EventKind.DatagramReceived, "a question");
            var since = Stopwatch.StartNew();
            await time.CloseNow();
            var run = await program.Ended();
            return (Run: run, Waited: since.Elapsed.TotalMilliseconds);
        }, gone => gone.Waited < Least || gone.Run.ErrorOutput.StartsWith("Connection error", StringComparison.Ordinal));

        Assert.That(run, Exited.With(1).AndAnyErrorOutput());
        Require(
            waited >= Least || !run.ErrorOutput.StartsWith("No answer", StringComparison.Ordinal),
            "«Connection error: » and the reason, once the server has gone",
            FormattableString.Invariant($"«{run.ErrorOutput.Trim()}» {waited:0} ms after the first question: the tries are not waited for")
        );
    }

    [Check("A host that cannot be looked up is reported",
        Hint = "Connect throws a SocketException for that, too. Is it inside the try?")]
    public async Task UnknownHost()
    {
        var run = await RunProgram(Hosts.Nowhere, Ports.ClosedUdp);

        Assert.That(run, Exited.With(1).AndErrorOutput(TextThat.IsOneLine("Connection error: ")));
    }

    [Check("An address to which nothing can be sent is reported",
        Hint = "The system refuses it at once: Connect throws, or Send does. Is it inside the try?")]
    public async Task NoWayThere()
    {
        NeedIPv6();
        var run = await RunProgram(Hosts.NoInterface, Ports.ClosedUdp);

        Assert.That(run, Exited.With(1).AndErrorOutput(TextThat.IsOneLine("Connection error: ")));
    }

    [Check("Without a port the program takes that of the service «time» over UDP",
        Hint = "ServicePorts.Find needs the protocol, too: a name may have another port with TCP.")]
    public async Task PortByName()
    {
        var time = await TimeUdp(Clock.ChaptersMoment);
        var names = $"time={time.Port}/udp,time={Ports.Closed}/tcp";

        var run = await RunProgram(With(ServicePorts.ExtraVariable, names), time.Host);

        Assert.That(run, Exited.With(0).AndOutput(ChaptersMoment));
        Assert.That(await time.Close(), Saw.Anything);
    }

    [Check("If no service is called «time», the program says so",
        Hint = "ServicePorts.Find returns null if the register does not have the name. Is there a number that is used nevertheless?")]
    public async Task NoPort()
    {
        var run = await RunProgram(With(ServicePorts.ExtraVariable, "time=0/udp"), Hosts.Loopback);

        Assert.That(run, Exited.With(1).AndErrorOutput(TextThat.IsOneLine("Couldn't find your port: ")));
    }

    [Check("The time is UTC, wherever the machine is",
        Hint = "RFC 868 counts from midnight UTC. Does something convert it to local time?")]
    public async Task Utc()
    {
        var time = await Open(LastPort.Of(new() { Service = Service.Time, Transport = Transport.Udp, Clock = Clock.ChaptersMoment }));
        var elsewhere = Clock.ZoneFile(NewFolder(), TimeSpan.FromHours(5));

        var run = await RunProgram(With("TZ", elsewhere), time.Host, time.Port);

        Assert.That(run, Exited.With(0).AndOutput(ChaptersMoment));
        Assert.That(await time.Close(), Saw.Anything);
    }

    [Check("It works over IPv6, too, and with a name",
        Hint = SameOverIPv6, HintIfNotReached = AnyFamily)]
    public async Task IPv6()
    {
        var (run, seen) = await VisitNamed(new() { Service = Service.Time, Transport = Transport.Udp, Clock = Clock.ChaptersMoment });

        Assert.That(run, Exited.With(0).AndOutput(ChaptersMoment));
        // How often it asked is for other checks.
        Assert.That(seen, Saw.Anything);
    }

    /// <summary>Milliseconds that two questions are apart at least, as the server sees them: of the 200 that a program waits, a busy
    /// machine may hide some.</summary>
    private const int MostHaste = 100;

    /// <summary>Of three gaps one at least is so short, on a busy machine, too.</summary>
    private static int MostGapOnce { get; } = OperatingSystem.IsWindows() ? 1200 : 340;

    /// <summary>The same at most: a busy machine may add some. Windows gets more: how far it
    /// lengthens a short time-out was not measured.</summary>
    private static int MostDelay { get; } = OperatingSystem.IsWindows() ? 1200 : 500;

    /// <summary>The program asks a server that answers with the chapter's moment.</summary>
    private Task<Visit> Asking() => Shared(() => Asked(questions: 1, Clock.ChaptersMoment));

    /// <summary>The program asks a server that never answers.</summary>
    private Task<Visit> NoAnswer() => Shared(() => BestOf(
        async () => await Visit(await TimeUdp(Clock.ChaptersMoment, new Drop())), visit =>
            LeastGap(visit.Seen) >= MostHaste && LeastGap(visit.Seen) <= MostGapOnce && MostGap(visit.Seen) <= MostDelay));

    /// <summary>The program asks a server. On a busy machine an answer may come after the wait for it.</summary>
    private Task<Visit> Asked(int questions, long clock, params Fault[] faults) => BestOf(
        async () => await Visit(await TimeUdp(clock, faults)), visit => visit.Seen.Count(EventKind.DatagramReceived) == questions);

    private async Task Prints(long clock, string line)
    {
        var (run, seen) = await Visit(await TimeUdp(clock));

        Assert.That(run, Exited.With(0).AndOutput(line));
        // How often it asked is for other checks.
        Assert.That(seen, Saw.Anything);
    }

    private static double LeastGap(Transcript seen) => Gaps(seen).DefaultIfEmpty().Min();

    private static double MostGap(Transcript seen) => Gaps(seen).DefaultIfEmpty().Max();

    private static IEnumerable<double> Gaps(Transcript seen)
    {
        var questions = seen.Of(EventKind.DatagramReceived).ToList();
        return questions.Zip(questions.Skip(1), (one, next) => (next.Microseconds - one.Microseconds) / 1000.0);
    }
}

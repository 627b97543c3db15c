using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Kata.Checking;
using Kata.Machine;
using Kata.Programs;
using Kata.Protocol;
using Kata.Results;
using Kata.Servers;

[Step(22)]
[Hints(
    "Two datagrams have come to your port, one from the server and one from somebody else, and both have four bytes. What is still "
        + "different about them?",
    "The sender of each datagram has to be compared with the server that you asked. Your program can do that, or the "
        + "system can, if it knows the other side before the question goes out. Then the system can also report that no "
        + "program listens there: with an exception and a code.",
    "Look up: Socket.Connect on a Dgram socket, Socket.ReceiveTimeout, and the values TimedOut, "
        + "ConnectionRefused and ConnectionReset of SocketError.")]
public class Step22_WhoSentThatChecks : Checks
{
    /// <summary>How long the program waits for an answer.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(1000);

    private static readonly TimeSpan AtOnce = 0.7 * Wait;

    /// <summary>When an answer comes from another port: as late as it can be, so that waiting anew takes nearly twice as long.</summary>
    private static readonly TimeSpan Later = 0.9 * Wait;

    [Check("The server's answer is printed",
        Hint = "Four bytes, the most significant first, as in step 11. Each number that they can hold is a time: is one of them taken for "
            + "none?")]
    public async Task Answer()
    {
        // Zero is a moment like any other, and the largest is no sign of anything.
        foreach (var seconds in new[] { AnyTime(), 0u, 65536u, 0x80000000u, uint.MaxValue })
        {
            var time = LastPort.Of(new() { Service = Service.Time, Transport = Transport.Udp, Clock = seconds });

            var (run, seen) = await Visit(await OpenDirectly(time));

            Assert.That(
                run,
                Told(seconds),
                seconds == 0 && run.Output == ""
                    ? "The four bytes are 00 00 00 00: 0 is a time like any other. What does the program take it for?"
                    : null);
            // An empty one, as in step 11.
            Assert.That(seen, Saw.Datagrams(""));
        }
    }

    [Check("An answer that takes a while is printed, too",
        Hint = "The program waits a whole second. Which property says how long Receive waits?")]
    public async Task Late()
    {
        var (visit, seconds) = await BestOf(async () =>
        {
            var (time, seconds) = await Asked(new Delay(600));
            return (Visit: await Visit(time), seconds);
        }, late => late.Visit.Run.ExitCode == 0);

        Assert.That(visit.Run, Told(seconds));
        Assert.That(visit.Seen, Saw.Datagrams(1));
    }

    [Check("When no answer comes, the program says so after a second",
        Hint = "If ReceiveTimeout is set and nothing comes, Receive throws a SocketException with the code TimedOut.",
        HintIfKilled = NoTimeOut)]
    public async Task Lost()
    {
        var (time, _) = await Asked(new Drop());
        // Over TCP, at the port with the same number (RFC 868 has both), there is a server that does nothing.
        using var tcp = ListenIfPossible(time.Host, time.Port);

        var (run, seen) = await Visit(time);

        Assert.That(run, NoAnswer);
        Assert.That(seen, Saw.Datagrams(1));
        Require(run.LastedAtMost >= Wait, "an end after 1,000 ms or more", Milliseconds(run.Duration));
        Require(
            tcp?.Pending() is not true,
            "one question, over UDP, and none over TCP",
            "a TCP connection to the port with the same number",
            "The program asks once, over UDP: if no answer comes, that is what it says. Which statement connects over TCP?");
    }

    [Check("An answer from another port is not believed",
        Hint = "A connected socket gets datagrams only from the other side. ReceiveFrom returns the sender of a datagram: "
            + "its address and port.")]
    public async Task AnotherPort()
    {
        var (run, seen) = await OnlyForeign();

        Assert.That(run, NoAnswer);
        Assert.That(seen, Saw.Datagrams(1));

        if (Loopback.HasMany)
            await RequireTheAddress();
    }

    /// <summary>A forged answer comes from another address, and from the port that has the right number there.</summary>
    private async Task RequireTheAddress()
    {
        var network = $"127.0.{Chance.Source.Next(1, 255)}";
        using var server = ListenUdp($"{network}.2");
        var port = ((IPEndPoint)server.Client.LocalEndPoint!).Port;
        using var other = ListenUdp($"{network}.3", port);
        var (forged, seconds) = (AnyTime(), AnyTime());
        var run = await BestOf(async () =>
        {
            var program = StartProgram($"{network}.2", port);
            var asked = server.ReceiveAsync();
            if (await Task.WhenAny(asked, program.Ended()) == asked)
            {
                await other.SendAsync(Bytes(forged), (await asked).RemoteEndPoint);
                await server.SendAsync(Bytes(seconds), (await asked).RemoteEndPoint);
            }

            return await program.Ended();
        }, run => run.ExitCode == 0);

        Assert.That(
            run,
            Told(seconds),
            "A datagram came from the right port of another address. Which two numbers say who a sender is?");
    }

    [Check("An answer from another port does not end the waiting",
        Hint = "The real answer may still come: go on waiting for the rest of the second.")]
    public async Task WaitsOn()
    {
        var run = (await OnlyForeign()).Run;

        Assert.That(run, NoAnswer);
        Require(HasWaited(run), "an end after 1,000 ms or more", Milliseconds(run.Duration));
    }

    [Check("An answer from another port does not begin the waiting anew",
        Hint = "When a datagram arrives, a part of the second has already passed. A time-out for each receive starts again with "
            + "each datagram.")]
    public async Task NotAnew()
    {
        // Beside it another run, which gets nothing at all, tells how long one takes here and now.
        var (run, other) = await BestOf(async () =>
        {
            var (foreign, silent) = (
                (await Asked(new Delay((int)Later.TotalMilliseconds), new AnswerFromAnotherPort())).Time,
                (await Asked(new Drop())).Time);
            var runs = await Task.WhenAll(RunProgram(foreign.Host, foreign.Port), RunProgram(silent.Host, silent.Port));
            Assert.That(await foreign.Close(), Saw.Datagrams(1));
            Assert.That(await silent.Close(), Saw.Datagrams(1));
            return (Run: runs[0], Other: runs[1]);
        }, runs => Punctuality.Least(runs.Run) - Punctuality.Most(runs.Other) < Later / 2);

        Assert.That(run, NoAnswer);
        Assert.That(other, NoAnswer);
        var later = Punctuality.Least(run) - Punctuality.Most(other);
        Require(later < Later / 2, "an end as early as in a run without any datagram",
            FormattableString.Invariant($"an end {later.TotalMilliseconds:N0} ms later"));
    }

    [Check("When a forged answer comes before the real one, the real one is printed",
        Hint = "Throw away datagrams from other senders, and receive again.")]
    public async Task ForgedFirst()
    {
        var (visit, seconds) = await Forged();

        Assert.That(visit.Run, Told(seconds));
    }

    [Check("A forged answer is no reason to ask again",
        Hint = "The question was not lost: count how often you send it.")]
    public async Task AsksOnce()
    {
        var (visit, _) = await Forged();

        Assert.That(visit.Seen, Saw.Datagrams(1));
    }

    [Check("A forged answer that is not four bytes long is no error either",
        Hint = "First look at who sent the datagram, then at its content.")]
    public async Task ForgedAndShort()
    {
        var (time, seconds) = await Asked(new Forge([1, 2, 3]));

        var (run, seen) = await Visit(time);

        Assert.That(run, Told(seconds));
        Assert.That(seen, Saw.Datagrams(1));
    }

    [Check("An answer that comes more than a second after the question is too late",
        Hint = "The program waits one second, in all. Does it wait longer, or begin another second?")]
    public async Task TooLate()
    {
        var (run, seen) = await BestOf(async () => await Visit((await Asked(new Delay(1600))).Time), visit => visit.Run.ExitCode == 1);

        Assert.That(run, NoAnswer);
        Assert.That(seen, Saw.Datagrams(1));
    }

    [Check("A port where no program listens is reported as such",
        Hint = "The code is ConnectionRefused, or on Windows ConnectionReset. Is the socket connected?")]
    public async Task Closed()
    {
        var (run, _) = await NobodyThere();

        Assert.That(run, Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput("Nobody listens there\n"));

        // A name that leads nowhere is another error, whoever listens.
        Assert.That(
            await RunProgram(Hosts.Nowhere, Ports.ClosedUdp),
            Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput(TextThat.IsOneLine("Connection error: ")),
            "Here the name cannot be looked up, which is another error, with another code. Which codes are taken for «nobody listens»?");
    }

    [Check("A port where no program listens is noticed at once",
        Hint = "On Linux and macOS only a connected socket gets the report of a closed port. An unconnected one waits for its time-out. "
            + "Available does not report an error. Which one waits in your program: Receive, or a loop around Available?")]
    public async Task ClosedAtOnce()
    {
        var (run, waited) = await NobodyThere();

        Assert.That(run, Exited.With(1).AndAnyOutput().AndAnyErrorOutput());
        Require(waited < AtOnce, "an end as early as in a run with an answer",
            FormattableString.Invariant($"an end {waited.TotalMilliseconds:N0} ms later"));
    }

    [Check("A real answer that is not four bytes long is refused",
        Hint = "Receive returns how many bytes of the datagram are in the buffer. With room for only four, a longer "
            + "datagram looks right.")]
    public async Task NotFourBytes()
    {
        foreach (
            var (fault, bytes) in new (Fault, int)[]
            {
                (new Truncate(3), 3),
                (new AnswerWith([new byte[5]]), 5),
                (
                    new AnswerWith([
                        [],
                    ]),
                    0),
                (new AnswerWith([new byte[8]]), 8),
            })
        {
            var (time, _) = await Asked(fault);

            var (run, seen) = await Visit(time);

            Assert.That(
                run,
                Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput($"The answer has {bytes} bytes instead of 4\n"),
                bytes == 0 ? "The answer was a datagram of 0 bytes. 0 from Receive is the end of a TCP connection: what is it here?" : null);
            Assert.That(seen, Saw.Datagrams(1));
        }
    }

    [Check("It works over IPv6, too, and with a name",
        Hint = SameOverIPv6, HintIfNotReached = AnyFamily)]
    public async Task IPv6()
    {
        var seconds = AnyTime();

        var (run, seen) = await VisitNamed(
            OpenDirectly,
            new()
            {
                Service = Service.Time,
                Transport = Transport.Udp,
                Clock = seconds,
                Faults = [new Forge(Bytes(AnyTime()))],
            });

        Assert.That(run, Told(seconds));
        Assert.That(seen, Saw.Datagrams(1));
    }

    /// <param name="Waited">How much longer the run took than the quicker of two with an answer.</param>
    private sealed record Refusal(Run Run, TimeSpan Waited);

    private sealed record Outcome(Visit Visit, uint Seconds);

    private static RunConstraint Told(uint seconds) =>
        Exited.With(0).AndOutput($"Seconds since 1900: {seconds}\n").AndErrorOutput(TextThat.IsEmpty);

    private static RunConstraint NoAnswer =>
        Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput("No answer within 1000 ms\n");

    private Task<Visit> OnlyForeign() => Shared(() => BestOf(
        async () => await Visit((await Asked(new AnswerFromAnotherPort())).Time),
        visit => HasWaited(visit.Run)));

    /// <summary>A busy machine makes a run long in which the program hardly waited.</summary>
    private static bool HasWaited(Run run) => run.LastedAtMost >= Wait && (run.Alive is null || Punctuality.Idle(run) >= Wait / 2);

    private async Task<(Visit, uint)> Forged()
    {
        var seen = await Shared(async () =>
        {
            // Fifteen of them: the next fault forges before what the first has forged, too. However many there are, the real one counts.
            var (time, seconds) = await Asked([.. Enumerable.Range(0, 4).Select(_ => new Forge(Bytes(AnyTime())))]);
            return new Outcome(await Visit(time), seconds);
        });
        return (seen.Visit, seen.Seconds);
    }

    /// <summary>Beside it two other runs, which get an answer, tell how long one takes on this machine at this moment: the
    /// quicker of them, since one that is held up would hide a wait.</summary>
    private Task<Refusal> NobodyThere() => Shared(() => BestOf(async () =>
    {
        NeedRefusedDatagrams();
        var (time, _) = await Asked();
        var others = Task.WhenAll(RunProgram(time.Host, time.Port), RunProgram(time.Host, time.Port));
        var run = await RunProgram(Hosts.Loopback, Ports.ClosedUdp);
        foreach (var other in await others)
            Assert.That(other, Exited.Somehow.AndAnyOutput().AndAnyErrorOutput());
        Assert.That(await time.Close(), Saw.Anything);
        var later = Punctuality.Least(run) - (await others).Min(Punctuality.Most);
        // The others wait for a server, which may be late; this run waits for nobody.
        return new Refusal(run, run.Alive is null || later > Punctuality.Idle(run) ? later : Punctuality.Idle(run));
    }, refusal => refusal.Waited < AtOnce));

    private async Task<(Endpoint Time, uint Seconds)> Asked(params Fault[] faults)
    {
        var seconds = AnyTime();
        return (await Telling(seconds, faults), seconds);
    }

    private Task<Endpoint> Telling(uint seconds, params Fault[] faults) =>
        OpenDirectly(new() { Service = Service.Time, Transport = Transport.Udp, Clock = seconds, Faults = faults });

    private static uint AnyTime() => (uint)Chance.Source.NextInt64(0x80000000, 0xFFFFFFFF);

    private static byte[] Bytes(uint seconds)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, seconds);
        return bytes;
    }

    private static string Milliseconds(TimeSpan time) => FormattableString.Invariant($"an end after {time.TotalMilliseconds:N0} ms");
}

using Kata.Checking;
using Kata.Machine;
using Kata.Programs;
using Kata.Protocol;
using Kata.Results;
using Kata.Support;

[Step(12)]
[Hints(
    "Four bytes may come as one and three. How many are missing after the first Receive, and where do the next "
        + "ones belong?",
    "Keep one number: how many bytes you have. The next bytes go to that position, and you can compute how many are "
        + "missing. The loop ends when nothing is missing or nothing more comes; the returned number says which of the two "
        + "happened.",
    "Look up: Socket.Receive(byte[], offset, size, SocketFlags), what it returns at the end of a stream, and "
        + "BinaryPrimitives.ReadUInt32BigEndian.")]
public class Step12_FixedSizeDataChecks : Checks
{
    private const string ChaptersMoment = "Tue Sep 18 13:53:23 2012\n";

    [Check("A moment in 2012 is printed as `Tue Sep 18 13:53:23 2012`",
        Hint = "Four bytes, the most significant first; seconds since 1900-01-01 00:00 UTC.")]
    public async Task AtOnce()
    {
        var (run, _) = await Undisturbed();

        Assert.That(run, Exited.With(0).AndOutput(ChaptersMoment));
    }

    [Check("The four bytes may arrive one by one",
        Hint = "Receive returns what has arrived, and that may be one byte: go on until you have four. Where in the buffer does each "
            + "byte go?")]
    public Task OneByOne() => Prints(Clock.ChaptersMoment, ChaptersMoment, new InPieces([1], GapMilliseconds: 60));

    [Check("The last byte may arrive by itself",
        Hint = "Each Receive has to put its bytes behind those you have: there is an overload with an offset.")]
    public Task LastAlone() => Prints(Clock.ChaptersMoment, ChaptersMoment, new InPieces([3, 1], GapMilliseconds: 100));

    [Check("The second half may arrive seconds later",
        Hint = "Receive waits for the next bytes, however long that takes. Does the program wait for a fixed time instead?")]
    public async Task Late()
    {
        var (run, seen) = await Visit(MoreTime, await Time(Clock.ChaptersMoment, new InPieces([2], LongSilence)));

        Assert.That(run, Exited.With(0).AndOutput(ChaptersMoment));
        Assert.That(seen, Saw.Connections(1).And(Saw.NothingSent));
    }

    [Check("The fourth byte is enough: the program does not wait for the end of the stream",
        Hint = "This server does not close. RFC 868 defines four bytes: after the fourth there is nothing to wait for.")]
    public async Task StaysOpen()
    {
        var time = await Time(Clock.ChaptersMoment, new Stall(4, Direction.Out));

        var run = await RunProgram(time.Host, time.Port);

        Assert.That(run, Exited.With(0).AndOutput(ChaptersMoment));
        Assert.That(await time.CloseNow(), Saw.Connections(1).And(Saw.NothingSent));
    }

    [Check("What comes behind the fourth byte is left alone",
        Hint = "Ask Receive for no more bytes than are missing, and use only the first four.")]
    public async Task MoreThanFour()
    {
        var server = await Script([0xD4, 0x02, 0xFB, 0x53, 1, 2, 3, 4, 5]);

        var (run, seen) = await Visit(server);

        Assert.That(run, Exited.With(0).AndOutput(ChaptersMoment));
        Assert.That(seen, Saw.Connections(1).And(Saw.NothingSent));
    }

    [Check("If the stream ends before the first byte, there is no time",
        Hint = "Receive returns 0 at the end of the stream: the buffer is as you made it, all zeros.")]
    public Task Nothing() => EndsAfter(0);

    [Check("If the stream ends before the fourth byte, there is no time",
        Hint = "Receive returns 0 at the end of the stream, and 0 for ever after. How many of the four bytes have come? What is in the rest "
            + "of the buffer?")]
    public Task Three() => EndsAfter(3);

    [Check("A reset before the fourth byte is an error",
        Hint = "Receive throws. Is it inside a try?")]
    public async Task Reset()
    {
        // The reset comes a while after the bytes: a program that learns late that it is connected fails at that if a reset is
        // there before.
        var time = await Time(Clock.ChaptersMoment, new CutAfter(2, Direction.Out, Ending.Reset), new InPieces([2], GapMilliseconds: 300));

        var (run, seen) = await Visit(time);

        Assert.That(run, Exited.With(1).AndErrorOutput(TextThat.IsOneLine("Error receiving data: ")));
        Assert.That(seen, Saw.Connections(1).And(Saw.NothingSent));
    }

    [Check("A refused connection is reported",
        Hint = "Which exception does Connect throw when no server listens there?")]
    public async Task Refused()
    {
        var run = await RunProgram(Hosts.Loopback, Ports.Closed);

        Assert.That(run, Exited.With(1).AndErrorOutput(TextThat.IsOneLine("Connection error: ")));
    }

    [Check("The program sends nothing, and closes the connection in good order",
        Hint = "The server speaks first and needs no question. Leave nothing unread, and close the socket.")]
    public async Task Silent()
    {
        var (_, seen) = await Undisturbed();

        Assert.That(seen, Saw.Connections(1).And(Saw.NothingSent).And(Saw.OrderlyEnd));
    }

    [Check("The day of the month takes two columns",
        Hint = "ctime writes a space before a day of one digit: Sun Nov  1.")]
    public Task OneDigitDay() => Prints(Clock.At(2015, 11, 1, 9, 5, 7), "Sun Nov  1 09:05:07 2015\n");

    [Check("The time is UTC, wherever the machine is",
        Hint = "RFC 868 counts from midnight UTC. Does something convert it to local time?")]
    public async Task Utc()
    {
        var time = await Open(LastPort.Of(new() { Service = Service.Time, Clock = Clock.ChaptersMoment }));

        var run = await RunProgram(With("TZ", Clock.ZoneFile(NewFolder(), TimeSpan.FromHours(5))), time.Host, time.Port);

        Assert.That(run, Exited.With(0).AndOutput(ChaptersMoment));
        Assert.That(await time.Close(), Saw.OneConnection(""));
    }

    [Check("The last second before the wrap of 2036 is right",
        Hint = "All 32 bits are set. That is a number like any other: it is neither -1 nor an error.")]
    public Task BeforeTheWrap() => Prints(Clock.Wrap - 1, "Thu Feb  7 06:28:15 2036\n");

    [Check("The first second after the wrap of 2036 is right",
        Hint = "Four zeros are a time like any other. With the top bit clear, count from the wrap.")]
    public Task AfterTheWrap() => Prints(Clock.Wrap, "Thu Feb  7 06:28:16 2036\n");

    [Check("The top bit alone tells on which side of the wrap a number is",
        Hint = "0x80000000 is in 1968, and 0x7FFFFFFF, one less, in 2104.")]
    public async Task EndOfTheEra()
    {
        await Prints(Clock.Wrap + 0x7FFFFFFF, "Tue Feb 26 09:42:23 2104\n");
        await Prints(0x80000000, "Sat Jan 20 03:14:08 1968\n");
    }

    [Check("Without a port the program takes that of the service «time» over TCP",
        Hint = "ServicePorts.Find needs the protocol, too: a name may have another port with UDP.")]
    public async Task PortByName()
    {
        var time = await Time(Clock.ChaptersMoment);
        var names = $"time={time.Port}/tcp,time={Ports.Closed}/udp";

        var run = await RunProgram(With(ServicePorts.ExtraVariable, names), time.Host);

        Assert.That(run, Exited.With(0).AndOutput(ChaptersMoment));
        Assert.That(await time.Close(), Saw.OneConnection(""));
    }

    [Check("If no service is called «time», the program says so",
        Hint = "ServicePorts.Find returns null if the register does not have the name. Is there a number that is used nevertheless?")]
    public async Task NoPort()
    {
        var run = await RunProgram(With(ServicePorts.ExtraVariable, "time=0/tcp"), Hosts.Loopback);

        Assert.That(run, Exited.With(1).AndErrorOutput(TextThat.IsOneLine("Couldn't find your port: ")));
    }

    [Check("It works over IPv6, too, and with a name",
        Hint = SameOverIPv6, HintIfNotReached = AnyFamily)]
    public async Task IPv6()
    {
        var (run, seen) = await VisitNamed(new() { Service = Service.Time, Clock = Clock.ChaptersMoment });

        Assert.That(run, Exited.With(0).AndOutput(ChaptersMoment));
        Assert.That(seen, Saw.OneConnection(""));
    }

    /// <summary>The program against a server that tells the chapter's moment at once.</summary>
    private Task<Visit> Undisturbed() => Shared(async () => await Visit(await Time(Clock.ChaptersMoment)));

    private async Task Prints(long clock, string line, params Fault[] faults)
    {
        var (run, seen) = await Visit(await Time(clock, faults));

        Assert.That(run, Exited.With(0).AndOutput(line));
        // How it ends its connection, with the server's end still on its way perhaps, is for another check.
        Assert.That(seen, Saw.Connections(1).And(Saw.NothingSent));
    }

    private async Task EndsAfter(int bytes)
    {
        var time = await Time(
            Clock.ChaptersMoment, new CutAfter(bytes, Direction.Out, Ending.Close), new InPieces([1, 2], GapMilliseconds: 500));

        var (run, seen) = await Visit(time);

        Assert.That(run, Exited.With(1).AndErrorOutput($"The connection ended after {bytes} of 4 bytes\n"));
        Assert.That(seen, Saw.Connections(1).And(Saw.NothingSent));
    }
}

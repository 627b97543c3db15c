using Kata.Checking;
using Kata.Machine;
using Kata.Programs;
using Kata.Protocol;
using Kata.Results;
using Kata.Support;
using NUnit.Framework;

[Step(12)]
[Hints(
    "Four bytes may come as one and three. How many are missing after the first Receive, and where do the next "
        + "ones belong?",
    "Keep one number: how many you have. It is where the next bytes go, what is missing follows from it, and the "
        + "loop ends when nothing is missing or nothing more comes. The caller sees from the returned number which of "
        + "the two it was.",
    "Look up: Socket.Receive(byte[], offset, size, SocketFlags), what it returns at the end of a stream, and "
        + "BinaryPrimitives.ReadUInt32BigEndian.")]
public class Step12_FixedSizeDataChecks : Checks
{
    [Check("A moment in 2012 is printed as `Tue Sep 18 13:53:23 2012`",
        Hint = "Four bytes, the most significant first; seconds since 1900-01-01 00:00 UTC.")]
    public async Task AtOnce()
    {
        var (run, _) = await Undisturbed();

        Assert.That(run, Exited.With(0).AndOutput("Tue Sep 18 13:53:23 2012\n").AndErrorOutput(TextThat.IsEmpty));
    }

    [Check("The four bytes may arrive one by one",
        Hint = "Receive returns what has arrived, and that may be one byte: go on until you have four.")]
    public async Task OneByOne()
    {
        var time = await Time(Clock.ChaptersMoment, new InPieces([1], GapMilliseconds: 60));

        var run = await RunProgram(time.Host, time.Port);

        Assert.That(run, Exited.With(0).AndOutput("Tue Sep 18 13:53:23 2012\n"));
    }

    [Check("The last byte may arrive by itself",
        Hint = "Each Receive has to put its bytes behind those you have: there is an overload with an offset.")]
    public async Task LastAlone()
    {
        var time = await Time(Clock.ChaptersMoment, new InPieces([3, 1], GapMilliseconds: 100));

        var run = await RunProgram(time.Host, time.Port);

        Assert.That(run, Exited.With(0).AndOutput("Tue Sep 18 13:53:23 2012\n"));
    }

    [Check("If the stream ends before the first byte, there is no time",
        Hint = "Receive returns 0 at the end of the stream: the buffer is as you made it, all zeros.")]
    public async Task Nothing()
    {
        var time = await Time(Clock.ChaptersMoment, new CutAfter(0, Direction.Out, Ending.Close));

        var run = await RunProgram(time.Host, time.Port);

        Assert.That(run, Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput("The connection ended after 0 of 4 bytes\n"));
    }

    [Check("If the stream ends before the fourth byte, there is no time",
        Hint = "Receive returns 0 at the end of the stream, and 0 for ever after.")]
    public async Task Three()
    {
        var time = await Time(Clock.ChaptersMoment, new CutAfter(3, Direction.Out, Ending.Close));

        var run = await RunProgram(time.Host, time.Port);

        Assert.That(run, Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput("The connection ended after 3 of 4 bytes\n"));
    }

    [Check("A reset before the fourth byte is an error",
        Hint = "Receive throws. Is it inside a try?")]
    public async Task Reset()
    {
        // The reset comes a while after the bytes: a program that learns late that it is connected fails at that if a reset is
        // there before.
        var time = await Time(Clock.ChaptersMoment, new CutAfter(2, Direction.Out, Ending.Reset), new InPieces([2], GapMilliseconds: 300));

        var run = await RunProgram(time.Host, time.Port);

        Assert.That(run, Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput(TextThat.StartsWith("Error receiving data: ")));
    }

    [Check("A refused connection is reported",
        Hint = "Which exception does Connect throw when nobody listens there?")]
    public async Task Refused()
    {
        var run = await RunProgram(Hosts.Loopback, Ports.Closed);

        Assert.That(run, Exited.With(1).AndErrorOutput(TextThat.StartsWith("Connection error: ")));
    }

    [Check("The program sends nothing, and closes the connection in good order",
        Hint = "The server speaks first and needs no question. Leave nothing unread, and close the socket.")]
    public async Task Silent()
    {
        var (_, seen) = await Undisturbed();

        Assert.That(seen, Saw.NothingSent);
        Assert.That(seen, Saw.OrderlyEnd);
    }

    [Check("The last second before the wrap of 2036 is right",
        Hint = "All 32 bits are set, and that is a number like any other: not -1, and not an error.")]
    public async Task BeforeTheWrap()
    {
        var time = await Time(Clock.Wrap - 1);

        var run = await RunProgram(time.Host, time.Port);

        Assert.That(run, Exited.With(0).AndOutput("Thu Feb  7 06:28:15 2036\n"));
    }

    [Check("The first second after the wrap of 2036 is right",
        Hint = "Four zeros are a time like any other. With the top bit clear, count from the wrap.")]
    public async Task AfterTheWrap()
    {
        var time = await Time(Clock.Wrap);

        var run = await RunProgram(time.Host, time.Port);

        Assert.That(run, Exited.With(0).AndOutput("Thu Feb  7 06:28:16 2036\n"));
    }

    [Check("Without a port the program takes that of the service «time» over TCP",
        Hint = "ServicePorts.Find needs the protocol, too: a name may have another port with UDP.")]
    public async Task PortByName()
    {
        var time = await Time(Clock.ChaptersMoment);
        var names = $"time={time.Port}/tcp,time={Ports.Closed}/udp";

        var run = await RunProgram(With(ServicePorts.ExtraVariable, names), time.Host);

        Assert.That(run, Exited.With(0).AndOutput("Tue Sep 18 13:53:23 2012\n"));
    }

    [Check("It works over IPv6, too",
        Hint = "A socket made for AddressFamily.InterNetwork knows only IPv4. Which constructor leaves the family open?")]
    public async Task IPv6()
    {
        NeedIPv6();

        var time = await Open(new() { Service = Service.Time, IPv6 = true, Clock = Clock.ChaptersMoment });

        var run = await RunProgram(time.Host, time.Port);

        Assert.That(run, Exited.With(0).AndOutput("Tue Sep 18 13:53:23 2012\n"));
    }

    /// <summary>The program against a server that tells the chapter's moment at once.</summary>
    private Task<Visit> Undisturbed() => Shared(async () => await Visit(await Time(Clock.ChaptersMoment)));
}

using Kata.Checking;
using Kata.Machine;
using Kata.Programs;
using Kata.Protocol;
using Kata.Results;
using Kata.Support;
using NUnit.Framework;

[Step(11)]
[Hints(
    "A question that is not answered may have been lost, or its answer may have been. What you can do is the same "
        + "in both cases.",
    "Limit the wait, ask, and wait; if the limit passes, ask again, but only so many times. Any other error is "
        + "not for asking again. The number itself starts either in 1900 or in 2036: its highest bit says which.",
    "Look up: Socket.ReceiveTimeout, SocketError.TimedOut in an exception filter, "
        + "BinaryPrimitives.ReadUInt32BigEndian, DateTime.AddSeconds, and string.PadLeft.")]
public class Step11_UdpTimeChecks : Checks
{
    [Check("A moment in 2012 is printed as `Tue Sep 18 13:53:23 2012`",
        Hint = "Four bytes, the most significant first; seconds since 1900-01-01 00:00 UTC.")]
    public async Task TheChaptersMoment()
    {
        var (run, _) = await Asking();

        Assert.That(run, Exited.With(0).AndOutput("Tue Sep 18 13:53:23 2012\n").AndErrorOutput(TextThat.IsEmpty));
    }

    [Check("The day of the month takes two columns",
        Hint = "ctime writes a space before a day of one digit: Sun Nov  1.")]
    public async Task OneDigitDay()
    {
        var time = await TimeUdp(Clock.At(2015, 11, 1, 9, 5, 7));

        var run = await RunProgram(time.Host, time.Port);

        Assert.That(run, Exited.With(0).AndOutput("Sun Nov  1 09:05:07 2015\n"));
    }

    [Check("The last second before the wrap of 2036 is right",
        Hint = "All 32 bits are set, and that is a number like any other: not -1, and not an error.")]
    public async Task BeforeTheWrap()
    {
        var time = await TimeUdp(Clock.Wrap - 1);

        var run = await RunProgram(time.Host, time.Port);

        Assert.That(run, Exited.With(0).AndOutput("Thu Feb  7 06:28:15 2036\n"));
    }

    [Check("The first second after the wrap of 2036 is right",
        Hint = "The number is 0 then. With the top bit clear, count from the wrap: 2 to the 32 seconds after 1900.")]
    public async Task AfterTheWrap()
    {
        var time = await TimeUdp(Clock.Wrap);

        var run = await RunProgram(time.Host, time.Port);

        Assert.That(run, Exited.With(0).AndOutput("Thu Feb  7 06:28:16 2036\n"));
    }

    [Check("The top bit alone tells on which side of the wrap a number is",
        Hint = "0x80000000 is in 1968, and 0x7FFFFFFF, one less, in 2104.")]
    public async Task EndOfTheEra()
    {
        var time = await TimeUdp(Clock.Wrap + 0x7FFFFFFF);

        var run = await RunProgram(time.Host, time.Port);

        Assert.That(run, Exited.With(0).AndOutput("Tue Feb 26 09:42:23 2104\n"));
    }

    [Check("The question is an empty datagram",
        Hint = "RFC 868: «The user sends an empty datagram to port 37.»")]
    public async Task EmptyQuestion()
    {
        var (_, seen) = await Asking();

        var questions = seen.Of(EventKind.DatagramReceived).ToList();
        Require(questions.Count > 0 && questions.All(question => question.Bytes == 0),
            "an empty datagram", questions.Count == 0 ? "no datagram" : $"{questions[0].Bytes} bytes");
    }

    [Check("When the answer is lost, the program asks again",
        Hint = "With a ReceiveTimeout Receive throws, with the code TimedOut, when nothing has come.")]
    public async Task AsksAgain()
    {
        var time = await TimeUdp(Clock.ChaptersMoment, new Drop { Only = [1] });

        var run = await RunProgram(time.Host, time.Port);

        Assert.That(run, Exited.With(0).AndOutput("Tue Sep 18 13:53:23 2012\n"));
    }

    [Check("When no answer comes at all, the program gives up after four tries",
        Hint = "Count the tries. And what is the exit code?")]
    public async Task GivesUp()
    {
        var time = await TimeUdp(Clock.ChaptersMoment, new Drop());

        var run = await RunProgram(time.Host, time.Port);

        Assert.That(run, Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput("No answer after 4 tries\n"));
        Assert.That(await time.Close(), Saw.Datagrams(4));
    }

    [Check("An answer of three bytes is refused",
        Hint = "Receive tells how many bytes the datagram had. What is in the fourth byte of the buffer then?")]
    public async Task TooShort()
    {
        var time = await TimeUdp(Clock.ChaptersMoment, new Truncate(3));

        var run = await RunProgram(time.Host, time.Port);

        Assert.That(run, Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput("The answer has 3 bytes instead of 4\n"));
    }

    [Check("A port where nobody answers is reported",
        Hint = "The system may tell you that the port is closed: then Receive throws, or the next Send.")]
    public async Task Closed()
    {
        var run = await RunProgram(Hosts.Loopback, Ports.ClosedUdp);

        // Only a connected socket is told (udp(7)); another hears nothing.
        Assert.That(run, Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput(TextThat.Matches(
            "^(Connection error: .|No answer after 4 tries)", "«Connection error: », and what happened")));
    }

    [Check("Without a port the program takes that of the service «time» over UDP",
        Hint = "ServicePorts.Find needs the protocol, too: a name may have another port with TCP.")]
    public async Task PortByName()
    {
        var time = await TimeUdp(Clock.ChaptersMoment);
        var names = $"time={time.Port}/udp,time={Ports.Closed}/tcp";

        var run = await RunProgram(With(ServicePorts.ExtraVariable, names), time.Host);

        Assert.That(run, Exited.With(0).AndOutput("Tue Sep 18 13:53:23 2012\n"));
    }

    [Check("The time is UTC, wherever the machine is",
        Hint = "RFC 868 counts from midnight UTC. Does something convert it to local time?")]
    public async Task Utc()
    {
        var time = await TimeUdp(Clock.ChaptersMoment);
        var elsewhere = Clock.ZoneFile(NewFolder(), TimeSpan.FromHours(5));

        var run = await RunProgram(With("TZ", elsewhere), time.Host, time.Port);

        Assert.That(run, Exited.With(0).AndOutput("Tue Sep 18 13:53:23 2012\n"));
    }

    [Check("It works over IPv6, too",
        Hint = "A socket made for AddressFamily.InterNetwork knows only IPv4. Which constructor leaves the family open?")]
    public async Task IPv6()
    {
        NeedIPv6();

        var time = await Open(new()
        {
            Service = Service.Time,
            Transport = Transport.Udp,
            IPv6 = true,
            Clock = Clock.ChaptersMoment,
        });

        var run = await RunProgram(time.Host, time.Port);

        Assert.That(run, Exited.With(0).AndOutput("Tue Sep 18 13:53:23 2012\n"));
    }

    /// <summary>The program asks a server that answers with the chapter's moment.</summary>
    private Task<Visit> Asking() => Shared(async () => await Visit(await TimeUdp(Clock.ChaptersMoment)));
}

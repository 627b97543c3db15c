using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Kata.Checking;
using Kata.Machine;
using Kata.Programs;
using Kata.Protocol;
using Kata.Reports.Html;
using Kata.Results;
using Kata.Servers;
using Kata.Text;

[Step(3)]
[Hints(
    "A connected socket knows both of its ends. Nothing has to be computed: ask the socket.",
    "The address decides the family of the socket, so the address comes first: make it from the text, and take the "
        + "family from it. Ask for the ends only after Connect.",
    "Look up: IPAddress.Parse, IPAddress.AddressFamily, Socket.LocalEndPoint and Socket.RemoteEndPoint.")]
public partial class Step03_SocketInformationChecks : Checks
{
    [Check("Over IPv4, both ends are those that the server saw",
        Hint = "Your own end is LocalEndPoint, the other end is RemoteEndPoint. Ask for them when the socket is connected.")]
    public async Task BothEnds()
    {
        var (_, run, seen) = await Connecting();

        Assert.That(run, Exited.With(0).AndOutput(Ends(seen)));
    }

    [Check("Over IPv6, both ends are those that the server saw",
        Hint = "The socket's family has to fit the address: an IPAddress knows its AddressFamily. Print each end as it is: what does an "
            + "IPEndPoint put around an IPv6 address?")]
    public async Task BothEndsOverIPv6()
    {
        NeedIPv6();

        var http = await Open(new() { Service = Service.Http, IPv6 = true });

        // As long as it can be written: the program prints what the socket calls it.
        var run = await RunProgram("0:0:0:0:0:0:0:1", http.Port);

        var seen = await http.Close();
        Assert.That(run, Exited.With(0).AndOutput(BothEndsAs(seen)));
        Assert.That(seen, Saw.OneConnection(""));
    }

    [Check("An IPv4 address is printed in its IPv4 form, not in its IPv6 form",
        Hint = "::ffff:127.0.0.1 is what an IPv6 socket calls 127.0.0.1. A socket made for IPv4 calls it 127.0.0.1.")]
    public async Task NotMapped()
    {
        var (http, run, _) = await Connecting();

        Assert.That(run, Exited.With(0).AndOutput(new TextThat(
            $"{http.Host} in each line, without ::ffff: before it",
            text => text.Contains($" {http.Host}:{http.Port}", StringComparison.Ordinal) && !Mapped().IsMatch(text))));
    }

    [Check("The other end is printed as the socket knows it, not as it was typed",
        Hint = "An address can be written in several ways, and so can a port. Print both ends as the connected socket gives them. Does the "
            + "program leave out a port, or put zeros in front of it?")]
    public async Task AsTheSocketKnowsIt()
    {
        var http = await HttpSeenDirectly();
        var number = BinaryPrimitives.ReadUInt32BigEndian(IPAddress.Parse(http.Host).GetAddressBytes());

        var run = await RunProgram(number, http.Port);

        Assert.That(run, Exited.With(0).AndOutput(new TextThat(
            $"{http.Host}:{http.Port} as the other end, which is what {number} stands for",
            text => Plain(text).EndsWith($" {http.Host}:{http.Port}\n", StringComparison.Ordinal))));
        Assert.That(await http.Close(), Saw.OneConnection(""));

        await RequireOtherPorts();
    }

    /// <summary>Ports that a system does not choose: with fewer digits, that of HTTP among them, and the last there is.</summary>
    private async Task RequireOtherPorts()
    {
        var address = Loopback.HasMany ? RandomText.LoopbackAddress(last: 7) : Hosts.Loopback;
        foreach (var port in (int[])[80, Chance.Source.Next(1_024, 10_000), 65_535])
        {
            // Not every user may have port 80, and another program may have any of them.
            using var listener = ListenIfPossible(address, port);
            if (listener is null)
                continue;

            var run = await RunProgram(address, port);

            Require(
                listener.Pending(),
                "a connection",
                "none",
                port == 65_535 ? $"The port was {port}. Ports are 1 to 65535: are there some that the program does not take?" : null);
            using var accepted = await listener.AcceptSocketAsync();
            var expected = $"Connected from {accepted.RemoteEndPoint}\nConnected to {address}:{port}\n";
            Assert.That(run, Exited.With(0).AndOutput(TextThat.Exactly(expected) with { Holds = text => Plain(text) == expected }));
        }
    }

    [Check("The system chooses a free port for the program, a different one each time",
        Hint = "Connect chooses a free port by itself. Is there a Bind in the program that asks for a certain one? "
            + "The machine may have other connections to the same server: which of them is printed?")]
    public async Task OwnPort()
    {
        var http = await HttpSeenDirectly();

        // By chance a system may choose the same once. The system's table of connections still has the earlier ones.
        const int runs = 6;
        var made = new List<Run>();
        for (var i = 0; i < runs; i++)
        {
            made.Add(await RunProgram(http.Host, http.Port));
            Assert.That(made[i], Exited.With(0).AndAnyOutput());
        }

        var seen = await http.Close();
        Assert.That(seen, Saw.Connections(runs));
        foreach (var (run, accepted) in made.Zip(seen.Of(EventKind.Accepted)))
            Require(
                Plain(run.Output).Split('\n')[0] == $"Connected from {accepted.Peer}",
                $"«Connected from {accepted.Peer}»",
                Quoted.Of(run.Output));
        var ends = seen.Of(EventKind.Accepted).Select(accepted => accepted.Peer).Distinct().ToList();
        Require(ends.Count > 1, $"a different port in each of {runs} runs", $"{ends[0]} in each of them");
    }

    [Check("The server gets exactly one connection",
        Hint = "Each Connect on a new socket makes another connection, from another port.")]
    public async Task OneConnection()
    {
        var (_, _, seen) = await Connecting();

        Assert.That(seen, Saw.Connections(1));
    }

    [Check("The connection is closed in an orderly way",
        Hint = "`using` closes a socket in good order. A Close with a time-out of 0 resets the connection.",
        HintIfKilled = "If the program was connected, the server keeps the connection open and sends nothing. "
            + "What does the program wait for?")]
    public async Task OrderlyEnd()
    {
        var (_, _, seen) = await Connecting();

        Assert.That(seen, Saw.OrderlyEnd);

        // A program that waits until the server has closed, too, has no end here.
        using var open = Listen();
        Assert.That(await RunProgram(Hosts.Loopback, PortOf(open)), Exited.With(0).AndAnyOutput());
    }

    [Check("It sends nothing: both ends are known without it",
        Hint = "The two machines told each other their addresses and ports while connecting.")]
    public async Task NothingSent()
    {
        var (_, _, seen) = await Connecting();

        Assert.That(seen, Saw.NothingSent);
    }

    [Check("Both ends are known, however late the server agrees, and however soon it closes",
        Hint = "When Connect has returned, the socket knows both ends, whatever the server does next. Does the program wait for a certain "
            + "time and then go on without a connection? Does it ask whether it is still connected?")]
    public async Task LateAndSoon()
    {
        var http = await OpenDirectly(new() { Service = Service.Http, Faults = [new CutAtAccept(Ending.Close)] });

        var (run, seen) = await Visit(http);

        Assert.That(run, Exited.With(0).AndOutput(Ends(seen)));
        Assert.That(seen, Saw.Connections(1));

        // On Linux the system of the program asks again after a second, and then after two more.
        var late = await OpenDirectly(new() { Service = Service.Http, Faults = [new AcceptNothing(ForMilliseconds: 1500)] });

        (run, seen) = await Visit(MoreTime, late);

        Assert.That(run, Exited.With(0).AndOutput(Ends(seen)));
        Assert.That(seen, Saw.Connections(1));
    }

    [Check("Without a connection there are no ends to print, and no success",
        Hint = "No program listened, so Connect threw. All that you print must come after Connect, the exit code must not be 0, and the "
            + "error output says what happened. The program was given one address: another one, such as ::1, is not to be tried.")]
    public async Task Refused()
    {
        // Somebody listens at the same port of another address of this machine.
        using var closed = Bind();
        var port = ((IPEndPoint)closed.LocalEndPoint!).Port;
        using var other = Loopback.HasIPv6 ? ListenIfPossible(IPAddress.IPv6Loopback.ToString(), port) : null;

        var run = await RunProgram(Hosts.Loopback, port);

        Assert.That(run, Exited.WithoutSuccess.AndOutput(TextThat.IsEmpty).AndErrorOutput(TextThat.SaysSomething));
        Require(other?.Pending() != true, "no connection", "a connection to ::1");
    }

    [Check("A text that is no address is an error, and the program connects to nothing",
        Hint = "IPAddress.Parse throws if the text is no address. A program that takes another address in its place does not do "
            + "what it was asked. The error output says what is wrong.")]
    public async Task NoAddress()
    {
        using var listener = Listen();

        var run = await RunProgram(Hosts.Nowhere, PortOf(listener));

        Assert.That(run, Exited.WithoutSuccess.AndOutput(TextThat.IsEmpty).AndErrorOutput(TextThat.SaysSomething));
        Require(!listener.Pending(), "no connection", "a connection to 127.0.0.1");
    }

    /// <summary>A server that sees the program's own address, and not that of a proxy on the way.</summary>
    private Task<Endpoint> HttpSeenDirectly() => OpenDirectly(new() { Service = Service.Http });

    /// <summary>The program against a server that it reaches over IPv4.</summary>
    private Task<Connected> Connecting() => Shared(async () =>
    {
        var http = await HttpSeenDirectly();
        var (run, seen) = await Visit(http);
        return new Connected(http, run, seen);
    });

    private sealed record Connected(Endpoint Http, Run Run, Transcript Seen);

    /// <summary>Both ends, in either spelling of an IPv4 address.</summary>
    private static TextThat Ends(Transcript seen)
    {
        var expected = BothEndsAs(seen);
        return TextThat.Exactly(expected) with { Holds = text => Plain(text) == expected };
    }

    private static string BothEndsAs(Transcript transcript)
    {
        // The last, if there were several: how many there may be is for another check.
        var accepted = transcript.Of(EventKind.Accepted).LastOrDefault();
        Require(accepted is not null, expected: "a connection", got: "none");
        return $"Connected from {accepted!.Peer}\nConnected to {accepted.Local}\n";
    }

    /// <summary>The same without the disguise that an IPv6 socket puts on IPv4 addresses (RFC 4291 §2.5.5.2), and with
    /// the newlines that the server's side has. One check is about the disguise; to the others it is the same end.</summary>
    private static string Plain(string text) => Mapped().Replace(text.Replace("\r\n", "\n"), "$1");

    [GeneratedRegex(@"\[::ffff:([\d.]+)\]", RegexOptions.IgnoreCase)]
    private static partial Regex Mapped();
}

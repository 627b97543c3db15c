using System.Net.Sockets;
using Kata.Checking;
using Kata.Machine;
using Kata.Programs;
using Kata.Protocol;
using Kata.Results;
using Kata.Servers;
using Kata.Support;

[Step(1)]
[Hints(
    "The lesson names three decisions: what the address looks like, what the conversation is like, and which "
        + "protocol carries it. The constructor of a socket takes all three.",
    "The arguments are in args, counted from 0, and all of them are text. Two things are to be done with the socket: "
        + "make it, and connect it to the server. `using` closes it.",
    "Look up: the constructor Socket(AddressFamily, SocketType, ProtocolType), int.Parse, and the method "
        + "Socket.Connect that takes a host and a port.")]
public class Step01_CreatingSocketsChecks : Checks
{
    private const string Said = "Creating socket... done.\nConnecting to remote host... done.\n";

    /// <summary>A program may say that it failed, in words of its own.</summary>
    private static TextThat NotConnected { get; } = TextThat.Matches(
        @"\ACreating socket\.\.\. done\.\r?\nConnecting to remote host\.\.\. (?!(?s:.*)done\.)",
        "«Creating socket... done.», then «Connecting to remote host... », and no second `done.`");

    [Check("It says what it does, word for word",
        Hint = "The stub has the two texts: print each text first, then do its work, then print `done.` If the last `done.` is missing, "
            + "Connect may have failed: the error is in «got» or «errors».")]
    public async Task Words()
    {
        var (run, _) = await Connecting();

        Assert.That(run, Exited.With(0).AndOutput(Said));

        (run, var seen) = await Visit(await Open(LastPort.Of(new() { Service = Service.Http })));

        Assert.That(run, Exited.With(0).AndOutput(Said));
        Assert.That(seen, Saw.OneConnection(""));
    }

    [Check("The server gets exactly one connection",
        Hint = "Each Connect on a new socket makes another connection. A socket of type Dgram has none at all.")]
    public async Task OneConnection()
    {
        var (_, seen) = await Connecting();

        Assert.That(seen, Saw.Connections(1));

        if (Loopback.HasMany && Pretence.IsPossible)
            await RequireOneOfAllAddresses();
    }

    /// <summary>A name whose addresses all have a server: connecting to it makes one connection, and not one for each.</summary>
    private async Task RequireOneOfAllAddresses()
    {
        var http = new EndpointOptions { Service = Service.Http };
        List<EndpointOptions> places = [.. new[] { 7, 8 }.Select(last => http with { Address = RandomText.LoopbackAddress(last) })];
        if (Loopback.HasIPv6)
            places.Insert(0, http with { IPv6 = true });
        var all = new List<Endpoint>();
        foreach (var place in places)
            all.Add(await OpenDirectly(place with { Port = all.FirstOrDefault()?.Port }));
        var name = $"{RandomText.Word()}.example";

        var run = await RunProgram(Naming(name, [.. all.Select(endpoint => endpoint.Host)]), name, all[0].Port);

        // How it ends is for another check.
        Assert.That(run, Exited.Somehow.AndAnyOutput().AndAnyErrorOutput());
        var connections = 0;
        foreach (var endpoint in all)
        {
            var seen = await endpoint.Close();
            Assert.That(seen, Saw.Anything);
            connections += seen.Count(EventKind.Accepted);
        }

        Require(
            connections <= 1,
            "one connection to one of the addresses that the name has",
            $"{connections} connections",
            "The name has several addresses, and each of them works. Connect takes one. Is there another socket that connects, too?");
    }

    [Check("The connection is closed in an orderly way",
        Hint = "First there has to be a connection: Connect. `using` closes its socket in good order; a Close with a "
            + "time-out of 0 resets the connection.",
        HintIfKilled = "If the program was connected, the server keeps the connection open and sends nothing. "
            + "What does the program wait for?")]
    public async Task OrderlyEnd()
    {
        var (_, seen) = await Connecting();

        Assert.That(seen, Saw.OrderlyEnd);

        // A program that waits until the server has closed, too, has no end here.
        using var open = Listen();
        Assert.That(await RunProgram(Hosts.Loopback, PortOf(open)), Exited.With(0).AndAnyOutput());
    }

    [Check("It connects to the host it was given, and to no other",
        Hint = "Which argument holds the host? The host of this run does not exist, so no server should be called.")]
    public async Task TheHostGiven()
    {
        // Where a program would call that takes no notice of its arguments.
        var http = await Open(new() { Service = Service.Http, Address = Hosts.Loopback });

        var run = await RunProgram(Hosts.Nowhere, http.Port);

        Assert.That(
            run,
            Exited.WithoutSuccess.AndOutput(NotConnected),
            run.Output.Contains("Connecting", StringComparison.Ordinal)
                ? null
                : "Connect threw, and nothing had announced it. Is «Connecting to remote host... » printed before Connect is called?");
        Assert.That(await http.Close(), Saw.Connections(0));
    }

    [Check("A second argument that is no port is an error, and the program connects to nothing",
        Hint = "Ports go from 1 to 65535. A cast to a smaller type turns a larger number into another port; without a cast, Connect "
            + "throws.")]
    public async Task NoPort()
    {
        // First, so that no other server's ladder is shown.
        await RequireANumber();

        var http = await Http();

        var run = await RunProgram(http.Host, http.Port + 65_536);

        Assert.That(run, Exited.WithoutSuccess.AndOutput(NoSecondDone));
        Assert.That(await http.Close(), Saw.Connections(0));
    }

    /// <summary>A text that is no number, where servers listen at the ports that a program may take in its place.</summary>
    private async Task RequireANumber()
    {
        var address = Loopback.HasMany ? RandomText.LoopbackAddress(last: 7) : Hosts.Loopback;
        var server = Listen(address);
        // Not every user may have port 80, and another program may have either. At the only address of a machine, others connect as well.
        TcpListener?[] usual = Loopback.HasMany ? [ListenIfPossible(address, 80), ListenIfPossible(address, 8080)] : [];

        foreach (var text in (string[])[RandomText.Word(), $"{PortOf(server)}x"])
        {
            var about = $"The second argument was «{text}», which is no number: int.Parse throws a FormatException. Which port does the "
                + "program take in its place?";

            var run = await RunProgram(address, text);

            Assert.That(run, Exited.WithoutSuccess.AndOutput(NoSecondDone), about);
            Require(!usual.Append(server).Any(listener => listener?.Pending() == true), "no connection", "a connection", about);
        }
    }

    /// <summary>A program may look at the number of the port before it says anything, or later.</summary>
    private static TextThat NoSecondDone { get; } = new("no second `done.`", text => text.Split("done.").Length <= 2);

    [Check("A name will do as well as an address: localhost",
        Hint = "Connect also takes a host's name and looks it up itself.")]
    public async Task Name()
    {
        var http = await Open(new() { Service = Service.Http, Address = Hosts.Loopback });

        var run = await RunProgram("localhost", http.Port);

        Assert.That(run, Exited.With(0).AndOutput(Said));
        Assert.That(await http.Close(), Saw.OneConnection(""));
    }

    [Check("If a name has several addresses, it takes one that works",
        Hint = "A name may have several addresses, of both families; this one has an IPv6 address first. Which overload of Connect "
            + "takes the name, looks it up, and tries its addresses one after the other?")]
    public async Task SecondAddress()
    {
        var http = await Http();
        var name = $"{RandomText.Word()}.example";

        var run = await RunProgram(Naming(name, "::1", http.Host), name, http.Port);

        Assert.That(run, Exited.With(0).AndOutput(Said));
        Assert.That(await http.Close(), Saw.OneConnection(""));
    }

    [Check("However long the server takes to agree, the program waits for it",
        Hint = "A connection is there when Connect has returned, or when the task of ConnectAsync has ended well. A wait of your own "
            + "may end before that. What the server does afterwards, even if it closes at once, makes no difference: it has agreed.")]
    public async Task SlowToAgree()
    {
        // On Linux the system of the program asks again after a second.
        var http = await OpenDirectly(new() { Service = Service.Http, Faults = [new AcceptNothing(ForMilliseconds: 500)] });

        var run = await RunProgram(MoreTime, http.Host, http.Port);

        Assert.That(run, Exited.With(0).AndOutput(Said));
        Assert.That(await http.Close(), Saw.OneConnection(""));

        // One that agrees and closes at once has agreed.
        var brief = await OpenDirectly(new() { Service = Service.Http, Faults = [new CutAtAccept(Ending.Close)] });

        var (after, seen) = await Visit(brief);

        Assert.That(after, Exited.With(0).AndOutput(Said));
        Assert.That(seen, Saw.Connections(1));
    }

    [Check("A refused connection is not taken for a success",
        Hint = "Connect throws when no server listens at that port. If you catch that exception, the exit code has to "
            + "report the failure.")]
    public async Task Refused()
    {
        var run = await WithoutListener();

        Assert.That(run, Exited.WithoutSuccess.AndAnyOutput());
    }

    [Check("It says `done.` only after the work is done",
        Hint = "«Connecting to remote host... » comes before the work that it announces, and `done.` after it. No server listened here: "
            + "which of these texts belong in the output, and in which order?")]
    public async Task DoneWhenDone()
    {
        var run = await WithoutListener();

        Assert.That(run, Exited.WithoutSuccess.AndOutput(NotConnected));
    }

    [Check("It says `done.` for the socket only when there is one",
        Hint = "The system had no socket left in this run. What has to happen before the first `done.`: is the socket made by then?")]
    public async Task SocketFirst()
    {
        NeedNoSockets();

        var run = await RunProgram(With(Descriptors.Variable, "1"), Hosts.Loopback, Ports.Closed);

        Assert.That(
            run,
            Exited.WithoutSuccess.AndOutput(
                TextThat.Matches(
                    // The output, too, may need a descriptor of its own.
                    @"\A\z|\ACreating socket\.\.\. (?!.*done\.|\n)|Connecting to remote host",
                    "«Creating socket... », or nothing at all, and no `done.` behind it unless the program went on to connect")));
    }

    [Check("It connects and sends nothing",
        Hint = "This step is about the connection alone: there has to be one, and sending comes in step 04.")]
    public async Task NothingSent()
    {
        var (_, seen) = await Connecting();

        Assert.That(seen, Saw.NothingSent);
    }

    /// <summary>The program against a server that lets it.</summary>
    private Task<Visit> Connecting() => Shared(async () => await Visit(await Http()));

    /// <summary>The program against a port where nobody listens.</summary>
    private Task<Run> WithoutListener() => Shared(() => RunProgram(Hosts.Loopback, Ports.Closed));
}

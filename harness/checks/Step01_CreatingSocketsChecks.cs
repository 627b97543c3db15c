using System.Net;
using System.Net.Sockets;
using Kata.Checking;
using Kata.Machine;
using Kata.Programs;
using Kata.Results;
using NUnit.Framework;

[Step(1)]
[Hints(
    "The lesson names three decisions: what the address looks like, what the conversation is like, and which "
        + "protocol carries it. A socket is told all three when it is made.",
    "The arguments are in args, counted from 0, and all of them are text. Of the two things to do with the "
        + "socket, one makes it and the other leads it to the server; closing is done by `using`.",
    "Look up: the constructor Socket(AddressFamily, SocketType, ProtocolType), int.Parse, and the method "
        + "Socket.Connect that takes a host and a port.")]
public class Step01_CreatingSocketsChecks : Checks
{
    [Check("It says what it does, word for word",
        Hint = "The two texts were given: first the words, then the work, then `done.`")]
    public async Task Words()
    {
        var (run, _) = await Connecting();

        Assert.That(run, Exited.With(0).AndOutput("Creating socket... done.\nConnecting to remote host... done.\n"));
    }

    [Check("The server gets exactly one connection",
        Hint = "Each call of Connect on a new socket is a conversation of its own. A socket of type Dgram has none at all.")]
    public async Task OneConnection()
    {
        var (_, seen) = await Connecting();

        Assert.That(seen, Saw.Connections(1));
    }

    [Check("The connection is closed in an orderly way",
        Hint = "First there has to be a connection: Connect. `using` closes its socket the polite way; a close that may not "
            + "take any time breaks the connection off.")]
    public async Task OrderlyEnd()
    {
        var (_, seen) = await Connecting();

        Assert.That(seen, Saw.OrderlyEnd);
    }

    [Check("It connects to the host it was given, and to no other",
        Hint = "Which argument holds the host? The host of this run does not exist, so nobody should be called.")]
    public async Task TheHostGiven()
    {
        var http = await Http();

        await RunProgram(Hosts.Nowhere, http.Port);

        Assert.That(await http.Close(), Saw.Connections(0));
    }

    [Check("A name will do as well as an address: localhost",
        Hint = "Connect also takes a host's name and looks it up itself.")]
    public async Task Name()
    {
        // In this process, since no name leads to a container.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        var run = await RunProgram("localhost", ((IPEndPoint)listener.LocalEndpoint).Port);

        Assert.That(run, Exited.With(0).AndAnyOutput().AndAnyErrorOutput());
        Require(listener.Pending(), expected: "a connection to 127.0.0.1, which localhost stands for", got: "no connection");
    }

    [Check("A refused connection is not taken for a success",
        Hint = "Connect throws when nobody listens at that port. If you catch that, the exit code has to tell it instead.")]
    public async Task Refused()
    {
        var run = await WithoutListener();

        Assert.That(run, Exited.WithoutSuccess.AndAnyOutput());
    }

    [Check("It says `done.` only of what is done",
        Hint = "Nobody listened, and still `done.` was printed after «Connecting». What has to happen before that line?")]
    public async Task DoneWhenDone()
    {
        var run = await WithoutListener();

        Assert.That(run, Exited.WithoutSuccess.AndOutput(TextThat.Matches(
            @"\A[^\n]*done\.\r?\n(?!.*done\.)", "«Creating socket... done.», and no second `done.`")));
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

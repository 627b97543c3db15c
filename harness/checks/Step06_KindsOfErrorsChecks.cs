using Kata.Checking;
using Kata.Checking.Clients;
using Kata.Machine;
using Kata.Programs;
using Kata.Protocol;
using Kata.Results;
using Kata.Servers;
using NUnit.Framework;

[Step(6)]
[Hints(
    "The table in the lesson is the program: four kinds, each with its codes. What kind is a code that nobody has "
        + "thought of?",
    "Two things are missing: a limit for the wait, which has to be set before the wait begins, and the table. An "
        + "end of the stream is not in the table, since it throws nothing: see what Receive returns then.",
    "Look up: Socket.ReceiveTimeout, switch expressions with `or` between their values and `_` at the end, and "
        + "the members of SocketError.")]
public class Step06_KindsOfErrorsChecks : Checks
{
    /// <summary>Deadlines for a program that has to run out of time, in milliseconds. One that must not has its own three
    /// seconds.</summary>
    private static readonly int[] deadlines = [150, 600, 2400];

    [Check("An answer in time is no error",
        Hint = "Connected, sent, received: both lines are printed, and the exit code is 0.")]
    public async Task NoError()
    {
        var echo = await Echo();

        var run = await RunProgram(echo.Host, echo.Port);

        Assert.That(run, Exited.With(0).AndOutput("Connected.\nAnswered.\n").AndErrorOutput(TextThat.IsEmpty));
    }

    [Check("A name that leads nowhere is an address lookup error",
        Hint = "Four codes come from the lookup; this one is SocketError.HostNotFound.")]
    public async Task Lookup()
    {
        var run = await RunProgram(Hosts.Nowhere, Ports.Closed);

        Assert.That(run, Failed("Address lookup error"));
    }

    [Check("An address that is no machine's is an other addressing error",
        Hint = "255.255.255.255 stands for all machines. Print error.SocketErrorCode: which code does your system give?")]
    public async Task Addressing()
    {
        var run = await RunProgram(Hosts.Broadcast, Ports.Closed);

        Assert.That(run, Failed("Other addressing error"));
    }

    [Check("A refused connection is a general error",
        Hint = "The name was found, the address works, and it took no time: none of the other three kinds.")]
    public async Task Refused()
    {
        var run = await WithoutListener();

        Assert.That(run, Failed("General error"));
    }

    [Check("A server that does not take the connection is a time-out",
        Hint = "Connect has its deadline already, and says so with SocketError.TimedOut.")]
    public async Task NotAccepted()
    {
        var echo = await Echo(new AcceptNothing());

        var run = await RunProgram(echo.Host, echo.Port, deadlines[0]);

        Assert.That(run, Failed("Time-out"));
    }

    [Check("A server that does not answer is a time-out",
        Hint = "Receive waits for ever unless it is told otherwise: ReceiveTimeout, in milliseconds, before it is called.")]
    public async Task NotAnswered()
    {
        var echo = await Echo(new Stall(0, Direction.Out));

        // On a busy machine a short deadline may pass before the question is asked. Then it was not this that was tried.
        for (var i = 0; ; i++)
        {
            var run = await RunProgram(echo.Host, echo.Port, deadlines[i]);
            var asked = (await echo.Transcript()).Count(EventKind.Received) > 0;
            if (!asked && i < deadlines.Length - 1)
                continue;

            Assert.That(run, Failed("Time-out"));
            Require(asked, "a question to the server", "none");
            return;
        }
    }

    [Check("A connection that breaks is a general error",
        Hint = "SocketError.ConnectionReset: the other side broke off. It had been found, and it took no time.")]
    public async Task Broken()
    {
        var echo = await Echo(new CutAfter(0, Direction.Out, Ending.Reset));

        var run = await RunProgram(echo.Host, echo.Port);

        Assert.That(run, Failed("General error"));
    }

    [Check("An end of the stream in place of the answer is a general error",
        Hint = "Receive returned 0 and threw nothing. What does that say about the byte you are waiting for?")]
    public async Task Ended()
    {
        var echo = await Echo(new CutAfter(0, Direction.Out, Ending.Close));

        var run = await RunProgram(echo.Host, echo.Port);

        Assert.That(run, Failed("General error"));
    }

    [Check("After an error, the exit code is 1",
        Hint = "What Main returns is the exit code; 0 says that all went well.")]
    public async Task ExitCode()
    {
        var run = await WithoutListener();

        Assert.That(run, Exited.With(1).AndAnyOutput().AndAnyErrorOutput());
    }

    /// <summary>The program against a port where nobody listens.</summary>
    private Task<Run> WithoutListener() => Shared(() => RunProgram(Hosts.Loopback, Ports.Closed));

    /// <summary>One line on the error output: the kind, a colon, and what the system said.</summary>
    private static RunConstraint Failed(string kind) => Exited.With(1).AndAnyOutput().AndErrorOutput(TextThat.Matches(
        $@"\A{kind}: [^\r\n]+\r?\n\z", $"one line, «{kind}: » and the reason"));
}

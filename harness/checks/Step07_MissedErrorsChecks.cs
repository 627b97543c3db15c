using System.Text;
using Kata.Checking;
using Kata.Checking.Clients;
using Kata.Machine;
using Kata.Programs;
using Kata.Protocol;
using Kata.Reports.Html;
using Kata.Results;
using Kata.Text;
using NUnit.Framework;

[Step(7)]
[Hints(
    "Send has returned. What do you know now about the server? Only that your system has taken the bytes.",
    "The answer is the only proof. To let the server know that the request is complete, and still read what it "
        + "says, end one direction of the connection and leave the other open. Then count what comes.",
    "Look up: Socket.Shutdown and the values of SocketShutdown, what Receive returns at the end of a stream, "
        + "Thread.Sleep and TimeSpan.FromSeconds, and Stream.Write with a part of a buffer.")]
public class Step07_MissedErrorsChecks : Checks
{
    private const string Greeting = "sleeping...\nContinuing.\n";

    [Check("The whole answer of a server that is still there is printed",
        Hint = "Receive returns what has arrived so far, and only 0 is the end. Of the buffer, only the first count bytes are new.")]
    public async Task Answered()
    {
        var path = $"/{RandomText.Word()}";
        var http = await Http(path, RandomText.OfLength(5_000), new InPieces([700]));

        var run = await RunProgram(http.Host, http.Port, path, 0.1);

        var answer = Encoding.UTF8.GetString((await http.Close()).SentOn(1));
        Assert.That(run, Exited.With(0).AndOutput(Greeting + answer).AndErrorOutput(TextThat.IsEmpty));
    }

    [Check("The program connects first, and while it sleeps it says nothing",
        Hint = "Connect, print, sleep, print, send: in this order. Thread.Sleep takes whole milliseconds, or a TimeSpan.")]
    public async Task Sleeps()
    {
        var http = await Http();

        var program = StartProgram(http.Host, http.Port, "/", 10);
        await program.WaitForOutput("sleeping...");

        await WaitFor(program, http, EventKind.Accepted, "a connection before the program sleeps");
        var said = http.WaitFor(EventKind.Received, 1, TimeSpan.FromMilliseconds(500));
        if (await Task.WhenAny(said, program.Ended()) != said)
            Require(false, "a program that sleeps for ten seconds", (await program.Ended()).End.ToString()!);
        Require(!(await said).Happened, "nothing said by the program while it sleeps for ten seconds", "a request at once");
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
        var transcript = await http.CloseNow();
        Assert.That(await program.Ended(), Exited.ByItself.AndAnyOutput().AndAnyErrorOutput());

        var request = Encoding.UTF8.GetString(transcript.ReceivedOn(1));
        Require(request.StartsWith($"GET {path} HTTP/1.", StringComparison.Ordinal) && request.EndsWith("\r\n\r\n", StringComparison.Ordinal),
            "a complete request before that", Quoted.Of(request));
    }

    [Check("A refused connection is reported",
        Hint = "Which exception does Connect throw when nobody listens there?")]
    public async Task Refused()
    {
        var run = await RunProgram(Hosts.Loopback, Ports.Closed, "/", 0.1);

        Assert.That(run, Exited.With(1).AndAnyOutput().AndErrorOutput(TextThat.StartsWith("Connection error: ")));
    }

    [Check("A server that closes while the program sleeps has not answered",
        Hint = "The send succeeds all the same. How many bytes did you receive until the end?")]
    public async Task ClosedMeanwhile()
    {
        var http = await Http(new CutAtAccept(Ending.Close));

        var run = await RunProgram(http.Host, http.Port, "/", 0.1);

        Assert.That(run, Exited.With(1)
            .AndOutput(Greeting)
            .AndErrorOutput("No answer came: the server closed the connection.\n"));
    }

    [Check("A server that resets the connection while the program sleeps is an error",
        Hint = "The next call that sends reports it. Is Send inside a try?")]
    public async Task ResetMeanwhile()
    {
        var http = await Http(new CutAtAccept(Ending.Reset));

        var run = await RunProgram(http.Host, http.Port, "/", 0.6);

        // Send reports it, unless the reset was longer on its way than the program slept.
        Assert.That(run, Exited.With(1).AndOutput(Greeting).AndErrorOutput(SendingOrReceiving));
    }

    [Check("A reset instead of the answer is an error",
        Hint = "The send succeeded, and still there is no answer. Receive reports that. Is it inside a try?")]
    public async Task ResetInsteadOfAnswer()
    {
        var http = await Http(new CutAfter(0, Direction.Out, Ending.Reset));

        var run = await RunProgram(http.Host, http.Port, "/", 0);

        Assert.That(run, Exited.With(1).AndOutput(Greeting).AndErrorOutput(SendingOrReceiving));
    }

    [Check("A reset in the middle of the answer is an error, whatever came before it",
        Hint = "Half an answer is no answer. What does the program do when Receive throws after some bytes have come?")]
    public async Task ResetInAnswer()
    {
        var path = $"/{RandomText.Word()}";
        var http = await Http(path, RandomText.OfLength(5_000), new CutAfter(1_000, Direction.Out, Ending.Reset));

        var run = await RunProgram(http.Host, http.Port, path, 0);

        Assert.That(run, Exited.With(1).AndAnyOutput().AndErrorOutput(TextThat.StartsWith("Error receiving data: ")));
    }

    private static TextThat SendingOrReceiving { get; } = TextThat.Matches(
        "^Error (sending|receiving) data: .", "«Error sending data: » or «Error receiving data: », and what happened");
}

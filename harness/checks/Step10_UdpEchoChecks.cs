using System.Text;
using Kata.Checking;
using Kata.Checking.Clients;
using Kata.Protocol;
using Kata.Reports.Html;
using Kata.Results;
using Kata.Servers;
using Kata.Text;
using NUnit.Framework;

[Step(10)]
[Hints(
    "A datagram has no connection, and still the socket can be told whom it talks to. Then it also knows whose "
        + "answers it wants.",
    "Ctrl-C arrives while the program waits in Receive. Two things have to happen: the system must not end the "
        + "program, and the wait must. Closing what is waited on ends a wait.",
    "Look up: Socket.Connect on a Dgram socket, ConsoleCancelEventArgs.Cancel, Socket.Close, the largest payload "
        + "of a UDP datagram (RFC 768: its length field has 16 bits), and Encoding.GetString with an index and a count.")]
public class Step10_UdpEchoChecks : Checks
{
    private const string Prompt = "Enter data to transmit: ";

    [Check("The program asks for the data, sends it, and prints the reply",
        Hint = "Console.Write prints without ending the line. Nothing is sent before there is something to send.")]
    public async Task Echoed()
    {
        var text = RandomText.Word();
        var echo = await EchoUdp();

        var program = StartProgram(echo.Host, echo.Port);
        await program.WaitForOutput(Prompt);
        Assert.That(await echo.Transcript(), Saw.Datagrams(0));
        await program.WriteLine(text);

        await program.WaitForOutput($"{Prompt}Received: {text}{Environment.NewLine}");
        // What was sent before may not have arrived when it was looked for.
        var first = Encoding.UTF8.GetString((await echo.Transcript()).Of(EventKind.DatagramReceived).First().Data ?? []);
        Require(first.StartsWith(text, StringComparison.Ordinal), $"{Quoted.Of(text)} as the first datagram", Quoted.Of(first));
    }

    [Check("The line goes out as one datagram: its text as UTF-8, and nothing else",
        Hint = "Encoding.UTF8.GetBytes of the line as ReadLine returned it, and one Send.")]
    public async Task OneDatagram()
    {
        var text = OperatingSystem.IsWindows() ? RandomText.OfLength(50).Replace('\n', '.') : $"Grüße {RandomText.Word()} € 🧵";
        var echo = await EchoUdp();

        var program = await Sent(echo, text);
        await program.WaitForOutput("Received: ");

        var transcript = await echo.Close();
        Assert.That(transcript, Saw.Datagrams(1));
        var sent = Encoding.UTF8.GetString(transcript.Of(EventKind.DatagramReceived).First().Data ?? []);
        Require(sent == text, $"a datagram with {Quoted.Of(text)}", Quoted.Of(sent));
    }

    [Check("A reply that arrives twice is printed twice",
        Hint = "Receive in a loop: nobody knows how many replies will come.")]
    public async Task Duplicated()
    {
        var text = RandomText.Word();
        var echo = await EchoUdp(new Duplicate());

        var program = await Sent(echo, text);

        await program.WaitForOutput($"Received: {text}{Environment.NewLine}", times: 2);
    }

    [Check("A late reply is printed",
        Hint = "Only Ctrl-C ends the waiting. Is there a time-out?")]
    public async Task Late()
    {
        var text = RandomText.Word();
        var echo = await EchoUdp(new Delay(1000));

        var program = await Sent(echo, text);

        await program.WaitForOutput($"Received: {text}");
    }

    [Check("When no reply comes, the program sends nothing more and waits until Ctrl-C ends it with exit code 0",
        Hint = "Closing the socket makes the Receive that waits throw. Is that exception caught, and Ctrl-C told from an error?")]
    public async Task Lost()
    {
        var echo = await EchoUdp(new Drop());

        var program = await Sent(echo, RandomText.Word());
        await WaitFor(program, echo, EventKind.DatagramReceived, "a datagram");
        // Nothing can be waited for here but time.
        await echo.WaitFor(EventKind.DatagramReceived, 2, TimeSpan.FromSeconds(1));
        program.Interrupt();

        Assert.That(await program.Ended(), Exited.With(0).AndOutput(Prompt).AndErrorOutput(TextThat.IsEmpty));
        Assert.That(await echo.Close(), Saw.Datagrams(1));
    }

    [Check("After a reply Ctrl-C ends the program with exit code 0",
        Hint = "CancelKeyPress, with Cancel = true: otherwise the system kills the program after your handler.")]
    public async Task Interrupted()
    {
        var text = RandomText.Word();
        var echo = await EchoUdp();

        var program = await Sent(echo, text);
        await program.WaitForOutput($"Received: {text}{Environment.NewLine}");
        program.Interrupt();

        Assert.That(await program.Ended(), Exited.With(0).AndOutput($"{Prompt}Received: {text}\n"));
    }

    [Check("An empty line is an empty datagram, and its reply is printed",
        Hint = "UDP has no end of stream: a datagram of 0 bytes is a message like any other.")]
    public async Task EmptyLine()
    {
        var echo = await EchoUdp();

        var program = await Sent(echo, "");

        await program.WaitForOutput($"Received: {Environment.NewLine}");
    }

    [Check("A long line comes back whole",
        Hint = "What does not fit into the buffer is thrown away. How long can a datagram be?")]
    public async Task Long()
    {
        var text = RandomText.OfLength(8_000).Replace('\n', '.');
        var echo = await EchoUdp();

        var program = await Sent(echo, text);

        await program.WaitForOutput($"Received: {text}{Environment.NewLine}");
    }

    [Check("It works over IPv6, too",
        Hint = "A socket made for AddressFamily.InterNetwork knows only IPv4. Which constructor leaves the family open?")]
    public async Task IPv6()
    {
        NeedIPv6();
        var text = RandomText.Word();

        var echo = await Open(new() { Service = Service.Echo, Transport = Transport.Udp, IPv6 = true });

        var program = await Sent(echo, text);

        await program.WaitForOutput($"Received: {text}");
    }

    [Check("When the input ends instead of a line, nothing is sent",
        Hint = "Console.ReadLine returns null at the end of the input. That is not an empty line.")]
    public async Task EndOfInput()
    {
        var echo = await EchoUdp();

        var run = await RunProgram(echo.Host, echo.Port);

        Assert.That(run, Exited.With(1).AndOutput(Prompt).AndErrorOutput("Nothing to transmit: the input has ended.\n"));
        Assert.That(await echo.Close(), Saw.Datagrams(0));
    }

    /// <summary>Starts the program and types a line at its prompt.</summary>
    private async Task<StartedProgram> Sent(Endpoint echo, string line)
    {
        var program = StartProgram(echo.Host, echo.Port);
        await program.WaitForOutput("transmit");
        await program.WriteLine(line);
        return program;
    }
}

using System.Diagnostics;
using Kata.Checking;
using Kata.Checking.Clients;
using Kata.Programs;

/// <summary>How the server starts and how it ends: a taken port, Ctrl-C, and the time that its clients have to leave.</summary>
public partial class Step25_YourOwnProtocolChecks
{
    [Check("A port that is taken is reported",
        Hint = "Bind throws, or Listen does. Is it inside a try?")]
    public async Task PortTaken()
    {
        using var taken = Listen();
        var port = PortOf(taken);

        var run = await RunProgram("serve", port);

        Assert.That(run, Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput($"Can't listen on port {port}: AddressAlreadyInUse\n"));

        // By a server of the same kind, too.
        using var server = await StartServer("serve", 0);
        run = await RunProgram("serve", server.Port);

        Assert.That(
            run,
            Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput($"Can't listen on port {server.Port}: AddressAlreadyInUse\n"),
            "Another server of this program listens on the port. Which option lets two sockets share one?");
    }

    [Check("Ctrl-C: the server stops listening, leaves its clients in good order, and ends with exit code 0",
        Hint = "CancelKeyPress with Cancel = true; then the accept that waits and the receives that wait have to end. A "
            + "CancellationToken reaches all of them. Only Ctrl-C stops the server in this way: which signals does the program catch?")]
    public async Task Interrupted()
    {
        var server = await StartServer("serve", 0, 20);
        var silent = await server.Connect();
        var halfway = await server.Connect();
        await halfway.Send(Frames.Of("ADD n 1")[..2]);
        var friendly = await server.Connect();
        await friendly.Exchange("ADD n 2", "OK 2");

        server.Program.Interrupt();
        await server.Program.WaitForLine("Stopping");
        var late = await server.TryConnect();
        Require(late is null, "a connection refused, after «Stopping»", "a connection accepted");
        foreach (var client in new[] { silent, friendly })
        {
            await client.ExpectEnd();
            client.Close();
        }

        var rest = await halfway.ReceiveToEnd();
        Require(rest.Stopped == Stopped.Finished, "the end of the stream, in good order", rest.ToString());
        halfway.Close();
        Assert.That(await server.Program.Ended(), Exited.With(0).AndOutput($"Listening on port {server.Port}\nStopping\n"));

        if (!StartedProgram.CanTerminate)
            return;

        // Other signals do what the system makes them do.
        var ended = await StartServer("serve", 0, 20);
        ended.Program.Terminate();
        Assert.That(
            await ended.Program.Ended(), Exited.WithoutSuccess.AndOutput($"Listening on port {ended.Port}\n").AndAnyErrorOutput(),
            "SIGTERM was sent to it, and not Ctrl-C. Which signals does the program catch?");
    }

    [Check("After Ctrl-C a reply that has been begun is sent to its end",
        Hint = "What does the token cancel: the wait for the next request, or the reply too?", Points = 2)]
    public async Task InterruptedReply()
    {
        var name = RandomText.Word();
        var server = await StartServer("serve", 0, 20);
        var client = await Stuff(server, name);

        server.Program.Interrupt();
        await server.Program.WaitForLine("Stopping");
        var received = await client.ReceiveToEnd();
        client.Close();

        var (texts, over) = Frames.In(received.Bytes);
        Require(over == 0 && texts.Count > 0, "whole replies only", $"{texts.Count} whole replies, and {over:N0} bytes of another");
        Require(received.Stopped == Stopped.Finished, "the end of the stream, in good order",
            $"{texts.Count} whole replies, then {new Received([], received.Stopped)}");
        Assert.That(await server.Program.Ended(), Exited.With(0).AndAnyOutput().AndAnyErrorOutput());
    }

    [Check("A client that does not end keeps the server from ending for SECONDS, and no longer",
        Hint = "Before Main returns, wait for the clients or for a clock, whichever comes first. A client that has not "
            + "ended may still be reading.")]
    public async Task InterruptedForEver()
    {
        const double seconds = 2.5;
        var (port, run, took) = await BestOf(
            async () =>
            {
                var name = RandomText.Word();
                var server = await StartServer("serve", 0, seconds);
                // Several, so that a time for each of them is more than one for all.
                for (var i = 0; i < 4; i++)
                    await Stuff(server, name);
                var open = await server.Connect();
                await open.Exchange("ADD n 1", "OK 1");

                var clock = Stopwatch.StartNew();
                server.Program.Interrupt();
                await server.Program.WaitForLine("Stopping");
                // Nothing comes of a second Ctrl-C.
                server.Program.Interrupt();
                return (server.Port, Run: await server.Program.Ended(), Took: clock.Elapsed.TotalSeconds);
            },
            stopped => stopped.Took < seconds + 2);

        // What it says of clients that it had to leave is up to it.
        Assert.That(run, Exited.With(0).AndOutput($"Listening on port {port}\nStopping\n").AndAnyErrorOutput());
        // Clocks may differ by a little.
        Require(took > seconds - 0.05 && took < seconds + 2,
            FormattableString.Invariant($"a server that waits {seconds} s for clients that do not end"),
            FormattableString.Invariant($"its end {took:0.00} s after Ctrl-C, while five clients were not finished with it"));
    }

    [Check("When the last client has left, the server ends, and does not wait for SECONDS",
        Hint = "SECONDS is the most that the server waits after Ctrl-C. What tells it that a client has left, and who waits for that?")]
    public async Task NobodyLeft()
    {
        const double seconds = 12;
        var (run, took) = await BestOf(
            async () =>
            {
                var server = await StartServer("serve", 0, seconds);
                var client = await server.Connect();
                await client.Exchange("ADD n 1", "OK 1");
                server.Program.Interrupt();
                await server.Program.WaitForLine("Stopping");
                await client.ExpectEnd();
                var clock = Stopwatch.StartNew();
                client.Close();
                return (Run: await server.Program.Ended(), Took: clock.Elapsed.TotalSeconds);
            },
            stopped => stopped.Took < seconds / 2);

        Assert.That(run, Exited.With(0).AndAnyOutput());
        Require(took < seconds / 2,
            "a server that ends when its last client has left",
            FormattableString.Invariant($"its end {took:0.00} s later, after Ctrl-C with {seconds} SECONDS"));
    }

    [Check("Without SECONDS, the server waits five seconds for its clients",
        Hint = "SECONDS may be left out: it is 5 then.")]
    public async Task InterruptedWithoutSeconds()
    {
        var (run, took) = await BestOf(
            async () =>
            {
                var server = await StartServer("serve", 0);
                var open = await server.Connect();
                await open.Exchange("ADD n 1", "OK 1");

                var clock = Stopwatch.StartNew();
                server.Program.Interrupt();
                await server.Program.WaitForLine("Stopping");
                return (Run: await server.Program.Ended(), Took: clock.Elapsed.TotalSeconds);
            },
            stopped => stopped.Took < 6);

        Assert.That(run, Exited.With(0).AndAnyOutput().AndAnyErrorOutput());
        Require(took is > 4.95 and < 6,
            "a server that waits 5 s for a client that does not end",
            FormattableString.Invariant($"its end {took:0.00} s after Ctrl-C"));
    }
}

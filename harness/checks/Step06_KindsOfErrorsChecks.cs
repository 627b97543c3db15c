using Kata.Checking;
using Kata.Checking.Clients;
using Kata.Machine;
using Kata.Programs;
using Kata.Protocol;
using Kata.Results;
using Kata.Servers;
using Kata.Support;

[Step(6)]
[Hints(
    "The table in the lesson is the program: four kinds, each with its codes. What kind is a code that is not in the "
        + "table?",
    "Two things are missing: a limit for the wait, which has to be set before the wait begins, and the table. The "
        + "end of the stream is not in the table, since it throws nothing: what does Receive return then?",
    "Look up: Socket.ReceiveTimeout, switch expressions with `or` between their values and `_` at the end, and "
        + "the members of SocketError.")]
public class Step06_KindsOfErrorsChecks : Checks
{
    private const string Connected = "Connected.\n";
    private const string Answered = "Answered.\n";

    /// <summary>For a program that has to run out of time, in milliseconds. One that must not has its own three seconds.</summary>
    private const int Deadline = 150;

    [Check("An answer in time is no error",
        Hint = "Connected, sent, received: both lines are printed, and the exit code is 0.")]
    public async Task NoError()
    {
        var (run, seen) = await Visit(await Open(LastPort.Of(new() { Service = Service.Echo })));

        Assert.That(run, Exited.With(0).AndOutput(Connected + Answered));
        RequireOneByte(seen);
    }

    [Check("It works over IPv6, too, and with a name",
        Hint = SameOverIPv6, HintIfNotReached = AnyFamily)]
    public async Task IPv6()
    {
        var (run, seen) = await VisitNamed(new() { Service = Service.Echo });

        Assert.That(run, Exited.With(0).AndOutput(Connected + Answered));
        RequireOneByte(seen);
    }

    [Check("A name that leads nowhere is an address lookup error",
        Hint = "Four codes come from the lookup; this one is SocketError.HostNotFound.")]
    public async Task Lookup()
    {
        var run = await RunProgram(Hosts.Nowhere, Ports.Closed);

        Assert.That(run, Failed("Address lookup error"));

        if (!Pretence.IsPossible)
            return;

        Assert.That(
            await RunProgram(LookupFails(Hosts.Misspelt, LookupError.HostNotFound), Hosts.Misspelt, Ports.Closed),
            Failed("Address lookup error"),
            Hosts.AboutMisspelt);
    }

    [Check("TryAgain and NoRecovery are address lookup errors, too",
        Hint = "Compare your table with that of the lesson, code by code: four of them come from the lookup.")]
    public async Task OtherCodesOfTheLookup()
    {
        foreach (var error in (LookupError[])[LookupError.TryAgain, LookupError.NoRecovery])
            Assert.That(await RunProgram(LookupFails("some.example", error), "some.example", Ports.Closed), Failed("Address lookup error"));
    }

    [Check("An address that belongs to no single machine is an other addressing error",
        Hint = "255.255.255.255 stands for all machines. Print error.SocketErrorCode: which code does your system give? The system decides "
            + "that, and not the program: 127.1.2.255 is one machine.")]
    public async Task Addressing()
    {
        var run = await RunProgram(Hosts.Broadcast, Ports.Closed);

        Assert.That(run, Failed("Other addressing error"));

        if (!Loopback.HasMany)
            return;

        var address = RandomText.LoopbackAddress(last: 255);
        var (one, seen) = await Visit(await OpenDirectly(new() { Service = Service.Echo, Address = address }));

        Assert.That(one, Exited.With(0).AndOutput(Connected + Answered));
        RequireOneByte(seen);
    }

    [Check("All five codes of the lesson are other addressing errors",
        Hint = "AddressNotAvailable, AddressFamilyNotSupported, NetworkUnreachable, "
            + "HostUnreachable, AccessDenied: which of them is not in your table?")]
    public async Task OtherCodesOfAddresses() =>
        await RequireKind(
            "Other addressing error",
            ErrorNumbers.AddressNotAvailable,
            ErrorNumbers.AddressFamilyNotSupported,
            ErrorNumbers.NetworkUnreachable,
            ErrorNumbers.HostUnreachable,
            ErrorNumbers.AccessDenied);

    [Check("A connect that the system itself gives up is a time-out",
        Hint = "SocketError.TimedOut is a time-out, whether the program's clock ended the wait or the system's.")]
    public async Task TimedOutBySystem() => await RequireKind("Time-out", ErrorNumbers.TimedOut);

    [Check("Everything else is a general error",
        Hint = "ConnectionReset, ConnectionAborted, NetworkDown and dozens more are in no other "
            + "kind: what does your table do with a code that it does not name?")]
    public async Task AllOthers() =>
        await RequireKind("General error", ErrorNumbers.ConnectionReset, ErrorNumbers.ConnectionAborted, ErrorNumbers.NetworkDown);

    [Check("A refused connection is a general error",
        Hint = "The name was found, the address works, and no time-out passed. So it is none of the other three kinds.")]
    public async Task Refused()
    {
        var run = await WithoutListener();

        Assert.That(run, Failed("General error"));
    }

    [Check("A server that does not take the connection is a time-out",
        Hint = "The method Connect has its deadline already: when that has passed, it throws with SocketError.TimedOut. It is one deadline "
            + "for all addresses that a name has.")]
    public async Task NotAccepted()
    {
        var echo = await Echo(new AcceptNothing());

        var run = await RunProgram(echo.Host, echo.Port, Deadline);

        Assert.That(run, Failed("Time-out"));
        Assert.That(await echo.CloseNow(), Saw.Connections(0));

        if (Loopback.HasMany && Pretence.IsPossible)
            await RequireOneWaitForAllAddresses();
    }

    /// <summary>A name with five addresses that do not take the connection: connecting to it is one wait, and not five.</summary>
    private async Task RequireOneWaitForAllAddresses()
    {
        var wait = TimeSpan.FromMilliseconds(700);
        var network = $"127.0.{Chance.Source.Next(1, 255)}";
        string[] addresses = [.. Enumerable.Range(1, 5).Select(last => $"{network}.{last}")];
        var name = $"{RandomText.Word()}.example";
        var run = await BestOf(
            async () =>
            {
                var all = new List<Endpoint>();
                foreach (var address in addresses)
                    all.Add(await OpenDirectly(new()
                    {
                        Service = Service.Echo,
                        Address = address,
                        Port = all.FirstOrDefault()?.Port,
                        Faults = [new AcceptNothing()],
                    }));
                var run = await RunProgram(Naming(name, addresses), name, all[0].Port, wait.TotalMilliseconds);
                foreach (var endpoint in all)
                    Assert.That(await endpoint.CloseNow(), Saw.Anything);
                return run;
            },
            run => run.Duration < addresses.Length * wait);

        Assert.That(run, Failed("Time-out"));
        Require(
            run.Duration < addresses.Length * wait,
            "one wait of 700 ms for all five addresses of the name",
            FormattableString.Invariant($"an end after {run.Duration.TotalSeconds:0.0} s"));
    }

    [Check("A server that does not answer is a time-out",
        Hint = "Receive waits for ever if the socket has no limit: set ReceiveTimeout, in milliseconds, before you call it.",
        HintIfKilled = "Receive waits for ever if the socket has no limit: set ReceiveTimeout before you call it. The third argument was a "
            + "deadline of less than a second, in milliseconds. What is ReceiveTimeout then? It counts milliseconds, too, and there 0 is "
            + "for ever; ReceiveAsync does not look at it.")]
    public async Task NotAnswered()
    {
        // On a busy machine a short deadline may pass before the question is asked: then it was not this that was tried.
        var (run, seen) = await BestOf(factor => Unanswered(factor * Deadline), visit => visit.Seen.Count(EventKind.Received) > 0);

        Assert.That(run, Failed("Time-out").AndOutput(Connected));
        Assert.That(seen, Saw.Connections(1));
        Require(seen.Count(EventKind.Received) > 0, "a question to the server", "none");
    }

    [Check("The wait for the answer ends at the deadline that was given as the third argument, not before and not much later",
        Hint = "The third argument is the deadline, in milliseconds, of each wait. Does ReceiveTimeout get that value, or a "
            + "fixed number?")]
    public async Task AtItsDeadline()
    {
        const int deadline = 500;
        // A program that counts in whole seconds waits longer than it should. Windows lengthens a short time-out (see Step11).
        var tooLate = OperatingSystem.IsWindows() ? 1_400 : 950;

        var (run, seen) = await BestOf(() => Unanswered(deadline), visit =>
            IsInTime(visit.Seen) && !IsHeldUp(visit.Run, TimeSpan.FromMilliseconds(deadline)));

        Assert.That(run, Failed("Time-out").AndOutput(Connected));
        Assert.That(seen, Saw.Connections(1));
        Require(
            run.LastedAtMost.TotalMilliseconds >= deadline,
            $"a wait of {deadline} ms",
            $"an end {run.Duration.TotalMilliseconds:0} ms after the start");
        Require(
            IsInTime(seen),
            $"the end of a wait of {deadline} ms, as the third argument says",
            $"an end {AskedFor(seen):0} ms after the question");

        // A fixed time near the first deadline is shorter than this one.
        await RequireWait(3 * deadline, 3 * deadline, "as the third argument says");

        // No time is too long: with a deadline of a minute, an answer that comes after six seconds comes in time.
        (run, seen) = await Visit(new RunOptions { Deadline = 3 * EventDeadline }, await Echo(new Delay(6_000)), 60_000);

        Assert.That(
            run,
            Exited.With(0).AndOutput(Connected + Answered),
            "The third argument was 60000, which is a minute, and the answer came after six seconds. Is there a wait that ends earlier than "
                + "its deadline?");
        RequireOneByte(seen);

        bool IsInTime(Transcript transcript) => AskedFor(transcript) >= deadline / 2 && AskedFor(transcript) < tooLate;
    }

    [Check("Without a third argument each wait may last three seconds",
        Hint = "3000 ms if no third argument is given, neither less nor more, for connecting and for receiving. Connecting takes a second "
            + "here, and then no answer comes. Does the program subtract the time for connecting from the wait for the answer?")]
    public async Task UsualDeadline()
    {
        // On Linux the system of the program asks again after a second.
        var (run, seen) = await BestOf(
            async () => await Visit(await Echo(new AcceptNothing(ForMilliseconds: 500))),
            visit => visit.Run.ExitCode == 0);

        Assert.That(run, Exited.With(0).AndOutput(Connected + Answered));
        RequireOneByte(seen);

        // An answer that never comes is waited for as long, and no longer, however long connecting took.
        await RequireWait(3000, null, "as no argument says anything else", new AcceptNothing(ForMilliseconds: 500));
    }

    [Check("A connection that breaks is a general error",
        Hint = "SocketError.ConnectionReset: the other side broke off. Its name was found, its address works, and no "
            + "time-out passed.")]
    public async Task Broken()
    {
        var (run, seen) = await Visit(await Echo(new CutAfter(0, Direction.Out, Ending.Reset)));

        Assert.That(run, Failed("General error").AndOutput(Connected));
        Assert.That(seen, Saw.Connections(1));
    }

    [Check("An end of the stream in place of the answer is a general error",
        Hint = "Receive returned 0 and threw nothing. Then no answer has come: no «Answered.» on the output, and exit code 1.")]
    public async Task Ended()
    {
        var (run, seen) = await Visit(await Echo(new CutAfter(0, Direction.Out, Ending.Close)));

        Assert.That(run, Failed("General error").AndOutput(Connected));
        Assert.That(seen, Saw.Connections(1));
    }

    [Check("After an error, the exit code is 1",
        Hint = "What Main returns is the exit code; 0 says that all went well.")]
    public async Task ExitCode()
    {
        var run = await WithoutListener();

        Assert.That(run, Exited.With(1).AndAnyErrorOutput());
    }

    /// <summary>The program against a port where nobody listens.</summary>
    private Task<Run> WithoutListener() => Shared(() => RunProgram(Hosts.Loopback, Ports.Closed));

    /// <summary>The program against a server that takes its question and says nothing.</summary>
    /// <param name="deadline">The third argument, if there is one.</param>
    private async Task<Visit> Unanswered(int? deadline, params Fault[] faults)
    {
        var echo = await Echo([.. faults, new Stall(0, Direction.Out)]);
        var run = deadline is { } given
            ? await RunProgram(echo.Host, echo.Port, given)
            : await RunProgram(MoreTime, echo.Host, echo.Port);
        return new(run, (await echo.WaitFor(EventKind.PeerFinished, 1, EventDeadline)).Transcript);
    }

    /// <summary>Fails the check unless the program waits so long for an answer that does not come, and says then that its time is
    /// over.</summary>
    /// <param name="argument">The third argument, if there is one.</param>
    /// <param name="why">Where the length of the wait comes from.</param>
    private async Task RequireWait(int milliseconds, int? argument, string why, params Fault[] faults)
    {
        var (run, seen) = await BestOf(() => Unanswered(argument, faults), visit => IsAbout(milliseconds, visit));

        Assert.That(run, Failed("Time-out").AndOutput(Connected));
        Assert.That(seen, Saw.Connections(1));
        Require(
            run.LastedAtMost.TotalMilliseconds >= milliseconds && IsAbout(milliseconds, new(run, seen)),
            $"the end of a wait of {milliseconds} ms, {why}",
            $"the end of what the program sends {AskedFor(seen):0} ms after the question",
            run.Duration.TotalMilliseconds >= milliseconds && AskedFor(seen) < milliseconds / 2
                ? "The program ran as long as it should, but ended its side of the connection (Shutdown or close) before that. Which "
                    + "statement does that? And what ends the wait: the answer, or the end of the stream?"
                : null);
    }

    /// <summary>Whether it waited about so long for the answer. The servers may notice the question late, and the end, too. A program
    /// that counts in whole seconds is later.</summary>
    private static bool IsAbout(int milliseconds, Visit visit) =>
        AskedFor(visit.Seen) >= milliseconds - Math.Min(0.3 * milliseconds, 600)
        && AskedFor(visit.Seen) < milliseconds + (milliseconds < 3000 ? 800 : 1500);

    /// <summary>Milliseconds from the question to the end of the program's side of the connection.</summary>
    private static double AskedFor(Transcript seen)
    {
        var asked = seen.Of(EventKind.Received).FirstOrDefault();
        var ended = seen.Events.FirstOrDefault(e => e.Kind is EventKind.PeerFinished or EventKind.PeerReset);
        return asked is null || ended is null ? 0 : (ended.Microseconds - asked.Microseconds) / 1000.0;
    }

    private async Task RequireKind(string kind, params int[] errors)
    {
        foreach (var error in errors)
            Assert.That(await RunProgram(ConnectFails(error), Hosts.Loopback, Ports.Closed), Failed(kind));
    }

    private static void RequireOneByte(Transcript seen)
    {
        Assert.That(seen, Saw.Connections(1).And(Saw.OrderlyEnd));
        var bytes = seen.Of(EventKind.Received).Sum(e => e.Bytes);
        Require(bytes == 1, "one byte from the program", $"{bytes} bytes");
    }

    /// <summary>One line on the error output, the kind, a colon, and what the system said; nothing that is not true on the
    /// output, and exit code 1.</summary>
    private static RunConstraint Failed(string kind) => Exited.With(1).AndErrorOutput(TextThat.IsOneLine($"{kind}: "));
}

using System.Diagnostics;
using System.Text;
using Kata.Checking;
using Kata.Machine;
using Kata.Programs;
using Kata.Protocol;
using Kata.Results;
using Kata.Servers;
using Kata.Support;
using Kata.Text;

[Step(16)]
[Hints(
    "How long does the program take in the worst case, if every call has a time-out of its own and the server "
        + "sends a byte now and then?",
    "Start one clock before the first call, and give it to every call: a call without it can wait for ever. The "
        + "lookup may ignore its token, so you also have to end the wait for it.",
    "Look up: the constructor CancellationTokenSource(TimeSpan) and the property Token, "
        + "Task.WaitAsync(CancellationToken), the overloads of Socket.ConnectAsync, SendAsync and ReceiveAsync "
        + "that take a CancellationToken, and double.Parse with CultureInfo.InvariantCulture.")]
public class Step16_DeadlinesChecks : Checks
{
    /// <summary>The deadline that a program is to miss.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1.05);

    /// <summary>Time enough for one slow phase, and not for another whole one.</summary>
    private static readonly TimeSpan SecondAndAHalf = TimeSpan.FromSeconds(1.5);

    /// <summary>Characters. A command line of Windows has room for 32,767 in all (CreateProcess, learn.microsoft.com).</summary>
    private const int MostOfACommandLine = 30_000;

    /// <summary>One that no program reaches: longer than any run may last.</summary>
    private const double Long = 60;

    [Check("An answer in time is printed whole, and the program does not wait for the deadline",
        Hint = "The end of the answer is the end of the stream. What does Receive return then?",
        HintIfKilled = "The end of the answer is the end of the stream. What does Receive return then, and what does the program still "
            + "wait for?")]
    public async Task InTime()
    {
        // A name, too, has to be looked up.
        var http = await OpenDirectly(Page(30_000) with { Address = Hosts.Loopback, Faults = [new HoldBack(100_000)] });

        var run = await RunProgram("localhost", http.Port, "/page", Long);

        RequirePage(run, await http.Close());
    }

    [Check("A slow answer that is complete before the deadline is no error",
        Hint = "The deadline is in seconds, and it is for the whole answer. Does a single wait have a shorter limit?")]
    public async Task SlowButInTime()
    {
        var path = RandomText.Path();
        byte[] answer = [.. "HTTP/1.0 200 OK\r\n\r\n"u8, .. RandomBytes.Of(1_000)];
        Fault[] slowly = [new AnswerWith([answer]), new CutAfterAnswers(1, Ending.Close), new InPieces([401], 150)];
        var (run, seen) = await VisitNamed(new() { Service = Service.Http, Faults = slowly }, path, Long);
        RequirePage(run, seen, path);
    }

    [Check("The answer ends where the server closes, whatever its header says",
        Hint = "The request is HTTP/1.0: print what comes until Receive returns 0. Does the program count bytes? An answer may be empty, "
            + "or lead to another page: one answer is printed, whatever its status.")]
    public async Task MoreThanPromised()
    {
        byte[] more = [.. "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\n"u8, .. Encoding.UTF8.GetBytes(RandomText.OfLength(1_000))];
        byte[] elsewhere = [.. "HTTP/1.0 302 Found\r\nLocation: /other\r\n\r\n"u8, .. Encoding.UTF8.GetBytes(RandomText.OfLength(500))];
        byte[] missing = [.. "HTTP/1.0 404 Not Found\r\n\r\n"u8, .. Encoding.UTF8.GetBytes(RandomText.OfLength(100))];
        foreach (var answer in (byte[][])[more, [], elsewhere, missing])
        {
            var http = await Open(LastPort.Of(new()
            {
                Service = Service.Http,
                Faults = [new AnswerWith([answer]), new CutAfterAnswers(1, Ending.Close), new InPieces([401], 150)],
            }));

            var (run, seen) = await Visit(http, "/page", Long);

            RequirePage(run, seen);
        }
    }

    [Check("Two slow phases have one deadline together",
        Hint = "Connecting takes a second here, and then nothing comes. How much time was left after Connect?")]
    public async Task TwoSlowPhases()
    {
        var missed = await BestOf("receiving", SecondAndAHalf, async deadline =>
        {
            // On Linux the system of the program asks again after a second.
            var http = await OpenDirectly(
                new() { Service = Service.Http, Faults = [new AcceptNothing(ForMilliseconds: 500), new Stall(0, Direction.Out)] });
            var runs = RunProgram(Patience(deadline), http.Host, http.Port, "/index.html", deadline.TotalSeconds);
            var other = WithoutListener(Long);

            await runs;
            await LeaveOpen(http, await other);
            return new Punctuality(await runs, deadline, null, Punctuality.Most(await other));
        });

        RequirePassed(missed.Run, "receiving");
        missed.End.Require();
    }

    [Check("A slow lookup leaves less time for the rest",
        Hint = "The lookup takes 1.2 s of 2 here, and the answer is complete 1.3 s later. When did the clock start, and was "
            + "it started again? Or does it lose full seconds: TimeSpan.Milliseconds is only the part behind them, TotalMilliseconds is all?")]
    public async Task SlowLookup()
    {
        var name = $"{RandomText.Word()}.example";
        var http = await OpenDirectly(new() { Service = Service.Http, Faults = [new InPieces([30, 100_000], 650)] });

        var run = await RunProgram(NamingSlowly(name, 1200, http.Host), name, http.Port, "/index.html", 2);

        // On a busy machine it may be another phase.
        Assert.That(run, Exited.With(1).AndAnyOutput().AndErrorOutput(DeadlinePassed));
        await LeaveOpen(http);
    }

    [Check("A deadline may be a small part of a second",
        Hint = "0.05 is a twentieth of a second: neither a whole second nor 0. The answer takes half a second here. A deadline of 0 has "
            + "already passed when the program starts: does the program treat 0 as «no deadline»?")]
    public async Task PartOfASecond()
    {
        foreach (var seconds in (double[])[0.05, 0])
        {
            var http = await OpenDirectly(new() { Service = Service.Http, Faults = [new InPieces([30, 100_000], 250)] });

            var run = await RunProgram(http.Host, http.Port, "/index.html", seconds);

            Assert.That(run, Exited.With(1).AndAnyOutput().AndErrorOutput(DeadlinePassed));
            await LeaveOpen(http);
        }
    }

    [Check("A deadline can have tenths of a second, and an answer that is complete in time is not an error",
        Hint = "The deadline has tenths here, such as 0.9 s. The answer is complete before it, but later than the deadline would be "
            + "without its tenths, such as 0 s. What becomes of the tenths?")]
    public async Task Tenths()
    {
        var (run, seen) = await BestOf(
            // Two gaps, one after each piece. A larger factor gives no more time; the next attempt may meet a machine that has it.
            async factor => await Visit(
                await OpenDirectly(Page(1_000) with { Faults = [new InPieces([401, 100_000], (factor * 1000 - 900) / 2)] }),
                "/page",
                factor - 0.1),
            visit => visit.Run.ExitCode == 0);

        RequirePage(run, seen);
    }

    [Check("A lookup that does not end: the deadline passes while looking up the name",
        Hint = "The lookup may ignore the token. Task.WaitAsync ends the wait, even if the lookup goes on. If the program ends, but too "
            + "late: what does it do with a fraction of a second?")]
    public async Task LookupHangs()
    {
        var hanging = await Lookup();

        RequirePassed(hanging.Run, "looking up the name");
        hanging.Require();
    }

    [Check("A server that accepts nothing: the deadline passes while connecting",
        Hint = "A connection that is neither accepted nor refused hangs for minutes. Does ConnectAsync have the token?")]
    public async Task AcceptsNothing() => RequirePassed((await BlackHole()).Run, "connecting");

    [Check("The program ends within 250 ms of the deadline if the server accepts nothing",
        Hint = "The clock starts once, before the lookup. Does the call have a time-out of its own?")]
    public async Task AcceptsNothingPunctually() => (await BlackHole()).End.Require();

    [Check("A server that does not read: the deadline passes while sending",
        Hint = "Sending waits when the other side does not read (step 14). Does SendAsync have the token? SendTimeout does nothing for "
            + "async calls.")]
    public async Task DoesNotRead()
    {
        NeedPartialSends();
        RequirePassed((await Unread()).Run, "sending");
    }

    [Check("The program ends within 250 ms of the deadline if the server does not read",
        Hint = "Each call gets the time that is left, not the whole time again.")]
    public async Task DoesNotReadPunctually() => (await Unread()).End.Require();

    [Check("A server that stalls in mid-answer: the deadline passes while receiving",
        Hint = "ReceiveTimeout belongs to the synchronous Receive; an async call does not look at it.")]
    public async Task Stalls()
    {
        var stalled = await Stalled();

        RequirePassed(stalled.Run, "receiving");
        RequireNothingElse(stalled.End);
    }

    [Check("The program ends within 250 ms of the deadline if the server stalls",
        Hint = "Half of the answer may be there. There is still one deadline for all of it.")]
    public async Task StallsPunctually() => (await Stalled()).End.Require();

    [Check("A server that sends byte by byte gains no time",
        Hint = "A time-out for each receive starts anew with each byte. When does your clock start?")]
    public async Task Drips()
    {
        var dripping = await Dripped();

        RequirePassed(dripping.Run, "receiving");
        RequireNothingElse(dripping.End);
        dripping.End.Require();
    }

    [Check("The header and the body have one deadline together",
        Hint = "The header is complete before the deadline here, and then the body comes slowly. When did the clock start, and "
            + "was it started again?")]
    public async Task SlowBody()
    {
        const int start = 30;
        var slow = await Meeting("receiving", "/page", deadline => Page(20_000) with
        {
            Faults = [new InPieces([start, 500, 20], (int)(0.55 * deadline.TotalMilliseconds))],
        }, least: start + 1);

        RequirePassed(slow.Run, "receiving");
        Require(slow.End.Sent > start, "the header before the deadline", "not all of it");
        slow.End.Require();
    }

    [Check("A refused connection is an error at once, not a deadline",
        Hint = "A SocketException says what went wrong; the phase says what the program was doing.",
        HintIfKilled = "The connection is refused at once. Is it tried again?")]
    public async Task Refused()
    {
        var run = await WithoutListener(Long);

        Assert.That(run, FailedWhile("connecting"));

        // The program's own system refuses this one, and Connect does not even begin to wait.
        run = await RunProgram(Hosts.Broadcast, Ports.Closed, "/", Long);

        Assert.That(run, FailedWhile("connecting"));
    }

    [Check("A name that cannot be looked up is an error of that phase",
        Hint = "GetHostAddressesAsync throws a SocketException, too. What was the phase then?")]
    public async Task UnknownName()
    {
        var run = await RunProgram(Hosts.Nowhere, Ports.Closed, "/", Long);

        Assert.That(run, FailedWhile("looking up the name"));
    }

    [Check("A reset in mid-answer is an error, not a deadline, and what came before it is printed",
        Hint = "Catch OperationCanceledException and SocketException separately. Is each piece printed when it comes?")]
    public async Task Reset()
    {
        var (run, seen) = await VisitUntilReset(
            20, faults => OpenDirectly(new() { Service = Service.Http, Faults = faults }), "/index.html", Long);

        Assert.That(run, FailedWhile("receiving").AndOutput(Encoding.UTF8.GetString(seen.SentOn(1))));
        Assert.That(seen, Saw.Connections(1).And(Saw.RequestOf("GET /index.html HTTP/1.0\r\n")));

        // Not only when something has failed: while the rest is still awaited, too.
        const int start = 30;
        var stalling = await OpenDirectly(new() { Service = Service.Http, Faults = [new Stall(start, Direction.Out)] });
        var program = StartProgram(stalling.Host, stalling.Port, "/index.html", Long);
        seen = await WaitFor(program, stalling, EventKind.Sent, "a request");
        await program.WaitForOutput(Encoding.UTF8.GetString(seen.SentOn(1)));
        await LeaveOpen(stalling);
        Assert.That(await program.Ended(), Exited.Somehow.AndAnyOutput().AndAnyErrorOutput());
    }

    private static TextThat DeadlinePassed { get; } =
        TextThat.Matches(
            @"\ADeadline passed while (looking up the name|connecting|sending|receiving)\r?\n\z",
            "«Deadline passed while » and what was being done");

    /// <summary>How far a program has come when its time is over is not its doing.</summary>
    /// <param name="besides">A run that only tells how long one takes.</param>
    private static async Task LeaveOpen(Endpoint http, Run? besides = null)
    {
        Assert.That(await http.CloseNow(), Saw.Anything);
        if (besides is not null)
            Assert.That(besides, Exited.Somehow.AndAnyOutput().AndAnyErrorOutput());
    }

    private static void RequirePassed(Run run, string phase) =>
        Assert.That(
            run,
            Exited.With(1).AndAnyOutput().AndErrorOutput($"Deadline passed while {phase}\n"),
            run.ExitCode == 0
                ? "The exit code 0 says that all has come. What does the program take for the end, and what becomes of the "
                    + "OperationCanceledException?"
            : run.ExitCode == 1 && run.ErrorOutput.Contains(": TimedOut", StringComparison.Ordinal)
                ? "The program reports TimedOut as an error. The synchronous calls throw that when their time is over: is that time the "
                    + "deadline's, and which catch takes it?"
            : run.ExitCode == 1 && DeadlinePassed.Holds(run.ErrorOutput)
                ? "The deadline has passed, but the program names another phase. Where does it note that a phase begins?"
            : null);

    /// <summary>What is printed of an answer that breaks off is its beginning.</summary>
    private static void RequireNothingElse(Punctuality end)
    {
        var (answer, printed) = (end.Answer, end.Run.OutputBytes);
        Require(answer.AsSpan().StartsWith(printed), $"output: nothing but the beginning of an answer of {answer.Length:N0} bytes",
            $"output: {printed.Length:N0} bytes, of which the first {printed.AsSpan().CommonPrefixLength(answer):N0} are right",
            "The program prints something that did not come. What does it print when the deadline has passed, and where?");
    }

    private static RunConstraint FailedWhile(string phase) =>
        Exited.With(1).AndAnyOutput().AndErrorOutput(TextThat.IsOneLine($"Error while {phase}: "));

    /// <summary>An endpoint with a page that is no text: most of it is no UTF-8.</summary>
    private static EndpointOptions Page(int length) =>
        new() { Service = Service.Http, Resources = [new() { Path = "/page", Versions = [RandomBytes.Of(length)] }] };

    private static void RequirePage(Run run, Transcript seen, string path = "/page")
    {
        // The output is looked at below: most of it is no text.
        Assert.That(run, Exited.With(0).AndAnyOutput());
        Assert.That(seen, Saw.Connections(1).And(Saw.RequestOf($"GET {path} HTTP/1.0\r\n")));
        var (sent, printed) = (seen.SentOn(1), run.OutputBytes);
        Require(printed.AsSpan().SequenceEqual(sent), $"output: the {sent.Length:N0} bytes that came, as they are",
            $"output: {printed.Length:N0} bytes, of which the first {printed.AsSpan().CommonPrefixLength(sent):N0} are right",
            Replacements(printed) > Replacements(sent)
                ? "The output has EF BF BD, which did not come: a decoder writes it for bytes that are not text. Does the program write "
                    + "the bytes as they are?"
            : printed.Length > 0 && sent.AsSpan().StartsWith(printed)
                ? "What was printed is right, and the rest is missing. What does the program take for the end: a silence, a number of "
                    + "bytes, a full buffer? Receive also returns 0 if the buffer has no room."
            : sent.Length > 0 && printed.AsSpan().IndexOf(sent) is >= 0 and var before
                ? $"The answer is there, whole, with {Amount.Of(before, "byte")} before it and "
                    + $"{Amount.Of(printed.Length - before - sent.Length, "byte")} behind it. Which statement prints them? The output is for "
                    + "the answer alone."
            : null);
    }

    private static int Replacements(ReadOnlySpan<byte> bytes) => bytes.Count("\uFFFD"u8);

    private Task<Run> WithoutListener(double seconds) => RunProgram(Hosts.Loopback, Ports.Closed, "/", seconds);

    /// <summary>Time enough to be late in.</summary>
    private static RunOptions Patience(TimeSpan deadline) => new() { Deadline = 4 * deadline };

    private Task<Punctuality> Lookup() => BestOf(async factor =>
    {
        var deadline = factor * Short;
        if (!OperatingSystem.IsLinux())
            return await LongLookup(deadline);

        using var lookup = new HangingLookup(NewFolder());
        var begun = Stopwatch.StartNew();
        var options = Patience(deadline) with { Environment = lookup.Environment };
        var running = RunProgram(options, HangingLookup.Name, Ports.Closed, "/", deadline.TotalSeconds);
        var first = await Task.WhenAny(lookup.Reached, running);
        var startUp = begun.Elapsed;
        var run = await running;
        if (first == running && run.ErrorOutput.StartsWith("Error while looking up the name", StringComparison.Ordinal))
            SkipCheck("This system does not look up names in a way that can be made to hang.");

        return new Punctuality(run, deadline, startUp);
    }, seen => seen.InTime);

    /// <summary>Where no lookup can be made to hang: one that takes longer than the program may. Another run, whose lookup fails at once,
    /// tells how long it takes to get there.</summary>
    private async Task<Punctuality> LongLookup(TimeSpan deadline)
    {
        const string name = HangingLookup.Name;
        var options = NamingSlowly(name, 60_000, Hosts.Loopback) with { Deadline = Patience(deadline).Deadline };
        var runs = RunProgram(options, name, Ports.Closed, "/", deadline.TotalSeconds);
        var other = await RunProgram(LookupFails(name, LookupError.HostNotFound), name, Ports.Closed, "/", Long);

        Assert.That(other, Exited.Somehow.AndAnyOutput().AndAnyErrorOutput());
        return new Punctuality(await runs, deadline, null, Punctuality.Most(other));
    }

    /// <summary>Nobody sees when the program begins to connect, so another run of it, beside it and refused at once, tells
    /// how long it takes to get there.</summary>
    private Task<Missed> BlackHole() => Shared(() => BestOf("connecting", Short, async deadline =>
    {
        var http = await OpenDirectly(new() { Service = Service.Http, Faults = [new AcceptNothing()] });
        var runs = RunProgram(Patience(deadline), http.Host, http.Port, "/index.html", deadline.TotalSeconds);
        var other = WithoutListener(Long);

        await runs;
        await LeaveOpen(http, await other);
        return new Punctuality(await runs, deadline, null, Punctuality.Most(await other));
    }));

    /// <summary>The request is longer than what the systems on both sides take without a reader.</summary>
    private Task<Missed> Unread() =>
        Shared(() =>
            Meeting(
                "sending",
                "/" + new string('x', OperatingSystem.IsWindows() ? MostOfACommandLine : 110_000),
                new SmallWindow(),
                new Stall(0, Direction.In)));

    private Task<Missed> Stalled() => Shared(() => Meeting("receiving", "/index.html", new Stall(30, Direction.Out)));

    private Task<Missed> Dripped() => Shared(() => Meeting("receiving", "/index.html", new InPieces([1], 100)));

    /// <summary>A run that is to end at the short deadline, with the time to its first sign of life at the server.</summary>
    private Task<Missed> Meeting(string phase, string path, params Fault[] faults) =>
        Meeting(phase, path, _ => new EndpointOptions { Service = Service.Http, Faults = faults });

    /// <param name="least">How many bytes of the answer are to come before the deadline.</param>
    private Task<Missed> Meeting(string phase, string path, Func<TimeSpan, EndpointOptions> server, int least = 0) =>
        BestOf(phase, Short, async deadline =>
    {
        var http = await OpenDirectly(server(deadline));
        var run = await RunProgram(Patience(deadline), http.Host, http.Port, path, deadline.TotalSeconds);

        await LeaveOpen(http);
        var seen = await http.Transcript();
        var accepted = seen.Of(EventKind.Accepted).FirstOrDefault();
        var ended = seen.Events.FirstOrDefault(e => e.Kind is EventKind.PeerFinished or EventKind.PeerReset);
        return new Punctuality(run, deadline, Punctuality.Moment(run, http, accepted))
        {
            // A clock that was started again when the first bytes came is later than this, by any clock.
            MostLeeway = (least == 0 ? 0.7 : 0.5) * deadline,
            Left = ended is null ? null : Punctuality.Moment(run, http, ended),
            Answer = seen.Of(EventKind.Accepted).Any() ? seen.SentOn(1) : [],
            Sent = seen.Of(EventKind.Sent).Where(e => e.Sequence < (ended?.Sequence ?? int.MaxValue)).Sum(e => e.Bytes),
        };
    }, least);

    /// <summary>On a busy machine the deadline may pass in an earlier phase than the one that is meant, and the end come late.
    /// So what the program said is that of the last attempt, and its end that of one which was in time, if any was.</summary>
    private async Task<Missed> BestOf(string phase, TimeSpan deadline, Func<TimeSpan, Task<Punctuality>> attempt, int least = 0)
    {
        Punctuality? inTime = null;
        var last = await BestOf(factor => attempt(factor * deadline), seen =>
        {
            var came = seen.Sent >= least;
            if (seen.InTime && came)
                inTime ??= seen;
            return seen.InTime && came && seen.Run.ErrorOutput.Contains(phase, StringComparison.Ordinal);
        });
        return new(last.Run, inTime ?? last);
    }

    /// <summary>A deadline that passed: what the program said of it, and when it ended.</summary>
    private sealed record Missed(Run Run, Punctuality End);
}

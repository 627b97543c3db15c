using System.Globalization;
using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Kata.Checking;
using Kata.Machine;
using Kata.Programs;
using Kata.Protocol;
using Kata.Results;
using Kata.Servers;

[Step(17)]
[Hints(
    "An address that does not answer does not fail either, so the program cannot wait for its failure. What else can "
        + "it wait for?",
    "Two things end a wait: an attempt that has ended, or 250 ms that have passed. After either of these, the next attempt begins, and the "
        + "earlier attempts go on. When one has won, cancel the others; a connection that was made at the same moment must not stay open.",
    "Look up: IPAddress.Parse and the property AddressFamily, Task.WhenAny, Task.Delay, the overload of "
        + "Socket.ConnectAsync that takes an IPAddress and a CancellationToken, CancellationTokenSource.Cancel, "
        + "and Socket.Dispose.")]
public class Step17_ManyAddressesChecks : Checks
{
    protected override bool ReadsInput => true;

    // Taken from the machine itself, so that no server is there unless a check opens one; and each check has addresses of
    // its own, so that no other has taken the port.
    private readonly string network = $"127.0.{Chance.Source.Next(1, 255)}";

    /// <summary>What a black hole may cost before the next address is tried (RFC 8305 §5).</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>So that what happens to several sockets at once is dealt with at once.</summary>
    private static readonly Dictionary<string, string> ManyThreads = new() { ["DOTNET_ThreadPool_ForceMinWorkerThreads"] = "10" };

    /// <summary>Much less than two hundred pauses.</summary>
    private static readonly RunOptions Longer = new() { Deadline = 36 * Pause };

    [Check("If the first address answers, it is used, and the second is not tried",
        Hint = "While the first attempt is running, the next one begins only after 250 ms.")]
    public async Task FirstAnswers()
    {
        RequireAddresses();
        var (run, second) = await BestOf(async () =>
        {
            var first = await At(First);
            var second = await At(Second, first.Port);
            var run = await RunProgram($"{First},{Second}", first.Port);
            await LeaveOpen(first);
            return new Visit(run, await second.Close());
        }, visit => visit.Seen.Events.Count == 0);

        Assert.That(run, Exited.With(0).AndOutput($"Connected to {First}\n").AndErrorOutput(TextThat.IsEmpty));
        Assert.That(second, Saw.Connections(0));
    }

    [Check("Lines go to the server and come back, over one connection that is closed in an orderly way",
        Hint = "The connection that has won is the one to use, and the only one. Is the answer to each line read, all of it, however long it "
            + "is? A character may come in two pieces.")]
    public async Task Conversation()
    {
        RequireAddresses();
        var first = await At(First);
        // The long one is longer than a buffer that a program might choose.
        var longest = string.Concat(Enumerable.Repeat(RandomText.Word(), 2_000));
        string[] lines = [RandomText.Word(), "", $"  😀 {RandomText.Word()} é ", longest, "x"];
        var options = new RunOptions { Input = string.Concat(lines.Select(line => line + "\n")) };

        var run = await RunProgram(options, $"{First},{Second}", first.Port);

        Assert.That(run, Exited.With(0).AndOutput($"Connected to {First}\n{options.Input}").AndErrorOutput(TextThat.IsEmpty));
        var seen = await first.Close();
        Assert.That(seen, Saw.Connections(1));
        Assert.That(seen, Saw.OrderlyEnd);

        // Where the answer is another line, what is printed tells whether it was read, and whether all of it was. The cut is inside «é».
        var answer = $"abé {RandomText.Word()}";
        var other = await At(First, null, new AnswerWith([Encoding.UTF8.GetBytes($"{answer}\n")]), new InPieces([3, 100], 200));
        Assert.That(await RunProgram(new RunOptions { Input = $"{lines[0]}\n" }, First, other.Port),
            Exited.With(0).AndOutput($"Connected to {First}\n{answer}\n"));
        Assert.That(await other.Close(), Saw.OneConnection($"{lines[0]}\n"));
    }

    [Check("If the first address refuses, the second is taken",
        Hint = "A failed attempt throws: that is no reason to give up while there are other addresses.")]
    public async Task FirstRefuses()
    {
        RequireAddresses();
        var second = await At(Second);

        var run = await RunProgram($"{First},{Second}", second.Port);

        Assert.That(run, Exited.With(0).AndOutput($"Connected to {Second}\n").AndErrorOutput($"{First}: ConnectionRefused\n"));
        Assert.That(await second.Close(), Saw.OneConnection(""));
    }

    [Check("An address that refuses costs no time",
        Hint = "When an attempt fails, begin the next at once: the 250 ms are for an attempt without an answer.")]
    public async Task RefusalsAreQuick()
    {
        RequireAddresses();
        NeedQuickRefusals();
        var refusing = Refusing(200);
        var first = await At(First);

        var run = await RunProgram(Longer, $"{string.Join(',', refusing)},{First}", first.Port);

        RequireNoPauses(run, refusing.Length);
        Assert.That(run, Exited.With(0).AndOutput($"Connected to {First}\n").AndErrorOutput(ALineForEach(refusing)), GivesUp(run));
        Assert.That(await first.Close(), Saw.OneConnection(""));
    }

    [Check("A failure costs no time while another address still tries",
        Hint = "Two things end a wait: an attempt that has ended, or 250 ms that have passed. After either of these, the next attempt "
            + "begins.")]
    public async Task FailuresBesideABlackHole()
    {
        RequireAddresses();
        NeedQuickRefusals();
        var refusing = Refusing(200);
        var first = await At(First, null, new AcceptNothing());
        var second = await At(Second, first.Port);

        var run = await RunProgram(Longer, $"{First},{string.Join(',', refusing)},{Second}", first.Port);

        RequireNoPauses(run, refusing.Length);
        Assert.That(run, Exited.With(0).AndOutput($"Connected to {Second}\n").AndErrorOutput(ALineForEach(refusing)));
        Assert.That(await second.Close(), Saw.OneConnection(""));
        await LeaveOpen(first);
    }

    [Check("After refusals, a black hole still costs 250 ms",
        Hint = "The 250 ms begin when the attempt begins, whenever that is.")]
    public async Task FailuresBeforeABlackHole()
    {
        RequireAddresses();
        NeedQuickRefusals();
        var refusing = Refusing(16);
        // With 250 ms for each refusal it would take more than four seconds.
        var (run, second) = await BestOf(
            async () =>
            {
                var first = await At(First, null, new AcceptNothing());
                var second = await At(Second, first.Port);
                var run = await RunProgram(Longer, $"{string.Join(',', refusing)},{First},{Second}", first.Port);
                await LeaveOpen(first);
                return new Visit(run, await second.Close());
            },
            visit => Punctuality.Least(visit.Run) < 8 * Pause);

        Assert.That(run, Exited.With(0).AndOutput($"Connected to {Second}\n").AndErrorOutput(ALineForEach(refusing)));
        Assert.That(second, Saw.OneConnection(""));
        Require(
            Punctuality.Least(run) < 8 * Pause,
            "a second attempt 250 ms after the first that had no answer",
            FormattableString.Invariant($"an end after {run.Duration.TotalSeconds:0.0} s"));
    }

    [Check("If the first address is a black hole, the second is taken",
        Hint = "Nothing comes, not even an error: do not wait for the first attempt to end.")]
    public async Task BlackHole()
    {
        var (second, seen) = await FirstIsABlackHole();

        Assert.That(seen.Run, Exited.With(0).AndOutput($"Connected to {second}\n").AndAnyErrorOutput(), GivesUp(seen.Run));
    }

    [Check("A black hole costs 250 ms, and hardly more",
        Hint = "Task.WhenAny waits for the attempt or the pause, whichever ends first.")]
    public async Task BlackHoleIsQuick() => (await FirstIsABlackHole()).Seen.Require();

    [Check("Two black holes in front do no harm either",
        Hint = "After another 250 ms the third attempt begins, while the first two still try.")]
    public async Task TwoBlackHoles()
    {
        RequireAddresses();
        var (run, fourth, end) = await BestOf(async () =>
        {
            var first = await At(First, null, new AcceptNothing());
            var second = await At(Second, first.Port, new AcceptNothing());
            var third = await At(Third, first.Port);
            var fourth = await At(Fourth, first.Port);
            var run = RunProgram($"{First},{Second},{Third},{Fourth}", first.Port);
            var undisturbed = await RunProgram(Third, first.Port);
            Assert.That(undisturbed, Exited.Somehow.AndAnyOutput().AndAnyErrorOutput());
            await run;
            await LeaveOpen(first, second, third);
            return (Run: await run, Seen: await fourth.Close(), End: InTime(await run, 2 * Pause, undisturbed));
        }, visit => visit.Seen.Events.Count == 0 && visit.End.InTime);

        Assert.That(run, Exited.With(0).AndOutput($"Connected to {Third}\n").AndErrorOutput(TextThat.IsEmpty), GivesUp(run));
        // One at a time: the fourth is nobody's business when the third has answered.
        Assert.That(fourth, Saw.Connections(0));
        Require(run.LastedAtMost >= 2 * Pause, "the third address tried after twice 250 ms, and not before",
            FormattableString.Invariant($"an end after {run.Duration.TotalSeconds:0.00} s"));
        end.Require();
    }

    [Check("A failure begins one attempt, and not a second one after its 250 ms",
        Hint = "Here two addresses refuse, and the next ones do not answer. What happens to the 250 ms of an attempt that has failed?",
        HintIfKilled = "Nine addresses do not answer, and the one behind them would. What has to be over before the next attempt begins: "
            + "250 ms, or another attempt? And is there a limit to how many may run at the same time?")]
    public async Task OneAttemptForAFailure()
    {
        RequireAddresses();
        NeedQuickRefusals();
        const int Silent = 9;
        var refusing = Refusing(2);
        var last = await At(First);
        var holes = new List<Endpoint>();
        for (var hole = 0; hole < Silent; hole++)
            holes.Add(await At($"{network}.{100 + hole}", last.Port, new AcceptNothing()));

        // Each attempt may keep a thread busy.
        var run = await RunProgram(
            MoreTime with { Environment = ManyThreads },
            $"{string.Join(',', refusing)},{string.Join(',', holes.Select(hole => hole.Host))},{First}",
            last.Port);

        await LeaveOpen([.. holes]);
        Assert.That(run, Exited.With(0).AndOutput($"Connected to {First}\n").AndErrorOutput(ALineForEach(refusing)), GivesUp(run));
        Assert.That(await last.Close(), Saw.OneConnection(""));
        Require(run.LastedAtMost >= Silent * Pause, $"250 ms for each of the {Silent} addresses that do not answer",
            FormattableString.Invariant($"an end after {run.Duration.TotalSeconds:0.00} s"));
    }

    [Check("An attempt goes on after the next one has begun",
        Hint = "The first may still win, even after the second has failed.")]
    public async Task FirstStillWins()
    {
        RequireAddresses();
        var first = await At(First, null, new AcceptNothing(ForMilliseconds: 600));

        // Its system asks again after a second, and by then somebody answers.
        var run = await RunProgram($"{First},{Second}", first.Port);

        Assert.That(
            run,
            Exited.With(0).AndOutput($"Connected to {First}\n").AndErrorOutput($"{Second}: ConnectionRefused\n"),
            GivesUp(run) is { } why ? $"{why} The first may still win, even after the second has failed." : null);
        Assert.That(await first.Close(), Saw.OneConnection(""));

        // And while the second still tries, without an end.
        first = await At(First, null, new AcceptNothing(ForMilliseconds: 600));
        var second = await At(Second, first.Port, new AcceptNothing());

        run = await RunProgram(MoreTime, $"{First},{Second}", first.Port);

        Assert.That(
            run,
            Exited.With(0).AndOutput($"Connected to {First}\n").AndErrorOutput(TextThat.IsEmpty),
            GivesUp(run)
                ?? "Here the second does not answer at all, and the first does after a while. Does the program wait for all attempts that "
                    + "run, or for the newest one only?");
        Assert.That(await first.Close(), Saw.OneConnection(""));
        await LeaveOpen(second);
    }

    [Check("When one has won, the other attempts are ended",
        Hint = "An attempt that the program no longer waits for goes on, and may connect later. Cancel it, and close its "
            + "socket.")]
    public async Task LosersEnd()
    {
        RequireAddresses();
        var (run, open, late) = await BestOf(
            async factor =>
            {
                // The first accepts from a moment on when the program has long been connected to the second; a socket that still
                // tried would get its connection then. A program that begins late may still get there before.
                var first = await At(First, null, new AcceptNothing(ForMilliseconds: factor * 600));
                var second = await At(Second, first.Port);
                var program = StartProgram(MoreTime, $"{First},{Second}", first.Port);
                await program.WaitForOutput("Connected to");
                var connected = (await first.Transcript()).Count(EventKind.Accepted);

                // A system may ask again only two seconds after the first time that it did.
                await first.WaitFor(EventKind.Accepted, 1, TimeSpan.FromMilliseconds(factor * 1200 + 1000));

                await program.WriteLine("hello");
                await program.WaitForOutput("hello");
                var open = Open(await first.Transcript()) + Open(await second.Transcript());
                await program.FinishInput();
                var run = await program.Ended();
                var late = (await first.Transcript()).Count(EventKind.Accepted) - connected;
                await LeaveOpen(first, second);
                return (Run: run, Open: open, Late: late);
            },
            talk => talk.Run.Output.StartsWith($"Connected to {Second}", StringComparison.Ordinal) && talk.Late == 0 && talk.Open == 1);

        Assert.That(run, Exited.With(0).AndOutput($"Connected to {Second}\nhello\n"));
        Require(open == 1, "one open connection while the program talks", $"{open}");
        Require(late == 0, $"no attempt at {First} after «Connected to {Second}»", "another connection");
    }

    [Check("A server that closes the connection is an error",
        Hint = "ReadLine returns null at the end of the stream. A line without an answer is no success.")]
    public async Task ServerCloses()
    {
        RequireAddresses();
        var first = await At(First, null, new CutAfter(0, Direction.Out, Ending.Close));

        var line = $"{RandomText.Word()}\n";
        var run = await RunProgram(new RunOptions { Input = line }, First, first.Port);

        Assert.That(run, Exited.With(1).AndOutput($"Connected to {First}\n").AndErrorOutput(
            TextThat.Matches(@"^Connection error: [^\n]+\n$", "«Connection error: », and what happened")));
        Assert.That(await first.Close(), Saw.OneConnection(line));

        // After a line that has come back, too.
        var once = await At(First, null, new CutAfter(line.Length, Direction.Out, Ending.Close));
        var next = $"{RandomText.Word()}\n";

        run = await RunProgram(new RunOptions { Input = line + next }, First, once.Port);

        Assert.That(run, Exited.With(1).AndOutput($"Connected to {First}\n{line}").AndErrorOutput(
            TextThat.Matches(@"^Connection error: [^\n]+\n$", "«Connection error: », and what happened")));
        // Whether the server still gets the second line is a matter of time.
        Assert.That(await once.Close(), Saw.Connections(1));
    }

    [Check("When no address can be connected, each is reported with its error",
        Hint = "No address is left to try, and no attempt is running: what is the exit code? What does the program print for an attempt "
            + "that has failed? An address that is twice in the list is tried twice.")]
    public async Task NoneAnswers()
    {
        RequireAddresses();

        var told = TextThat.Matches(
            $@"^({First}: .+\r?\n{Second}: .+|{Second}: .+\r?\n{First}: .+)\r?\nNone of 2 addresses could be connected\r?\n$",
            $"a line for {First}, a line for {Second}, and «None of 2 addresses could be connected»");

        var run = await BestOf(() => RunProgram($"{First},{Second}", Ports.Closed), run => told.Holds(run.ErrorOutput));

        Assert.That(
            run,
            Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput(told),
            Regex.IsMatch(run.ErrorOutput, @"^None of (?!2 )\d+ addresses could be connected\r?$", RegexOptions.Multiline)
                ? "Which number does the last line give: how many addresses there were, or how many are left?"
                : null);

        var twice = TextThat.Matches(
            $@"^{First}: .+\r?\n{First}: .+\r?\nNone of 2 addresses could be connected\r?\n$",
            $"two lines for {First}, and «None of 2 addresses could be connected»");
        var same = await BestOf(() => RunProgram($"{First},{First}", Ports.Closed), run => twice.Holds(run.ErrorOutput));

        Assert.That(same, Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput(twice));
    }

    [Check("Addresses of both families can be mixed",
        Hint = "A socket is made for one family. Which property of the address says which one?")]
    public async Task BothFamilies()
    {
        RequireAddresses();
        NeedIPv6();

        var (run, four) = await BestOf(async () =>
        {
            // First at ::1, where other checks have ports as well: one that was given at an address of our own may be taken there.
            var six = await At("::1");
            var four = await At(First, six.Port);
            var run = await RunProgram($"{Second},{AtLength},{First}", four.Port);
            await LeaveOpen(six);
            return new Visit(run, await four.Close());
        }, visit => visit.Seen.Events.Count == 0);

        Assert.That(
            run,
            Exited.With(0).AndOutput("Connected to ::1\n").AndErrorOutput($"{Second}: ConnectionRefused\n"),
            run.Output.StartsWith($"Connected to {AtLength}", StringComparison.Ordinal)
                ? $"{AtLength} is what was typed. The line shows the address of the socket's other side, and ::1 is how an IPAddress writes it."
                : null);
        Assert.That(four, Saw.Connections(0));

        // In the order in which they are given, and not each family in its turn.
        (run, var last) = await BestOf(async () =>
        {
            var six = await At("::1");
            var winner = await At(First, six.Port);
            var run = await RunProgram($"{Second},{First},::1", six.Port);
            await LeaveOpen(winner);
            return new Visit(run, await six.Close());
        }, visit => visit.Seen.Events.Count == 0);
        Assert.That(
            run,
            Exited.With(0).AndOutput($"Connected to {First}\n").AndErrorOutput($"{Second}: ConnectionRefused\n"),
            "The addresses are tried in the order in which they are given, whichever family they are of. What changes that order?");
        Assert.That(last, Saw.Connections(0));
    }

    [Check("A connection that was made in the same moment as the winner is closed",
        Hint = "Cancelling an attempt that has ended does nothing: it has a connection, and the program has to close it.")]
    public async Task MadeInTheSameMoment()
    {
        RequireAddresses();
        if (!OperatingSystem.IsLinux())
            SkipCheck("Only on Linux can a check have two connections made in the same moment.");

        // Which of them a program learns of before it cancels the others is a matter of chance: of several programs in three attempts, a
        // connection that is left over shows in one.
        const int programs = 6;
        var made = await BestOf(async () =>
        {
            var servers = new List<List<Endpoint>>();
            for (var i = 0; i < programs; i++)
                servers.Add(await NobodyAnswers());
            // All are started before any is waited for: one check has one stage.
            var started = servers.ConvertAll(server =>
                (Server: server, Program: StartProgram(
                    MoreTime with { Environment = ManyThreads }, $"{First},{Second},{Third},{Fourth}", server[0].Port)));
            return await Task.WhenAll(started.Select(one => AllAtOnce(one.Program, one.Server)));
        }, made => Array.Exists(made, one => one.Open != 1));

        foreach (var (open, run) in made)
        {
            // Any of them may win.
            Assert.That(
                run,
                Exited
                    .With(0)
                    .AndOutput(
                        TextThat.Matches(
                            $@"\AConnected to ({First}|{Second}|{Third}|{Fourth})\r?\nhello\r?\n\z",
                            "«Connected to » and one of the four addresses, and «hello»")));
            if (open != 1)
                throw new CheckFailedException("one open connection while the program talks", $"{open}")
                {
                    Run = run,
                    IsCertain = open > 1,
                };
        }
    }

    /// <summary>Four addresses, of which none answers at first, and all do after a while.</summary>
    private async Task<List<Endpoint>> NobodyAnswers()
    {
        var all = new List<Endpoint>();
        foreach (var address in (string[])[First, Second, Third, Fourth])
            all.Add(await At(address, all.FirstOrDefault()?.Port, new AcceptNothing(ForMilliseconds: 850)));
        return all;
    }

    /// <summary>The program is held while it tries all four, until all of them are connected: they answer at the same moment.</summary>
    private async Task<Made> AllAtOnce(StartedProgram program, List<Endpoint> all)
    {
        if (await WhenTrying(program, [First, Second, Third, Fourth], all[0].Port))
        {
            program.Hold();
            await Task.WhenAll(all.Select(one => one.WaitFor(EventKind.Accepted, 1, EventDeadline)));
            program.GoOn();
        }

        await program.WaitForOutput("Connected to");
        await program.WriteLine("hello");
        await program.WaitForOutput("hello");
        var open = await OpenInTheEnd(all);
        await program.FinishInput();
        await LeaveOpen([.. all]);
        return new(open, await program.Ended());
    }

    /// <param name="Open">How many connections it kept.</param>
    private sealed record Made(int Open, Run Run);

    /// <summary>Leaves open what came to endpoints: other checks look at it, or the sockets of the system and not the program.</summary>
    private static async Task LeaveOpen(params Endpoint[] endpoints)
    {
        foreach (var endpoint in endpoints)
            Assert.That(await endpoint.Transcript(), Saw.Anything);
    }

    /// <summary>The address ::1, written otherwise (RFC 4291 §2.2).</summary>
    private const string AtLength = "0:0:0:0:0:0:0:1";

    private string First => $"{network}.2";

    private string Second => $"{network}.3";

    private string Third => $"{network}.4";

    private string Fourth => $"{network}.5";

    private static int Open(Transcript transcript) =>
        transcript.Count(EventKind.Accepted) - transcript.Count(EventKind.PeerFinished) - transcript.Count(EventKind.PeerReset);

    /// <summary>How many connections the program keeps. What it closes while it talks, the servers learn of a little later.</summary>
    private static async Task<int> OpenInTheEnd(IReadOnlyList<Endpoint> endpoints)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var open = (await Task.WhenAll(endpoints.Select(endpoint => endpoint.Transcript()))).Sum(Open);
            if (open <= 1 || clock.Elapsed > EventDeadline)
                return open;
            await Task.Delay(20);
        }
    }

    /// <summary>Waits until the program tries to connect to all of these addresses, of which none has answered
    /// (<c>/proc/net/tcp</c>, proc_net(5): nothing tells of it).</summary>
    private static async Task<bool> WhenTrying(StartedProgram program, string[] addresses, int port)
    {
        const string SynSent = "02";
        var wanted = addresses
            .Select(address =>
                FormattableString.Invariant($"{BitConverter.ToUInt32(IPAddress.Parse(address).GetAddressBytes()):X8}:{port:X4} {SynSent} "))
            .ToList();
        for (var clock = Stopwatch.StartNew();
            clock.Elapsed < EventDeadline && !program.OutputSoFar.Contains("Connected", StringComparison.Ordinal);
)
        {
            var sockets = await File.ReadAllTextAsync("/proc/net/tcp");
            if (wanted.TrueForAll(one => sockets.Contains(one, StringComparison.Ordinal)))
                return true;
            await Task.Delay(10);
        }

        return false;
    }

    private string[] Refusing(int count) => [.. Enumerable.Range(10, count).Select(number => $"{network}.{number}")];

    private static string? GivesUp(Run run) =>
        // No system gives up an attempt so early.
        run.ErrorOutput.Contains(": TimedOut", StringComparison.Ordinal) && run.Duration < TimeSpan.FromSeconds(15)
            ? "An attempt ended with TimedOut, earlier than the system would have ended it. Which limit did it have? An attempt goes on "
                + "until it ends by itself, or another one has won."
        : run.ExitCode == 1 && run.Output == ""
            ? "The program gave up, but one of the addresses would have answered. What ends its loop: a failure, a number of addresses, a "
                + "limit for all together, or 250 ms behind the last address?"
            : null;

    private static TextThat ALineForEach(string[] refusing) =>
        new(
            $"a line for each of the {refusing.Length} that refuse, and no other",
            text =>
                text.ReplaceLineEndings("\n")
                    .Split('\n')[..^1]
                    .Order()
                    .SequenceEqual(refusing.Select(address => $"{address}: ConnectionRefused").Order()));

    /// <summary>Only the program itself waits after a refusal, so a late server or harness excuses no pause. A run that took as long as all
    /// the pauses together, by any clock, is looked at once more.</summary>
    private static void RequireNoPauses(Run run, int refusals)
    {
        var (took, pauses) = (Punctuality.Least(run), 0.9 * refusals * Pause);
        if (run.End is not RunEnd.Killed && took < Longer.Deadline && run.Duration < pauses)
            return;

        throw new CheckFailedException(
            $"{refusals} refusals dealt with at once",
            string.Create(CultureInfo.InvariantCulture,
                $"{(run.End is RunEnd.Killed ? "no end" : "an end")} after {run.Duration.TotalSeconds:0} s, with "
                    + $"{run.ErrorOutput.Count(letter => letter == '\n')} of them reported"))
        {
            Run = run,
            Awaited = run.End is RunEnd.Killed,
            IsCertain = run.End is not RunEnd.Killed && took >= pauses,
        };
    }

    private static void RequireAddresses()
    {
        if (!Loopback.HasMany)
            SkipCheck("This machine has no loopback address but 127.0.0.1.");
    }

    /// <summary>The program meets a black hole, and beside it, to tell how long a run takes where there is none, another
    /// run does not.</summary>
    private Task<Detour> FirstIsABlackHole() => Shared(() => BestOf(async () =>
    {
        RequireAddresses();
        var first = await At(First, null, new AcceptNothing());
        var second = await At(Second, first.Port);
        var run = RunProgram($"{First},{Second}", first.Port);
        var undisturbed = RunProgram(Second, first.Port);
        await Task.WhenAll(run, undisturbed);
        Assert.That(await undisturbed, Exited.Somehow.AndAnyOutput().AndAnyErrorOutput());
        await LeaveOpen(first, second);

        return new Detour(Second, InTime(await run, Pause, await undisturbed));
    }, detour => detour.Seen.InTime));

    /// <summary>When a program ended that was to wait so long and no longer.</summary>
    /// <param name="undisturbed">Another run, beside it, that had nothing to wait for.</param>
    private static Punctuality InTime(Run run, TimeSpan pauses, Run undisturbed) =>
        new(run, pauses, null, Punctuality.Most(undisturbed)) { MostLeeway = TimeSpan.FromMilliseconds(600) };

    /// <param name="Second">The address behind the black hole.</param>
    private sealed record Detour(string Second, Punctuality Seen);

    /// <summary>An echo endpoint at a loopback address.</summary>
    /// <param name="port">That of another endpoint; null for any that is free.</param>
    private Task<Endpoint> At(string address, int? port = null, params Fault[] faults) =>
        OpenDirectly(new() { Service = Service.Echo, Address = address, Port = port, Faults = faults });
}

using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using Kata.Machine;
using Kata.Programs;
using Kata.Protocol;
using Kata.Servers;
using Kata.Support;
using Kata.Text;

namespace Kata.Checking;

/// <summary>What the checks of a step are written with. Endpoints and programs that a check opens are closed for it.</summary>
public abstract class Checks
{
    /// <summary>Set before each check; every check has an instance and a scene of its own.</summary>
    internal Scene Scene { private get; set; } = null!;

    /// <summary>Whether the step's program reads its input. Then it ends at once where a run gives none; for other programs it stays open,
    /// as at a terminal, and one that waits for somebody to type does not end.</summary>
    protected virtual bool ReadsInput => false;

    /// <summary>How long to wait for something that has to happen. It is generous: the student is not to blame for a busy
    /// machine.</summary>
    protected static TimeSpan EventDeadline { get; } = TimeSpan.FromSeconds(5);

    /// <summary>For runs in which nothing happens for a while: on a busy machine the usual time would leave them too little.</summary>
    protected static RunOptions MoreTime { get; } = new() { Deadline = 2 * EventDeadline };

    /// <summary>The hint of a check over IPv6 for a program that got as far as the server.</summary>
    protected const string SameOverIPv6 =
        "By a name, and over IPv6, the program reached the server. What does it do then that depends on how the host was given, or on the "
            + "family of its address?";

    /// <summary>The hint of a check over IPv6 for a program that did not reach the server.</summary>
    protected const string AnyFamily =
        "A socket made for AddressFamily.InterNetwork knows only IPv4. Which constructor leaves the family open?";

    /// <summary>The hint if an answer was lost and the program did not end.</summary>
    protected const string NoTimeOut =
        "Does the program wait for an answer that was lost? Has this socket a time-out, set before Receive, in milliseconds (0 is for ever)? "
            + "ReceiveAsync does not look at ReceiveTimeout.";

    /// <summary>How long a silence lasts, in milliseconds, that is no end: longer than a second or two, which a program may take for long
    /// enough. A fault makes it after each piece, also after the last.</summary>
    protected const int LongSilence = 2200;

    private static TimeSpan Moment { get; } = TimeSpan.FromMilliseconds(250);

    /// <summary>When a server that has not ended is killed. That is later than for other programs: a server has to outlive the programs
    /// that a check starts one after the other to talk to it.</summary>
    private static TimeSpan ServerDeadline { get; } = TimeSpan.FromSeconds(15);

    /// <summary>The last check of every step: the rules see mistakes that a visit to a server may not show.</summary>
    [Check("The file has no socket warnings", line: int.MaxValue,
        Hint = "An IDE shows each warning at its line, often with a fix. The page says why and how.")]
    public Task NoSocketWarnings() => Scene.RequireNoSocketWarnings();

    /// <summary>What a run or a transcript must be like. A failure keeps expected and got apart for its message.</summary>
    protected static class Assert
    {
        /// <param name="seen">A hint in place of the check's own, where what was seen tells more; null if it does not.</param>
        /// <exception cref="CheckFailedException">It was not.</exception>
        public static void That(Run run, RunConstraint constraint, string? seen = null) => constraint.Require(run, seen);

        /// <inheritdoc cref="That(Run, RunConstraint, string)"/>
        public static void That(Transcript transcript, TranscriptConstraint constraint) => constraint.Require(transcript);
    }

    /// <summary>Opens an HTTP endpoint.</summary>
    protected Task<Endpoint> Http(params Fault[] faults) => Open(new() { Service = Service.Http, Faults = faults });

    /// <summary>Opens an HTTP endpoint that has a text at a path, whatever the fixed site has there.</summary>
    protected Task<Endpoint> Http(string path, string text, params Fault[] faults) => Open(new()
    {
        Service = Service.Http,
        Resources = [new() { Path = path, Versions = [System.Text.Encoding.UTF8.GetBytes(text)] }],
        Faults = faults,
    });

    /// <summary>Opens an echo endpoint over TCP.</summary>
    protected Task<Endpoint> Echo(params Fault[] faults) => Open(new() { Service = Service.Echo, Faults = faults });

    /// <summary>Opens an echo endpoint over UDP.</summary>
    protected Task<Endpoint> EchoUdp(params Fault[] faults) =>
        Open(new() { Service = Service.Echo, Transport = Transport.Udp, Faults = faults });

    /// <summary>Opens a time endpoint over TCP.</summary>
    /// <param name="clock">Seconds since 1900-01-01 00:00 UTC that it tells.</param>
    protected Task<Endpoint> Time(long clock, params Fault[] faults) =>
        Open(new() { Service = Service.Time, Clock = clock, Faults = faults });

    /// <summary>Opens a time endpoint over UDP.</summary>
    /// <param name="clock">Seconds since 1900-01-01 00:00 UTC that it tells.</param>
    protected Task<Endpoint> TimeUdp(long clock, params Fault[] faults) =>
        Open(new() { Service = Service.Time, Transport = Transport.Udp, Clock = clock, Faults = faults });

    /// <summary>Opens an endpoint over TCP that sends these bytes to each client, without a question, and then
    /// finishes.</summary>
    protected Task<Endpoint> Script(byte[] bytes, params Fault[] faults) =>
        Open(new() { Service = Service.Time, Faults = [new AnswerWith([bytes]), .. faults] });

    /// <summary>Opens any endpoint.</summary>
    protected Task<Endpoint> Open(EndpointOptions options) => Scene.Open(options);

    /// <summary>Opens an endpoint with nothing between it and the program, such as the proxy of a published port.</summary>
    protected Task<Endpoint> OpenDirectly(EndpointOptions options) => Scene.Open(options, directly: true);

    /// <summary>A server of the check's own, where the step's program finds it; it listens.</summary>
    /// <param name="port">Any that is free, if it is 0.</param>
    protected TcpListener Listen(string address = "127.0.0.1", int port = 0) => Scene.MakeSocket(() =>
    {
        var listener = new TcpListener(IPAddress.Parse(address), port);
        listener.Start();
        return listener;
    });

    /// <summary>The same, or null where another program has that port, or this user may not have it.</summary>
    protected TcpListener? ListenIfPossible(string address, int port)
    {
        try
        {
            return Listen(address, port);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>A socket of the check's own that has a port and does not listen: connections to it are refused.</summary>
    protected Socket Bind() => Scene.MakeSocket(() =>
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    });

    /// <summary>A socket of the check's own that gets datagrams, where the step's program finds it.</summary>
    /// <param name="port">Any that is free, if it is 0.</param>
    protected UdpClient ListenUdp(string address, int port = 0) =>
        Scene.MakeSocket(() => new UdpClient(new IPEndPoint(IPAddress.Parse(address), port)));

    /// <summary>A client of the check's own, which reaches what the step's program reaches.</summary>
    protected TcpClient MakeClient() => Scene.MakeSocket(() => new TcpClient(AddressFamily.InterNetwork));

    /// <summary>The port at which such a server listens.</summary>
    protected static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>A run with an environment variable besides the few that every program gets.</summary>
    protected static RunOptions With(string variable, string value) =>
        new() { Environment = new Dictionary<string, string> { [variable] = value } };

    /// <summary>A run in which a name leads to these addresses, in this order, and no other name leads anywhere. The check is
    /// skipped where that cannot be arranged.</summary>
    protected static RunOptions Naming(string name, params string[] addresses) =>
        Answering(SystemAnswers.NamesVariable, $"{name}={string.Join('+', addresses)}");

    /// <summary>The same, with a lookup that takes so long.</summary>
    protected static RunOptions NamingSlowly(string name, int milliseconds, string address) =>
        Naming(name, FormattableString.Invariant($"{milliseconds}ms"), address);

    /// <summary>A run in which the lookup of a name fails like this. The check is skipped where that cannot be arranged.</summary>
    protected static RunOptions LookupFails(string name, LookupError error) => Answering(SystemAnswers.NamesVariable, $"{name}=!{error:D}");

    /// <summary>A run in which every connect fails like this. The check is skipped where that cannot be arranged.</summary>
    /// <param name="error">The number that Linux has for it (<see cref="ErrorNumbers"/>).</param>
    protected static RunOptions ConnectFails(int error) =>
        Answering(SystemAnswers.ConnectVariable, FormattableString.Invariant($"{error}"));

    private static RunOptions Answering(string variable, string answers)
    {
        if (!Pretence.IsPossible)
            SkipCheck("Only on Linux and Windows with an x64 processor can a check have names of its own.");
        return With(variable, answers);
    }

    /// <summary>Runs the step's program to its end; if it runs into a blank, the check ends as not started.</summary>
    protected Task<Run> RunProgram(params object[] arguments) => RunProgram(new RunOptions(), arguments);

    /// <summary>Runs the step's program to its end; if it runs into a blank, the check ends as not started.</summary>
    protected Task<Run> RunProgram(RunOptions options, params object[] arguments) =>
        Scene.Run(options with { Input = options.Input ?? (ReadsInput ? "" : null) }, Words(arguments));

    /// <summary>Starts the step's program, to talk to it while it runs.</summary>
    protected StartedProgram StartProgram(params object[] arguments) => StartProgram(new RunOptions(), arguments);

    /// <summary>Starts the step's program, to talk to it while it runs.</summary>
    protected StartedProgram StartProgram(RunOptions options, params object[] arguments) =>
        new(Scene.Start(options, Words(arguments)), Scene);

    /// <summary>Starts the step's program as a server, and waits until it has printed on which port it listens.</summary>
    protected Task<StartedServer> StartServer(params object[] arguments) => StartServer(new RunOptions(), arguments);

    /// <inheritdoc cref="StartServer(object[])"/>
    /// <param name="options">Its deadline counts if it is longer than that of servers.</param>
    protected async Task<StartedServer> StartServer(RunOptions options, params object[] arguments)
    {
        var deadline = options.Deadline > ServerDeadline ? options.Deadline : ServerDeadline;
        return Scene.Add(await StartedServer.Of(StartProgram(options with { Deadline = deadline }, arguments), Scene));
    }

    /// <summary>A visit that several checks of this step look at from different sides. The check that asks first makes it,
    /// once; each check has it in its failure message as if it had made the visit itself.</summary>
    /// <param name="visit">Opens endpoints, runs the program, and returns what there is to judge. It judges nothing
    /// itself: if it throws, each of its checks throws the same. It has to read what is in its folders.</param>
    /// <param name="name">Distinguishes it from the step's other visits.</param>
    protected async Task<T> Shared<T>(Func<Task<T>> visit, [CallerMemberName] string name = "") where T : class =>
        (T)await Scene.Share(name, async () => await visit());

    /// <summary>Makes an attempt, and if it was not good another one, three in all: for what has to happen within a short
    /// time. A machine that is busy with something else makes a right program late, but not each time; a wrong
    /// program is late each time. A program that had to be killed was more than a little late, and gets no other attempt.</summary>
    /// <param name="attempt">Opens endpoints of its own, and runs the program. It judges nothing itself.</param>
    protected Task<T> BestOf<T>(Func<Task<T>> attempt, Func<T, bool> isGood) => BestOf(_ => attempt(), isGood);

    /// <inheritdoc cref="BestOf{T}(Func{Task{T}}, Func{T, bool})"/>
    /// <param name="attempt">Gets a factor for its times: 1, or more if the machine held up the earlier attempts. With longer times a
    /// right program gets as far as it must, and a wrong one is later in proportion.</param>
    protected async Task<T> BestOf<T>(Func<int, Task<T>> attempt, Func<T, bool> isGood)
    {
        const int attempts = 3;
        for (var number = 1; ; number++)
        {
            var heldUp = Scene.Attempt + (Scene.Disturbance.MayMatter(byTheClock: true) ? number - 1 : 0);
            var made = await attempt(1 << Math.Min(heldUp, attempts - 1));
            var good = isGood(made);
            Scene.ByTheClock |= !good;
            if (good || number == attempts || Scene.LastRun?.End is RunEnd.Killed)
                return made;
            await Scene.Clear();
        }
    }

    /// <summary>Whether the machine held up a run so much in its last stretch that a wait which was too short may look long
    /// enough.</summary>
    protected static bool IsHeldUp(Run run, TimeSpan stretch) =>
        run.Lost(run.Duration > stretch ? run.Duration - stretch : TimeSpan.Zero, run.Duration) >= 0.3 * stretch;

    /// <summary>Runs the step's program to its end against an endpoint, then closes the endpoint, which waits for what the
    /// program has sent and is still on its way.</summary>
    /// <param name="more">Arguments behind its host and its port.</param>
    protected async Task<Visit> Visit(Endpoint endpoint, params object[] more) =>
        new(await RunProgram([endpoint.Host, endpoint.Port, .. more]), await endpoint.Close());

    /// <inheritdoc cref="Visit(Endpoint, object[])"/>
    protected async Task<Visit> Visit(RunOptions options, Endpoint endpoint, params object[] more) =>
        new(await RunProgram(options, [endpoint.Host, endpoint.Port, .. more]), await endpoint.Close());

    /// <summary>Runs the step's program against a server that breaks off its answer. The reset comes a while after the bytes before it: one
    /// that overtakes them takes them away from the program, which is not its doing.</summary>
    /// <param name="bytes">How much of the answer comes.</param>
    /// <param name="open">Opens the endpoint, with these faults after its own.</param>
    /// <param name="more">Arguments behind its host and its port.</param>
    protected Task<Visit> VisitUntilReset(int bytes, Func<Fault[], Task<Endpoint>> open, params object[] more) =>
        BestOf(
            async factor => await Visit(
                await open(
                    [new CutAfter(bytes, Direction.Out, Ending.Reset), new InPieces([bytes], GapMilliseconds: factor * 600)]),
                more),
            visit => LineEnds.Short(visit.Run.Output).EndsWith(
                LineEnds.Short(Encoding.UTF8.GetString(visit.Seen.SentOn(1))), StringComparison.Ordinal));

    /// <summary>Runs the program against an endpoint that has an IPv6 address and a name that no other host has. A program that makes a
    /// socket of one family, or takes every host for an address, does not reach it. Where a check cannot make names, the host is the
    /// address.</summary>
    /// <param name="more">Arguments behind its host and its port.</param>
    protected Task<Visit> VisitNamed(EndpointOptions options, params object[] more) => VisitNamed(Open, options, more);

    /// <inheritdoc cref="VisitNamed(EndpointOptions, object[])"/>
    /// <param name="open">Opens the endpoint.</param>
    protected async Task<Visit> VisitNamed(Func<EndpointOptions, Task<Endpoint>> open, EndpointOptions options, params object[] more)
    {
        NeedIPv6();
        var endpoint = await open(options with { IPv6 = true });
        var (host, naming) = Named(endpoint);
        return new(await RunProgram(naming, [host, endpoint.Port, .. more]), await endpoint.Close());
    }

    /// <summary>A name for an endpoint, and the run in which it is known; the endpoint's address where a check cannot make names.</summary>
    protected static (string Host, RunOptions Run) Named(Endpoint endpoint)
    {
        var name = $"{RandomText.Word()}.example";
        endpoint.AlsoCalled(name);
        return Pretence.IsPossible ? (name, Naming(name, endpoint.Host)) : (endpoint.Host, new());
    }

    /// <summary>An empty folder that lasts as long as the check.</summary>
    protected string NewFolder() => Scene.NewFolder();

    /// <summary>Waits until an endpoint has seen so many events of a kind; fails the check if it does not in time.</summary>
    /// <param name="expected">What is waited for, as the student reads it.</param>
    protected static async Task<Transcript> WaitFor(Endpoint endpoint, EventKind kind, string expected, int count = 1)
    {
        var (happened, transcript) = await endpoint.WaitFor(kind, count, EventDeadline);
        return happened ? transcript : throw Missed(expected);
    }

    /// <summary>Does the same for events that a program which still runs has to cause. If that program ends without them, the wait
    /// ends, too; if it ran into a blank, the check ends as not started.</summary>
    protected static async Task<Transcript> WaitFor(
        StartedProgram program, Endpoint endpoint, EventKind kind, string expected, int count = 1)
    {
        while (!program.HasEnded)
        {
            // The server waits for a moment at a time; the program's own time says how long to wait in all.
            var waiting = endpoint.WaitFor(kind, count, Moment);
            if (await Task.WhenAny(waiting, program.Ended()) == waiting && await waiting is var (happened, seen) && happened)
                return seen;
            if (program.OwnTime >= EventDeadline && !program.HasEnded)
                throw Missed(expected);
        }

        var run = await program.Ended();
        var transcript = await endpoint.Close();
        Require(transcript.Count(kind) >= count, expected, run.End.ToString()!);
        return transcript;
    }

    private static CheckFailedException Missed(string expected) => new(expected, "nothing of the kind") { ByTheClock = false };

    /// <summary>Accepts the connection that a program makes; null if it ends without one, or makes none in time.</summary>
    protected static async Task<TcpClient?> Accept(TcpListener server, StartedProgram program)
    {
        using var patience = program.Patience(EventDeadline);
        var accepting = server.AcceptTcpClientAsync(patience.Token).AsTask();
        if (await Task.WhenAny(accepting, program.Ended()) != accepting && !server.Pending())
            await patience.CancelAsync();
        try
        {
            return await accepting;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Fails the check unless something holds.</summary>
    /// <param name="seen">A hint in place of the check's own, where what was seen tells more; null if it does not.</param>
    protected static void Require(bool holds, string expected, string got, string? seen = null)
    {
        if (!holds)
            throw new CheckFailedException(expected, got) { Seen = seen };
    }

    /// <summary>Skips the check if this machine has no IPv6.</summary>
    protected static void NeedIPv6()
    {
        if (!Loopback.HasIPv6)
            SkipCheck("This machine has no IPv6.");
    }

    /// <summary>Skips the check if a send takes more than there is room for.</summary>
    protected static void NeedPartialSends()
    {
        if (Loopback.TakesAnyAmount)
            SkipCheck("This system takes any amount at once, as Windows does: there is nothing to wait for.");
    }

    /// <summary>Skips the check if this system does not report a refused connection at once.</summary>
    protected static void NeedQuickRefusals()
    {
        if (Loopback.RefusalTime > TimeSpan.FromMilliseconds(250))
            SkipCheck(
                "This system takes its time to report a refused connection, as " + "Windows does: it looks like one that is not answered.");
    }

    /// <summary>Skips the check if this system does not report that a datagram found no listener.</summary>
    protected static void NeedRefusedDatagrams()
    {
        if (!Loopback.RefusesDatagrams)
            SkipCheck("This system does not report that no program has a UDP port: it looks like an answer that was lost.");
    }

    /// <summary>Skips the check if a program cannot be made to see a system that has no socket left.</summary>
    protected static void NeedNoSockets()
    {
        if (!Pretence.IsPossibleForSockets)
            SkipCheck("Only on Linux and Windows can a check make the system refuse a socket.");
    }

    /// <summary>Skips the check: it cannot be made on this system.</summary>
    protected static void SkipCheck(string reason) => throw new SkippedException(reason);

    private static IEnumerable<string> Words(object[] arguments) =>
        arguments.Select(argument => FormattableString.Invariant($"{argument}"));
}

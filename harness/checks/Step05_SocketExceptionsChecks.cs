using System.Text;
using Kata.Checking;
using Kata.Machine;
using Kata.Programs;
using Kata.Protocol;
using Kata.Reports.Html;
using Kata.Results;
using Kata.Servers;
using Kata.Support;
using Kata.Text;

[Step(5)]
[Hints(
    "When you have filled in the blanks, run the program by hand, and read what the server answers before you look for a mistake in what "
        + "you wrote.",
    "Each method does one thing, catches what that thing can throw, reports it in words of its own, and tells Main by its return value "
        + "whether it worked. Connect does two things: both throw the same type of exception, and one of its properties says which of the "
        + "two failed.",
    "Look up: SocketException.SocketErrorCode, exception filters (catch … when), int.TryParse, and the values "
        + "HostNotFound, TryAgain, NoRecovery and NoData of SocketError. For the first run: status 405 and the header "
        + "Allow in RFC 9110 section 15.5.6.")]
public class Step05_SocketExceptionsChecks : Checks
{
    /// <summary>Bytes of a request that no socket's send buffer and no small window take at once. Fewer on Windows,
    /// where a command line has at most 32,767 characters.</summary>
    private static readonly int LongPath = OperatingSystem.IsWindows() ? 30_000 : 120_000;

    [Check("The program sends a GET request",
        Hint = "Not everything in the stub is right. Compare the first word of the request with what the answer's header Allow offers. "
            + "Which version does the request name, and what follows?")]
    public async Task Get()
    {
        var (path, _, seen) = await Page();

        var request = Encoding.UTF8.GetString(seen.ReceivedOn(1));
        Require(request == $"GET {path} HTTP/1.0\r\n\r\n",
            expected: $"the request {Quoted.Of($"GET {path} HTTP/1.0\r\n\r\n")}", got: Quoted.Of(request),
            SeenInRequests.HintFor($"GET {path} HTTP/1.0\r\n\r\n", request));
    }

    [Check("When all goes well, the answer is printed, and nothing else",
        Hint = "As in step 04: everything that Receive brings, until it returns 0, and exit code 0.")]
    public async Task AllGoesWell()
    {
        var (_, run, seen) = await Page();

        Assert.That(seen, Saw.AnAnswer);
        Assert.That(run, Exited.With(0).AndOutput(Encoding.UTF8.GetString(seen.SentOn(1))));
        Assert.That(seen, Saw.Connections(1).And(Saw.OrderlyEnd));
    }

    [Check("The port may be the name of a service",
        Hint = "A text that is not a number may be a name: ServicePorts.Find, as in step 02. The path is long: how much room is there for "
            + "the request?")]
    public async Task PortByName()
    {
        var path = RandomText.LongPath();
        var service = RandomText.ServiceName();
        var http = await Http(path, RandomText.OfLength(300));

        var run = await RunProgram(With(ServicePorts.ExtraVariable, $"{service}={http.Port}/tcp"), http.Host, service, path);

        var seen = await http.Close();
        Assert.That(run, Exited.With(0).AndOutput(Encoding.UTF8.GetString(seen.SentOn(1))));
        Assert.That(seen, Saw.OneConnection(Request(path)));
    }

    [Check("The request goes out as UTF-8",
        Hint = "Which Encoding makes bytes of the request? ASCII has no ö, and puts a question mark in its place.")]
    public async Task RequestInUtf8()
    {
        var path = $"/{RandomText.Word()}-ö€🧵";
        var http = await Answering("HTTP/1.0 200 OK\r\n\r\n");

        var (run, seen) = await Visit(http, path);

        Assert.That(run, Exited.With(0).AndOutput("HTTP/1.0 200 OK\r\n\r\n"));
        Assert.That(seen, Saw.OneConnection(Request(path)));
    }

    [Check("A character that is cut in two arrives as one",
        Hint = "As in step 04: a piece may end in the middle of a character, so one Decoder has to see all the pieces in turn.")]
    public async Task Characters()
    {
        var path = $"/{RandomText.Word()}";
        var answer = $"HTTP/1.0 200 OK\r\n\r\n{string.Concat(Enumerable.Repeat("🧵", 50))}{RandomText.Telling(20)}\0";
        var http = await Answering(answer, new InPieces([31, 1], GapMilliseconds: 20));

        var (run, seen) = await Visit(http, path);

        Assert.That(run, Exited.With(0).AndOutput(answer));
        Assert.That(seen, Saw.OneConnection(Request(path)));

        var crowded = new CrowdedPieces("HTTP/1.0 200 OK\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nSet-Cookie: a=1\r\n\r\n");

        (run, seen) = await Visit(await Answering(crowded.Answer, crowded.Pieces), path);

        Assert.That(run, Exited.With(0).AndOutput(crowded.Answer), CrowdedPieces.HintFor(run));
        Assert.That(seen, Saw.OneConnection(Request(path)));
    }

    [Check("A piece that holds no whole character is not the end",
        Hint = "One byte may come alone, the first of a character: then there is nothing to print yet, and more will come. Only a "
            + "Receive that returns 0 is the end, whatever Content-Length promised.")]
    public async Task NoWholeCharacter()
    {
        // More than is promised, and less: to a socket a header is text like any other.
        foreach (var promised in (int[])[3, 100_000])
        {
            var path = $"/{RandomText.Word()}";
            var start = $"HTTP/1.0 200 OK\r\nContent-Length: {promised}\r\n\r\n{RandomText.Word()}";
            var answer = $"{start}🧵é€{RandomText.Word()}";
            // Nine bytes one by one: a program that is late meets two of them at once, and still others alone.
            var http = await Answering(answer, new InPieces([start.Length, 1, 1, 1, 1, 1, 1, 1, 1, 1, 100], GapMilliseconds: 60));

            var (run, seen) = await Visit(http, path);

            Assert.That(run, Exited.With(0).AndOutput(answer));
            Assert.That(seen, Saw.OneConnection(Request(path)));
        }
    }

    [Check("A silence in the middle of the answer is neither its end nor an error",
        Hint = "Receive waits until there is something. A server that sends nothing for a while has neither finished nor failed: is there "
            + "a time-out?")]
    public async Task Silence()
    {
        var path = $"/{RandomText.Word()}";
        var page = $"{RandomText.OfLength(200)}</html>\r\n\r\n{RandomText.OfLength(489)}";
        var http = await Http(path, page, new InPieces([400, 10_000], LongSilence));

        var (run, seen) = await Visit(MoreTime, http, path);

        Assert.That(run, Exited.With(0).AndOutput(Encoding.UTF8.GetString(seen.SentOn(1))));
        Assert.That(seen, Saw.OneConnection(Request(path)));
    }

    [Check("If a name has several addresses, it takes one that works",
        Hint = "A name may have several addresses; the first address of this one is IPv6, and no program listens there. Which overload of "
            + "Connect takes the name, looks it up, and tries its addresses one after the other?")]
    public async Task SecondAddress()
    {
        var path = $"/{RandomText.Word()}";
        var http = await Http(path, RandomText.OfLength(300));
        var name = $"{RandomText.Word()}.example";

        var run = await RunProgram(Naming(name, "::1", http.Host), name, http.Port, path);
        var seen = await http.Close();

        Assert.That(run, Exited.With(0).AndOutput(Encoding.UTF8.GetString(seen.SentOn(1))));
        Assert.That(seen, Saw.OneConnection(Request(path)));
    }

    [Check("It works over IPv6, too, and with a name",
        Hint = SameOverIPv6, HintIfNotReached = AnyFamily)]
    public async Task IPv6()
    {
        var path = RandomText.Path();

        var (run, seen) = await VisitNamed(new() { Service = Service.Http }, path);

        Assert.That(run, Exited.With(0).AndOutput(Encoding.UTF8.GetString(seen.SentOn(1))));
        Assert.That(seen, Saw.OneConnection(Request(path)));
    }

    [Check("A server that closes without an answer has not failed",
        Hint = "At an orderly end Receive returns 0 and throws nothing: there is nothing to print, nothing to report, and "
            + "the exit code is 0.")]
    public async Task NoAnswer()
    {
        var http = await Http(new CutAfter(0, Direction.Out, Ending.Close));

        var (run, seen) = await Visit(http, "/");

        Assert.That(run, Exited.With(0));
        Assert.That(seen, Saw.Connections(1).And(Saw.Request(Request("/"))));
    }

    [Check("A socket that the system refuses: Strange error creating socket",
        Hint = "The constructor of Socket throws, too, when the system has no socket left. Put a try around that one line.")]
    public async Task Strange()
    {
        NeedNoSockets();

        // A thread of the runtime may still close a file when all descriptors have been taken: then the program has one after all.
        var run = await BestOf(
            () => RunProgram(With(Descriptors.Variable, "1"), Hosts.Loopback, Ports.Closed, "/"),
            run => !run.ErrorOutput.StartsWith("Connection error: ", StringComparison.Ordinal));

        Assert.That(run, Failed("Strange error creating socket"));
    }

    [Check("A port that is neither a number nor a service: Couldn't find your port",
        Hint = "The lookup returns null. int.Parse throws if the text is not a number; int.TryParse returns false. `8,080` and `0x50` are "
            + "not numbers here. The first failure has to end the program: does yours go on?")]
    public async Task UnknownPort()
    {
        // Numbers in other notations are no names of services either.
        foreach (var run in await Task.WhenAll(
            new[] { RandomText.Word(), "8,080", "80.0", "0x50", "8e1", "{0}", "{x" }.Select(port => RunProgram(Hosts.Loopback, port, "/"))))
            Assert.That(run, Failed("Couldn't find your port"));

        // The host is wrong, too: whichever part comes first, it is the only one.
        Assert.That(await RunProgram(Hosts.Nowhere, RandomText.Word(), "/"), Exited.With(1).AndErrorOutput(TextThat.Matches(
            @"\A(Couldn't find your port|Address-related error connecting to server): [^\r\n]+\n\z",
            "one line: «Couldn't find your port: » or «Address-related error connecting to server: », and the reason")));
    }

    [Check("A service that only UDP has: Couldn't find your port",
        Hint = "The second argument of the lookup is the protocol. Which one does the socket speak?")]
    public async Task PortOfTheOtherProtocol()
    {
        var http = await Http();
        var service = RandomText.ServiceName();

        var run = await RunProgram(With(ServicePorts.ExtraVariable, $"{service}={http.Port}/udp"), http.Host, service, "/");

        Assert.That(run, Failed("Couldn't find your port"));
        Assert.That(await http.Close(), Saw.Connections(0));
    }

    [Check("A number that no port has: Couldn't find your port",
        Hint = "Ports are 1 to 65535. What does your program do with 0, -1, 65536 and 5000000000?")]
    public async Task NumberOutOfRange()
    {
        foreach (
            var run in await Task.WhenAll(((object[])[0, -1, 65_536, 5_000_000_000]).Select(port => RunProgram(Hosts.Loopback, port, "/")))
        )
            Assert.That(run, Failed("Couldn't find your port"));
    }

    [Check("1 and 65535 are ports",
        Hint = "The smallest and the largest port are ports like any other. Is a comparison off by one?")]
    public async Task PortsAtTheEdges()
    {
        if (!Loopback.HasMany)
            SkipCheck("This machine has no loopback address but 127.0.0.1.");

        var address = RandomText.LoopbackAddress();
        var http = await Open(new() { Service = Service.Http, Address = address, Port = 65_535 });

        var (run, seen) = await Visit(http, "/");

        Assert.That(run, Exited.With(0).AndOutput(Encoding.UTF8.GetString(seen.SentOn(1))));
        Assert.That(seen, Saw.OneConnection(Request("/")));
        // Nobody has it, and that is another error than having no such port.
        Assert.That(await RunProgram(address, 1, "/"), Failed("Connection error"));
    }

    [Check("A host that cannot be looked up: Address-related error connecting to server",
        Hint = "Connect also throws when the lookup fails. SocketErrorCode says which of the two failed, the lookup or the "
            + "connection. `catch … when` can distinguish them.")]
    public async Task UnknownHost()
    {
        var run = await RunProgram(Hosts.Nowhere, Ports.Closed, "/");

        Assert.That(run, Failed("Address-related error connecting to server"));
        Require(
            run.ErrorOutput.Replace(Hosts.Nowhere, "", StringComparison.Ordinal).Split(": ", 2)[1].Any(char.IsLetter),
            "what the exception says",
            $"{Quoted.Of(run.ErrorOutput)}: the host, and nothing else");

        if (!Pretence.IsPossible)
            return;

        Assert.That(
            await RunProgram(LookupFails(Hosts.Misspelt, LookupError.HostNotFound), Hosts.Misspelt, Ports.Closed, "/"),
            Failed("Address-related error connecting to server"),
            Hosts.AboutMisspelt);
    }

    [Check("TryAgain and NoRecovery come from the lookup, too: Address-related error connecting to server",
        Hint = "The lesson names four codes that come from the lookup: HostNotFound, "
            + "TryAgain, NoRecovery, NoData. Does the filter name all of them?")]
    public async Task OtherCodesOfTheLookup()
    {
        foreach (var error in (LookupError[])[LookupError.TryAgain, LookupError.NoRecovery])
        {
            var run = await RunProgram(LookupFails("some.example", error), "some.example", Ports.Closed, "/");

            Assert.That(run, Failed("Address-related error connecting to server"));
        }
    }

    [Check("A host that cannot be reached: Connection error",
        Hint = "Four codes come from the lookup, all others from connecting: "
            + "HostUnreachable, NetworkUnreachable and TimedOut, for example.")]
    public async Task Unreachable()
    {
        int[] errors =
            [ErrorNumbers.HostUnreachable, ErrorNumbers.NetworkUnreachable, ErrorNumbers.TimedOut, ErrorNumbers.AccessDenied];
        foreach (var error in errors)
            Assert.That(await RunProgram(ConnectFails(error), Hosts.Loopback, Ports.Closed, "/"), Failed("Connection error"));
    }

    [Check("A port where no program listens: Connection error",
        Hint = "The address was found, and then the connection was refused. Which catch handles that?")]
    public async Task Refused()
    {
        var run = await WithoutListener();

        Assert.That(run, Failed("Connection error"));
        // Nor is it the lookup's fault if the host has a name.
        if (Pretence.IsPossible)
        {
            var name = $"{RandomText.Word()}.example";
            Assert.That(await RunProgram(Naming(name, Hosts.Loopback), name, Ports.Closed, "/"), Failed("Connection error"));
        }
    }

    [Check("The server goes away during a long request: Error sending data",
        Hint = "Send needs a try of its own. What Send throws is about the request, not about the answer.")]
    public async Task WhileSending()
    {
        var http = await Http(new SmallWindow(), new CutAfter(500, Direction.In, Ending.Reset));

        var (run, seen) = await Visit(http, "/" + new string('x', LongPath));

        // Elsewhere the system may take all of it before the reset comes (SO_SNDBUF, learn.microsoft.com).
        Assert.That(run, OperatingSystem.IsLinux() ? Failed("Error sending data") : Exited.With(1).AndErrorOutput(SendingOrReceiving));
        Assert.That(seen, Saw.Connections(1));
    }

    [Check("The server breaks off instead of answering: Error receiving data",
        Hint = "The request was sent; the very first Receive throws. Each part of the "
            + "program needs a try of its own: which one is Receive in?")]
    public async Task InsteadOfAnswering()
    {
        var http = await Http(new CutAfter(0, Direction.Out, Ending.Reset));

        var (run, seen) = await Visit(http, "/");

        Assert.That(run, Failed("Error receiving data"));
        Assert.That(seen, Saw.Connections(1).And(Saw.Request(Request("/"))));
    }

    [Check("The server breaks off in the middle of the answer: Error receiving data",
        Hint = "Every Receive can throw, not only the first one. Is the whole loop inside the try for receiving, and does "
            + "the program then end with 1, even if it has printed something before?")]
    public async Task InTheMiddleOfTheAnswer()
    {
        var path = $"/{RandomText.Word()}";
        var http = await Http(path, RandomText.OfLength(300), new CutAfter(100, Direction.Out, Ending.Reset));

        var (run, seen) = await Visit(http, path);

        Assert.That(run, Failed("Error receiving data").AndOutput(TextThat.IsBeginningOf(Encoding.UTF8.GetString(seen.SentOn(1)))));
        Assert.That(seen, Saw.Connections(1).And(Saw.Request(Request(path))));
    }

    [Check("Errors are printed on the error output only, and end with exit code 1",
        Hint = "Console.Error, and `return 1`. The output is for the page.")]
    public async Task ErrorOutput()
    {
        var run = await WithoutListener();

        Assert.That(run, Exited.With(1).AndErrorOutput(TextThat.Matches(@"\A.", "a line that says what went wrong")));
    }

    /// <summary>The program asks for a page, and gets it in pieces.</summary>
    private Task<AskedPage> Page() => Shared(async () =>
    {
        var path = $"/{RandomText.Word()}";
        var (run, seen) = await Visit(await Http(path, RandomText.OfLength(5_000), new InPieces([1447, 1], GapMilliseconds: 20)), path);
        return new AskedPage(path, run, seen);
    });

    private sealed record AskedPage(string Path, Run Run, Transcript Seen);

    /// <summary>The program against a port where nobody listens.</summary>
    private Task<Run> WithoutListener() => Shared(() => RunProgram(Hosts.Loopback, Ports.Closed, "/"));

    /// <summary>A server that answers like this, whatever it is asked, and closes.</summary>
    private Task<Endpoint> Answering(string answer, params Fault[] faults) =>
        Http([new AnswerWith([Encoding.UTF8.GetBytes(answer)]), new CutAfterAnswers(1, Ending.Close), .. faults]);

    private static string Request(string path) => $"GET {path} HTTP/1.0\r\n\r\n";

    private static TextThat SendingOrReceiving { get; } = TextThat.Matches(
        @"\AError (sending|receiving) data: [^\n]+\n\z",
        "one line, «Error sending data: » or «Error receiving data: », and what happened");

    /// <summary>One line on the error output, the message, a colon, and what the system said; no page, and exit code 1.</summary>
    private static RunConstraint Failed(string message) => Exited.With(1).AndErrorOutput(TextThat.IsOneLine($"{message}: "));
}

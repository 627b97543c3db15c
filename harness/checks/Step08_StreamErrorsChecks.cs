using System.Text;
using System.Text.RegularExpressions;
using Kata.Checking;
using Kata.Machine;
using Kata.Programs;
using Kata.Protocol;
using Kata.Reports.Html;
using Kata.Results;
using Kata.Servers;
using Kata.Support;
using Kata.Text;

[Step(8)]
[Hints(
    "There is a buffer between WriteLine and the wire. When is its content sent?",
    "The writer needs to know three things: how text becomes bytes, how a line ends, and when to send. The reader "
        + "can give three results: a line, no more lines, or an exception with another one inside.",
    "Look up: the constructor of UTF8Encoding and its parameter encoderShouldEmitUTF8Identifier, "
        + "TextWriter.NewLine, StreamWriter.Flush, what StreamReader.ReadLine returns at the end, and "
        + "Exception.InnerException.")]
public class Step08_StreamErrorsChecks : Checks
{
    [Check("The whole answer is printed, line by line",
        Hint = "ReadLine returns null at the end, and an empty line is not the end. The path is long: is there room for the request, and "
            + "has all of it left the writer?")]
    public async Task Answered()
    {
        var path = RandomText.LongPath();
        var http = await Http(path, $"{RandomText.OfLength(5_000)}\n\n  {RandomText.Word()}  \n", new InPieces([700, 1]));

        var (run, seen) = await Visit(http, path);

        Assert.That(seen, Saw.AnAnswer);
        Assert.That(run, Exited.With(0).AndOutput(LineByLine(Encoding.UTF8.GetString(seen.SentOn(1)))));
        Assert.That(seen, Saw.OneConnection(Request(path)));

        await RequireOneLineEnd();
        await RequireManyLines();
    }

    /// <summary>So many lines that a number of 8 bits or of 16 counts them as none.</summary>
    private async Task RequireManyLines()
    {
        const int Many = 65_536;
        var answer = $"HTTP/1.0 200 OK\r\n{string.Concat(Enumerable.Repeat("\r\n", Many - 1))}";

        // One that puts the lines together before it prints them copies gigabytes.
        var (run, seen) = await Visit(
            new() { Deadline = 6 * EventDeadline },
            await Http(new AnswerWith([Encoding.ASCII.GetBytes(answer)]), new CutAfterAnswers(1, Ending.Close)),
            "/");

        Assert.That(
            run,
            Exited.With(0).AndOutput(LineByLine(answer)).AndErrorOutput(TextThat.IsEmpty),
            run.ErrorOutput.StartsWith("No answer came", StringComparison.Ordinal)
                ? $"{Many:N0} lines came, and the program says that no answer came. How many lines can it count: which type is the sum, and "
                    + $"what is {Many:N0} as a number of 8 bits, or of 16?"
                : null);
        Assert.That(seen, Saw.Connections(1));
    }

    /// <summary>Lines whose CR and LF arrive apart: together they end one line.</summary>
    private async Task RequireOneLineEnd()
    {
        var word = RandomText.Word();
        var answer = string.Concat(Enumerable.Repeat($"{word}\r\n", 10));
        var cut = new InPieces([word.Length + 1, 1], GapMilliseconds: 20);

        var (run, seen) = await Visit(
            await Http(new AnswerWith([Encoding.ASCII.GetBytes(answer)]), new CutAfterAnswers(1, Ending.Close), cut), "/");

        Assert.That(
            run,
            Exited.With(0).AndOutput(LineByLine(answer)),
            run.Output.ReplaceLineEndings("\n").Contains("\n\n", StringComparison.Ordinal)
                ? "CR and LF together end one line, and here they came in two pieces. Does the program split lines by itself, piece by piece?"
                : null);
        Assert.That(seen, Saw.OneConnection(Request("/")));
    }

    [Check("A last line without a line end is a line, too",
        Hint = "ReadLine returns what is left at the end of the stream, and null only after that. Does the program split "
            + "lines by itself?")]
    public async Task LastLine()
    {
        var path = $"/{RandomText.Word()}";
        var http = await Http(path, $"{RandomText.OfLength(500)}\nthe last {RandomText.Word()}");

        var (run, seen) = await Visit(http, path);

        Assert.That(run, Exited.With(0).AndOutput(LineByLine(Encoding.UTF8.GetString(seen.SentOn(1)) + "\n")));
        Assert.That(seen, Saw.OneConnection(Request(path)));
    }

    [Check("An answer of a single line is an answer",
        Hint = "How many lines make an answer? If one is read first, to see whether anything comes, is it printed?")]
    public async Task OneLine()
    {
        var path = $"/{RandomText.Word()}";
        var answer = $"{RandomText.Word()}\r\n";
        var http = await Open(LastPort.Of(new()
        {
            Service = Service.Http,
            Faults = [new AnswerWith([Encoding.ASCII.GetBytes(answer)]), new CutAfterAnswers(1, Ending.Close)],
        }));

        var (run, seen) = await Visit(http, path);

        Assert.That(run, Exited.With(0).AndOutput(LineByLine(answer)).AndErrorOutput(TextThat.IsEmpty));
        Assert.That(seen, Saw.OneConnection(Request(path)));
    }

    [Check("An empty line is a line, even if it is the first or the last",
        Hint = "At the end of the stream ReadLine returns null. An empty line is \"\", and not null. What does the program look for?")]
    public async Task EmptyLines()
    {
        var path = $"/{RandomText.Word()}";
        // Nothing but an empty line is an answer, too.
        foreach (var answer in (string[])[$"\r\nContent-Length: 2\r\n\r\n{RandomText.Word()}\r\n\r\n\r\n", "\r\n"])
        {
            var http = await Http(new AnswerWith([Encoding.ASCII.GetBytes(answer)]), new CutAfterAnswers(1, Ending.Close));

            var (run, seen) = await Visit(http, path);

            Assert.That(run, Exited.With(0).AndOutput(LineByLine(answer)).AndErrorOutput(TextThat.IsEmpty));
            Assert.That(seen, Saw.OneConnection(Request(path)));
        }
    }

    [Check("A line is printed as it is, whatever is in it, and however long it is",
        Hint = "Braces, backslashes, percent signs and form feeds mean nothing special in a line, and neither does a space or a tab at its "
            + "beginning. A line may be longer than your buffer, and two lines may be the same, or two headers have one name. The end "
            + "of the stream is the end, whatever Content-Length promised.")]
    public async Task LinesAsTheyAre()
    {
        var path = $"/{RandomText.Word()}";
        // A header that goes on in a second line is two lines, and one that comes again is another line.
        var answer = "HTTP/1.0 200 OK\r\nContent-Length: 900000\r\nX-Folded: one\r\n\ttwo\r\n  three\r\n"
            + "Set-Cookie: a=1\r\nset-cookie: b=2\r\nSet-Cookie: c=3\r\nSet-Cookie: a=1\r\n\r\n"
            + "{0} { } {{\r\n%s \\n \t" + RandomText.Word() + " \r\n"
            + RandomText.OfLength(20_000).Replace('\n', ' ') + "\r\n$1\r\n"
            // These end no line here.
            + "a\fb\vc\u0085d\u2028e\u2029f\r\n";
        var http = await Http(new AnswerWith([Encoding.UTF8.GetBytes(answer)]), new CutAfterAnswers(1, Ending.Close));

        var (run, seen) = await Visit(http, path);

        Assert.That(run, Exited.With(0).AndOutput(LineByLine(answer)).AndErrorOutput(TextThat.IsEmpty));
        Assert.That(seen, Saw.OneConnection(Request(path)));

        // More than was promised.
        const string Longer = "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\none\r\ntwo\r\nthree\r\n";
        (run, seen) = await Visit(
            await Http(new AnswerWith([Encoding.ASCII.GetBytes(Longer)]), new CutAfterAnswers(1, Ending.Close)), path);
        Assert.That(run, Exited.With(0).AndOutput(LineByLine(Longer)).AndErrorOutput(TextThat.IsEmpty));
        Assert.That(seen, Saw.Connections(1));

        // One byte is no UTF-8: it is printed somehow, and what stands around it as it is.
        byte[] latin = [.. "HTTP/1.0 200 OK\r\n\r\nM"u8, 0xFC, .. "ller\r\nend\r\n"u8];
        (run, seen) = await Visit(await Http(new AnswerWith([latin]), new CutAfterAnswers(1, Ending.Close)), path);

        Assert.That(
            run,
            Exited
                .With(0)
                .AndOutput(
                    TextThat.Matches(
                        @"\AHTTP/1.0 200 OK\r?\n\r?\nM.{0,2}ller\r?\nend\r?\n\z", "all lines: FC in one is ü in Latin-1"))
                .AndErrorOutput(TextThat.IsEmpty),
            "One byte of this answer is not UTF-8. What does the encoding do with it: replace it, or throw?");
        Assert.That(seen, Saw.Connections(1));
    }

    [Check("The answer is UTF-8, and a character that is cut in two arrives as one",
        Hint = "Which encoding was the reader made with? ASCII has no ö.")]
    public async Task Characters()
    {
        var path = $"/{RandomText.Word()}";
        var http = await Http(
            path,
            $"äöü {RandomText.Telling(30)}\n{string.Concat(Enumerable.Repeat("🧵", 50))}\n",
            new InPieces([31], GapMilliseconds: 20));

        var (run, seen) = await Visit(http, path);

        Assert.That(run, Exited.With(0).AndOutput(LineByLine(Encoding.UTF8.GetString(seen.SentOn(1)))));
        Assert.That(seen, Saw.OneConnection(Request(path)));
    }

    [Check("The request is UTF-8, too",
        Hint = "Which encoding was the writer made with? ASCII has no ö, and puts a question mark in its place.")]
    public async Task RequestInUtf8()
    {
        var path = $"/{RandomText.Word()}-ö€🧵";
        var http = await Http(new AnswerWith(["HTTP/1.0 200 OK\r\n\r\n"u8.ToArray()]), new CutAfterAnswers(1, Ending.Close));

        var (run, seen) = await Visit(http, path);

        Assert.That(run, Exited.With(0).AndOutput(LineByLine("HTTP/1.0 200 OK\r\n\r\n")));
        Assert.That(seen, Saw.OneConnection(Request(path)));
    }

    [Check("A silence in the middle of the answer is neither its end nor an error",
        Hint = "ReadLine waits until a line is there. A server that sends nothing for a while has neither finished nor failed: is there a "
            + "time-out?")]
    public async Task Silence()
    {
        var path = $"/{RandomText.Word()}";
        var http = await Http(path, $"{RandomText.OfLength(699)}\n", new InPieces([400, 10_000], LongSilence));

        var (run, seen) = await Visit(MoreTime, http, path);

        Assert.That(run, Exited.With(0).AndOutput(LineByLine(Encoding.UTF8.GetString(seen.SentOn(1)))));
        Assert.That(seen, Saw.OneConnection(Request(path)));
    }

    [Check("It works over IPv6, too, and with a name",
        Hint = "Which argument holds the host? TcpClient.Connect takes a name as well as an address of either family.")]
    public async Task IPv6()
    {
        var path = RandomText.Path();

        var (run, seen) = await VisitNamed(new() { Service = Service.Http }, path);

        Assert.That(run, Exited.With(0).AndOutput(LineByLine(Encoding.UTF8.GetString(seen.SentOn(1)))));
        Assert.That(seen, Saw.OneConnection(Request(path)));
    }

    [Check("The request has left the writer before the program waits for the answer",
        Hint = "A StreamWriter keeps what you write until its buffer is full, or until you flush it. If a request arrived, which path does "
            + "it name?")]
    public async Task Flushes()
    {
        var (path, _, seen) = await Unanswered();

        var request = RequestIn(seen);
        Require(request.Contains($"GET {path} HTTP/1.", StringComparison.Ordinal),
            $"a request for {path}, while the program waits for the answer", Quoted.Of(request));
    }

    [Check("The request begins with GET and not with a byte-order mark",
        Hint = "Encoding.UTF8 writes a byte-order mark. Which constructor of UTF8Encoding makes an encoding without one?")]
    public async Task NoByteOrderMark()
    {
        var (_, _, seen) = await Unanswered();

        Assert.That(seen, Saw.ARequest);
        var request = RequestIn(seen);
        Require(!request.StartsWith('\uFEFF'), "a request without a byte-order mark", Quoted.Of(request));
    }

    [Check("Each line of the request ends with CR LF, and an empty line ends it",
        Hint = "WriteLine ends a line as the system does, unless the writer's NewLine says something else.")]
    public async Task LineEnds()
    {
        var (_, _, seen) = await Unanswered();

        var request = RequestIn(seen);
        Require(Regex.IsMatch(request, "^([^\r\n]+\r\n)+\r\n$"),
            "lines that end with CR LF, the last of them empty", Quoted.Of(request));
    }

    [Check("The program says that it has finished sending before it waits for the answer",
        Hint = "NetworkStream has no call for that, but the socket below it has one: Shutdown.")]
    public async Task FinishesSending()
    {
        var http = await Http(new Stall(0, Direction.Out));

        var program = StartProgram(http.Host, http.Port, "/");

        await WaitFor(program, http, EventKind.PeerFinished, "the end of what the program sends, while it still waits for the answer");
        // A program that has ended has finished sending, too: how it ended tells one from the other.
        var seen = await http.CloseNow();

        // It has sent all that it had to send: whatever happens now is no error of sending.
        Assert.That(await program.Ended(), Exited.With(1).AndErrorOutput(TextThat.Matches(
            @"\A(Error receiving data: [A-Z][A-Za-z]+|No answer came: the server closed the connection\.)\r?\n\z",
            "one line, «Error receiving data: » and a SocketErrorCode, or that no answer came")));
        Assert.That(seen, Saw.Connections(1).And(Saw.Request(Request("/"))));
    }

    [Check("A refused connection is reported, with its SocketErrorCode",
        Hint = "Connect throws the SocketException itself: there is no stream yet to wrap it.")]
    public async Task Refused()
    {
        var run = await RunProgram(Hosts.Loopback, Ports.Closed, "/");

        Assert.That(run, Exited.With(1).AndErrorOutput("Connection error: ConnectionRefused\n"));
    }

    [Check("The reported SocketErrorCode comes from the exception",
        Hint = "Here the name could not be looked up. The word after the colon is the SocketErrorCode of the exception that "
            + "was thrown.")]
    public async Task UnknownHost()
    {
        var run = await RunProgram(Hosts.Nowhere, Ports.Closed, "/");

        Assert.That(run, Exited.With(1).AndErrorOutput("Connection error: HostNotFound\n"));

        if (!Pretence.IsPossible)
            return;

        Assert.That(
            await RunProgram(LookupFails(Hosts.Misspelt, LookupError.HostNotFound), Hosts.Misspelt, Ports.Closed, "/"),
            Exited.With(1).AndErrorOutput("Connection error: HostNotFound\n"),
            Hosts.AboutMisspelt);
    }

    [Check("A server that closes without an answer is reported",
        Hint = "To the reader this is not an error: the stream ends before the first line. How many lines has the program printed?")]
    public async Task NoAnswer()
    {
        var (_, run, seen) = await Unanswered();

        Assert.That(run, Exited.With(1).AndErrorOutput("No answer came: the server closed the connection.\n"));
        Assert.That(seen, Saw.Connections(1));
    }

    [Check("A reset in the middle of the answer is reported, with the SocketErrorCode from inside the IOException",
        Hint = "A stream throws an IOException. Its InnerException says what happened to the socket. A reset is not an orderly end, even "
            + "before the first line.")]
    public async Task ResetInAnswer()
    {
        var path = $"/{RandomText.Word()}";
        var http = await Http(path, RandomText.OfLength(5_000), new CutAfter(100, Direction.Out, Ending.Reset));

        var (run, seen) = await Visit(http, path);

        Assert.That(
            run,
            Exited
                .With(1)
                .AndOutput(
                    new TextThat(
                        "nothing, or the beginning of the answer",
                        output => Lines(Encoding.UTF8.GetString(seen.SentOn(1)) + "\n").StartsWith(Lines(output), StringComparison.Ordinal))
                )
                .AndErrorOutput(
                    TextThat.Matches(@"\AError receiving data: Connection(Reset|Aborted)\r?\n\z", "«Error receiving data: ConnectionReset»")
                ));
        Assert.That(seen, Saw.Connections(1).And(Saw.Request(Request(path))));

        // In place of the first line. The reset may be there before the program has said that it has finished sending.
        (run, seen) = await Visit(await Http(new CutAfter(0, Direction.Out, Ending.Reset)), path);

        Assert.That(run, Exited.With(1).AndErrorOutput(TextThat.Matches(
            @"\AError (receiving data: Connection(Reset|Aborted)|sending data: [A-Z][A-Za-z]+)\r?\n\z",
            "«Error receiving data: ConnectionReset»")));
        Assert.That(seen, Saw.Connections(1));
    }

    [Check("A reset while the request is still being sent is reported, with the SocketErrorCode",
        Hint = "Write and Flush throw the same as the reader: an IOException with a SocketException inside.")]
    public async Task ResetInRequest()
    {
        var path = "/" + new string('a', LongPath);
        var http = await Http(new SmallWindow(), new CutAfter(500, Direction.In, Ending.Reset));

        var (run, seen) = await Visit(http, path);

        // Which code is not the program's doing: a reset that stops a send halfway is TimedOut to .NET 10 on Linux.
        // Elsewhere the system may take all of the request before the reset comes (SO_SNDBUF, learn.microsoft.com).
        Assert.That(run, Exited.With(1).AndErrorOutput(OperatingSystem.IsLinux()
            ? TextThat.Matches(
                @"\AError sending data: [A-Z][A-Za-z]+\r?\n\z", "«Error sending data: » and a SocketErrorCode, such as ConnectionReset")
            : TextThat.Matches(
                @"\AError (sending|receiving) data: [A-Z][A-Za-z]+\n\z",
                "«Error sending data: » or «Error receiving data: », and a SocketErrorCode, such as ConnectionReset")));
        Assert.That(seen, Saw.Connections(1));
    }

    // Nearly as long as an argument may be on Linux (execve(2), MAX_ARG_STRLEN: 128 KiB), and more than a
    // system takes over for a server with a small window. On Windows nearly as long as a whole command line.
    private static readonly int LongPath = OperatingSystem.IsWindows() ? 30_000 : 130_000;

    /// <summary>The program asks for a page, and waits for an answer that does not come.</summary>
    private Task<AskedPage> Unanswered() => Shared(async () =>
    {
        var path = $"/{RandomText.Word()}";
        var (run, seen) = await Visit(await Http(new CutAfter(0, Direction.Out, Ending.Close)), path);
        return new AskedPage(path, run, seen);
    });

    private sealed record AskedPage(string Path, Run Run, Transcript Seen);

    private static string RequestIn(Transcript seen) => Encoding.UTF8.GetString(seen.ReceivedOn(1));

    private static string Request(string path) => $"GET {path} HTTP/1.0\r\n\r\n";

    /// <summary>An answer, whatever its lines end with. Those of the output end as the system ends lines.</summary>
    private static TextThat LineByLine(string answer) => TextThat.Exactly(Lines(answer));

    private static string Lines(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
}

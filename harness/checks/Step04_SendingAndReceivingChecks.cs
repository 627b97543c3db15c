using System.Text;
using Kata.Checking;
using Kata.Programs;
using Kata.Protocol;
using Kata.Reports.Html;
using Kata.Results;
using Kata.Servers;
using Kata.Text;

[Step(4)]
[Hints(
    "Three numbers are easily confused: how large the buffer is, how much has arrived, and how much was asked for. "
        + "Which of them does Receive return?",
    "One call of Receive brings a piece, not the whole answer. Its return value says how many bytes of the buffer "
        + "are new, and one special value says that no more will follow. Draw a piece that ends in the middle of a "
        + "character: what keeps the first half of that character?",
    "Look up: what Socket.Receive(byte[]) returns, Encoding.ASCII.GetBytes, Socket.Send, and the parameters "
        + "byteIndex, byteCount and charIndex of Decoder.GetChars. In RFC 1945 section 5, look at how a request ends.")]
public class Step04_SendingAndReceivingChecks : Checks
{
    private const int More = 1 << 20; // bytes that no answer here has: held back until the service has finished

    [Check("The request asks for the path, in HTTP/1.0",
        Hint = "One line: GET, the path, HTTP/1.0, with one space between them and \\r\\n at the end.")]
    public async Task RequestLine()
    {
        var (path, _, seen) = await Page();

        var request = Encoding.UTF8.GetString(seen.ReceivedOn(1));
        Require(request.Split('\n')[0] == $"GET {path} HTTP/1.0\r",
            expected: $"a request that begins with {Quoted.Of($"GET {path} HTTP/1.0\r\n")}", got: Quoted.Of(request));
    }

    [Check("The request ends with an empty line, and nothing follows it",
        Hint = "The empty line says that the request is complete. Together with the end of the line before, that is \\r\\n\\r\\n.")]
    public async Task RequestEnd()
    {
        var (_, _, seen) = await Page();

        var request = Encoding.UTF8.GetString(seen.ReceivedOn(1));
        Require(
            request.EndsWith("\r\n\r\n", StringComparison.Ordinal)
                && request.IndexOf("\r\n\r\n", StringComparison.Ordinal) == request.Length - 4,
            expected: "a request with an empty line at its end",
            got: Quoted.Of(request));
    }

    [Check("Status line, headers and content are printed as they arrive",
        Hint = "Print every byte that came, as text, and nothing else. Which part is missing, and which was added? Headers are text, too: "
            + "does one of them change what the program does, or how it decodes?")]
    public async Task AsItArrives()
    {
        var (_, run, seen) = await Page();

        Assert.That(seen, Saw.AnAnswer);
        Assert.That(run, Exited.With(0).AndOutput(Encoding.UTF8.GetString(seen.SentOn(1))));

        await RequireHeadersAreText();
        await RequireAnyBytes();
    }

    /// <summary>Bytes that are no UTF-8 are printed somehow, and what stands around them as it is.</summary>
    private async Task RequireAnyBytes()
    {
        byte[] answer = [.. "HTTP/1.0 200 OK\r\n\r\nM"u8, 0xFC, .. "ller\r\nend"u8];
        var (run, seen) = await Visit(await Http(new AnswerWith([answer]), new CutAfterAnswers(1, Kata.Protocol.Ending.Close)), "/");

        Assert.That(
            run,
            Exited
                .With(0)
                .AndOutput(TextThat.Matches(@"\AHTTP/1.0 200 OK\r?\n\r?\nM.{0,2}ller\r?\nend\z", "all that came: FC in it is ü in Latin-1"))
                .AndErrorOutput(TextThat.IsEmpty),
            "One byte of this answer is not UTF-8. What does the decoder do with it: replace it, or throw?");
        Assert.That(seen, Saw.Connections(1));
    }

    /// <summary>Whatever headers promise: the program goes nowhere else, and decodes and leaves out nothing by them.</summary>
    private async Task RequireHeadersAreText()
    {
        string[] heads =
        [
            "HTTP/1.0 302 Found\r\nLocation: /elsewhere",
            "HTTP/1.0 200 OK\r\nSet-Cookie: a=1\r\nContent-Type: text/html; charset=iso-8859-1\r\nSet-Cookie: b=2\r\nSet-Cookie: a=1",
            "HTTP/1.0 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive",
        ];
        foreach (var head in heads)
        {
            var path = $"/{RandomText.Word()}";
            var answer = $"{head}\r\n\r\n5\r\n{RandomText.Telling(40)}\r\n0\r\n\r\n";

            var (run, seen) = await Visit(await Answering(answer), path);

            Assert.That(run, Exited.With(0).AndOutput(answer));
            Assert.That(seen, Saw.Connections(1).And(Saw.RequestOf(RequestLine(path))));
        }
    }

    [Check("A page that arrives one byte at a time is whole",
        Hint = "Receive returns what has arrived so far, and that may be one byte. Go on until it returns 0.")]
    public async Task ByteByByte()
    {
        var path = $"/{RandomText.Word()}";
        var text = RandomText.OfLength(100);
        var http = await Http(path, text, Pause(afterEach: 100, milliseconds: 40), new InPieces([1]));

        var (run, seen) = await Visit(http, path);

        Assert.That(run, Exited.With(0).AndOutput(Ending(text)), SeenOverwritten.HintFor(run.OutputBytes, seen));
        Assert.That(seen, Saw.Connections(1).And(Saw.RequestOf(RequestLine(path))));
    }

    [Check("A page that arrives in pieces of 1,447 bytes is whole",
        Hint = "Only the first bytes of the buffer are new, as many as Receive returned. The rest is left over from the "
            + "piece before. And only 0 from Receive is the end: what else ends the loop?")]
    public async Task Pieces()
    {
        var path = $"/{RandomText.Word()}";
        // What looks like the end of a page is not the end of the answer.
        var text = $"{RandomText.OfLength(24_000)}</body></html>\n\n{RandomText.OfLength(24_201)}";
        var http = await Http(path, text, Pause(afterEach: 10 * 1447, milliseconds: 100), new InPieces([1447]));

        var (run, seen) = await Visit(http, path);

        Assert.That(run, Exited.With(0).AndOutput(Ending(text)), SeenOverwritten.HintFor(run.OutputBytes, seen));
        Assert.That(seen, Saw.Connections(1).And(Saw.RequestOf(RequestLine(path))));
    }

    [Check("A page of 1,100,000 bytes is whole",
        Hint = "The program must not depend on how much there is, of the page or of the path. Only the return value 0 is the end.")]
    public async Task Large()
    {
        var path = RandomText.LongPath();
        var text = RandomText.OfLength(1_100_000);
        var http = await Http(path, text, Pause(afterEach: 100_000, milliseconds: 5));

        // A program that prints in the background has much to print when its output is read at last.
        var (run, seen) = await Visit(MoreTime with { OutputPause = TimeSpan.FromSeconds(0.5) }, http, path);

        Assert.That(run, Exited.With(0).AndOutput(Ending(text)), SeenOverwritten.HintFor(run.OutputBytes, seen));
        Assert.That(seen, Saw.Connections(1).And(Saw.RequestOf(RequestLine(path))));
    }

    [Check("A character that is cut in two arrives as one",
        Hint = "ö is two bytes, € three. Half a character is not text yet: let one Decoder see all the pieces in turn.")]
    public async Task Characters()
    {
        var path = $"/{RandomText.Word()}";
        var text = $"{RandomText.Telling()}\n{RandomText.Word()} äöü €\n{string.Concat(Enumerable.Repeat("🧵", 100))}\n";
        // Four bytes a character, and pieces whose ends move through it: of four pieces, three end inside of one. Before
        // them a part of the head, and time to print it: what a program does for the first time takes it long.
        var http = await Http(path, text, new InPieces([60, More], 60), Pause(afterEach: 31, milliseconds: 3));

        var (run, seen) = await Visit(http, path);

        Assert.That(run, Exited.With(0).AndOutput(Ending(text)), SeenOverwritten.HintFor(run.OutputBytes, seen));
        Assert.That(seen, Saw.Connections(1).And(Saw.RequestOf(RequestLine(path))));

        var crowded = new CrowdedPieces("HTTP/1.0 200 OK\r\n\r\n");

        (run, seen) = await Visit(await Answering(crowded.Answer, crowded.Pieces), path);

        Assert.That(run, Exited.With(0).AndOutput(crowded.Answer), CrowdedPieces.HintFor(run));
        Assert.That(seen, Saw.Connections(1));
    }

    [Check("A piece that holds no whole character is not the end",
        Hint = "One byte may come alone, the first of a character: then there is nothing to print yet, and more will come. Only Receive "
            + "returning 0 is the end.")]
    public async Task NoWholeCharacter()
    {
        var path = $"/{RandomText.Word()}";
        var start = $"HTTP/1.0 200 OK\r\n\r\n{RandomText.Word()}";
        var answer = $"{start}🧵é€{RandomText.Word()}";
        // Nine bytes one by one: a program that is late meets two of them at once, and still others alone.
        var http = await Answering(answer, new InPieces([start.Length, 1, 1, 1, 1, 1, 1, 1, 1, 1, 100], GapMilliseconds: 60));

        var (run, seen) = await Visit(http, path);

        Assert.That(run, Exited.With(0).AndOutput(answer));
        Assert.That(seen, Saw.Connections(1).And(Saw.RequestOf(RequestLine(path))));
    }

    [Check("A server that closes without an answer ends the program",
        Hint = "When Receive has returned 0 once, it returns 0 for ever: nothing comes. Which line assumes that something has come?",
        HintIfKilled = "When Receive has returned 0 once, it returns 0 for ever. What does the program wait for?")]
    public async Task NoAnswer()
    {
        var http = await Http(new CutAfter(0, Direction.Out, Kata.Protocol.Ending.Close));

        var run = await RunProgram(http.Host, http.Port, "/");

        Assert.That(run, Exited.ByItself.AndAnyErrorOutput());
        Assert.That(await http.Close(), Saw.Connections(1).And(Saw.RequestOf(RequestLine("/"))));
    }

    [Check("A page without Content-Length is read to the end, and printed to its last byte",
        Hint = "This answer has no header that tells its length, its last line has no end, and its last bytes are spaces and a zero byte. "
            + "A program that relies on Content-Length finds none here, and takes the head for the whole answer. The end of the stream is "
            + "the end of the answer: what does the program look at?")]
    public async Task WithoutLength()
    {
        var path = $"/{RandomText.Word()}";
        const string Head = "HTTP/1.0 200 OK\r\n\r\n";
        // A byte-order mark at the beginning of a piece is none: there it is a space without width.
        var answer = $"{Head}\uFEFF{RandomText.Telling(40)}\0 \n \0";
        // Cut where a program would stop that takes no header for no content; and the last byte comes alone.
        var content = Encoding.UTF8.GetByteCount(answer) - Head.Length;
        var http = await Answering(answer, new InPieces([Head.Length, content - 1, More], GapMilliseconds: 400));

        var (run, seen) = await Visit(http, path);

        Assert.That(run, Exited.With(0).AndOutput(answer));
        Assert.That(seen, Saw.Connections(1).And(Saw.RequestOf(RequestLine(path))));
    }

    [Check("What comes behind the promised length is printed, too",
        Hint = "A socket knows nothing of headers: the answer has ended only when Receive returns 0.")]
    public async Task MoreThanPromised()
    {
        var path = $"/{RandomText.Word()}";
        const string Head = "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\n";
        var answer = $"{Head}{RandomText.OfLength(3_000)}";
        // One cut is where the promised length ends: a program that counts has exactly as much as it counts on.
        var http = await Answering(answer, new InPieces([Head.Length + 2, 3, More], GapMilliseconds: 400));

        var (run, seen) = await Visit(http, path);

        Assert.That(run, Exited.With(0).AndOutput(answer));
        Assert.That(seen, Saw.Connections(1).And(Saw.RequestOf(RequestLine(path))));
    }

    [Check("An orderly end before the promised length is the end",
        Hint = "Receive returns 0 when the server has finished. In this step a header is text like any other, whatever it promises.")]
    public async Task LessThanPromised()
    {
        var path = $"/{RandomText.Word()}";
        var answer = $"HTTP/1.0 200 OK\r\nContent-Length: 100000\r\n\r\n{RandomText.OfLength(3_000)}";

        var (run, seen) = await Visit(await Answering(answer), path);

        Assert.That(run, Exited.With(0).AndOutput(answer).AndErrorOutput(TextThat.IsEmpty));
        Assert.That(seen, Saw.Connections(1).And(Saw.RequestOf(RequestLine(path))));
    }

    [Check("A pause in the middle is not the end",
        Hint = "Receive waits until there is something. A server that sends nothing for a while has not finished: what ends "
            + "the loop?")]
    public async Task Silence()
    {
        var path = $"/{RandomText.Word()}";
        var text = RandomText.OfLength(700);
        var http = await Http(path, text, new InPieces([400, More], LongSilence));

        var (run, seen) = await Visit(MoreTime, http, path);

        Assert.That(run, Exited.With(0).AndOutput(Ending(text)), SeenOverwritten.HintFor(run.OutputBytes, seen));
        Assert.That(seen, Saw.Connections(1).And(Saw.RequestOf(RequestLine(path))));
    }

    [Check("The page about a missing page is printed like any other",
        Hint = "404 is a complete answer. For the socket it is no error.")]
    public async Task NotFound()
    {
        var http = await Open(LastPort.Of(new() { Service = Service.Http, Faults = [new HoldBack(More)] }));
        var path = $"/{RandomText.Word()}";

        var (run, seen) = await Visit(http, path);

        Assert.That(run, Exited.With(0).AndOutput(TextThat.Contains($"404 There is no {path} here.")));
        Assert.That(seen, Saw.Connections(1).And(Saw.RequestOf(RequestLine(path))));
    }

    [Check("It takes one connection, and closes it in an orderly way",
        Hint = "Asking once is enough. A socket that is closed with bytes unread breaks the connection off.")]
    public async Task OneConnection()
    {
        var (_, _, seen) = await Page();

        Assert.That(seen, Saw.Connections(1));
        Assert.That(seen, Saw.OrderlyEnd);
    }

    [Check("A connection that breaks in the middle is not taken for the end of the page",
        Hint = "Receive throws when the connection has broken. That is not the same as returning 0: the user has half a "
            + "page, and learns that from the error output.")]
    public async Task Broken()
    {
        var path = $"/{RandomText.Word()}";
        var http = await Http(path, RandomText.OfLength(48_219), new CutAfter(10_000, Direction.Out, Kata.Protocol.Ending.Reset));

        var (run, seen) = await Visit(http, path);

        Assert.That(seen, Saw.AnAnswer);
        Assert.That(seen, Saw.Connections(1).And(Saw.RequestOf(RequestLine(path))));
        Assert.That(run, Exited.WithoutSuccess.AndErrorOutput(TextThat.SaysSomething)
            .AndOutput(TextThat.IsBeginningOf(Encoding.UTF8.GetString(seen.SentOn(1)))));
    }

    [Check("It works over IPv6, too, and with a name",
        Hint = $"{SameOverIPv6} The path goes to the server as it is, letter by letter.",
        HintIfNotReached = AnyFamily)]
    public async Task IPv6()
    {
        var path = RandomText.Path();

        var (run, seen) = await VisitNamed(new() { Service = Service.Http }, path);

        Assert.That(run, Exited.With(0).AndOutput(Encoding.UTF8.GetString(seen.SentOn(1))));
        Assert.That(seen, Saw.Connections(1).And(Saw.RequestOf(RequestLine(path))));
    }

    [Check("The host may be a name",
        Hint = "Connect takes a name as well as an address, and looks it up itself.")]
    public async Task Name()
    {
        var path = $"/{RandomText.Word()}";
        var host = $"{RandomText.Word()}.example";
        var http = await Http();

        var run = await RunProgram(Naming(host, http.Host), host, http.Port, path);

        var seen = await http.Close();
        Assert.That(run, Exited.With(0).AndOutput(Encoding.UTF8.GetString(seen.SentOn(1))));
        Assert.That(seen, Saw.Connections(1).And(Saw.RequestOf(RequestLine(path))));
    }

    /// <summary>The program asks for a page, and gets it in one piece.</summary>
    private Task<AskedPage> Page() => Shared(async () =>
    {
        var path = $"/{RandomText.Word()}";
        var (run, seen) = await Visit(await Http(path, RandomText.OfLength(700), new HoldBack(More)), path);
        return new AskedPage(path, run, seen);
    });

    private sealed record AskedPage(string Path, Run Run, Transcript Seen);

    /// <summary>A server that answers like this, whatever it is asked, and closes.</summary>
    private Task<Endpoint> Answering(string answer, params Fault[] faults) =>
        Http([new AnswerWith([Encoding.UTF8.GetBytes(answer)]), new CutAfterAnswers(1, Kata.Protocol.Ending.Close), .. faults]);

    private static string RequestLine(string path) => $"GET {path} HTTP/1.0\r\n";

    /// <summary>What follows arrives later. Without pauses, pieces that follow each other closely lie together in the
    /// program's receive buffer, and it gets them as one.</summary>
    private static InPieces Pause(int afterEach, int milliseconds) => new([afterEach], milliseconds);

    /// <summary>Whether the headers are printed too is for another check.</summary>
    private static TextThat Ending(string content) => new(
        $"the {content.Length:N0} characters of the page at the end, {Quoted.Of(content)}",
        output => output.ReplaceLineEndings("\n").EndsWith(content, StringComparison.Ordinal))
    {
        Difference = output => Difference.Of(content, AfterHead(output.ReplaceLineEndings("\n"), content.Length)),
    };

    /// <param name="length">Of the content: what is so far from the end, if no empty line is left.</param>
    private static string AfterHead(string answer, int length) =>
        answer.IndexOf("\n\n", StringComparison.Ordinal) is >= 0 and var end
            ? answer[(end + 2)..]
            : answer[^Math.Min(length, answer.Length)..];
}

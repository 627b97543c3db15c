using System.Text;
using System.Text.RegularExpressions;
using Kata.Checking;
using Kata.Checking.Clients;
using Kata.Machine;
using Kata.Programs;
using Kata.Protocol;
using Kata.Reports.Html;
using Kata.Results;
using Kata.Servers;
using Kata.Text;

[Step(18)]
[Hints(
    "The connection stays open, so its end does not mark the end of the answer. What have you read already that says "
        + "how long the answer is?",
    "The four rules have an order, and the first that applies decides. A chunk is a line with a size, that many bytes, and a line end; "
        + "after the size 0, more lines follow, up to an empty one. All methods must read from the same buffered stream. A StreamReader "
        + "for the header lines takes more than a line from it, and the body then lacks those bytes.",
    "Look up: StringComparer.OrdinalIgnoreCase, Dictionary.ContainsKey, string.Split, int.TryParse with "
        + "NumberStyles.AllowHexSpecifier, and of Stream: ReadByte, ReadExactly and CopyTo. RFC 9112 section "
        + "7.1 shows chunks as a grammar.")]
public class Step18_HttpFramingChecks : Checks
{
    [Check("Two pages come over one connection, which stays open",
        Hint = "Content-Length says how many bytes belong to the page: reading more would wait for ever. The empty line "
            + "before the page arrives as CR LF: does your line still contain the CR?")]
    public async Task TwoPages()
    {
        // The second is shorter: what the first has left in a buffer would be seen behind it.
        var (first, second) = (Page.New(), Page.New(RandomText.OfLength(37)));

        var (run, seen) = await Visit(await Site([first, second]), first.Path, second.Path);

        Assert.That(run, Exited.With(0).AndOutput(first.Printed() + second.Printed()).AndErrorOutput(TextThat.IsEmpty));
        Assert.That(seen, Saw.Connections(1));
        Assert.That(seen, Saw.OrderlyEnd);
    }

    [Check("A page may arrive in many pieces",
        Hint = "One Read returns what has arrived. ReadExactly goes on until it has as many bytes as you asked for.")]
    public async Task PageInPieces()
    {
        var page = Page.New();

        var (run, seen) = await Visit(
            await Site([page], new InPieces([10, 250, 20, 20, 20, 20, 20, 20, 5000], GapMilliseconds: 40)),
            page.Path);

        Assert.That(run, Exited.With(0).AndOutput(page.Printed()));
        Assert.That(seen, Asked(page.Path));
    }

    [Check("Each byte of an answer may arrive alone",
        Hint = "A line end is two bytes, and the second may come later than the first. Does the program look for both bytes in what one "
            + "call has brought?")]
    public async Task ByteByByte()
    {
        var (chunked, after) = (Page.New(RandomText.OfLength(30)), Page.New(RandomText.OfLength(20)));
        var http = await Open(new()
        {
            Service = Service.Http,
            Faults =
            [
                new AnswerWith([
                    Bytes($"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + $"1e\r\n{chunked.Text}\r\n0\r\nSum: 12ab\r\n\r\n"),
                    Bytes(WithLength(after.Text)),
                ]),
                new InPieces([1], GapMilliseconds: 2),
            ],
        });

        var (run, seen) = await Visit(MoreTime, http, chunked.Path, after.Path);

        Assert.That(run, Exited.With(0).AndOutput(chunked.Printed() + after.Printed()));
        Assert.That(seen, Asked(chunked.Path, after.Path));
    }

    [Check("A silence in the middle of a page is not its end",
        Hint = "Content-Length says how much there is, however long it takes. Is there a time-out, or a look at DataAvailable?")]
    public async Task Silence()
    {
        var page = Page.New();
        var http = await Site([page], new InPieces([300, 5000], LongSilence));

        var (run, seen) = await Visit(MoreTime, http, page.Path);

        Assert.That(run, Exited.With(0).AndOutput(page.Printed()));
        Assert.That(seen, Asked(page.Path));
    }

    [Check("An empty page has a body of no bytes",
        Hint = "Content-Length: 0 is a length like any other.")]
    public async Task Empty()
    {
        var (empty, after) = (Page.New(""), Page.New());

        var (run, seen) = await Visit(await Site([empty, after]), empty.Path, after.Path);

        Assert.That(run, Exited.With(0).AndOutput(empty.Printed() + after.Printed()));
        Assert.That(seen, Asked(empty.Path, after.Path));
    }

    [Check("A page in chunks is put together, and the next answer begins after it",
        Hint = "A size in hexadecimal, that many bytes, CR LF; and so on until the size is 0 and an empty line follows.")]
    public async Task Chunked()
    {
        var (chunked, after) = (Page.New() with { Framing = ContentFraming.Chunked }, Page.New());

        var (run, seen) = await Visit(await Site([chunked, after]), chunked.Path, after.Path);

        Assert.That(run, Exited.With(0).AndOutput(chunked.Printed() + after.Printed()).AndErrorOutput(TextThat.IsEmpty));
        Assert.That(seen, Asked(chunked.Path, after.Path));
    }

    [Check("A page is bytes in UTF-8, of any length in characters",
        Hint = "Lengths and sizes count bytes: read that many, and decode when the whole body is there. A character may be "
            + "cut between two chunks. In which encoding is it decoded?")]
    public async Task AnyText()
    {
        var text = $"\uFEFFGrüße 😀😀 {RandomText.Word()} \0 é駅\r\n\r\n{RandomText.OfLength(70_000)} end";
        var (bytes, after) = (Encoding.UTF8.GetBytes(text), Page.New());
        // The first cut is inside the first character, the second inside «ü», the third inside «😀». The last chunk has a size of more
        // than 16 bits.
        byte[] chunks = [.. Chunk(bytes[..2]), .. Chunk(bytes[2..6]), .. Chunk(bytes[6..13]), .. Chunk(bytes[13..]), .. "0\r\n\r\n"u8];
        var http = await Open(new()
        {
            Service = Service.Http,
            Faults =
            [
                new AnswerWith(
                [
                    [.. Bytes($"HTTP/1.1 200 OK\r\nContent-Length: {bytes.Length}\r\n\r\n"), .. bytes],
                    [.. Bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"), .. chunks],
                    Bytes(WithLength(after.Text)),
                ]),
            ],
        });

        var (run, seen) = await Visit(http, "/counted", "/chunked", after.Path);

        var size = bytes.Length - 13;
        Assert.That(
            run,
            Exited.With(0).AndErrorOutput(TextThat.IsEmpty)
                .AndOutput($"/counted: 200, {bytes.Length} bytes\n{text}\n/chunked: 200, {bytes.Length} bytes\n{text}\n{after.Printed()}"),
            run.ErrorOutput.Contains($"{size:x}", StringComparison.OrdinalIgnoreCase)
                ? $"{size:x} is {size:N0} in hexadecimal. How is a size read, and into which type?"
                : null);
        Assert.That(seen, Asked("/counted", "/chunked", after.Path));

        static byte[] Chunk(byte[] part) => [.. Bytes($"{part.Length:x}\r\n"), .. part, .. "\r\n"u8];
    }

    [Check("What comes behind the last byte of a body is not a part of it",
        Hint = "Content-Length says exactly how many bytes the body has, however many have arrived.")]
    public async Task BytesBehind()
    {
        var page = Page.New() with { Path = RandomText.Path() };
        var http = await Answers($"{WithLength(page.Text)}and more");

        var (run, seen) = await Visit(http, page.Path);

        Assert.That(run, Exited.With(0).AndOutput(page.Printed()).AndErrorOutput(TextThat.IsEmpty));
        Assert.That(seen, Asked(page.Path));
    }

    [Check("A chunk may arrive in pieces, and its size line, too",
        Hint = "The pieces in which bytes arrive have nothing to do with the chunks: read lines and counted bytes.")]
    public async Task ChunksInPieces()
    {
        var page = Page.New();
        const string Head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        // Two cuts in the first chunk, one between the digits of the second one's size.
        var http = await Open(new()
        {
            Service = Service.Http,
            Faults =
            [
                new AnswerWith([Bytes($"{Head}7\r\n{page.Text[..7]}\r\n{page.Text.Length - 7:x}\r\n{page.Text[7..]}\r\n0\r\n\r\n")]),
                new InPieces([Head.Length + 5, 2, 6, 5000], GapMilliseconds: 200),
            ],
        });

        var (run, seen) = await Visit(http, page.Path);

        Assert.That(run, Exited.With(0).AndOutput(page.Printed()));
        Assert.That(seen, Asked(page.Path));
    }

    [Check("Text after a chunk's size, and header lines after the last chunk, are skipped",
        Hint = "A semicolon ends the size, and spaces may stand before it. After the last chunk, header lines may come, then the empty line.")]
    public async Task Trimmings()
    {
        var (chunked, after) = (Page.New(), Page.New());
        var http = await Answers(
            // The reason may be missing (RFC 9112 section 4).
            $"HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n"
                + $"{10:X} ;sum=12ab\r\n{chunked.Text[..10]}\r\n{chunked.Text.Length - 10:X3}\r\n{chunked.Text[10..]}\r\n000\r\nSum: "
                + "12ab\r\nSee: http://localhost:80/a:b\r\nNothing:\r\n\r\n",
            WithLength(after.Text));

        var (run, seen) = await Visit(http, chunked.Path, after.Path);

        Assert.That(run, Exited.With(0).AndOutput(chunked.Printed() + after.Printed()));
        Assert.That(seen, Asked(chunked.Path, after.Path));
    }

    [Check("Chunks count even if there is a Content-Length, too",
        Hint = "Transfer-Encoding comes first (RFC 9112 section 6.3); then Content-Length means nothing.")]
    public async Task ChunksBeforeLength()
    {
        var page = Page.New();
        var http = await Answers($"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n" +
            $"{page.Text.Length:x}\r\n{page.Text}\r\n0\r\n\r\n");

        var (run, seen) = await Visit(http, page.Path);

        Assert.That(run, Exited.With(0).AndOutput(page.Printed()));
        Assert.That(seen, Asked(page.Path));
    }

    [Check("The answer to HEAD has no body, although it has a Content-Length",
        Hint = "After HEAD, Content-Length is the length that the body would have after GET: no body comes now.")]
    public async Task Head()
    {
        var (page, after) = (Page.New(), Page.New());

        var (run, seen) = await Visit(await Site([page, after]), $"HEAD:{page.Path}", after.Path);

        Assert.That(
            run,
            Exited.With(0).AndOutput($"HEAD:{page.Path}: 200, 0 bytes\n\n{after.Printed()}"),
            Received(seen).StartsWith("GET ", StringComparison.Ordinal)
                ? "The request on the wire begins with GET. Which method does the argument name?"
                : null);
        Assert.That(seen, Asked($"HEAD:{page.Path}", after.Path));
    }

    [Check("Where no body follows, no header changes that",
        Hint = "Rule 1 comes first: after HEAD, and with 204 and 304, no body follows, whatever the header says, even a length that no "
            + "int can hold.")]
    public async Task NoneWhateverTheHeaderSays()
    {
        var after = Page.New();
        const string Chunked = "Transfer-Encoding: chunked\r\n\r\n";
        var http = await Answers(
            $"HTTP/1.1 200 OK\r\n{Chunked}", $"HTTP/1.1 304 Not Modified\r\n{Chunked}", $"HTTP/1.1 204 No Content\r\n{Chunked}",
            "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", "HTTP/1.1 404 Not Found\r\nContent-Length: 5000000000\r\n\r\n",
            WithLength(after.Text));

        var (run, seen) = await Visit(http, "HEAD:/a", "/b", "/c", "/d", "HEAD:/e", after.Path);

        Assert.That(
            run,
            Exited
                .With(0)
                .AndErrorOutput(TextThat.IsEmpty)
                .AndOutput(
                    "HEAD:/a: 200, 0 bytes\n\n/b: 304, 0 bytes\n\n/c: 204, 0 bytes\n\n/d: 204, 0 bytes\n\nHEAD:/e: 404, 0 "
                        + $"bytes\n\n{after.Printed()}"));
        Assert.That(seen, Asked("HEAD:/a", "/b", "/c", "/d", "HEAD:/e", after.Path));
    }

    [Check("An answer with the status 204 has no body and no length",
        Hint = "204 means No Content: no body follows, so do not read to the end of the stream.")]
    public async Task NoContent()
    {
        var (none, after) = (Page.New("") with { Framing = ContentFraming.NoContent }, Page.New());

        var (run, seen) = await Visit(await Site([none, after]), none.Path, after.Path);

        Assert.That(run, Exited.With(0).AndOutput($"{none.Path}: 204, 0 bytes\n\n{after.Printed()}"));
        Assert.That(seen, Asked(none.Path, after.Path));
    }

    [Check("An answer with the status 304 has no body",
        Hint = "304 means Not Modified: you have the page already, and the server does not send it again. A program that "
            + "waits for a body here waits for ever.")]
    public async Task NotModified()
    {
        var page = Page.New();

        var (run, seen) = await Visit(await Site([page]), page.Path, page.Path);

        Assert.That(
            run,
            Exited.With(0).AndOutput($"{page.Printed()}{page.Path}: 304, 0 bytes\n\n"),
            Received(seen).Split("\r\n\r\n") is [_, var again, ""]
                && !again.Contains("If-None-Match:", StringComparison.OrdinalIgnoreCase)
                ? "The second request has no If-None-Match, so the page came again. Was its ETag kept, and where is it looked up?"
            : Regex.IsMatch(run.Output, ": 304, [1-9]") && EndsWithA304(seen)
                ? "No body came with the 304, and the program counts the bytes of one. Where are they from?"
            : null);
        Assert.That(seen, Asked(page.Path, page.Path));
    }

    /// <summary>Whether the last that the server sent is a 304, which has no body.</summary>
    private static bool EndsWithA304(Transcript seen) =>
        Encoding.UTF8.GetString(seen.SentOn(1)) is var sent
        && sent.LastIndexOf("HTTP/1.1 304 ", StringComparison.Ordinal) is >= 0 and var last
        && sent.IndexOf("\r\n\r\n", last, StringComparison.Ordinal) == sent.Length - 4;

    [Check("The ETag of a page goes with the next request for this page, whatever its method, and with no other",
        Hint = "The tags are kept by path. In an argument such as HEAD:/page the path is /page, and the tag of that path is sent, whatever "
            + "the method. A tag belongs to the path, letter by letter; the path may have a colon in it, or a question mark. What stands "
            + "behind the last chunk is no header of the answer.")]
    public async Task TagsByPath()
    {
        // A path may have a colon in it, and is not cut there.
        var (one, other) = (Page.New(), Page.New() with { Path = $"/{RandomText.Word()}/12:30" });
        // The case of a path's letters matters.
        var third = Page.New() with { Path = one.Path.ToUpperInvariant() };
        // So does what is behind a question mark.
        var query = Page.New() with { Path = $"{one.Path}?page=2" };
        // What stands behind the last chunk is read and ignored.
        var chunks = $"{one.Text.Length:x}\r\n{one.Text}\r\n0\r\nETag: \"behind\"\r\n\r\n";
        var http = await Answers(
            $"HTTP/1.1 200 OK\r\nETag: \"one\"\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}", Tagged(other, "W/\"o:2\""),
            "HTTP/1.1 304 Not Modified\r\nETag: \"o:2\"\r\n\r\n", Tagged(one, "\"newer\""), WithLength(third.Text),
            "HTTP/1.1 304 Not Modified\r\n\r\n", WithLength(query.Text), WithLength(other.Text));
        string[] arguments =
        [
            one.Path, other.Path, $"HEAD:{other.Path}", one.Path, third.Path, one.Path, query.Path, $"OPTIONS:{other.Path}",
        ];

        var (run, seen) = await Visit(http, arguments);

        Assert.That(run, Exited.With(0).AndOutput($"{one.Printed()}{other.Printed()}HEAD:{other.Path}: 304, 0 bytes\n\n{one.Printed()}"
            + $"{third.Printed()}{one.Path}: 304, 0 bytes\n\n{query.Printed()}OPTIONS:{other.Printed()}"));
        Assert.That(seen, Asked(arguments));
        // That of the last answer, whatever its status.
        string?[] expected = [null, null, "W/\"o:2\"", "\"one\"", null, "\"newer\"", null, "\"o:2\""];
        var heads = Received(seen).Split("\r\n\r\n");
        var given = new List<(string Path, string? Tag)>();
        foreach (var (argument, tag, head) in arguments.Zip(expected, heads))
        {
            var sent = head.Split("\r\n").FirstOrDefault(line => line.StartsWith("If-None-Match:", StringComparison.OrdinalIgnoreCase));
            Require(
                sent?[14..].Trim() == tag,
                tag is null ? $"no If-None-Match in the request for {argument}" : $"«If-None-Match: {tag}» in the request for {argument}",
                sent is null ? "none" : Quoted.Of(sent),
                sent is not null && tag is not null && given.Contains((argument[argument.IndexOf('/')..], sent[14..].Trim()))
                    ? "That tag is from an earlier answer. A later answer, perhaps with another status, had another tag: is it kept?"
                : sent is null && tag?.StartsWith("W/", StringComparison.Ordinal) == true
                    ? "The tags are kept by path, whatever the method. This tag is weak (W/ in front) and has a colon in it, and the method is "
                        + "HEAD: which of the three makes a difference to the program?"
                    : null);
            given.Add((argument[argument.IndexOf('/')..], tag));
        }

        static string Tagged(Page page, string tag) =>
            $"HTTP/1.1 200 OK\r\nETag: {tag}\r\nContent-Length: {page.Text.Length}\r\n\r\n{page.Text}";
    }

    [Check("A 304 has no body even if it has a Content-Length",
        Hint = "The Content-Length of a 304 is the length of the page that you already have (RFC 9110 section 8.6): no body "
            + "follows.")]
    public async Task NotModifiedWithLength()
    {
        var page = Page.New();
        var http = await Answers("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", WithLength(page.Text));

        var (run, seen) = await Visit(http, "/", page.Path);

        Assert.That(run, Exited.With(0).AndOutput($"/: 304, 0 bytes\n\n{page.Printed()}"));
        Assert.That(seen, Asked("/", page.Path));
    }

    [Check("An error page is an answer with a body, like any other",
        Hint = "The status says 404; the header says where the body ends, as in any answer.")]
    public async Task ErrorPage()
    {
        var after = Page.New();
        var missing = $"/{RandomText.Word()}";

        var (run, seen) = await Visit(await Site([after]), missing, after.Path);

        var body = $"404 There is no {missing} here.\n";
        Assert.That(run, Exited.With(0).AndOutput($"{missing}: 404, {body.Length} bytes\n{body}\n{after.Printed()}"));
        Assert.That(seen, Asked(missing, after.Path));
    }

    [Check("Only 204 and 304 have no body: any other status has",
        Hint = "Rule 1 names two statuses. Redirections and errors have a body, too. A program that does not read the body takes it for "
            + "the next answer.")]
    public async Task OtherStatuses()
    {
        int[] statuses = [201, 203, 206, 300, 301, 302, 303, 307, 308, 400, 403, 410, 500, 503];
        var pages = statuses.Select(status => (Status: status, Path: $"/{RandomText.Word()}", Text: RandomText.OfLength(20))).ToList();
        var http = await Answers([.. pages.Select(page => WithLength(page.Text).Replace("200 OK", $"{page.Status} So it is"))]);

        var (run, seen) = await Visit(http, [.. pages.Select(page => page.Path)]);

        Assert.That(run, Exited.With(0)
            .AndOutput(string.Concat(pages.Select(page => $"{page.Path}: {page.Status}, {page.Text.Length} bytes\n{page.Text}\n"))));
        Assert.That(seen, Asked([.. pages.Select(page => page.Path)]));
    }

    [Check("A header is known by its whole name, in any case",
        Hint = "content-length and Content-Length are the same, X-Content-Length is another header: a Dictionary can be made with a "
            + "StringComparer. And the space behind the colon may be missing. A name may stand in several lines, as Set-Cookie does.")]
    public async Task AnyCase()
    {
        const string Others = "X-Content-Length: 9\r\nSet-Cookie: a=1\r\nOld-Transfer-Encoding: chunked\r\nset-cookie: b=2\r\n"
            + "Content-Length-Was: 9\r\nSet-Cookie: a=1\r\n";
        var (counted, chunked) = (Page.New(), Page.New());
        var http = await Answers(
            WithLength(counted.Text).Replace("Content-Length: ", $"Date: 10:20:30\r\n{Others}content-length:"),
            $"HTTP/1.1 200 OK\r\n{Others}TRANSFER-ENCODING: Chunked\r\n\r\n{chunked.Text.Length:x}\r\n{chunked.Text}\r\n0\r\n\r\n");

        var (run, seen) = await Visit(http, counted.Path, chunked.Path);

        Assert.That(run, Exited.With(0).AndOutput(counted.Printed() + chunked.Printed()));
        Assert.That(seen, Asked(counted.Path, chunked.Path));
    }

    [Check("Without a length and without chunks, the body goes on to the end of the stream",
        Hint = "This is the last of the rules, and the only one in which the end of the stream is the end of the body.")]
    public async Task ToTheEnd()
    {
        var page = Page.New();
        var http = await Open(LastPort.Of(new()
        {
            Service = Service.Http,
            Faults = [new AnswerWith([Bytes($"HTTP/1.0 200 OK\r\n\r\n{page.Text}")]), new CutAfterAnswers(1, Ending.Close)],
        }));

        var (run, seen) = await Visit(http, page.Path);

        Assert.That(run, Exited.With(0).AndOutput(page.Printed()));
        Assert.That(seen, Asked(page.Path));

        await RequireAnErrorBehindTheEnd();
    }

    /// <summary>What is asked for when the stream has ended has no answer, unless the program makes another connection.</summary>
    private async Task RequireAnErrorBehindTheEnd()
    {
        var (page, after) = (Page.New(), Page.New());
        var http = await Open(new()
        {
            Service = Service.Http,
            Faults =
            [
                new AnswerWith([Bytes($"HTTP/1.0 200 OK\r\n\r\n{page.Text}")]) { Only = [1] },
                new CutAfterAnswers(1, Ending.Close) { Only = [1] },
                new AnswerWith([Bytes(WithLength(after.Text))]) { Only = [2] },
            ],
        });

        var (run, seen) = await Visit(http, page.Path, after.Path);

        Assert.That(
            run,
            seen.Count(EventKind.Accepted) > 1
                ? Exited.With(0).AndOutput(page.Printed() + after.Printed())
                : Exited.With(1).AndOutput(page.Printed()).AndErrorOutput(TextThat.IsOneLine()),
            run.ExitCode == 0 && run.ErrorOutput == ""
                ? "The body of the first answer went on to the end of the stream, so the second path has no answer, and the exit code 0 "
                    + "says that all is well. What becomes of the arguments that are left?"
                : null);
        // Whether the server still gets the second request is a matter of time.
        Assert.That(seen, Saw.Anything);
    }

    [Check("Without a length and without chunks, a reset is not the end of the body",
        Hint = "Only an orderly end says that all has come. A reset is an IOException: is it taken for the end?")]
    public async Task ResetIsNoEnd()
    {
        // Behind a whole answer, too.
        foreach (var before in (Page[][])[[], [Page.New()]])
        {
            var page = Page.New();
            string[] answers = [.. before.Select(one => WithLength(one.Text)), $"HTTP/1.0 200 OK\r\n\r\n{page.Text}"];
            var http = await Open(new()
            {
                Service = Service.Http,
                Faults =
                [
                    new AnswerWith([.. answers.Select(Bytes)]), new CutAfterAnswers(answers.Length, Ending.Reset),
                    new InPieces([100_000], GapMilliseconds: 300),
                ],
            });
            string[] paths = [.. before.Select(one => one.Path), page.Path];

            var (run, seen) = await Visit(http, paths);

            Assert.That(
                run,
                Exited.With(1).AndOutput(string.Concat(before.Select(one => one.Printed()))).AndErrorOutput(TextThat.Matches(
                    @"\A(Error on the connection: [^\r\n]+|The answer for [^\r\n]+ was cut short)\r?\n\z",
                    $"«Error on the connection: », and what happened, or «The answer for {page.Path} was cut short»")));
            Assert.That(seen, Asked(paths));
        }
    }

    [Check("A body shorter than its Content-Length is an error",
        Hint = "The end of the stream came before the last byte: half a page is not a page. And what becomes of a length that is below 0, "
            + "or no number?")]
    public async Task ShortBody()
    {
        var (whole, cut) = (Page.New(), Page.New());
        var answer = WithLength(cut.Text);

        var run = await CutShort(whole, answer[..^1], cut.Path);

        Assert.That(run, Exited.With(1).AndOutput(whole.Printed()).AndErrorOutput($"The answer for {cut.Path} was cut short\n"));

        foreach (var length in (string[])["-5", "five"])
        {
            var without = await CutShort(whole, $"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{cut.Text}", cut.Path);

            Assert.That(without, Exited.With(1).AndOutput(whole.Printed())
                .AndErrorOutput(TextThat.Matches(@"\A[^\r\n]+\r?\n\z", "one line that says what is wrong")));
        }
    }

    [Check("The end of the stream inside the header is an error",
        Hint = "An empty line ends the header, and only that does. What does the program read at the end of the stream: can it tell that from "
            + "an empty line?")]
    public async Task ShortHeader()
    {
        foreach (var answer in (string[])["HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nX: y\r\n"])
        {
            var (whole, cut) = (Page.New(), Page.New());

            var run = await CutShort(whole, answer, cut.Path);

            Assert.That(run, Exited.With(1).AndOutput(whole.Printed()).AndErrorOutput($"The answer for {cut.Path} was cut short\n"));
        }
    }

    [Check("Chunks without the last one, of size 0, are an error",
        Hint = "Without the chunk of size 0 the program cannot know whether more should follow.")]
    public async Task NoLastChunk()
    {
        var (whole, cut) = (Page.New(), Page.New());
        var answer = $"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{cut.Text.Length:x}\r\n{cut.Text}\r\n";

        var run = await CutShort(whole, answer, cut.Path);

        Assert.That(run, Exited.With(1).AndOutput(whole.Printed()).AndErrorOutput($"The answer for {cut.Path} was cut short\n"));
    }

    [Check("The end of the stream before the empty line at the end of the chunks is an error",
        Hint = "After the chunk of size 0, header lines may follow, and then an empty line. Without it the program cannot know whether all "
            + "have come.")]
    public async Task NoEmptyLine()
    {
        foreach (var end in (string[])["0\r\n", "0\r\nSum: 12ab\r\n"])
        {
            var (whole, cut) = (Page.New(), Page.New());
            var answer = $"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{cut.Text.Length:x}\r\n{cut.Text}\r\n{end}";

            var run = await CutShort(whole, answer, cut.Path);

            Assert.That(run, Exited.With(1).AndOutput(whole.Printed()).AndErrorOutput($"The answer for {cut.Path} was cut short\n"));
        }
    }

    [Check("The end of the stream inside a chunk is an error",
        Hint = "A chunk is as long as its size says, or something has been lost.")]
    public async Task ShortChunk()
    {
        var (whole, cut) = (Page.New(), Page.New());
        var answer = $"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{cut.Text.Length + 1:x}\r\n{cut.Text}";

        var run = await CutShort(whole, answer, cut.Path);

        Assert.That(run, Exited.With(1).AndOutput(whole.Printed()).AndErrorOutput($"The answer for {cut.Path} was cut short\n"));
    }

    [Check("A chunk size that is no hexadecimal number is an error",
        Hint = "int.TryParse returns whether a text is a number. Without a size the program cannot find the end of the "
            + "chunk.")]
    public async Task NoSize()
    {
        var page = Page.New();
        var http = await Answers($"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nsize\r\n{page.Text}\r\n0\r\n\r\n");

        var (run, seen) = await Visit(http, page.Path);

        Assert.That(
            run,
            Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput($"The answer for {page.Path} is not HTTP: no chunk size: size\n"));
        Assert.That(seen, Asked(page.Path));
    }

    [Check("A chunk size that no int can hold is not the last chunk",
        Hint = "FFFFFFFF is a large number, but as an int it is negative. What does a size below 0 mean to the program, and what becomes "
            + "of an exception?")]
    public async Task HugeSize()
    {
        var page = Page.New();
        // A chunk, and what might follow the last one. Then the stream ends: a program may count in longs, and wait for the rest.
        foreach (var behind in (string[])[$"{page.Text}\r\n0\r\n", "Sum: 12ab\r\n"])
        {
            var answer = $"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFF\r\n{behind}\r\n";
            var http = await Open(new()
            {
                Service = Service.Http,
                Faults = [new AnswerWith([Bytes(answer)]), new CutAfterAnswers(1, Ending.Close)],
            });

            var (run, seen) = await Visit(http, page.Path);

            // Too large for this program, or cut short: both are true.
            Assert.That(run, Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput(TextThat.IsOneLine($"The answer for {page.Path} ")));
            Assert.That(seen, Asked(page.Path));
        }
    }

    [Check("A chunk that is longer than its size is an error",
        Hint = "CR LF must follow the bytes of a chunk. Anything else means that the two sides count differently.")]
    public async Task LongChunk()
    {
        var page = Page.New();
        var http = await Answers(
            $"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{page.Text.Length - 2:x}\r\n{page.Text}\r\n0\r\n\r\n");

        var (run, seen) = await Visit(http, page.Path);

        Assert.That(run, Exited.With(1).AndOutput(TextThat.IsEmpty)
            .AndErrorOutput($"The answer for {page.Path} is not HTTP: a chunk is longer than its size\n"));
        Assert.That(seen, Asked(page.Path));
    }

    [Check("A coding that the program does not know is an error",
        Hint = "The value of Transfer-Encoding is the whole list: `gzip, chunked` are two codings, and this program knows one.")]
    public Task UnknownCoding() =>
        RequireNotHttp("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");

    [Check("A status line without a status is an error",
        Hint = "The server may speak another protocol, or end its line early. How many words has the line, and is the second a number?")]
    public async Task NoStatus()
    {
        foreach (var line in (string[])["HTTP/1.1", "HTTP/1.1 OK", "SSH-2.0-{0} 200 x {"])
            await RequireNotHttp($"{line}\r\nContent-Length: 2\r\n\r\nno");

        // In a later answer, too.
        await RequireNotHttp("HTTP/1.1 OK\r\nContent-Length: 2\r\n\r\nno", Page.New());
    }

    /// <summary>The program refuses this answer, and says why in its own words.</summary>
    /// <param name="before">Pages that are asked for first, and come whole.</param>
    private async Task RequireNotHttp(string answer, params Page[] before)
    {
        var page = Page.New();
        string[] paths = [.. before.Select(one => one.Path), page.Path];

        var (run, seen) = await Visit(await Answers([.. before.Select(one => WithLength(one.Text)), answer]), paths);

        Assert.That(
            run,
            Exited
                .With(1)
                .AndOutput(string.Concat(before.Select(one => one.Printed())))
                .AndErrorOutput(TextThat.IsOneLine($"The answer for {page.Path} is not HTTP: ")));
        Assert.That(seen, Asked(paths));
    }

    [Check("A refused connection is reported",
        Hint = "Which exception does Connect throw when no server listens there?")]
    public async Task Refused()
    {
        var run = await RunProgram(Hosts.Loopback, Ports.Closed, "/");

        Assert.That(run, Exited.With(1).AndErrorOutput(TextThat.IsOneLine("Connection error: ")));
    }

    [Check("It works over IPv6, too, and with a name",
        Hint = SameOverIPv6, HintIfNotReached = AnyFamily)]
    public async Task IPv6()
    {
        var (page, other) = (Page.New(), Page.New());

        var (run, seen) = await VisitNamed(
            new()
            {
                Service = Service.Http,
                Resources = [.. new[] { page, other }.Select(one => new Resource { Path = one.Path, Versions = [Bytes(one.Text)] })],
            },
            page.Path,
            $"HEAD:{other.Path}");

        Assert.That(run, Exited.With(0).AndOutput($"{page.Printed()}HEAD:{other.Path}: 200, 0 bytes\n\n"));
        Assert.That(seen, Asked(page.Path, $"HEAD:{other.Path}"));
    }

    /// <summary>Asks for two pages: the second answer is this one, and then the stream ends.</summary>
    private async Task<Run> CutShort(Page whole, string answer, string path)
    {
        var http = await Open(new()
        {
            Service = Service.Http,
            Faults = [new AnswerWith([Bytes(WithLength(whole.Text)), Bytes(answer)]), new CutAfterAnswers(2, Ending.Close)],
        });
        var (run, seen) = await Visit(http, whole.Path, path);
        Assert.That(seen, Asked(whole.Path, path));
        return run;
    }

    private Task<Endpoint> Site(Page[] pages, params Fault[] faults) => Open(new()
    {
        Service = Service.Http,
        Resources = [.. pages.Select(page => new Resource { Path = page.Path, Versions = [Bytes(page.Text)], Framing = page.Framing })],
        Faults = faults,
    });

    /// <summary>A server that gives these answers, in turn, whatever it is asked for.</summary>
    private Task<Endpoint> Answers(params string[] answers) =>
        Open(new() { Service = Service.Http, Faults = [new AnswerWith([.. answers.Select(Bytes)])] });

    /// <summary>One connection, and on it requests for these, in this order and without a body, whatever header fields they have.</summary>
    private static TranscriptConstraint Asked(params string[] requests)
    {
        string[] lines =
        [
            .. requests.Select(request =>
                request.IndexOf(":/", StringComparison.Ordinal) is > 0 and var colon
                    ? $"{request[..colon]} {request[(colon + 1)..]} HTTP/1.1"
                    : $"GET {request} HTTP/1.1"),
        ];
        return Saw.Connections(1)
            .And(
                new(
                    $"requests with these first lines:\n{string.Join('\n', lines)}",
                    seen => FirstLines(seen).SequenceEqual(lines),
                    seen => string.Join('\n', FirstLines(seen).Select(Quoted.Of))));

        static IEnumerable<string> FirstLines(Transcript seen) => Received(seen).Split("\r\n\r\n") is [.. var heads, ""]
            ? heads.Select(head => head.Split("\r\n")[0])
            : [.. Received(seen).Split("\r\n\r\n").Select(head => head.Split("\r\n")[0]), "no empty line at the end"];
    }

    private static string WithLength(string text) => $"HTTP/1.1 200 OK\r\nContent-Length: {text.Length}\r\n\r\n{text}";

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);

    private static string Received(Transcript seen) => Encoding.UTF8.GetString(seen.ReceivedOn(1));

    private sealed record Page(string Path, string Text)
    {
        public ContentFraming Framing { get; init; }

        public static Page New(string? text = null) => new($"/{RandomText.Word()}", text ?? RandomText.OfLength(400));

        public string Printed() => $"{Path}: 200, {Text.Length} bytes\n{Text}\n";
    }
}

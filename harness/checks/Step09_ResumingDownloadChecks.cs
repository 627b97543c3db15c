using System.Text;
using System.Text.RegularExpressions;
using Kata.Checking;
using Kata.Machine;
using Kata.Programs;
using Kata.Protocol;
using Kata.Results;
using Kata.Servers;
using Kata.Text;

[Step(9)]
[Hints(
    "Two numbers decide everything: how many bytes the answer promises, and how many you have. Which of them says "
        + "that the file is complete, and which that the connection dropped?",
    "The number of bytes that you have is the position of the first byte that you lack, since counting begins at 0. "
        + "The status says whether the body continues the file, or is a new version from its beginning.",
    "Look up: the headers Range and If-Range (RFC 9110 sections 14.2 and 13.1.5), Content-Range (14.4), "
        + "Stream.Read with an offset and a count, Math.Min, FileStream.SetLength, and File.Move with overwrite.")]
public class Step09_ResumingDownloadChecks : Checks
{
    private const string Path = "/large.bin";
    private const string FileName = "saved.bin";
    private const int Size = 200_000;

    [Check("Without a drop the file is complete after one connection, byte for byte",
        Hint = "The body is bytes, not text: do not decode it. It begins after the first empty line. One connection is enough: the answer to "
            + "GET has the length, too.")]
    public async Task Undisturbed()
    {
        var content = RandomBytes.Of(Size);
        var http = await Http([content]);
        var file = NewFile();

        var (run, seen) = await Visit(http, Path, file);

        Assert.That(run, Exited.With(0).AndOutput(Complete(Size)));
        RequireContent(file, content);
        Assert.That(seen, Saw.Connections(1));
        Assert.That(seen, Saw.OrderlyEnd);
        var asked = Encoding.ASCII.GetString(seen.ReceivedOn(1));
        var requests = asked.Split($"GET {Path} ").Length - 1;
        Require(requests == 1, "one request for the file", $"{requests} over one connection");
    }

    [Check("A request of HTTP/1.1 names the host that was asked for",
        Hint = "The header Host is the server's name or address, as the program was given it (RFC 9110 section 7.2): a server may have "
            + "several sites.")]
    public async Task NamesTheHost()
    {
        var http = await Http([RandomBytes.Of(100)]);

        var (run, seen) = await Visit(http, Path, NewFile());

        Assert.That(run, Exited.With(0).AndAnyOutput());
        Assert.That(seen, Saw.Connections(1));
        var asked = Encoding.ASCII.GetString(seen.ReceivedOn(1));
        // With the port or without it: who asks for a port may leave it out, and no server minds.
        Require(
            !asked.Contains(" HTTP/1.1\r\n", StringComparison.Ordinal)
            || Regex.IsMatch(asked, $@"\nHost:[ \t]*{Regex.Escape(http.Host)}[:\s]", RegexOptions.IgnoreCase),
            $"the header «Host: {http.Host}:{http.Port}»",
            Quoted.Of(asked));
    }

    [Check("When the file is complete, no other one is left beside it",
        Hint = "The file saved.bin.part gets its real name: move it, do not copy it.")]
    public async Task NothingLeft()
    {
        var http = await Http([RandomBytes.Of(5_000)], DropsAt(2_000));
        var file = NewFile();

        var (run, seen) = await Visit(http, Path, file);

        Assert.That(run, Done(5_000));
        Assert.That(seen, Saw.Connections(2));
        var left = Directory
            .EnumerateFileSystemEntries(System.IO.Path.GetDirectoryName(file)!)
            .Select(System.IO.Path.GetFileName)
            .Order(StringComparer.Ordinal);
        Require(left.SequenceEqual([FileName]), $"{FileName} alone in its folder", string.Join(", ", left));
    }

    [Check("Each byte of an answer may arrive alone",
        Hint = "A line end is two bytes, and the second may come later than the first. Does the program look for both bytes in what one "
            + "call has brought?")]
    public async Task ByteByByte()
    {
        var content = RandomBytes.Of(10);
        var http = await Http([content], new InPieces([1], GapMilliseconds: 2));
        var file = NewFile();

        var (run, seen) = await Visit(MoreTime, http, Path, file);

        Assert.That(run, Exited.With(0).AndOutput(Complete(10)));
        RequireContent(file, content);
        Assert.That(seen, Saw.Connections(1));
    }

    [Check("A name without a folder is that of a file where the program was started",
        Hint = "The system looks for such a file in the current directory. Is the path changed before the file is made?")]
    public async Task NameAlone()
    {
        var content = RandomBytes.Of(5_000);
        var file = NewFile();
        var started = new RunOptions { Folder = System.IO.Path.GetDirectoryName(file) };

        var (run, seen) = await Visit(started, await Http([content]), Path, FileName);

        Assert.That(run, Exited.With(0).AndOutput(Complete(5_000)));
        RequireContent(file, content);
        Assert.That(seen, Saw.Connections(1));
    }

    [Check("An empty file is a file",
        Hint = "Content-Length: 0 promises no bytes, so there is nothing to wait for.")]
    public async Task Empty()
    {
        var http = await Open(LastPort.Of(new()
        {
            Service = Service.Http,
            Resources = [new() { Path = Path, Versions = [[]] }],
        }));
        var file = NewFile();

        var (run, seen) = await Visit(http, Path, file);

        Assert.That(run, Exited.With(0).AndOutput(Complete(0)));
        RequireContent(file, []);
        Assert.That(seen, Saw.Connections(1));
    }

    [Check("It works over IPv6, too, and with a name",
        Hint = "Which argument holds the host? TcpClient.Connect takes a name as well as an address of either family.")]
    public async Task IPv6()
    {
        var content = RandomBytes.Of(5_000);
        var file = NewFile();

        var (run, seen) = await VisitNamed(
            new()
            {
                Service = Service.Http,
                Resources = [new() { Path = Path, Versions = [content] }],
                Faults = DropsAt(2_000),
            },
            Path,
            file);

        Assert.That(run, Done(5_000));
        RequireContent(file, content);
        Assert.That(seen, Saw.Connections(2));
    }

    [Check("What the server promised is all there is: no byte more is saved, and no end of the stream waited for",
        Hint = "Content-Length says how many bytes belong to the file. This server sends more bytes than that, and does not "
            + "close.")]
    public async Task NoMoreThanPromised()
    {
        var content = RandomBytes.Of(5_000);
        byte[] answer = [.. Head($"Content-Length: {content.Length}"), .. content, .. "and something else"u8];
        var http = await Http(new AnswerWith([answer]), new Stall(answer.Length, Direction.Out));
        var file = NewFile();

        var run = await RunProgram(http.Host, http.Port, Path, file);

        Assert.That(run, Exited.With(0).AndOutput(Complete(content.Length)));
        RequireContent(file, content);
        Assert.That(await http.CloseNow(), Saw.Connections(1));
    }

    [Check("The names of header fields are the same in any case, and a value may have a colon in it",
        Hint = "Split a field at its first colon only, compare the whole name, and ignore the case of its name. A name may stand in several "
            + "lines, as Set-Cookie does. In the first line only the code counts.")]
    public async Task HeaderNames()
    {
        var content = RandomBytes.Of(5_000);
        var http = await Http(
            new AnswerWith([
                [.. Answer("200 All right", $"content-LENGTH:{content.Length}", "x-now: 12:30:45", "X-Content-Length: 9", "etag: \"a:b\"",
                        "Old-ETag: \"c\"", "Set-Cookie: a=1", "set-cookie: b=2", "Set-Cookie: a=1"), .. content[..2_000]],
            ])
            {
                Only = [1],
            },
            new CutAfterAnswers(1, Ending.Close) { Only = [1] },
            new AnswerWith([
                [
                    .. Answer("206 The rest of it", "X-Content-Range: bytes 0-4999/5000", "CONTENT-length:  3000",
                        "content-range:bytes 2000-4999/5000", "Content-Length-Was: 9", "ETag: \"a:b\"", "Set-Cookie: a=1",
                        "Set-Cookie: b=2"),
                    .. content[2_000..],
                ],
            ])
            {
                Only = [2],
            },
            new CutAfterAnswers(1, Ending.Close) { Only = [2] });
        var file = NewFile();

        var (run, seen) = await Visit(http, Path, file);

        Assert.That(run, Done(content.Length));
        RequireContent(file, content);
        Assert.That(seen, Saw.Connections(2));
        Require(
            RangeStart(seen, 2) == 2_000,
            "«Range: bytes=2000-» in the second request",
            Quoted.Of(Encoding.Latin1.GetString(seen.ReceivedOn(2))));
        Require(Encoding.Latin1.GetString(seen.ReceivedOn(2)).Contains("\"a:b\"", StringComparison.Ordinal),
            "the ETag, «\"a:b\"», in the second request", Quoted.Of(Encoding.Latin1.GetString(seen.ReceivedOn(2))));
    }

    [Check("After two drops the file is complete, byte for byte",
        Hint = "The end of the stream is not the end of the file: Content-Length says how long it is. Where in the file is each part "
            + "written?")]
    public async Task DroppedTwice()
    {
        var (content, saved, run, _) = await TwoDrops();

        Assert.That(run, Done(Size));
        RequireContent(saved, content);
    }

    [Check("After a drop the program asks for what it does not have, and nothing is fetched twice",
        Hint = "Range: bytes=n- asks for all bytes from number n on, and the first byte is number 0.")]
    public async Task NothingTwice()
    {
        var (_, _, _, transcript) = await TwoDrops();

        Assert.That(transcript, Saw.Connections(3));
        var have = 0L;
        for (var connection = 1; connection <= 3; connection++)
        {
            var start = RangeStart(transcript, connection);
            Require(start == (connection == 1 ? null : have),
                $"request {connection} for {(connection == 1 ? "everything" : $"«Range: bytes={have}-»")}",
                start is null ? "a request without Range" : $"«Range: bytes={start}-»");
            have += BodySent(transcript, connection);
        }

        Require(have == Size, $"{Size:N0} bytes of content fetched in all", $"{have:N0} bytes");
    }

    [Check("A drop after a single byte is resumed as well",
        Hint = "One byte is there, so the rest begins at byte 1: Range: bytes=1-.")]
    public async Task DroppedAfterOneByte()
    {
        var content = RandomBytes.Of(5_000);
        var http = await Http(
            new AnswerWith([[.. Head($"Content-Length: {content.Length}", "ETag: \"one\""), content[0]]]) { Only = [1] },
            new CutAfterAnswers(1, Ending.Close) { Only = [1] },
            new AnswerWith([
                [.. Rest("Content-Length: 4999", "Content-Range: bytes 1-4999/5000", "ETag: \"one\""), .. content[1..]],
            ])
            {
                Only = [2],
            },
            new CutAfterAnswers(1, Ending.Close) { Only = [2] });
        var file = NewFile();

        var (run, seen) = await Visit(http, Path, file);

        Require(RangeStart(seen, 2) == 1, "«Range: bytes=1-» in the second request",
            seen.Count(EventKind.Accepted) < 2 ? "no second request" : Quoted.Of(Encoding.Latin1.GetString(seen.ReceivedOn(2))));
        Assert.That(run, Done(content.Length));
        RequireContent(file, content);
        Assert.That(seen, Saw.Connections(2));
    }

    [Check("A reset in mid-download is a drop like any other",
        Hint = "NetworkStream reports it as an IOException that wraps a SocketException.")]
    public async Task Reset()
    {
        var content = RandomBytes.Of(Size);
        var http = await Http([content], new CutAfter(80_000, Direction.Out, Ending.Reset) { Only = [1] });
        var file = NewFile();

        var (run, transcript) = await Visit(http, Path, file);

        Assert.That(run, Done(Size));
        RequireContent(file, content);
        Assert.That(transcript, Saw.Connections(2));
        // A reset may overtake bytes that were sent: the program had at most these, and elsewhere than on Linux perhaps none of them.
        var sent = BodySent(transcript, 1);
        var start = RangeStart(transcript, 2);
        var mayHaveNone = start is null && !OperatingSystem.IsLinux();
        Require(start <= sent || mayHaveNone, $"a Range from at most byte {sent}, for what was not received",
            start is null ? "a request without Range" : $"«Range: bytes={start}-»");
    }

    [Check("A connection that drops before the headers are complete is tried again",
        Hint = "Half a status line cannot be parsed. What does reading a line do at the end of the stream?")]
    public async Task DroppedInHeaders()
    {
        var content = RandomBytes.Of(5_000);
        var http = await Http([content], DropsAt(0, 9, 60));
        var file = NewFile();

        var (run, seen) = await Visit(http, Path, file);

        Assert.That(run, Done(content.Length));
        RequireContent(file, content);
        Assert.That(seen, Saw.Connections(4));

        // The head came whole, and nothing behind it: the version is known, and there is no byte of it.
        await RequireAllOfIt(first: 0);
    }

    [Check("The fifth try may still succeed",
        Hint = "Five tries in all: a try is one connection, the first included. When does the program give up?")]
    public async Task FifthTry()
    {
        var content = RandomBytes.Of(5_000);
        var http = await Http([content], DropsAt(1_000, 1_000, 1_000, 1_000));
        var file = NewFile();

        var (run, seen) = await Visit(http, Path, file);

        Assert.That(run, Done(content.Length));
        RequireContent(file, content);
        Assert.That(seen, Saw.Connections(5));
    }

    [Check("If the file has changed meanwhile, the program starts over",
        Hint = "If-Range: the ETag of what you have. The answer 200 instead of 206 brings all of the file, whatever its ETag.")]
    public async Task Changed()
    {
        var newer = RandomBytes.Of(Size);
        var http = await Http([RandomBytes.Of(Size), newer], DropsAt(90_000));
        var file = NewFile();

        var (run, seen) = await Visit(http, Path, file);

        Assert.That(run, Done(Size));
        RequireContent(file, newer);
        Assert.That(seen, Saw.Connections(2));

        // A server need not be able to send a part.
        await RequireAllOfIt(first: 2_000);
    }

    /// <summary>A server that breaks off after the first bytes of a file, and answers then with 200 and all of the file, which has not
    /// changed.</summary>
    private async Task RequireAllOfIt(int first)
    {
        var content = RandomBytes.Of(5_000);
        byte[] answer = [.. Head("Content-Length: 5000", "ETag: \"one\""), .. content];
        var file = NewFile();

        var (run, seen) = await Visit(await AnswersInTurn(answer[..^(content.Length - first)], answer), Path, file);

        Assert.That(run, Done(content.Length));
        RequireContent(file, content);
        Assert.That(seen, Saw.Connections(2));
    }

    /// <summary>A server that gives these answers, one over each connection, and ends each connection behind it.</summary>
    private Task<Endpoint> AnswersInTurn(params byte[][] answers) => Http(
        [
            .. answers.Select((answer, at) => new AnswerWith([answer]) { Only = [at + 1] }),
            new CutAfterAnswers(1, Ending.Close),
        ]);

    [Check("If the file has become shorter than what was already fetched, nothing of the old one is left",
        Hint = "Writing from the start keeps the old bytes after the new end: make the file empty first.")]
    public async Task Shrunk()
    {
        var newer = RandomBytes.Of(20_000);
        var http = await Http([RandomBytes.Of(Size), newer], DropsAt(90_000));
        var file = NewFile();

        var (run, seen) = await Visit(http, Path, file);

        Assert.That(run, Done(newer.Length));
        RequireContent(file, newer);
        Assert.That(seen, Saw.Connections(2));
    }

    [Check("A file that has changed during the download is resumed by its new version",
        Hint = "Resume with the ETag of the answer that brought the saved bytes, not with that of the first answer.")]
    public async Task ChangedThenDropped()
    {
        var newer = RandomBytes.Of(20_000);
        var http = await Http([RandomBytes.Of(Size), newer], DropsAt(90_000, 8_000));
        var file = NewFile();

        var (run, seen) = await Visit(http, Path, file);

        Assert.That(run, Done(newer.Length));
        RequireContent(file, newer);
        Assert.That(seen, Saw.Connections(3));
        var have = BodySent(seen, 2);
        Require(RangeStart(seen, 3) == have, $"«Range: bytes={have}-» in the third request",
            RangeStart(seen, 3) is { } start ? $"«Range: bytes={start}-»" : "a request without Range");
        // By the version of the first answer the server would have sent all of it again.
        var status = Encoding.Latin1.GetString(seen.SentOn(3)).Split('\r')[0];
        Require(status.Contains(" 206 ", StringComparison.Ordinal), "the rest in answer to the third request, with 206", $"«{status}»");
    }

    [Check("No download is resumed by a weak ETag, nor without any",
        Hint = "A weak ETag, W/\"…\", may stand for two contents with different bytes (RFC 9110 §8.8.1), and a date may, too. Without a "
            + "strong ETag, ask for everything again, even if the version before had one.")]
    public async Task WeakETag()
    {
        const string Date = "Last-Modified: Fri, 01 Aug 2025 10:00:00 GMT";
        foreach (var fields in (string[][])[["ETag: W/\"one\"", Date], [Date]])
        {
            var (older, newer) = (RandomBytes.Of(5_000), RandomBytes.Of(5_000));
            var head = Head(["Content-Length: 5000", .. fields]);
            var http = await AnswersInTurn([.. head, .. older[..2_000]], [.. head, .. newer]);
            var file = NewFile();

            var (run, seen) = await Visit(http, Path, file);

            Require(
                RangeStart(seen, 2) is null,
                "a second request for everything",
                $"«Range: bytes={RangeStart(seen, 2)}-», though the first answer had {string.Join(" and ", fields)}",
                "Which of these says that every byte is the same? A weak ETag (W/) and a date may stand for two contents with "
                    + "different bytes; the rest of one may not fit the beginning of the other.");
            Assert.That(run, Done(newer.Length));
            RequireContent(file, newer);
            Assert.That(seen, Saw.Connections(2));

            await RequireTheNewVersionsETag(fields);
        }
    }

    /// <summary>The version before had a strong ETag, which says nothing of the bytes that came after.</summary>
    /// <param name="fields">What the new version has.</param>
    private async Task RequireTheNewVersionsETag(string[] fields)
    {
        var newer = RandomBytes.Of(5_000);
        byte[] answer = [.. Head(["Content-Length: 5000", .. fields]), .. newer];
        var http = await AnswersInTurn(
            [.. Head("Content-Length: 5000", "ETag: \"one\""), .. RandomBytes.Of(2_000)], answer[..^2_000], answer);
        var file = NewFile();

        var (run, seen) = await Visit(http, Path, file);

        Require(
            RangeStart(seen, 3) is null,
            "a third request for everything",
            $"«Range: bytes={RangeStart(seen, 3)}-», though the second answer had {string.Join(" and ", fields)}");
        Assert.That(run, Done(newer.Length));
        RequireContent(file, newer);
        Assert.That(seen, Saw.Connections(3));
    }

    [Check("A part of a file whose length the server does not know, `bytes 2000-4999/*`, is a part like any other",
        Hint = "Where the part begins is what the program has to know. The length of the whole may be an asterisk (RFC 9110 section 14.4).")]
    public async Task UnknownLength()
    {
        var content = RandomBytes.Of(5_000);
        var http = await Http(
            new AnswerWith([[.. Head("Content-Length: 5000", "ETag: \"one\""), .. content[..2_000]]]) { Only = [1] },
            new AnswerWith([
                [.. Rest("Content-Length: 3000", "Content-Range: bytes 2000-4999/*", "ETag: \"one\""), .. content[2_000..]],
            ])
            {
                Only = [2],
            },
            new CutAfterAnswers(1, Ending.Close));
        var file = NewFile();

        var (run, seen) = await Visit(http, Path, file);

        Assert.That(run, Done(content.Length));
        RequireContent(file, content);
        Assert.That(seen, Saw.Connections(2));
    }

    [Check("A part that begins elsewhere than where the file ends is not what was asked for",
        Hint = "206 says that a part follows, and Content-Range says which part. Does it begin at the first byte that the "
            + "file lacks? If not, the program reports the answer, as it does with 404.")]
    public async Task OtherPart()
    {
        // Too early, too late, and at a position that begins with the same digits.
        foreach (var start in (int[])[1_000, 2_001, 20_000])
        {
            var content = RandomBytes.Of(25_000);
            var http = await Http(
                new AnswerWith([
                    [.. Head("Content-Length: 25000", "ETag: \"one\""), .. content[..2_000]],
                ])
                {
                    Only = [1],
                },
                new AnswerWith([
                    [
                        .. Rest($"Content-Length: {25_000 - start}", $"Content-Range: bytes {start}-24999/25000", "ETag: \"one\""),
                        .. content[start..],
                    ],
                ])
                {
                    Only = [2],
                },
                new CutAfterAnswers(1, Ending.Close));
            var file = NewFile();

            var (run, seen) = await Visit(http, Path, file);

            Assert.That(
                run,
                Exited
                    .With(1)
                    .AndErrorOutput(
                        TextThat.Matches(
                            @"(\A|\n)The server answers HTTP/1\.1 206 Partial Content\r?\n\z",
                            "«The server answers HTTP/1.1 206 Partial Content» at the end")));
            Assert.That(seen, Saw.Connections(2));
            Require(
                !File.Exists(file),
                "no file with the name of a complete one",
                "a file with that name, put together from parts that do not fit");
        }
    }

    [Check("A file of 5,000,000,000 bytes is begun like any other",
        Hint = "Content-Length may be larger than 2,147,483,647. Which type has room for it?")]
    public async Task Huge()
    {
        var http = await Http(
            new AnswerWith([
                [.. Head("Content-Length: 5000000000"), .. RandomBytes.Of(1_000)],
            ]),
            new CutAfterAnswers(1, Ending.Close));
        var file = NewFile();

        var (run, seen) = await Visit(http, Path, file);

        Assert.That(run, GivenUp);
        Assert.That(seen, Saw.Connections(5));
    }

    [Check("When the connection drops for good, the program gives up after five tries and leaves no file",
        Hint = "Download under another name, and rename the file when it is complete. Count the connections: five in all, even if the file "
            + "changes meanwhile.")]
    public async Task GivesUp()
    {
        // The same file each time, and another one each time.
        foreach (var versions in (byte[][][])[[RandomBytes.Of(Size)], [.. Enumerable.Range(0, 6).Select(_ => RandomBytes.Of(Size))]])
        {
            var http = await Http(versions, new CutAfter(3_000, Direction.Out, Ending.Close));
            var file = NewFile();

            var (run, seen) = await Visit(http, Path, file);

            Assert.That(run, GivenUp);
            Assert.That(seen, Saw.Connections(5));
            Require(!File.Exists(file), "no file with the name of a complete one", "an incomplete file with that name");
        }
    }

    [Check("A server that cannot be reached is tried five times, too",
        Hint = "Connect throws a SocketException. Is Connect inside the same try as the rest?")]
    public async Task Unreachable()
    {
        var file = NewFile();
        var older = RandomBytes.Of(1_000);
        await File.WriteAllBytesAsync(file, older);

        // Five tries, each of which Windows refuses only after two seconds.
        var patience = new RunOptions();
        var run = await RunProgram(
            patience with
            {
                Deadline = patience.Deadline + 5 * Loopback.RefusalTime,
            },
            Hosts.Loopback,
            Ports.Closed,
            Path,
            file);

        Assert.That(run, GivenUp);
        Require(
            Saved(file)?.SequenceEqual(older) == true,
            "the older file of that name as it was, since there is no newer one",
            "another file, or none");
    }

    [Check("A full disk is no drop: asking again would not help",
        Hint = "An IOException that wraps no SocketException is about the file. Which exceptions does the program take for a drop?")]
    public async Task FullDisk()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists("/dev/full"))
            SkipCheck("This system has no file that is always full.");

        var http = await Http([RandomBytes.Of(Size)]);
        var file = NewFile();
        File.CreateSymbolicLink(file + ".part", "/dev/full");

        var (run, seen) = await Visit(http, Path, file);

        // One that keeps what has come in a file of another name has met no full disk.
        if (Saved(file) is null)
            Assert.That(run, Exited.WithoutSuccess);
        Require(
            seen.Count(EventKind.Accepted) <= 1,
            "one connection at most",
            $"{seen.Count(EventKind.Accepted)} connections, though the disk was full each time");
        Assert.That(seen, Saw.Anything);
    }

    [Check("A file that cannot be written is no drop either",
        Hint = "Its folder does not exist, and that has nothing to do with the connection. What catches the exception, and what "
            + "is done then?")]
    public async Task NoFolder()
    {
        var http = await Http([RandomBytes.Of(Size)]);
        var file = System.IO.Path.Combine(NewFolder(), "none", "big");

        var (run, seen) = await Visit(http, Path, file);

        // One that makes the folder has met no such file.
        if (!File.Exists(file))
            Assert.That(run, Exited.WithoutSuccess);
        Require(
            seen.Count(EventKind.Accepted) <= 1,
            "one connection at most",
            $"{seen.Count(EventKind.Accepted)} connections, though the file could not be written each time");
        Assert.That(seen, Saw.Anything);
    }

    [Check("404 is an answer: the program reports it and does not ask again",
        Hint = "Look at the status code before you save the body. An answer that came whole is no drop: is it asked for again?")]
    public async Task NotFound()
    {
        var http = await Http([RandomBytes.Of(100)]);
        var file = NewFile();

        var (run, seen) = await Visit(http, $"/{RandomText.Word()}", file);

        Assert.That(run, Exited.With(1).AndErrorOutput(TextThat.Matches(
            @"\AThe server answers HTTP/1\.[01] 404 Not Found\r?\n\z", "«The server answers HTTP/1.1 404 Not Found»")));
        Assert.That(seen, Saw.Connections(1));
        Require(!File.Exists(file), "no file", "a file, though there is nothing to save");
    }

    [Check("Whatever else the server answers is an answer, too, and not a drop",
        Hint = "Only 200 and the right 206 bring the file. Any other status, such as a redirection, a refusal or an error of the server, "
            + "is reported and not asked for again.")]
    public async Task OtherAnswers()
    {
        string[] others =
        [
            "202 Accepted", "301 Moved Permanently", "307 Temporary Redirect", "403 Forbidden", "416 Range Not Satisfiable",
            "500 Internal Server Error", "503 Service Unavailable", "404 Neither:200,206",
        ];
        foreach (var status in others)
        {
            // In the first answer, and in that to the request for the rest.
            // Without a Location: HttpClient would go there by itself, and so may a program.
            var answer = Encoding.Latin1.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: 2\r\n\r\nno");
            var http = await Http(new AnswerWith([answer]), new CutAfterAnswers(1, Ending.Close));
            var later = await Http(
                new AnswerWith([[.. Head("Content-Length: 5000", "ETag: \"one\""), .. RandomBytes.Of(2_000)]]) { Only = [1] },
                new AnswerWith([answer]) { Only = [2, 3, 4, 5] },
                new CutAfterAnswers(1, Ending.Close));
            foreach (var (server, connections) in new[] { (http, 1), (later, 2) })
            {
                var file = NewFile();

                var (run, seen) = await Visit(server, Path, file);

                Assert.That(run, Exited.With(1).AndErrorOutput(TextThat.Matches(
                    $@"(\A|\n)The server answers HTTP/1\.1 {status}\r?\n\z", $"«The server answers HTTP/1.1 {status}» at the end")));
                Assert.That(seen, Saw.Connections(connections));
                Require(!File.Exists(file), "no file", "a file, though there is nothing to save");
            }
        }
    }

    [Check("What an earlier run left unfinished does not get into the file",
        Hint = "A .part from an earlier run may be of another version. How do you open the file?")]
    public async Task StalePart()
    {
        var content = RandomBytes.Of(30_000);
        var http = await Http([content]);
        var file = NewFile();
        await File.WriteAllBytesAsync(file + ".part", RandomBytes.Of(40_000));

        var (run, seen) = await Visit(http, Path, file);

        Assert.That(run, Exited.With(0).AndOutput(Complete(content.Length)));
        RequireContent(file, content);
        Assert.That(seen, Saw.Connections(1));
    }

    [Check("An older file of the same name is replaced",
        Hint = "File.Move refuses to replace a file unless you tell it to.")]
    public async Task OlderFile()
    {
        var content = RandomBytes.Of(30_000);
        var http = await Http([content]);
        var file = NewFile();
        await File.WriteAllBytesAsync(file, RandomBytes.Of(40_000));

        var (run, seen) = await Visit(http, Path, file);

        Assert.That(run, Exited.With(0).AndOutput(Complete(content.Length)));
        RequireContent(file, content);
        Assert.That(seen, Saw.Connections(1));
    }

    /// <summary>The program downloads a file, and its first two connections are closed too early.</summary>
    private Task<Download> TwoDrops() => Shared(async () =>
    {
        var content = RandomBytes.Of(Size);
        var http = await Http([content], DropsAt(70_000, 50_000));
        var file = NewFile();

        var (run, seen) = await Visit(http, Path, file);

        return new Download(content, Saved(file), run, seen);
    });

    private sealed record Download(byte[] Content, byte[]? Saved, Run Run, Transcript Seen);

    private Task<Endpoint> Http(byte[][] versions, params Fault[] faults) => Open(new()
    {
        Service = Service.Http,
        Resources = [new() { Path = Path, ContentType = "application/octet-stream", Versions = versions }],
        Faults = faults,
    });

    private static string Complete(long bytes) => $"Complete: {bytes} bytes\n";

    /// <summary>The file is complete; of the drops before that a program may tell what it likes.</summary>
    private static RunConstraint Done(long bytes) => Exited.With(0).AndOutput(Complete(bytes)).AndAnyErrorOutput();

    private static RunConstraint GivenUp { get; } = Exited.With(1).AndErrorOutput(TextThat.Matches(
        @"(\A|\n)Giving up after 5 tries\r?\n\z", "«Giving up after 5 tries» at the end"));

    /// <summary>A head that promises all of the file.</summary>
    private static byte[] Head(params string[] fields) => Answer("200 OK", fields);

    /// <summary>A head that promises a part of the file.</summary>
    private static byte[] Rest(params string[] fields) => Answer("206 Partial Content", fields);

    private static byte[] Answer(string status, params string[] fields) =>
        Encoding.Latin1.GetBytes($"HTTP/1.1 {status}\r\n{string.Join("\r\n", fields)}\r\n\r\n");

    /// <summary>The first connection is closed after so many bytes of answer, then the second …</summary>
    private static Fault[] DropsAt(params int[] bytes) =>
        [.. bytes.Select((count, i) => new CutAfter(count, Direction.Out, Ending.Close) { Only = [i + 1] })];

    private string NewFile() => System.IO.Path.Combine(NewFolder(), FileName);

    /// <summary>What lies there, if it is a file: a program could have put a pipe or a device in its place, which cannot be
    /// read to an end. Of a huge file only the beginning, which is wrong in any case.</summary>
    private static byte[]? Saved(string path)
    {
        if (!RegularFile.Is(path))
            return null;

        try
        {
            using var stream = File.OpenRead(path);
            var bytes = new byte[Math.Min(stream.Length, 16 * Size)];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (UnauthorizedAccessException)
        {
            throw new CheckFailedException($"the file {FileName}", "a file that its own user may not read");
        }
    }

    private static void RequireContent(string file, byte[] expected) => RequireContent(Saved(file), expected);

    private static void RequireContent(byte[]? saved, byte[] expected)
    {
        Require(saved is not null, $"the file {FileName}", "no such file");
        var got = saved ?? [];
        var same = got.AsSpan().CommonPrefixLength(expected);
        Require(same == expected.Length && same == got.Length,
            $"a file with the {expected.Length:N0} bytes that the server has",
            $"{got.Length:N0} bytes, of which the first {same:N0} are right");
    }

    /// <summary>Where the range begins that a connection's request asked for; null if it asked for everything.</summary>
    private static long? RangeStart(Transcript transcript, int connection)
    {
        var request = Encoding.Latin1.GetString(transcript.ReceivedOn(connection));
        var range = Regex.Match(request, @"^Range:[ \t]*bytes=(\d+)-", RegexOptions.IgnoreCase | RegexOptions.Multiline);
        return range.Success ? long.Parse(range.Groups[1].Value) : null;
    }

    /// <summary>How many bytes of content were sent on a connection: what follows the head of the answer.</summary>
    private static long BodySent(Transcript transcript, int connection)
    {
        var sent = transcript.Of(EventKind.Sent).Where(e => e.Connection == connection).Sum(e => e.Bytes);
        var headEnd = transcript.SentOn(connection).AsSpan().IndexOf("\r\n\r\n"u8);
        return headEnd < 0 ? 0 : sent - headEnd - 4;
    }
}

using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Kata.Checking;
using Kata.Machine;
using Kata.Programs;
using Kata.Protocol;
using Kata.Reports.Html;
using Kata.Results;
using Kata.Servers;
using Kata.Text;

[Step(19)]
[Hints(
    "A connection ends before the first byte of an answer. When is that to be expected, and when is it an error?",
    "Two questions decide whether a request is sent again: was the connection an old one, and may the request be "
        + "carried out twice? When the program closes a connection, it also has to note that it has none now, so that the "
        + "next request makes a new one.",
    "Look up: the operators ??= and ?., what BufferedStream.ReadByte returns at the end of a stream, the "
        + "IOException that Write and ReadByte throw after a reset, and RFC 9112 sections 9.3 and 9.6.")]
public class Step19_ReusingConnectionsChecks : Checks
{
    private readonly Page first = Page.New();
    private readonly Page second = Page.New(length: 23);
    private readonly Page third = Page.New(length: 0);
    private readonly Page longest = Page.New(length: 70_001);

    [Check("All pages come over one connection",
        Hint = "The connection stays open after an answer. Make a new one only if there is none.",
        HintIfKilled = "The connection stays open after an answer. Make a new one only if there is none. How does the program find the end "
            + "of an answer, even of an empty page?")]
    public async Task OneConnection()
    {
        var (run, seen) = await Visit(await Open(LastPort.Of(Pages())), first.Path, third.Path, second.Path);

        Assert.That(run, Exited.With(0).AndOutput($"{first.Printed}{third.Printed}{second.Printed}").AndErrorOutput(TextThat.IsEmpty));
        Assert.That(seen, Saw.Connections(1));

        (run, seen) = await Visit(await Site(), longest.Path, first.Path);

        Assert.That(
            run,
            Exited.With(0).AndOutput($"{longest.Printed}{first.Printed}").AndErrorOutput(TextThat.IsEmpty),
            run.Output.Contains(longest.Text, StringComparison.Ordinal) ? null
                : $"The first page has {longest.Text.Length:N0} bytes. Content-Length says how long a page is: is there room for all of it?");
        Assert.That(seen, Saw.Connections(1));
    }

    [Check("Each byte of an answer may arrive alone",
        Hint = "A line end is two bytes, and the second may come later than the first. Does the program look for both bytes in what one "
            + "call has brought?")]
    public async Task ByteByByte()
    {
        var bytewise = new InPieces([1], GapMilliseconds: 2);
        // A page is bytes in UTF-8. Whether its characters or its bytes are counted in the output is left open.
        var letters = second with { Text = $"é€😀 {RandomText.Word()}" };
        var right = TextThat.Exactly($"{first.Printed}{letters.Printed}");
        var counted = TextThat.Exactly($"{first.Printed}{letters.Path}: 200, {letters.Text.Length} bytes\n{letters.Text}\n");

        var (run, seen) = await Visit(
            MoreTime, await Site(new AnswerWith([Bytes(first.Answer), Bytes(letters.Answer)]), bytewise), first.Path, letters.Path);

        Assert.That(
            run,
            Exited.With(0).AndOutput(right with { Holds = output => right.Holds(output) || counted.Holds(output) }),
            run.Output.Contains(letters.Path, StringComparison.Ordinal) && !run.Output.Contains(letters.Text, StringComparison.Ordinal)
                ? "The second page has letters of two bytes and more. In which encoding are its bytes a text: UTF-8?"
                : null);
        Assert.That(seen, Saw.Connections(1));
    }

    [Check("A silence in the middle of an answer is not the end of its connection",
        Hint = "A server that sends nothing for a while has not closed. Is there a time-out?")]
    public async Task Silence()
    {
        var (run, seen) = await Visit(
            MoreTime,
            await Site(new InPieces([60, 5000], LongSilence) { Only = [1] }),
            first.Path);

        Assert.That(run, Exited.With(0).AndOutput(first.Printed));
        Assert.That(seen, Saw.Connections(1));
    }

    [Check("A POST uses the same connection, too",
        Hint = "A POST must not be sent twice, but it may use the open connection. The status 405 is expected: this server "
            + "takes no POST, and says so in an answer like any other.")]
    public async Task PostInBetween()
    {
        var (run, seen) = await Visit(await Site(), first.Path, $"POST:{second.Path}", third.Path);

        const string Body = "405 The method POST is not allowed here; GET, HEAD are.\n";
        Assert.That(run, Exited.With(0)
            .AndOutput($"{first.Printed}POST:{second.Path}: 405, {Body.Length} bytes\n{Body}\n{third.Printed}"));
        Assert.That(seen, Saw.Connections(1));
        var asked = Encoding.UTF8.GetString(seen.ReceivedOn(1)).Split("POST ");
        Require(
            asked.Length == 2
            && Regex.IsMatch(asked[1].Split("\r\n\r\n")[0], @"\nContent-Length:[ \t]*0[ \t]*(\r|\z)", RegexOptions.IgnoreCase),
            "a POST with the header «Content-Length: 0»",
            Quoted.Of(asked[^1]),
            "A POST may have a body: a server that is not told of its length may wait for it (RFC 9110 section 8.6).");
    }

    [Check("When the server has closed the idle connection, a GET goes over a new one",
        Hint = "While the program waits for the answer, the stream ends before the first byte of it. Over which connection does the "
            + "program ask again?")]
    public async Task ClosedWhileIdle()
    {
        var (run, seen) = await Visit(await Site(new CutAfterAnswers(1, Ending.Close) { Only = [1] }), first.Path, second.Path);

        Assert.That(
            run,
            Exited.With(0).AndOutput($"{first.Printed}{second.Printed}").AndErrorOutput(TextThat.IsEmpty),
            run.ErrorOutput.StartsWith("No answer came for", StringComparison.Ordinal)
                ? "The program did not ask again. Two questions decide that. Is the method GET (whatever words are in the path)? Was there "
                    + "a connection before this request?"
                : null);
        Assert.That(seen, Saw.Connections(2));
    }

    [Check("When the server closes instead of answering, a GET goes over a new one",
        Hint = "The server has got the request but has not answered. A second GET does no harm.")]
    public async Task ClosedInsteadOfAnswering()
    {
        // A GET that is asked for by its name is one, too.
        foreach (var method in (string[])["", "GET:"])
        {
            var (run, seen) = await Visit(await Site(Silent(second: Ending.Close)), first.Path, $"{method}{second.Path}");

            Assert.That(run, Exited.With(0).AndOutput($"{first.Printed}{method}{second.Printed}").AndErrorOutput(TextThat.IsEmpty));
            Assert.That(seen, Saw.Connections(2));
        }
    }

    [Check("When the server resets the old connection, a GET goes over a new one",
        Hint = "A reset is an IOException around a SocketException; before the first byte of an answer it means the same as the end.")]
    public async Task ResetInsteadOfAnswering()
    {
        var (run, seen) = await Visit(await Site(Silent(second: Ending.Reset)), first.Path, second.Path);

        Assert.That(run, Exited.With(0).AndOutput($"{first.Printed}{second.Printed}").AndErrorOutput(TextThat.IsEmpty));
        Assert.That(seen, Saw.Connections(2));
    }

    [Check("After a reset that arrives before the request is sent, a GET goes over a new connection, too",
        Hint = "Then Write throws, not ReadByte: put both inside the try. After that, send the request once more, as after "
            + "an end.")]
    public async Task ResetWhileIdle()
    {
        // Whether the reset overtakes the next request is up to the two programs: there are three of them.
        var (run, seen) = await Visit(
            await Site(ResetWhileIdle(1, 2, 3)), first.Path, second.Path, third.Path, second.Path);

        Assert.That(run, Exited.With(0)
            .AndOutput($"{first.Printed}{second.Printed}{third.Printed}{second.Printed}").AndErrorOutput(TextThat.IsEmpty));
        Assert.That(seen, Saw.Connections(4));
    }

    [Check("The new connection is kept for the requests after it",
        Hint = "The new connection takes the place of the old one.")]
    public async Task NewOneIsKept()
    {
        var (run, seen) = await AfterAClose();

        Assert.That(run, Exited.With(0).AndAnyOutput().AndAnyErrorOutput());
        Assert.That(seen, Saw.Connections(2));
    }

    [Check("Each connection is closed, in good order",
        Hint = "Dispose the old connection when you put another in its place, and the last one at the end.")]
    public async Task GoodOrder()
    {
        var (_, seen) = await AfterAClose();

        Assert.That(seen, Saw.OrderlyEnd);
        // The program's end closes what it has left open: the first has to be closed before that, while the program still
        // waits for its answer over the second.
        var http = await Site([.. Silent(second: Ending.Close), new Stall(0, Direction.Out) { Only = [2] }]);
        var program = StartProgram(http.Host, http.Port, first.Path, second.Path);
        await WaitFor(program, http, EventKind.Fault, "a request over a second connection");
        await WaitFor(program, http, EventKind.PeerFinished, "the first connection closed while the second is in use");
        Assert.That(await http.CloseNow(), Saw.Connections(2));
        Assert.That(await program.Ended(), Exited.ByItself.AndAnyOutput().AndAnyErrorOutput());
    }

    [Check("A POST is not sent again, and the failure is reported",
        Hint = "The program cannot know whether the server has dealt with the POST: only the user can decide to repeat it.")]
    public async Task PostOnce()
    {
        var post = $"POST:{second.Path}";

        var (run, seen) = await Visit(await Site(Silent(second: Ending.Close)), first.Path, post);

        Assert.That(run, Exited.With(1).AndOutput(first.Printed)
            .AndErrorOutput($"No answer came for {post}: the server closed the connection.\n"));
        Assert.That(seen, Saw.Connections(1));
        RequireRequests(seen, "POST ", 1);

        // Nor over the new connection that a GET was sent again over.
        (run, seen) = await Visit(
            await Site([
                .. Silent(second: Ending.Close),
                new AnswerWith([Bytes(second.Answer), []]) { Only = [2] },
                new CutAfterAnswers(2, Ending.Close) { Only = [2] },
            ]),
            first.Path,
            second.Path,
            post);

        Assert.That(run, Exited.With(1).AndOutput($"{first.Printed}{second.Printed}")
            .AndErrorOutput($"No answer came for {post}: the server closed the connection.\n"));
        Assert.That(seen, Saw.Connections(2));
        RequireRequests(seen, "POST ", 1);
    }

    [Check("A GET is sent again once, and not a third time",
        Hint = "Only an idle connection can have been closed in the meantime. Send a GET again if an old connection has ended, but not if "
            + "a new one has.")]
    public async Task OnceMore()
    {
        var http = await Site(
        [
            .. Silent(second: Ending.Close),
            new AnswerWith([[]]) { Only = [2, 3, 4] },
            new CutAfterAnswers(1, Ending.Close) { Only = [2, 3, 4] },
        ]);

        var (run, seen) = await Visit(http, first.Path, second.Path);

        Assert.That(run, Exited.With(1).AndOutput(first.Printed)
            .AndErrorOutput($"No answer came for {second.Path}: the server closed the connection.\n"));
        Assert.That(seen, Saw.Connections(2));
        RequireRequests(seen, $"GET {second.Path} ", 2);
    }

    [Check("A request over a new connection is not sent again",
        Hint = "Before the first request there was no connection that could have been idle.")]
    public async Task NewConnection()
    {
        var http = await Site(new AnswerWith([[]]), new CutAfterAnswers(1, Ending.Close));

        var (run, seen) = await Visit(http, first.Path);

        Assert.That(run, Exited.With(1).AndOutput(TextThat.IsEmpty)
            .AndErrorOutput($"No answer came for {first.Path}: the server closed the connection.\n"));
        Assert.That(seen, Saw.Connections(1));
        RequireRequests(seen, "GET ", 1);
    }

    [Check("After an answer with `Connection: close` the next request goes over a new connection, even a POST",
        Hint = "The server has said that it will close, so it would not answer on this connection. Ignore the case of "
            + "letters, both in the name of the header and in the word close.")]
    public async Task ServerSaysClose()
    {
        var http = await Site(
            new AnswerWith([Bytes(first.AnswerWith("Connection: Close"))]) { Only = [1] },
            new CutAfterAnswers(1, Ending.Close) { Only = [1] });

        var (run, seen) = await Visit(http, first.Path, $"POST:{second.Path}");

        Assert.That(
            run,
            Exited.With(0).AndOutput(TextThat.StartsWith($"{first.Printed}POST:{second.Path}: 405, ")),
            run.ErrorOutput.Contains("No answer came for POST", StringComparison.Ordinal)
            && seen.Count(EventKind.Accepted) == 1
            && !Encoding.Latin1.GetString(seen.ReceivedOn(1)).Contains("POST ", StringComparison.Ordinal)
                ? "The POST was not sent at all, and no second connection was made. Does the program close the connection, and then take it for "
                    + "one that it still has?"
                : null);
        Assert.That(seen, Saw.Connections(2));

        // In the answer to a request that was sent again, too.
        http = await Site([
            .. Silent(second: Ending.Close),
            new AnswerWith([Bytes(second.AnswerWith("Connection: close")), []]) { Only = [2] },
        ]);
        (run, seen) = await Visit(http, first.Path, second.Path, third.Path);

        Assert.That(run, Exited.With(0).AndOutput($"{first.Printed}{second.Printed}{third.Printed}"));
        Assert.That(seen, Saw.Connections(3));

        // Where no request follows, no connection does.
        (run, seen) = await Visit(
            await Site(new AnswerWith([Bytes(first.AnswerWith("Connection: close"))]) { Only = [1] }), first.Path);

        Assert.That(run, Exited.With(0).AndOutput(first.Printed));
        Assert.That(seen, Saw.Connections(1));
    }

    [Check("`Connection: close` counts in every answer, whatever the status and the request",
        Hint = "The header says what becomes of the connection, and its name may be written in capital or small letters; the status says "
            + "what became of the request. And is a header read that has no space behind its colon?")]
    public async Task CloseWithAnyStatus()
    {
        // The space behind a colon may be missing (RFC 9112 section 5).
        foreach (var (status, name) in new[]
        {
            ("404 Not Found", "Connection: "), ("405 Method Not Allowed", "connection:"), ("503 Service Unavailable", "CONNECTION:"),
        })
        {
            var page = Page.New(length: 30);
            var answer = page.AnswerWith($"{name}close").Replace("200 OK", status);
            if (name == "connection:")
                answer = answer.Replace("Content-Length: ", "content-length:");
            // The server keeps the connection open: a second request over it gets no answer.
            var http = await Site(new AnswerWith([Bytes(first.Answer), Bytes(answer), []]) { Only = [1] });
            var post = $"POST:{page.Path}";

            var (run, seen) = await Visit(http, first.Path, post, third.Path);

            Assert.That(run, Exited.With(0)
                .AndOutput($"{first.Printed}{post}: {status[..3]}, {page.Text.Length} bytes\n{page.Text}\n{third.Printed}"));
            Assert.That(seen, Saw.Connections(2));
        }
    }

    [Check("After `Connection: close` the program closes the old connection, too",
        Hint = "Dispose the connection, and set the variable to null. Without the first it stays open until the program "
            + "ends; without the second the next request uses a disposed connection.")]
    public async Task ClosesAsWell()
    {
        // The server keeps the first connection open, and leaves the program waiting over the second.
        var http = await Site(
            new AnswerWith([Bytes(first.AnswerWith("Connection: close"))]) { Only = [1] }, new Stall(0, Direction.Out) { Only = [2] });

        var program = StartProgram(http.Host, http.Port, first.Path, second.Path);

        await WaitFor(program, http, EventKind.Fault, "a request over a second connection");
        await WaitFor(program, http, EventKind.PeerFinished, "the first connection closed while the second is in use");
        Assert.That(await http.CloseNow(), Saw.Connections(2));
        Assert.That(await program.Ended(), Exited.ByItself.AndAnyOutput().AndAnyErrorOutput());
    }

    [Check("An answer with another word in Connection, such as `keep-alive`, closes nothing",
        Hint = "What does the header say? Only the word close means that the server will close, and only in the header Connection. "
            + "X-Old-Connection is another header. A name may stand in several lines, as Set-Cookie does.")]
    public async Task ServerSaysKeepAlive()
    {
        foreach (var header in (string[])
        [
            "Connection: keep-alive", "Connection: Upgrade", "Connection: closed", "X-Old-Connection: close", "Connection-Info: close",
            "X-Content-Length: 9", "Set-Cookie: a=1\r\nset-cookie: b=2\r\nSet-Cookie: a=1",
        ])
        {
            var http = await Site(new AnswerWith([Bytes(first.AnswerWith(header)), Bytes(second.Answer)]) { Only = [1] });
            var asked = second with { Path = RandomText.Path() };

            var (run, seen) = await Visit(http, first.Path, asked.Path);

            Assert.That(run, Exited.With(0).AndOutput($"{first.Printed}{asked.Printed}"));
            Assert.That(seen, Saw.Connections(1));
            RequireRequests(seen, $"GET {asked.Path} ", 1);
        }
    }

    [Check("A server that has answered is not asked again, whatever its status",
        Hint = "A request is sent again only if the connection ended before the first byte of the answer. 503 is an answer like any other.")]
    public async Task NotAvailable()
    {
        foreach (var status in (string[])["503 Service Unavailable", "502 Bad Gateway"])
        {
            var refusal = Bytes($"HTTP/1.1 {status}\r\nContent-Length: 2\r\nRetry-After: 0\r\n\r\nno");
            var http = await Site(new AnswerWith([Bytes(first.Answer), refusal, refusal]));

            var (run, seen) = await Visit(http, first.Path, second.Path);

            Assert.That(run, Exited.With(0).AndOutput($"{first.Printed}{second.Path}: {status[..3]}, 2 bytes\nno\n"));
            Assert.That(seen, Saw.Connections(1));
            RequireRequests(seen, $"GET {second.Path} ", 1);
        }
    }

    [Check("An answer that is not HTTP is reported",
        Hint = "The server may speak another protocol, or end its status line early. What does the program take out of the line, and from "
            + "where? What becomes of an exception?")]
    public async Task NotHttp()
    {
        foreach (var line in (string[])["HTTP/1.1", "HTTP/1.1 OK", "SSH-2.0- 200 x"])
        {
            var http = await Site(new AnswerWith([Bytes($"{line}\r\nContent-Length: 2\r\n\r\nno")]));

            var (run, seen) = await Visit(http, first.Path);

            Assert.That(run, Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput(TextThat.IsOneLine()));
            Assert.That(seen, Saw.Connections(1));
        }

        // Over an old connection, too: an answer has come, so it is not asked for again.
        var old = await Site(
            new AnswerWith([Bytes(first.Answer), Bytes("SSH-2.0- 200 x\r\nContent-Length: 2\r\n\r\nno")]) { Only = [1] });

        var (later, talk) = await Visit(old, first.Path, second.Path);

        Assert.That(
            later,
            Exited.With(1).AndOutput(first.Printed).AndErrorOutput(TextThat.IsOneLine()),
            talk.Count(EventKind.Accepted) > 1
                ? "The connection had not ended: something came that is not HTTP, and the program asked once more over another connection. "
                    + "When is a request sent again?"
                : null);
        Assert.That(talk, Saw.Connections(1));
    }

    [Check("An answer that breaks off is an error, and the program does not ask for it again",
        Hint = "Only an end before the first byte of the answer means that the connection had been idle too long.")]
    public async Task BrokenOff()
    {
        // Inside the body, inside the status line, behind it, and behind its first byte; then a reset inside the body, some time after
        // the bytes before it.
        foreach (var (part, ending) in new[]
        {
            (second.Answer[..^5], Ending.Close), (second.Answer[..7], Ending.Close), (second.Answer[..17], Ending.Close),
            (second.Answer[..1], Ending.Close), (second.Answer[..^5], Ending.Reset),
        })
        {
            // Only Linux is known to keep what came before a reset for a program that reads late.
            if (ending == Ending.Reset && !OperatingSystem.IsLinux())
                continue;

            Fault[] late = ending == Ending.Reset ? [new InPieces([100_000], GapMilliseconds: 300)] : [];
            var http = await Site(
                [
                    new AnswerWith([Bytes(first.Answer), Bytes(part)]) { Only = [1] },
                    new CutAfterAnswers(2, ending) { Only = [1] },
                    .. late,
                ]);

            var (run, seen) = await Visit(http, first.Path, second.Path);

            // After a reset nothing is left of the connection, so either name is true.
            var told = ending == Ending.Reset
                ? TextThat.Matches(@"\A(Error receiving data|Connection error): [^\r\n]+\r?\n\z",
                    "a line that begins with «Error receiving data: » or «Connection error: »")
                : TextThat.IsOneLine("Error receiving data: ");
            Assert.That(run, Exited.With(1).AndOutput(first.Printed).AndErrorOutput(told));
            Assert.That(seen, Saw.Connections(1));
            RequireRequests(seen, $"GET {second.Path} ", 1);
        }
    }

    [Check("A POST is not sent again, whichever call fails because of the reset",
        Hint = "Write may throw because a reset has already arrived. Even then the program cannot know what the server got: "
            + "never send a POST again.")]
    public async Task PostOnceAfterAReset()
    {
        var post = $"POST:{second.Path}";
        // Whether the reset overtakes the request is up to the two programs.
        for (var i = 0; i < 3; i++)
        {
            var (run, seen) = await Visit(await Site(ResetWhileIdle(1)), first.Path, post);

            Assert.That(run, Exited.With(1).AndOutput(first.Printed)
                .AndErrorOutput($"No answer came for {post}: the server closed the connection.\n"));
            Assert.That(seen, Saw.Connections(1));
        }
    }

    [Check("A connection that was made after `Connection: close` is a new one",
        Hint = "Was this connection idle before the request? The old connection was, but it is closed.")]
    public async Task NewAfterClose()
    {
        var http = await Site(
            new AnswerWith([Bytes(first.AnswerWith("Connection: close"))]) { Only = [1] },
            new CutAfterAnswers(1, Ending.Close) { Only = [1, 2, 3] },
            new AnswerWith([[]]) { Only = [2, 3] });

        var (run, seen) = await Visit(http, first.Path, second.Path);

        Assert.That(run, Exited.With(1).AndOutput(first.Printed)
            .AndErrorOutput($"No answer came for {second.Path}: the server closed the connection.\n"));
        Assert.That(seen, Saw.Connections(2));
        RequireRequests(seen, $"GET {second.Path} ", 1);
    }

    [Check("After `Connection: close` the next connection is used again",
        Hint = "What an answer says about its connection is true for that connection only. Does the program keep it for later answers?")]
    public async Task OnlyThatOneIsClosed()
    {
        var http = await Site(
            new AnswerWith([Bytes(first.AnswerWith("Connection: close"))]) { Only = [1] },
            new CutAfterAnswers(1, Ending.Close) { Only = [1] });

        var (run, seen) = await Visit(http, first.Path, second.Path, third.Path);

        Assert.That(run, Exited.With(0).AndOutput($"{first.Printed}{second.Printed}{third.Printed}").AndErrorOutput(TextThat.IsEmpty));
        Assert.That(seen, Saw.Connections(2));
    }

    [Check("A refused connection is reported",
        Hint = "Which exception does Connect throw when no server listens there? If a later connection is refused, report that, too: one "
            + "attempt, and no more.",
        HintIfKilled = "A connection is refused. Does the program try again, and how often?")]
    public async Task Refused()
    {
        var run = await RunProgram(Hosts.Loopback, Ports.Closed, "/");

        Assert.That(run, Exited.With(1).AndErrorOutput(TextThat.IsOneLine("Connection error: ")));

        run = await ServedOnce(first.Path, second.Path);
        Assert.That(
            run,
            Exited.With(1).AndOutput(first.Printed).AndErrorOutput(TextThat.IsOneLine("Connection error: ")),
            run.ErrorOutput.StartsWith("Error receiving data: Unable to write data", StringComparison.Ordinal)
                ? "Writing failed, before the first byte of an answer: that connection has ended, whatever the code. Is a new one made then? "
                    + "Here it is refused."
                : null);
    }

    /// <summary>Waits until a port that is no longer listened on refuses connections. A process that is being started has the sockets of
    /// this one until it has become another program (fork(2), execve(2)), and no event tells when. Where a refusal takes long, on
    /// Windows, there is nothing of the kind.</summary>
    private async Task Refusing(int port, CancellationToken patience)
    {
        while (Loopback.RefusalTime < TimeSpan.FromMilliseconds(250))
        {
            try
            {
                using var probe = MakeClient();
                await probe.ConnectAsync(Hosts.Loopback, port, patience);
                await Task.Delay(20, patience);
            }
            catch (SocketException)
            {
                return;
            }
        }
    }

    /// <summary>The program and a server that answers once, and is gone then.</summary>
    private async Task<Run> ServedOnce(params object[] paths)
    {
        using var server = Listen();
        // Less than what a program that tries again and again gives itself.
        var program = StartProgram(new RunOptions { Deadline = TimeSpan.FromSeconds(3) + Loopback.RefusalTime },
            [Hosts.Loopback, PortOf(server), .. paths]);
        using var connection = await Accept(server, program);
        if (connection is null)
            return await program.Ended();

        using var patience = program.Patience(EventDeadline);
        try
        {
            var port = PortOf(server);
            server.Stop();
            await Refusing(port, patience.Token);
            using var request = new StreamReader(connection.GetStream());
            while (await request.ReadLineAsync(patience.Token) is { Length: > 0 })
            {
                // Whatever it asks for.
            }

            await connection.GetStream().WriteAsync(Bytes(first.Answer), patience.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or SocketException)
        {
            // It did not ask, or broke off: its end says what it did.
        }

        return await program.Ended();
    }

    [Check("It works over IPv6, too, and with a name",
        Hint = SameOverIPv6, HintIfNotReached = AnyFamily)]
    public async Task IPv6()
    {
        var (run, seen) = await VisitNamed(Pages(Silent(second: Ending.Close)), first.Path, second.Path, third.Path);

        Assert.That(run, Exited.With(0).AndOutput($"{first.Printed}{second.Printed}{third.Printed}"));
        Assert.That(seen, Saw.Connections(2));
    }

    /// <summary>Four pages; the first connection ends instead of the second answer.</summary>
    private Task<Visit> AfterAClose() => Shared(async () =>
        await Visit(await Site(Silent(second: Ending.Close)), first.Path, second.Path, third.Path, first.Path));

    /// <summary>The first connection answers once; the second request over it is taken and not answered.</summary>
    private Fault[] Silent(Ending second) =>
    [
        new AnswerWith([Bytes(first.Answer), []]) { Only = [1] },
        new CutAfterAnswers(2, second) { Only = [1] },
    ];

    /// <summary>These connections are reset when they have answered once. Only Linux is known to keep what came before a reset for a
    /// program that reads late; elsewhere the reset comes later than the answer.</summary>
    private static Fault[] ResetWhileIdle(params int[] connections) =>
    [
        new CutAfterAnswers(1, Ending.Reset) { Only = connections },
        .. OperatingSystem.IsLinux() ? [] : (Fault[])[new InPieces([100_000], GapMilliseconds: 300)],
    ];

    private Task<Endpoint> Site(params Fault[] faults) => Open(Pages(faults));

    private EndpointOptions Pages(params Fault[] faults) => new()
    {
        Service = Service.Http,
        Resources =
        [
            .. new[] { first, second, third, longest }.Select(page => new Resource { Path = page.Path, Versions = [Bytes(page.Text)] }),
        ],
        Faults = faults,
    };

    private static void RequireRequests(Transcript seen, string start, int count)
    {
        var connections = seen.Of(EventKind.Accepted).Select(e => e.Connection);
        var requests = connections.Sum(c => Encoding.UTF8.GetString(seen.ReceivedOn(c)).Split(start).Length - 1);
        Require(requests == count, $"«{start.Trim()}» sent {Times(count)}", $"sent {Times(requests)}");
    }

    private static string Times(int count) => count == 1 ? "once" : $"{count} times";

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private sealed record Page(string Path, string Text)
    {
        // A path is a path, whatever words are in it.
        public static Page New(int length = 80) => new($"/POST-{RandomText.Word()}", RandomText.OfLength(length));

        private int Length => Encoding.UTF8.GetByteCount(Text);

        public string Printed => $"{Path}: 200, {Length} bytes\n{Text}\n";

        public string Answer => AnswerWith("Server: kata");

        public string AnswerWith(string header) => $"HTTP/1.1 200 OK\r\n{header}\r\nContent-Length: {Length}\r\n\r\n{Text}";
    }
}

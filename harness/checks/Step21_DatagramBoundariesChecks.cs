using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Kata.Checking;
using Kata.Checking.Clients;
using Kata.Programs;
using Kata.Protocol;
using Kata.Reports.Html;
using Kata.Results;
using Kata.Servers;
using Kata.Text;

[Step(21)]
[Hints(
    "What does it mean when Receive returns 0, and when it fills the buffer to the last byte? You know it for a "
        + "stream. Think again for datagrams: each of them is a whole message.",
    "A full buffer does not show whether there was more, so an answer that you accept must not fill it. And a Send "
        + "that fails has sent nothing: the socket is as good as before, and the next line can go out.",
    "Look up: Socket.Send(byte[]), Socket.Receive(byte[]) and what it returns, SocketException.SocketErrorCode, "
        + "and SocketError.MessageSize.")]
public class Step21_DatagramBoundariesChecks : Checks
{
    protected override bool ReadsInput => true;

    private const int LongestAnswer = 1024;

    [Check("Each line is a datagram of its own, and its answer is printed",
        Hint = "One line, one Send, one Receive. The printed number is the number of bytes that Receive returned.")]
    public async Task Lines()
    {
        var (lines, run, seen) = await ThreeLines();

        Assert.That(run, Exited.With(0).AndOutput(Answers(lines)).AndErrorOutput(TextThat.IsEmpty), AnotherText(lines, Texts(seen)));
        Assert.That(seen, Saw.Datagrams(lines.Length));
    }

    [Check("A datagram holds the line's text as UTF-8, and nothing else",
        Hint = "ReadLine removes the end of the line. Does the program add it again?")]
    public async Task TextOnly()
    {
        var (lines, _, seen) = await ThreeLines();

        var sent = Texts(seen);
        Require(sent.SequenceEqual(lines), string.Join('\n', lines.Select(Quoted.Of)),
            sent is [] ? "no datagram" : string.Join('\n', sent.Select(Quoted.Of)), AnotherText(lines, sent));
    }

    private static string[] Texts(Transcript seen) =>
        [.. seen.Of(EventKind.DatagramReceived).Select(e => Encoding.UTF8.GetString(e.Data ?? []))];

    private static string? AnotherText(string[] lines, string[] sent) =>
        sent.SequenceEqual(lines) ? null
        : sent.Select(text => text.TrimEnd('\r', '\n')).SequenceEqual(lines)
            ? "A datagram ends with a line end, which is no part of the line. What adds it?"
        : sent.SequenceEqual(lines.Select(line => line.Trim())) || sent.SequenceEqual(lines.Select(line => line.TrimEnd()))
            ? "The datagrams are the lines without the spaces at their ends. Is a text trimmed?"
        : sent.SequenceEqual(lines[..^1])
            ? "All lines but the last were sent. After it the input ends, perhaps without a line end: does the program wait for one?"
        : sent.Length > lines.Length
            ? "There are more datagrams than lines. What makes the extra one: a line that is sent twice, a line that is cut in two where "
                + "ReadLine does not end it, or something behind the last line?"
        : null;

    [Check("An empty line is an empty datagram",
        Hint = "An empty line is a text of length 0, and Send makes a datagram of 0 bytes from it. Does the program leave "
            + "it out?")]
    public async Task EmptyLine()
    {
        var (_, _, seen) = await EmptyInTheMiddle();

        var sizes = seen.Of(EventKind.DatagramReceived).Select(e => e.Bytes).ToList();
        Require(sizes.Count >= 2 && sizes[1] == 0, "a second datagram of 0 bytes",
            sizes.Count < 2 ? $"{sizes.Count} datagrams" : $"{sizes[1]} bytes");
    }

    [Check("An empty answer is printed as 0 bytes, and is not the end",
        Hint = "0 from Receive means the end on a TCP connection. What does it mean here?")]
    public async Task EmptyAnswer()
    {
        var (lines, run, seen) = await EmptyInTheMiddle();

        Assert.That(
            run,
            Exited.With(0).AndOutput(Answers(lines)),
            seen.Count(EventKind.DatagramReceived) > lines.Length
                ? "There are more datagrams than lines, and the last one is empty. What does the program take for a line behind the last "
                    + "line end?"
                : null);
        Assert.That(seen, Saw.Datagrams(lines.Length));
    }

    [Check("An answer of 1,024 bytes is printed whole",
        Hint = "1,024 bytes are accepted. Is your buffer long enough, and is the comparison right?")]
    public async Task Longest()
    {
        var answer = Letters(LongestAnswer);
        var (_, run, seen) = await Talk([RandomText.Word()], new AnswerWith([answer]));

        Assert.That(
            run,
            Exited.With(0).AndOutput($"{LongestAnswer} bytes: {Encoding.ASCII.GetString(answer)}\n").AndErrorOutput(TextThat.IsEmpty));
        Assert.That(seen, Saw.Datagrams(1));
    }

    [Check("An answer of 1,025 bytes is reported, not cut",
        Hint = "On Linux Receive fills the buffer and says nothing. How would you notice that there was more? The bytes that did not fit "
            + "are gone: another Receive waits for another datagram.")]
    public async Task OneTooMany()
    {
        var (_, run, seen) = await Talk([RandomText.Word()], new AnswerWith([Letters(LongestAnswer + 1)]));

        Assert.That(run, Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput(TooLong(1)));
        Assert.That(seen, Saw.Datagrams(1));
    }

    [Check("After an answer that is too long, the next line gets its own answer",
        Hint = "Receive takes a datagram away, whole, and Peek leaves it there. One bad answer is no reason to stop.")]
    public async Task GoesOn()
    {
        var (lines, run, seen) = await Talk(
            [RandomText.Word(), RandomText.Word()], new AnswerWith([Letters(5_000)]) { Only = [1] });

        Assert.That(run, Exited.With(1).AndOutput(Answers(lines[1..])).AndErrorOutput(TooLong(1)));
        Assert.That(seen, Saw.Datagrams(2));
    }

    [Check("The limit counts bytes, not characters",
        Hint = "600 times ä are 1,200 bytes: one answer, and longer than we accept.")]
    public async Task Bytes()
    {
        var (_, run, seen) = await Talk([new string('ä', 600)]);

        Assert.That(
            run,
            Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput(TooLong(1)),
            seen.Count(EventKind.DatagramReceived) == 0
                ? "Nothing was sent: 1,200 bytes fit into a datagram. Which has the limit of 1,024 bytes, the line or its answer?"
                : null);
        Assert.That(seen, Saw.Datagrams(1));
    }

    [Check("An answer that is no text is an answer: its line has not failed",
        Hint = "A line fails if it is too long, if its answer is too long, or if no answer comes in time. Does something throw when the "
            + "bytes of an answer are no UTF-8?")]
    public async Task NoText()
    {
        var (_, run, seen) = await Talk([RandomText.Word()], new AnswerWith([[0x61, 0xE9, 0xFF]]));

        Assert.That(run, Exited.With(0).AndOutput(TextThat.StartsWith("3 bytes: a")).AndErrorOutput(TextThat.IsEmpty));
        Assert.That(seen, Saw.Datagrams(1));
    }

    [Check("A host that cannot be looked up is reported",
        Hint = "Connect throws a SocketException for that, too. Is it inside the try, and does the program say so?")]
    public async Task UnknownHost()
    {
        var run = await RunProgram(new RunOptions { Input = $"{RandomText.Word()}\n" }, Hosts.Nowhere, Ports.ClosedUdp);

        Assert.That(run, Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput(TextThat.IsOneLine("Connection error: ")));
    }

    [Check("A line of 9,000 bytes goes out as one datagram",
        Hint = "Send sends a datagram whole: pieces of it would be other messages. Its "
            + "answer is one datagram too, and longer than we accept.")]
    public async Task LongLine()
    {
        // Where the input is read in pieces of some thousand bytes, they end inside of a letter of two bytes. The longest answer that the
        // program takes would not: what is cut there is no matter of letters.
        var (_, run, seen) = await Talk([$"{new string('ä', 512)}x{new string('ä', 3_987)}x"]);

        var sizes = seen.Of(EventKind.DatagramReceived).Select(e => e.Bytes).ToList();
        Require(
            sizes is [9_000],
            "one datagram of 9,000 bytes",
            sizes.Count == 0 ? "none" : $"datagrams of {string.Join(", ", sizes)} bytes",
            seen.Of(EventKind.DatagramReceived).Any(e => e.Data.AsSpan().IndexOf("\uFFFD"u8) >= 0)
                ? "The datagram has characters that are not in the line: a decoder writes � (U+FFFD) for bytes that are no UTF-8. Is the input "
                    + "decoded in pieces? A character may have its first byte in one and its second in the next."
                : null);
        Assert.That(run, Exited.With(1).AndErrorOutput(TooLong(1)));
        Assert.That(seen, Saw.Datagrams(1));
    }

    [Check("A line too long for a datagram is reported with its length, and nothing of it is sent",
        Hint = "Send throws a SocketException with the code MessageSize. Sending a part would be another message.")]
    public async Task TooLongToSend()
    {
        var (_, run, seen) = await OneTooLong();

        Assert.That(run, Exited.With(1).AndAnyOutput().AndErrorOutput("Line 1: 70000 bytes are too many for a datagram\n"));
        Require(seen.Of(EventKind.DatagramReceived).All(e => e.Bytes < 1_000), "nothing of the long line",
            $"a datagram of {seen.Of(EventKind.DatagramReceived).Max(e => (long?)e.Bytes)} bytes");
    }

    [Check("After a line that is too long, the next one is sent",
        Hint = "The socket is as good as before. Where is the exception caught?")]
    public async Task SendsTheNext()
    {
        var (lines, run, seen) = await OneTooLong();

        Assert.That(run, Exited.With(1).AndOutput(Answers(lines[1..])).AndAnyErrorOutput());
        Assert.That(seen, Saw.Datagrams(1));
    }

    [Check("A line without an answer is reported, and the next one is sent",
        Hint = "ReceiveTimeout, as in step 11. Which code does the exception have? A line without an answer is not sent again.",
        HintIfKilled = NoTimeOut)]
    public async Task Lost()
    {
        // An empty line counts, too; and the line behind that without an answer has the same text.
        var again = RandomText.Word();
        var (lines, run, seen) = await Talk([RandomText.Word(), "", again, again, RandomText.Word()], new Drop { Only = [3] });

        Assert.That(
            run,
            Exited.With(1).AndOutput(Answers([lines[0], "", lines[3], lines[4]])).AndErrorOutput("Line 3: no answer within 500 ms\n"),
            HasNotWaited(seen, unanswered: 3)
                ?? (Texts(seen).SequenceEqual([lines[0], "", again, lines[4]])
                    ? "Line 4 has the text of line 3, and is a line of its own: it was not sent. What is not sent again: a line, or a text?"
                    : null));
        Assert.That(seen, Saw.Datagrams(5));
        var sent = seen.Of(EventKind.DatagramReceived).Select(e => e.Microseconds / 1000).ToList();
        // Clocks tick in steps: a wait may be a few milliseconds shorter.
        Require(sent[3] - sent[2] >= 480, "the next datagram after 500 ms", $"after {sent[3] - sent[2]} ms");
    }

    /// <summary>For a line that went out at once though the one before it had no answer, or while two before it had none. One other line
    /// alone does not show it: a server may note its answer after the program has it.</summary>
    /// <param name="unanswered">The line that gets no answer.</param>
    private static string? HasNotWaited(Transcript seen, int unanswered)
    {
        const int AtOnce = 50_000;
        var lines = seen.Of(EventKind.DatagramReceived).Select(e => e.Microseconds).ToList();
        var answers = seen.Of(EventKind.DatagramSent).Select(e => e.Microseconds).ToList();
        return Enumerable
            .Range(2, Math.Max(0, lines.Count - 2))
            .Any(line => (line == unanswered && lines[line] < lines[line - 1] + AtOnce)
                || (lines[line] < lines[line - 2] + AtOnce && answers.Count(answer => answer < lines[line]) <= line - 2))
                ? "A line was sent before the one before it was answered. Which line does an answer belong to then?"
                : null;
    }

    [Check("An answer that comes after the 500 ms comes too late",
        Hint = "How long does Receive wait? ReceiveTimeout is in milliseconds. And do not send a line again if it gets no "
            + "answer.")]
    public async Task TooLate()
    {
        // The wait for a line is as long as the one before, though no answer came for that. Windows lengthens a short time-out.
        var late = OperatingSystem.IsWindows() ? 1_300 : 850;
        var (_, run, seen) = await Talk([RandomText.Word(), RandomText.Word()], new Drop { Only = [1] }, new Delay(late) { Only = [2] });

        Assert.That(run, Exited.With(1).AndOutput(TextThat.IsEmpty)
            .AndErrorOutput("Line 1: no answer within 500 ms\nLine 2: no answer within 500 ms\n"));
        Assert.That(seen, Saw.Datagrams(2));
    }

    [Check("65,507 bytes fit into a datagram, and one more does not",
        Hint = "The program need not know the limit: the system reports every datagram that is too long with the same code. "
            + "Which line of the input was it?")]
    public async Task AtTheLimit()
    {
        const int Most = 65_507;
        if (OperatingSystem.IsMacOS())
            SkipCheck("macOS has a lower limit.");

        int[] tooMany = [Most + 1, 65_535, 65_536, 100_000];
        var (lines, run, seen) = await Talk([
            RandomText.Word(),
            .. tooMany.Select(length => Encoding.ASCII.GetString(Letters(length))),
            Encoding.ASCII.GetString(Letters(Most)),
            RandomText.Word(),
        ]);

        var sizes = seen.Of(EventKind.DatagramReceived).Select(e => e.Bytes).ToList();
        Require(
            sizes.SequenceEqual([lines[0].Length, Most, lines[^1].Length]),
            $"datagrams of {lines[0].Length}, {Most} and {lines[^1].Length} bytes",
            sizes.Count == 0 ? "none" : $"datagrams of {string.Join(", ", sizes)} bytes");
        Assert.That(
            run,
            Exited
                .With(1)
                .AndOutput(Answers([lines[0], lines[^1]]))
                .AndErrorOutput(
                    string.Concat(tooMany.Select((length, i) => $"Line {i + 2}: {length} bytes are too many for a datagram\n"))
                        + TooLong(tooMany.Length + 2)));
        Assert.That(seen, Saw.Datagrams(3));
    }

    [Check("If no program listens, each line is reported as failed",
        Hint = "The system may report to a connected socket that no program listens: then Receive throws, or the next Send. "
            + "Is each of them inside a try, and does the program go on with the next line?")]
    public async Task NobodyListens()
    {
        var input = $"{RandomText.Word()}\n{RandomText.Word()}\n";

        var run = await RunProgram(new RunOptions { Input = input }, Hosts.Loopback, Ports.ClosedUdp);

        Assert.That(run, Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput(TextThat.Matches(
            @"^Line 1: (no answer|not sent)[^\n]*\nLine 2: (no answer|not sent)[^\n]*\n$", "a line for line 1, and one for line 2")));

        await RequireReportsBehindAnAnswer();
    }

    /// <summary>Line 1 has an answer, and when line 3 comes the server has gone.</summary>
    private async Task RequireReportsBehindAnAnswer()
    {
        string[] lines = [.. Enumerable.Range(0, 4).Select(_ => RandomText.Word())];
        var run = await BestOf(async () =>
        {
            using var server = ListenUdp(Hosts.Loopback);
            var program = StartProgram(Hosts.Loopback, ((IPEndPoint)server.Client.LocalEndPoint!).Port);
            await program.FinishInput(string.Concat(lines.Select(line => $"{line}\n")));
            while (true)
            {
                var asked = server.ReceiveAsync();
                if (await Task.WhenAny(asked, program.Ended()) != asked || Encoding.UTF8.GetString((await asked).Buffer) != lines[0])
                    break;
                await server.SendAsync((await asked).Buffer, (await asked).RemoteEndPoint);
            }

            server.Close();
            return await program.Ended();
        }, run => run.Output != "");

        Assert.That(run, Exited.With(1).AndOutput(Answers(lines[..1])).AndErrorOutput(TextThat.Matches(
            @"^Line 2: (no answer|not sent)[^\n]*\nLine 3: (no answer|not sent)[^\n]*\nLine 4: (no answer|not sent)[^\n]*\n$",
            "a line for each of the lines 2, 3 and 4")));
    }

    private sealed record Exchange(string[] Lines, Run Run, Transcript Seen);

    private static string Answers(string[] lines) =>
        string.Concat(lines.Select(line => $"{Encoding.UTF8.GetByteCount(line)} bytes: {line}\n"));

    private static string TooLong(int line) => $"Line {line}: the answer is longer than {LongestAnswer} bytes\n";

    private static byte[] Letters(int count) =>
        Encoding.ASCII.GetBytes(Chance.Source.GetString("abcdefghijklmnopqrstuvwxyz", count));

    /// <summary>The last of them has no line end, as in a file that somebody typed.</summary>
    private Task<Exchange> ThreeLines() => Shared(() => Talk(
        "",
        [
            $"{RandomText.Word()}: a long line first", "x", $"  😀 {RandomText.Word()} ä\t ", "€", "é\0駅\f\v\u0085.\u2028",
            "{0} {", RandomText.Word(),
        ]));

    private Task<Exchange> EmptyInTheMiddle() => Shared(() => Talk([RandomText.Word(), "", RandomText.Word()]));

    private Task<Exchange> OneTooLong() => Shared(() => Talk([Encoding.ASCII.GetString(Letters(70_000)), RandomText.Word()]));

    /// <summary>The program sends these lines to an echo endpoint with faults. Where a server that waits for a processor has let the
    /// half second pass, nothing was seen of what the program does with the answer.</summary>
    private Task<Exchange> Talk(string[] lines, params Fault[] faults) => Talk("\n", lines, faults);

    /// <param name="end">The line end of the last one.</param>
    private Task<Exchange> Talk(string end, string[] lines, params Fault[] faults) => BestOf(async () =>
    {
        var echo = await EchoUdp(faults);
        var input = string.Join('\n', lines) + end;

        var run = await RunProgram(new RunOptions { Input = input }, echo.Host, echo.Port);

        return new Exchange(lines, run, await echo.Close());
    }, talk => Regex.Count(talk.Run.ErrorOutput, "no answer within") == faults.Count(fault => fault is Drop or Delay));
}

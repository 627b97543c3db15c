using System.Buffers.Binary;
using System.Net;
using System.Text;
using Kata.Checking;
using Kata.Programs;
using Kata.Protocol;
using Kata.Reports.Html;
using Kata.Results;
using Kata.Servers;
using Kata.Text;

[Step(23)]
[Hints(
    "You have sent a word, and nothing has come. What do you know now? If two answers then come at once, which words "
        + "do they belong to?",
    "The number belongs to the word, not to the try: each try sends the same datagram. Measure each wait with a "
        + "clock: throw an answer with another number away, and wait for the time that is left. When no time is left, make "
        + "the next try, with a longer wait.",
    "Look up: BinaryPrimitives.WriteInt32BigEndian and ReadInt32BigEndian, Stopwatch.Elapsed, the operators of "
        + "TimeSpan, what Socket.Receive returns, and string.Split with StringSplitOptions.RemoveEmptyEntries.")]
public class Step23_RetransmissionChecks : Checks
{
    /// <summary>Milliseconds between one try and the next.</summary>
    private static readonly double[] ExpectedGaps = [100, 200, 400];

    private const int Many = 300;

    /// <summary>Milliseconds that no wait before the last should take, be its length the right one or not: that is for the check
    /// of the gaps.</summary>
    private const double FarTooLate = 1200;

    [Check("If nothing is lost, each word goes out once and its answer is printed",
        Hint = "Send, wait for the answer, print it, and go on with the next word. How often is each word sent? A `?` in "
            + "place of a letter comes from an encoding that does not have it: the words are UTF-8.")]
    public async Task NothingLost()
    {
        var talk = await Undisturbed();

        Assert.That(
            talk.Run,
            Exited.With(0).AndOutput(talk.Lines),
            TextThat.Exactly(string.Concat(talk.Words.Select(word => $"{word}\n"))).Holds(talk.Run.Output)
                ? "The words are right. What stands before each of them?"
                : null);
        Assert.That(talk.Seen, InTurn(talk.Words));
        Assert.That(talk.Seen, Saw.Datagrams(talk.Words.Length));
    }

    [Check("An answer that is there ends the wait for it",
        Hint = "Poll returns as soon as something has come. Does your program sleep for the rest of the time?")]
    public async Task AtOnce()
    {
        var talk = await Undisturbed();

        var quickest = Between(talk).DefaultIfEmpty(double.MaxValue).Min();
        Require(quickest < 0.8 * ExpectedGaps[0], "the next word as soon as the answer is there",
            quickest is double.MaxValue ? "no next word" : FormattableString.Invariant($"{quickest:0} ms later at the soonest"));
    }

    [Check("A message may have more than 256 words, of any kind",
        Hint = "The number of word 255 is 00 00 00 FF: which four bytes are the number of the word after word 255? A word is the text "
            + "between spaces, and there may be several spaces in a row.")]
    public async Task ManyWords()
    {
        var talk = await Shared(() =>
            Talk([.. Enumerable.Range(0, Many).Select(AnyWord)], "  ", new RunOptions { Deadline = 3 * EventDeadline }));

        Assert.That(talk.Run, Exited.With(0).AndOutput(talk.Lines));
        Assert.That(talk.Seen, InTurn(talk.Words));
    }

    [Check("A long word comes back whole",
        Hint = "A datagram that does not fit into the buffer is cut (step 21). How long can one be?")]
    public async Task LongWord()
    {
        // Some systems set a limit of their own, a little over 9,000 bytes.
        var word = Chance.Source.GetString("abcdefghijklmnopqrstuvwxyz", OperatingSystem.IsLinux() ? 60_000 : 9_000);
        var talk = await Talk([word, RandomText.Word()]);

        Assert.That(talk.Run, Exited.With(0).AndOutput(talk.Lines));
        Assert.That(talk.Seen, InTurn(talk.Words));
    }

    [Check("A message without words sends nothing",
        Hint = "Split returns an empty text between two spaces, unless its options remove empty entries.")]
    public async Task NoWords()
    {
        var talk = await Talk([], "  ");

        Assert.That(talk.Run, Exited.With(0).AndOutput(TextThat.IsEmpty).AndErrorOutput(TextThat.IsEmpty));
        Assert.That(talk.Seen, Saw.Datagrams(0));
    }

    [Check("What is printed is the word of the answer",
        Hint = "The number says which question the datagram belongs to. The text after the number is the answer, whatever "
            + "the question was. Print all of it, with the spaces and tabs at its end; it may be empty.")]
    public async Task AnswersWord()
    {
        // No word has a space in it, but an answer may.
        foreach (var word in new[] { RandomText.Word(), "", $"{RandomText.Telling()}{{0}} {{\t" })
        {
            var talk = await Talk(Words(1), new AnswerWith([.. Enumerable.Repeat(Numbered(1, word), 4)]));

            Assert.That(talk.Run, Exited.With(0).AndOutput($"1: {word}\n"));
            Assert.That(talk.Seen, InTurn(talk.Words));
        }
    }

    [Check("A datagram is the word's number in four bytes, the most significant first, and the word",
        Hint = "The first word has the number 1: 00 00 00 01. BinaryPrimitives writes it. The word after it is UTF-8.")]
    public async Task Numbered()
    {
        var talk = await Undisturbed();

        var sent = Sent(talk);
        Require(sent.Count >= talk.Words.Length, $"{talk.Words.Length} datagrams", $"{sent.Count}");
        for (var i = 0; i < talk.Words.Length; i++)
        {
            var expected = Numbered(i + 1, talk.Words[i]);
            Require(
                expected.AsSpan().SequenceEqual(sent[i].Data),
                Shown(expected),
                Shown(sent[i].Data ?? []) + Mistake(expected, sent[i].Data ?? []));
        }
    }

    [Check("When an answer is lost, the same datagram is sent again",
        Hint = "It is the same word, so it has the same number. Poll returns whether something has come.")]
    public async Task Lost()
    {
        var talk = await Talk(Words(2), new Drop { Only = [1] });

        Assert.That(talk.Run, Exited.With(0).AndOutput(talk.Lines));
        Assert.That(talk.Seen, InTurn(talk.Words));
        var sent = Sent(talk);
        Require(sent.Count >= 2 && sent[0].Data.AsSpan().SequenceEqual(sent[1].Data),
            "the first datagram twice", sent.Count < 2 ? "one datagram" : $"{Shown(sent[0].Data ?? [])}, then {Shown(sent[1].Data ?? [])}");
    }

    [Check("The gaps between the tries are 100, 200 and 400 ms",
        Hint = "Each wait is twice as long as the one before. Where does the first begin, and what doubles it?")]
    public async Task Gaps()
    {
        var (talk, right) = await NoAnswer();

        var tries = BetweenTries(talk, 2).Count + 1;
        Require(tries > ExpectedGaps.Length, $"{ExpectedGaps.Length + 1} tries", $"{tries}");
        Require(right, "gaps of 100, 200 and 400 ms", $"gaps of {InMilliseconds(BetweenTries(talk, 2))} ms");
    }

    [Check("Each word begins with a wait of 100 ms, and has four tries of its own",
        Hint = "Where are the wait and the number of tries set: once in the program, or once for each word?")]
    public async Task LossesInSeveralWords()
    {
        // Three tries of the first word are lost, so that its waits were 100, 200 and 400 ms, and one of the second.
        var talk = await BestOf(() => Talk(Words(2), new Drop { Only = [1, 2, 3, 5] }), talk => Again(talk, 2) < FarTooLate / 2);

        Assert.That(talk.Run, Exited.With(0).AndOutput(talk.Lines));
        Assert.That(talk.Seen, InTurn(talk.Words));
        Require(Again(talk, 2) < FarTooLate / 2, "the second word again after 100 ms",
            Again(talk, 2) is { } gap ? FormattableString.Invariant($"again after {gap:0} ms") : "not again");
    }

    [Check("When no answer comes at all, the program gives up after four tries",
        Hint = "Count the tries. What is printed, and what is the exit code? Do not send the words after one without an "
            + "answer.")]
    public async Task GivesUp()
    {
        var (talk, _) = await NoAnswer();

        Assert.That(talk.Run, Exited.With(1).AndOutput($"1: {talk.Words[0]}\n").AndErrorOutput("No answer to word 2 after 4 tries\n"));
        Assert.That(talk.Seen, InTurn(talk.Words[..2]));
        int[] counts = [.. talk.Words.Skip(1).Select(word => Carrying(word, talk).Count)];
        Require(
            counts is [4, 0],
            "four datagrams with the second word, and none with the third",
            $"{counts[0]} with the second, {counts[1]} with the third");
    }

    [Check("The last try is waited for as well",
        Hint = "The last wait is the longest: 800 ms. Do you give up before or after it?")]
    public async Task LastTry()
    {
        var talk = await BestOf(
            () => Talk(Words(1), new Drop { Only = [1, 2, 3] }, new Delay(600) { Only = [4] }),
            talk => talk.Run.ExitCode == 0);

        Assert.That(talk.Run, Exited.With(0).AndOutput(talk.Lines));
        Assert.That(talk.Seen, InTurn(talk.Words));
    }

    [Check("An answer that comes when the last wait is over comes too late",
        Hint = "The last wait is 800 ms: not longer, and not without an end.")]
    public async Task TooLate()
    {
        var talk = await BestOf(
            () => Talk(Words(1), new Drop { Only = [1, 2, 3] }, new Delay(1350) { Only = [4] }),
            talk => talk.Run.ExitCode == 1);

        Assert.That(talk.Run, Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput("No answer to word 1 after 4 tries\n"));
        Assert.That(talk.Seen, InTurn(talk.Words));
    }

    [Check("Equal words are told apart by their numbers",
        Hint = "The answer to the first word may come twice, and says the same as the one that you wait for.")]
    public async Task EqualWords()
    {
        var word = RandomText.Word();
        var talk = await BestOf(
            () => Talk([word, word], new Duplicate { Only = [1] }, new Drop { Only = [2] }),
            talk => talk.Run.ExitCode == 0 && Sent(talk).Count == 3);

        Assert.That(talk.Run, Exited.With(0).AndOutput(talk.Lines));
        Assert.That(talk.Seen, InTurn(talk.Words));
        Require(Sent(talk).Count == 3, "the second word twice, since its first answer is lost", $"{Sent(talk).Count - 1} times");
    }

    [Check("A number that is wrong in one byte is another number",
        Hint = "Compare the number, in all four bytes, before you believe the rest. An answer to a word that has not been sent is thrown "
            + "away, too.")]
    public async Task WrongInOneByte()
    {
        var stale = "stale"u8.ToArray();
        var talk = await Talk(
            Words(1),
            new AnswerWith([
                [1, 0, 0, 1, .. stale],
                [0, 1, 0, 1, .. stale],
                [0, 0, 1, 1, .. stale],
            ])
            {
                Only = [1, 2, 3],
            });

        Assert.That(talk.Run, Exited.With(0).AndOutput(talk.Lines));
        Assert.That(talk.Seen, InTurn(talk.Words));

        // That of a word which is still to come.
        var early = await Talk(Words(2), new AnswerWith([Numbered(2, "early")]) { Only = [1] });

        Assert.That(early.Run, Exited.With(0).AndOutput(early.Lines));
        Assert.That(early.Seen, InTurn(early.Words));
    }

    [Check("An answer that comes twice is printed once, and nothing more is sent for it",
        Hint = "The second copy waits in the socket when you ask for the next answer. Which number does it have?")]
    public async Task Twice()
    {
        var talk = await BestOf(
            () => Talk(LongerWords(3), new Duplicate()),
            talk => talk.Run.ExitCode == 0 && Sent(talk).Count == talk.Words.Length);

        Assert.That(talk.Run, Exited.With(0).AndOutput(talk.Lines), CutOff(talk));
        Assert.That(talk.Seen, InTurn(talk.Words));
        Assert.That(talk.Seen, Saw.Datagrams(talk.Words.Length));
    }

    [Check("A late answer to an earlier word is not taken for the answer to this one",
        Hint = "Compare the number, in all four bytes, before you believe the rest.")]
    public async Task LateToAnEarlierWord()
    {
        // The answer to the second try overtakes the one to the first, which is there when the second word is asked.
        var talk = await Talk(LongerWords(2), new Reorder { Only = [1] });

        Assert.That(talk.Run, Exited.With(0).AndOutput(talk.Lines), CutOff(talk));
        Assert.That(talk.Seen, InTurn(talk.Words));
    }

    /// <summary>Words of which each is longer than the one before: an answer that is thrown away is shorter than the one that is waited
    /// for.</summary>
    private static string[] LongerWords(int count) =>
        [.. Enumerable.Range(1, count).Select(i => $"{string.Concat(Enumerable.Range(0, i).Select(_ => RandomText.Word()))}ä")];

    /// <summary>For a word whose end is missing in the output, and none before it: no other answer comes before the first.</summary>
    private static string? CutOff(Exchange talk) =>
        talk.Run.Output.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Zip(talk.Lines.Split('\n'))
            .Select((pair, i) => (Got: pair.First, Right: pair.Second, Number: i + 1))
            .FirstOrDefault(word => word.Got != word.Right) is { Number: > 1 } cut
        && cut.Right.StartsWith(cut.Got, StringComparison.Ordinal)
            ? "A word is cut off. An answer with another number came before it, which was shorter. What says how many bytes the next "
                + "datagram may have?"
            : null;

    [Check("A late answer to an earlier try is as good as one to the last",
        Hint = "All tries of a word have one number. Does your program count the tries instead? And an answer goes to the port that the "
            + "question came from: do all tries have one socket?")]
    public async Task LateToAnEarlierTry()
    {
        var talk = await BestOf(
            // The second try brings it about that the answer to the first comes, and has none itself.
            () => Talk(Words(1), new Reorder { Only = [1] }, new Drop { Only = [2, 3, 4] }), talk => Sent(talk).Count <= 2);

        Assert.That(talk.Run, Exited.With(0).AndOutput(talk.Lines));
        Assert.That(talk.Seen, InTurn(talk.Words));
        Require(Sent(talk).Count <= 2, "two datagrams at most", $"{Sent(talk).Count}");
    }

    [Check("An answer with another number is no reason to send again before the wait is over",
        Hint = "Throw it away, and go on waiting for the rest of the time.")]
    public async Task StaleIsNoReason()
    {
        // Copies of the first answer come while the program waits for the second, which is lost: one is there when the wait begins, and
        // the last comes when half of it is over.
        var talk = await BestOf(
            () => Talk(Words(2), new Duplicate(Copies: 12, GapMilliseconds: 5) { Only = [1] }, new Drop { Only = [2] }),
            talk => IsNotEarly(Again(talk, 2), ExpectedGaps[0]));

        Assert.That(talk.Run, Exited.With(0).AndOutput(talk.Lines));
        Assert.That(talk.Seen, InTurn(talk.Words));
        Require(IsNotEarly(Again(talk, 2), ExpectedGaps[0]), "the second word again after 100 ms",
            Again(talk, 2) is { } gap ? FormattableString.Invariant($"again after {gap:0} ms") : "not again");
    }

    [Check("Answers with another number do not make the wait longer, however many come",
        Hint = "Each wait has one clock. The rest of the wait is the whole wait minus the time that has passed.")]
    public async Task StaleIsNoNewWait()
    {
        // In place of the answer to the third try twenty with another number come, one every 100 ms: with a whole wait for each
        // of them the fourth try would come after 2,300 ms.
        var talk = await BestOf(
            () => Talk(Words(1), new Drop { Only = [1, 2] }, new AnswerWith([[0, 0, 0, 7, .. "stale"u8]]) { Only = [3] },
                new Duplicate(Copies: 20, GapMilliseconds: 100) { Only = [3] }),
            talk => BeforeTheFourth(talk) < FarTooLate);
        // What comes of the fourth try is for other checks.
        Assert.That(talk.Run, Exited.ByItself.AndAnyOutput().AndAnyErrorOutput());
        Assert.That(talk.Seen, InTurn(talk.Words));

        Require(BeforeTheFourth(talk) < FarTooLate, "the fourth try 400 ms after the third",
            BeforeTheFourth(talk) is { } gap ? FormattableString.Invariant($"after {gap:0} ms") : "no fourth try");

        static double? BeforeTheFourth(Exchange talk) => Between(talk).Select(gap => (double?)gap).ElementAtOrDefault(2);
    }

    [Check("An answer that is too short to have a number is thrown away",
        Hint = "Receive returns how many bytes came: the rest of the buffer is older than this datagram. A number has four "
            + "bytes. And a datagram of 0 bytes is not the end of anything.")]
    public async Task TooShort()
    {
        // Both in one wait: FF 00 00 01, which is not the number 1 and leaves its last byte in the buffer; then three zeros. And
        // in the next wait nothing at all, as a datagram.
        var talk = await Talk(Words(1),
            new AnswerWith([[0, 0, 0], [0xFF, 0, 0, 1, .. "stale"u8], []]) { Only = [1, 2, 3] }, new Reorder { Only = [1] });

        Assert.That(
            talk.Run,
            Exited.With(0).AndOutput(talk.Lines),
            talk.Run.ErrorOutput.StartsWith("No answer to word", StringComparison.Ordinal) && talk.Seen.Count(EventKind.DatagramSent) > 3
                ? "An answer came, behind three that are none: one is too short, one has another number, one has 0 bytes. Which of them ends "
                    + "the waiting, or hides what comes behind it? Available is 0 while a datagram of 0 bytes waits, too: Poll, or a Receive "
                    + "that waits, tells that a datagram is there."
                : null);
        Assert.That(talk.Seen, InTurn(talk.Words));
    }

    [Check("A host that cannot be looked up is reported",
        Hint = "Connect throws a SocketException for that, too. Is it inside the try, and does the program say so?")]
    public async Task UnknownHost()
    {
        var run = await RunProgram(Hosts.Nowhere, Ports.ClosedUdp, RandomText.Word());

        Assert.That(run, Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput(TextThat.IsOneLine("Connection error: ")));
    }

    [Check("It works over IPv6, too, and with a name",
        Hint = SameOverIPv6, HintIfNotReached = AnyFamily)]
    public async Task IPv6()
    {
        var words = Words(2);

        var (run, seen) = await VisitNamed(new() { Service = Service.Echo, Transport = Transport.Udp }, string.Join(' ', words));

        Assert.That(run, Exited.With(0).AndOutput($"1: {words[0]}\n2: {words[1]}\n"));
        Assert.That(seen, InTurn(words));
    }

    [Check("If no program listens, the program ends with an error of one line",
        Hint = "The system may report to a connected socket that no program listens (step 22): then Send, or Receive, "
            + "throws. Is each of them inside the try, and what does the catch do? A refusal may end a wait at once.")]
    public async Task NobodyListens()
    {
        var refused = await RunProgram(Hosts.Loopback, Ports.ClosedUdp, $"{RandomText.Word()} {RandomText.Word()}");
        RequireRefusal(refused);

        // Nor does a server that has gone: the first try was lost, and when the next one comes the server has gone.
        var (run, seen) = await BestOf(async () =>
        {
            var echo = await OpenDirectly(new() { Service = Service.Echo, Transport = Transport.Udp, Faults = [new Drop()] });
            var program = StartProgram(echo.Host, echo.Port, $"{RandomText.Word()} {RandomText.Word()}");
            await WaitFor(program, echo, EventKind.DatagramReceived, "a first try");
            var seen = await echo.CloseNow();
            return new Visit(await program.Ended(), seen);
        }, visit => visit.Run.ErrorOutput.StartsWith("Connection error", StringComparison.Ordinal));

        RequireRefusal(run);
        Assert.That(seen, Saw.Anything);
        if (refused.ErrorOutput.StartsWith("Connection error", StringComparison.Ordinal))
            await RequireRefusalBehindAnAnswer();
    }

    /// <summary>The first word has an answer, and then the server has gone: a program that hears of a closed port hears of that.</summary>
    private async Task RequireRefusalBehindAnAnswer()
    {
        var words = Words(2);
        var run = await BestOf(async () =>
        {
            using var server = ListenUdp(Hosts.Loopback);
            var program = StartProgram(Hosts.Loopback, ((IPEndPoint)server.Client.LocalEndPoint!).Port, string.Join(' ', words));
            while (true)
            {
                var asked = server.ReceiveAsync();
                if (await Task.WhenAny(asked, program.Ended()) != asked || (await asked).Buffer is [0, 0, 0, 2, ..])
                    break;
                await server.SendAsync((await asked).Buffer, (await asked).RemoteEndPoint);
            }

            server.Close();
            return await program.Ended();
        }, run => run.ErrorOutput.StartsWith("Connection error", StringComparison.Ordinal));

        Assert.That(
            run,
            Exited.With(1).AndOutput($"1: {words[0]}\n").AndErrorOutput(TextThat.IsOneLine("Connection error: ")),
            run.ErrorOutput.StartsWith("No answer", StringComparison.Ordinal)
                ? "The word before had an answer, and then the server was gone: no program listens any more, and the system reports that, "
                    + "as before the first answer. What does the program do with the exception now?"
                : null);
    }

    private static void RequireRefusal(Run run)
    {
        Assert.That(
            run,
            Exited
                .With(1)
                .AndOutput(TextThat.IsEmpty)
                .AndErrorOutput(
                    TextThat.Matches(
                        @"^(Connection error: \w+|No answer to word 1 after 4 tries)\r?\n$",
                        "«Connection error: …» or «No answer to word 1 after 4 tries»")));
        // A socket that is not connected hears nothing of it; but then the program waits as for any answer that does not come.
        Require(
            run.ErrorOutput.StartsWith("Connection error", StringComparison.Ordinal) || run.LastedAtMost >= TimeSpan.FromMilliseconds(1500),
            "an error at once, or the four waits of 1.5 s in all",
            FormattableString.Invariant($"«{run.ErrorOutput.Trim()}» after {run.Duration.TotalSeconds:0.00} s"));
    }

    private sealed record Exchange(string[] Words, Run Run, Kata.Servers.Transcript Seen)
    {
        /// <summary>What the program must print.</summary>
        public string Lines => string.Concat(Words.Select((word, i) => $"{i + 1}: {word}\n"));
    }

    private sealed record Timed(Exchange Talk, bool RightGaps);

    private Task<Exchange> Undisturbed() => Shared(
        () => BestOf(() => Talk(Words(6)), talk => talk.Run.ExitCode == 0 && Sent(talk).Count == talk.Words.Length));

    /// <summary>The first word is answered, the second is not, and there is a third. On a busy machine one gap or another is wrong
    /// in every run, so each needs to be right but once.</summary>
    private Task<Timed> NoAnswer() => Shared(async () =>
    {
        var right = new bool[ExpectedGaps.Length];
        var talk = await BestOf(() => Talk(Words(3), new Drop { Only = [.. Enumerable.Range(2, 50)] }), talk =>
        {
            foreach (var (gap, i) in BetweenTries(talk, 2).Take(ExpectedGaps.Length).Select((gap, i) => (gap, i)))
                right[i] |= IsNotEarly(gap, ExpectedGaps[i]) && gap <= 1.5 * ExpectedGaps[i] + 40;
            return Array.TrueForAll(right, one => one);
        });
        return new Timed(talk, Array.TrueForAll(right, one => one));
    });

    private static string[] Words(int count) => [.. Enumerable.Range(0, count).Select(_ => RandomText.Word() + "ä")];

    /// <summary>Words of one letter and of many, of one byte and of four for a letter, and the same one again and again.</summary>
    private static string AnyWord(int i) => (i % 6) switch
    {
        0 => RandomText.Word() + RandomText.Word(),
        1 => "x\t\u00A0y",
        2 => "駅" + RandomText.Word(),
        3 => i % 12 == 3 ? "x" : i % 24 == 9 ? "\t" : "\ty\t",
        4 => "\uFEFF😀é",
        _ => new string('ä', 1 + i % 20),
    };

    /// <summary>The program sends words to an echo endpoint with faults.</summary>
    private Task<Exchange> Talk(string[] words, params Fault[] faults) => Talk(words, "", new RunOptions(), faults);

    /// <param name="around">What stands before the first word, behind the last, and between two of them besides a space.</param>
    private async Task<Exchange> Talk(string[] words, string around, RunOptions? options = null, params Fault[] faults)
    {
        // As often as the longest word may be sent.
        var echo = await Open(new() { Service = Service.Echo, Transport = Transport.Udp, Faults = faults, KeptBytes = 1 << 20 });
        var run = await RunProgram(options ?? new(), echo.Host, echo.Port, around + string.Join(' ' + around, words) + around);
        return new(words, run, await echo.Close());
    }

    /// <summary>A datagram for each of these words, with its number, and for no other. One that is sent again, because its answer is lost
    /// or
    /// late, counts once.</summary>
    private static TranscriptConstraint InTurn(string[] words)
    {
        byte[][] expected = [.. words.Select((word, i) => Numbered(i + 1, word))];
        return new(
            $"{words.Length} datagrams, sent again or not, each a number and its word",
            seen => Enumerable.SequenceEqual(Once(seen).Select(Convert.ToHexString), expected.Select(Convert.ToHexString)),
            seen => FirstDifference(Once(seen), expected))
        {
            Seen = seen => Once(seen) is var sent && Same(sent, expected) is var same && same < sent.Length && Earlier(sent, same) != null
                ? "A word is sent again after the one behind it. If the first word had been answered, what sends it again? If it had not, "
                    + "did the next word go out without waiting for its answer?"
                : null,
        };

        static byte[][] Once(Kata.Servers.Transcript seen)
        {
            byte[][] sent = [.. seen.Of(EventKind.DatagramReceived).Select(e => e.Data ?? [])];
            return [.. sent.Where((datagram, i) => i == 0 || !sent[i - 1].AsSpan().SequenceEqual(datagram))];
        }

        // How many are right before the first that is not.
        static int Same(byte[][] sent, byte[][] expected) =>
            sent.Zip(expected).TakeWhile(pair => pair.First.AsSpan().SequenceEqual(pair.Second)).Count();

        // Which of those before it is the same; null if none is.
        static int? Earlier(byte[][] sent, int place) =>
            Array.FindIndex(sent, 0, place, one => one.AsSpan().SequenceEqual(sent[place])) is var found and >= 0 ? found : null;

        static string FirstDifference(byte[][] sent, byte[][] expected)
        {
            var same = Same(sent, expected);
            return same == sent.Length ? $"{same} of them"
                : same == expected.Length ? $"{same} of them, and then {Shown(sent[same])}"
                : Earlier(sent, same) is { } before
                    ? $"in place of {Shown(expected[same])}: datagram {before + 1} once more, although datagrams with other words came between"
                : $"in place of {Shown(expected[same])}: {Shown(sent[same])}{Mistake(expected[same], sent[same])}";
        }
    }

    private static byte[] Numbered(int number, string word)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return [.. bytes, .. Encoding.UTF8.GetBytes(word)];
    }

    /// <summary>Early by a fifth at most: a datagram that the server noticed late makes the gap before it longer and the one
    /// behind it shorter.</summary>
    private static bool IsNotEarly(double? gap, double nominal) => gap >= 0.8 * nominal;

    /// <summary>Milliseconds between the first datagram with this word, counted from 1, and the second; null if there is none.</summary>
    private static double? Again(Exchange talk, int word) => BetweenTries(talk, word).Select(gap => (double?)gap).FirstOrDefault();

    /// <summary>Milliseconds between the datagrams with this word, counted from 1.</summary>
    private static IReadOnlyList<double> BetweenTries(Exchange talk, int word) => [.. Between(Carrying(talk.Words[word - 1], talk))];

    /// <summary>The datagrams with a word. Whatever its number and its encoding are: those are for another check.</summary>
    private static IReadOnlyList<TranscriptEvent> Carrying(string word, Exchange talk)
    {
        var ascii = Encoding.ASCII.GetBytes(word[..^1]);
        return [.. Sent(talk).Where(e => e.Data.AsSpan().IndexOf(ascii) >= 0)];
    }

    private static string InMilliseconds(IEnumerable<double> times) =>
        string.Join(", ", times.Select(time => FormattableString.Invariant($"{time:0}")));

    private static IEnumerable<double> Between(Exchange talk) => Between(Sent(talk));

    private static IEnumerable<double> Between(IReadOnlyList<TranscriptEvent> sent) =>
        sent.Zip(sent.Skip(1), (one, next) => (next.Microseconds - one.Microseconds) / 1000.0);

    private static IReadOnlyList<TranscriptEvent> Sent(Exchange talk) => [.. talk.Seen.Of(EventKind.DatagramReceived)];

    /// <summary>What has gone wrong with a datagram, if that can be told; with the line end before it.</summary>
    private static string Mistake(byte[] expected, byte[] sent)
    {
        if (sent.Length < 4)
            return "";
        if (sent.AsSpan(0, 4).SequenceEqual(expected.AsSpan(0, 4)))
            return sent.Length > expected.Length && sent.AsSpan().EndsWith(expected.AsSpan(4))
                ? $"\nThe number and the word are right, and between them stands {Convert.ToHexString(sent.AsSpan(4..^(expected.Length - 4)))}. "
                    + $"The word has {expected.Length - 4} bytes: which call writes a length before a text?"
                : "\nThe number is right; the word is another, or not in UTF-8.";
        return sent[..4].Reverse().SequenceEqual(expected[..4]) ? "\nThat is the number with the least significant byte first." : "";
    }

    private static string Shown(byte[] datagram) => datagram.Length < 4
        ? $"{datagram.Length} bytes"
        : $"{Convert.ToHexString(datagram, 0, 4)} and {Quoted.Of(Encoding.UTF8.GetString(datagram.AsSpan(4)))}";
}

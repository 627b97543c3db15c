using System.Text;
using Kata.Checking;
using Kata.Programs;
using Kata.Protocol;
using Kata.Reports.Html;
using Kata.Results;
using Kata.Servers;
using Kata.Text;
using NUnit.Framework;

[Step(23)]
[Hints(
    "You have sent a word, and nothing has come. What do you know now? And if then two answers come at once, "
        + "which words do they belong to?",
    "The number is the word's and not the try's: each try sends the same datagram. Waiting goes by a clock: "
        + "what has another number is thrown away, and what is left of the wait goes on. When nothing is left, "
        + "it is time for the next try, and its wait is longer.",
    "Look up: BinaryPrimitives.WriteInt32BigEndian and ReadInt32BigEndian, Stopwatch.Elapsed, the operators of "
        + "TimeSpan, what Socket.Receive returns, and string.Split with StringSplitOptions.RemoveEmptyEntries.")]
public class Step23_RetransmissionChecks : Checks
{
    /// <summary>Milliseconds between one try and the next.</summary>
    private static readonly double[] gaps = [100, 200, 400];

    /// <summary>Milliseconds that no wait before the last should take, be its length the right one or not: that is for the check
    /// of the gaps.</summary>
    private const double FarTooLate = 1200;

    [Check("Where nothing is lost, each word goes out once and its answer is printed",
        Hint = "Send, wait for the answer, print it, and then the next word. How often is each sent? A `?` in place of a "
            + "letter comes from an encoding that does not have it: the words are UTF-8.")]
    public async Task NothingLost()
    {
        var talk = await Undisturbed();

        Assert.That(talk.Run, Exited.With(0).AndOutput(talk.Lines).AndErrorOutput(TextThat.IsEmpty));
        Assert.That(talk.Seen, Saw.Datagrams(talk.Words.Length));
    }

    [Check("A datagram is the word's number in four bytes, the most significant first, and the word",
        Hint = "The first word has the number 1: 00 00 00 01. BinaryPrimitives writes it. The word behind it is UTF-8.")]
    public async Task Numbered()
    {
        var talk = await Undisturbed();

        var sent = Sent(talk);
        Require(sent.Count >= talk.Words.Length, $"{talk.Words.Length} datagrams", $"{sent.Count}");
        for (var i = 0; i < talk.Words.Length; i++)
        {
            byte[] expected = [0, 0, 0, (byte)(i + 1), .. Encoding.UTF8.GetBytes(talk.Words[i])];
            Require(expected.AsSpan().SequenceEqual(sent[i].Data), Shown(expected), Shown(sent[i].Data ?? []) + Mistake(expected, sent[i].Data ?? []));
        }
    }

    [Check("When an answer is lost, the same datagram is sent again",
        Hint = "It is the same word, so it has the same number. Poll tells whether an answer has come.")]
    public async Task Lost()
    {
        var talk = await Talk(2, new Drop { Only = [1] });

        Assert.That(talk.Run, Exited.With(0).AndOutput(talk.Lines));
        var sent = Sent(talk);
        Require(sent.Count >= 2 && sent[0].Data.AsSpan().SequenceEqual(sent[1].Data),
            "the first datagram twice", sent.Count < 2 ? "one datagram" : $"{Shown(sent[0].Data ?? [])}, then {Shown(sent[1].Data ?? [])}");
    }

    [Check("The gaps between the tries are 100, 200 and 400 ms",
        Hint = "Each wait is twice as long as the one before. Where does the first begin, and what doubles it?")]
    public async Task Gaps()
    {
        var (talk, right) = await NoAnswer();

        var sent = Sent(talk);
        Require(sent.Count > gaps.Length, $"{gaps.Length + 1} tries", $"{sent.Count}");
        Require(right, "gaps of 100, 200 and 400 ms",
            "gaps of " + string.Join(", ", Between(talk).Select(gap => FormattableString.Invariant($"{gap:0}"))) + " ms");
    }

    [Check("When no answer comes at all, the program gives up after four tries",
        Hint = "Count the tries. What is printed, and what is the exit code?")]
    public async Task GivesUp()
    {
        var (talk, _) = await NoAnswer();

        Assert.That(talk.Run, Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput("No answer to word 1 after 4 tries\n"));
        Assert.That(talk.Seen, Saw.Datagrams(4));
    }

    [Check("The last try is waited for as well",
        Hint = "Its wait is the longest: 800 ms. Do you give up before or after it?")]
    public async Task LastTry()
    {
        var talk = await BestOf(() => Talk(1, new Drop { Only = [1, 2, 3] }, new Delay(250) { Only = [4] }), talk => talk.Run.ExitCode == 0);

        Assert.That(talk.Run, Exited.With(0).AndOutput(talk.Lines));
    }

    [Check("An answer that comes twice is printed once, and nothing more is sent for it",
        Hint = "The second copy waits in the socket when you ask for the next answer. What number has it?")]
    public async Task Twice()
    {
        var talk = await BestOf(() => Talk(3, new Duplicate()), talk => talk.Run.ExitCode == 0 && Sent(talk).Count == talk.Words.Length);

        Assert.That(talk.Run, Exited.With(0).AndOutput(talk.Lines));
        Assert.That(talk.Seen, Saw.Datagrams(talk.Words.Length));
    }

    [Check("A late answer to an earlier word is not taken for the answer to this one",
        Hint = "Compare the number, in all four bytes, before you believe the rest.")]
    public async Task LateToAnEarlierWord()
    {
        // The answer to the second try overtakes the one to the first, which is there when the second word is asked.
        var talk = await Talk(2, new Reorder { Only = [1] });

        Assert.That(talk.Run, Exited.With(0).AndOutput(talk.Lines));
    }

    [Check("A late answer to an earlier try is as good as one to the last",
        Hint = "All tries of a word have one number. Was the number made anew for each?")]
    public async Task LateToAnEarlierTry()
    {
        var talk = await BestOf(
            // The second try brings it about that the answer to the first comes, and has none itself.
            () => Talk(1, new Reorder { Only = [1] }, new Drop { Only = [2, 3, 4] }), talk => Sent(talk).Count <= 2);

        Assert.That(talk.Run, Exited.With(0).AndOutput(talk.Lines));
        Require(Sent(talk).Count <= 2, "two datagrams at most", $"{Sent(talk).Count}");
    }

    [Check("An answer with another number is no reason to send again before the wait is over",
        Hint = "Throw it away, and wait on for what is left of the time.")]
    public async Task StaleIsNoReason()
    {
        // The second copy of the first answer is there when the wait for the second begins, whose answer is lost.
        var talk = await BestOf(
            () => Talk(2, new Duplicate { Only = [1] }, new Drop { Only = [2] }), talk => IsNotEarly(Again(talk, 2), gaps[0]));

        Assert.That(talk.Run, Exited.With(0).AndOutput(talk.Lines));
        Require(IsNotEarly(Again(talk, 2), gaps[0]), "the second word again after 100 ms",
            Again(talk, 2) is { } gap ? FormattableString.Invariant($"again after {gap:0} ms") : "not again");
    }

    [Check("The wait is no longer for the answers with another number, however many come",
        Hint = "A wait has one clock, and what is left of it is less each time: what the wait was, minus what has passed.")]
    public async Task StaleIsNoNewWait()
    {
        // In place of the answer to the third try twenty with another number come, one every 100 ms: with a whole wait for each
        // of them the fourth try would come after 2,300 ms.
        var talk = await BestOf(
            () => Talk(1, new Drop { Only = [1, 2] }, new AnswerWith([[0, 0, 0, 7, .. "stale"u8]]) { Only = [3] },
                new Duplicate(Copies: 20, GapMilliseconds: 100) { Only = [3] }),
            talk => BeforeTheFourth(talk) < FarTooLate);

        Require(BeforeTheFourth(talk) < FarTooLate, "the fourth try 400 ms after the third",
            BeforeTheFourth(talk) is { } gap ? FormattableString.Invariant($"after {gap:0} ms") : "no fourth try");

        static double? BeforeTheFourth(Exchange talk) => Between(talk).Select(gap => (double?)gap).ElementAtOrDefault(2);
    }

    [Check("An answer that is too short to have a number is thrown away",
        Hint = "Receive tells how many bytes came: the rest of the buffer is older than this datagram. A number has four bytes.")]
    public async Task TooShort()
    {
        // Both in one wait: FF 00 00 01, which is not the number 1 and leaves its last byte in the buffer; then three zeros.
        var talk = await Talk(1,
            new AnswerWith([[0, 0, 0], [0xFF, 0, 0, 1, .. "stale"u8]]) { Only = [1, 2] }, new Reorder { Only = [1] });

        Assert.That(talk.Run, Exited.With(0).AndOutput(talk.Lines));
    }

    private sealed record Exchange(string[] Words, Run Run, Kata.Servers.Transcript Seen)
    {
        /// <summary>What the program must print.</summary>
        public string Lines => string.Concat(Words.Select((word, i) => $"{i + 1}: {word}\n"));
    }

    private sealed record Silence(Exchange Talk, bool RightGaps);

    private Task<Exchange> Undisturbed() => Shared(
        () => BestOf(() => Talk(3), talk => talk.Run.ExitCode == 0 && Sent(talk).Count == talk.Words.Length));

    /// <summary>On a busy machine one gap or another is wrong in every run, so each needs to be right but once.</summary>
    private Task<Silence> NoAnswer() => Shared(async () =>
    {
        var right = new bool[gaps.Length];
        var talk = await BestOf(() => Talk(1, new Drop()), talk =>
        {
            foreach (var (gap, i) in Between(talk).Take(gaps.Length).Select((gap, i) => (gap, i)))
                right[i] |= IsNotEarly(gap, gaps[i]) && gap <= 1.5 * gaps[i] + 40;
            return Array.TrueForAll(right, one => one);
        });
        return new Silence(talk, Array.TrueForAll(right, one => one));
    });

    /// <summary>The program sends random words to an echo endpoint with faults.</summary>
    private async Task<Exchange> Talk(int words, params Fault[] faults)
    {
        string[] message = [.. Enumerable.Range(0, words).Select(_ => RandomText.Word() + "ä")];
        var (run, seen) = await Visit(await EchoUdp(faults), string.Join(' ', message));
        return new(message, run, seen);
    }

    /// <summary>Early by a fifth at most: a datagram that the server noticed late makes the gap before it longer and the one
    /// behind it shorter.</summary>
    private static bool IsNotEarly(double? gap, double nominal) => gap >= 0.8 * nominal;

    /// <summary>Milliseconds between the first datagram with this word, counted from 1, and the second; null if there is none.
    /// Whatever its number and its encoding are: those are for another check.</summary>
    private static double? Again(Exchange talk, int word)
    {
        var ascii = Encoding.ASCII.GetBytes(talk.Words[word - 1][..^1]);
        return Between([.. Sent(talk).Where(e => e.Data.AsSpan().IndexOf(ascii) >= 0)]).Select(gap => (double?)gap).FirstOrDefault();
    }

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
            return "\nThe number is right; the word is another, or not in UTF-8.";
        return sent[..4].Reverse().SequenceEqual(expected[..4]) ? "\nThat is the number with the least significant byte first." : "";
    }

    private static string Shown(byte[] datagram) => datagram.Length < 4
        ? $"{datagram.Length} bytes"
        : $"{Convert.ToHexString(datagram, 0, 4)} and {Quoted.Of(Encoding.UTF8.GetString(datagram.AsSpan(4)))}";
}

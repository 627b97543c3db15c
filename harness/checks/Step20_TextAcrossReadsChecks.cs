using System.Text;
using Kata.Checking;
using Kata.Machine;
using Kata.Programs;
using Kata.Protocol;
using Kata.Results;
using Kata.Text;

[Step(20)]
[Hints(
    "A piece ends between two bytes of one character. What keeps the first byte until the second has come?",
    "One object has to exist as long as the stream and remember the bytes of an incomplete character. At the end it "
        + "has to know that no more bytes follow; otherwise it waits for the rest, and you never learn that a character "
        + "was cut off.",
    "Look up: the constructors of UTF8Encoding and the parameter throwOnInvalidBytes, Encoding.GetDecoder, the "
        + "overload of Decoder.GetChars that has flush, and what Socket.Receive returns at the end of a stream.")]
public class Step20_TextAcrossReadsChecks : Checks
{
    // Milliseconds. A program that is late meets several pieces at once; so each text is cut in several places.
    private const int Gap = 50;

    [Check("Text in any language is printed unchanged",
        Hint = "The bytes are UTF-8, and the console has to write UTF-8, too.")]
    public async Task AtOnce()
    {
        var (text, (run, _)) = await Undisturbed();

        Assert.That(run, Exited.With(0).AndOutput(text).AndErrorOutput(TextThat.IsEmpty));
    }

    [Check("A character of two bytes may arrive in two pieces",
        Hint = "C3 is not a character, and A9 is not one. A Decoder keeps the first until the second has come.")]
    public async Task TwoBytes()
    {
        var word = RandomText.Word();

        await Printed($"{word}éééé{word}", [word.Length + 1, 2, 2, 2, 100]);
        // A line end before it, in the same piece, changes nothing.
        await Printed($"{word}\n{word}é{word}", [2 * word.Length + 2, 100]);
    }

    [Check("A character of three bytes may arrive one byte at a time",
        Hint = "After one part of a character another part may come, and the character may still not be complete.")]
    public async Task ThreeBytes()
    {
        var word = RandomText.Word();

        await Printed($"{word}駅駅{word}", [word.Length + 1, 1, 1, 1, 1, 100]);
    }

    [Check("A character of four bytes may arrive in two pieces",
        Hint = "In C# it is two chars, a surrogate pair: neither of them is there before the fourth byte.")]
    public async Task FourBytes()
    {
        var word = RandomText.Word();

        await Printed($"{word}😀😀😀😀{word}", [word.Length + 2, 4, 4, 4, 100]);
    }

    [Check("A piece may end with any character: a zero byte, a space, a line end",
        Hint = "Print every character of a piece: GetChars returns how many there are.")]
    public async Task EndsOfPieces()
    {
        var word = RandomText.Word();

        await Printed($"{word}\0{word}\0\0{word} {word}\n{word}\t{word}\r\0", [9, 10, 9, 9, 9, 100]);
    }

    [Check("A long text is printed unchanged, wherever the buffer ends",
        Hint = "A buffer is full after some number of bytes, which may be in the middle of a character.")]
    public async Task Long()
    {
        var text = RandomText.Word() + string.Concat(Enumerable.Repeat("駅é😀", 150_000));
        var server = await Script(Encoding.UTF8.GetBytes(text));

        var (run, seen) = await Visit(server);

        Assert.That(run, Exited.With(0).AndOutput(text));
        Assert.That(seen, Listened);
    }

    [Check("A piece may give a char more than it has bytes",
        Hint = "The first byte of a piece may complete a character of four bytes, which gives two chars; each other byte of the piece may "
            + "give one more. How much room is there? See Encoding.GetMaxCharCount, and Decoder.GetCharCount.")]
    public async Task MoreCharsThanBytes()
    {
        const int Rest = 50_000;
        var text = string.Concat(Enumerable.Repeat($"😀{RandomText.OfLength(Rest)}", 4));

        // Each cut is before the last byte of a 😀. The server has sent more than a buffer holds when the program goes on.
        await Printed(text, [3, 4 + Rest, 4 + Rest, 4 + Rest, 1_000_000]);
    }

    [Check("Text is printed as it comes, even if the connection stays open",
        Hint = "The stream may end hours later: print the complete characters, and keep the rest.",
        HintIfKilled = "Text has come, and the stream may end hours later: print the complete characters, and keep only the bytes of an "
            + "incomplete one. What does the program wait for before it prints: a line end, a full buffer, the end? And has the text left "
            + "the program's own buffer?")]
    public async Task AsItComes()
    {
        // The second fills any usual buffer to the last byte, so that nothing says that it is the last piece for now.
        foreach (var (text, rest) in new (string, byte[])[] { ($"{RandomText.Word()} né", [0xC3]), (RandomText.OfLength(16_384), []) })
        {
            byte[] bytes = [.. Encoding.UTF8.GetBytes(text), .. rest];
            var server = await Script(bytes, new Stall(bytes.Length, Direction.Out));

            var program = StartProgram(server.Host, server.Port);

            await program.WaitForOutput(text);
            Assert.That(await server.Transcript(), Listened);
        }
    }

    [Check("A last character that is cut off after its first byte is an error",
        Hint = "At the end of the stream the decoder may still keep bytes: with flush it reports them.")]
    public async Task CutAfterOne()
    {
        var word = RandomText.Word();

        await Refused($"{word}é", missing: 1, word);
    }

    [Check("A last character that is cut off before its last byte is an error",
        Hint = "Three of four bytes are not a character. Print nothing in its place, not even U+FFFD.")]
    public async Task CutBeforeLast()
    {
        var word = RandomText.Word();

        await Refused($"{word}😀", missing: 1, word);
    }

    [Check("Bytes that are no UTF-8 are an error, and no replacement character is printed",
        Hint = "Encoding.UTF8 makes a U+FFFD of them. Which constructor of UTF8Encoding makes an encoding that throws, and what becomes "
            + "of the exception?")]
    public async Task NotUtf8()
    {
        var word = RandomText.Word();
        // Latin-1; a form that is longer than it may be, of two bytes and of three; half of a surrogate pair; more than U+10FFFF; a byte
        // that begins nothing (RFC 3629, section 3).
        byte[][] wrong = [[0xE9], [0xC1, 0xA1], [0xE0, 0x9F, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF]];
        foreach (var bytes in wrong)
        {
            var server = await Script([.. Encoding.UTF8.GetBytes($"{word} caf"), .. bytes, .. Encoding.UTF8.GetBytes($" {word}")]);

            var (run, seen) = await Visit(server);

            Assert.That(run, Exited.With(1).AndErrorOutput(NoText).AndOutput(WithoutReplacement));
            Assert.That(seen, Listened);
        }

        // That is known at once, whether the stream ends or not.
        byte[] open = [.. Encoding.UTF8.GetBytes($"{word} caf"), 0xE9, .. Encoding.UTF8.GetBytes($" {word}")];
        var staysOpen = await Script(open, new Stall(open.Length, Direction.Out));

        Assert.That(
            await RunProgram(staysOpen.Host, staysOpen.Port),
            Exited.With(1).AndErrorOutput(NoText).AndOutput(WithoutReplacement));
        Assert.That(await staysOpen.CloseNow(), Listened);

        // What would be the mark of another encoding at the beginning of a file.
        foreach (var other in new Encoding[] { Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32 })
        {
            var (run, seen) = await Visit(await Script([.. other.GetPreamble(), .. other.GetBytes(word)]));

            Assert.That(run, Exited.With(1).AndErrorOutput(NoText).AndOutput(WithoutReplacement));
            Assert.That(seen, Listened);
        }
    }

    [Check("Bytes that are no UTF-8 are an error in a later piece, too",
        Hint = "The first piece may end with the byte C3, and the next one begin with the letter A (41): together they are no character. "
            + "One strict decoder for all pieces notices that. Who keeps the C3, and what becomes of it?")]
    public async Task NotUtf8Later()
    {
        var word = Encoding.UTF8.GetBytes(RandomText.Word());
        foreach (var (first, second) in new (byte[], byte[])[] { ([.. word, 0xC3], [0x41, .. word]), (word, [0x20, 0xE9, .. word]) })
        {
            var server = await Script([.. first, .. second], new InPieces([first.Length, 1_000], GapMilliseconds: 200));

            var (run, seen) = await Visit(server);

            Assert.That(run, Exited.With(1).AndErrorOutput(NoText).AndOutput(WithoutReplacement));
            Assert.That(seen, Listened);
        }
    }

    [Check("A replacement character that the server has sent is printed like any other",
        Hint = "EF BF BD is U+FFFD in valid UTF-8: it does not mean that your program lost something.")]
    public async Task SentReplacement()
    {
        var text = $"{RandomText.Word()} \uFFFD {RandomText.Word()}";
        var server = await Script(Encoding.UTF8.GetBytes(text));

        var (run, seen) = await Visit(server);

        Assert.That(run, Exited.With(0).AndOutput(text).AndErrorOutput(TextThat.IsEmpty));
        Assert.That(seen, Listened);
    }

    [Check("A silence in the middle of a character is not the end",
        Hint = "Only a Receive that returns 0 is the end. Is there a time-out, or a look at Available?")]
    public async Task Silence()
    {
        var word = RandomText.Word();
        var server = await Script(Encoding.UTF8.GetBytes($"{word}é{word}"), new InPieces([word.Length + 1, 100], LongSilence));

        var (run, seen) = await Visit(MoreTime, server);

        Assert.That(run, Exited.With(0).AndOutput($"{word}é{word}").AndErrorOutput(TextThat.IsEmpty));
        Assert.That(seen, Listened);
    }

    [Check("It works over IPv6, too, and with a name",
        Hint = SameOverIPv6, HintIfNotReached = AnyFamily)]
    public async Task IPv6()
    {
        var text = $"{RandomText.Word()} é";

        var (run, seen) = await VisitNamed(new() { Service = Service.Time, Faults = [new AnswerWith([Encoding.UTF8.GetBytes(text)])] });

        Assert.That(run, Exited.With(0).AndOutput(text).AndErrorOutput(TextThat.IsEmpty));
        Assert.That(seen, Listened);
    }

    [Check("A text of no characters is no error",
        Hint = "The end of the stream comes at once, and the decoder keeps nothing.")]
    public async Task Nothing()
    {
        var server = await Open(LastPort.Of(new() { Service = Service.Time, Faults = [new AnswerWith([[]])] }));

        var (run, seen) = await Visit(server);

        Assert.That(run, Exited.With(0).AndOutput(TextThat.IsEmpty).AndErrorOutput(TextThat.IsEmpty));
        Assert.That(seen, Listened);
    }

    [Check("A reset in the middle of the text is reported",
        Hint = "Receive throws. Is it inside a try, and what does the catch do? Does another call still report something on the way out, such "
            + "as a Dispose or a finally?")]
    public async Task Reset()
    {
        // More than a system takes over for a program: most of it has been received when the reset comes, in the middle of a character.
        var server = await Script(
            Encoding.UTF8.GetBytes(new string('é', 500_000)), new CutAfter(900_001, Direction.Out, Ending.Reset));

        var (run, seen) = await Visit(server);

        Assert.That(run, Exited.With(1).AndAnyOutput().AndErrorOutput(TextThat.IsOneLine("Error receiving data: ")));
        Assert.That(seen, Listened);
    }

    [Check("A refused connection is reported",
        Hint = "Which exception does Connect throw when no server listens there?")]
    public async Task NoServer()
    {
        var run = await RunProgram(Hosts.Loopback, Ports.Closed);

        Assert.That(run, Exited.With(1).AndErrorOutput(TextThat.IsOneLine("Connection error: ")));
    }

    [Check("The program sends nothing, and closes the connection in good order",
        Hint = "The server speaks first and needs no question. Leave nothing unread, and close the socket.")]
    public async Task Silent()
    {
        var (_, (_, seen)) = await Undisturbed();

        Assert.That(seen, Saw.NothingSent);
        Assert.That(seen, Saw.OrderlyEnd);
    }

    private static TextThat NoText { get; } = TextThat.Exactly("This is not UTF-8, or its last character was cut off.\n");

    private static TextThat WithoutReplacement { get; } =
        new("no replacement character in it", output => !output.Contains('\uFFFD', StringComparison.Ordinal));

    private async Task Printed(string text, int[] sizes)
    {
        var server = await Script(Encoding.UTF8.GetBytes(text), new InPieces(sizes, Gap));

        var (run, seen) = await Visit(server);

        Assert.That(run, Exited.With(0).AndOutput(text).AndErrorOutput(TextThat.IsEmpty));
        Assert.That(seen, Listened);
    }

    /// <summary>The text without its last bytes must be printed up to what is whole, and refused.</summary>
    private async Task Refused(string text, int missing, string whole)
    {
        var server = await Script(Encoding.UTF8.GetBytes(text)[..^missing]);

        var (run, seen) = await Visit(server);

        Assert.That(
            run,
            Exited.With(1).AndErrorOutput(NoText).AndOutput(whole),
            run.ExitCode == 1 && run.Output.Length < whole.Length && whole.StartsWith(run.Output, StringComparison.Ordinal)
                ? $"{Quoted.Of(whole[run.Output.Length..])} came whole, before the bytes that are cut off, and is not printed. What happens to "
                    + "text that is already decoded when the exception comes?"
                : null);
        Assert.That(seen, Listened);
    }

    /// <summary>The program and a text that arrives at once.</summary>
    private Task<ReadText> Undisturbed() => Shared(async () =>
    {
        // A U+FEFF is a character here, at the beginning, too; é is another text than e and U+0301; and what is no character for people
        // is one for UTF-8.
        var text = $"\uFEFF\uFDD0\uFFFF{RandomText.Word()}: Straße, café, cafe\u0301, żółw, 駅, שלום, 😀\r\n \0\uFEFF\t{RandomText.Word()}\n\n ";
        var server = await Script(Encoding.UTF8.GetBytes(text));
        return new ReadText(text, await Visit(server));
    });

    /// <summary>The server speaks, and the program has nothing to say. How it ends its connection is for another check: the server's end
    /// may still be on its way.</summary>
    private static TranscriptConstraint Listened => Saw.Connections(1).And(Saw.NothingSent);

    private sealed record ReadText(string Sent, Visit Visit);
}

using System.Text;
using Kata.Checking;
using Kata.Checking.Clients;
using Kata.Machine;
using Kata.Programs;
using Kata.Protocol;
using Kata.Results;

[Step(13)]
[Hints(
    "A stream has no messages in it, only bytes. When some have arrived, what tells you where one message ends "
        + "and the next begins?",
    "Receive in two parts for each message: the four bytes of its length, then as many bytes as the length says. Go "
        + "on with each part until all of it is there. Think of three cases: no byte at all where a length could begin, a "
        + "length that is too large, and an end that comes too soon.",
    "Look up: BinaryPrimitives.ReadUInt32BigEndian, Encoding.UTF8.GetString, and Socket.Receive(byte[], offset, "
        + "size, SocketFlags) as in step 12, with what it returns at the end of a stream.")]
public class Step13_MessageFramingChecks : Checks
{
    private const int Limit = 1024 * 1024;

    [Check("A connection that ends before the first message is no error",
        Hint = "Between two messages the stream may end. What does Receive return then?")]
    public async Task NoMessage()
    {
        var server = await Open(LastPort.Of(new() { Service = Service.Time, Faults = [new AnswerWith([[]])] }));

        var (run, seen) = await Visit(server);

        Assert.That(run, Exited.With(0).AndOutput(TextThat.IsEmpty).AndErrorOutput(TextThat.IsEmpty));
        Assert.That(seen, Listened);
    }

    [Check("Several messages that arrive at once are told apart",
        Hint = "The most significant byte of a length comes first. Receive no more bytes than one message still lacks: the "
            + "bytes after it belong to the next message.")]
    public async Task AtOnce()
    {
        var (output, (run, _)) = await Three();

        const uint Reversed = 8u << 24;
        Require(!run.ErrorOutput.Contains($"{Reversed}", StringComparison.Ordinal), "00 00 00 08 as the length 8",
            $"{Reversed}: that is 08 00 00 00, the same four bytes with the least significant first");
        Assert.That(run, Exited.With(0).AndOutput(output).AndErrorOutput(TextThat.IsEmpty));
    }

    [Check("One message may arrive in many pieces",
        Hint = "Receive returns what has arrived: go on until you have as many bytes as the length says.")]
    public async Task InManyPieces()
    {
        var text = $"{RandomText.Word()}, {RandomText.Word()}";
        var server = await Script(Frames.Of(text), new InPieces([9, 3, 5], GapMilliseconds: 100));

        var (run, seen) = await Visit(server);

        Assert.That(run, Exited.With(0).AndOutput(Printed(text)));
        Assert.That(seen, Listened);
    }

    [Check("The four bytes of a length may arrive in pieces",
        Hint = "A length is received like anything else: go on until you have all four bytes.")]
    public async Task LengthInPieces()
    {
        var text = RandomText.Word();
        var server = await Script(Frames.Of(text), new InPieces([3, 1, 100], GapMilliseconds: 100));

        var (run, seen) = await Visit(server);

        Assert.That(run, Exited.With(0).AndOutput(Printed(text)));
        Assert.That(seen, Listened);
    }

    [Check("A silence between two messages is not the end",
        Hint = "Only a Receive that returns 0 is the end: not an Available of 0, and not a time without a byte.")]
    public async Task Silence()
    {
        string[] texts = [RandomText.Word(), RandomText.Word(), RandomText.Word()];
        var server = await Script(Frames.Of(texts), new InPieces([Frames.Of(texts[0]).Length, 10_000], LongSilence));

        var (run, seen) = await Visit(MoreTime, server);

        Assert.That(run, Exited.With(0).AndOutput(Printed(texts)).AndErrorOutput(TextThat.IsEmpty));
        Assert.That(seen, Listened);
    }

    [Check("It works over IPv6, too, and with a name",
        Hint = SameOverIPv6, HintIfNotReached = AnyFamily)]
    public async Task IPv6()
    {
        string[] texts = [.. Enumerable.Range(0, 300).Select(number => new string('ä', number % 7))];

        var (run, seen) = await VisitNamed(new() { Service = Service.Time, Faults = [new AnswerWith([Frames.Of(texts)])] });

        Assert.That(run, Exited.With(0).AndOutput(Printed(texts)).AndErrorOutput(TextThat.IsEmpty));
        Assert.That(seen, Listened);
    }

    [Check("A length counts bytes, and a message is decoded as a whole",
        Hint = "A character has up to four bytes in UTF-8. If you see a `?`, was another encoding used? If you see a �, did the program "
            + "decode a piece that ended in the middle of a character?")]
    public async Task NotAscii()
    {
        var text = $"{RandomText.Word()}: Straße, żółw, 駅";
        var server = await Script(Frames.Of(text), new InPieces([19, 100], GapMilliseconds: 120));

        var (run, seen) = await Visit(server);

        Assert.That(run, Exited.With(0).AndOutput(Printed(text)));
        Assert.That(seen, Listened);
    }

    [Check("An empty message is a message, and not the end",
        Hint = "Receive into an empty buffer returns 0, as at the end of the stream. What does your program make of a 0 "
            + "when no byte is missing?")]
    public async Task EmptyMessage()
    {
        // Twice in a row, but not at the end: what is left out there is no end that came early.
        string[] texts = ["", RandomText.Word(), "", "", RandomText.Word(), ""];
        var server = await Script(Frames.Of(texts));

        var (run, seen) = await Visit(server);

        Assert.That(run, Exited.With(0).AndOutput(Printed(texts)).AndErrorOutput(TextThat.IsEmpty));
        Assert.That(seen, Listened);
    }

    [Check("A message is printed when it is whole, even if the connection stays open",
        Hint = "The stream may end hours later: wait neither for its end nor for more bytes than the message has.")]
    public async Task PrintedAtOnce()
    {
        var (first, second) = (RandomText.Word(), RandomText.Word());
        byte[] bytes = [.. Frames.Of(first, second), .. Frames.Of(RandomText.Word())[..6]];
        var server = await Script(bytes, new Stall(bytes.Length, Direction.Out));

        var program = StartProgram(server.Host, server.Port);

        await program.WaitForOutput(Printed(first, second));
        Assert.That(await server.Transcript(), Listened);
    }

    [Check("The end of the stream inside a length is an error",
        Hint = "If no byte of a length comes, that is the end; if one, two or three come, the length was cut off.")]
    public async Task EndInLength()
    {
        foreach (var count in new[] { 3, 1 })
        {
            var text = RandomText.Word();
            var server = await Script([.. Frames.Of(text), .. new byte[count]]);

            var (run, seen) = await Visit(server);

            Assert.That(run, Exited.With(1).AndOutput(Printed(text))
                .AndErrorOutput($"The connection ended inside a message: {count} of 4 bytes of its length\n"));
            Assert.That(seen, Listened);
        }
    }

    [Check("The end of the stream inside a message is an error, and no half of it is printed",
        Hint = "Receive returned 0 while bytes were missing: you do not have the whole message.")]
    public async Task EndInMessage()
    {
        foreach (var count in new[] { 20, 0, 49 })
        {
            var (whole, half) = (RandomText.Word(), RandomText.OfLength(50));
            var server = await Script([.. Frames.Of(whole), .. Frames.Of(half)[..(4 + count)]]);

            var (run, seen) = await Visit(server);

            Assert.That(run, Exited.With(1).AndOutput(Printed(whole))
                .AndErrorOutput($"The connection ended inside a message: {count} of 50 bytes\n"));
            Assert.That(seen, Listened);
        }
    }

    [Check("A length of 1 MiB is accepted",
        Hint = "The limit itself is allowed: 1,048,576 bytes. Is there room for all of them, besides the four of the length?",
        HintIfKilled = "If all of the message has left the server: does the program look at the same bytes again and again, or copy all that "
            + "it has for each piece? Is there room for 1,048,576 bytes besides the four of the length, in each place that keeps them?")]
    public async Task AtTheLimit()
    {
        string[] texts = [new('a', Limit), RandomText.Word()];
        var whole = await Script(Frames.Of(texts));

        Assert.That(await RunProgram(whole.Host, whole.Port), Exited.With(0).AndOutput(Printed(texts)).AndErrorOutput(TextThat.IsEmpty));
        Assert.That(await whole.Close(), Listened);

        var server = await Script([.. Frames.Header(Limit), 1, 2, 3]);

        var (run, seen) = await Visit(server);

        Assert.That(run, Exited.With(1).AndErrorOutput("The connection ended inside a message: 3 of 1048576 bytes\n"));
        Assert.That(seen, Listened);
    }

    [Check("The limit is for each message, not for all of them together",
        Hint = "What is compared with 1 MiB: the length of this message, or what has come so far? And does each message leave something "
            + "behind, such as a call that has not returned?")]
    public async Task LimitOfEach()
    {
        string[] texts = [new('a', 600_000), RandomText.Word(), new('b', 600_000), RandomText.Word()];
        // However many come: a stack has room for a few tens of thousands of calls, and on Windows for a fifth of these (it has 1.5 MB, and
        // on Linux 8). Each line may be a write of its own, whose wait for a processor is not known on Windows.
        var (many, time) = OperatingSystem.IsWindows() ? (18_000, MoreTime with { Deadline = 6 * EventDeadline }) : (120_000, MoreTime);
        foreach (var messages in (string[][])[texts, [.. Enumerable.Range(0, many).Select(number => new string('x', number % 3))]])
        {
            var (run, seen) = await Visit(time, await Script(Frames.Of(messages)));

            Assert.That(run, Exited.With(0).AndOutput(Printed(messages)).AndErrorOutput(TextThat.IsEmpty));
            Assert.That(seen, Listened);
        }
    }

    [Check("An empty message is printed when its length has come",
        Hint = "A length of 0 says that nothing more belongs to the message. Is there a receive that waits nevertheless?")]
    public async Task EmptyAtOnce()
    {
        var word = RandomText.Word();
        var bytes = Frames.Of(word, "");
        var server = await Script(bytes, new Stall(bytes.Length, Direction.Out));

        var program = StartProgram(server.Host, server.Port);
        await program.WaitForOutput($"{word.Length} bytes: {word}\n0 bytes: \n");

        Assert.That(await server.CloseNow(), Saw.Connections(1));
        Assert.That(await program.Ended(), Exited.ByItself.AndAnyOutput().AndAnyErrorOutput());
    }

    [Check("A length over 1 MiB is refused at once, without waiting for the message",
        Hint = "Test the length before you receive a single byte of the message. A message in front of it, which may have come in the same "
            + "piece, is whole, and is printed.")]
    public async Task OverTheLimit()
    {
        var (first, second) = (RandomText.Word(), RandomText.Word());
        byte[] bytes = [.. Frames.Of(first, second), .. Frames.Header(Limit + 1), 1, 2, 3];
        var server = await Script(bytes, new Stall(bytes.Length, Direction.Out));

        var (run, seen) = await Visit(server);

        Assert.That(run, Exited.With(1).AndOutput($"{first.Length} bytes: {first}\n{second.Length} bytes: {second}\n")
            .AndErrorOutput("A message was refused: 1048577 bytes, and 1048576 are allowed\n"));
        Assert.That(seen, Listened);
    }

    [Check("No memory is taken for a message that is refused",
        Hint = "Make the buffer after you have tested the length, not before.")]
    public async Task NoMemory()
    {
        const uint OneGiB = 1024 * 1024 * 1024;
        var server = await Script(Frames.Header(OneGiB));
        // Hexadecimal: 64 MiB for everything that the program makes.
        var little = With("DOTNET_GCHeapHardLimit", "4000000");

        var (run, seen) = await Visit(little, server);

        Assert.That(run, Exited.With(1)
            .AndErrorOutput("A message was refused: 1073741824 bytes, and 1048576 are allowed\n"));
        Assert.That(seen, Listened);
    }

    [Check("A length is never negative: FF FF FF FF is over the limit",
        Hint = "The four bytes are a number without a sign. As an int, this one is -1.")]
    public async Task NoSign()
    {
        foreach (var length in new[] { uint.MaxValue, 0x80000000, 0x80000005 })
        {
            var server = await Script([.. Frames.Header(length), .. "hello"u8]);

            var (run, seen) = await Visit(server);

            Assert.That(
                run,
                Exited
                    .With(1)
                    .AndOutput(TextThat.IsEmpty)
                    .AndErrorOutput($"A message was refused: {length} bytes, and 1048576 are allowed\n"));
            Assert.That(seen, Listened);
        }
    }

    [Check("A reset is an error, inside a message and between two",
        Hint = "A program that goes on receiving until the message is whole sees Receive throw. Is it inside a try, and what does "
            + "the catch do?")]
    public async Task Reset()
    {
        // More than a system takes over for a program: most of it has been received when the reset comes.
        var server = await Script(Frames.Of(new string('x', 1_000_000)), new CutAfter(900_000, Direction.Out, Ending.Reset));

        var (run, seen) = await Visit(server);

        Assert.That(run, Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput(TextThat.IsOneLine("Error receiving data: ")));
        Assert.That(seen, Listened);

        // Between two messages, too: where the stream may end, a reset is no end.
        var first = Frames.Of(RandomText.Word());
        server = await Script(
            first, new CutAfter(first.Length, Direction.Out, Ending.Reset), new InPieces([first.Length], GapMilliseconds: 300));

        (run, seen) = await Visit(server);

        Assert.That(run, Exited.With(1).AndAnyOutput().AndErrorOutput(TextThat.IsOneLine("Error receiving data: ")));
        Assert.That(seen, Listened);
    }

    [Check("A refused connection is reported",
        Hint = "Which exception does Connect throw when no server listens there?")]
    public async Task Refused()
    {
        var run = await RunProgram(Hosts.Loopback, Ports.Closed);

        Assert.That(run, Exited.With(1).AndErrorOutput(TextThat.IsOneLine("Connection error: ")));
    }

    [Check("The program sends nothing, and closes the connection in good order",
        Hint = "The server speaks first and needs no question. Leave nothing unread, and close the socket.")]
    public async Task Silent()
    {
        var (_, seen) = (await Three()).Visit;

        Assert.That(seen, Saw.NothingSent);
        Assert.That(seen, Saw.OrderlyEnd);
    }

    [Check("A message that ends inside a character does not change the next one",
        Hint = "Each message is decoded for itself. A Decoder that is kept for all messages also keeps the beginning of a character of one "
            + "message, and puts it in front of the next.")]
    public async Task CutCharacter()
    {
        var word = RandomText.Word();
        var server = await Script([.. Frames.Of("a€"u8[..3].ToArray()), .. Frames.Of(word)]);

        var (run, seen) = await Visit(server);

        // No sentence says what becomes of a message that is no UTF-8: it may be printed somehow, or be an error.
        var last = TextThat.Matches($@"\n{word.Length} bytes: {word}\r?\n\z", $"«{word.Length} bytes: {word}» as its last line");
        Assert.That(run, run.ExitCode == 0
            ? Exited.With(0).AndOutput(last).AndAnyErrorOutput()
            : Exited.WithoutSuccess.AndAnyOutput().AndAnyErrorOutput());
        Assert.That(seen, Saw.Connections(1));
    }

    /// <summary>Three messages at once.</summary>
    private Task<SentMessages> Three() => Shared(async () =>
    {
        // Longer and shorter ones in turn, so that what one leaves in a buffer would be seen behind the next.
        string[] texts =
        [
            RandomText.Word(),
            $"{RandomText.Word()}\r\n{RandomText.Word()}",
            $" {RandomText.OfLength(300)} ",
            RandomText.Word(),
            "x",
            "\uFEFFa\0b😀é ",
            "\0",
        ];
        return new SentMessages(Printed(texts), await Visit(await Script(Frames.Of(texts))));
    });

    /// <summary>The server speaks, and the program has nothing to say. How it ends its connection is for another check: the server's end
    /// may still be on its way.</summary>
    private static TranscriptConstraint Listened => Saw.Connections(1).And(Saw.NothingSent);

    private sealed record SentMessages(string Output, Visit Visit);

    private static string Printed(params string[] texts) =>
        string.Concat(texts.Select(text => $"{Encoding.UTF8.GetByteCount(text)} bytes: {text}\n"));
}

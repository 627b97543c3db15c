using System.Globalization;
using Kata.Checking;
using Kata.Checking.Clients;
using Kata.Programs;
using Kata.Protocol;
using Kata.Results;
using Kata.Servers;

[Step(24)]
[Hints(
    "Your program sends and does not read; the server sends back whatever it has read. Follow the bytes: which "
        + "buffer is full first, and which side then waits for which?",
    "Sending and receiving are two tasks: begin the one, begin the other, and only then await them. Both need only "
        + "the position, so neither has to keep the bytes. If one task fails, do not wait for the other: look at which "
        + "ends first.",
    "Look up: what you get from an async method that you call without await, Task.WhenAny, Socket.SendAsync and "
        + "ReceiveAsync, Socket.Shutdown as in step 15, and MemoryExtensions.CommonPrefixLength.")]
public class Step24_FullDuplexChecks : Checks
{
    /// <summary>More than all buffers on the way hold: those of both systems, both ways, and the server's own.</summary>
    private const int Much = 32 * 1024 * 1024;

    private const int Little = 1000;

    /// <summary>What the program may hold besides what it has anyway.</summary>
    private const int MemoryLimit = 32 * 1024 * 1024;

    /// <summary>Time for 32 MB on a busy machine. A deadlock takes all of it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Check("A kilobyte goes to the server and comes back",
        Hint = "This goes well in any order, since all of it fits into the buffers on the way. What does the program print at the end?",
        HintIfKilled = "The server ends when it sees that you have finished sending. Which call ends one direction and leaves the other?")]
    public async Task Kilobyte()
    {
        var (run, seen) = await Visit(await Echo(), Little);

        Assert.That(
            run,
            Exited.With(0).AndOutput($"{Little} bytes sent and received\n").AndErrorOutput(TextThat.IsEmpty),
            StayedBehind(seen, Little));
        Assert.That(seen, Saw.Connections(1));
    }

    [Check("One byte goes to the server and comes back, and so do five",
        Hint = "The program has to work with any number of bytes, however small. Is there a buffer whose length is computed, and "
            + "becomes 0?")]
    public async Task Few()
    {
        foreach (var few in (int[])[1, 5])
        {
            var (run, seen) = await Visit(await Echo(), few);

            Assert.That(
                run,
                Exited.With(0).AndOutput($"{few} bytes sent and received\n").AndErrorOutput(TextThat.IsEmpty),
                StayedBehind(seen, few));
            Assert.That(seen, Saw.Connections(1));
        }
    }

    /// <summary>For bytes that had not left the program when it ended its sending.</summary>
    private static string? StayedBehind(Transcript seen, int count) =>
        seen.ReceivedOn(1).Length is var arrived && arrived < count
        && seen.Count(EventKind.PeerFinished) > 0 && seen.Count(EventKind.PeerReset) == 0
            ? $"The program ended its sending, and only {arrived:N0} of {count:N0} bytes had reached the server. Are the others still in a "
                + "buffer of the program, which has to be flushed before Shutdown, or is a piece left out that is not full?"
            : null;

    [Check("Sending 0 bytes is not an error",
        Hint = "There is nothing to send, but the program still has to say that no more comes. Then the server ends, too.")]
    public async Task None()
    {
        var (run, seen) = await Visit(await Open(LastPort.Of(new() { Service = Service.Echo })), 0);

        Assert.That(run, Exited.With(0).AndOutput("0 bytes sent and received\n").AndErrorOutput(TextThat.IsEmpty));
        Assert.That(seen, Saw.NothingSent);
        Assert.That(seen, Saw.OrderlyEnd);
    }

    [Check("It works over IPv6, too, and with a name",
        Hint = SameOverIPv6, HintIfNotReached = AnyFamily)]
    public async Task IPv6()
    {
        var (run, seen) = await VisitNamed(new() { Service = Service.Echo }, Little);

        Assert.That(run, Exited.With(0).AndOutput($"{Little} bytes sent and received\n").AndErrorOutput(TextThat.IsEmpty));
        Assert.That(seen, Saw.Connections(1));
    }

    [Check("A refused connection is reported",
        Hint = "Which exception does ConnectAsync throw when no server listens there?")]
    public async Task Refused()
    {
        var run = await RunProgram(Hosts.Loopback, Ports.Closed, Little);

        Assert.That(run, Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput("Connection error: ConnectionRefused\n"));
    }

    [Check("The bytes are the numbers from 0 to 250, again and again",
        Hint = "BytesAt returns the bytes for a position. Which byte is at position 0, 1, 250 and 251? Does each piece begin where the "
            + "last one ended?")]
    public async Task Numbers()
    {
        // Several pieces of any usual size: each byte is looked at.
        const int Some = 200_003;
        var (run, seen) = await Visit(await Open(new() { Service = Service.Echo, KeptBytes = Some }), Some);

        Assert.That(
            run,
            Exited.With(0).AndOutput($"{Some} bytes sent and received\n"),
            run.ErrorOutput.StartsWith("Byte ", StringComparison.Ordinal)
                && seen.SentOn(1) is [_, ..] back
                && back.SequenceEqual(Right(back.Length))
                ? "Every byte that came back is right, and the program calls one wrong. What does it compare: a piece that the next one "
                    + "may already have been received into, or the bytes of another position?"
                : null);
        Assert.That(seen, Saw.Connections(1));
        var sent = seen.ReceivedOn(1);
        var right = sent.AsSpan().CommonPrefixLength(Right(sent.Length));
        Require(sent.Length == Some, $"{Some:N0} bytes from the program", $"{sent.Length:N0}");
        Require(right == sent.Length, "the numbers from 0 to 250, again and again", $"another byte at position {right:N0}");
    }

    [Check("32 MB go to the server and come back",
        Hint = "The bytes have to go out and come back at the same time: read while you send.",
        HintIfKilled = "The program was still running: which side waits for which? Read while you send.")]
    public async Task MuchAtOnce()
    {
        var (run, seen) = await Large();

        var received = seen.Of(EventKind.Received).Sum(e => e.Bytes);
        Assert.That(
            run,
            Exited.With(0).AndOutput($"{Much} bytes sent and received\n"),
            run.ErrorOutput.StartsWith("Byte ", StringComparison.Ordinal)
                ? "The server gives back what it gets. Does the program send another byte than it expects at that position? Where does "
                    + "each piece begin?"
                : null);
        Assert.That(seen, Saw.Connections(1));
        Require(received == Much, $"{Much:N0} bytes at the server", $"{received:N0}");
    }

    [Check("A server that takes all before it answers is no reason to stop sending",
        Hint = "The server decides when it answers. Does the program wait for bytes that come back before it sends more?")]
    public async Task AllFirst()
    {
        const int All = 6 * 1024 * 1024;

        var (run, seen) = await Visit(MoreTime, await Echo(new HoldBack(All)), All);

        Assert.That(run, Exited.With(0).AndOutput($"{All} bytes sent and received\n").AndErrorOutput(TextThat.IsEmpty));
        Assert.That(seen, Saw.Connections(1));

        // And whether it thinks about it for a while.
        (run, seen) = await Visit(MoreTime, await Echo(new Delay(LongSilence)), Little);

        Assert.That(
            run,
            Exited.With(0).AndOutput($"{Little} bytes sent and received\n").AndErrorOutput(TextThat.IsEmpty),
            "The server answers, after some seconds. How long does the program wait? The server decides when it answers.");
        Assert.That(seen, Saw.Connections(1));
    }

    [Check("The memory stays under 32 MB",
        Hint = "The runtime ends a run that needs more. What holds all the bytes that are sent, or all that come: an array, "
            + "a list, a MemoryStream?")]
    public async Task Memory()
    {
        var (run, _) = await Large();

        // Out of memory, the runtime sometimes has not enough left to say so.
        Require(run.End is not RunEnd.Crashed, "an end in good order, with 32 MB", run.End.ToString()!);
        Assert.That(run, Exited.With(0).AndAnyOutput().AndAnyErrorOutput());
    }

    [Check("When all is sent the program says so, while the answer still comes",
        Hint = "Shutdown(SocketShutdown.Send) ends one direction; the other stays open until the server has no more.")]
    public async Task HalfClose()
    {
        // The answer takes seconds: a program that is held up for one still ends its way first.
        var (run, seen) = await Visit(MoreTime, await Echo(new InPieces([250, 750], LongSilence)), Little);

        Assert.That(seen, Saw.OrderlyEnd);
        Require(seen.Of(EventKind.PeerFinished).First().Sequence < seen.Of(EventKind.Sent).Max(e => (int?)e.Sequence),
            "the end of what the program sends before the end of the answer", "the end of the answer first");
        Assert.That(run, Exited.With(0).AndAnyOutput().AndAnyErrorOutput());
    }

    [Check("A wrong byte is noticed, with its position",
        Hint = "Compare the bytes that come with those that must be there, and count from the very first byte.")]
    public async Task WrongByte()
    {
        // Behind the place where a program that counts on to 255 finds its first difference.
        // And a number that nothing divides, so that the last one is in no block of eight or so.
        const int Some = 1009;
        foreach (var position in new[] { Chance.Source.Next(252, Some), 0, Some - 1 })
        {
            var answer = Right(Some);
            answer[position]++;
            var echo = await Echo(new AnswerWith([answer]));

            var (run, seen) = await Visit(echo, Some);

            Assert.That(
                run,
                Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput($"Byte {position} is wrong\n"),
                position == Some - 1
                    ? $"The wrong byte is the last of {Some}; a wrong one at the beginning was noticed. Are all bytes of a piece compared, "
                        + "whatever its length?"
                    : null);
            Assert.That(seen, Saw.Connections(1));
        }
    }

    [Check("A wrong byte is noticed in a later piece, too, and so are two that have changed places",
        Hint = "The position counts from the first byte of all, in every piece. And a sum of bytes does not show their order.")]
    public async Task WrongByteLater()
    {
        const int Some = 200_003;
        var position = Chance.Source.Next(150_000, Some - 1) / 251 * 251 + 7;
        var answer = Right(Some);
        (answer[position], answer[position + 1]) = (answer[position + 1], answer[position]);
        var echo = await Echo(new AnswerWith([answer]));

        var (run, seen) = await Visit(echo, Some);

        Assert.That(run, Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput($"Byte {position} is wrong\n"));
        Assert.That(seen, Saw.Connections(1));
    }

    [Check("A wrong byte ends the program even while it still has much to send",
        Hint = "Task.WhenAll waits for both, even when one has failed. Close the socket, and the other ends.")]
    public async Task WrongByteEarly()
    {
        var answer = Right(Little);
        answer[^1]++;
        // The server answers once and then reads no more, so that sending waits.
        var echo = await OpenDirectly(new()
        {
            Service = Service.Echo,
            Faults = [new AnswerWith([answer]), new Stall(200_000, Direction.In)],
        });

        var (run, seen) = await Visit(echo, Much);

        Assert.That(run, Exited.With(1).AndErrorOutput($"Byte {Little - 1} is wrong\n"));
        Assert.That(seen, Saw.Connections(1));
    }

    [Check("If too few bytes come back, the program says how many",
        Hint = "The end of the stream is not success: compare the numbers. It is not a reset either. 0 is a number of bytes, too.")]
    public async Task TooFew()
    {
        foreach (var few in new[] { Chance.Source.Next(1, Little - 1), 0, Little - 1 })
        {
            var echo = await Echo(new CutAfter(few, Direction.Out, Ending.Close));

            var (run, seen) = await Visit(echo, Little);

            Assert.That(
                run,
                Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput($"{few} of {Little} bytes came back\n"),
                few == Little - 1 && run.ExitCode == 0
                    ? "With more bytes missing it was noticed, and with one it was not. Is the comparison exact? A percentage, a rounding, an "
                        + "int?"
                    : null);
            Assert.That(seen, Saw.Connections(1));
        }
    }

    [Check("If too many bytes come back, the program says how many",
        Hint = "Receive until the server has no more, not until you have enough. More bytes are not success either: which comparison does "
            + "the program make?")]
    public async Task TooMany()
    {
        var many = Little + Chance.Source.Next(1, Little);
        var echo = await Echo(new AnswerWith([Right(many)]));

        var (run, seen) = await Visit(echo, Little);

        Assert.That(run, Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput($"{many} of {Little} bytes came back\n"));
        Assert.That(seen, Saw.Connections(1));
    }

    [Check("A reset in the middle is an error, and ends the program at once",
        Hint = "Both loops may throw then. Are their tasks awaited inside the try?")]
    public async Task Reset()
    {
        // When all is sent, only receiving is left to learn of it. The reset comes after the last byte that the program has to send.
        var echo = await OpenDirectly(new()
        {
            Service = Service.Echo,
            Faults = [new HoldBack(Little), new CutAfter(Little / 2, Direction.Out, Ending.Reset)],
        });

        var (run, seen) = await Visit(MoreTime, echo, Little);

        Assert.That(run, Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput(TextThat.IsOneLine("Connection error: ")));
        Assert.That(seen, Saw.Connections(1));

        // The second is more than an int holds. A system reports the reset to only one of the two loops (tcp_recvmsg and sk_stream_error of
        // Linux take the error away): if that is the sending one, the other sees an end that comes too early.
        foreach (var bytes in (long[])[Much, 5_000_000_000])
        {
            echo = await OpenDirectly(new()
            {
                Service = Service.Echo,
                Faults = [new CutAfter(50_000, Direction.Out, Ending.Reset)],
            });

            (run, seen) = await Visit(echo, bytes);

            Assert.That(run, Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput(TextThat.Matches(
                $@"\A(Connection error: [^\n]+|50000 of {bytes} bytes came back)\n\z",
                "one line, «Connection error: » and the reason")));
            Assert.That(seen, Saw.Connections(1));
        }
    }

    /// <summary>The first bytes of all that is sent.</summary>
    private static byte[] Right(int count) => [.. Enumerable.Range(0, count).Select(position => (byte)(position % 251))];

    /// <summary>The limit is the runtime's own: what does not fit throws OutOfMemoryException, where it happens and on every
    /// system (DOTNET_GCHeapHardLimit, in hexadecimal digits). Only the parent of a process could measure a
    /// peak, and the class Process does not report it.</summary>
    private Task<Visit> Large() => Shared(async () =>
    {
        var echo = await Echo();
        var limited = new RunOptions
        {
            Deadline = Patience,
            Environment = new Dictionary<string, string>
            {
                ["DOTNET_GCHeapHardLimit"] = MemoryLimit.ToString("X", CultureInfo.InvariantCulture),
            },
        };
        var run = await RunProgram(limited, echo.Host, echo.Port, Much);
        return new Visit(run, await echo.Close());
    });
}

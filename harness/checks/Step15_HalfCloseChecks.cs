using System.Net;
using System.Net.Sockets;
using System.Text;
using Kata.Checking;
using Kata.Checking.Clients;
using Kata.Machine;
using Kata.Programs;
using Kata.Protocol;
using Kata.Results;
using Kata.Servers;

[Step(15)]
[Hints(
    "The server waits for the end of the file, and you wait for its answer. Which side has to end the wait, and how?",
    "A connection is two streams, and each can end alone. After the last byte of the file, end your stream, and leave the other open. Then "
        + "read the server's stream to its end before you close the socket, or the close becomes a reset.",
    "Look up: Socket.Shutdown and the values of SocketShutdown, what Socket.Send(byte[], offset, size, "
        + "SocketFlags) returns, what Receive returns at the end of a stream, and Stream.Write with a part of a "
        + "buffer.")]
public class Step15_HalfCloseChecks : Checks
{
    // More than any file here: what echo sends back is held back until the program has finished sending.
    private static readonly HoldBack UntilTheEnd = new(100_000_000);

    [Check("The answer that comes only after the end of the file is printed",
        Hint = "The server waits for the end of what you send. Which call ends one direction and leaves the other?")]
    public async Task Answered()
    {
        var (_, answer, run, _) = await Receipt();

        Assert.That(run, Exited.With(0).AndOutput(answer).AndErrorOutput(TextThat.IsEmpty));
    }

    [Check("The file arrives as it is, byte for byte",
        Hint = "Send as many bytes of the buffer as Read has put there. A file need not be text: no encoding, no line ends.")]
    public async Task ByteForByte()
    {
        var (file, _, _, seen) = await Receipt();

        Assert.That(seen, Saw.Connections(1));
        var arrived = seen.ReceivedOn(1);
        Require(
            arrived.AsSpan().SequenceEqual(file),
            $"arrived at the server: {Bytes(file)}",
            $"arrived at the server: {Bytes(arrived)}{MoreOrLess(file, arrived)}");
    }

    /// <summary>What there is besides the file, or what is missing at its beginning or at its end, with the line end before it; empty if it
    /// is none of these.</summary>
    private static string MoreOrLess(ReadOnlySpan<byte> file, ReadOnlySpan<byte> arrived)
    {
        var more = arrived.Length - file.Length;
        return more > 0 && arrived.StartsWith(file)
                ? $"\nThat is the file, and then {more:N0} bytes that are not of it: how many are to be sent?"
            : more > 0 && arrived.EndsWith(file)
                ? $"\nThat is {more:N0} bytes that are not of it, and then the file: what is sent before it?"
            : more < 0 && arrived.Length > 0 && file.EndsWith(arrived)
                ? $"\nThat is the file without its beginning, {-more:N0} bytes: where does sending begin? Is it read as a text?"
            : more < 0 && arrived.Length > 0 && file.StartsWith(arrived) && !file[arrived.Length..].ContainsAnyExcept((byte)0)
                ? $"\nThat is the file without the {-more:N0} zeros at its end: what takes a zero for the rest of a buffer?"
            : "";
    }

    [Check("The program says that it has finished sending, and only then waits for the answer",
        Hint = "The socket has a call for that: Shutdown. Closing it would end both directions.")]
    public async Task FinishesSending()
    {
        // Also a file of no bytes, and one whose last piece fills any usual buffer.
        foreach (var length in (int[])[1000, 0, 65_536])
        {
            var echo = await Echo(new Stall(0, Direction.Out));

            var program = StartProgram(echo.Host, echo.Port, FileWith(RandomBytes.Of(length)));

            await WaitFor(program, echo, EventKind.PeerFinished, "the end of what the program sends, while it still waits for the answer");
            // A program that has ended has finished sending, too: how it ended tells one from the other.
            Assert.That(await echo.CloseNow(), Saw.Connections(1));
            Assert.That(await program.Ended(), Exited.ByItself.AndAnyOutput().AndAnyErrorOutput());
        }
    }

    [Check("The program leaves in good order, without a reset",
        Hint = "Read the answer to its end before the socket is closed: unread bytes turn the close into a reset.")]
    public async Task GoodOrder()
    {
        var (_, _, run, seen) = await InSixPieces();

        Assert.That(run, Exited.ByItself.AndAnyOutput().AndAnyErrorOutput());
        Assert.That(seen, Saw.AnAnswer);
        Assert.That(seen, Saw.OrderlyEnd);
    }

    [Check("A file of many pieces arrives whole",
        Hint = "If the server got less, read and send in a loop until Read returns 0. If the output has less, receive and "
            + "print in a loop until Receive returns 0. Use as many bytes as each call returned.")]
    public async Task LargeFile()
    {
        var bytes = RandomBytes.Of(300_001);
        var echo = await Echo(UntilTheEnd);

        var (run, seen) = await Visit(echo, FileWith(bytes));

        Assert.That(seen, Saw.Connections(1));
        // The output is looked at below: most of it is no text.
        Assert.That(run, Exited.With(0).AndAnyOutput());
        var arrived = seen.Of(EventKind.Received).Sum(e => e.Bytes);
        Require(run.OutputBytes.AsSpan().SequenceEqual(bytes),
            $"arrived at the server: {bytes.Length:N0} bytes\noutput: {Bytes(bytes)}",
            $"arrived at the server: {arrived:N0} bytes\noutput: {Bytes(run.OutputBytes)}");
    }

    [Check("An answer in several pieces is printed whole",
        Hint = "Receive returns what has arrived: go on until it returns 0.")]
    public async Task AnswerInPieces()
    {
        var (_, answer, run, _) = await InSixPieces();

        Assert.That(run, Exited.With(0).AndOutput(answer));
    }

    [Check("An answer of any length is printed whole",
        Hint = "The answer may be longer than any array that you make for it: print each piece as it comes.")]
    public async Task LongAnswer()
    {
        // Longer than an array that a program might choose, and less than a run may print; and 65,536 bytes, which a number of 16 bits
        // counts as none.
        foreach (var length in (int[])[1_900_001, 65_536])
        {
            var answer = RandomBytes.Of(length);
            var server = await Echo(new AnswerWith([answer]), UntilTheEnd);

            var (run, seen) = await Visit(MoreTime, server, FileWith(RandomBytes.Of(100)));

            Assert.That(
                run,
                Exited.With(0).AndAnyOutput(),
                run.ErrorOutput.StartsWith("No answer came", StringComparison.Ordinal)
                    ? $"{length:N0} bytes came, and the program says that no answer came. How many bytes can it count: which type is the "
                        + "sum, and what is 65,536 as a number of 16 bits?"
                    : null);
            Require(run.OutputBytes.AsSpan().SequenceEqual(answer), $"output: {Bytes(answer)}", $"output: {Bytes(run.OutputBytes)}");
            Assert.That(seen, Saw.Connections(1).And(Saw.OrderlyEnd));
        }
    }

    [Check("Each piece of the answer is printed when it comes",
        Hint = "The next piece may come hours later. Is there a buffer that is printed only when it is full, or at the end?")]
    public async Task AsItComes()
    {
        var start = RandomText.OfLength(100);
        var answer = Encoding.ASCII.GetBytes(start + RandomText.OfLength(100));
        var echo = await Echo(new AnswerWith([answer]), UntilTheEnd, new Stall(start.Length, Direction.Out));

        var program = StartProgram(echo.Host, echo.Port, FileWith(RandomBytes.Of(10)));

        await program.WaitForOutput(start);
        Assert.That(await echo.CloseNow(), Saw.Connections(1));
        Assert.That(await program.Ended(), Exited.ByItself.AndOutput(start).AndAnyErrorOutput());
    }

    [Check("A silence in the middle of the answer is not its end",
        Hint = "Only a Receive that returns 0 is the end, and no line end is. Is there a time-out, or a look at Available?")]
    public async Task Silence()
    {
        var (_, answer, run, seen) = await Deliver(100, 300, new InPieces([RandomText.LineLength, 1_000], LongSilence));

        Assert.That(run, Exited.With(0).AndOutput(answer).AndErrorOutput(TextThat.IsEmpty));
        Assert.That(seen, Saw.OrderlyEnd);
    }

    [Check("A server that reads nothing for a while is no error",
        Hint = "Send waits until there is room again, however long that takes. Is there a time-out? And what becomes of the buffer "
            + "meanwhile? Is the last piece sent, too, before Shutdown?")]
    public async Task SlowReader()
    {
        // It reads a little, begins its answer, and goes on after a long silence.
        var answer = RandomText.Word();
        // More than a system takes over for a server that does not read: 4 MB on Linux (tcp(7), tcp_wmem).
        const int Kept = 800_000;
        var bytes = RandomBytes.Of(6_000_000);
        var echo = await Open(new()
        {
            Service = Service.Echo,
            Faults = [new AnswerWith([Encoding.ASCII.GetBytes(answer)]), new InPieces([100], 2 * LongSilence), new SmallWindow()],
            KeptBytes = Kept,
        });

        var (run, seen) = await Visit(MoreTime, echo, FileWith(bytes));

        Assert.That(run, Exited.With(0).AndOutput(answer).AndErrorOutput(TextThat.IsEmpty));
        Assert.That(seen, Saw.Connections(1).And(Saw.OrderlyEnd));
        var arrived = seen.Of(EventKind.Received).Sum(e => e.Bytes);
        var right = seen.ReceivedOn(1).AsSpan().CommonPrefixLength(bytes);
        Require(
            arrived == bytes.Length && right == Kept,
            $"{bytes.Length:N0} bytes at the server",
            $"{arrived:N0} bytes, of which the first {right:N0} are right");

        await RequireTheLastPiece();
    }

    /// <summary>What a server does not read stays in the program's system. Of this file all fits there but the end of the last piece,
    /// however long the pieces are: a program that finishes sending before it has sent that loses it.</summary>
    private async Task RequireTheLastPiece()
    {
        using var server = Listen();
        server.Server.ReceiveBufferSize = 4096;
        if (await RoomAt(server) is not { } room)
            return;

        var file = RandomBytes.Of(Math.Min(room + 600, (room / 4096 + 1) * 4096));
        var answer = $"{RandomText.Word()}\n";
        var program = StartProgram(MoreTime, Hosts.Loopback, PortOf(server), FileWith(file));
        var arrived = await ReadWhenAsleep(server, program, Encoding.ASCII.GetBytes(answer));

        Assert.That(await program.Ended(), Exited.With(0).AndOutput(answer).AndErrorOutput(TextThat.IsEmpty));
        var right = arrived.AsSpan().CommonPrefixLength(file);
        Require(
            right == file.Length && arrived.Length == right,
            $"{file.Length:N0} bytes at the server",
            $"{arrived.Length:N0} bytes, of which the first {right:N0} are right",
            right == arrived.Length
                ? "The end of the file is missing. The server read nothing while the program sent its last piece: is that Send waited for, "
                    + "before Shutdown says that nothing more comes?"
                : null);
    }

    /// <summary>How many bytes this machine takes at once for a server that accepts a connection and reads nothing; null if that is more
    /// than a system should.</summary>
    private async Task<int?> RoomAt(TcpListener server)
    {
        const int TooMuch = 16_000_000;
        using var client = MakeClient();
        await client.ConnectAsync(IPAddress.Loopback, PortOf(server));
        using var accepted = await server.AcceptTcpClientAsync();
        client.Client.Blocking = false;
        var piece = new byte[16 * 1024];
        for (var taken = 0; taken < TooMuch;)
        {
            taken += client.Client.Send(piece, 0, piece.Length, SocketFlags.None, out var error);
            if (error is not SocketError.Success)
                return error is SocketError.WouldBlock ? taken : null;
        }

        return null;
    }

    /// <summary>Reads all that the program sends, but nothing before it has been asleep for a while, and answers.</summary>
    /// <returns>What has arrived, also if the program did not wait for the answer.</returns>
    private static async Task<byte[]> ReadWhenAsleep(TcpListener server, StartedProgram program, byte[] answer)
    {
        var arrived = new MemoryStream();
        using var client = await Accept(server, program);
        if (client is null)
            return [];

        await program.FallAsleep();
        using var patience = program.Patience(2 * EventDeadline);
        try
        {
            await client.GetStream().CopyToAsync(arrived, patience.Token);
            await client.GetStream().WriteAsync(answer, patience.Token);
        }
        catch (Exception broken) when (broken is IOException or SocketException or OperationCanceledException)
        {
            // What the program did instead is in its run.
        }

        return arrived.ToArray();
    }

    [Check("A file need not fit into memory",
        Hint = "The runtime gives this run 32 MB, for a file of 64 MB. What reads all of it at once?")]
    public async Task LargerThanMemory()
    {
        const int Length = 64 * 1024 * 1024;
        var answer = $"{RandomText.Word()}\n";
        var little = With("DOTNET_GCHeapHardLimit", "2000000") with { Deadline = 3 * EventDeadline };
        var server = await Open(
            new()
            {
                Service = Service.Time,
                Faults = [new AnswerWith([Encoding.ASCII.GetBytes(answer)])],
                KeptBytes = 1000,
            });

        var run = await RunProgram(little, server.Host, server.Port, FileWith([], length: Length));

        Assert.That(run, Exited.With(0).AndOutput(answer).AndErrorOutput(TextThat.IsEmpty));
        var seen = await server.Close();
        Assert.That(seen, Saw.Connections(1));
        var arrived = seen.Of(EventKind.Received).Sum(e => e.Bytes);
        Require(arrived == Length, $"{Length:N0} bytes at the server", $"{arrived:N0}");
    }

    [Check("It works over IPv6, too, and with a name",
        Hint = SameOverIPv6, HintIfNotReached = AnyFamily)]
    public async Task IPv6()
    {
        var text = RandomText.OfLength(1000);

        var (run, seen) = await VisitNamed(new() { Service = Service.Echo }, FileWith(Encoding.ASCII.GetBytes(text)));

        Assert.That(run, Exited.With(0).AndOutput(text).AndErrorOutput(TextThat.IsEmpty));
        Assert.That(seen, Saw.Connections(1));
    }

    [Check("A file of one byte arrives",
        Hint = "The last piece of any file can be one byte. Which number from Read means that there is nothing more?")]
    public async Task OneByte()
    {
        var (run, seen) = await Visit(await Open(LastPort.Of(new() { Service = Service.Echo })), FileWith([0x61]));

        Assert.That(run, Exited.With(0).AndOutput("a").AndErrorOutput(TextThat.IsEmpty));
        Assert.That(seen, Saw.OneConnection("a"));
    }

    [Check("An empty file is sent, too: no bytes, and their end",
        Hint = "There is nothing to send, and still something to say: that you have finished.")]
    public async Task EmptyFile()
    {
        // A blank and a line end are an answer, too.
        foreach (var answer in (string[])[$"{RandomText.Word()}\n", " \n"])
        {
            var server = await Script(Encoding.ASCII.GetBytes(answer));

            var (run, seen) = await Visit(server, FileWith([]));

            Assert.That(run, Exited.With(0).AndOutput(answer));
            Assert.That(seen, Saw.NothingSent);
            Assert.That(seen, Saw.OrderlyEnd);
        }
    }

    [Check("A server that closes without an answer is reported",
        Hint = "Receive returns 0 at once: the stream has ended before the first byte.")]
    public async Task NoAnswer()
    {
        var echo = await Echo(new CutAfter(0, Direction.Out, Ending.Close));

        var (run, seen) = await Visit(echo, FileWith(RandomBytes.Of(10)));

        Assert.That(run, Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput("No answer came: the server closed the connection.\n"));
        Assert.That(seen, Saw.Connections(1));
    }

    [Check("A reset while the file is being sent is reported",
        Hint = "Send throws. Is it inside a try, what does the catch do, and does the message say that sending failed?")]
    public async Task ResetWhileSending()
    {
        var echo = await Echo(new CutAfter(1000, Direction.In, Ending.Reset));

        // More than a system takes over for a server that does not read; zeros, which take no room on the disk.
        var (run, seen) = await Visit(echo, FileWith([], length: 16_000_000));

        // Which code is not the program's doing: a reset that stops a send halfway is TimedOut to .NET 10 on Linux.
        Assert.That(run, Exited.With(1).AndErrorOutput(TextThat.IsOneLine("Error sending data: ")));
        Assert.That(seen, Saw.Connections(1));
    }

    [Check("A reset in the middle of the answer is reported, and what came before it is printed",
        Hint = "Receive throws. Is it inside a try, and what does the catch do? Does the message say that receiving failed, and has each "
            + "piece been printed when it came?")]
    public async Task ResetInAnswer()
    {
        var (run, seen) = await VisitUntilReset(20_000, faults => Echo([UntilTheEnd, .. faults]), FileWith(RandomBytes.Of(30_000)));

        // The output is looked at below: it is no text.
        Assert.That(run, Exited.With(1).AndAnyOutput().AndErrorOutput(TextThat.IsOneLine("Error receiving data: ")));
        Require(
            run.OutputBytes.SequenceEqual(seen.SentOn(1)),
            $"output: {Bytes(seen.SentOn(1))}, which came before the reset",
            $"output: {Bytes(run.OutputBytes)}");
        Assert.That(seen, Saw.Connections(1));

        // Before the first byte of it, too: a reset is no orderly end.
        (run, seen) = await Visit(await Echo(UntilTheEnd, new CutAfter(0, Direction.Out, Ending.Reset)), FileWith(RandomBytes.Of(1_000)));
        Assert.That(run, Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput(TextThat.IsOneLine("Error receiving data: ")));
        Assert.That(seen, Saw.Connections(1));
    }

    [Check("A file that cannot be opened is reported, and no server is bothered with it",
        Hint = "Open the file before you connect. Opening can fail in several ways, and not all of them throw an IOException.")]
    public async Task NoFile()
    {
        // A file that is not there, one in a folder that is not there, and a folder.
        var folder = NewFolder();
        string[] paths = [Path.Combine(folder, RandomText.Word()), Path.Combine(folder, RandomText.Word(), "file"), folder];
        foreach (var path in paths)
        {
            var echo = await Echo();

            var (run, seen) = await Visit(echo, path);

            Assert.That(run, Exited.With(1).AndErrorOutput(TextThat.StartsWith("Couldn't open the file: ")));
            Assert.That(seen, Saw.Connections(0));
        }
    }

    [Check("A name without a folder is that of a file where the program was started",
        Hint = "The system looks for such a file in the current directory. Is the path changed before the file is opened?")]
    public async Task NameAlone()
    {
        var text = RandomText.OfLength(100);
        var path = FileWith(Encoding.ASCII.GetBytes(text));
        var started = new RunOptions { Folder = Path.GetDirectoryName(path) };

        var (run, seen) = await Visit(started, await Echo(), Path.GetFileName(path));

        Assert.That(run, Exited.With(0).AndOutput(text).AndErrorOutput(TextThat.IsEmpty));
        Assert.That(seen, Saw.OneConnection(text));
    }

    [Check("A refused connection is reported",
        Hint = "Which exception does Connect throw when no server listens there?")]
    public async Task Refused()
    {
        var run = await RunProgram(Hosts.Loopback, Ports.Closed, FileWith([1]));

        Assert.That(run, Exited.With(1).AndErrorOutput(TextThat.IsOneLine("Connection error: ")));
    }

    /// <summary>A file, and a server that answers when it has the whole of it.</summary>
    private Task<AnsweredFile> Receipt() => Shared(() => Deliver(3000, 200));

    /// <summary>The same, with an answer that takes a while: a program that leaves too early meets the rest of it.</summary>
    private Task<AnsweredFile> InSixPieces() => Shared(() => Deliver(100, 300, new InPieces([50], GapMilliseconds: 100)));

    private async Task<AnsweredFile> Deliver(int length, int answerLength, params Fault[] faults)
    {
        var bytes = RandomBytes.Of(length);
        var answer = RandomText.OfLength(answerLength);
        var echo = await Echo([new AnswerWith([Encoding.ASCII.GetBytes(answer)]), UntilTheEnd, .. faults]);
        var (run, seen) = await Visit(MoreTime, echo, FileWith(bytes));
        return new AnsweredFile(bytes, answer, run, seen);
    }

    private sealed record AnsweredFile(byte[] File, string Answer, Run Run, Transcript Seen);

    /// <returns>The file's path.</returns>
    private string FileWith(byte[] bytes, long? length = null)
    {
        var path = Path.Combine(NewFolder(), "file");
        using var file = File.Create(path);
        file.Write(bytes);
        file.SetLength(length ?? bytes.Length);
        return path;
    }

    private static string Bytes(byte[] bytes) =>
        $"{bytes.Length:N0} bytes: {Convert.ToHexString(bytes.AsSpan(0, Math.Min(bytes.Length, 12)))} …";
}

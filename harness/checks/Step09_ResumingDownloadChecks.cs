using System.Text;
using System.Text.RegularExpressions;
using Kata.Checking;
using Kata.Machine;
using Kata.Programs;
using Kata.Protocol;
using Kata.Results;
using Kata.Servers;
using NUnit.Framework;

[Step(9)]
[Hints(
    "Two numbers decide everything: how many bytes the answer promises, and how many you have. When are you done, "
        + "and when was it a drop?",
    "What you have already is the position of the first byte that you lack, since counting begins at 0. The "
        + "server says in its status whether what follows belongs behind that, or is a new version from its beginning.",
    "Look up: the headers Range and If-Range (RFC 9110 sections 14.2 and 13.1.5), Content-Range (14.4), "
        + "Stream.Read with an offset and a count, Math.Min, FileStream.SetLength, and File.Move with overwrite.")]
public class Step09_ResumingDownloadChecks : Checks
{
    private const string Path = "/large.bin";
    private const string FileName = "saved.bin";
    private const int Size = 200_000;

    [Check("Without a drop the file is complete after one connection, byte for byte",
        Hint = "The body is bytes, not text: nothing may decode it. It begins after the first empty line.")]
    public async Task Undisturbed()
    {
        var content = Bytes(Size);
        var http = await Http([content]);
        var file = NewFile();

        var run = await RunProgram(http.Host, http.Port, Path, file);

        Assert.That(run, Exited.With(0).AndOutput($"Complete: {Size} bytes\n"));
        RequireContent(file, content);
        Assert.That(await http.Close(), Saw.Connections(1));
    }

    [Check("After two drops the file is complete, byte for byte",
        Hint = "The end of the stream is not the end of the file: Content-Length says how long it is.")]
    public async Task DroppedTwice()
    {
        var (content, saved, run, _) = await TwoDrops();

        Assert.That(run, Exited.With(0).AndAnyOutput().AndAnyErrorOutput());
        RequireContent(saved, content);
    }

    [Check("After a drop the program asks for what it does not have, and nothing is fetched twice",
        Hint = "Range: bytes=n- asks for all from byte n on, and the first byte is number 0.")]
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

    [Check("A reset in mid-download is a drop like any other",
        Hint = "NetworkStream reports it as an IOException that wraps a SocketException.")]
    public async Task Reset()
    {
        var content = Bytes(Size);
        var http = await Http([content], new CutAfter(80_000, Direction.Out, Ending.Reset) { Only = [1] });
        var file = NewFile();

        var run = await RunProgram(http.Host, http.Port, Path, file);

        Assert.That(run, Exited.With(0).AndAnyOutput().AndAnyErrorOutput());
        RequireContent(file, content);
        var transcript = await http.Close();
        Assert.That(transcript, Saw.Connections(2));
        // A reset may overtake bytes that were sent: the program had at most these.
        var sent = BodySent(transcript, 1);
        var start = RangeStart(transcript, 2);
        Require(start <= sent, $"a Range from at most byte {sent}, for what was not received",
            start is null ? "a request without Range" : $"«Range: bytes={start}-»");
    }

    [Check("A connection that drops before the headers are complete is tried again",
        Hint = "Half a status line cannot be parsed. What does reading a line do at the end of the stream?")]
    public async Task DroppedInHeaders()
    {
        var content = Bytes(5_000);
        var http = await Http([content], DropsAt(0, 9, 60));
        var file = NewFile();

        var run = await RunProgram(http.Host, http.Port, Path, file);

        Assert.That(run, Exited.With(0).AndAnyOutput().AndAnyErrorOutput());
        RequireContent(file, content);
    }

    [Check("If the file has changed meanwhile, the program starts over",
        Hint = "If-Range: the ETag of what you have. The answer 200 instead of 206 brings all of the new version.")]
    public async Task Changed()
    {
        var newer = Bytes(Size);
        var http = await Http([Bytes(Size), newer], DropsAt(90_000));
        var file = NewFile();

        var run = await RunProgram(http.Host, http.Port, Path, file);

        Assert.That(run, Exited.With(0).AndAnyOutput().AndAnyErrorOutput());
        RequireContent(file, newer);
    }

    [Check("If the file has become shorter than what was already fetched, nothing of the old one is left",
        Hint = "Writing from the start leaves what is behind the new end: cut the file off first.")]
    public async Task Shrunk()
    {
        var newer = Bytes(20_000);
        var http = await Http([Bytes(Size), newer], DropsAt(90_000));
        var file = NewFile();

        var run = await RunProgram(http.Host, http.Port, Path, file);

        Assert.That(run, Exited.With(0).AndAnyOutput().AndAnyErrorOutput());
        RequireContent(file, newer);
    }

    [Check("When the connection drops for good, the program gives up after five tries and leaves no file",
        Hint = "Download under another name, and rename what is complete. Count the connections.")]
    public async Task GivesUp()
    {
        var http = await Http([Bytes(Size)], new CutAfter(3_000, Direction.Out, Ending.Close));
        var file = NewFile();

        var run = await RunProgram(http.Host, http.Port, Path, file);

        Assert.That(run, Exited.With(1).AndErrorOutput(TextThat.Contains("Giving up after 5 tries")));
        Assert.That(await http.Close(), Saw.Connections(5));
        Require(!File.Exists(file), "no file with the name of a complete one", "an incomplete file with that name");
    }

    [Check("A server that cannot be reached is tried five times, too",
        Hint = "Connect throws a SocketException. Is it inside the same try?")]
    public async Task Unreachable()
    {
        var file = NewFile();

        var run = await RunProgram(Hosts.Loopback, Ports.Closed, Path, file);

        Assert.That(run, Exited.With(1).AndErrorOutput(TextThat.Contains("Giving up after 5 tries")));
        Require(!File.Exists(file), "no file", "a file, though nothing was fetched");
    }

    [Check("404 is an answer: the program reports it and does not ask again",
        Hint = "Look at the status code before you save the body.")]
    public async Task NotFound()
    {
        var http = await Http([Bytes(100)]);
        var file = NewFile();

        var run = await RunProgram(http.Host, http.Port, $"/{RandomText.Word()}", file);

        Assert.That(run, Exited.With(1).AndErrorOutput(TextThat.Matches(
            "^The server answers HTTP/1.[01] 404 Not Found\r?\n$", "«The server answers HTTP/1.1 404 Not Found»")));
        Assert.That(await http.Close(), Saw.Connections(1));
        Require(!File.Exists(file), "no file", "a file, though there is nothing to save");
    }

    [Check("What an earlier run left unfinished does not get into the file",
        Hint = "A .part from another day may be of another version. How do you open it?")]
    public async Task StalePart()
    {
        var content = Bytes(30_000);
        var http = await Http([content]);
        var file = NewFile();
        await File.WriteAllBytesAsync(file + ".part", Bytes(40_000));

        var run = await RunProgram(http.Host, http.Port, Path, file);

        Assert.That(run, Exited.With(0).AndAnyOutput().AndAnyErrorOutput());
        RequireContent(file, content);
    }

    [Check("An older file of the same name is replaced",
        Hint = "File.Move refuses to replace a file unless you tell it to.")]
    public async Task OlderFile()
    {
        var content = Bytes(30_000);
        var http = await Http([content]);
        var file = NewFile();
        await File.WriteAllBytesAsync(file, Bytes(40_000));

        var run = await RunProgram(http.Host, http.Port, Path, file);

        Assert.That(run, Exited.With(0).AndAnyOutput().AndAnyErrorOutput());
        RequireContent(file, content);
    }

    /// <summary>The program downloads a file, and its first two connections are closed too early.</summary>
    private Task<Download> TwoDrops() => Shared(async () =>
    {
        var content = Bytes(Size);
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

    /// <summary>The first connection is closed after so many bytes of answer, then the second …</summary>
    private static Fault[] DropsAt(params int[] bytes) =>
        [.. bytes.Select((count, i) => new CutAfter(count, Direction.Out, Ending.Close) { Only = [i + 1] })];

    private static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        Chance.Source.NextBytes(bytes);
        return bytes;
    }

    private string NewFile() => System.IO.Path.Combine(NewFolder(), FileName);

    /// <summary>What lies there, if it is a file: a program could have put a pipe or a device in its place, which cannot be
    /// read to an end. Of a huge file only the beginning, which is wrong in any case.</summary>
    private static byte[]? Saved(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists || file.LinkTarget is not null)
            return null;
        if (file.Length == 0)
            return [];

        using var stream = file.OpenRead();
        var bytes = new byte[Math.Min(file.Length, 16 * Size)];
        stream.ReadExactly(bytes);
        return bytes;
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

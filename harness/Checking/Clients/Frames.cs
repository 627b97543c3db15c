using System.Buffers.Binary;
using System.Text;
using Kata.Text;

namespace Kata.Checking.Clients;

/// <summary>Messages with their length in front: four bytes, big-endian, then so many bytes.</summary>
public static class Frames
{
    private const int HeaderBytes = 4;

    // No check needs a longer one; a program that writes something else here is not to cost memory.
    private const int MostBytes = 1024 * 1024;

    /// <summary>Texts as such messages, in UTF-8, one behind the other.</summary>
    public static byte[] Of(params IEnumerable<string> texts) => [.. texts.SelectMany(text => Of(Encoding.UTF8.GetBytes(text)))];

    /// <summary>Bytes as such a message.</summary>
    public static byte[] Of(byte[] bytes) => [.. Header((uint)bytes.Length), .. bytes];

    /// <summary>Only the four bytes that announce a length.</summary>
    public static byte[] Header(uint length)
    {
        var header = new byte[HeaderBytes];
        BinaryPrimitives.WriteUInt32BigEndian(header, length);
        return header;
    }

    /// <summary>The messages in these bytes, and how many bytes follow the last whole one.</summary>
    public static (IReadOnlyList<string> Texts, int Over) In(ReadOnlySpan<byte> bytes)
    {
        var texts = new List<string>();
        while (
            bytes.Length >= HeaderBytes && BinaryPrimitives.ReadUInt32BigEndian(bytes) is var length && length <= bytes.Length - HeaderBytes
        )
        {
            texts.Add(Encoding.UTF8.GetString(bytes.Slice(HeaderBytes, (int)length)));
            bytes = bytes[(HeaderBytes + (int)length)..];
        }

        return (texts, bytes.Length);
    }

    /// <summary>Sends texts as messages, all at once.</summary>
    public static Task<bool> Send(this HostileClient client, params IEnumerable<string> texts) => client.Send(Of(texts));

    /// <summary>Receives exactly these messages; fails the check if something else comes.</summary>
    public static async Task Expect(this HostileClient client, params string[] texts)
    {
        foreach (var text in texts)
            await client.ExpectOne(text);
    }

    /// <summary>Receives exactly these replies to requests that were sent; fails the check if something else comes.</summary>
    public static async Task ExpectReplies(this HostileClient client, IEnumerable<(string Request, string Reply)> exchanges)
    {
        foreach (var (request, reply) in exchanges)
            await client.ExpectOne(reply, request);
    }

    private static async Task ExpectOne(this HostileClient client, string reply, string? request = null)
    {
        var received = await client.ReceiveOne();
        if (received.Bytes.AsSpan().SequenceEqual(Of(reply)))
            return;

        var other = received.Stopped == Stopped.Enough ? TheText(received.Bytes) : null;
        throw new CheckFailedException(
            Reply(reply) + (request is null ? "" : $"\nto the request {Quoted.Of(request)}"),
            other is null ? received.ToString() : Reply(other),
            other is null ? null : Difference.Of(reply, other))
        {
            Transcript = client.Seen,
            Seen = HintForHeader(received.Bytes) ?? HintForNumber(request, reply, other),
        };
    }

    /// <summary>What a header shows that announces more than any reply has; null if it is no such header.</summary>
    private static string? HintForHeader(byte[] bytes)
    {
        if (bytes.Length != HeaderBytes || BinaryPrimitives.ReadUInt32BigEndian(bytes) is var length && length <= MostBytes)
            return null;

        var reversed = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        return reversed <= MostBytes
            ? $"These four bytes announce a reply of {Amount.Of(length, "byte")}. In the other order they would announce {reversed}. "
                + "On the network the most significant byte comes first."
            : $"These four bytes announce a reply of {Amount.Of(length, "byte")}. Do they hold its length?";
    }

    /// <summary>For a number that was to be refused, in the digits of another script or with a line end behind it.</summary>
    internal static string? HintForNumber(string? request, string expected, string? got)
    {
        if (
            request is null
            || expected != "ERROR not a number"
            || got?.StartsWith("OK ", StringComparison.Ordinal) != true
        )
            return null;

        var other = request.Where(letter => char.IsDigit(letter) && !char.IsAsciiDigit(letter)).ToList();
        return other is [var digit, ..]
                ? $"{Quoted.Of($"{digit}")} is the digit {char.GetNumericValue(digit)} of another script. char.IsDigit, and \\d in a regular "
                    + "expression, take the digits of all scripts; char.IsAsciiDigit takes only 0 to 9."
            : request is [.., >= '0' and <= '9', '\n']
                ? "Behind the digits stands a line end. Is the text trimmed, or white space allowed (NumberStyles)? Or is it a regular expression, "
                    + "in which $ also matches before a last line end? \\z does not."
            : null;
    }

    private static string Reply(string text) => text == "" ? "an empty reply" : $"the reply {Quoted.Of(text)}";

    /// <summary>The text of the one message that these bytes are; null if they are no such message, or no text.</summary>
    private static string? TheText(byte[] bytes) => In(bytes) is ([var text], 0) && Of(text).AsSpan().SequenceEqual(bytes) ? text : null;

    /// <summary>Receives one message; null if none comes.</summary>
    public static async Task<string?> ReceiveReply(this HostileClient client) =>
        In((await client.ReceiveOne()).Bytes).Texts.FirstOrDefault();

    /// <summary>Receives one message, or what there is of it.</summary>
    private static async Task<Received> ReceiveOne(this HostileClient client)
    {
        var header = await client.Receive(HeaderBytes);
        if (header.Stopped != Stopped.Enough || BinaryPrimitives.ReadUInt32BigEndian(header.Bytes) is var length && length > MostBytes)
            return header;

        var text = await client.Receive((int)length);
        return text with { Bytes = [.. header.Bytes, .. text.Bytes] };
    }

    /// <summary>Sends a message and receives the one it must be answered with.</summary>
    public static async Task Exchange(this HostileClient client, string text, string reply)
    {
        await client.Send(text);
        await client.ExpectOne(reply, text);
    }

    /// <summary>Receives these messages and then the orderly end of the stream; fails the check if something else comes.</summary>
    public static async Task ExpectEnd(this HostileClient client, params string[] texts)
    {
        await client.Expect(texts);
        var rest = await client.ReceiveToEnd();
        if (rest is not { Bytes.Length: 0, Stopped: Stopped.Finished })
            throw new CheckFailedException("the end of the stream, in good order", rest.ToString()) { Transcript = client.Seen };
    }
}

using Kata.CodeFixes;
using NUnit.Framework;

namespace Kata.Analyzers.Tests;

public class SOCK007_TextLengthAsByteLengthTests() : RuleTests("SOCK007")
{
    private const string Bytes = "var bytes = Encoding.UTF8.GetBytes(host); ";

    [TestCase(Bytes + "socket.Send(bytes, [|host.Length|], SocketFlags.None);")]
    [TestCase(Bytes + "socket.Send(bytes, 0, [|host.Length|], SocketFlags.None);")]
    [TestCase(Bytes + "stream.Write(bytes, 0, [|host.Length|]);")]
    [TestCase(Bytes + "await stream.WriteAsync(bytes, 0, [|host.Length|]);")]
    [TestCase(Bytes + "udp.Send(bytes, [|host.Length|]);")]
    [TestCase("stream.Write(Encoding.Unicode.GetBytes(host), 0, [|host.Length|]);")]
    [TestCase("var e = Encoding.Default; var bytes = e.GetBytes(host); tls.Write(bytes, 0, [|host.Length|]);")]
    public Task A_count_of_characters_given_to_a_send_is_reported(string code) => Raises(code);

    [TestCase(
        "var body = \"x\" + host; var writer = new StreamWriter(stream); writer.Write($\"POST / HTTP/1.0\\r\\nContent-Length: {[|body.Length|]}\\r\\n\\r\\n\" + body);"
    )]
    [TestCase(
        "socket.Send(Encoding.UTF8.GetBytes(\"POST / HTTP/1.0\\r\\nContent-Length: \" + [|host.Length|] + \"\\r\\n\\r\\n\" + host));")]
    public Task A_content_length_in_characters_is_reported(string code) => Raises(code);

    [TestCase(
        "var prefix = new byte[4]; BinaryPrimitives.WriteInt32BigEndian(prefix, [|host.Length|]); socket.Send(prefix); socket.Send(Encoding.UTF8.GetBytes(host));"
    )]
    [TestCase(
        "socket.Send(BitConverter.GetBytes(IPAddress.HostToNetworkOrder([|host.Length|]))); socket.Send(Encoding.UTF8.GetBytes(host));")]
    [TestCase("var bytes = new byte[[|host.Length|]]; Encoding.UTF8.GetBytes(host, 0, host.Length, bytes, 0); socket.Send(bytes);")]
    public Task A_length_prefix_or_array_in_characters_is_reported(string code) => Raises(code);

    [TestCase(Bytes + "socket.Send(bytes, bytes.Length, SocketFlags.None);")]
    [TestCase(Bytes + "stream.Write(bytes, 0, bytes.Length);")]
    [TestCase("stream.Write(Encoding.UTF8.GetBytes(host), 0, Encoding.UTF8.GetByteCount(host));")]
    [TestCase(
        "var bytes = new byte[Encoding.UTF8.GetByteCount(host)]; Encoding.UTF8.GetBytes(host, 0, host.Length, bytes, 0); socket.Send(bytes);"
    )]
    [TestCase(
        "var bytes = new byte[Encoding.UTF8.GetMaxByteCount(host.Length)]; var n = Encoding.UTF8.GetBytes(host, bytes); socket.Send(bytes, n, SocketFlags.None);"
    )]
    public Task A_count_of_bytes_is_silent(string code) => Silent(code);

    [TestCase("var bytes = Encoding.ASCII.GetBytes(host); socket.Send(bytes, host.Length, SocketFlags.None);")]
    [TestCase("var bytes = Encoding.Latin1.GetBytes(host); stream.Write(bytes, 0, host.Length);")]
    [TestCase("socket.Send(Encoding.ASCII.GetBytes($\"POST / HTTP/1.0\\r\\nContent-Length: {host.Length}\\r\\n\\r\\n{host}\"));")]
    [TestCase("var writer = new StreamWriter(stream, Encoding.ASCII); writer.Write($\"Content-Length: {host.Length}\\r\\n\\r\\n{host}\");")]
    public Task An_encoding_of_one_byte_for_each_character_is_silent(string code) => Silent(code);

    [TestCase("socket.Send(buffer, host.Length, SocketFlags.None);")]
    [TestCase("if (host.Length > 10) return; socket.Send(Encoding.UTF8.GetBytes(host));")]
    [TestCase("for (var i = 0; i < host.Length; i++) stream.WriteByte((byte)host[i]); socket.Send(buffer);")]
    [TestCase("Console.WriteLine($\"Length: {host.Length}\"); socket.Send(Encoding.UTF8.GetBytes(host));")]
    [TestCase("socket.Send(Encoding.UTF8.GetBytes(host.Substring(0, host.Length - 1)));")]
    [TestCase("socket.Send(Encoding.UTF8.GetBytes($\"Content-Length: {buffer.Length}\\r\\n\\r\\n\"));")]
    public Task Characters_meant_as_characters_and_bytes_from_elsewhere_are_silent(string code) => Silent(code);

    [TestCase(Bytes + "anyStream.Write(bytes, 0, host.Length);")]
    [TestCase(Bytes + "using var memory = new MemoryStream(); memory.Write(bytes, 0, host.Length); socket.Send(memory.ToArray());")]
    public Task Streams_that_are_not_the_network_are_silent(string code) => Silent(code);

    [Test]
    public Task The_fix_counts_bytes() => Fixes<SOCK007_TextLengthAsByteLengthFix>(
        """
        var bytes = Encoding.UTF8.GetBytes(host);
        socket.Send(bytes, [|host.Length|], SocketFlags.None);
        stream.Write(Encoding.Unicode.GetBytes(host), 0, [|host.Length|]);
        """,
        """
        var bytes = Encoding.UTF8.GetBytes(host);
        socket.Send(bytes, bytes.Length, SocketFlags.None);
        stream.Write(Encoding.Unicode.GetBytes(host), 0, Encoding.Unicode.GetByteCount(host));
        """);

    [Test]
    public Task The_fix_counts_bytes_in_a_header() =>
        Fixes<SOCK007_TextLengthAsByteLengthFix>(
            """socket.Send(Encoding.UTF8.GetBytes("POST / HTTP/1.0\r\nContent-Length: " + [|host.Length|] + "\r\n\r\n" + host));""",
            """socket.Send(Encoding.UTF8.GetBytes("POST / HTTP/1.0\r\nContent-Length: " + Encoding.UTF8.GetByteCount(host) + "\r\n\r\n" + host));"""
        );

    [TestCase("var hex = Convert.ToHexString(buffer); stream.Write(Encoding.UTF8.GetBytes(hex), 0, hex.Length);")]
    [TestCase("var text = Convert.ToBase64String(buffer); stream.Write(Encoding.UTF8.GetBytes(text), 0, text.Length);")]
    [TestCase("var number = port.ToString(); stream.Write(Encoding.UTF8.GetBytes(number), 0, number.Length);")]
    [TestCase("var line = $\"PORT {port}\\r\\n\"; stream.Write(Encoding.UTF8.GetBytes(line), 0, line.Length);")]
    [TestCase("var line = \"QUIT \" + port + \"\\r\\n\"; stream.Write(Encoding.UTF8.GetBytes(line), 0, line.Length);")]
    [TestCase("string Line = \"QUIT\"; stream.Write(Encoding.UTF8.GetBytes(Line), 0, Line.Length);")]
    [TestCase("var id = Guid.NewGuid().ToString(\"N\").ToUpperInvariant(); stream.Write(Encoding.UTF8.GetBytes(id), 0, id.Length);")]
    public Task Text_that_is_ascii_by_its_making_is_silent(string code) => Silent(code);

    [TestCase("var line = $\"USER {host}\\r\\n\"; stream.Write(Encoding.UTF8.GetBytes(line), 0, [|line.Length|]);")]
    [TestCase("string Line = \"Größe\"; stream.Write(Encoding.UTF8.GetBytes(Line), 0, [|Line.Length|]);")]
    public Task Text_with_anything_else_in_it_is_reported(string code) => Raises(code);
}

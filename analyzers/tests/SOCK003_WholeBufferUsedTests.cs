using Kata.CodeFixes;
using NUnit.Framework;

namespace Kata.Analyzers.Tests;

public class SOCK003_WholeBufferUsedTests() : RuleTests("SOCK003")
{
    private const string Get = "int n = socket.Receive(buffer); if (n == 0) return; ";

    [TestCase(Get + "Console.WriteLine(Encoding.UTF8.GetString([|buffer|]));")]
    [TestCase(Get + "Console.WriteLine(Encoding.UTF8.GetString([|buffer|], 0, buffer.Length));")]
    [TestCase(Get + "Console.WriteLine(Encoding.UTF8.GetString([|buffer|].AsSpan()));")]
    [TestCase(Get + "Console.WriteLine(Convert.ToHexString([|buffer|]));")]
    [TestCase(Get + "Console.WriteLine(BitConverter.ToString([|buffer|]));")]
    [TestCase(Get + "Console.WriteLine(Encoding.ASCII.GetString([|buffer|]).TrimEnd('\\0'));")]
    public Task A_whole_buffer_decoded_is_reported(string code) => Raises(code);

    [TestCase(Get + "anyStream.Write([|buffer|]);")]
    [TestCase(Get + "anyStream.Write([|buffer|], 0, buffer.Length);")]
    [TestCase(Get + "await anyStream.WriteAsync([|buffer|]);")]
    [TestCase(Get + "socket.Send([|buffer|]);")]
    [TestCase(Get + "udp.Send([|buffer|], buffer.Length);")]
    [TestCase(Get + "File.WriteAllBytes(host, [|buffer|]);")]
    [TestCase(Get + "new List<byte>().AddRange([|buffer|]);")]
    public Task A_whole_buffer_written_or_sent_is_reported(string code) => Raises(code);

    [TestCase(Get + "Console.WriteLine(SHA256.HashData([|buffer|]).Length);")]
    [TestCase(Get + "using var sha = SHA256.Create(); sha.ComputeHash([|buffer|]);")]
    [TestCase(Get + "var copy = [|buffer|].ToArray();")]
    [TestCase(Get + "var copy = new byte[100]; [|buffer|].CopyTo(copy, 0);")]
    [TestCase(Get + "var copy = new byte[100]; Array.Copy([|buffer|], copy, buffer.Length);")]
    [TestCase(Get + "var memory = new MemoryStream([|buffer|]);")]
    [TestCase(Get + "foreach (var b in [|buffer|]) Console.Write(b);")]
    public Task A_whole_buffer_hashed_or_copied_is_reported(string code) => Raises(code);

    [TestCase("int n; while ((n = stream.Read(buffer, 0, 10)) > 0) anyStream.Write([|buffer|]);")]
    [TestCase("int n; while ((n = await stream.ReadAsync(buffer)) > 0) { await anyStream.WriteAsync([|buffer|], 0, buffer.Length); }")]
    [TestCase("socket.Receive(buffer); Console.WriteLine(Encoding.ASCII.GetString([|buffer|]));")]
    public Task It_is_seen_in_loops_and_without_a_count(string code) => Raises(code);

    [TestCase(Get + "Console.WriteLine(Encoding.UTF8.GetString(buffer, 0, n));")]
    [TestCase(Get + "Console.WriteLine(Encoding.UTF8.GetString(buffer.AsSpan(0, n)));")]
    [TestCase(Get + "Console.WriteLine(Encoding.UTF8.GetString(buffer[..n]));")]
    [TestCase(Get + "anyStream.Write(buffer, 0, n);")]
    [TestCase(Get + "await anyStream.WriteAsync(buffer.AsMemory(0, n));")]
    [TestCase(Get + "socket.Send(buffer, n, SocketFlags.None);")]
    [TestCase(Get + "var copy = new byte[100]; Array.Copy(buffer, copy, n);")]
    [TestCase(Get + "var copy = new byte[100]; Buffer.BlockCopy(buffer, 0, copy, 0, n);")]
    [TestCase(Get + "var memory = new MemoryStream(buffer, 0, n);")]
    [TestCase(Get + "for (var i = 0; i < n; i++) Console.Write(buffer[i]);")]
    public Task Only_what_came_is_silent(string code) => Silent(code);

    [TestCase("int n = socket.Receive(buffer); if (n != buffer.Length) return; anyStream.Write(buffer);")]
    [TestCase("int n = socket.Receive(buffer); if (n < 10) return; anyStream.Write(buffer);")]
    [TestCase(
        "var total = 0; while (total < buffer.Length) { var n = socket.Receive(buffer, total, buffer.Length - total, SocketFlags.None); if (n == 0) return; total += n; } anyStream.Write(buffer);"
    )]
    [TestCase(
        "var total = 0; int n; while (total < buffer.Length && (n = await stream.ReadAsync(buffer.AsMemory(total))) > 0) total += n; anyStream.Write(buffer);"
    )]
    [TestCase("stream.ReadExactly(buffer); anyStream.Write(buffer);")]
    public Task A_buffer_known_to_be_full_is_silent(string code) => Silent(code);

    [TestCase(Get + "Array.Resize(ref buffer, n); anyStream.Write(buffer);")]
    [TestCase(Get + "buffer = buffer[..n]; anyStream.Write(buffer);")]
    [TestCase(Get + "buffer = new byte[4]; anyStream.Write(buffer);")]
    [TestCase(Get + "RandomNumberGenerator.Fill(buffer); socket.Send(buffer);")]
    [TestCase("socket.Send(buffer); int n = socket.Receive(buffer); Console.WriteLine(n);")]
    public Task A_buffer_with_other_content_by_then_is_silent(string code) => Silent(code);

    [TestCase("int n = anyStream.Read(buffer, 0, 10); Console.WriteLine(Encoding.UTF8.GetString(buffer) + n);")]
    [TestCase("var one = new byte[1]; int n = socket.Receive(one); if (n == 0) return; anyStream.Write(one);")]
    [TestCase("var all = new byte[socket.Available]; int n = socket.Receive(all); if (n == 0) return; anyStream.Write(all);")]
    [TestCase(Get + "void Parse(byte[] b, int n) { } Parse(buffer, n);")]
    [TestCase(Get + "Console.WriteLine(buffer.Length);")]
    public Task Where_it_cannot_know_it_is_silent(string code) => Silent(code);

    [TestCase(
        "var s = new Socket(SocketType.Dgram, ProtocolType.Udp); int n = [|s.Receive(buffer)|]; if (n == 0) return; Console.WriteLine(BitConverter.ToInt32(buffer, 0));"
    )]
    [TestCase(
        "EndPoint from = new IPEndPoint(IPAddress.Any, 0); if ([|socket.ReceiveFrom(buffer, ref from)|] > 0) Console.WriteLine(BinaryPrimitives.ReadUInt32BigEndian(buffer));"
    )]
    public Task Places_behind_a_short_datagram_are_reported(string code) => Raises(code);

    [TestCase(
        "var s = new Socket(SocketType.Dgram, ProtocolType.Udp); int n = s.Receive(buffer); if (n != 4) return; Console.WriteLine(BitConverter.ToInt32(buffer, 0));"
    )]
    [TestCase(
        "EndPoint from = new IPEndPoint(IPAddress.Any, 0); if (socket.ReceiveFrom(buffer, ref from) >= 4) Console.WriteLine(BinaryPrimitives.ReadUInt32BigEndian(buffer));"
    )]
    [TestCase(
        "var s = new Socket(SocketType.Dgram, ProtocolType.Udp); int n = s.Receive(buffer); if (n == 0) return; Console.WriteLine(buffer[0]);"
    )]
    public Task A_datagram_whose_length_is_compared_is_silent(string code) => Silent(code);

    [Test]
    public Task The_fix_passes_the_count() => Fixes<SOCK003_WholeBufferUsedFix>(
        """
        int n = socket.Receive(buffer);
        if (n == 0) return;
        Console.WriteLine(Encoding.UTF8.GetString([|buffer|]));
        anyStream.Write([|buffer|], 0, buffer.Length);
        await anyStream.WriteAsync([|buffer|]);
        socket.Send([|buffer|]);
        using var memory = new MemoryStream([|buffer|]);
        File.WriteAllBytes(host, [|buffer|]);
        foreach (var b in [|buffer|]) Console.Write(b);
        """,
        """
        int n = socket.Receive(buffer);
        if (n == 0) return;
        Console.WriteLine(Encoding.UTF8.GetString(buffer, 0, n));
        anyStream.Write(buffer, 0, n);
        await anyStream.WriteAsync(buffer.AsMemory(0, n));
        socket.Send(buffer.AsSpan(0, n));
        using var memory = new MemoryStream(buffer, 0, n);
        File.WriteAllBytes(host, buffer[..n]);
        foreach (var b in buffer[..n]) Console.Write(b);
        """);

    [TestCase(
        "using var s = new Socket(SocketType.Dgram, ProtocolType.Udp); const int Most = 512; var b = new byte[Most + 1]; int n = [|s.Receive(b)|]; Console.Write(Encoding.UTF8.GetString(b, 0, n));"
    )]
    [TestCase(
        "using var s = new Socket(SocketType.Dgram, ProtocolType.Udp); var b = new byte[512 + 1]; EndPoint from = new IPEndPoint(0, 0); int n = [|s.ReceiveFrom(b, ref from)|]; bool isTooLong = n > 512; Console.Write(n);"
    )]
    [TestCase(
        "public static string Get(int number) { using var s = new Socket(SocketType.Dgram, ProtocolType.Udp); var b = new byte[512]; int n = [|s.Receive(b)|]; if (BinaryPrimitives.ReadInt32BigEndian(b) != number) return null; return Encoding.UTF8.GetString(b, 4, n - 4); }"
    )]
    public Task A_length_of_a_datagram_that_nobody_looks_at_is_reported(string code) => Raises(code);

    [TestCase(
        "using var s = new Socket(SocketType.Dgram, ProtocolType.Udp); const int Most = 512; var b = new byte[Most + 1]; int n = s.Receive(b); if (n > Most) return; Console.Write(Encoding.UTF8.GetString(b, 0, n));"
    )]
    [TestCase(
        "using var s = new Socket(SocketType.Dgram, ProtocolType.Udp); var b = new byte[513]; int n = s.Receive(b); Console.Write(n);")]
    [TestCase(
        "using var s = new Socket(SocketType.Dgram, ProtocolType.Udp); var b = new byte[port + 1]; Show(s.Receive(b)); void Show(int n) { if (n < b.Length) Console.Write(n); }"
    )]
    [TestCase(
        "public static string Get(int number) { using var s = new Socket(SocketType.Dgram, ProtocolType.Udp); var b = new byte[512]; int n = s.Receive(b); if (n < 4 || BinaryPrimitives.ReadInt32BigEndian(b) != number) return null; return Encoding.UTF8.GetString(b, 4, n - 4); }"
    )]
    public Task A_length_that_is_looked_at_is_silent(string code) => Silent(code);

    [TestCase(
        "while (true) { byte[] data = Encoding.UTF8.GetBytes(host); stream.Write(data, 0, data.Length); data = new byte[64]; int n = stream.Read(data, 0, data.Length); if (n == 0) return; Console.WriteLine(Encoding.ASCII.GetString(data, 0, n)); }"
    )]
    [TestCase(
        "for (; ; ) { var data = Encoding.UTF8.GetBytes(host); socket.Send(data); data = new byte[64]; int n = socket.Receive(data); if (n == 0) return; Console.WriteLine(Encoding.ASCII.GetString(data, 0, n)); }"
    )]
    [TestCase(
        "byte[] data = new byte[4]; while (socket.Receive(data) is var n && n > 0) { Console.WriteLine(n); data = File.ReadAllBytes(host); anyStream.Write(data); data = new byte[4]; }"
    )]
    public Task Another_array_under_the_same_name_is_silent(string code) => Silent(code);

    [Test]
    public Task The_same_array_in_the_next_turn_is_reported() =>
        Raises(
            "var data = new byte[64]; while (true) { stream.Write([|data|]); int n = stream.Read(data, 0, data.Length); if (n == 0) return; }"
        );

    [TestCase(
        "IPEndPoint? from = null; var d = udp.Receive(ref from); if (!Encoding.ASCII.GetString(d).StartsWith(\"HELLO\")) return; Console.WriteLine(d[4]);")]
    [TestCase(
        "IPEndPoint? from = null; var d = udp.Receive(ref from); var t = Encoding.Latin1.GetString(d); if (t.Length < 8) return; Console.WriteLine(d[7]);")]
    [TestCase(
        "var d = (await udp.ReceiveAsync()).Buffer; var t = Encoding.ASCII.GetString(d); if (t.Length != 8) return; Console.WriteLine(d[7]);")]
    public Task A_datagram_that_is_looked_at_as_text_first_is_silent(string code) => Silent(code);

    [TestCase(
        "IPEndPoint? from = null; while (true) { var d = udp.Receive(ref from); if (d.Length < 2) continue; var body = d.AsSpan(2); if (body.Length < 4) continue; Console.WriteLine(BinaryPrimitives.ReadUInt32BigEndian(d.AsSpan(2))); }"
    )]
    [TestCase(
        "IPEndPoint? from = null; while (true) { var d = udp.Receive(ref from); if (d.Length < 2) continue; ReadOnlySpan<byte> body = d; if (body.Length < 6) continue; Console.WriteLine(BinaryPrimitives.ReadUInt32BigEndian(d.AsSpan(2))); }"
    )]
    public Task A_length_that_is_asked_of_a_slice_is_silent(string code) => Silent(code);
}

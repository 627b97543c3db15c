using Kata.CodeFixes;
using Microsoft.CodeAnalysis;
using NUnit.Framework;

namespace Kata.Analyzers.Tests;

public class SOCK010_HostByteOrderTests() : RuleTests("SOCK010")
{
    [TestCase("stream.ReadExactly(buffer, 0, 4); Console.WriteLine([|BitConverter.ToInt32(buffer, 0)|]);")]
    [TestCase("stream.ReadExactly(buffer); var length = [|BitConverter.ToUInt16(buffer)|]; Console.WriteLine(length);")]
    [TestCase("if (socket.Receive(buffer) < 4) return; Console.WriteLine([|BitConverter.ToUInt32(buffer, 0)|]);")]
    [TestCase("await stream.ReadExactlyAsync(buffer); Console.WriteLine([|BitConverter.ToInt64(buffer, 8)|]);")]
    [TestCase("IPEndPoint? from = null; var answer = udp.Receive(ref from); Console.WriteLine([|BitConverter.ToUInt32(answer, 0)|]);")]
    [TestCase("socket.Send([|BitConverter.GetBytes(port)|]);")]
    [TestCase("stream.Write([|BitConverter.GetBytes((short)port)|], 0, 2);")]
    [TestCase("var bytes = [|BitConverter.GetBytes(port)|]; socket.Send(bytes);")]
    [TestCase("udp.Send([|BitConverter.GetBytes(1234L)|], 8, host, port);")]
    public Task An_integer_left_in_host_order_is_reported(string code) => Raises(code);

    [TestCase("stream.ReadExactly(buffer, 0, 4); Console.WriteLine(BinaryPrimitives.ReadInt32BigEndian(buffer));")]
    [TestCase("stream.ReadExactly(buffer, 0, 4); Console.WriteLine(IPAddress.NetworkToHostOrder(BitConverter.ToInt32(buffer, 0)));")]
    [TestCase(
        "stream.ReadExactly(buffer, 0, 4); var n = BitConverter.ToInt32(buffer, 0); n = IPAddress.NetworkToHostOrder(n); Console.WriteLine(n);"
    )]
    [TestCase("stream.ReadExactly(buffer, 0, 4); Console.WriteLine(BinaryPrimitives.ReverseEndianness(BitConverter.ToInt32(buffer, 0)));")]
    [TestCase(
        "stream.ReadExactly(buffer, 0, 4); if (BitConverter.IsLittleEndian) Array.Reverse(buffer, 0, 4); Console.WriteLine(BitConverter.ToInt32(buffer, 0));"
    )]
    [TestCase("stream.ReadExactly(buffer); Array.Reverse(buffer); Console.WriteLine(BitConverter.ToInt32(buffer, 0));")]
    [TestCase("socket.Send(BitConverter.GetBytes(IPAddress.HostToNetworkOrder(port)));")]
    [TestCase("var bytes = BitConverter.GetBytes(port); if (BitConverter.IsLittleEndian) Array.Reverse(bytes); socket.Send(bytes);")]
    public Task A_converted_integer_is_silent(string code) => Silent(code);

    [TestCase(
        "uint Swap(uint x) => x << 24 | x >> 24; stream.ReadExactly(buffer, 0, 4); Console.WriteLine(Swap(BitConverter.ToUInt32(buffer, 0)));"
    )]
    [TestCase(
        "void Flip(byte[] b) { (b[0], b[3]) = (b[3], b[0]); } stream.ReadExactly(buffer, 0, 4); Flip(buffer); Console.WriteLine(BitConverter.ToInt32(buffer, 0));"
    )]
    [TestCase("int Swap(int x) => -x; socket.Send(BitConverter.GetBytes(Swap(port)));")]
    [TestCase(
        "socket.Receive(buffer); int length = IPAddress.NetworkToHostOrder(BitConverter.ToInt16(buffer, 0)); if (BitConverter.ToInt16(buffer, 2) == 0) Console.WriteLine(length);"
    )]
    public Task A_swap_helper_is_silent(string code) => Silent(code);

    [TestCase("socket.IOControl(IOControlCode.KeepAliveValues, BitConverter.GetBytes(1), null);")]
    [TestCase("anyStream.ReadExactly(buffer, 0, 4); Console.WriteLine(BitConverter.ToInt32(buffer, 0));")]
    [TestCase("var hash = SHA256.HashData(buffer); Console.WriteLine(BitConverter.ToInt32(hash, 0)); socket.Send(hash);")]
    [TestCase("if (socket.Receive(buffer) == 0) return; Console.WriteLine(BitConverter.ToString(buffer, 0, 4));")]
    [TestCase("using var reader = new BinaryReader(stream); Console.WriteLine(reader.ReadInt32());")]
    [TestCase("Console.WriteLine(BitConverter.GetBytes(port).Length); socket.Send(buffer);")]
    [TestCase("var bytes = BitConverter.GetBytes(port); Console.WriteLine(bytes.Length); socket.Send(buffer);")]
    public Task What_does_not_go_over_the_wire_is_silent(string code) => Silent(code);

    [Test]
    public Task The_fix_reads_the_most_significant_byte_first() => Fixes<SOCK010_HostByteOrderFix>(
        """
        stream.ReadExactly(buffer, 0, 8);
        Console.WriteLine([|BitConverter.ToUInt32(buffer, 0)|]);
        Console.WriteLine([|BitConverter.ToInt16(buffer, port)|]);
        """,
        """
        stream.ReadExactly(buffer, 0, 8);
        Console.WriteLine(BinaryPrimitives.ReadUInt32BigEndian(buffer));
        Console.WriteLine(BinaryPrimitives.ReadInt16BigEndian(buffer.AsSpan(port)));
        """);

    [Test]
    public Task The_fix_sends_it_first_too() => Fixes<SOCK010_HostByteOrderFix>(
        "socket.Send([|BitConverter.GetBytes(port)|]);",
        "socket.Send(BitConverter.GetBytes(IPAddress.HostToNetworkOrder(port)));");

    [TestCase(
        "public static uint Read(NetworkStream s, byte[] b) { s.ReadExactly(b); ulong x = BitConverter.ToUInt32(b, 4); x = Swap((uint)x); return (uint)x; } static uint Swap(uint x) => BinaryPrimitives.ReverseEndianness(x);"
    )]
    [TestCase(
        "public static uint Read(NetworkStream s, byte[] b) { s.ReadExactly(b); var x = BitConverter.ToUInt32(b, 4); var y = x; return Swap(y); } static uint Swap(uint x) => BinaryPrimitives.ReverseEndianness(x);"
    )]
    [TestCase(
        "public static uint Read(NetworkStream s, byte[] b) { s.ReadExactly(b); uint x; x = BitConverter.ToUInt32(b, 4); if (b[0] == 1) x = Swap(x); return x; } static uint Swap(uint x) => BinaryPrimitives.ReverseEndianness(x);"
    )]
    [TestCase(
        "private uint length; public void Read(NetworkStream s, byte[] b) { s.ReadExactly(b); length = BitConverter.ToUInt32(b, 4); length = Swap(length); } static uint Swap(uint x) => BinaryPrimitives.ReverseEndianness(x);"
    )]
    public Task A_swap_in_a_later_statement_is_silent(string code) => Silent(code);

    /// <summary>The protocol of nobody but the author has the order that the author gave it.</summary>
    [TestCase("socket.Send(BitConverter.GetBytes(port));", DiagnosticSeverity.Info)]
    [TestCase("stream.ReadExactly(buffer); Console.WriteLine(BitConverter.ToInt32(buffer, 0));", DiagnosticSeverity.Info)]
    [TestCase("/* RFC 868 */ socket.Send(BitConverter.GetBytes(port));", DiagnosticSeverity.Warning)]
    [TestCase("// The length is in network byte order.\nsocket.Send(BitConverter.GetBytes(port));", DiagnosticSeverity.Warning)]
    [TestCase("var modbusUnit = port; socket.Send(BitConverter.GetBytes(modbusUnit)); void ModbusRead() { }", DiagnosticSeverity.Warning)]
    [TestCase("void COUNTPER() { } socket.Send(BitConverter.GetBytes(port));", DiagnosticSeverity.Info)]
    [TestCase("void ReadAllWebSockets() { } socket.Send(BitConverter.GetBytes(port));", DiagnosticSeverity.Info)]
    [TestCase("void ReadSNTP() { } socket.Send(BitConverter.GetBytes(port));", DiagnosticSeverity.Warning)]
    [TestCase("void ReadModBus() { } socket.Send(BitConverter.GetBytes(port));", DiagnosticSeverity.Warning)]
    public async Task An_order_that_no_one_settles_is_a_suggestion(string code, DiagnosticSeverity severity) =>
        Assert.That(
            (await DiagnosticsIn(code)).Where(finding => finding.Id == Id).Select(finding => finding.Descriptor.DefaultSeverity),
            Is.EqualTo([severity]));

    [TestCase(
        "static IPEndPoint Peer(byte[] compact, Socket socket) => new(new IPAddress(BitConverter.ToUInt32(compact, 0)), (ushort)IPAddress.NetworkToHostOrder(BitConverter.ToInt16(compact, 4)));"
    )]
    [TestCase(
        "stream.ReadExactly(buffer, 0, 4); Console.WriteLine(new IPAddress(BitConverter.ToUInt32(buffer, 0)));"
    )]
    [TestCase(
        "stream.ReadExactly(buffer, 0, 4); var bytes = BitConverter.ToUInt32(buffer, 0); Console.WriteLine(new IPAddress(bytes));"
    )]
    [TestCase(
        "static int Length(byte[] data, uint sum, Socket socket) { var crc = BitConverter.ToUInt32(data, 4); if (crc != sum) throw new IOException(); return IPAddress.NetworkToHostOrder(BitConverter.ToInt32(data, 0)); }"
    )]
    public Task An_address_and_a_mark_keep_the_order_that_they_have(string code) => Silent(code);
}

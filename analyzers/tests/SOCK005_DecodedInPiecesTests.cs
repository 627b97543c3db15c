using Kata.CodeFixes;
using NUnit.Framework;

namespace Kata.Analyzers.Tests;

public class SOCK005_DecodedInPiecesTests() : RuleTests("SOCK005")
{
    [TestCase("int n; while ((n = socket.Receive(buffer)) > 0) Console.Write([|Encoding.UTF8.GetString(buffer, 0, n)|]);")]
    [TestCase("int n; while ((n = stream.Read(buffer, 0, 10)) > 0) Console.Write([|Encoding.UTF8.GetString(buffer.AsSpan(0, n))|]);")]
    [TestCase(
        "int n; var text = \"\"; while ((n = await stream.ReadAsync(buffer)) > 0) text += [|Encoding.Unicode.GetString(buffer, 0, n)|];")]
    [TestCase(
        "var all = new StringBuilder(); while (true) { var n = socket.Receive(buffer); if (n == 0) break; all.Append([|Encoding.Default.GetString(buffer, 0, n)|]); }"
    )]
    [TestCase(
        "var encoding = new UTF8Encoding(false); int n; do { n = tls.Read(buffer); Console.Write([|encoding.GetString(buffer, 0, n)|]); } while (n > 0);"
    )]
    [TestCase(
        "var encoding = Encoding.UTF8; int n; while ((n = socket.Receive(buffer)) > 0) { var s = [|encoding.GetString(buffer, 0, n)|]; Console.Write(s); }"
    )]
    public Task Pieces_decoded_in_a_loop_are_reported(string code) => Raises(code);

    [TestCase("int n; while ((n = socket.Receive(buffer)) > 0) Console.Write(Encoding.ASCII.GetString(buffer, 0, n));")]
    [TestCase("int n; while ((n = socket.Receive(buffer)) > 0) Console.Write(Encoding.Latin1.GetString(buffer, 0, n));")]
    [TestCase(
        "var encoding = Encoding.GetEncoding(host); int n; while ((n = socket.Receive(buffer)) > 0) Console.Write(encoding.GetString(buffer, 0, n));"
    )]
    public Task One_byte_encodings_and_unknown_ones_are_silent(string code) => Silent(code);

    [TestCase(
        "var all = new MemoryStream(); int n; while ((n = socket.Receive(buffer)) > 0) all.Write(buffer, 0, n); Console.Write(Encoding.UTF8.GetString(all.ToArray()));"
    )]
    [TestCase(
        "var decoder = Encoding.UTF8.GetDecoder(); var chars = new char[100]; int n; while ((n = socket.Receive(buffer)) > 0) Console.Write(chars, 0, decoder.GetChars(buffer, 0, n, chars, 0));"
    )]
    [TestCase("var n = socket.Receive(buffer); if (n == 0) return; Console.Write(Encoding.UTF8.GetString(buffer, 0, n));")]
    [TestCase(
        "int n, total = 0; while ((n = socket.Receive(buffer, total, 10 - total, SocketFlags.None)) > 0) total += n; Console.Write(Encoding.UTF8.GetString(buffer, 0, total));"
    )]
    public Task Text_decoded_whole_or_by_a_decoder_is_silent(string code) => Silent(code);

    [TestCase(
        "while (true) { socket.Send(buffer); var n = socket.Receive(buffer); if (n == 0) break; Console.Write(Encoding.UTF8.GetString(buffer, 0, n)); }"
    )]
    [TestCase(
        "EndPoint from = new IPEndPoint(IPAddress.Any, 0); while (true) { var n = socket.ReceiveFrom(buffer, ref from); Console.Write(Encoding.UTF8.GetString(buffer, 0, n)); }"
    )]
    [TestCase(
        "using var s = new Socket(SocketType.Dgram, ProtocolType.Udp); while (true) { var n = s.Receive(buffer); Console.Write(Encoding.UTF8.GetString(buffer, 0, n)); }"
    )]
    [TestCase("while (true) { IPEndPoint? from = null; Console.Write(Encoding.UTF8.GetString(udp.Receive(ref from))); }")]
    [TestCase("int n; while ((n = anyStream.Read(buffer, 0, 10)) > 0) Console.Write(Encoding.UTF8.GetString(buffer, 0, n));")]
    public Task Messages_of_their_own_and_other_streams_are_silent(string code) => Silent(code);

    private const string Strict = "var d = new UTF8Encoding(false, true).GetDecoder(); var c = new char[99]; int n; ";

    [TestCase(Strict + "n = socket.Receive(buffer); if (n == 0) return; Console.Write(c, 0, [|d.GetChars(buffer, 0, n, c, 0)|]);")]
    [TestCase(
        "var d = Encoding.UTF8.GetDecoder(); var c = new char[99]; int n = stream.Read(buffer); Console.Write(c, 0, [|d.GetChars(buffer.AsSpan(0, n), c, true)|]);"
    )]
    [TestCase(Strict + "while ((n = socket.Receive(buffer)) > 0) Console.Write(c, 0, [|d.GetChars(buffer, 0, n, c, 0)|]);")]
    [TestCase(Strict
            + "do { n = socket.Receive(buffer); var last = false; Console.Write(c, 0, [|d.GetChars(buffer, 0, n, c, 0, flush: last)|]); } while (n > 0);"
    )]
    public Task A_decoder_that_is_of_no_use_or_never_flushed_is_reported(string code) => Raises(code);

    [TestCase(
        Strict + "do { n = socket.Receive(buffer); Console.Write(c, 0, d.GetChars(buffer, 0, n, c, 0, flush: n == 0)); } while (n > 0);")]
    [TestCase(Strict
            + "do { n = socket.Receive(buffer); var last = n == 0; Console.Write(c, 0, d.GetChars(buffer, 0, n, c, 0, last)); } while (n > 0);"
    )]
    [TestCase(Strict
            + "while ((n = socket.Receive(buffer)) > 0) Console.Write(c, 0, d.GetChars(buffer, 0, n, c, 0)); d.GetChars(buffer, 0, 0, c, 0, true);"
    )]
    [TestCase(
        "var d = Encoding.UTF8.GetDecoder(); var c = new char[99]; int n; while ((n = socket.Receive(buffer)) > 0) Console.Write(c, 0, d.GetChars(buffer, 0, n, c, 0));"
    )]
    [TestCase(Strict + "n = socket.Receive(buffer); Keep(d); void Keep(Decoder decoder) { decoder.GetChars(buffer, 0, n, c, 0); }")]
    public Task A_decoder_over_the_whole_stream_is_silent(string code) => Silent(code);

    [Test]
    public Task The_fix_keeps_a_decoder_over_the_loop() => Fixes<SOCK005_DecodedInPiecesFix>(
        """
        int n;
        while ((n = socket.Receive(buffer)) > 0)
        {
            Console.Write([|Encoding.UTF8.GetString(buffer, 0, n)|]);
        }
        """,
        """
        int n;
        var decoder = Encoding.UTF8.GetDecoder();
        var characters = new char[Encoding.UTF8.GetMaxCharCount(buffer.Length)];
        while ((n = socket.Receive(buffer)) > 0)
        {
            Console.Write(new string(characters, 0, decoder.GetChars(buffer, 0, n, characters, 0)));
        }
        """);

    [Test]
    public Task The_fix_gives_each_of_two_loops_its_decoder() => Fixes<SOCK005_DecodedInPiecesFix>(
        """
        int n;
        while ((n = socket.Receive(buffer)) > 0) Console.Write([|Encoding.UTF8.GetString(buffer, 0, n)|]);
        while ((n = stream.Read(buffer)) > 0) Console.Write([|Encoding.UTF8.GetString(buffer, 0, n)|]);
        """,
        """
        int n;
        var decoder = Encoding.UTF8.GetDecoder();
        var characters = new char[Encoding.UTF8.GetMaxCharCount(buffer.Length)];
        while ((n = socket.Receive(buffer)) > 0) Console.Write(new string(characters, 0, decoder.GetChars(buffer, 0, n, characters, 0)));
        var decoder2 = Encoding.UTF8.GetDecoder();
        var characters2 = new char[Encoding.UTF8.GetMaxCharCount(buffer.Length)];
        while ((n = stream.Read(buffer)) > 0) Console.Write(new string(characters2, 0, decoder2.GetChars(buffer, 0, n, characters2, 0)));
        """);

    [TestCase(
        "int n; var text = \"\"; var chars = new char[99]; do { n = socket.Receive(buffer); text += new string(chars, 0, Encoding.UTF8.GetDecoder().GetChars(buffer, 0, n, chars, 0)); } while (n > 0 && !text.Contains(\"\\r\\n\\r\\n\"));")]
    public Task A_decoder_made_anew_for_a_head_is_silent(string code) => Silent(code);

    [TestCase(
        "static void Run(string[] servers, StringBuilder log) { foreach (var server in servers) { using var c = new TcpClient(server, 25); log.Append(Greeting(c)); } }\nstatic string Greeting(TcpClient c) { var b = new byte[99]; var n = c.GetStream().Read(b, 0, 99); return Encoding.UTF8.GetString(b, 0, n); }"
    )]
    [TestCase(
        "static void Run(Socket socket) { while (Console.ReadLine() is { } line) { Send(socket, line); Console.Write(Answer(socket)); } }\nstatic void Send(Socket socket, string line) => socket.Send(Encoding.UTF8.GetBytes(line));\nstatic string Answer(Socket socket) { var b = new byte[99]; var n = socket.Receive(b); return Encoding.UTF8.GetString(b, 0, n); }"
    )]
    public Task Texts_of_other_connections_and_of_other_answers_are_silent(string code) => Silent(code);
}

using Kata.CodeFixes;
using NUnit.Framework;

namespace Kata.Analyzers.Tests;

public class SOCK002_EndOfStreamNotTestedTests() : RuleTests("SOCK002")
{
    [TestCase("while (true) { int n = [|socket.Receive(buffer)|]; Console.Write(Encoding.ASCII.GetString(buffer, 0, n)); }")]
    [TestCase("for (;;) { var n = [|stream.Read(buffer, 0, 10)|]; anyStream.Write(buffer, 0, n); }")]
    [TestCase("while (true) { var n = await [|stream.ReadAsync(buffer)|]; await anyStream.WriteAsync(buffer.AsMemory(0, n)); }")]
    [TestCase("while (true) { var n = [|socket.Receive(buffer)|]; for (var i = 0; i < n; i++) Console.Write((char)buffer[i]); }")]
    [TestCase(
        "var text = \"\"; while (!text.EndsWith(\"END\")) { var n = [|socket.Receive(buffer)|]; text += Encoding.ASCII.GetString(buffer, 0, n); }"
    )]
    [TestCase("while (true) { var n = [|socket.Receive(buffer)|]; Console.WriteLine(n); }")]
    public Task A_loop_that_never_tests_for_the_end_is_reported(string code) => Raises(code);

    [TestCase("int total = 0; while (total < 4) { total += [|socket.Receive(buffer, total, 4 - total, SocketFlags.None)|]; }")]
    [TestCase("int total = 0; while (total < 4) { var n = [|stream.Read(buffer, total, 4 - total)|]; total += n; }")]
    [TestCase(
        "int total = 0; while (total < 4) { total += [|socket.Receive(buffer, total, 4 - total, SocketFlags.None)|]; } if (total < 4) throw new IOException();"
    )]
    [TestCase("int left = 4; do { var n = [|stream.Read(buffer, 4 - left, left)|]; left -= n; } while (left > 0);")]
    public Task A_loop_that_fills_a_buffer_and_knows_no_end_is_reported(string code) => Raises(code);

    [TestCase("int n = [|socket.Receive(buffer)|]; Console.WriteLine(Encoding.ASCII.GetString(buffer, 0, n));")]
    [TestCase("Console.WriteLine(Encoding.ASCII.GetString(buffer, 0, [|socket.Receive(buffer)|]));")]
    [TestCase("var n = [|client.GetStream().Read(buffer)|]; var text = Encoding.UTF8.GetString(buffer, 0, n); Console.WriteLine(text);")]
    public Task A_single_receive_that_is_decoded_untested_is_reported(string code) => Raises(code);

    [TestCase("int n; while ((n = [|stream.Read(buffer, 0, 10)|]) != -1) anyStream.Write(buffer, 0, n);")]
    [TestCase("int n = [|socket.Receive(buffer)|]; if (n < 0) return; anyStream.Write(buffer, 0, n);")]
    [TestCase("int n = [|socket.Receive(buffer)|]; bool ended = n == 0; anyStream.Write(buffer, 0, n);")]
    [TestCase("int n; while ((n = [|socket.Receive(buffer)|]) >= 0) anyStream.Write(buffer, 0, n);")]
    public Task A_comparison_that_0_passes_like_any_count_is_no_test(string code) => Raises(code);

    [TestCase("int n = socket.Receive(buffer); if (n == 0) return; n = [|socket.Receive(buffer)|]; anyStream.Write(buffer, 0, n);")]
    public Task A_test_of_an_earlier_count_is_no_test_of_this_one(string code) => Raises(code);

    [TestCase("var reader = new StreamReader(stream); while (true) { var line = [|reader.ReadLine()|]; Console.WriteLine(line); }")]
    [TestCase("var reader = new StreamReader(client.GetStream()); var line = [|reader.ReadLine()|]!; Console.WriteLine(line.Length);")]
    [TestCase("using var reader = new StreamReader(stream); var parts = (await [|reader.ReadLineAsync()|])!.Split(' ');")]
    public Task A_line_used_without_a_test_for_null_is_reported(string code) => Raises(code);

    [TestCase("int n; while ((n = socket.Receive(buffer)) > 0) anyStream.Write(buffer, 0, n);")]
    [TestCase("int n; while ((n = socket.Receive(buffer)) != 0) anyStream.Write(buffer, 0, n);")]
    [TestCase("while (true) { var n = socket.Receive(buffer); if (n == 0) break; anyStream.Write(buffer, 0, n); }")]
    [TestCase("while (true) { var n = socket.Receive(buffer); if (n < 1) break; anyStream.Write(buffer, 0, n); }")]
    [TestCase("while (true) { var n = socket.Receive(buffer); if (n is 0) break; anyStream.Write(buffer, 0, n); }")]
    [TestCase("while (true) { var n = await stream.ReadAsync(buffer); if (n is not > 0) break; anyStream.Write(buffer, 0, n); }")]
    [TestCase("while (await stream.ReadAsync(buffer) is > 0 and var n) anyStream.Write(buffer, 0, n);")]
    [TestCase("int n; do { n = socket.Receive(buffer); anyStream.Write(buffer, 0, n); } while (n > 0);")]
    public Task A_count_tested_for_0_in_any_way_is_silent(string code) => Silent(code);

    [TestCase("var n = socket.Receive(buffer); switch (n) { case 0: return; } anyStream.Write(buffer, 0, n);")]
    [TestCase("var n = socket.Receive(buffer); Console.WriteLine(n switch { 0 => \"end\", _ => Encoding.ASCII.GetString(buffer, 0, n) });")]
    [TestCase("var n = stream.Read(buffer, 0, 4); if (n != buffer.Length) throw new IOException(); anyStream.Write(buffer, 0, n);")]
    [TestCase("var n = stream.Read(buffer, 0, 4); ArgumentOutOfRangeException.ThrowIfZero(n); anyStream.Write(buffer, 0, n);")]
    [TestCase("var n = socket.Receive(buffer); bool more = n > 0; while (more) { anyStream.Write(buffer, 0, n); more = false; }")]
    public Task A_switch_a_length_or_a_guard_is_a_test(string code) => Silent(code);

    [TestCase("int n, total = 0; while (total < 4 && (n = stream.Read(buffer, total, 4 - total)) > 0) total += n;")]
    [TestCase("int total = 0, n; while ((n = stream.Read(buffer, total, 4 - total)) > 0 && (total += n) < 4) { }")]
    [TestCase(
        "int total = 0, before; do { before = total; total += stream.Read(buffer, total, 4 - total); if (total == before) break; } while (total < 4);"
    )]
    public Task A_filling_loop_that_stops_at_the_end_is_silent(string code) => Silent(code);

    [TestCase("void Use(int n) { } Use(socket.Receive(buffer));")]
    [TestCase("void Use(ReadOnlySpan<byte> piece) { } while (true) { var n = socket.Receive(buffer); Use(buffer.AsSpan(0, n)); }")]
    [TestCase("var n = socket.Receive(buffer); Action later = () => Console.WriteLine(n);")]
    [TestCase(
        "while (true) { var text = Encoding.ASCII.GetString(buffer, 0, socket.Receive(buffer)); if (text.Length == 0) break; Console.Write(text); }"
    )]
    [TestCase(
        "while (true) { var piece = buffer.AsMemory(0, socket.Receive(buffer)); if (piece.IsEmpty) break; Console.Write(piece.Length); }")]
    public Task A_count_or_its_slice_that_goes_to_somebody_who_may_test_it_is_silent(string code) => Silent(code);

    [TestCase("public int Get(Socket s, byte[] b) { var n = s.Receive(b); return n; }")]
    [TestCase("private int count; public void Get(Socket s, byte[] b) { count = s.Receive(b); }")]
    [TestCase("public void Get(Socket s, byte[] b, out int n) { n = s.Receive(b); }")]
    [TestCase("public IEnumerable<int> Get(Socket s, byte[] b) { while (true) yield return s.Receive(b); }")]
    public Task A_count_that_others_see_is_silent(string code) => Silent(code);

    [TestCase(
        "var s = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp); while (true) { var n = s.Receive(buffer); anyStream.Write(buffer, 0, n); }"
    )]
    [TestCase(
        "EndPoint from = new IPEndPoint(IPAddress.Any, 0); while (true) { var n = socket.ReceiveFrom(buffer, ref from); anyStream.Write(buffer, 0, n); }"
    )]
    [TestCase("while (true) { var n = udp.Client.Receive(buffer); anyStream.Write(buffer, 0, n); }")]
    public Task An_empty_datagram_is_no_end(string code) => Silent(code);

    [TestCase(
        "using var memory = new MemoryStream(buffer); while (true) { var n = memory.Read(buffer, 0, 4); anyStream.Write(buffer, 0, n); }")]
    [TestCase("while (true) { var n = anyStream.Read(buffer, 0, 4); Console.WriteLine(buffer[n]); }")]
    [TestCase("stream.ReadExactly(buffer, 0, 4); Console.WriteLine(buffer[0]);")]
    [TestCase("int n = stream.ReadAtLeast(buffer, 4); Console.WriteLine(Encoding.ASCII.GetString(buffer, 0, n));")]
    public Task Other_streams_and_calls_that_throw_at_the_end_are_silent(string code) => Silent(code);

    [TestCase("var reader = new StreamReader(stream); string? line; while ((line = reader.ReadLine()) != null) Console.WriteLine(line);")]
    [TestCase("var reader = new StreamReader(stream); while (reader.ReadLine() is { } line) Console.WriteLine(line);")]
    [TestCase("var reader = new StreamReader(stream); while (await reader.ReadLineAsync() is string line) Console.WriteLine(line);")]
    [TestCase(
        "var reader = new StreamReader(stream); var line = reader.ReadLine() ?? throw new EndOfStreamException(); Console.WriteLine(line);"
    )]
    [TestCase("var reader = new StreamReader(stream); Console.WriteLine(reader.ReadLine()?.Length);")]
    [TestCase(
        "var reader = new StreamReader(stream); var line = reader.ReadLine(); if (string.IsNullOrEmpty(line)) return; Console.WriteLine(line.Length);"
    )]
    [TestCase("var reader = new StreamReader(stream); reader.ReadLine();")]
    [TestCase("while (true) { var line = Console.ReadLine(); Console.WriteLine(line); }")]
    [TestCase("var reader = new StreamReader(anyStream); while (true) { var line = reader.ReadLine(); Console.WriteLine(line); }")]
    [TestCase(
        "var l = new TcpListener(IPAddress.Loopback, 0); while (true) { using var c = l.AcceptTcpClient(); using var reader = new StreamReader(c.GetStream()); var line = reader.ReadLine(); if (string.IsNullOrEmpty(line)) continue; Console.WriteLine(line); }"
    )]
    public Task A_line_that_is_tested_or_not_from_the_network_is_silent(string code) => Silent(code);

    [TestCase(
        "var text = new StringBuilder(); while (true) { int next = [|stream.ReadByte()|]; if (next == '\\n') break; text.Append((char)next); }"
    )]
    [TestCase("var text = \"\"; int next; while ((next = [|stream.ReadByte()|]) != '\\n') text += (char)next;")]
    [TestCase("var kind = (byte)[|tls.ReadByte()|]; Console.WriteLine(kind);")]
    public Task A_byte_used_without_a_test_for_minus_one_is_reported(string code) => Raises(code);

    [TestCase("int next; while ((next = stream.ReadByte()) != -1) Console.Write((char)next);")]
    [TestCase("while (true) { int next = stream.ReadByte(); if (next < 0) break; Console.Write((char)next); }")]
    [TestCase("if (stream.ReadByte() != 1) throw new IOException();")]
    [TestCase("while (stream.ReadByte() is >= 0 and var next) Console.Write((char)next);")]
    [TestCase("int next = anyStream.ReadByte(); Console.Write((char)next);")]
    [TestCase("var kind = stream.ReadByte(); if (kind == -1) return; Console.Write((char)kind);")]
    public Task A_byte_tested_or_compared_or_from_elsewhere_is_silent(string code) => Silent(code);

    private const string Ask =
        "int Ask(Socket s, byte[] b) { for (var i = 0; i < 4; i++) { try { return s.Receive(b); } catch (SocketException) { Console.WriteLine(i); } } return -1; } ";

    [TestCase(Ask + "var n = [|Ask(socket, buffer)|]; if (n != 4) { Console.WriteLine($\"{n} bytes\"); return; }")]
    [TestCase(Ask + "var n = [|Ask(socket, buffer)|]; anyStream.Write(buffer, 0, n);")]
    public Task A_number_below_zero_that_a_helper_returns_is_to_be_tested(string code) => Raises(code);

    [TestCase(Ask + "var n = Ask(socket, buffer); if (n == -1) return; Console.WriteLine($\"{n} bytes\");")]
    [TestCase(Ask + "var n = Ask(socket, buffer); if (n <= 0) return; anyStream.Write(buffer, 0, n);")]
    [TestCase(Ask + "if (Ask(socket, buffer) != 4) return; anyStream.Write(buffer, 0, 4);")]
    [TestCase("int n = socket.Receive(buffer); if (n != 4) throw new IOException(); Console.WriteLine(BitConverter.ToInt32(buffer, 0));")]
    [TestCase("int n = socket.Receive(buffer); if (n == 4) Console.WriteLine(BitConverter.ToInt32(buffer, 0));")]
    public Task A_helper_s_answer_that_is_tested_and_a_count_equal_to_a_size_are_silent(string code) => Silent(code);

    [Test]
    public Task A_stream_that_all_callers_of_a_private_method_take_from_the_network_is_one() => Raises("""
        public static void Go(TcpClient c, Stream to) { using var s = new BufferedStream(c.GetStream()); Save(s, to); }
        private static void Save(Stream from, Stream to)
        {
            var buffer = new byte[100];
            while (true) { var n = [|from.Read(buffer, 0, 100)|]; to.Write(buffer, 0, n); }
        }
        """);

    [Test]
    public Task A_stream_that_one_caller_takes_from_elsewhere_is_silent() => Silent("""
        public static void Go(TcpClient c, Stream to) { Save(c.GetStream(), to); Save(new MemoryStream(), to); }
        private static void Save(Stream from, Stream to)
        {
            var buffer = new byte[100];
            while (true) { var n = from.Read(buffer, 0, 100); to.Write(buffer, 0, n); }
        }
        """);

    [Test]
    public Task A_recursive_callback_that_tests_the_count_is_silent() => Silent("""
        AsyncCallback callback = null!;
        callback = result =>
        {
            var n = socket.EndReceive(result);
            if (n == 0) return;
            anyStream.Write(buffer, 0, n);
            socket.BeginReceive(buffer, 0, 10, SocketFlags.None, callback, null);
        };
        socket.BeginReceive(buffer, 0, 10, SocketFlags.None, callback, null);
        """);

    [Test]
    public Task A_count_tested_in_a_finally_is_silent() => Silent("""
        var n = 0;
        try { n = socket.Receive(buffer); anyStream.Write(buffer, 0, n); }
        finally { if (n == 0) Console.WriteLine("finished"); }
        """);

    [Test]
    public Task The_fix_leaves_an_endless_loop_and_throws_elsewhere() => Fixes<SOCK002_EndOfStreamNotTestedFix>(
        """
        while (true)
        {
            int n = [|socket.Receive(buffer)|];
            anyStream.Write(buffer, 0, n);
        }
        """,
        """
        while (true)
        {
            int n = socket.Receive(buffer);
            if (n == 0)
                break;
            anyStream.Write(buffer, 0, n);
        }
        """);

    [Test]
    public Task The_fix_throws_in_a_loop_that_still_needs_data() => Fixes<SOCK002_EndOfStreamNotTestedFix>(
        """
        int total = 0;
        while (total < 4)
        {
            total += [|socket.Receive(buffer, total, 4 - total, SocketFlags.None)|];
        }
        var last = [|socket.Receive(buffer)|];
        anyStream.Write(buffer, 0, last);
        """,
        """
        int total = 0;
        while (total < 4)
        {
            var received = socket.Receive(buffer, total, 4 - total, SocketFlags.None);
            if (received == 0)
                throw new EndOfStreamException();
            total += received;
        }
        var last = socket.Receive(buffer);
        if (last == 0)
            throw new EndOfStreamException();
        anyStream.Write(buffer, 0, last);
        """);

    [Test]
    public Task The_fix_corrects_a_comparison_and_tests_a_line_for_null() => Fixes<SOCK002_EndOfStreamNotTestedFix>(
        """
        int n;
        while ((n = [|stream.Read(buffer, 0, 10)|]) != -1) anyStream.Write(buffer, 0, n);
        var reader = new StreamReader(stream);
        var line = [|reader.ReadLine()|];
        Console.WriteLine(line.Length);
        """,
        """
        int n;
        while ((n = stream.Read(buffer, 0, 10)) > 0) anyStream.Write(buffer, 0, n);
        var reader = new StreamReader(stream);
        var line = reader.ReadLine();
        if (line is null)
            throw new EndOfStreamException();
        Console.WriteLine(line.Length);
        """);

    [Test]
    public Task The_fix_tests_a_byte_for_its_own_end() => Fixes<SOCK002_EndOfStreamNotTestedFix>(
        """
        int b;
        var text = "";
        while ((b = [|stream.ReadByte()|]) != '\n') text += (char)b;
        var next = (char)[|stream.ReadByte()|];
        Console.WriteLine(text + next);
        """,
        """
        int b;
        var text = "";
        while ((b = stream.ReadByte()) != '\n')
        {
            if (b == -1)
                throw new EndOfStreamException();
            text += (char)b;
        }
        var read = stream.ReadByte();
        if (read == -1)
            throw new EndOfStreamException();
        var next = (char)read;
        Console.WriteLine(text + next);
        """);

    [Test]
    public Task The_fix_returns_from_a_callback_that_would_receive_again() => Fixes<SOCK002_EndOfStreamNotTestedFix>(
        """
        public void More(IAsyncResult result)
        {
            var s = (Socket)result.AsyncState!;
            var n = [|s.EndReceive(result)|];
            Console.Write(Encoding.ASCII.GetString(bytes, 0, n));
            s.BeginReceive(bytes, 0, 9, SocketFlags.None, More, s);
        }
        private readonly byte[] bytes = new byte[9];
        """,
        """
        public void More(IAsyncResult result)
        {
            var s = (Socket)result.AsyncState!;
            var n = s.EndReceive(result);
            if (n == 0)
                return;
            Console.Write(Encoding.ASCII.GetString(bytes, 0, n));
            s.BeginReceive(bytes, 0, 9, SocketFlags.None, More, s);
        }
        private readonly byte[] bytes = new byte[9];
        """);

    [TestCase(
        "var total = Run(socket); Console.WriteLine(total); int Run(Socket s) { var b = new byte[9]; int all = 0; while (true) { int n = [|s.Receive(b)|]; Console.Write(Encoding.ASCII.GetString(b, 0, n)); all += n; } }"
    )]
    [TestCase(
        "var b = new byte[9]; long all = 0; while (true) { int n = [|socket.Receive(b)|]; int right = b.AsSpan(0, n).CommonPrefixLength(buffer); if (right < n) return; all += n; }"
    )]
    [TestCase(
        "var b = new byte[9]; while (true) { int n = [|socket.Receive(b)|]; Console.Write(Piece(n).Length); } ReadOnlySpan<byte> Piece(int length) => buffer.AsSpan(0, length);"
    )]
    [TestCase(
        "public static void Talk(NetworkStream stream) { var first = [|Next(stream)|]; Console.Write((char)first); } private static int Next(NetworkStream stream) { try { return stream.ReadByte(); } catch (IOException) { return -1; } }"
    )]
    [TestCase(
        "#nullable enable\nclass Program { static void Talk(Socket s) { byte[]? m; while ((m = [|Next(s)|]) != null) Console.Write(m.Length); } static byte[]? Next(Socket s) { var b = new byte[4]; int n = s.Receive(b); if (n < 4) throw new EndOfStreamException(); return b; } }"
    )]
    [TestCase(
        "#nullable enable\nclass Program { static async Task Talk(Socket s) { while (await [|Next(s)|] is { } m) Console.Write(m.Length); } static async Task<byte[]?> Next(Socket s) { var b = new byte[4]; int n = await s.ReceiveAsync(b); return n == 4 ? b : throw new EndOfStreamException(); } }"
    )]
    public Task An_end_that_has_no_way_out_is_reported(string code) => Raises(code);

    [TestCase(
        "var total = Run(socket); Console.WriteLine(total); int Run(Socket s) { var b = new byte[9]; int all = 0; while (true) { int n = s.Receive(b); if (n == 0) return all; all += n; } }"
    )]
    [TestCase(
        "var b = new byte[9]; while (true) { int n = socket.Receive(b); if (n == 0) return; int right = b.AsSpan(0, n).CommonPrefixLength(buffer); if (right < n) return; }"
    )]
    [TestCase(
        "var b = new byte[9]; while (true) { int n = socket.Receive(b); if (!Piece(n)) return; } bool Piece(int length) => length > 0;")]
    [TestCase(
        "var b = new byte[9]; while (true) { int n = socket.Receive(b); Piece(n); } void Piece(int length) { if (length == 0) throw new EndOfStreamException(); }"
    )]
    [TestCase(
        "public static void Talk(NetworkStream stream) { var first = Next(stream); if (first == -1) return; Console.Write((char)first); } private static int Next(NetworkStream stream) { try { return stream.ReadByte(); } catch (IOException) { return -1; } }"
    )]
    [TestCase(
        "#nullable enable\nclass Program { static void Talk(Socket s) { byte[]? m; while ((m = Next(s)) != null) Console.Write(m.Length); } static byte[]? Next(Socket s) { var b = new byte[4]; int n = s.Receive(b); if (n == 0) return null; if (n < 4) throw new EndOfStreamException(); return b; } }"
    )]
    [TestCase(
        "class Program { static void Talk(Socket s) { byte[] m; while ((m = Next(s)) != null) Console.Write(m.Length); } static byte[] Next(Socket s) { var b = new byte[4]; int n = s.Receive(b); if (n < 4) throw new EndOfStreamException(); return b; } }"
    )]
    public Task An_end_that_has_a_way_out_is_silent(string code) => Silent(code);

    [TestCase("using var r = new StreamReader(stream); while (!r.EndOfStream) Console.WriteLine(r.ReadLine()!.Trim());")]
    [TestCase(
        "using var r = new StreamReader(stream); while (r.Peek() >= 0) { var line = r.ReadLine(); Console.WriteLine(line!.Length); }")]
    [TestCase(
        "using var r = new StreamReader(stream); do { var line = await r.ReadLineAsync(); Console.WriteLine(line!.Length); } while (!r.EndOfStream);"
    )]
    [TestCase(
        "using var r = new StreamReader(stream); while (true) { if (r.EndOfStream) break; var line = r.ReadLine(); Console.WriteLine(line.Length); }"
    )]
    public Task A_reader_that_is_asked_for_its_end_is_silent(string code) => Silent(code);

    [TestCase("var done = new TaskCompletionSource<int>(); socket.BeginReceive(buffer, 0, 9, SocketFlags.None, r => { try { done.TrySetResult(socket.EndReceive(r)); } catch (SocketException e) { done.TrySetException(e); } }, null);")]
    [TestCase("var done = new TaskCompletionSource<int>(); var n = socket.Receive(buffer); done.SetResult(n);")]
    public Task A_count_that_a_task_brings_to_its_caller_is_silent(string code) => Silent(code);

    [TestCase(
        "Action<long> seen = t => { if (t > 99) socket.Close(); }; long total = 0; while (true) { var n = socket.Receive(buffer); seen(total += n); anyStream.Write(buffer, 0, n); }")]
    [TestCase(
        "var sums = new List<long>(); long total = 0; while (true) { var n = socket.Receive(buffer); sums.Add(total += n); anyStream.Write(buffer, 0, n); }")]
    [TestCase(
        "long seen = 0; long total = 0; while (true) { var n = socket.Receive(buffer); Volatile.Write(ref seen, total += n); anyStream.Write(buffer, 0, n); }")]
    public Task A_sum_that_other_code_is_shown_is_silent(string code) => Silent(code);

    [TestCase(
        "IProgress<long>? bar = null; long total = 0; while (true) { var n = [|socket.Receive(buffer)|]; bar?.Report(total += n); anyStream.Write(buffer, 0, n); }")]
    public Task A_sum_that_is_only_reported_is_no_test(string code) => Raises(code);

    [TestCase(
        "using var reader = new StreamReader(stream); foreach (var order in args) { if (reader.ReadLine()?.Split(' ') is [\"250\", ..]) Console.WriteLine(order); }"
    )]
    [TestCase(
        "using var reader = new StreamReader(stream); for (var tries = 0; tries < 3; tries++) if (reader.ReadLine()?.Split(' ') is [var code, ..]) { Console.WriteLine(code); return; }"
    )]
    public Task Without_a_line_a_loop_with_an_end_of_its_own_goes_on_to_it(string code) => Silent(code);

    [TestCase(
        "static void Serve(TcpListener door) { while (true) { using var guest = door.AcceptTcpClient(); using var reader = new StreamReader(guest.GetStream()); var line = Next(reader); if (line is null) continue; Console.WriteLine(line); } }\nstatic string? Next(TextReader reader) => reader.ReadLine();"
    )]
    [TestCase(
        "static void Serve(Socket socket) { while (true) { var line = Ask(); if (line is null) continue; Console.WriteLine(line); } }\nstatic string? Ask() => Console.In.ReadLine();"
    )]
    public Task A_helper_that_reads_from_another_reader_each_turn_or_from_no_peer_is_silent(string code) => Silent(code);

    [TestCase(
        "static void Serve(NetworkStream stream) { using var reader = new StreamReader(stream); string? line; do { line = reader.ReadLine(); Console.WriteLine(Answer(line ?? \"\")); } while (line != \"quit\"); }\nstatic string Answer(string line) => int.Parse(line).ToString();"
    )]
    [TestCase(
        "static readonly Dictionary<string, string> Answers = [];\nstatic void Serve(NetworkStream stream) { using var reader = new StreamReader(stream); string? line; do { line = reader.ReadLine(); Console.WriteLine(Answer(line ?? \"\")); } while (line != \"quit\"); }\nstatic string Answer(string line) => Answers[line];"
    )]
    public Task A_helper_that_fails_on_an_empty_text_ends_the_loop(string code) => Silent(code);

    [TestCase(
        "static void Serve(TextReader input, Socket socket) { while (true) { var line = input.ReadLine(); if (line == \"quit\") break; Console.WriteLine(line); } }\nstatic void Run(Socket socket) => Serve(Console.In, socket);"
    )]
    [TestCase(
        "static void Fill(Stream from, byte[] all, Socket socket) { var have = 0; while (have < all.Length) have += from.Read(all, have, all.Length - have); }\nstatic void Run(Socket socket, byte[] all) => Fill(new MemoryStream(all), all, socket);"
    )]
    public Task What_the_callers_read_from_this_machine_has_no_peer(string code) => Silent(code);
}

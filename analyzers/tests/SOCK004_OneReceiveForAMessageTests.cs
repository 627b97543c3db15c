using Kata.CodeFixes;
using NUnit.Framework;

namespace Kata.Analyzers.Tests;

public class SOCK004_OneReceiveForAMessageTests() : RuleTests("SOCK004")
{
    [TestCase("int n = [|socket.Receive(buffer)|]; if (n == 0) return; Console.WriteLine(BinaryPrimitives.ReadUInt32BigEndian(buffer));")]
    [TestCase(
        "int n = [|socket.Receive(buffer)|]; if (n == 0) return; Console.WriteLine(BinaryPrimitives.ReadUInt32BigEndian(buffer.AsSpan(4)));"
    )]
    [TestCase("int n = [|stream.Read(buffer, 0, 4)|]; if (n == 0) return; Console.WriteLine(BitConverter.ToInt32(buffer, 0));")]
    [TestCase("int n = await [|stream.ReadAsync(buffer)|]; if (n == 0) return; Console.WriteLine(buffer[0] << 8 | buffer[1]);")]
    [TestCase("Span<byte> header = stackalloc byte[4]; if ([|stream.Read(header)|] == 0) return; Console.WriteLine(header[3]);")]
    public Task Fixed_places_parsed_after_one_receive_are_reported(string code) => Raises(code);

    [TestCase(
        "var total = 0; while (total < 100) { var n = [|socket.Receive(buffer)|]; if (n == 0) break; total += n; } anyStream.Write(buffer, 0, total);"
    )]
    [TestCase(
        "var total = 0; while (total < 100) { var n = [|stream.Read(buffer, 0, 100 - total)|]; if (n == 0) break; total += n; } Console.WriteLine(buffer[0]);"
    )]
    public Task A_loop_that_receives_at_the_same_offset_is_reported(string code) => Raises(code);

    [TestCase("while ([|stream.DataAvailable|]) { var n = stream.Read(buffer, 0, 10); anyStream.Write(buffer, 0, n); }")]
    [TestCase("int n; do { n = stream.Read(buffer, 0, 10); anyStream.Write(buffer, 0, n); } while ([|stream.DataAvailable|]);")]
    [TestCase("while ([|socket.Available|] > 0) { var n = socket.Receive(buffer); anyStream.Write(buffer, 0, n); }")]
    [TestCase(
        "var s = client.GetStream(); do { var n = s.Read(buffer); anyStream.Write(buffer, 0, n); } while ([|client.Available|] > 0);")]
    public Task What_has_arrived_by_now_taken_for_the_end_is_reported(string code) => Raises(code);

    [TestCase("int n = socket.Receive(buffer); if (n < 4) return; Console.WriteLine(BinaryPrimitives.ReadUInt32BigEndian(buffer));")]
    [TestCase("int n = socket.Receive(buffer); if (n != 4) throw new IOException(); Console.WriteLine(BitConverter.ToInt32(buffer, 0));")]
    [TestCase("int n = socket.Receive(buffer); if (n != buffer.Length) return; Console.WriteLine(buffer[3]);")]
    [TestCase("stream.ReadExactly(buffer, 0, 4); Console.WriteLine(BitConverter.ToInt32(buffer, 0));")]
    [TestCase("stream.ReadAtLeast(buffer, 4); Console.WriteLine(BitConverter.ToInt32(buffer, 0));")]
    public Task A_length_that_is_checked_is_silent(string code) => Silent(code);

    [TestCase(
        "var total = 0; while (total < 4) { var n = socket.Receive(buffer, total, 4 - total, SocketFlags.None); if (n == 0) return; total += n; } Console.WriteLine(BitConverter.ToInt32(buffer, 0));"
    )]
    [TestCase(
        "var total = 0; while (total < 4) { var n = await stream.ReadAsync(buffer.AsMemory(total, 4 - total)); if (n == 0) return; total += n; } Console.WriteLine(BitConverter.ToInt32(buffer, 0));"
    )]
    [TestCase(
        "var total = 0; while (total < 100) { var n = socket.Receive(buffer); if (n == 0) break; anyStream.Write(buffer, 0, n); total += n; }"
    )]
    [TestCase("var total = 0; int n; while ((n = socket.Receive(buffer)) > 0) { total += n; } Console.WriteLine(total);")]
    public Task A_loop_that_fills_or_uses_each_piece_is_silent(string code) => Silent(code);

    [TestCase("int n = socket.Receive(buffer); if (n == 0) return; Console.WriteLine(buffer[0]);")]
    [TestCase("var one = new byte[1]; if (socket.Receive(one) == 0) return; Console.WriteLine(one[0]);")]
    [TestCase("int n = socket.Receive(buffer); if (n == 0) return; for (var i = 0; i < n; i++) Console.WriteLine(buffer[i]);")]
    [TestCase("int n = socket.Receive(buffer); if (n == 0) return; Console.WriteLine(Encoding.ASCII.GetString(buffer, 0, n));")]
    public Task One_byte_and_what_came_are_silent(string code) => Silent(code);

    [TestCase(
        "EndPoint from = new IPEndPoint(IPAddress.Any, 0); int n = socket.ReceiveFrom(buffer, ref from); Console.WriteLine(BitConverter.ToInt32(buffer, 0) + n);"
    )]
    [TestCase(
        "var s = new Socket(SocketType.Dgram, ProtocolType.Udp); int n = s.Receive(buffer); if (n == 0) return; Console.WriteLine(BitConverter.ToInt32(buffer, 0));"
    )]
    [TestCase("int n = anyStream.Read(buffer, 0, 4); if (n == 0) return; Console.WriteLine(BitConverter.ToInt32(buffer, 0));")]
    [TestCase("if (stream.DataAvailable) { var n = stream.Read(buffer, 0, 10); anyStream.Write(buffer, 0, n); }")]
    [TestCase("while (!stream.DataAvailable) Thread.Yield();")]
    [TestCase(
        "bool Enough(int n) => n >= 4; int n = socket.Receive(buffer); if (!Enough(n)) return; Console.WriteLine(BitConverter.ToInt32(buffer, 0));"
    )]
    public Task Datagrams_other_streams_and_helpers_are_silent(string code) => Silent(code);

    [TestCase(
        "long left = 9; var n = [|stream.Read(buffer, 0, (int)Math.Min(buffer.Length, left))|]; if (n == 0) throw new EndOfStreamException(); anyStream.Write(buffer, 0, n); left -= n;"
    )]
    [TestCase(
        "int Some(Socket s, byte[] b) { int n = s.Receive(b); return n; } int n = [|Some(socket, buffer)|]; if (n == 0) return; Console.WriteLine(BitConverter.ToInt32(buffer, 0));"
    )]
    public Task A_remainder_nobody_looks_at_and_a_helper_that_receives_once_are_reported(string code) => Raises(code);

    [TestCase(
        "long left = 9; while (left > 0) { var n = stream.Read(buffer, 0, (int)Math.Min(buffer.Length, left)); if (n == 0) throw new EndOfStreamException(); left -= n; }"
    )]
    [TestCase(
        "long left = 9; var n = stream.Read(buffer, 0, (int)Math.Min(buffer.Length, left)); if (n == 0) return; left -= n; if (left > 0) throw new IOException();"
    )]
    [TestCase(
        "int Some(Socket s, byte[] b) { int n = s.Receive(b); return n; } int n = Some(socket, buffer); if (n < 4) return; Console.WriteLine(BitConverter.ToInt32(buffer, 0));"
    )]
    public Task A_remainder_or_a_helper_s_count_that_is_compared_is_silent(string code) => Silent(code);

    [TestCase(
        "int n = [|socket.Receive(buffer)|]; if (n == 0) return; var parts = Encoding.ASCII.GetString(buffer, 0, n).Split(' '); Console.WriteLine(parts[1]);"
    )]
    [TestCase(
        "int n = [|socket.Receive(buffer)|]; if (n == 0) return; Console.WriteLine(int.Parse(Encoding.ASCII.GetString(buffer, 0, n)));")]
    [TestCase(
        "int n = await [|stream.ReadAsync(buffer)|]; if (n == 0) return; var text = Encoding.ASCII.GetString(buffer, 0, n).Trim(); Console.WriteLine(long.Parse(text));"
    )]
    public Task Text_of_one_receive_taken_apart_is_reported(string code) => Raises(code);

    [TestCase(
        "int n = socket.Receive(buffer); if (n == 0) return; var text = Encoding.ASCII.GetString(buffer, 0, n); if (!text.EndsWith('\\n')) return; Console.WriteLine(int.Parse(text));"
    )]
    [TestCase("int n = socket.Receive(buffer); if (n < 9) return; Console.WriteLine(int.Parse(Encoding.ASCII.GetString(buffer, 0, n)));")]
    [TestCase(
        "var all = \"\"; int n; while ((n = socket.Receive(buffer)) > 0) all += Encoding.ASCII.GetString(buffer, 0, n); Console.WriteLine(int.Parse(all));"
    )]
    [TestCase(
        "void More(Socket s) { } int n = socket.Receive(buffer); if (n == 0) return; More(socket); Console.WriteLine(int.Parse(Encoding.ASCII.GetString(buffer, 0, n)));"
    )]
    [TestCase(
        "int n = socket.Receive(buffer); if (n == 0) return; Console.WriteLine(Encoding.ASCII.GetString(buffer, 0, n).ToUpperInvariant());"
    )]
    [TestCase(
        "using var s = new Socket(SocketType.Dgram, ProtocolType.Udp); int n = s.Receive(buffer); if (n == 0) return; Console.WriteLine(int.Parse(Encoding.ASCII.GetString(buffer, 0, n)));"
    )]
    [TestCase(
        "int n = anyStream.Read(buffer, 0, 9); if (n == 0) return; Console.WriteLine(int.Parse(Encoding.ASCII.GetString(buffer, 0, n)));")]
    public Task Text_that_may_be_complete_is_silent(string code) => Silent(code);

    [Test]
    public Task The_fix_reads_as_much_as_is_parsed() => Fixes<SOCK004_OneReceiveForAMessageFix>(
        """
        int n = [|stream.Read(buffer, 0, 4)|];
        if (n == 0) return;
        Console.WriteLine(BitConverter.ToInt32(buffer, 0));
        int m = await [|stream.ReadAsync(buffer)|];
        if (m == 0) return;
        Console.WriteLine(BinaryPrimitives.ReadInt16BigEndian(buffer));
        """,
        """
        int n = stream.ReadAtLeast(buffer.AsSpan(0, 4), 4);
        if (n == 0) return;
        Console.WriteLine(BitConverter.ToInt32(buffer, 0));
        int m = await stream.ReadAtLeastAsync(buffer, 2);
        if (m == 0) return;
        Console.WriteLine(BinaryPrimitives.ReadInt16BigEndian(buffer));
        """);

    [Test]
    public Task The_fix_receives_behind_what_is_there() => Fixes<SOCK004_OneReceiveForAMessageFix>(
        """
        var total = 0;
        while (total < 100)
        {
            var n = [|socket.Receive(buffer)|];
            if (n == 0) break;
            total += n;
        }
        anyStream.Write(buffer, 0, total);
        """,
        """
        var total = 0;
        while (total < 100)
        {
            var n = socket.Receive(buffer, total, buffer.Length - total, SocketFlags.None);
            if (n == 0) break;
            total += n;
        }
        anyStream.Write(buffer, 0, total);
        """);

    [TestCase(
        "while (port > 0) { while (socket.Available > 0) { var n = socket.Receive(buffer); stream.Write(buffer, 0, n); } Thread.Sleep(10); }")]
    [TestCase(
        "while (port > 0) { try { while (socket.Available > 0) { var n = socket.Receive(buffer); foreach (var peer in new[] { stream }) peer.Write(buffer, 0, n); } } catch (IOException) { } Console.WriteLine(port); }")]
    [TestCase(
        "while (client.Connected) { while (stream.DataAvailable) { var all = new byte[9]; var n = stream.Read(all, 0, 9); Console.WriteLine(all[..n].Length); } await Task.Delay(9); }")]
    public Task A_poll_that_comes_back_is_silent(string code) => Silent(code);

    [TestCase(
        "while (port > 0) { while ([|socket.Available|] > 0) { var n = socket.Receive(buffer); anyStream.Write(buffer, 0, n); } Console.WriteLine(anyStream.Length); }")]
    [TestCase(
        "while (port > 0) { var text = \"\"; while ([|stream.DataAvailable|]) { var n = stream.Read(buffer, 0, 9); text += Encoding.ASCII.GetString(buffer, 0, n); } Console.WriteLine(text); }")]
    public Task A_poll_that_gathers_for_what_follows_is_reported(string code) => Raises(code);

    [TestCase(
        "var l = new TcpListener(IPAddress.Any, port); while (true) { using var c = l.AcceptTcpClient(); var s = c.GetStream(); while ([|s.DataAvailable|]) { var n = s.Read(buffer, 0, 9); anyStream.Write(buffer, 0, n); } }")]
    [TestCase(
        "for (var i = 0; i < port; i++) { var c = await socket.AcceptAsync(); while ([|c.Available|] > 0) { var n = c.Receive(buffer); anyStream.Write(buffer, 0, n); } }")]
    public Task A_poll_of_a_connection_that_each_turn_makes_is_reported(string code) => Raises(code);

    [TestCase(
        "while (port > 0) { var s = client.GetStream(); while (s.DataAvailable) { var n = s.Read(buffer, 0, 9); anyStream.Write(buffer, 0, n); } }")]
    [TestCase(
        "var all = new List<Socket>(); while (port > 0) { var c = all[0]; while (c.Available > 0) { var n = c.Receive(buffer); anyStream.Write(buffer, 0, n); } }")]
    public Task A_poll_of_a_connection_from_outside_is_silent(string code) => Silent(code);

    [TestCase(
        "stream.ReadExactly(buffer, 0, 4); var size = BinaryPrimitives.ReadInt32BigEndian(buffer); var body = new byte[size]; var n = stream.Read(body, 0, size); if (n == 0) return; stream.ReadExactly(body, n, size - n); Console.WriteLine(Encoding.ASCII.GetString(body));")]
    [TestCase(
        "stream.ReadExactly(buffer, 0, 4); var size = BinaryPrimitives.ReadInt32BigEndian(buffer); var body = new byte[size]; var n = stream.Read(body); if (n == 0) return; stream.ReadExactly(body.AsSpan(n)); Console.WriteLine(Encoding.ASCII.GetString(body));")]
    [TestCase(
        "stream.ReadExactly(buffer, 0, 4); var size = BinaryPrimitives.ReadInt32BigEndian(buffer); var body = new byte[size]; var n = await stream.ReadAsync(body, 0, size); if (n == 0) return; var rest = body.AsMemory(n); await stream.ReadExactlyAsync(rest); Console.WriteLine(Encoding.ASCII.GetString(body));")]
    public Task A_body_whose_rest_is_filled_afterwards_is_silent(string code) => Silent(code);

    [TestCase(
        "var parts = new[] { port, 9 }; var size = parts[0] << 8 | parts[1]; var body = new byte[size]; var n = stream.Read(body, 0, size); if (n == 0) return; Console.WriteLine(Encoding.ASCII.GetString(body, 0, n));")]
    public Task A_length_that_is_put_together_of_own_numbers_is_silent(string code) => Silent(code);

    [TestCase("Trace(text); to.Send(Encoding.Latin1.GetBytes(text));", ShowsEach)]
    [TestCase("Trace(text);", ShowsEach)]
    [TestCase("Trace(text);", "{ var all = text.Split('\\n'); foreach (var line in all) if (line.Length > 0) Console.WriteLine(line); }")]
    [TestCase("Trace(text);", "=> Console.WriteLine(text.Split('\\n').Length - 1);")]
    [TestCase("Trace(text);", "=> Console.WriteLine(string.Join('|', text.Split('\\n')));")]
    [TestCase("Trace(text); to.Send(Encoding.Latin1.GetBytes(text));", Stores)]
    [TestCase("Trace(text, to);",
        "{ foreach (var line in text.Split('\\n')) kept.Add(line); to.Send(Encoding.Latin1.GetBytes(text)); }")]
    public Task A_helper_that_logs_or_counts_pieces_is_silent(string uses, string helper) => Silent(Relay("from.Receive(b)", uses, helper));

    [TestCase("Trace(text);", Stores)]
    [TestCase("Trace(text);", "{ foreach (var line in text.Split('\\n')) { Console.WriteLine(line); kept.Add(line); } }")]
    [TestCase("Trace(text);", "{ var parts = text.Split(' '); Console.WriteLine(parts[1]); }")]
    public Task A_helper_that_wants_whole_lines_is_reported(string uses, string helper) =>
        Raises(Relay("[|from.Receive(b)|]", uses, helper));

    private const string ShowsEach = "{ foreach (var line in text.Split('\\n')) Console.WriteLine(\"> \" + line); }";

    private const string Stores = "{ foreach (var line in text.Split('\\n')) kept.Add(line); }";

    private static string Relay(string receive, string uses, string helper) =>
        $$"""
        class P
        {
            static List<string> kept = new();
            static void Run(Socket from, Socket to, byte[] b)
            {
                int n;
                while ((n = {{receive}}) > 0)
                {
                    var text = Encoding.Latin1.GetString(b, 0, n);
                    {{uses}}
                }
            }
            static void Trace(string text, Socket to = null) {{helper}}
        }
        """;

    [TestCase("buffer[0] = 6; socket.Send(buffer, 1, SocketFlags.None);")]
    [TestCase("Encoding.UTF8.GetBytes(host, buffer); socket.Send(buffer);")]
    [TestCase("BinaryPrimitives.WriteInt32BigEndian(buffer.AsSpan(0, 4), port); socket.Send(buffer);")]
    [TestCase("BitConverter.TryWriteBytes(buffer, port); socket.Send(buffer);")]
    [TestCase("new byte[4].CopyTo(buffer, 0); socket.Send(buffer);")]
    [TestCase("Array.Clear(buffer); socket.Send(buffer);")]
    [TestCase("buffer.AsSpan().Fill(7); socket.Send(buffer);")]
    public Task A_drained_buffer_that_is_written_anew_is_silent(string after) => Silent(Drain("socket.Receive(rest)", after));

    [TestCase("Console.WriteLine(buffer[0]);")]
    [TestCase("buffer.CopyTo(new byte[9], 0);")]
    [TestCase("Console.WriteLine(Encoding.UTF8.GetString(buffer));")]
    public Task A_buffer_rewritten_and_read_is_reported(string after) => Raises(Drain("[|socket.Receive(rest)|]", after));

    private static string Drain(string receive, string after) =>
        $$"""
        var skipped = 0;
        while (skipped < port)
        {
            var n = {{receive.Replace("rest", "buffer.AsSpan(0, Math.Min(port - skipped, buffer.Length))", StringComparison.Ordinal)}};
            if (n == 0)
                return;
            skipped += n;
        }
        {{after}}
        """;

    [TestCase(
        "static async Task Run(System.IO.Pipelines.PipeReader pipe, Socket socket) { while (true) { var result = await pipe.ReadAsync(); var all = result.Buffer; if (Encoding.ASCII.GetString(all) == \"HELLO\\r\\n\") { pipe.AdvanceTo(all.End); break; } if (result.IsCompleted) throw new EndOfStreamException(); pipe.AdvanceTo(all.Start, all.End); } }"
    )]
    public Task A_pipe_whose_text_is_compared_again_with_more_is_silent(string code) => Silent(code);
}

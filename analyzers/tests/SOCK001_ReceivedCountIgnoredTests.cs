using Kata.CodeFixes;
using NUnit.Framework;

namespace Kata.Analyzers.Tests;

public class SOCK001_ReceivedCountIgnoredTests() : RuleTests("SOCK001")
{
    [TestCase("[|socket.Receive(buffer)|];")]
    [TestCase("[|socket.Receive(buffer, 0, 10, SocketFlags.None)|];")]
    [TestCase("[|socket.Receive(buffer.AsSpan(3))|];")]
    [TestCase("[|socket.Receive(buffer, SocketFlags.None, out var error)|];")]
    [TestCase("[|stream.Read(buffer, 0, buffer.Length)|];")]
    [TestCase("[|tls.Read(buffer)|];")]
    [TestCase("[|client.GetStream().Read(buffer)|];")]
    [TestCase("[|client.Client.Receive(buffer)|];")]
    public Task A_count_dropped_by_a_statement_is_reported(string code) => Raises(code);

    [TestCase("_ = [|socket.Receive(buffer)|];")]
    [TestCase("_ = await [|stream.ReadAsync(buffer)|];")]
    [TestCase("_ = [|stream.ReadAsync(buffer)|];")]
    public Task A_discard_does_not_hide_it(string code) => Raises(code);

    [TestCase("int n = [|socket.Receive(buffer)|];")]
    [TestCase("int n; n = [|socket.Receive(buffer)|]; Console.WriteLine(buffer.Length);")]
    [TestCase("int n = 5; Console.WriteLine(n); n = [|socket.Receive(buffer)|];")]
    public Task A_local_that_is_never_read_is_reported(string code) => Raises(code);

    [TestCase("await [|stream.ReadAsync(buffer, 0, 10)|];")]
    [TestCase("await [|stream.ReadAsync(buffer.AsMemory(), CancellationToken.None)|].ConfigureAwait(false);")]
    [TestCase("await [|socket.ReceiveAsync(buffer, SocketFlags.None)|];")]
    [TestCase("await [|socket.ReceiveAsync(new ArraySegment<byte>(buffer), SocketFlags.None)|].ConfigureAwait(false);")]
    [TestCase("[|stream.ReadAsync(buffer, 0, 4)|].Wait();")]
    [TestCase("[|stream.ReadAsync(buffer, 0, 4)|].GetAwaiter().GetResult();")]
    [TestCase("[|stream.ReadAsync(buffer, 0, 4)|];")]
    [TestCase("var task = [|stream.ReadAsync(buffer, 0, 4)|];")]
    [TestCase("var task = [|stream.ReadAsync(buffer, 0, 4)|]; await task;")]
    public Task Async_forms_are_seen_through(string code) => Raises(code);

    [TestCase("client?[|.GetStream().Read(buffer, 0, 4)|];")]
    [TestCase("socket?[|.Receive(buffer)|];")]
    [TestCase("Action a = () => [|socket.Receive(buffer)|];")]
    [TestCase("Func<Task> a = async () => await [|stream.ReadAsync(buffer)|];")]
    [TestCase("void Local() => [|socket.Receive(buffer)|]; Local();")]
    [TestCase("stream.BeginRead(buffer, 0, 4, r => [|stream.EndRead(r)|], null);")]
    [TestCase("socket.BeginReceive(buffer, 0, 4, SocketFlags.None, r => { [|socket.EndReceive(r)|]; }, null);")]
    public Task Conditional_access_lambdas_and_callbacks_are_seen(string code) => Raises(code);

    private const string Fill =
        "int Fill(Socket s, byte[] b) { var have = 0; while (have < b.Length) { var n = s.Receive(b, have, b.Length - have, SocketFlags.None); if (n == 0) break; have += n; } return have; } ";
    private const string Print =
        "long Print(Socket s) { var b = new byte[9]; long all = 0; int n; while ((n = s.Receive(b)) > 0) { Console.WriteLine(n); all += n; } return all; } ";
    private const string Lines =
        "int Lines(StreamReader r) { var lines = 0; while (r.ReadLine() is { } line) { Console.WriteLine(line); lines++; } return lines; } ";
    private const string FillOrThrow =
        "int Fill(Socket s, byte[] b) { var have = 0; while (have < b.Length) { var n = s.Receive(b, have, b.Length - have, SocketFlags.None); if (n == 0) throw new EndOfStreamException(); have += n; } return have; } ";

    [TestCase(Fill + "[|Fill(socket, buffer)|]; anyStream.Write(buffer);")]
    [TestCase(Fill + "var have = [|Fill(socket, buffer)|]; anyStream.Write(buffer);")]
    [TestCase(Print + "var all = [|Print(socket)|];")]
    [TestCase(Lines + "int lines; try { lines = [|Lines(new StreamReader(client.GetStream()))|]; } catch (IOException) { return; }")]
    [TestCase("Task<int> Some(NetworkStream s, byte[] b) => s.ReadAsync(b, 0, 4); await [|Some(stream, buffer)|];")]
    public Task A_count_that_a_helper_returns_is_a_count(string code) => Raises(code);

    [TestCase(Fill + "if (Fill(socket, buffer) < buffer.Length) return; anyStream.Write(buffer);")]
    [TestCase(Print + "Print(socket);")]
    [TestCase(Lines + "if (Lines(new StreamReader(client.GetStream())) == 0) return;")]
    [TestCase(FillOrThrow + "Fill(socket, buffer); anyStream.Write(buffer);")]
    [TestCase(
        "int Number(Socket s, byte[] b) { var n = s.Receive(b); if (n < 4) return 0; return BinaryPrimitives.ReadInt32BigEndian(b); } Number(socket, buffer);"
    )]
    [TestCase("int Size(byte[] b) => b.Length; Size(buffer); socket.Receive(buffer).ToString();")]
    [TestCase("int Copy(Stream from, byte[] b) => from.Read(b, 0, 4); Copy(anyStream, buffer); socket.Send(buffer);")]
    [TestCase(Fill + "var task = Fill(socket, buffer) is var have && have == 4;")]
    public Task A_helper_s_count_that_is_used_or_tells_nothing_is_silent(string code) => Silent(code);

    [TestCase("var n = socket.Receive(buffer); var m = n; if (m == 0) return;")]
    [TestCase("Console.WriteLine(socket.Receive(buffer) > 0);")]
    [TestCase("var n = stream.Read(buffer, 0, 4); buffer.AsSpan(n).Clear();")]
    [TestCase("foreach (var n in new[] { socket.Receive(buffer) }) Console.WriteLine(n);")]
    [TestCase("object n = socket.Receive(buffer); Console.WriteLine(n);")]
    [TestCase("if (socket.Receive(buffer) is var n && n > 0) Console.WriteLine(n);")]
    [TestCase("using var memory = new MemoryStream(); memory.Read(buffer, 0, 4); socket.Send(buffer);")]
    [TestCase("stream.ReadExactly(buffer, 0, 4); await stream.ReadExactlyAsync(buffer);")]
    [TestCase("var n = socket.Receive(buffer); ArgumentOutOfRangeException.ThrowIfZero(n);")]
    [TestCase("var (n, _) = (socket.Receive(buffer), 1); Console.WriteLine(n);")]
    [TestCase("Console.WriteLine(await stream.ReadAsync(buffer) switch { 0 => \"end\", var n => $\"{n}\" });")]
    [TestCase("Func<int> receive = () => socket.Receive(buffer); Console.WriteLine(receive());")]
    [TestCase("var counts = new List<int> { socket.Receive(buffer) }; Console.WriteLine(counts.Count);")]
    [TestCase("Console.WriteLine($\"{socket.Receive(buffer)} bytes\");")]
    public Task What_is_used_in_other_ways_is_silent(string code) => Silent(code);

    [Test]
    public Task An_expression_body_is_seen() => Raises("public void Drain(Socket s, byte[] b) => [|s.Receive(b)|];");

    [TestCase(
        "class Link { public NetworkStream Wire = null!; } class User { public void Use(Link link, byte[] b) { [|link.Wire.Read(b)|]; } }")]
    [TestCase(
        "class Link { public NetworkStream Wire = null!; } class User { private Link link = null!; public void Use(byte[] b) { [|link.Wire.Read(b)|]; } }"
    )]
    [TestCase(
        "class Link { public NetworkStream Wire = null!; } class User { Link Open() => null!; public void Use(byte[] b) { [|Open().Wire.Read(b)|]; } }"
    )]
    [TestCase("class Base { protected NetworkStream Wire = null!; } class User : Base { public void Use(byte[] b) { [|Wire.Read(b)|]; } }")]
    [TestCase("class User(NetworkStream wire) { public void Use(byte[] b) { [|wire.Read(b)|]; } }")]
    [TestCase(
        "class User { public NetworkStream Wire { get; set; } = null!; public int First { get { [|Wire.Read(new byte[4])|]; return 1; } } }"
    )]
    public Task A_connection_out_of_sight_of_the_body_is_found(string code) => Raises(code);

    [Test]
    public Task A_stream_made_from_a_connection_is_known_for_one() =>
        Raises("Stream s = new BufferedStream(client.GetStream()); [|s.Read(buffer, 0, 4)|];");

    [Test]
    public Task The_source_of_a_datagram_may_matter_but_its_length_does_too() =>
        Raises("EndPoint from = new IPEndPoint(IPAddress.Any, 0); [|socket.ReceiveFrom(buffer, ref from)|];");

    [TestCase("public int Get(Socket s, byte[] b) => s.Receive(b);")]
    [TestCase("public int Get(Socket s, byte[] b) { var n = s.Receive(b); return n; }")]
    [TestCase("public async Task<int> Get(Stream s, byte[] b) => await s.ReadAsync(b);")]
    [TestCase("public Task<int> Get(NetworkStream s, byte[] b) => s.ReadAsync(b, 0, 4);")]
    public Task A_count_returned_to_the_caller_is_silent(string code) => Silent(code);

    [TestCase("private int count; public void Get(Socket s, byte[] b) { count = s.Receive(b); }")]
    [TestCase("public void Get(Socket s, byte[] b, out int n) { n = s.Receive(b); }")]
    [TestCase("public void Get(Socket s, byte[] b, ref int n) { n += s.Receive(b); }")]
    [TestCase("public int Count { get; set; } public void Get(Socket s, byte[] b) { Count = s.Receive(b); }")]
    public Task A_count_stored_for_others_is_silent(string code) => Silent(code);

    [TestCase("int n = socket.Receive(buffer); Console.WriteLine(n);")]
    [TestCase("if (socket.Receive(buffer) == 0) return;")]
    [TestCase("int n; while ((n = socket.Receive(buffer)) > 0) { }")]
    [TestCase("switch (socket.Receive(buffer)) { case 0: break; }")]
    [TestCase("var task = stream.ReadAsync(buffer, 0, 4); int n = await task; Console.WriteLine(n);")]
    [TestCase(
        "var task = stream.ReadAsync(buffer, 0, 4); await Task.WhenAny(task, Task.Delay(1)); if (task.IsCompleted) Console.WriteLine(task.Result);"
    )]
    [TestCase("int n = 0; Action a = () => n = socket.Receive(buffer); a(); Console.WriteLine(n);")]
    public Task A_count_that_is_used_is_silent(string code) => Silent(code);

    [TestCase("new MemoryStream(buffer).Read(buffer, 0, 4);")]
    [TestCase("anyStream.Read(buffer, 0, 4);")]
    [TestCase("using var file = File.OpenRead(host); file.Read(buffer, 0, 4);")]
    [TestCase("Stream s = port > 0 ? client.GetStream() : new MemoryStream(); s.Read(buffer, 0, 4);")]
    public Task A_stream_not_known_to_be_a_connection_is_silent(string code) => Silent(code);

    [TestCase("stream.ReadExactly(buffer, 0, 4);")]
    [TestCase("await stream.ReadExactlyAsync(buffer);")]
    [TestCase("socket.ReceiveAsync(new SocketAsyncEventArgs());")]
    [TestCase("udp.Send(buffer, 4);")]
    [TestCase("socket.Send(buffer);")]
    public Task A_call_that_fills_the_buffer_or_has_a_rule_of_its_own_is_silent(string code) => Silent(code);

    [TestCase("Task.Run(() => socket.Receive(buffer));")]
    [TestCase("Func<int> read = () => socket.Receive(buffer);")]
    public Task A_lambda_that_returns_the_count_is_silent(string code) => Silent(code);

    [Test]
    public Task The_fix_keeps_the_count_and_gives_readers_what_came() => Fixes<SOCK001_ReceivedCountIgnoredFix>(
        """
        [|socket.Receive(buffer)|]; // the greeting
        Console.WriteLine(Encoding.UTF8.GetString(buffer));
        while (true)
        {
            await [|stream.ReadAsync(buffer)|];
            anyStream.Write(buffer, 0, buffer.Length);
        }
        """,
        """
        var received = socket.Receive(buffer);
        if (received == 0)
            throw new EndOfStreamException(); // the greeting
        Console.WriteLine(Encoding.UTF8.GetString(buffer, 0, received));
        while (true)
        {
            var received2 = await stream.ReadAsync(buffer);
            if (received2 == 0)
                break;
            anyStream.Write(buffer, 0, received2);
        }
        """);

    [Test]
    public Task The_fix_reads_all_that_is_parsed() => Fixes<SOCK001_ReceivedCountIgnoredFix>(
        """
        var header = new byte[4];
        [|stream.Read(header, 0, 4)|];
        Console.WriteLine(BitConverter.ToInt32(header, 0));
        _ = await [|stream.ReadAsync(buffer.AsMemory())|].ConfigureAwait(false);
        Console.WriteLine(buffer[0] << 8 | buffer[1]);
        int n = [|socket.Receive(header)|];
        Console.WriteLine(BinaryPrimitives.ReadInt32BigEndian(header));
        """,
        """
        var header = new byte[4];
        stream.ReadExactly(header, 0, 4);
        Console.WriteLine(BitConverter.ToInt32(header, 0));
        await stream.ReadAtLeastAsync(buffer.AsMemory(), 2).ConfigureAwait(false);
        Console.WriteLine(buffer[0] << 8 | buffer[1]);
        for (var received = 0; received < header.Length;)
        {
            var count = socket.Receive(header, received, header.Length - received, SocketFlags.None);
            if (count == 0)
                throw new EndOfStreamException();
            received += count;
        }
        Console.WriteLine(BinaryPrimitives.ReadInt32BigEndian(header));
        """);

    [Test]
    public Task The_fix_fills_a_buffer_that_leaves_without_its_count_and_hands_a_token_on() => Fixes<SOCK001_ReceivedCountIgnoredFix>(
        """
        public async Task<byte[]> Take(NetworkStream s, int size, CancellationToken stop)
        {
            var bytes = new byte[size];
            await [|s.ReadAsync(bytes)|];
            return bytes;
        }
        public async Task Fill(Socket s, byte[] b, CancellationToken stop) => await [|s.ReceiveAsync(b, SocketFlags.None)|];
        """,
        """
        public async Task<byte[]> Take(NetworkStream s, int size, CancellationToken stop)
        {
            var bytes = new byte[size];
            await s.ReadExactlyAsync(bytes, stop);
            return bytes;
        }
        public async Task Fill(Socket s, byte[] b, CancellationToken stop)
        {
            for (var received = 0; received < b.Length;)
            {
                var count = await s.ReceiveAsync(b.AsMemory(received, b.Length - received), SocketFlags.None, stop);
                if (count == 0)
                    throw new EndOfStreamException();
                received += count;
            }
        }
        """);

    [Test]
    public Task The_fix_takes_an_empty_datagram_for_a_datagram() => Fixes<SOCK001_ReceivedCountIgnoredFix>(
        """
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        [|socket.ReceiveFrom(buffer, ref from)|];
        Console.WriteLine(Encoding.UTF8.GetString(buffer));
        """,
        """
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        var received = socket.ReceiveFrom(buffer, ref from);
        Console.WriteLine(Encoding.UTF8.GetString(buffer, 0, received));
        """);

    [Test]
    public Task The_fix_gives_a_block_on_one_line_its_lines() => Fixes<SOCK001_ReceivedCountIgnoredFix>(
        "Action a = () => { [|socket.Receive(buffer)|]; Console.WriteLine(Encoding.UTF8.GetString(buffer)); };",
        """
        Action a = () =>
        {
            var received = socket.Receive(buffer);
            if (received == 0)
                throw new EndOfStreamException();
            Console.WriteLine(Encoding.UTF8.GetString(buffer, 0, received));
        };
        """);

    [TestCase("stream.BeginRead(buffer, 0, 4, r => { [|stream.EndRead(r)|]; Console.WriteLine(Encoding.UTF8.GetString(buffer)); }, null);")]
    [TestCase(
        "EndPoint from = new IPEndPoint(IPAddress.Any, 0); [|socket.ReceiveFrom(buffer, ref from)|]; Console.WriteLine(BitConverter.ToInt32(buffer, 0));"
    )]
    [TestCase("var big = new byte[4096]; [|socket.Receive(big)|]; Use(big); void Use(byte[] b) { }")]
    [TestCase("[|stream.ReadAsync(buffer, 0, 4)|].Wait();")]
    public Task No_fix_is_offered_where_none_is_surely_right(string code) => NotFixed<SOCK001_ReceivedCountIgnoredFix>(code);

    [TestCase(
        "Task<long> receiving = [|All()|]; await Task.WhenAll(receiving, Task.Delay(1)); long all = await receiving; async Task<long> All() { long sum = 0; while (true) { int n = await socket.ReceiveAsync(buffer); if (n == 0) return sum; if (buffer[0] != 1) throw new InvalidDataException(); sum += n; } }"
    )]
    public Task A_sum_of_a_helper_that_gets_a_name_and_no_look_is_reported(string code) => Raises(code);

    [TestCase(
        "Task<long> receiving = All(); await Task.WhenAll(receiving, Task.Delay(1)); long all = await receiving; if (all < port) return; async Task<long> All() { long sum = 0; while (true) { int n = await socket.ReceiveAsync(buffer); if (n == 0) return sum; sum += n; } }"
    )]
    [TestCase(
        "Task<long> receiving = All(); await Task.WhenAll(receiving, Task.Delay(1)); async Task<long> All() { long sum = 0; while (true) { int n = await socket.ReceiveAsync(buffer); if (n == 0) return sum; sum += n; } }"
    )]
    public Task A_sum_that_is_looked_at_or_only_waited_for_is_silent(string code) => Silent(code);

    [TestCase("socket.Receive(new byte[0]);")]
    [TestCase("stream.Read([]);")]
    [TestCase("socket.Receive(Array.Empty<byte>(), 0, SocketFlags.None);")]
    [TestCase("socket.Receive(Span<byte>.Empty);")]
    [TestCase("socket.Receive(stackalloc byte[0]);")]
    [TestCase("await stream.ReadAsync(Memory<byte>.Empty);")]
    [TestCase("await stream.ReadAsync(default(Memory<byte>));")]
    [TestCase("await stream.ReadAsync(buffer, 0, 0);")]
    [TestCase("await stream.ReadAsync(buffer.AsMemory(0, 0), CancellationToken.None);")]
    [TestCase("await socket.ReceiveAsync(ArraySegment<byte>.Empty, SocketFlags.None);")]
    [TestCase("await socket.ReceiveAsync(new ArraySegment<byte>(buffer, 0, 0), SocketFlags.None);")]
    [TestCase("var nothing = new byte[0]; stream.Read(nothing, 0, nothing.Length);")]
    [TestCase("socket.Receive(buffer.AsSpan(0, 0));")]
    [TestCase("socket.Receive(buffer.AsSpan()[..0]);")]
    public Task A_receive_into_nothing_only_waits(string code) => Silent(code);

    private const string Asserts =
        "static class Assert { public static void Fail(string why) { } public static T Throws<T>(Action a) => throw new Exception(); public static Task ThrowsAsync<T>(Func<Task> a) => throw new Exception(); } ";

    [TestCase(
        "class Program { [System.Diagnostics.CodeAnalysis.DoesNotReturn] static void Fail() => throw new Exception(); static void Run(Socket s, byte[] b) { try { s.Receive(b); Fail(); } catch (SocketException) { } } }"
    )]
    [TestCase(
        "class Program { static void Fail() { throw new Exception(); } static void Run(Socket s, byte[] b) { try { s.Receive(b); Fail(); } catch (SocketException) { } } }"
    )]
    [TestCase(
        "class Program { static void Run(Socket s, byte[] b) { try { s.Receive(b); throw new InvalidOperationException(\"no\"); } catch (SocketException) { } } }"
    )]
    [TestCase(Asserts
            + "class Program { static void Run(Socket s, byte[] b) { try { s.Receive(b); Assert.Fail(\"no\"); } catch (SocketException) { } } }"
    )]
    [TestCase(Asserts + "class Program { static void Run(Socket s, byte[] b) { Assert.Throws<SocketException>(() => s.Receive(b)); } }")]
    [TestCase(
        Asserts + "class Program { static void Run(Socket s, byte[] b) { Assert.Throws<SocketException>(() => { s.Receive(b); }); } }")]
    [TestCase(Asserts
            + "class Program { static Task Run(NetworkStream s, byte[] b) => Assert.ThrowsAsync<IOException>(async () => await s.ReadAsync(b)); }"
    )]
    [TestCase(Asserts
            + "class Program { static void Run(Socket s, byte[] b) { Action act = () => s.Receive(b); Assert.Throws<SocketException>(act); } }"
    )]
    [TestCase(
        "class ExpectedExceptionAttribute(Type t) : Attribute { public Type Type => t; } class Program { [ExpectedException(typeof(SocketException))] public void Run(Socket s, byte[] b) { s.Receive(b); } }"
    )]
    public Task A_receive_that_is_meant_to_throw_is_silent(string code) => Silent(code);

    [TestCase("var junk = new byte[512]; while (socket.Available > 0) socket.Receive(junk);")]
    [TestCase("var junk = new byte[512]; while (stream.DataAvailable) { stream.Read(junk, 0, junk.Length); }")]
    [TestCase("if (client.Available > 0) client.GetStream().Read(new byte[client.Available]);")]
    [TestCase(
        "var junk = new byte[512]; while (socket.Poll(0, SelectMode.SelectRead) && socket.Available > 0) await socket.ReceiveAsync(junk);")]
    public Task What_is_drained_and_thrown_away_is_silent(string code) => Silent(code);

    [TestCase("while (socket.Available > 0) { [|socket.Receive(buffer)|]; Console.WriteLine(buffer[0]); }")]
    [TestCase("[|socket.Receive(buffer)|]; Console.WriteLine(socket.Available);")]
    [TestCase("try { [|socket.Receive(buffer)|]; Console.WriteLine(buffer[0]); } catch (SocketException) { throw; }")]
    [TestCase("Task.Run(() => { [|socket.Receive(buffer)|]; });")]
    [TestCase("[|socket.Receive(new byte[1])|];")]
    public Task What_only_looks_like_it_is_reported(string code) => Raises(code);

    [TestCase(
        "var n = socket.Available; while (n < 10) { n = socket.Available; if (n > 5) { var old = new byte[n]; socket.Receive(old, 0, n, SocketFlags.None); } }")]
    [TestCase(
        "var one = new byte[1]; EndPoint from = new IPEndPoint(IPAddress.Any, 0); socket.BeginReceiveFrom(one, 0, one.Length, SocketFlags.None, ref from, r => { try { socket.EndReceiveFrom(r, ref from); } catch { } }, null);")]
    [TestCase("var one = new byte[1]; socket.BeginReceive(one, 0, 1, SocketFlags.None, r => socket.EndReceive(r), null);")]
    [TestCase(
        "class Link(TcpClient c) { int Read(byte[] b, int at, int n) => c.GetStream().Read(b, at, n); void Clear() { var old = new byte[c.Available]; Read(old, 0, old.Length); } string All() { var all = new byte[c.Available]; if (all.Length > 0) Read(all, 0, all.Length); return Encoding.ASCII.GetString(all); } }")]
    public Task What_nobody_reads_is_silent(string code) => Silent(code);

    [TestCase(
        "var all = new byte[9]; socket.BeginReceive(all, 0, 9, SocketFlags.None, r => [|socket.EndReceive(r)|], null); Console.WriteLine(all[0]);")]
    [TestCase(
        "var n = buffer.Length; if (port > 0) n = socket.Available; var old = new byte[n]; [|socket.Receive(old)|]; Console.WriteLine(n);")]
    [TestCase(
        "class Link(TcpClient c) { int Read(byte[] b, int at, int n) => c.GetStream().Read(b, at, n); string Next(int n) { var all = new byte[n]; [|Read(all, 0, n)|]; return Encoding.ASCII.GetString(all); } }")]
    public Task A_callback_whose_buffer_is_read_elsewhere_is_reported(string code) => Raises(code);

    [TestCase(
        "var b = new byte[9]; socket.BeginReceive(b, 0, 9, SocketFlags.None, r => { [|socket.EndReceive(r)|]; Console.WriteLine(b[0]); }, null);")]
    [TestCase(
        "var all = new byte[9]; socket.BeginReceive(all, 0, all.Length, SocketFlags.None, r => { try { [|socket.EndReceive(r)|]; anyStream.Write(all, 0, 9); } catch (SocketException) { } }, null);")]
    public Task A_callback_that_reads_its_buffer_itself_is_reported(string code) => Raises(code);
}

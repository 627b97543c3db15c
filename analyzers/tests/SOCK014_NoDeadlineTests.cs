using Kata.CodeFixes;
using NUnit.Framework;

namespace Kata.Analyzers.Tests;

public class SOCK014_NoDeadlineTests() : RuleTests("SOCK014")
{
    private const string Connect = "using var s = new Socket(SocketType.Stream, ProtocolType.Tcp); s.Connect(host, port); ";

    [TestCase("[|socket.ReceiveTimeout = 500|]; var n = await socket.ReceiveAsync(buffer); Console.WriteLine(n);")]
    [TestCase("[|client.ReceiveTimeout = 500|]; var s = client.GetStream(); var n = await s.ReadAsync(buffer); Console.WriteLine(n);")]
    [TestCase("[|stream.ReadTimeout = 500|]; var n = await stream.ReadAsync(buffer, CancellationToken.None); Console.WriteLine(n);")]
    public Task A_time_out_relied_on_by_an_async_call_is_reported(string code) => Raises(code);

    [TestCase(
        "int n; do { try { n = socket.Receive(buffer); } catch (SocketException e) [|when (e.SocketErrorCode == SocketError.TimedOut)|] { n = 0; } } while (n > 0);"
    )]
    [TestCase(
        "while (true) { try { if (socket.Receive(buffer) == 0) break; } catch (SocketException e) [|when (e.SocketErrorCode == SocketError.TimedOut)|] { break; } }"
    )]
    [TestCase(
        "while (true) { try { if (socket.Receive(buffer) == 0) break; } catch (SocketException e) [|when (e.SocketErrorCode is SocketError.TimedOut)|] { break; } }"
    )]
    public Task A_time_out_taken_for_the_end_is_reported(string code) => Raises(code);

    [TestCase(Connect + "var n = [|s.Receive(buffer)|]; Console.WriteLine(n);")]
    [TestCase("using var c = new TcpClient(host, port); var n = [|c.GetStream().Read(buffer, 0, 10)|]; Console.WriteLine(n);")]
    [TestCase(
        "using var c = new TcpClient(host, port); using var s = c.GetStream(); int n; while ((n = [|s.Read(buffer, 0, 10)|]) > 0) Console.WriteLine(n);"
    )]
    [TestCase(
        "using var u = new UdpClient(0); u.Send(buffer, 4, host, port); IPEndPoint? from = null; var answer = [|u.Receive(ref from)|];")]
    public Task A_wait_without_any_deadline_is_reported(string code) => Raises(code);

    [TestCase("socket.ReceiveTimeout = 500; var n = socket.Receive(buffer); Console.WriteLine(n);")]
    [TestCase(
        "socket.ReceiveTimeout = 500; using var c = new CancellationTokenSource(500); var n = await socket.ReceiveAsync(buffer, c.Token); Console.WriteLine(n);"
    )]
    [TestCase(
        "socket.ReceiveTimeout = 500; var n = await socket.ReceiveAsync(buffer).WaitAsync(TimeSpan.FromSeconds(1)); Console.WriteLine(n);")]
    [TestCase("socket.ReceiveTimeout = 500; var n = socket.Receive(buffer); n += await socket.ReceiveAsync(buffer); Console.WriteLine(n);")]
    [TestCase(
        "void Read(Socket x) => x.Receive(buffer); socket.ReceiveTimeout = 500; Read(socket); var n = await socket.ReceiveAsync(buffer); Console.WriteLine(n);"
    )]
    [TestCase("socket.ReceiveTimeout = 500;")]
    public Task A_time_out_that_has_an_effect_is_silent(string code) => Silent(code);

    [TestCase(
        "while (true) { try { if (socket.Receive(buffer) == 0) break; } catch (SocketException e) when (e.SocketErrorCode == SocketError.TimedOut) { continue; } }"
    )]
    [TestCase(
        "while (true) { try { if (socket.Receive(buffer) == 0) break; } catch (SocketException e) when (e.SocketErrorCode == SocketError.TimedOut) { Console.Error.WriteLine(\"time-out\"); break; } }"
    )]
    [TestCase(
        "while (true) { try { if (socket.Receive(buffer) == 0) break; } catch (SocketException e) when (e.SocketErrorCode == SocketError.TimedOut) { throw new TimeoutException(host, e); } }"
    )]
    [TestCase(
        "while (true) { try { if (socket.Receive(buffer) == 0) break; } catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset) { break; } }"
    )]
    public Task A_time_out_that_is_told_or_waited_out_is_silent(string code) => Silent(code);

    [TestCase(Connect + "s.ReceiveTimeout = 5000; var n = s.Receive(buffer); Console.WriteLine(n);")]
    [TestCase(
        "using var s = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 5000 }; var n = s.Receive(buffer); Console.WriteLine(n);"
    )]
    [TestCase(Connect + "if (!s.Poll(1000000, SelectMode.SelectRead)) return; var n = s.Receive(buffer); Console.WriteLine(n);")]
    [TestCase(Connect + "Console.CancelKeyPress += (_, _) => s.Close(); var n = s.Receive(buffer); Console.WriteLine(n);")]
    [TestCase(
        "using var c = new TcpClient(host, port); using var s = c.GetStream(); s.ReadTimeout = 5000; var n = s.Read(buffer); Console.WriteLine(n);"
    )]
    [TestCase("void SetUp(Socket x) => x.ReceiveTimeout = 10; " + Connect + "SetUp(s); var n = s.Receive(buffer); Console.WriteLine(n);")]
    public Task A_wait_with_a_deadline_is_silent(string code) => Silent(code);

    [TestCase("var n = socket.Receive(buffer); Console.WriteLine(n);")]
    [TestCase("var n = stream.Read(buffer, 0, 4); Console.WriteLine(n);")]
    [TestCase("using var u = new UdpClient(port); IPEndPoint? from = null; var question = u.Receive(ref from);")]
    [TestCase(Connect + "var n = await s.ReceiveAsync(buffer); Console.WriteLine(n);")]
    public Task A_socket_from_elsewhere_and_a_server_that_waits_are_silent(string code) => Silent(code);

    [TestCase(
        "udp.Connect(host, port); var s = new Socket(SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 9 }; for (var i = 0; i < 3; i++) { s.Send(buffer); [|s.Receive(buffer)|]; return; }"
    )]
    [TestCase(
        "socket.ReceiveTimeout = 200; while (true) { socket.Send(buffer); var n = [|socket.Receive(buffer)|]; Console.WriteLine(n); break; }"
    )]
    public Task A_loop_that_asks_and_never_asks_again_is_reported(string code) => Raises(code);

    [Test]
    public Task A_helper_that_asks_and_never_asks_again_is_reported() => Raises("""
        static int Main(string[] args)
        {
            using var s = new Socket(SocketType.Dgram, ProtocolType.Udp);
            s.Connect(args[0], 1);
            s.ReceiveTimeout = 200;
            return Ask(s, new byte[4]);
        }

        static int Ask(Socket s, byte[] buffer)
        {
            byte[] question = [];
            for (int tries = 0; tries < 4; tries++)
            {
                s.Send(question);
                return [|s.Receive(buffer)|];
            }

            return -1;
        }
        """);

    [TestCase(
        "socket.ReceiveTimeout = 200; for (var i = 0; i < 3; i++) { socket.Send(buffer); try { socket.Receive(buffer); return; } catch (SocketException e) when (e.SocketErrorCode == SocketError.TimedOut) { } }"
    )]
    [TestCase("socket.ReceiveTimeout = 200; while (true) { socket.Send(buffer); if (socket.Receive(buffer) > 4) break; }")]
    [TestCase(
        "foreach (var address in Dns.GetHostAddresses(host)) { socket.ReceiveTimeout = 200; socket.Send(buffer); socket.Receive(buffer); return; }"
    )]
    public Task A_loop_that_can_ask_again_is_silent(string code) => Silent(code);

    [TestCase(
        "Console.CancelKeyPress += (_, pressed) => { [|pressed.Cancel = true|]; Console.WriteLine(); }; while (socket.Receive(buffer) > 0) { }"
    )]
    public Task Ctrl_C_that_ends_nothing_is_reported(string code) => Raises(code);

    [TestCase(
        "Console.CancelKeyPress += (_, pressed) => { pressed.Cancel = true; socket.Close(); }; while (socket.Receive(buffer) > 0) { }")]
    [TestCase("Console.CancelKeyPress += (_, pressed) => Console.WriteLine(pressed.SpecialKey); while (socket.Receive(buffer) > 0) { }")]
    [TestCase(
        "var stop = false; Console.CancelKeyPress += (_, pressed) => { pressed.Cancel = true; stop = true; }; while (!stop) if (socket.Poll(1000, SelectMode.SelectRead)) socket.Receive(buffer);"
    )]
    public Task Ctrl_C_that_ends_the_receive_or_the_program_is_silent(string code) => Silent(code);

    [Test]
    public Task The_fix_sets_a_deadline() => Fixes<SOCK014_NoDeadlineFix>(
        """
        using var s = new TcpClient(host, port);
        var n = [|s.GetStream().Read(buffer, 0, 10)|];
        Console.WriteLine(n);
        """,
        """
        using var s = new TcpClient(host, port);
        s.ReceiveTimeout = 5000;
        var n = s.GetStream().Read(buffer, 0, 10);
        Console.WriteLine(n);
        """);

    [Test]
    public Task The_fix_gives_the_async_call_the_deadline() => Fixes<SOCK014_NoDeadlineFix>(
        """
        [|socket.ReceiveTimeout = 500|];
        var n = await socket.ReceiveAsync(buffer);
        Console.WriteLine(n);
        """,
        """
        using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        var n = await socket.ReceiveAsync(buffer, deadline.Token);
        Console.WriteLine(n);
        """);

    [Test]
    public Task The_fix_links_the_deadline_with_the_token_in_scope() => Fixes<SOCK014_NoDeadlineFix>(
        """
        public const int Limit = 500;

        public static async Task<int> Run(TcpClient client, byte[] buffer, CancellationToken stop)
        {
            [|client.ReceiveTimeout = Limit|];
            var stream = client.GetStream();
            var n = await stream.ReadAsync(buffer, 0, 4).ConfigureAwait(false);
            while (n > 0)
            {
                n = await stream.ReadAsync(buffer);
            }

            return n;
        }
        """,
        """
        public const int Limit = 500;

        public static async Task<int> Run(TcpClient client, byte[] buffer, CancellationToken stop)
        {
            var stream = client.GetStream();
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stop);
            deadline.CancelAfter(TimeSpan.FromMilliseconds(Limit));
            var n = await stream.ReadAsync(buffer, 0, 4, deadline.Token).ConfigureAwait(false);
            while (n > 0)
            {
                using var deadline2 = CancellationTokenSource.CreateLinkedTokenSource(stop);
                deadline2.CancelAfter(TimeSpan.FromMilliseconds(Limit));
                n = await stream.ReadAsync(buffer, deadline2.Token);
            }

            return n;
        }
        """);

    [Test]
    public Task The_fix_leaves_another_connection_alone_and_keeps_a_comment() => Fixes<SOCK014_NoDeadlineFix>(
        """
        private int limit = 500;

        public async Task<int> Run(Socket one, Socket other, byte[] buffer)
        {
            // A slow server.
            [|one.ReceiveTimeout = this.limit|];
            var n = await other.ReceiveAsync(buffer);
            if (n > 0)
                n = await one.ReceiveAsync(buffer);
            return n;
        }
        """,
        """
        private int limit = 500;

        public async Task<int> Run(Socket one, Socket other, byte[] buffer)
        {
            // A slow server.
            var n = await other.ReceiveAsync(buffer);
            if (n > 0)
            {
                using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(this.limit));
                n = await one.ReceiveAsync(buffer, deadline.Token);
            }
            return n;
        }
        """);

    [TestCase("int n; [|socket.ReceiveTimeout = 500|]; while ((n = await socket.ReceiveAsync(buffer)) > 0) Console.WriteLine(n);")]
    [TestCase("[|socket.ReceiveTimeout = Math.Max(1, port)|]; Console.WriteLine(await socket.ReceiveAsync(buffer));")]
    [TestCase(
        "[|socket.ReceiveTimeout = 500|]; Console.WriteLine(await socket.ReceiveAsync(new List<ArraySegment<byte>> { buffer }, SocketFlags.None));")]
    public Task The_fix_is_not_offered_where_no_deadline_fits(string code) => NotFixed<SOCK014_NoDeadlineFix>(code);

    [TestCase(
        "using var u = new UdpClient(7); IPEndPoint? from = null; while (true) { byte[] q = u.Receive(ref from); u.Send(q, q.Length, from); }"
    )]
    [TestCase(
        "using var u = new UdpClient(new IPEndPoint(IPAddress.Any, 7)); while (true) { IPEndPoint? from = null; var q = u.Receive(ref from); var a = q.Reverse().ToArray(); u.Send(a, a.Length, from); }"
    )]
    public Task A_server_that_answers_is_silent(string code) => Silent(code);

    [TestCase(
        "udp.Connect(host, port); using var s = new Socket(SocketType.Dgram, ProtocolType.Udp); for (int i = 0; i < 4; i++) { s.Send(buffer); if (!s.Poll(200_000, SelectMode.SelectRead)) continue; s.Receive(buffer); return; }"
    )]
    [TestCase(
        "using var s = new Socket(SocketType.Dgram, ProtocolType.Udp); var waiting = s.BeginReceive(buffer, 0, 4, SocketFlags.None, null, null); for (int i = 0; i < 4; i++) { s.Send(buffer); if (waiting.AsyncWaitHandle.WaitOne(200)) { s.EndReceive(waiting); return; } }"
    )]
    [TestCase(
        "using var s = new Socket(SocketType.Dgram, ProtocolType.Udp); while (true) { s.Send(buffer); var waits = new List<Socket> { s }; Socket.Select(waits, null, null, 1000); if (waits.Count > 0) { s.Receive(buffer); break; } }"
    )]
    public Task A_wait_before_the_receive_that_lets_the_loop_go_on_is_silent(string code) => Silent(code);

    [TestCase(
        "udp.Client.ReceiveTimeout = 500; var t = udp.ReceiveAsync(); if (await Task.WhenAny(t, Task.Delay(500)) == t) Console.WriteLine((await t).Buffer.Length);")]
    [TestCase(
        "client.ReceiveTimeout = 500; var t = client.GetStream().ReadAsync(buffer, 0, 4); if (!t.Wait(500)) return; Console.WriteLine(t.Result);")]
    [TestCase(
        "class Timed : UdpClient { public new byte[] Receive(ref IPEndPoint? from) => Client.Poll(2000000, SelectMode.SelectRead) ? base.Receive(ref from) : throw new TimeoutException(); } class Program { void Run(IPEndPoint to, byte[] b) { using var udp = new Timed(); udp.Connect(to); udp.Send(b, b.Length); IPEndPoint? from = null; Console.WriteLine(udp.Receive(ref from).Length); } }")]
    public Task A_wait_that_is_limited_otherwise_is_silent(string code) => Silent(code);

    [TestCase(
        "client.ReceiveTimeout = 500; var t = client.GetStream().ReadAsync(buffer, 0, 4); Console.WriteLine(await t.WaitAsync(TimeSpan.FromSeconds(1)));")]
    [TestCase(
        "client.ReceiveTimeout = 500; var t = client.GetStream().ReadAsync(buffer); Console.WriteLine(await t.AsTask().WaitAsync(TimeSpan.FromSeconds(1)));")]
    [TestCase(
        "class Link : TcpClient { public Link() { ReceiveTimeout = 500; } public async Task Run(byte[] b) { var t = GetStream().ReadAsync(b, 0, 4); if (await Task.WhenAny(t, Task.Delay(500)) == t) Console.WriteLine(await t); } }")]
    [TestCase(
        "class Link { private readonly TcpClient c; public Link(TcpClient one) { c = one; c.ReceiveTimeout = 500; } public async Task Run(byte[] b) { var t = c.GetStream().ReadAsync(b, 0, 4); Console.WriteLine(await t.WaitAsync(TimeSpan.FromSeconds(1))); } }")]
    public Task A_task_that_is_kept_and_waited_for_so_long_is_silent(string code) => Silent(code);

    [TestCase(
        "if (port > 0) [|socket.ReceiveTimeout = port|]; var n = await socket.ReceiveAsync(buffer); Console.WriteLine(n);"
    )]
    [TestCase(
        "if (port > 0) { [|socket.ReceiveTimeout = port|]; } var n = await socket.ReceiveAsync(buffer); Console.WriteLine(n);"
    )]
    [TestCase(
        "[|socket.ReceiveTimeout = 0|]; var n = await socket.ReceiveAsync(buffer); Console.WriteLine(n);"
    )]
    [TestCase(
        "[|socket.ReceiveTimeout = 500|]; var n = await socket.ReceiveAsync(buffer); [|socket.ReceiveTimeout = 5000|]; n += await socket.ReceiveAsync(buffer); Console.WriteLine(n);"
    )]
    [TestCase(
        "var limit = 500; [|socket.ReceiveTimeout = limit|]; limit = 0; var n = await socket.ReceiveAsync(buffer); Console.WriteLine(n + limit);"
    )]
    public Task The_fix_is_not_offered_where_the_time_is_not_one_for_all_receives(string code) => NotFixed<SOCK014_NoDeadlineFix>(code);

    [Test]
    public Task The_fix_takes_no_name_twice() => Fixes<SOCK014_NoDeadlineFix>(
        """
        int deadline = 500;
        [|socket.ReceiveTimeout = deadline|];
        var n = await socket.ReceiveAsync(buffer);
        n += await socket.ReceiveAsync(buffer);
        Console.WriteLine(n);
        """,
        """
        int deadline = 500;
        using var deadline2 = new CancellationTokenSource(TimeSpan.FromMilliseconds(deadline));
        var n = await socket.ReceiveAsync(buffer, deadline2.Token);
        using var deadline3 = new CancellationTokenSource(TimeSpan.FromMilliseconds(deadline));
        n += await socket.ReceiveAsync(buffer, deadline3.Token);
        Console.WriteLine(n);
        """);
}

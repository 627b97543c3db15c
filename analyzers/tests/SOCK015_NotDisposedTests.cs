using Kata.CodeFixes;
using Microsoft.CodeAnalysis;
using NUnit.Framework;

namespace Kata.Analyzers.Tests;

public class SOCK015_NotDisposedTests() : RuleTests("SOCK015")
{
    private const string New = "var s = new Socket(SocketType.Stream, ProtocolType.Tcp); ";
    private const string Bad = "var s = [|new Socket(SocketType.Stream, ProtocolType.Tcp)|]; ";

    [TestCase(Bad)]
    [TestCase(Bad + "s.Connect(host, port); s.Send(buffer);")]
    [TestCase("var c = [|new TcpClient(host, port)|]; c.GetStream().WriteByte(1);")]
    [TestCase("var u = [|new UdpClient(port)|]; u.Send(buffer, 4, host, port);")]
    [TestCase("var l = [|new TcpListener(IPAddress.Any, port)|]; l.Start();")]
    [TestCase(
        "using var l = new TcpListener(IPAddress.Any, port); l.Start(); var c = [|l.AcceptTcpClient()|]; c.GetStream().WriteByte(1);")]
    [TestCase("var c = await [|socket.AcceptAsync()|]; await c.SendAsync(buffer);")]
    [TestCase("Socket s; s = [|new Socket(SocketType.Stream, ProtocolType.Tcp)|]; s.Connect(host, port);")]
    [TestCase("[|new TcpClient(host, port)|];")]
    public Task A_socket_never_disposed_is_reported(string code) => Raises(code);

    [TestCase(Bad + "s.Connect(host, port); s.Close();")]
    [TestCase(Bad + "if (port == 0) return; s.Dispose();")]
    [TestCase(Bad + "try { s.Connect(host, port); s.Close(); } catch (SocketException) { return; }")]
    [TestCase(Bad + "if (port == 0) throw new ArgumentException(host); s.Dispose();")]
    [TestCase("while (true) { var c = [|socket.Accept()|]; c.Send(buffer); c.Close(); }")]
    [TestCase(
        "var l = [|new TcpListener(IPAddress.Any, port)|]; try { l.Start(); l.AcceptTcpClient().Close(); } catch (SocketException e) { Console.WriteLine(e); return; } l.Stop();"
    )]
    [TestCase(
        "public static void Main() { try { Serve(); } catch (SocketException) { } } static void Serve() { var l = [|new TcpListener(IPAddress.Any, 7)|]; l.Start(); Answer(l); l.Stop(); } static void Answer(TcpListener l) => l.AcceptTcpClient().Close();")]
    public Task A_path_that_leaves_it_open_is_reported(string code) => Raises(code);

    [TestCase(
        "public static void Main() => Serve(); static void Serve() { var l = new TcpListener(IPAddress.Any, 7); l.Start(); Answer(l); l.Stop(); } static void Answer(TcpListener l) => l.AcceptTcpClient().Close();")]
    [TestCase(
        "public static void Main(string[] a) { if (a.Length == 0) Serve(7); else Serve(8); } static void Serve(int p) { var l = new TcpListener(IPAddress.Any, p); l.Start(); Answer(l); l.Stop(); } static void Answer(TcpListener l) => l.AcceptTcpClient().Close();")]
    public Task A_listener_that_every_error_ends_with_the_program_need_not_be_disposed(string code) => Silent(code);

    [TestCase("Console.CancelKeyPress += (_, _) => Console.WriteLine(); "
            + Bad
            + "Console.CancelKeyPress += (_, _) => s.Close(); s.Connect(host, port);")]
    [TestCase("Socket Make() => new Socket(SocketType.Stream, ProtocolType.Tcp); var s = [|Make()|]; s.Connect(host, port);")]
    [TestCase(Bad + "Talk(s); void Talk(Socket x) { x.Send(buffer); }")]
    [TestCase(Bad + "using var n = new NetworkStream(s); n.WriteByte(1);")]
    [TestCase(Bad + "using var n = new NetworkStream(s, ownsSocket: false); n.WriteByte(1);")]
    public Task A_helper_or_stream_that_only_uses_it_does_not_help(string code) => Raises(code);

    [TestCase("using var s = new Socket(SocketType.Stream, ProtocolType.Tcp); s.Connect(host, port);")]
    [TestCase("using (var c = new TcpClient(host, port)) { c.GetStream().WriteByte(1); }")]
    [TestCase(New + "using (s) { s.Connect(host, port); }")]
    [TestCase(New + "try { s.Connect(host, port); } finally { s.Close(); }")]
    [TestCase(New + "try { s.Connect(host, port); } catch (SocketException) { s.Dispose(); return; } s.Dispose();")]
    [TestCase(
        "Socket? s = null; try { s = new Socket(SocketType.Stream, ProtocolType.Tcp); s.Connect(host, port); } finally { s?.Dispose(); }")]
    [TestCase(
        "Socket? s = null; try { s = new Socket(SocketType.Stream, ProtocolType.Tcp); s.Connect(host, port); } finally { if (s != null) s.Dispose(); }"
    )]
    [TestCase(
        "using var l = TcpListener.Create(port); l.Start(); while (true) { using var c = await l.AcceptTcpClientAsync(); c.GetStream().WriteByte(1); }"
    )]
    [TestCase("var l = new TcpListener(IPAddress.Any, port); try { l.Start(); } finally { l.Stop(); }")]
    [TestCase(New + "s.NoDelay = true; s.Close();")]
    [TestCase(
        "var l = new TcpListener(IPAddress.Any, port); try { l.Start(9); } catch (SocketException e) { Console.WriteLine(e); return; } while (port > 0) { try { using var c = await l.AcceptTcpClientAsync(); } catch (SocketException) { port--; } } l.Stop();"
    )]
    [TestCase(
        New + "try { s.Bind(new IPEndPoint(IPAddress.Any, port)); s.Listen(); } catch (SocketException e) { Console.WriteLine(e); return; } s.Close();"
    )]
    public Task A_socket_disposed_on_every_path_is_silent(string code) => Silent(code);

    [TestCase("public Socket Open(string h) { var s = new Socket(SocketType.Stream, ProtocolType.Tcp); s.Connect(h, 80); return s; }")]
    [TestCase(
        "public (Socket, int) Open(string h) { var s = new Socket(SocketType.Stream, ProtocolType.Tcp); s.Connect(h, 80); return (s, 1); }"
    )]
    [TestCase(
        "private Socket? kept; public void Open(string h) { var s = new Socket(SocketType.Stream, ProtocolType.Tcp); s.Connect(h, 80); kept = s; }"
    )]
    [TestCase("private Socket kept = new Socket(SocketType.Stream, ProtocolType.Tcp);")]
    [TestCase("public Socket Open() => new Socket(SocketType.Stream, ProtocolType.Tcp);")]
    [TestCase("public void Open(out Socket s) { s = new Socket(SocketType.Stream, ProtocolType.Tcp); }")]
    [TestCase(
        "static async Task<string> Talk(string h) { using var client = new TcpClient(h, 80); NetworkStream stream = client.GetStream(); return await Try(() => Ask(stream)) is { } bad ? bad : null; } static async Task Ask(NetworkStream s) { await s.WriteAsync(new byte[4]); await s.FlushAsync(); } static async Task<string> Try(Func<Task> work) { try { await work(); return null; } catch (IOException e) { return e.Message; } }"
    )]
    public Task A_socket_returned_or_stored_is_silent(string code) => Silent(code);

    [TestCase(New + "s.Connect(host, port); using var n = new NetworkStream(s, ownsSocket: true);")]
    [TestCase(New + "var all = new List<Socket>(); all.Add(s);")]
    [TestCase(New + "Action close = () => s.Close(); s.Connect(host, port);")]
    [TestCase("var c = socket.Accept(); _ = Task.Run(() => { using (c) c.Send(buffer); });")]
    [TestCase("var c = socket.Accept(); ThreadPool.QueueUserWorkItem(_ => Serve(c)); void Serve(Socket x) => x.Dispose();")]
    [TestCase(New + "Talk(s); void Talk(Socket x) { using (x) x.Send(buffer); }")]
    [TestCase(New + "Talk(s); void Talk(Socket x) { try { x.Send(buffer); } finally { x.Dispose(); } }")]
    [TestCase(
        "using var s = Make(); s.Connect(host, port); Socket Make() { var made = new Socket(SocketType.Stream, ProtocolType.Tcp); return made; }"
    )]
    [TestCase("var s = Shared(args); s.Send(buffer); Socket Shared(object o) => (Socket)o;")]
    [TestCase(New + "var other = s; other.Connect(host, port); other.Close();")]
    public Task A_socket_whose_owner_is_another_is_silent(string code) => Silent(code);

    [TestCase("using var s = new TcpClient(host, port).GetStream(); s.WriteByte(1);")]
    [TestCase(New + "Environment.Exit(0);")]
    [TestCase("var file = File.OpenRead(host); file.ReadByte();")]
    public Task Streams_that_own_it_and_ends_of_the_process_are_silent(string code) => Silent(code);

    private const string Peer =
        "class Peer : IDisposable { readonly TcpClient c = new(); public void Ask() { } public void Dispose() => c.Dispose(); } ";

    [TestCase(Peer + "class Program { void Run() { var p = [|new Peer()|]; p.Ask(); } }")]
    [TestCase(Peer
            + "class Program { void Run(int n) { Peer p = null; try { for (; n > 0; n--) { p ??= [|new Peer()|]; p.Ask(); p = null; } } finally { p?.Dispose(); } } }"
    )]
    [TestCase(
        "class Peer : IDisposable { readonly TcpClient c; public Peer(string h) { c = [|new TcpClient(h, 80)|]; } public void Ask() => c.Client.Send(new byte[1]); public void Dispose() { } }"
    )]
    [TestCase(
        "class Peer : IDisposable { readonly Socket s = [|new Socket(SocketType.Stream, ProtocolType.Tcp)|]; public void Dispose() => Console.WriteLine(); }"
    )]
    [TestCase(
        "public static Socket Open(string h) { Socket s = null; try { s = [|new Socket(SocketType.Stream, ProtocolType.Tcp)|]; s.Connect(h, 80); return s; } catch (SocketException) { } return null; }"
    )]
    [TestCase("public static async Task Drop(List<Task<Socket>> late) { foreach (var one in late) { var s = [|await one|]; } }")]
    [TestCase(
        "public static async Task Run() { var s = await [|Any(new List<Task<Socket>>())|]; s.Send(new byte[1]); } static async Task<Socket> Any(List<Task<Socket>> all) { Socket won = null; var first = await Task.WhenAny(all); won = await first; return won; }"
    )]
    public Task Owners_of_sockets_fields_and_paths_beside_a_return_are_reported(string code) => Raises(code);

    [TestCase(Peer + "class Program { void Run() { using var p = new Peer(); p.Ask(); } }")]
    [TestCase(Peer
            + "class Program { void Run(int n) { Peer p = null; try { for (; n > 0; n--) { p ??= new Peer(); p.Ask(); p.Dispose(); p = null; } } finally { p?.Dispose(); } } }"
    )]
    [TestCase("class Peer : IDisposable { readonly TcpClient c; public Peer(TcpClient c) { this.c = c; } public void Dispose() { } }")]
    [TestCase(
        "class Peer : IDisposable { readonly TcpClient c = new(); readonly List<TcpClient> all = []; public Peer() { all.Add(c); } public void Dispose() { foreach (var one in all) one.Dispose(); } }"
    )]
    [TestCase(
        "class Peer : IDisposable { readonly TcpClient c; readonly NetworkStream s; public Peer(string h) { c = new TcpClient(h, 80); s = c.GetStream(); } public void Dispose() => s.Dispose(); }"
    )]
    [TestCase("class Peer { readonly TcpClient c = new(); public void Ask() => c.Client.Send(new byte[1]); }")]
    [TestCase(
        "public static Socket Open(string h) { Socket s = null; try { s = new Socket(SocketType.Stream, ProtocolType.Tcp); s.Connect(h, 80); return s; } catch (SocketException) { } s?.Dispose(); return null; }"
    )]
    [TestCase(
        "public static Socket Open(string h) { var s = new Socket(SocketType.Stream, ProtocolType.Tcp); try { s.Connect(h, 80); } catch (SocketException) { throw new IOException(); } return s; }"
    )]
    [TestCase("public static async Task Drop(List<Task<Socket>> late) { foreach (var one in late) { var s = await one; s.Dispose(); } }")]
    [TestCase("static Task<Socket> shared; public static async Task Run() { var s = await shared; s.Send(new byte[1]); }")]
    public Task Sockets_that_their_class_or_caller_ends_are_silent(string code) => Silent(code);

    [Test]
    public Task The_fix_puts_the_rest_of_a_section_of_a_switch_into_a_block() => Fixes<SOCK015_NotDisposedFix>(
        """
        switch (port)
        {
            case 1:
                var s = [|new Socket(SocketType.Stream, ProtocolType.Tcp)|];
                s.Connect(host, port);
                break;
            default:
                Console.WriteLine();
                break;
        }
        """,
        """
        switch (port)
        {
            case 1:
                {
                    using var s = new Socket(SocketType.Stream, ProtocolType.Tcp);
                    s.Connect(host, port);
                    break;
                }

            default:
                Console.WriteLine();
                break;
        }
        """);

    [Test]
    public Task The_fix_declares_with_using() => Fixes<SOCK015_NotDisposedFix>(
        """
        // The connection.
        var s = [|new Socket(SocketType.Stream, ProtocolType.Tcp)|];
        s.Connect(host, port);
        var l = [|new TcpListener(IPAddress.Any, port)|];
        l.Start();
        """,
        """
        // The connection.
        using var s = new Socket(SocketType.Stream, ProtocolType.Tcp);
        s.Connect(host, port);
        using var l = new TcpListener(IPAddress.Any, port);
        l.Start();
        """);

    [Test]
    public Task The_fix_gives_a_name_to_what_nobody_keeps() => Fixes<SOCK015_NotDisposedFix>(
        """
        [|new TcpClient(host, port)|];
        _ = [|socket.Accept()|];
        """,
        """
        using var client2 = new TcpClient(host, port);
        using var socket2 = socket.Accept();
        """);

    [TestCase("public static NetworkStream Open(string h) { var c = new TcpClient(h, 1); return c.GetStream(); }")]
    [TestCase("public static StreamReader Open(string h) { var c = new TcpClient(h, 1); return new StreamReader(c.GetStream()); }")]
    [TestCase("public static Stream Open(string h) { var c = new TcpClient(h, 1); var s = c.GetStream(); return new BufferedStream(s); }")]
    [TestCase(
        "public static NetworkStream Open(string h) { var c = new TcpClient(); try { c.Connect(h, 80); } catch { c.Dispose(); throw; } return c.GetStream(); }"
    )]
    [TestCase("public static async Task<Socket> Open(IPEndPoint e) { var c = new TcpClient(); await c.ConnectAsync(e); return c.Client; }")]
    [TestCase("private Stream kept; public void Open(string h) { var c = new TcpClient(h, 1); kept = c.GetStream(); }")]
    [TestCase(
        "private StreamWriter Writer { get; set; } public void Open(string h) { var c = new TcpClient(h, 1); Writer = new StreamWriter(c.GetStream()); }"
    )]
    [TestCase("var c = new TcpClient(host, port); using var s = c.GetStream(); s.WriteByte(1);")]
    [TestCase("var c = new TcpClient(host, port); using (var r = new StreamReader(c.GetStream())) Console.WriteLine(r.ReadLine());")]
    [TestCase("var c = new TcpClient(host, port); await using var s = new SslStream(c.GetStream()); s.WriteByte(1);")]
    [TestCase(
        "class Link(Stream s) { public Stream Stream => s; } class Program { static Link Open(string h) { var c = new TcpClient(h, 1); return new Link(c.GetStream()); } }"
    )]
    public Task A_client_that_its_stream_or_socket_ends_is_silent(string code) => Silent(code);

    [TestCase("var c = [|new TcpClient(host, port)|]; var s = c.GetStream(); s.WriteByte(1);")]
    [TestCase("var c = [|new TcpClient()|]; c.Connect(host, port); using var s = c.GetStream(); s.WriteByte(1);")]
    [TestCase(
        "var c = [|new TcpClient(host, port)|]; using var r = new StreamReader(c.GetStream(), leaveOpen: true); Console.WriteLine(r.ReadLine());"
    )]
    public Task A_client_whose_stream_nobody_ends_is_reported(string code) => Raises(code);

    [TestCase(
        "var u = new UdpClient(); using var a = new CancellationTokenSource(9); using var b = CancellationTokenSource.CreateLinkedTokenSource(a.Token); try { await u.SendAsync(buffer, b.Token); } catch (Exception) { return; } finally { u.Close(); }")]
    [TestCase(
        "var s = new Socket(SocketType.Stream, ProtocolType.Tcp); using var m = new MemoryStream(); using var n = new MemoryStream(); m.WriteByte(1); try { s.Connect(host, port); if (port > 7) return; s.Send(buffer); } finally { s.Close(); }")]
    [TestCase(
        "while (port > 0) { var l = new TcpListener(IPAddress.Loopback, port); try { l.Start(); l.Stop(); return; } catch (SocketException) { Thread.Sleep(9); } }")]
    [TestCase(
        "var p = new System.Diagnostics.Process(); var s = new Socket(SocketType.Stream, ProtocolType.Tcp); s.Bind(new IPEndPoint(IPAddress.Loopback, 0)); s.Listen(9); p.Exited += (_, _) => s.Close(); p.Start();")]
    public Task What_ends_it_elsewhere_or_cannot_fail_makes_no_path(string code) => Silent(code);

    [TestCase(
        "var s = [|new Socket(SocketType.Stream, ProtocolType.Tcp)|]; using var m = new MemoryStream(); using var n = new MemoryStream(); try { s.Connect(host, port); if (port > 7) return; s.Close(); } finally { m.WriteByte(1); }")]
    [TestCase(
        "var s = [|new Socket(SocketType.Stream, ProtocolType.Tcp)|]; using var m = new MemoryStream(); try { using var n = new MemoryStream(); s.Connect(host, port); } catch (SocketException) { return; } s.Close();")]
    [TestCase(
        "while (port > 0) { var l = [|new TcpListener(IPAddress.Loopback, port)|]; try { l.Start(); l.AcceptTcpClient().Close(); l.Stop(); return; } catch (SocketException) { Thread.Sleep(9); } }")]
    public Task A_path_through_a_finally_that_does_not_close_it_is_reported(string code) => Raises(code);

    [TestCase("var l = new Socket(SocketType.Stream, ProtocolType.Tcp); l.Bind(new IPEndPoint(IPAddress.Any, 7)); l.Listen(9); while (true) l.Accept().Close();",
        DiagnosticSeverity.Info)]
    [TestCase("var l = new TcpListener(IPAddress.Any, 7); l.Start(); while (true) l.AcceptTcpClient().Close();", DiagnosticSeverity.Info)]
    [TestCase("var s = new Socket(SocketType.Stream, ProtocolType.Tcp); s.Connect(host, port); while (true) s.Send(buffer);",
        DiagnosticSeverity.Warning)]
    public async Task A_listener_of_a_loop_without_end_is_a_suggestion(string code, DiagnosticSeverity severity) =>
        Assert.That(
            (await DiagnosticsIn(code)).Where(finding => finding.Id == Id).Select(finding => finding.Descriptor.DefaultSeverity),
            Is.EqualTo([severity]));

    [TestCase(
        "var s = new Socket(SocketType.Stream, ProtocolType.Tcp); try { s.Send(buffer); } finally { try { Console.WriteLine(); } catch (IOException e) when (e.HResult > 0) { } s.Close(); }")]
    [TestCase(
        "var s = new Socket(SocketType.Stream, ProtocolType.Tcp); try { s.Send(buffer); } finally { try { Console.WriteLine(); } catch (IOException e) when (e.HResult > 0) { Console.Error.WriteLine(); } finally { s.Dispose(); } }")]
    public Task A_filter_inside_a_finally_does_not_end_it(string code) => Silent(code);

    [TestCase(
        "var s = [|new UdpClient(port)|]; var t = new System.Timers.Timer(9); t.Elapsed += (_, _) => s.Send(buffer, 4, host, port); t.Start();")]
    public Task A_handler_that_uses_it_does_not_own_it(string code) => Raises(code);

    [TestCase(
        "var s = new Socket(SocketType.Stream, ProtocolType.Tcp); var t = new System.Timers.Timer(9); t.Elapsed += (_, _) => s.Dispose(); t.Start();")]
    [TestCase(
        "var c = new TcpClient(host, port); var t = new System.Timers.Timer(9); t.Elapsed += (_, _) => c.GetStream().Close(); t.Start();")]
    public Task A_handler_that_closes_it_owns_it(string code) => Silent(code);

    [TestCase("Console.WriteLine(await answer.Task);")]
    [TestCase("Console.WriteLine($\"answer: {answer.Task.Result}\");")]
    [TestCase("Console.WriteLine(all.Take());")]
    [TestCase("Console.WriteLine(\"done\"); Console.WriteLine(Answer(answer)); Console.WriteLine(\"bye\");")]
    public Task A_message_that_waits_for_the_work_is_silent(string last) => Silent(Listening("new TcpClient(h, 7)", last));

    [TestCase("Console.WriteLine(\"listening\");")]
    [TestCase("Console.WriteLine($\"listening to {h}\"); Console.WriteLine(string.Format(\"{0}\", h.ToString()));")]
    public Task A_message_that_waits_for_nothing_is_passed_over(string last) => Raises(Listening("[|new TcpClient(h, 7)|]", last));

    private static string Listening(string client, string last) =>
        $$"""
        using System.Collections.Concurrent;
        class P
        {
            static async Task Run(string h, BlockingCollection<string> all)
            {
                await Task.Yield();
                using var client = {{client}};
                var answer = new TaskCompletionSource<string>();
                _ = Task.Run(() => Listen(client, answer));
                {{last}}
            }
            static void Listen(TcpClient client, TaskCompletionSource<string> answer) =>
                answer.SetResult(new StreamReader(client.GetStream()).ReadLine());
            static string Answer(TaskCompletionSource<string> answer) => answer.Task.GetAwaiter().GetResult();
        }
        """;

    [TestCase(
        "class P { Task Run(byte[] d) { using var u = new UdpClient(\"kata\", 7); return Say(u, d); } static async Task Say(UdpClient u, byte[] d) { u.Send(d); await File.WriteAllTextAsync(\"a\", \"b\"); } }")]
    [TestCase(
        "class P { Task Run(byte[] d) { using var u = new UdpClient(\"kata\", 7); return Say(u, d); } static async Task Say(UdpClient u, byte[] d) { var n = u.Send(d); await Console.Out.WriteLineAsync($\"{n}\"); } }")]
    public Task A_helper_that_is_done_with_it_before_it_awaits_is_silent(string code) => Silent(code);

    [TestCase(
        "class P { Task Run(byte[] d) { using var u = [|new UdpClient(\"kata\", 7)|]; return Say(u, d); } static async Task Say(UdpClient u, byte[] d) { await Task.Delay(9); u.Send(d); } }")]
    [TestCase(
        "class P { Task Run(byte[] d) { using var c = [|new TcpClient(\"kata\", 7)|]; return Say(c, d); } static async Task Say(TcpClient c, byte[] d) { var s = c.GetStream(); await s.WriteAsync(d); } }")]
    [TestCase(
        "class P { Task Run(byte[] d) { using var u = [|new UdpClient(\"kata\", 7)|]; return Say(u, d); } static async Task Say(UdpClient u, byte[] d) { while (true) { u.Send(d); await Task.Delay(9); } } }")]
    public Task A_helper_that_awaits_before_it_is_done_is_reported(string code) => Raises(code);
}

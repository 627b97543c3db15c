using NUnit.Framework;

namespace Kata.Analyzers.Tests;

public class SOCK011_ErrorSwallowedTests() : RuleTests("SOCK011")
{
    [TestCase("try { socket.Connect(host, port); } catch [|{ }|]")]
    [TestCase("try { socket.Connect(host, port); } catch [|(SocketException)|] { }")]
    [TestCase("try { socket.Connect(host, port); } catch [|(Exception)|] { /* never mind */ } socket.Send(buffer);")]
    [TestCase("try { stream.Write(buffer, 0, 4); } catch [|(IOException)|] { }")]
    [TestCase("try { await socket.SendAsync(buffer); } catch [|(SocketException)|] { ; }")]
    [TestCase("int n = 0; try { n = socket.Receive(buffer); } catch [|(SocketException)|] { } Console.WriteLine(n);")]
    [TestCase("try { var a = Dns.GetHostAddresses(host); } catch [|(SocketException)|] { }")]
    [TestCase(
        "using var d = new CancellationTokenSource(100); try { await socket.ConnectAsync(host, port, d.Token); } catch [|(OperationCanceledException)|] { }"
    )]
    [TestCase("void Talk() => socket.Send(buffer); try { Talk(); } catch [|(SocketException)|] { }")]
    [TestCase(
        "using var c = new TcpClient(); try { c.Connect(host, port); } catch [|(SocketException)|] { } finally { Console.WriteLine(); }")]
    public Task An_empty_handler_is_reported(string code) => Raises(code);

    [TestCase("try { socket.Send(buffer); } catch {|#0:(SocketException)|} { }")]
    [TestCase("try { socket.Send(buffer); } catch {|#0:(SocketException)|} { } socket.Close();")]
    [TestCase("if (port > 0) { try { socket.Send(buffer); } catch {|#0:(SocketException)|} { } return; } Console.WriteLine();")]
    public Task Where_nothing_follows_the_message_says_what_silences_it(string code) =>
        Says(
            code,
            "Say in a comment in this `catch` why it does not matter that `socket.Send` failed, or report the failure: the method "
                + "ends as if the call had worked"
        );

    [TestCase("try { socket.Send(buffer); } catch {|#0:(SocketException)|} { } Console.WriteLine(\"sent\");")]
    [TestCase("while (port > 0) { try { socket.Send(buffer); } catch {|#0:(SocketException)|} { } }")]
    public Task Where_something_follows_the_message_says_that_it_goes_on(string code) => Says(code,
        "Handle the failure of `socket.Send`: after this `catch` the program goes on as if it had worked");

    [TestCase("try { socket.Send(buffer); } catch (SocketException) { /* The peer is gone, and nobody waits for it. */ }")]
    public Task A_comment_silences_it_where_nothing_follows(string code) => Silent(code);

    [TestCase("try { socket.Connect(host, port); } catch [|(Exception e)|] { Console.WriteLine(e.Message); } socket.Send(buffer);")]
    [TestCase("try { socket.Connect(host, port); } catch [|{ Console.WriteLine(\"failed\"); }|] socket.Receive(buffer);")]
    [TestCase("try { stream.Write(buffer, 0, 4); } catch [|(Exception e)|] { Console.Error.WriteLine(e); } stream.ReadExactly(buffer);")]
    public Task A_catch_all_that_goes_on_with_the_socket_is_reported(string code) => Raises(code);

    [TestCase(
        "try { socket.Connect(host, port); } catch (SocketException e) { Console.Error.WriteLine(e.Message); return; } socket.Send(buffer);"
    )]
    [TestCase("try { socket.Connect(host, port); } catch (Exception) { throw; } socket.Send(buffer);")]
    [TestCase("try { socket.Connect(host, port); } catch (Exception e) { throw new IOException(host, e); } socket.Send(buffer);")]
    [TestCase(
        "try { socket.Connect(host, port); } catch (Exception e) { Console.Error.WriteLine(e); Environment.Exit(1); } socket.Send(buffer);"
    )]
    [TestCase("var ok = true; try { socket.Connect(host, port); } catch (Exception) { ok = false; } if (ok) socket.Send(buffer);")]
    public Task A_handler_that_leaves_or_notes_the_failure_is_silent(string code) => Silent(code);

    [TestCase("while (true) { try { socket.Connect(host, port); break; } catch (SocketException) { } }")]
    [TestCase(
        "var connected = false; try { socket.Connect(host, port); connected = true; } catch (SocketException) { } if (connected) socket.Send(buffer);"
    )]
    [TestCase(
        "var all = new List<Socket>(); try { while (true) all.Add(new Socket(SocketType.Stream, ProtocolType.Tcp)); } catch (SocketException) { } Console.WriteLine(all.Count);"
    )]
    [TestCase("foreach (var a in Dns.GetHostAddresses(host)) { try { socket.Connect(a, port); return; } catch (SocketException) { } }")]
    [TestCase(
        "string? line = null; try { line = new StreamReader(stream).ReadLine(); } catch (IOException) { } Console.WriteLine(line ?? \"none\");"
    )]
    public Task Success_that_is_told_apart_is_silent(string code) => Silent(code);

    [TestCase("try { stream.Write(buffer, 0, 4); } catch (IOException) { /* The peer is gone, and reading tells. */ }")]
    [TestCase("try { socket.Shutdown(SocketShutdown.Both); } catch (SocketException) { }")]
    [TestCase("try { socket.Close(); } catch { }")]
    [TestCase("try { client.Dispose(); } catch (Exception) { }")]
    public Task A_clean_up_that_may_fail_and_a_reason_given_are_silent(string code) => Silent(code);

    [TestCase("try { socket.Connect(host, port); } catch (SocketException e) when (e.SocketErrorCode == SocketError.IsConnected) { }")]
    [TestCase("try { socket.Receive(buffer); } catch (ObjectDisposedException) { }")]
    [TestCase("try { await socket.ReceiveAsync(buffer); } catch (OperationCanceledException) { }")]
    [TestCase("try { socket.Connect(host, port); } catch (FormatException) { }")]
    public Task An_error_chosen_on_purpose_is_silent(string code) => Silent(code);

    [TestCase("try { anyStream.Write(buffer, 0, 4); } catch (IOException) { }")]
    [TestCase("try { File.Delete(host); } catch { }")]
    [TestCase("try { Action a = () => socket.Send(buffer); } catch { }")]
    [TestCase("void Failed(Exception e) { } try { socket.Connect(host, port); } catch (Exception e) { Failed(e); } socket.Send(buffer);")]
    [TestCase("try { socket.Connect(host, port); } catch (Exception e) { Console.WriteLine(e.Message); }")]
    public Task What_is_not_the_network_or_cannot_be_known_is_silent(string code) => Silent(code);

    private const string Open =
        "bool Open() { try { socket.Connect(host, port); return true; } catch (SocketException e) { Console.WriteLine(e.Message); return false; } } ";
    private const string Make =
        "Socket? Make() { try { return new Socket(SocketType.Stream, ProtocolType.Tcp); } catch (SocketException) { return null; } } ";

    [TestCase(Open + "[|Open()|]; socket.Send(buffer);")]
    [TestCase(Open + "var open = [|Open()|]; socket.Send(buffer);")]
    [TestCase(Open + "_ = [|Open()|]; socket.Send(buffer);")]
    [TestCase(Make + "var s = [|Make()|]; s.Send(buffer);")]
    public Task A_failure_that_a_helper_tells_is_not_to_be_dropped(string code) => Raises(code);

    [TestCase(Open + "if (!Open()) return; socket.Send(buffer);")]
    [TestCase(Open + "var open = Open() && port > 0; Console.WriteLine(open);")]
    [TestCase(Make + "var s = Make(); if (s is null) return; s.Send(buffer);")]
    [TestCase(Make + "Make()?.Send(buffer);")]
    [TestCase("bool Ready() { try { return port > 0; } catch (SocketException) { return false; } } Ready(); socket.Send(buffer);")]
    [TestCase(
        "bool Opens() { try { socket.Connect(host, port); return true; } catch (SocketException) { throw; } } Opens(); socket.Send(buffer);"
    )]
    public Task A_failure_that_is_looked_at_is_silent(string code) => Silent(code);

    [TestCase("try { socket.Connect(host, port); } catch [|(Exception e)|] when (e is SocketException or ArgumentException) { }")]
    [TestCase(
        "bool IsDrop(Exception e) => e is SocketException or IOException; try { stream.Write(buffer, 0, 4); } catch [|(Exception e)|] when (IsDrop(e)) { }"
    )]
    public Task A_filter_that_only_names_types_is_no_look_at_the_error(string code) => Raises(code);

    [TestCase("var stopping = true; try { socket.Connect(host, port); } catch (Exception e) when (stopping && e is SocketException) { }")]
    [TestCase("try { socket.Receive(buffer); } catch (Exception e) when (e is SocketException or ObjectDisposedException) { }")]
    [TestCase(
        "bool IsReset(SocketException e) => e.SocketErrorCode == SocketError.ConnectionReset; try { socket.Connect(host, port); } catch (SocketException e) when (IsReset(e)) { }"
    )]
    public Task A_filter_that_knows_why_is_silent(string code) => Silent(code);

    [TestCase(
        "public static int Main(string[] args) { using var c = new TcpClient(); try { c.Connect(args[0], 80); return 0; } catch [|(SocketException)|] { } return 1; }"
    )]
    [TestCase(
        "public static void Main(string[] args) { var c = new TcpClient(); try { Talk(c); return; } catch [|(IOException)|] { } finally { c.Dispose(); } } static void Talk(TcpClient c) => c.GetStream().WriteByte(1);"
    )]
    [TestCase(
        "public static int Main(string[] args) { using var c = new TcpClient(); int code = 1; try { Talk(c); code = 0; } catch [|(FormatException)|] { } c.Close(); return code; } static void Talk(TcpClient c) => c.GetStream().WriteByte(1);"
    )]
    public Task A_program_that_ends_and_does_not_say_why_is_reported(string code) => Raises(code);

    [TestCase(
        "public static int Main(string[] args) { using var c = new TcpClient(); try { c.Connect(args[0], 80); return 0; } catch (SocketException) { } Console.Error.WriteLine(args[0]); return 1; }"
    )]
    [TestCase(
        "public static int Main(string[] args) { using var c = new TcpClient(); try { c.Connect(args[0], 80); return 0; } catch (SocketException) { /* The exit code says it. */ } return 1; }"
    )]
    [TestCase("public static int Main(string[] args) { try { return int.Parse(args[0]); } catch (FormatException) { } return 1; }")]
    [TestCase(
        "public static bool Open(TcpClient c) { try { c.Connect(\"localhost\", 80); return true; } catch (SocketException) { } return false; }"
    )]
    [TestCase(
        "public static int Main(string[] args) { while (true) { try { using var c = new TcpClient(args[0], 80); return 0; } catch (SocketException) { } } }"
    )]
    public Task A_failure_that_is_told_is_silent(string code) => Silent(code);

    [TestCase(
        "class Refused : Exception { } class Program { static void Talk(Socket s) { try { while (Next(s) > 0) Console.Write(1); } catch [|(Refused)|] { } } static int Next(Socket s) { int n = s.Receive(new byte[4]); if (n > 3) throw new Refused(); return n; } }"
    )]
    [TestCase(
        "var b = new byte[9]; try { Next(b); } catch [|(EndOfStreamException)|] { } Console.Write(b[0]); void Next(byte[] into) { if (socket.Receive(into) < 9) throw new EndOfStreamException(); }"
    )]
    [TestCase(
        "try { socket.Send(buffer); } catch [|(SocketException e)|] when (e.SocketErrorCode == SocketError.MessageSize) { } int n = socket.Receive(buffer); Console.Write(n);"
    )]
    [TestCase(
        "bool IsTooLong(SocketException e) => e.SocketErrorCode == SocketError.MessageSize; try { socket.Send(buffer); } catch [|(SocketException e)|] when (IsTooLong(e)) { } int n = socket.Receive(buffer); Console.Write(n);"
    )]
    [TestCase(
        "public string Show(byte[] b) { var t = [|Text(b)|]; return t.ToUpper(); } string Text(byte[] b) { try { return new UTF8Encoding(false, true).GetString(b); } catch (DecoderFallbackException) { return null; } } Socket s;"
    )]
    public Task A_refusal_that_is_dropped_is_reported(string code) => Raises(code);

    [TestCase(
        "class Refused : Exception { } class Program { static void Talk(Socket s) { try { while (Next(s) > 0) Console.Write(1); } catch (Refused) { /* Its end is the answer. */ } } static int Next(Socket s) { int n = s.Receive(new byte[4]); if (n > 3) throw new Refused(); return n; } }"
    )]
    [TestCase(
        "class Refused : Exception { } class Program { static void Talk(Socket s) { try { Parse(); } catch (Refused) { } s.Close(); } static void Parse() => throw new Refused(); }"
    )]
    [TestCase(
        "try { socket.Send(buffer); } catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock) { } int n = socket.Receive(buffer); Console.Write(n);"
    )]
    [TestCase(
        "try { socket.Send(buffer); } catch (SocketException e) when (e.SocketErrorCode == SocketError.MessageSize) { } Console.Write(port);"
    )]
    [TestCase(
        "public string Show(byte[] b) { var t = Text(b); return t == null ? host : t.ToUpper(); } string Text(byte[] b) { try { return new UTF8Encoding(false, true).GetString(b); } catch (DecoderFallbackException) { return null; } } string host; Socket s;"
    )]
    public Task A_refusal_that_is_meant_to_pass_is_silent(string code) => Silent(code);

    [TestCase("try { socket.Connect(host, port); } catch (SocketException) { } Console.WriteLine(socket.Connected);")]
    [TestCase("try { client.Connect(host, port); } catch { } if (!client.Connected) return; client.GetStream().Write(buffer);")]
    [TestCase(
        "try { client.Connect(host, port); } catch { } if (!client.Client.Connected) throw new IOException(); client.GetStream().Write(buffer);"
    )]
    public Task A_program_that_asks_the_socket_after_the_handler_is_silent(string code) => Silent(code);

    [TestCase(
        "foreach (var p in new[] { 1, 2 }) { using var k = new Socket(SocketType.Stream, ProtocolType.Tcp); try { k.Connect(host, p); Console.WriteLine($\"{p} open\"); } catch (SocketException) { } }"
    )]
    [TestCase(
        "for (var p = 1; p < 99; p++) { using var k = new TcpClient(); try { await k.ConnectAsync(host, p); Console.WriteLine($\"{p} open\"); } catch { } }"
    )]
    [TestCase(
        "for (var p = 1; p < 99; p++) { try { using var k = new TcpClient(host, p); Console.WriteLine($\"{p} open\"); } catch (SocketException) { } }"
    )]
    [TestCase(
        "Parallel.For(1, 99, p => { using var k = new TcpClient(); try { k.Connect(host, p); Console.WriteLine($\"{p} open\"); } catch (SocketException) { } });"
    )]
    [TestCase(
        "var open = 0; for (var p = 1; p < 99; p++) { using var k = new TcpClient(); try { k.Connect(host, p); open++; } catch (SocketException) { } } Console.WriteLine(open);"
    )]
    public Task A_scan_is_silent(string code) => Silent(code);

    [TestCase("await client.ConnectAsync(host, port).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); if (!client.Connected) return; client.GetStream().WriteByte(1);")]
    public Task A_failure_that_Connected_tells_of_is_silent(string code) => Silent(code);

    [TestCase("try { socket.Send(\"QUIT\\r\\n\"u8); } catch (SocketException) { } socket.Dispose();")]
    [TestCase("try { stream.Write(Encoding.ASCII.GetBytes(\"QUIT\\r\\n\")); } catch (IOException) { } client.Close();")]
    [TestCase("try { stream.Write(buffer); } finally { try { stream.Write(\"BYE\"u8); } catch (IOException) { } }")]
    [TestCase(
        "class Link(Socket s) : IDisposable { public void Dispose() { try { s.Send(new byte[] { 9 }); } catch (SocketException) { } s.Dispose(); } }"
    )]
    [TestCase(
        "class Link(NetworkStream s, byte[] bye) { public async Task CloseAsync() { try { await s.WriteAsync(bye); } catch { } await s.DisposeAsync(); } }"
    )]
    public Task A_farewell_is_silent(string code) => Silent(code);

    [TestCase(
        "class Handle : IDisposable { public void Dispose() { } } class Program { void Run(Handle h) { try { h?.Dispose(); } catch (SocketException) { } h = null; } }"
    )]
    [TestCase(
        "class Peer { public void Log(string s) { } } class Program { Socket k; void Run(Peer p) { try { p.Log(\"x\"); } catch (SocketException) { } k.Send(new byte[1]); } }"
    )]
    [TestCase("void Count() { port++; } try { Count(); } catch (SocketException) { } Console.WriteLine(port);")]
    [TestCase(
        "class Program { [System.Diagnostics.CodeAnalysis.DoesNotReturn] static void Fail() => throw new Exception(); static void Run(Socket s, byte[] b) { try { s.Send(b); Fail(); } catch (SocketException) { } } }"
    )]
    public Task What_is_not_of_the_network_or_meant_to_fail_is_silent(string code) => Silent(code);

    [TestCase("while (true) { try { int n = socket.Receive(buffer); if (n == 0) return; Console.Write(n); } catch [|{ continue; }|] }")]
    [TestCase(
        "while (true) { try { int n = stream.Read(buffer, 0, 4); if (n == 0) break; Console.Write(n); } catch [|(IOException)|] { } }")]
    [TestCase(
        "for (; ; ) { try { int n = await stream.ReadAsync(buffer); if (n == 0) return; Console.Write(n); } catch [|(Exception e)|] { Console.WriteLine(e.Message); } }"
    )]
    [TestCase(
        "while (true) { try { int n = socket.Receive(buffer); if (n == 0) return; Console.Write(n); } catch [|(SocketException)|] { Thread.Sleep(100); } }"
    )]
    public Task A_loop_that_spins_on_a_dead_connection_is_reported(string code) => Raises(code);

    [TestCase("while (true) { try { int n = socket.Receive(buffer); if (n == 0) return; Console.Write(n); } catch { break; } }")]
    [TestCase(
        "while (true) { try { int n = socket.Receive(buffer); if (n == 0) return; Console.Write(n); } catch (SocketException) { socket.Connect(host, port); } }"
    )]
    [TestCase(
        "while (true) { using var c = new TcpClient(host, port); try { int n = c.GetStream().Read(buffer); if (n == 0) return; Console.Write(n); } catch { continue; } }"
    )]
    [TestCase(
        "socket.ReceiveTimeout = 100; while (true) { try { int n = socket.Receive(buffer); if (n == 0) return; Console.Write(n); } catch (SocketException) { continue; } }"
    )]
    [TestCase(
        "EndPoint any = new IPEndPoint(IPAddress.Any, 0); while (true) { try { int n = socket.ReceiveFrom(buffer, ref any); if (n == 0) return; Console.Write(n); } catch (SocketException) { continue; } }"
    )]
    [TestCase(
        "while (true) { try { int n = socket.Receive(buffer); if (n == 0) return; Console.Write(n); } catch (SocketException e) when (e.SocketErrorCode == SocketError.TimedOut) { } }"
    )]
    public Task A_loop_that_leaves_or_begins_anew_is_silent(string code) => Silent(code);

    [TestCase("try { socket.BeginConnect(host, port, r => { }, null); } catch [|(SocketException)|] { } Console.WriteLine(\"connected\");")]
    [TestCase("try { client.BeginConnect(host, port, r => client.EndConnect(r), null); } catch [|{ }|]")]
    public Task An_empty_handler_around_the_beginning_of_a_call_is_reported(string code) => Raises(code);

    [TestCase(
        "var t = client.ConnectAsync(host, port); if (await Task.WhenAny(t, Task.Delay(9)) == t && client.Connected) client.GetStream().WriteByte(1);")]
    [TestCase(
        "var t = socket.ConnectAsync(host, port); var first = await Task.WhenAny(t, Task.Delay(9)); if (first != t || !socket.Connected) return; socket.Send(buffer);")]
    [TestCase(
        "private static void Read(TcpClient c, NetworkStream s, byte[] b) { int n = 0; do { try { n += s.Read(b); } catch (IOException) { } } while (c.Connected && s.DataAvailable); Console.WriteLine(n); }")]
    [TestCase(
        "class Link(NetworkStream s, byte[] b) { private bool IsConnected => s.Socket.Connected; void Run() { while (IsConnected) { try { if (s.DataAvailable) Console.WriteLine(s.Read(b)); } catch { } } } }")]
    [TestCase(
        "while (client.Connected && port > 0) { while (stream.DataAvailable) { try { anyStream.Write(buffer, 0, stream.Read(buffer)); } catch { } } Thread.Sleep(9); }")]
    public Task A_race_that_is_asked_for_its_connection_is_silent(string code) => Silent(code);

    [TestCase("udp.SendAsync(buffer, 4, host, port);")]
    [TestCase("_ = udp.SendAsync(buffer, 4, host, port);")]
    [TestCase(
        "var s = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp); s.SendToAsync(buffer, new IPEndPoint(IPAddress.Loopback, port));")]
    public Task A_datagram_that_may_get_lost_is_silent(string code) => Silent(code);

    [TestCase(
        "if (client.Connected) return; var t = [|client.ConnectAsync(host, port)|]; if (await Task.WhenAny(t, Task.Delay(9)) == t) Console.WriteLine(1);")]
    public Task A_race_that_nobody_asks_is_reported(string code) => Raises(code);

    [TestCase(
        "class Link(TcpClient c) { private bool connected; public void Run(byte[] b) { connected = true; while (connected) { try { c.GetStream().Write(b); } catch [|(IOException)|] { } } } }")]
    [TestCase(
        "class Link(TcpClient c) { public bool IsConnected { get; private set; } public void Run(byte[] b) { IsConnected = true; while (IsConnected) { try { c.GetStream().Write(b); } catch [|(IOException)|] { } } } }")]
    public Task A_state_that_no_code_clears_is_no_question(string code) => Raises(code);

    [TestCase(
        "class Link(TcpClient c) { private bool connected; public void Stop() => this.connected = false; public void Run(byte[] b) { connected = true; while (connected) { try { c.GetStream().Write(b); } catch (IOException) { } } } }")]
    [TestCase(
        "class Link(TcpClient c) { private bool connected; public void Stop() => Volatile.Write(ref connected, false); public void Run(byte[] b) { connected = true; while (connected) { try { c.GetStream().Write(b); } catch (IOException) { } } } }")]
    [TestCase(
        "class Link(TcpClient c) { public bool Connected { get; set; } public void Run(byte[] b) { while (Connected) { try { c.GetStream().Write(b); } catch (IOException) { } } } }")]
    [TestCase(
        "class Link(TcpClient c) { public bool IsConnected => c.Connected; public void Run(byte[] b) { while (IsConnected) { try { c.GetStream().Write(b); } catch (IOException) { } } } }")]
    public Task A_state_that_some_code_clears_is_silent(string code) => Silent(code);

    [TestCase("socket.Blocking = false; ", "socket.Poll(9000, SelectMode.SelectWrite); if ((int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)! != 0) return;")]
    [TestCase("socket.Blocking = false; ", "")]
    [TestCase("", "if (!socket.Poll(9000, SelectMode.SelectWrite)) return;")]
    [TestCase("", "if (!socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!.Equals(0)) return;")]
    [TestCase("", "if (socket.RemoteEndPoint is null) return;")]
    [TestCase("", "var ready = new List<Socket> { socket }; Socket.Select(null, ready, null, 9000); if (ready.Count == 0) return;")]
    public Task A_connection_on_its_way_is_silent(string before, string after) => Silent(OnItsWay(before, "(SocketException)", after));

    [TestCase("", "")]
    [TestCase("", "if (!socket.Poll(9000, SelectMode.SelectRead)) return;")]
    [TestCase("", "Console.WriteLine(socket.RemoteEndPoint);")]
    public Task A_connection_that_nobody_asks_for_is_reported(string before, string after) =>
        Raises(OnItsWay(before, "[|(SocketException)|]", after));

    private static string OnItsWay(string before, string caught, string after) =>
        $$"""
        {{before}}
        try { socket.Connect(host, port); }
        catch {{caught}} { Console.WriteLine("connecting"); }
        {{after}}
        socket.Send(buffer);
        """;

    [TestCase(
        "static class Log { public static void Fatal(string text) { Console.Error.WriteLine(text); Environment.Exit(1); } } class Program { static void Run(Socket socket, byte[] data) { try { socket.Connect(\"h\", 1); } catch (SocketException e) { Log.Fatal(e.Message); } socket.Send(data); } }"
    )]
    [TestCase(
        "static class Log { public static void Error(string text) { Console.Error.WriteLine(text); throw new IOException(text); } } class Program { static void Run(Socket socket, byte[] data) { try { socket.Connect(\"h\", 1); } catch (SocketException e) { Log.Error(e.Message); } socket.Send(data); } }"
    )]
    public Task A_log_that_ends_the_program_does_not_go_on(string code) => Silent(code);
}

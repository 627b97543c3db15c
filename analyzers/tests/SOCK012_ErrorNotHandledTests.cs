using Kata.CodeFixes;
using NUnit.Framework;

namespace Kata.Analyzers.Tests;

public class SOCK012_ErrorNotHandledTests() : RuleTests("SOCK012")
{
    private const string Open = "using var socket = new TcpClient(); ";

    [TestCase("public static void Main(string[] args) { using var c = new TcpClient(); [|c.Connect(args[0], 80)|]; }")]
    [TestCase("public static void Main(string[] args) { using var c = [|new TcpClient(args[0], 80)|]; c.GetStream().WriteByte(1); }")]
    [TestCase("public static void Main(string[] args) { var a = [|Dns.GetHostAddresses(args[0])|]; }")]
    [TestCase("public static int Main(string[] args) { using var s = [|new Socket(SocketType.Stream, ProtocolType.Tcp)|]; return 0; }")]
    [TestCase(
        "public static void Main(string[] args) { using var c = new TcpClient(); try { [|c.Connect(args[0], 80)|]; } catch (SocketException e) when (e.SocketErrorCode == SocketError.HostNotFound) { } }"
    )]
    [TestCase(
        "public static async Task Main(string[] args) { using var c = new TcpClient(); using var d = new CancellationTokenSource(100); try { await [|c.ConnectAsync(args[0], 80, d.Token)|]; } catch (SocketException) { } }"
    )]
    [TestCase(
        "public static void Main(string[] args) { using var c = new TcpClient(); Console.CancelKeyPress += (_, _) => c.Close(); try { [|c.Connect(args[0], 80)|]; } catch (SocketException) { } }"
    )]
    [TestCase("public static void Main(string[] args) { using var s = new Socket(SocketType.Stream, ProtocolType.Tcp); [|s.Bind(new IPEndPoint(IPAddress.Loopback, 80))|]; s.Listen(); }")]
    [TestCase("public static async Task Main(string[] args) { using var c = new TcpClient(); await [|c.ConnectAsync(args[0], 80)|]; }")]
    [TestCase(
        "public static void Main(string[] args) { using var c = new TcpClient(); try { [|c.Connect(args[0], 80)|]; } finally { c.Close(); } }"
    )]
    [TestCase(
        "public static void Main(string[] args) { using var c = new TcpClient(); try { [|c.Connect(args[0], 80)|]; } catch (FormatException) { } }"
    )]
    [TestCase(
        "public static void Main(string[] args) { using var c = new TcpClient(); Console.CancelKeyPress += (_, _) => c.Close(); try { [|c.Connect(args[0], 80)|]; } catch (SocketException) { } catch (TaskCanceledException) { } }"
    )]
    [TestCase(
        "public static void Main(string[] args) { using var s = new Socket(SocketType.Stream, ProtocolType.Tcp); var b = new byte[4]; try { int n = s.Receive(b); if (n == 0) throw [|new EndOfStreamException()|]; } catch (SocketException) { } catch (TaskCanceledException) { } }"
    )]
    public Task A_call_in_Main_that_nobody_guards_is_reported(string code) => Raises(code);

    [TestCase(
        "public static int Main(string[] args) { using var s = new Socket(SocketType.Stream, ProtocolType.Tcp); s.Send([1], 0, 1, SocketFlags.None, out SocketError code); return code == SocketError.Success ? 0 : 1; }"
    )]
    [TestCase(
        "public static int Main(string[] args) { using var s = new Socket(SocketType.Stream, ProtocolType.Tcp); try { s.Connect(args[0], 80); } catch (SocketException) { return 1; } s.Send([1], 0, 1, SocketFlags.None, out SocketError code); return code == SocketError.Success ? 0 : 1; }"
    )]
    [TestCase(
        "public static async Task<int> Main(string[] args) { using var s = new Socket(SocketType.Stream, ProtocolType.Tcp); try { await Connect(); return 0; } catch (SocketException) { return 1; } async Task Connect() => await s.ConnectAsync(args[0], 80); }"
    )]
    [TestCase(
        "public static async Task Main(string[] args) { using var d = new CancellationTokenSource(); using var c = new TcpClient(); var all = new List<Task>(); try { all.Add(c.ConnectAsync(args[0], 80, d.Token).AsTask()); await all[0]; } catch (SocketException) { } d.Cancel(); }"
    )]
    [TestCase(
        "public static void Main(string[] args) { using var c = new TcpClient(); try { c.Connect(args[0], 80); } catch (SocketException) { return; } new Thread(() => c.Close()).Start(); }"
    )]
    public Task An_error_that_is_no_exception_or_comes_elsewhere_is_silent(string code) => Silent(code);

    [TestCase(
        "public static void Main(string[] args) { try { using var c = new TcpClient(args[0], 80); [|c.GetStream().WriteByte(1)|]; } catch (SocketException) { } }"
    )]
    [TestCase(
        "public static void Main(string[] args) { Talk(args[0]); } static void Talk(string h) { using var c = new TcpClient(); [|c.Connect(h, 80)|]; }"
    )]
    [TestCase(
        "public static void Main(string[] args) { One(args[0]); } static void One(string h) => Two(h); static void Two(string h) { using var c = new TcpClient(); [|c.Connect(h, 80)|]; }"
    )]
    [TestCase(
        "public static void Main(string[] args) { Talk(args[0]); void Talk(string h) { using var c = new TcpClient(); [|c.Connect(h, 80)|]; } }"
    )]
    [TestCase(
        "public static void Main(string[] args) { Talk(new Socket(SocketType.Stream, ProtocolType.Tcp)); } static void Talk(Socket s) { [|s.Send([1], 0, 1, SocketFlags.None, out SocketError code)|]; if (code != SocketError.Success) throw new SocketException((int)code); }"
    )]
    public Task A_handler_for_other_errors_and_callers_without_one_do_not_help(string code) => Raises(code);

    [TestCase(
        "public static void Main(string[] args) { using var s = new Socket(SocketType.Stream, ProtocolType.Tcp); try { Get(s); } catch (SocketException) { } } static int Get(Socket s) { var b = new byte[4]; int n = s.Receive(b); if (n == 0) throw [|new EndOfStreamException()|]; return b[0]; }"
    )]
    [TestCase(
        "public static void Main(string[] args) { using var s = new Socket(SocketType.Stream, ProtocolType.Tcp); try { Ask(s); } catch (SocketException) { } } static int Ask(Socket s) { int n = Get(s); return n > 9 ? throw [|new InvalidDataException()|] : n; } static int Get(Socket s) => s.Receive(new byte[4]);"
    )]
    [TestCase(
        "class Refused(string m) : Exception(m); class Program { static void Main(string[] args) { using var s = new Socket(SocketType.Stream, ProtocolType.Tcp); try { Get(s); } catch (SocketException) { } } static int Get(Socket s) { int n = s.Receive(new byte[4]); if (n != 4) throw [|new Refused(\"short\")|]; return n; } }"
    )]
    [TestCase(
        "class Peer { readonly TcpClient c = new(); public int Get() { int n = c.GetStream().ReadByte(); if (n < 0) throw [|new FormatException()|]; return n; } } class Program { static void Main(string[] args) { try { new Peer().Get(); } catch (IOException) { } } }"
    )]
    [TestCase(
        "public static void Main(string[] args) { using var s = new Socket(SocketType.Stream, ProtocolType.Tcp); var b = new byte[4]; try { int n = s.Receive(b); Console.Write([|new UTF8Encoding(false, true).GetString(b, 0, n)|]); } catch (SocketException) { } }"
    )]
    [TestCase(
        "public static void Main(string[] args) { using var s = new Socket(SocketType.Stream, ProtocolType.Tcp); Encoding e = new UTF8Encoding(false, throwOnInvalidBytes: true); var d = e.GetDecoder(); var b = new byte[4]; try { int n = s.Receive(b); [|d.GetChars(b, 0, n, new char[9], 0)|]; } catch (SocketException) { } }"
    )]
    [TestCase(
        "public static void Main(string[] args) { using var s = new Socket(SocketType.Stream, ProtocolType.Tcp); foreach (int n in Counts(s)) Console.Write(n); } static IEnumerable<int> Counts(Socket s) { int n = Get(s); if (n == 0) throw [|new EndOfStreamException()|]; yield return n; } static int Get(Socket s) { try { return s.Receive(new byte[4]); } catch (SocketException) { return 0; } }"
    )]
    public Task What_the_program_refuses_and_nobody_catches_is_reported(string code) => Raises(code);

    [TestCase(
        "public static void Main(string[] args) { using var s = new Socket(SocketType.Stream, ProtocolType.Tcp); try { Get(s); } catch (SocketException) { } catch (EndOfStreamException) { } } static int Get(Socket s) { int n = s.Receive(new byte[4]); if (n == 0) throw new EndOfStreamException(); return n; }"
    )]
    [TestCase(
        "public static void Main(string[] args) { using var s = new Socket(SocketType.Stream, ProtocolType.Tcp); try { Get(s); } catch (SocketException) { } } static int Get(Socket s) { if (s is null) throw new ArgumentNullException(nameof(s)); int n = s.Receive(new byte[4]); if (n < 0) throw new InvalidOperationException(); return n; }"
    )]
    [TestCase(
        "public static void Main(string[] args) { Check(args); } static void Check(string[] args) { if (args.Length == 0) throw new FormatException(\"Usage\"); }"
    )]
    [TestCase(
        "public static void Main(string[] args) { using var s = new Socket(SocketType.Stream, ProtocolType.Tcp); try { Put(s, args[0]); } catch (SocketException) { } } static void Put(Socket s, string text) { if (text.Length > 9) throw new InvalidDataException(); s.Send(Encoding.UTF8.GetBytes(text)); }"
    )]
    [TestCase(
        "public static int Get(Socket s) { int n = s.Receive(new byte[4]); if (n == 0) throw new EndOfStreamException(); return n; }")]
    [TestCase(
        "public static void Main(string[] args) { using var s = new Socket(SocketType.Stream, ProtocolType.Tcp); var b = new byte[4]; try { int n = s.Receive(b); Console.Write(Encoding.UTF8.GetString(b, 0, n)); Console.Write(new UTF8Encoding(false).GetString(b, 0, n)); } catch (SocketException) { } }"
    )]
    [TestCase(
        "public static void Main(string[] args) { using var s = new Socket(SocketType.Stream, ProtocolType.Tcp); var b = new byte[4]; try { int n = s.Receive(b); Console.Write(new UTF8Encoding(false, true).GetString(b, 0, n)); } catch (SocketException) { } catch (ArgumentException) { } }"
    )]
    public Task A_refusal_that_is_caught_or_is_no_answer_to_the_peer_is_silent(string code) => Silent(code);

    [TestCase(
        "class Peer { readonly TcpClient c; public Peer(string h) { c = [|new TcpClient(h, 80)|]; } } class Program { static void Main(string[] args) { var p = new Peer(args[0]); } }"
    )]
    [TestCase(
        "class Peer { readonly TcpClient c; public Peer(string h) { c = [|new TcpClient(h, 80)|]; } } class Program { static void Main(string[] args) { Peer p = new(args[0]); } }"
    )]
    [TestCase(
        "public static async Task Main(string[] args) { var all = new List<Task>(); using var s = new Socket(SocketType.Stream, ProtocolType.Tcp); try { all.Add(Talk(s)); } catch (SocketException) { } await Task.WhenAll(all); } static async Task Talk(Socket s) { await [|s.ReceiveAsync(new byte[4])|]; }"
    )]
    [TestCase(
        "public static async Task Main(string[] args) { using var s = new Socket(SocketType.Stream, ProtocolType.Tcp); Task t; try { t = Talk(s); } catch (SocketException) { return; } await t; } static async Task Talk(Socket s) { await [|s.ReceiveAsync(new byte[4])|]; }"
    )]
    [TestCase(
        "public static async Task Main(string[] args) { using var s = new Socket(SocketType.Stream, ProtocolType.Tcp); using var d = new CancellationTokenSource(9); try { await Talk(s, d.Token); } catch (SocketException) { } } static async Task Talk(Socket s, CancellationToken t) { await [|s.ReceiveAsync(new byte[4], t)|]; }"
    )]
    [TestCase(
        "public static async Task Main(string[] args) { using var s = new Socket(SocketType.Stream, ProtocolType.Tcp); using var d = new CancellationTokenSource(); Console.CancelKeyPress += (_, _) => d.Cancel(); try { await [|s.ReceiveAsync(new byte[4], d.Token)|]; } catch (SocketException) { } }"
    )]
    public Task Ways_through_constructors_tasks_and_tokens_are_followed(string code) => Raises(code);

    [TestCase(
        "class Peer { readonly TcpClient c; public Peer(string h) { c = new TcpClient(h, 80); } } class Program { static void Main(string[] args) { try { var p = new Peer(args[0]); } catch (SocketException) { } } }"
    )]
    [TestCase(
        "public static async Task Main(string[] args) { var all = new List<Task>(); using var s = new Socket(SocketType.Stream, ProtocolType.Tcp); all.Add(Talk(s)); try { await Task.WhenAll(all); } catch (SocketException) { } } static async Task Talk(Socket s) { await s.ReceiveAsync(new byte[4]); }"
    )]
    [TestCase(
        "public static async Task Main(string[] args) { using var s = new Socket(SocketType.Stream, ProtocolType.Tcp); var t = Talk(s); try { await t; } catch (SocketException) { } } static async Task Talk(Socket s) { await s.ReceiveAsync(new byte[4]); }"
    )]
    [TestCase(
        "public static async Task Main(string[] args) { var all = Begin(); try { await Task.WhenAll(all); } catch (SocketException) { } } static List<Task> Begin() { var all = new List<Task>(); all.Add(Talk(new Socket(SocketType.Stream, ProtocolType.Tcp))); return all; } static async Task Talk(Socket s) { await s.ReceiveAsync(new byte[4]); }"
    )]
    [TestCase(
        "public static async Task Main(string[] args) { using var s = new Socket(SocketType.Stream, ProtocolType.Tcp); try { await Talk(s, CancellationToken.None); } catch (SocketException) { } } static async Task Talk(Socket s, CancellationToken t) { await s.ReceiveAsync(new byte[4], t); }"
    )]
    [TestCase(
        "public static async Task Main(string[] args) { using var s = new Socket(SocketType.Stream, ProtocolType.Tcp); using var d = new CancellationTokenSource(9); try { await Talk(s, d.Token); } catch (SocketException) { } catch (OperationCanceledException) { } } static async Task Talk(Socket s, CancellationToken t) { await s.ReceiveAsync(new byte[4], t); }"
    )]
    [TestCase(
        "public static async Task Main(string[] args) { using var s = new Socket(SocketType.Stream, ProtocolType.Tcp); try { await Talk(s, default); using var d = new CancellationTokenSource(9); await Talk(s, d.Token); } catch (SocketException) { } catch (TaskCanceledException) { } } static async Task Talk(Socket s, CancellationToken t) { await s.ReceiveAsync(new byte[4], t); }"
    )]
    [TestCase(
        "public static void Main(string[] args) { using var s = new Socket(SocketType.Stream, ProtocolType.Tcp); foreach (var error in Errors(s, args[0])) Console.Error.WriteLine(error); } static IEnumerable<string> Errors(Socket s, string h) { if (Try(() => s.Connect(h, 80)) is { } error) yield return error; } static string Try(Action a) { try { a(); return null; } catch (SocketException e) { return e.Message; } }"
    )]
    [TestCase(
        "public static async Task Main(string[] args) { var all = new Dictionary<Task, string>(); using var s = new Socket(SocketType.Stream, ProtocolType.Tcp); all.Add(Talk(s), args[0]); var ended = await Task.WhenAny(all.Keys); Console.WriteLine(ended.IsCompletedSuccessfully); } static async Task Talk(Socket s) { await s.ReceiveAsync(new byte[4]); }"
    )]
    [TestCase(
        "public static void Main(string[] args) { using var s = new Socket(SocketType.Stream, ProtocolType.Tcp); using var all = Bytes(s).GetEnumerator(); try { while (all.MoveNext()) Console.Write(all.Current); } catch (Exception e) when (e is SocketException or EndOfStreamException) { } } static IEnumerable<byte> Bytes(Socket s) { var b = new byte[4]; int n = s.Receive(b); if (n == 0) throw new EndOfStreamException(); for (int i = 0; i < n; i++) yield return b[i]; }"
    )]
    public Task Ways_that_end_at_a_handler_are_silent(string code) => Silent(code);

    [TestCase(
        "public static void Main(string[] args) { using var c = new TcpClient(); try { c.Connect(args[0], 80); } catch (SocketException) { } }"
    )]
    [TestCase("public static void Main(string[] args) { using var c = new TcpClient(); try { c.Connect(args[0], 80); } catch { } }")]
    [TestCase(
        "public static void Main(string[] args) { using var c = new TcpClient(); try { c.Connect(args[0], 80); } catch (Exception e) when (e is SocketException) { } }"
    )]
    [TestCase(
        "public static void Main(string[] args) { try { using var c = new TcpClient(args[0], 80); c.GetStream().WriteByte(1); } catch (SocketException) { } catch (IOException) { } }"
    )]
    [TestCase(
        "public static void Main(string[] args) { using var c = new TcpClient(); Console.CancelKeyPress += (_, _) => c.Close(); try { c.Connect(args[0], 80); } catch (ObjectDisposedException) { } catch (SocketException) { } }"
    )]
    [TestCase(
        "public static async Task Main(string[] args) { using var c = new TcpClient(); using var d = new CancellationTokenSource(100); try { await c.ConnectAsync(args[0], 80, d.Token); } catch (SocketException) { } catch (OperationCanceledException) { } }"
    )]
    [TestCase(
        "public static async Task Main(string[] args) { using var c = new TcpClient(); using var d = new CancellationTokenSource(100); try { await c.ConnectAsync(args[0], 80, d.Token); } catch (SocketException) { } catch (TaskCanceledException) { } }"
    )]
    [TestCase(
        "public static async Task Main(string[] args) { using var c = new TcpClient(); using var d = new CancellationTokenSource(); try { await c.ConnectAsync(args[0], 80, d.Token); } catch (SocketException) { } }"
    )]
    [TestCase(
        "public static void Main(string[] args) { using var s = new Socket(SocketType.Stream, ProtocolType.Tcp); try { s.Connect(args[0], 80); } catch (SocketException) { } }"
    )]
    [TestCase(
        "public static void Main(string[] args) { try { try { var a = Dns.GetHostAddresses(args[0]); } finally { } } catch (SocketException) { } }"
    )]
    [TestCase(
        "public static void Main(string[] args) { using var c = new TcpClient(); try { c.ConnectAsync(args[0], 80).Wait(); } catch (AggregateException) { } }"
    )]
    public Task A_guarded_call_is_silent(string code) => Silent(code);

    [TestCase(
        "public static void Main(string[] args) { try { Talk(args[0]); } catch (SocketException) { } } static void Talk(string h) { using var c = new TcpClient(); c.Connect(h, 80); }"
    )]
    [TestCase(
        "public static void Main(string[] args) { try { One(args[0]); } catch (Exception) { } } static void One(string h) => Two(h); static void Two(string h) { using var c = new TcpClient(); c.Connect(h, 80); }"
    )]
    [TestCase(
        "public static void Main(string[] args) { Run(() => Talk(args[0])); } static void Run(Action a) { try { a(); } catch { } } static void Talk(string h) { using var c = new TcpClient(); c.Connect(h, 80); }"
    )]
    [TestCase(
        "public static void Main(string[] args) { Action a = Open; void Open() { using var c = new TcpClient(); c.Connect(args[0], 80); } }"
    )]
    public Task A_caller_that_catches_or_cannot_be_followed_is_silent(string code) => Silent(code);

    [TestCase("public void Talk(string h) { using var c = new TcpClient(); c.Connect(h, 80); }")]
    [TestCase("public static void Talk(string h) { using var c = new TcpClient(); c.Connect(h, 80); }")]
    [TestCase(
        "public static void Main(string[] args) { Console.CancelKeyPress += (_, _) => { using var c = new TcpClient(); c.Connect(args[0], 80); }; }"
    )]
    public Task Code_that_Main_is_not_seen_to_reach_is_silent(string code) => Silent(code);

    [TestCase(
        "public static void Main(string[] args) { var file = File.OpenRead(args[0]); file.ReadByte(); using var c = new TcpClient(); }")]
    [TestCase("public static void Main(string[] args) { using var c = new TcpClient(); c.NoDelay = true; c.Close(); }")]
    [TestCase("public static void Main() { using var s = new Socket(SocketType.Dgram, ProtocolType.Udp); s.Bind(new IPEndPoint(IPAddress.Loopback, 0)); s.Connect(s.LocalEndPoint!); }")]
    public Task What_does_not_go_to_the_network_is_silent(string code) => Silent(code);

    [Test]
    public Task The_fix_reports_and_ends_with_1() => Fixes<SOCK012_ErrorNotHandledFix>(
        """
        public static int Main(string[] args)
        {
            using var c = new TcpClient();
            [|c.Connect(args[0], 80)|];
            return 0;
        }
        """,
        """
        public static int Main(string[] args)
        {
            using var c = new TcpClient();
            try
            {
                c.Connect(args[0], 80);
            }
            catch (SocketException exception)
            {
                Console.Error.WriteLine(exception.Message);
                return 1;
            }
            return 0;
        }
        """);

    [Test]
    public Task The_fix_catches_what_the_call_throws() => Fixes<SOCK012_ErrorNotHandledFix>(
        """
        public static async Task Main(string[] args)
        {
            using var c = new TcpClient();
            using var d = new CancellationTokenSource(100);
            try
            {
                await Open(c, args[0], d.Token);
            }
            catch (SocketException)
            {
            }
        }

        static async Task<int> Open(TcpClient c, string host, CancellationToken token)
        {
            await [|c.ConnectAsync(host, 80, token)|];
            return 0;
        }
        """,
        """
        public static async Task Main(string[] args)
        {
            using var c = new TcpClient();
            using var d = new CancellationTokenSource(100);
            try
            {
                await Open(c, args[0], d.Token);
            }
            catch (SocketException)
            {
            }
        }

        static async Task<int> Open(TcpClient c, string host, CancellationToken token)
        {
            try
            {
                await c.ConnectAsync(host, 80, token);
            }
            catch (OperationCanceledException exception)
            {
                Console.Error.WriteLine(exception.Message);
                return 1;
            }
            return 0;
        }
        """);

    [Test]
    public Task The_fix_takes_in_the_rest_of_a_program_of_statements() => FixesProgram<SOCK012_ErrorNotHandledFix>(
        """
        var port = int.Parse(args[0]);
        using var client = [|new TcpClient("localhost", port)|];
        Console.WriteLine(client.Connected);
        return Double(0);

        static int Double(int number) => number * 2;

        """,
        """
        var port = int.Parse(args[0]);
        try
        {
            using var client = new TcpClient("localhost", port);
            Console.WriteLine(client.Connected);
            return Double(0);
        }
        catch (SocketException exception)
        {
            Console.Error.WriteLine(exception.Message);
            return 1;
        }

        static int Double(int number) => number * 2;

        """);

    [Test]
    public Task The_fix_leaves_a_program_alone_whose_functions_use_the_variable() => FixesProgram<SOCK012_ErrorNotHandledFix>(
        """
        var client = [|new TcpClient("localhost", 80)|];
        Close();

        void Close() => client.Close();

        """,
        """
        var client = [|new TcpClient("localhost", 80)|];
        Close();

        void Close() => client.Close();

        """);

    [Test]
    public Task The_fix_takes_in_what_uses_a_declared_variable() => Fixes<SOCK012_ErrorNotHandledFix>(
        """
        public static void Main(string[] args)
        {
            var addresses = [|Dns.GetHostAddresses(args[0])|];
            Console.WriteLine(addresses.Length);
        }
        """,
        """
        public static void Main(string[] args)
        {
            try
            {
                var addresses = Dns.GetHostAddresses(args[0]);
                Console.WriteLine(addresses.Length);
            }
            catch (SocketException exception)
            {
                Console.Error.WriteLine(exception.Message);
                Environment.Exit(1);
            }
        }
        """);

    /// <summary>Each filter is asked where the call stands and where its caller stands: there is one answer.</summary>
    [TestCase("catch (SocketException e) when (e.SocketErrorCode == SocketError.TimedOut)", false)]
    [TestCase("catch (SocketException e) when (e is { SocketErrorCode: SocketError.TimedOut })", false)]
    [TestCase("catch (Exception e) when (e is TimeoutException or SocketException { SocketErrorCode: SocketError.TimedOut })", false)]
    [TestCase("catch (Exception e) when (e is IOException or FormatException)", false)]
    [TestCase("catch (SocketException) when (stopping)", false)]
    [TestCase("catch (SocketException) when (!stopping && args.Length > 0)", false)]
    [TestCase("catch (Exception e) when (e switch { TimeoutException => true, SocketException s => s.ErrorCode == 5, _ => false })", false)]
    [TestCase("catch (Exception e) when (e is IOException or SocketException)", true)]
    [TestCase("catch (Exception e) when (e is not TimeoutException)", true)]
    [TestCase("catch (Exception e) when (e switch { TimeoutException => false, SocketException => true, _ => false })", true)]
    [TestCase("catch (SocketException e) when (e.Message.Length > 0)", true)]
    [TestCase("catch (AggregateException)", true)]
    [TestCase("catch", true)]
    public async Task A_filter_has_one_answer_for_the_call_and_for_its_caller(string handler, bool takes)
    {
        var call = takes ? "c.Connect(args[0], 80)" : "[|c.Connect(args[0], 80)|]";
        var own =
            $"static bool stopping; public static void Main(string[] args) {{ using var c = new TcpClient(); try {{ {call}; }} {handler} {{ }} }}";
        var callers =
            $"static bool stopping; public static void Main(string[] args) {{ try {{ Talk(args); }} {handler} {{ }} }} static void Talk(string[] args) {{ using var c = new TcpClient(); {call}; }}";

        await (takes ? Silent(own) : Raises(own));
        await (takes ? Silent(callers) : Raises(callers));
    }
}

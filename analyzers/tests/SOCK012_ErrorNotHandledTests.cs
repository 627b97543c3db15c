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
    [TestCase("public static void Main(string[] args) { using var c = new TcpClient(); try { [|c.Connect(args[0], 80)|]; } catch (SocketException e) when (e.SocketErrorCode == SocketError.HostNotFound) { } }")]
    [TestCase("public static async Task Main(string[] args) { using var c = new TcpClient(); using var d = new CancellationTokenSource(100); try { await [|c.ConnectAsync(args[0], 80, d.Token)|]; } catch (SocketException) { } }")]
    [TestCase("public static void Main(string[] args) { using var c = new TcpClient(); Console.CancelKeyPress += (_, _) => c.Close(); try { [|c.Connect(args[0], 80)|]; } catch (SocketException) { } }")]
    [TestCase("public static async Task Main(string[] args) { using var c = new TcpClient(); await [|c.ConnectAsync(args[0], 80)|]; }")]
    [TestCase("public static void Main(string[] args) { using var c = new TcpClient(); try { [|c.Connect(args[0], 80)|]; } finally { c.Close(); } }")]
    [TestCase("public static void Main(string[] args) { using var c = new TcpClient(); try { [|c.Connect(args[0], 80)|]; } catch (FormatException) { } }")]
    public Task A_call_in_Main_that_nobody_guards_is_reported(string code) => Raises(code);

    [TestCase("public static void Main(string[] args) { try { using var c = new TcpClient(args[0], 80); [|c.GetStream().WriteByte(1)|]; } catch (SocketException) { } }")]
    [TestCase("public static void Main(string[] args) { Talk(args[0]); } static void Talk(string h) { using var c = new TcpClient(); [|c.Connect(h, 80)|]; }")]
    [TestCase("public static void Main(string[] args) { One(args[0]); } static void One(string h) => Two(h); static void Two(string h) { using var c = new TcpClient(); [|c.Connect(h, 80)|]; }")]
    [TestCase("public static void Main(string[] args) { Talk(args[0]); void Talk(string h) { using var c = new TcpClient(); [|c.Connect(h, 80)|]; } }")]
    public Task A_handler_for_other_errors_and_callers_without_one_do_not_help(string code) => Raises(code);

    [TestCase("public static void Main(string[] args) { using var c = new TcpClient(); try { c.Connect(args[0], 80); } catch (SocketException) { } }")]
    [TestCase("public static void Main(string[] args) { using var c = new TcpClient(); try { c.Connect(args[0], 80); } catch { } }")]
    [TestCase("public static void Main(string[] args) { using var c = new TcpClient(); try { c.Connect(args[0], 80); } catch (Exception e) when (e is SocketException) { } }")]
    [TestCase("public static void Main(string[] args) { try { using var c = new TcpClient(args[0], 80); c.GetStream().WriteByte(1); } catch (SocketException) { } catch (IOException) { } }")]
    [TestCase("public static void Main(string[] args) { using var c = new TcpClient(); Console.CancelKeyPress += (_, _) => c.Close(); try { c.Connect(args[0], 80); } catch (ObjectDisposedException) { } catch (SocketException) { } }")]
    [TestCase("public static async Task Main(string[] args) { using var c = new TcpClient(); using var d = new CancellationTokenSource(100); try { await c.ConnectAsync(args[0], 80, d.Token); } catch (SocketException) { } catch (OperationCanceledException) { } }")]
    [TestCase("public static async Task Main(string[] args) { using var c = new TcpClient(); using var d = new CancellationTokenSource(); try { await c.ConnectAsync(args[0], 80, d.Token); } catch (SocketException) { } }")]
    [TestCase("public static void Main(string[] args) { using var s = new Socket(SocketType.Stream, ProtocolType.Tcp); try { s.Connect(args[0], 80); } catch (SocketException) { } }")]
    [TestCase("public static void Main(string[] args) { try { try { var a = Dns.GetHostAddresses(args[0]); } finally { } } catch (SocketException) { } }")]
    [TestCase("public static void Main(string[] args) { using var c = new TcpClient(); try { c.ConnectAsync(args[0], 80).Wait(); } catch (AggregateException) { } }")]
    public Task A_guarded_call_is_silent(string code) => Silent(code);

    [TestCase("public static void Main(string[] args) { try { Talk(args[0]); } catch (SocketException) { } } static void Talk(string h) { using var c = new TcpClient(); c.Connect(h, 80); }")]
    [TestCase("public static void Main(string[] args) { try { One(args[0]); } catch (Exception) { } } static void One(string h) => Two(h); static void Two(string h) { using var c = new TcpClient(); c.Connect(h, 80); }")]
    [TestCase("public static void Main(string[] args) { Run(() => Talk(args[0])); } static void Run(Action a) { try { a(); } catch { } } static void Talk(string h) { using var c = new TcpClient(); c.Connect(h, 80); }")]
    [TestCase("public static void Main(string[] args) { Action a = Open; void Open() { using var c = new TcpClient(); c.Connect(args[0], 80); } }")]
    public Task A_caller_that_catches_or_cannot_be_followed_is_silent(string code) => Silent(code);

    [TestCase("public void Talk(string h) { using var c = new TcpClient(); c.Connect(h, 80); }")]
    [TestCase("public static void Talk(string h) { using var c = new TcpClient(); c.Connect(h, 80); }")]
    [TestCase("public static void Main(string[] args) { Console.CancelKeyPress += (_, _) => { using var c = new TcpClient(); c.Connect(args[0], 80); }; }")]
    public Task Code_that_Main_is_not_seen_to_reach_is_silent(string code) => Silent(code);

    [TestCase("public static void Main(string[] args) { var file = File.OpenRead(args[0]); file.ReadByte(); using var c = new TcpClient(); }")]
    [TestCase("public static void Main(string[] args) { using var c = new TcpClient(); c.NoDelay = true; c.Close(); }")]
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
}

using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Loader;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NUnit.Framework;

namespace Kata.Analyzers.Tests.Fixes;

/// <summary>Fixed programs do what the wrong ones were meant to do: they run against a peer that sends in pieces, that ends in the middle,
/// and that sends an
/// empty datagram.</summary>
public class FixedProgramTests
{
    private const string Usings = """
        using System;
        using System.Buffers.Binary;
        using System.IO;
        using System.Net;
        using System.Net.Sockets;
        using System.Text;
        using System.Threading;
        using System.Threading.Tasks;

        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly ConcurrentDictionary<string, int> Ran = new();

    [OneTimeTearDown]
    public static void PrintTable() =>
        TestContext.Progress.WriteLine(
            $"programs run:\n{string.Join('\n', Ran.OrderBy(row => row.Key).Select(row => $"{row.Key}: {row.Value}"))}");

    private static readonly byte[] Number = [0, 0, 1, 2];

    [TestCase("SOCK001",
        "var b = new byte[4]; using var stream = new NetworkStream(socket); stream.Read(b, 0, 4); return BinaryPrimitives.ReadInt32BigEndian(b).ToString();"
    )]
    [TestCase("SOCK001", "var b = new byte[4]; socket.Receive(b); return BinaryPrimitives.ReadInt32BigEndian(b).ToString();")]
    [TestCase("SOCK001",
        "var b = new byte[4]; await socket.ReceiveAsync(b, SocketFlags.None); return BinaryPrimitives.ReadInt32BigEndian(b).ToString();")]
    [TestCase("SOCK001",
        "var b = new byte[4]; using var stream = new NetworkStream(socket); _ = await stream.ReadAsync(b); return BinaryPrimitives.ReadInt32BigEndian(b).ToString();"
    )]
    [TestCase("SOCK001",
        "using var stream = new NetworkStream(socket); return BinaryPrimitives.ReadInt32BigEndian(Take(stream, 4)).ToString(); static byte[] Take(NetworkStream s, int n) { var b = new byte[n]; s.Read(b, 0, n); return b; }"
    )]
    [TestCase("SOCK001",
        "var b = new byte[6]; socket.Receive(b, 2, 4, SocketFlags.None); return BinaryPrimitives.ReadInt32BigEndian(b.AsSpan(2)).ToString();"
    )]
    [TestCase("SOCK004",
        "var b = new byte[4]; using var stream = new NetworkStream(socket); var n = stream.Read(b, 0, 4); if (n == 0) throw new EndOfStreamException(); return BinaryPrimitives.ReadInt32BigEndian(b).ToString();"
    )]
    [TestCase("SOCK004",
        "var b = new byte[4]; using var stream = new NetworkStream(socket); var n = await stream.ReadAsync(b); if (n == 0) throw new EndOfStreamException(); return BinaryPrimitives.ReadInt32BigEndian(b).ToString();"
    )]
    [TestCase("SOCK004",
        "var b = new byte[4]; var all = 0; while (all < 4) { var n = socket.Receive(b); if (n == 0) throw new EndOfStreamException(); all += n; } return BinaryPrimitives.ReadInt32BigEndian(b).ToString();"
    )]
    [TestCase("SOCK004",
        "var b = new byte[4]; var all = 0; using var stream = new NetworkStream(socket); while (all < 4) { var n = stream.Read(b, 0, b.Length); if (n == 0) throw new EndOfStreamException(); all += n; } return BinaryPrimitives.ReadInt32BigEndian(b).ToString();"
    )]
    [TestCase("SOCK002",
        "var b = new byte[4]; var all = 0; while (all < 4) { all += socket.Receive(b, all, 4 - all, SocketFlags.None); } return BinaryPrimitives.ReadInt32BigEndian(b).ToString();"
    )]
    [TestCase("SOCK010",
        "var b = new byte[4]; using var stream = new NetworkStream(socket); stream.ReadExactly(b); return BitConverter.ToInt32(b, 0).ToString();"
    )]
    public async Task A_number_is_whole_however_it_comes(string rule, string code)
    {
        var program = await Fix(rule, code);

        foreach (var inPieces in new[] { true, false })
        {
            using var peer = await Peer.Connect();
            var sending = inPieces ? peer.SendInPieces(Number) : peer.SendAtOnce(Number);
            Assert.That(await program(peer.Client).WaitAsync(Patience), Is.EqualTo("258"));
            await sending;
        }

        foreach (var length in new[] { 0, 3 })
        {
            using var peer = await Peer.Connect();
            await peer.SendAtOnce(Number[..length]);
            Assert.That(
                async () => await program(peer.Client).WaitAsync(Patience),
                Throws.InstanceOf<EndOfStreamException>(),
                $"after {length} bytes");
        }
    }

    [TestCase("SOCK001", "var b = new byte[100]; socket.Receive(b); return Encoding.ASCII.GetString(b);")]
    [TestCase("SOCK001",
        "var b = new byte[100]; using var stream = new NetworkStream(socket); await stream.ReadAsync(b, 0, b.Length); return Encoding.ASCII.GetString(b);"
    )]
    [TestCase("SOCK001",
        "return Encoding.ASCII.GetString(Take(socket)); static byte[] Take(Socket s) { var b = new byte[1024]; s.Receive(b); return b; }")]
    [TestCase("SOCK003",
        "var b = new byte[100]; var n = socket.Receive(b); if (n == 0) throw new EndOfStreamException(); return Encoding.ASCII.GetString(b);"
    )]
    [TestCase("SOCK003",
        "var b = new byte[100]; var n = socket.Receive(b); if (n == 0) throw new EndOfStreamException(); var copy = new MemoryStream(b); return Encoding.ASCII.GetString(copy.ToArray());"
    )]
    [TestCase("SOCK003",
        "var b = new byte[100]; var n = socket.Receive(b); if (n == 0) throw new EndOfStreamException(); var text = \"\"; foreach (var one in b) text += (char)one; return text;"
    )]
    public async Task A_text_is_what_came_and_nothing_else(string rule, string code)
    {
        var program = await Fix(rule, code);
        using var whole = await Peer.Connect();
        await whole.SendAtOnce("hello"u8.ToArray());
        using var ended = await Peer.Connect();
        await ended.SendAtOnce([]);

        Assert.That(await program(whole.Client).WaitAsync(Patience), Is.EqualTo("hello"));
        Assert.That(async () => await program(ended.Client).WaitAsync(Patience), Throws.InstanceOf<EndOfStreamException>());
    }

    [TestCase("SOCK001",
        "var b = new byte[100]; var text = \"\"; while (true) { socket.Receive(b); text += Encoding.ASCII.GetString(b); if (text.Length > 9000) break; } return text;",
        "hello")]
    [TestCase("SOCK002",
        "var b = new byte[100]; var text = new StringBuilder(); while (true) { var n = socket.Receive(b); text.Append(Encoding.ASCII.GetString(b, 0, n)); if (text.Length > 9000) break; } return text.ToString();",
        "hello")]
    [TestCase("SOCK002",
        "var b = new byte[100]; var text = \"\"; int n; using var stream = new NetworkStream(socket); while ((n = stream.Read(b, 0, 100)) != -1) text += Encoding.ASCII.GetString(b, 0, n); return text;",
        "hello")]
    [TestCase("SOCK005",
        "var b = new byte[100]; var text = \"\"; int n; while ((n = socket.Receive(b)) > 0) { text += Encoding.UTF8.GetString(b, 0, n); } return text;",
        "héllö €")]
    public async Task A_loop_takes_all_pieces_and_ends_with_the_stream(string rule, string code, string text)
    {
        var program = await Fix(rule, code);
        using var peer = await Peer.Connect();

        var sending = peer.SendInPieces(Encoding.UTF8.GetBytes(text));

        Assert.That(await program(peer.Client).WaitAsync(Patience), Is.EqualTo(text));
        await sending;
    }

    [TestCase("SOCK002",
        "using var reader = new StreamReader(new NetworkStream(socket)); var line = reader.ReadLine(); return line.ToUpperInvariant().ToLowerInvariant();"
    )]
    public async Task A_line_that_never_comes_is_an_exception(string rule, string code)
    {
        var program = await Fix(rule, code);
        using var whole = await Peer.Connect();
        using var ended = await Peer.Connect();
        await ended.SendAtOnce([]);

        var sending = whole.SendInPieces("line\n"u8.ToArray());

        Assert.That(await program(whole.Client).WaitAsync(Patience), Is.EqualTo("line"));
        Assert.That(async () => await program(ended.Client).WaitAsync(Patience), Throws.InstanceOf<EndOfStreamException>());
        await sending;
    }

    /// <summary>The program's end is not closed: the callback that is still to come would not bear it, fixed or not, and this process would
    /// end.</summary>
    [TestCase("SOCK002",
        "var b = new byte[100]; var text = \"\"; var done = new ManualResetEventSlim(); void More(IAsyncResult r) { var n = socket.EndReceive(r); text += Encoding.ASCII.GetString(b, 0, n); if (text.Length == 5) { done.Set(); } socket.BeginReceive(b, 0, 100, SocketFlags.None, More, null); } socket.BeginReceive(b, 0, 100, SocketFlags.None, More, null); done.Wait(); return text;"
    )]
    public async Task A_callback_ends_with_the_stream_and_throws_nothing(string rule, string code)
    {
        var program = await Fix(rule, code);
        var peer = await Peer.Connect();

        var sending = peer.SendInPieces("hello"u8.ToArray());

        Assert.That(await program(peer.Client).WaitAsync(Patience), Is.EqualTo("hello"));
        await sending;
    }

    [TestCase("SOCK001",
        "EndPoint from = new IPEndPoint(IPAddress.Any, 0); var b = new byte[100]; socket.ReceiveFrom(b, ref from); return Encoding.ASCII.GetString(b);"
    )]
    [TestCase("SOCK003",
        "EndPoint from = new IPEndPoint(IPAddress.Any, 0); var b = new byte[100]; var n = socket.ReceiveFrom(b, ref from); Console.Write(n); return Encoding.ASCII.GetString(b);"
    )]
    public async Task An_empty_datagram_is_a_datagram(string rule, string code)
    {
        var program = await Fix(rule, code);
        foreach (var text in new[] { "hello", "" })
        {
            using var receiver = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            receiver.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            using var sender = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            await sender.SendToAsync(Encoding.ASCII.GetBytes(text), SocketFlags.None, receiver.LocalEndPoint!);

            Assert.That(await program(receiver).WaitAsync(Patience), Is.EqualTo(text));
        }
    }

    [TestCase("SOCK006",
        "var data = new byte[3000000]; await socket.SendAsync(data); socket.Shutdown(SocketShutdown.Send); return \"\";",
        3_000_000)]
    [TestCase("SOCK006",
        "var data = new ReadOnlyMemory<byte>(new byte[3000000]); await socket.SendAsync(data, SocketFlags.None); socket.Shutdown(SocketShutdown.Send); return \"\";",
        3_000_000)]
    public async Task All_is_sent(string rule, string code, int length)
    {
        var program = await Fix(rule, code);
        using var peer = await Peer.Connect();
        var reading = peer.ReadTo(null);

        await program(peer.Client).WaitAsync(Patience);

        Assert.That((await reading.WaitAsync(Patience)).Length, Is.EqualTo(length));
    }

    [TestCase("SOCK007",
        "var text = \"é€\"; socket.Send(Encoding.UTF8.GetBytes(text), text.Length, SocketFlags.None); return \"\";",
        "C3-A9-E2-82-AC")]
    [TestCase("SOCK010", "socket.Send(BitConverter.GetBytes(258)); return \"\";", "00-00-01-02")]
    [TestCase("SOCK008",
        "using var writer = new StreamWriter(new NetworkStream(socket), Encoding.UTF8) { NewLine = \"\\r\\n\" }; writer.Write(\"x\"); writer.Flush(); return \"\";",
        "78")]
    public async Task What_is_on_the_wire_is_right(string rule, string code, string wire)
    {
        var program = await Fix(rule, code);
        using var peer = await Peer.Connect();

        await program(peer.Client).WaitAsync(Patience);
        peer.Client.Dispose();

        Assert.That(BitConverter.ToString(await peer.ReadTo(null).WaitAsync(Patience)), Is.EqualTo(wire));
    }

    private const string Answer = "using var reader = new StreamReader(new NetworkStream(socket)); return reader.ReadToEnd();";

    [TestCase("SOCK008",
        "var stream = new NetworkStream(socket); var writer = new StreamWriter(stream); writer.Write(\"ask\\r\\n\\r\\n\"); " + Answer)]
    [TestCase("SOCK009", "socket.Send(Encoding.ASCII.GetBytes(\"GET / HTTP/1.0\\r\\n\")); " + Answer)]
    [TestCase("SOCK009", "socket.Send(Encoding.ASCII.GetBytes(\"GET / HTTP/1.0\\n\\n\")); " + Answer)]
    [TestCase("SOCK009", "socket.Send(Encoding.ASCII.GetBytes(\"get / HTTP/1.0\\r\\n\\r\\n\")); " + Answer)]
    public async Task The_peer_understands_the_question_and_answers(string rule, string code)
    {
        var program = await Fix(rule, code);
        using var peer = await Peer.Connect();
        var running = program(peer.Client);

        var asked = Encoding.ASCII.GetString(await peer.ReadTo("\r\n\r\n").WaitAsync(Patience));
        await peer.SendAtOnce("answer"u8.ToArray());

        Assert.That(asked, Does.StartWith("GET / HTTP/1.0\r\n").Or.EqualTo("ask\r\n\r\n"));
        Assert.That(await running.WaitAsync(Patience), Is.EqualTo("answer"));
    }

    [TestCase("SOCK020",
        "socket.Send(Encoding.ASCII.GetBytes(\"ask\")); var b = new byte[100]; var text = \"\"; int n; while ((n = socket.Receive(b)) > 0) { text += Encoding.ASCII.GetString(b, 0, n); } return text;"
    )]
    public async Task The_peer_sees_the_end_of_the_question(string rule, string code)
    {
        var program = await Fix(rule, code);
        using var peer = await Peer.Connect();
        var running = program(peer.Client);

        Assert.That(Encoding.ASCII.GetString(await peer.ReadTo(null).WaitAsync(Patience)), Is.EqualTo("ask"));
        await peer.SendAtOnce("answer"u8.ToArray());

        Assert.That(await running.WaitAsync(Patience), Is.EqualTo("answer"));
    }

    [TestCase("SOCK014", "socket.ReceiveTimeout = 100; var b = new byte[4]; var n = await socket.ReceiveAsync(b); return n.ToString();")]
    [TestCase("SOCK014",
        "using var stream = new NetworkStream(socket); stream.ReadTimeout = 100; var b = new byte[4]; var n = await stream.ReadAsync(b); return n.ToString();"
    )]
    public async Task A_wait_for_a_silent_peer_ends(string rule, string code)
    {
        var program = await Fix(rule, code);
        using var peer = await Peer.Connect();

        Assert.That(
            async () => await program(peer.Client).WaitAsync(Patience),
            Throws.InstanceOf<TimeoutException>().Or.InstanceOf<OperationCanceledException>());
    }

    /// <summary>The receive is over when its deadline is: what comes later is for the next one.</summary>
    [TestCase("SOCK014")]
    public async Task What_comes_after_a_deadline_is_for_the_next_receive(string rule)
    {
        using var peer = await Peer.Connect();
        var program = await Load<Func<Socket, Task<string>>>(rule, "Run", """
            public static class Program
            {
                private const int Limit = 200;

                public static async Task<string> Run(Socket socket)
                {
                    socket.ReceiveTimeout = Limit;
                    var buffer = new byte[10];
                    for (var late = 0; ; late++)
                    {
                        try
                        {
                            var count = await socket.ReceiveAsync(buffer, SocketFlags.None);
                            return $"{(late > 0 ? "late" : "at once")}: {Encoding.ASCII.GetString(buffer, 0, count)}";
                        }
                        catch (OperationCanceledException)
                        {
                            Passed.TrySetResult();
                        }
                    }
                }

                public static readonly TaskCompletionSource Passed = new();
            }
            """);
        var running = program!(peer.Client);
        var passed = (TaskCompletionSource)program.Method.DeclaringType!.GetField("Passed")!.GetValue(null)!;

        await passed.Task.WaitAsync(Patience);
        await peer.SendAtOnce("hello"u8.ToArray(), finish: false);

        Assert.That(await running.WaitAsync(Patience), Is.EqualTo("late: hello"));
    }

    [TestCase("SOCK015",
        "var port = ((IPEndPoint)socket.LocalEndPoint!).Port; var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp); other.Connect(IPAddress.Loopback, port); other.Send(new byte[] { 1 }); return \"\";"
    )]
    public async Task A_connection_is_closed_behind_the_program(string rule, string code)
    {
        var program = await Fix(rule, code);
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();

        await program(listener).WaitAsync(Patience);

        using var accepted = await listener.AcceptAsync();
        var bytes = new byte[10];
        Assert.That(await accepted.ReceiveAsync(bytes).WaitAsync(Patience), Is.EqualTo(1));
        Assert.That(await accepted.ReceiveAsync(bytes).WaitAsync(Patience), Is.Zero);
    }

    [TestCase("SOCK017",
        "var port = ((IPEndPoint)socket.LocalEndPoint!).Port; using var client = new UdpClient(0); client.Send(new byte[] { 1 }, 1, \"127.0.0.1\", port); IPEndPoint? from = null; return Encoding.ASCII.GetString(client.Receive(ref from));"
    )]
    public async Task A_datagram_from_a_stranger_is_not_taken_for_the_answer(string rule, string code)
    {
        var program = await Fix(rule, code);
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var stranger = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        var running = Task.Run(() => program(server));

        var asked = await server.ReceiveFromAsync(new byte[10], SocketFlags.None, new IPEndPoint(IPAddress.Any, 0)).WaitAsync(Patience);
        await stranger.SendToAsync("forged"u8.ToArray(), SocketFlags.None, asked.RemoteEndPoint);
        await server.SendToAsync("true"u8.ToArray(), SocketFlags.None, asked.RemoteEndPoint);

        Assert.That(await running.WaitAsync(Patience), Is.EqualTo("true"));
    }

    [TestCase("SOCK018",
        "var port = ((IPEndPoint)socket.LocalEndPoint!).Port; using var client = new TcpClient(); var host = string.Concat(\"local\", \"host\"); client.Connect(Dns.GetHostAddresses(host)[0], port); return \"127.0.0.1\";"
    )]
    public async Task The_next_address_is_tried(string rule, string code)
    {
        var program = await Fix(rule, code);
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();

        Assert.That(await program(listener).WaitAsync(Patience), Is.EqualTo("127.0.0.1"));
    }

    [TestCase("SOCK012")]
    public async Task A_refused_connection_shows_in_the_exit_code(string rule)
    {
        using var closed = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var program = await Load<Func<string[], int>>(rule, "Main", """
            public static class Program
            {
                public static int Main(string[] args)
                {
                    using var client = new TcpClient();
                    client.Connect(IPAddress.Loopback, int.Parse(args[0]));
                    return 0;
                }
            }
            """);

        Assert.That(program!([((IPEndPoint)closed.LocalEndPoint!).Port.ToString()]), Is.EqualTo(1));
    }

    [TestCase("SOCK001")]
    public async Task A_token_in_scope_stops_what_the_fix_has_put_there(string rule)
    {
        using var stop = new CancellationTokenSource();
        using var peer = await Peer.Connect();
        var program = await Load<Func<Socket, CancellationToken, Task<string>>>(rule, "Run", """
            public static class Program
            {
                public static async Task<string> Run(Socket socket, CancellationToken stop)
                {
                    var b = new byte[4];
                    await socket.ReceiveAsync(b, SocketFlags.None);
                    return BinaryPrimitives.ReadInt32BigEndian(b).ToString();
                }
            }
            """);
        var running = program!(peer.Client, stop.Token);

        await stop.CancelAsync();

        Assert.That(async () => await running.WaitAsync(Patience), Throws.InstanceOf<OperationCanceledException>());
    }

    private static async Task<Func<Socket, Task<string>>> Fix(string rule, string code)
    {
        var program = await TryFix(rule, code);
        Assert.That(program, Is.Not.Null, "no fix is offered");
        return program!;
    }

    private static Task<Func<Socket, Task<string>>?> TryFix(string rule, string code) => Load<Func<Socket, Task<string>>>(rule, "Run", $$"""
        public static class Program
        {
            public static async Task<string> Run(Socket socket)
            {
                await Task.Yield();
                {{code.Replace("; ", ";\n        ", StringComparison.Ordinal).Replace("{ ", "{\n        ", StringComparison.Ordinal)}}
            }
        }
        """);

    /// <summary>Fixes the program until the rule has nothing more to say, compiles it and loads it. Null where no fix is offered.</summary>
    private static async Task<T?> Load<T>(string rule, string method, string code) where T : Delegate
    {
        using var fixer = new Fixer();
        var text = Usings + code;
        var outcome = await fixer.Look(text);
        Assert.That(outcome.Errors, Is.Empty, text);
        Assert.That(outcome.Count(rule), Is.Positive, $"{rule} says nothing of\n{text}");
        while (outcome.Findings.FirstOrDefault(finding => finding.Id == rule) is { } finding)
        {
            if (await Fixer.Fixed(outcome, finding) is not { } changed)
                return null;
            outcome = await fixer.Look(text = changed);
        }

        TestContext.Out.WriteLine(text);
        Ran.AddOrUpdate(rule, 1, (_, count) => count + 1);
        var assembly = new MemoryStream();
        var compilation = (CSharpCompilation)(await outcome.Document.Project.GetCompilationAsync())!;
        Assert.That(
            compilation
                .WithOptions(compilation.Options.WithSpecificDiagnosticOptions(null))
                .Emit(assembly)
                .Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error),
            Is.Empty,
            text);
        assembly.Position = 0;
        var run = new AssemblyLoadContext(null, isCollectible: true).LoadFromStream(assembly).GetType("Program")!.GetMethod(method)!;
        return run.CreateDelegate<T>();
    }
}

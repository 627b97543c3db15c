using Kata.CodeFixes;
using NUnit.Framework;

namespace Kata.Analyzers.Tests;

public class SOCK020_NoHalfCloseTests() : RuleTests("SOCK020")
{
    [TestCase("[|socket.Send(buffer)|]; int n; while ((n = socket.Receive(buffer)) > 0) Console.WriteLine(n);")]
    [TestCase("socket.Send(buffer); [|socket.Send(buffer)|]; while (true) { var n = socket.Receive(buffer); if (n == 0) break; }")]
    [TestCase("[|stream.Write(buffer, 0, 10)|]; int n; while ((n = stream.Read(buffer, 0, 10)) > 0) Console.WriteLine(n);")]
    [TestCase(
        "var s = client.GetStream(); await [|s.WriteAsync(buffer)|]; int n; while ((n = await s.ReadAsync(buffer)) != 0) Console.WriteLine(n);"
    )]
    [TestCase(
        "using var s = new TcpClient(host, port); var net = s.GetStream(); [|net.Write(buffer)|]; int n; do { n = net.Read(buffer); } while (n > 0);"
    )]
    [TestCase("foreach (var a in args) { [|socket.Send(Encoding.ASCII.GetBytes(a))|]; } while (socket.Receive(buffer) > 0) { }")]
    public Task An_answer_awaited_to_its_end_without_a_half_close_is_reported(string code) => Raises(code);

    [TestCase(
        "socket.Send(buffer); socket.Shutdown(SocketShutdown.Send); int n; while ((n = socket.Receive(buffer)) > 0) Console.WriteLine(n);")]
    [TestCase(
        "stream.Write(buffer); client.Client.Shutdown(SocketShutdown.Send); int n; while ((n = stream.Read(buffer)) > 0) Console.WriteLine(n);"
    )]
    [TestCase(
        "await tls.WriteAsync(buffer); await tls.ShutdownAsync(); int n; while ((n = await tls.ReadAsync(buffer)) > 0) Console.WriteLine(n);"
    )]
    public Task A_half_close_is_silent(string code) => Silent(code);

    [TestCase("int n; while ((n = socket.Receive(buffer)) > 0) socket.Send(buffer, n, SocketFlags.None);")]
    [TestCase("socket.Send(buffer); int n; while ((n = socket.Receive(buffer)) > 0) socket.Send(buffer, n, SocketFlags.None);")]
    [TestCase("while (true) { socket.Send(buffer); int n; while ((n = socket.Receive(buffer)) > 0) Console.WriteLine(n); }")]
    [TestCase("socket.Send(buffer); int n; while ((n = socket.Receive(buffer)) > 0) Console.WriteLine(n); socket.Send(buffer);")]
    public Task A_conversation_that_goes_on_is_silent(string code) => Silent(code);

    [TestCase("socket.Send(buffer); var n = socket.Receive(buffer); if (n == 0) return;")]
    [TestCase(
        "socket.Send(buffer); int n, total = 0; while (total < 10 && (n = socket.Receive(buffer, total, 10 - total, SocketFlags.None)) > 0) total += n;"
    )]
    [TestCase(
        "socket.Send(Encoding.ASCII.GetBytes($\"GET {host} HTTP/1.0\\r\\n\\r\\n\")); int n; while ((n = socket.Receive(buffer)) > 0) Console.WriteLine(n);"
    )]
    [TestCase("int n; while ((n = socket.Receive(buffer)) > 0) Console.WriteLine(n);")]
    [TestCase("anyStream.Write(buffer); int n; while ((n = anyStream.Read(buffer)) > 0) Console.WriteLine(n);")]
    [TestCase(
        "void Finish(Socket x) { } socket.Send(buffer); Finish(socket); int n; while ((n = socket.Receive(buffer)) > 0) Console.WriteLine(n);"
    )]
    public Task An_answer_of_known_length_and_helpers_are_silent(string code) => Silent(code);

    [Test]
    public Task The_fix_shuts_down_the_sending_side() => Fixes<SOCK020_NoHalfCloseFix>(
        """
        [|socket.Send(buffer)|];
        while (socket.Receive(buffer) > 0)
        {
        }
        """,
        """
        socket.Send(buffer);
        socket.Shutdown(SocketShutdown.Send);
        while (socket.Receive(buffer) > 0)
        {
        }
        """);

    [Test]
    public Task The_fix_finds_the_socket_of_a_stream() => Fixes<SOCK020_NoHalfCloseFix>(
        """
        await [|stream.WriteAsync(buffer)|];
        while (await stream.ReadAsync(buffer) > 0)
        {
        }
        """,
        """
        await stream.WriteAsync(buffer);
        stream.Socket.Shutdown(SocketShutdown.Send);
        while (await stream.ReadAsync(buffer) > 0)
        {
        }
        """);
}

using Kata.CodeFixes;
using NUnit.Framework;

namespace Kata.Analyzers.Tests;

public class SOCK017_DatagramFromAnyoneTests() : RuleTests("SOCK017")
{
    private const string Ask = "using var u = new UdpClient(); u.Send(buffer, 4, host, port); IPEndPoint? from = null; ";
    private const string AskTo =
        "EndPoint to = new IPEndPoint(IPAddress.Loopback, port); socket.SendTo(buffer, to); EndPoint from = new IPEndPoint(IPAddress.Any, 0); ";

    [TestCase(Ask + "var answer = [|u.Receive(ref from)|]; Console.WriteLine(answer.Length);")]
    [TestCase(Ask + "var answer = [|u.Receive(ref from)|]; Console.WriteLine(from);")]
    [TestCase(Ask + "while (true) { var answer = [|u.Receive(ref from)|]; Console.WriteLine($\"{from}: {answer.Length}\"); }")]
    [TestCase("udp.Send(buffer, 4, host, port); var answer = await [|udp.ReceiveAsync()|]; Console.WriteLine(answer.Buffer.Length);")]
    [TestCase("await udp.SendAsync(buffer, 4, host, port); Console.WriteLine((await [|udp.ReceiveAsync()|]).Buffer.Length);")]
    [TestCase(AskTo + "var n = [|socket.ReceiveFrom(buffer, ref from)|]; Console.WriteLine(n);")]
    [TestCase(
        "udp.Send(buffer, 4, new IPEndPoint(IPAddress.Loopback, port)); IPEndPoint? from = null; var answer = [|udp.Receive(ref from)|]; Console.WriteLine(answer.Length);"
    )]
    public Task An_answer_taken_from_anyone_is_reported(string code) => Raises(code);

    [TestCase("using var u = new UdpClient(host, port); u.Send(buffer, 4); IPEndPoint? from = null; var answer = u.Receive(ref from);")]
    [TestCase(
        "using var u = new UdpClient(); u.Connect(host, port); u.Send(buffer, 4); IPEndPoint? from = null; var answer = u.Receive(ref from);"
    )]
    [TestCase("udp.Send(buffer, 4); IPEndPoint? from = null; var answer = udp.Receive(ref from);")]
    [TestCase("socket.Connect(host, port); socket.Send(buffer); var n = socket.Receive(buffer);")]
    public Task A_connected_socket_is_silent(string code) => Silent(code);

    [TestCase(
        "var to = new IPEndPoint(IPAddress.Loopback, port); udp.Send(buffer, 4, to); IPEndPoint? from = null; byte[] answer; do answer = udp.Receive(ref from); while (!from!.Equals(to));"
    )]
    [TestCase(Ask + "var answer = u.Receive(ref from); if (from.Port != port) return;")]
    [TestCase("udp.Send(buffer, 4, host, port); var answer = await udp.ReceiveAsync(); if (answer.RemoteEndPoint.Port != port) return;")]
    [TestCase(AskTo + "var n = socket.ReceiveFrom(buffer, ref from); if (!from.Equals(to)) return;")]
    [TestCase(Ask + "bool Known(IPEndPoint e) => e.Port == port; var answer = u.Receive(ref from); if (!Known(from)) return;")]
    public Task A_sender_that_is_compared_is_silent(string code) => Silent(code);

    [TestCase(
        "using var u = new UdpClient(port); IPEndPoint? from = null; while (true) { var question = u.Receive(ref from); u.Send(question, question.Length, from); }"
    )]
    [TestCase("using var u = new UdpClient(port); IPEndPoint? from = null; var question = u.Receive(ref from);")]
    [TestCase(
        "EndPoint from = new IPEndPoint(IPAddress.Any, 0); var n = socket.ReceiveFrom(buffer, ref from); socket.SendTo(buffer, n, SocketFlags.None, from);"
    )]
    public Task A_server_takes_questions_from_anyone_and_is_silent(string code) => Silent(code);

    [TestCase("socket.Send(buffer); var n = socket.Receive(buffer);")]
    [TestCase(
        "void Connect(UdpClient x) => x.Connect(host, port); Connect(udp); udp.Send(buffer, 4, host, port); IPEndPoint? from = null; var answer = udp.Receive(ref from);"
    )]
    public Task Streams_and_helpers_are_silent(string code) => Silent(code);

    [Test]
    public Task The_fix_connects_first() => Fixes<SOCK017_DatagramFromAnyoneFix>(
        """
        using var u = new UdpClient();
        u.Send(buffer, 4, host, port);
        IPEndPoint? from = null;
        var answer = [|u.Receive(ref from)|];
        """,
        """
        using var u = new UdpClient();
        u.Connect(host, port);
        u.Send(buffer, 4);
        IPEndPoint? from = null;
        var answer = u.Receive(ref from);
        """);

    [TestCase(
        "udp.EnableBroadcast = true; udp.Send(buffer, 4, new IPEndPoint(IPAddress.Broadcast, 9)); IPEndPoint? from = null; var answer = udp.Receive(ref from); Console.WriteLine(answer.Length);"
    )]
    [TestCase(
        "udp.Send(buffer, 4, \"255.255.255.255\", 9); IPEndPoint? from = null; var answer = udp.Receive(ref from); Console.WriteLine(answer.Length);"
    )]
    [TestCase(
        "udp.Send(buffer, 4, new IPEndPoint(IPAddress.Parse(\"239.255.255.250\"), 1900)); IPEndPoint? from = null; var answer = udp.Receive(ref from); Console.WriteLine(answer.Length);"
    )]
    [TestCase(
        "udp.JoinMulticastGroup(IPAddress.Parse(host)); udp.Send(buffer, 4, host, 9); IPEndPoint? from = null; var answer = udp.Receive(ref from); Console.WriteLine(answer.Length);"
    )]
    [TestCase(
        "socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Broadcast, true); socket.SendTo(buffer, new IPEndPoint(IPAddress.Broadcast, 9)); EndPoint from = new IPEndPoint(IPAddress.Any, 0); int n = socket.ReceiveFrom(buffer, ref from); Console.WriteLine(n);"
    )]
    [TestCase(
        "var multicastEndPoint = new IPEndPoint(IPAddress.Parse(host), 9); udp.Send(buffer, 4, multicastEndPoint); IPEndPoint? from = null; var answer = udp.Receive(ref from); Console.WriteLine(answer.Length);"
    )]
    public Task A_question_to_many_is_for_anyone_to_answer(string code) => Silent(code);
}

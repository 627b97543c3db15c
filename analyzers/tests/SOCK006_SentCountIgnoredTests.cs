using Kata.CodeFixes;
using NUnit.Framework;

namespace Kata.Analyzers.Tests;

public class SOCK006_SentCountIgnoredTests() : RuleTests("SOCK006")
{
    [TestCase("socket.Blocking = false; [|socket.Send(buffer)|];")]
    [TestCase("socket.Blocking = false; [|socket.Send(buffer, 0, 10, SocketFlags.None)|];")]
    [TestCase("using var s = new Socket(SocketType.Stream, ProtocolType.Tcp) { Blocking = false }; [|s.Send(buffer)|];")]
    [TestCase("await [|socket.SendAsync(buffer)|];")]
    [TestCase("await [|socket.SendAsync(buffer, SocketFlags.None)|].ConfigureAwait(false);")]
    [TestCase("_ = await [|socket.SendAsync(buffer.AsMemory(), SocketFlags.None)|];")]
    [TestCase("var n = await [|client.Client.SendAsync(buffer)|];")]
    [TestCase("[|socket.SendAsync(buffer, SocketFlags.None)|].Wait();")]
    [TestCase("socket.BeginSend(buffer, 0, 10, SocketFlags.None, r => [|socket.EndSend(r)|], null);")]
    public Task A_partial_send_taken_for_a_whole_one_is_reported(string code) => Raises(code);

    [TestCase("socket.Send(buffer);")]
    [TestCase("socket.Blocking = true; socket.Send(buffer);")]
    [TestCase("client.Client.Send(buffer, 10, SocketFlags.None);")]
    public Task A_blocking_send_takes_all_and_is_silent(string code) => Silent(code);

    [TestCase("socket.Blocking = false; var n = socket.Send(buffer); if (n < 10) return;")]
    [TestCase("for (var sent = 0; sent < buffer.Length;) sent += await socket.SendAsync(buffer.AsMemory(sent));")]
    [TestCase("var left = buffer.AsMemory(); while (left.Length > 0) left = left[await socket.SendAsync(left)..];")]
    [TestCase("if (await socket.SendAsync(buffer) != buffer.Length) throw new IOException();")]
    [TestCase("void Sent(int n) { } Sent(await socket.SendAsync(buffer));")]
    public Task A_count_that_is_looked_at_is_silent(string code) => Silent(code);

    [TestCase("public Task<int> Go(Socket s, byte[] b) => s.SendAsync(b, SocketFlags.None);")]
    [TestCase("public async Task<int> Go(Socket s, byte[] b) => await s.SendAsync(b);")]
    public Task A_count_for_the_caller_is_silent(string code) => Silent(code);

    [TestCase("await udp.SendAsync(buffer, 10, host, port);")]
    [TestCase("using var s = new Socket(SocketType.Dgram, ProtocolType.Udp); await s.SendAsync(buffer);")]
    [TestCase("await socket.SendToAsync(buffer, new IPEndPoint(IPAddress.Loopback, port));")]
    [TestCase("await stream.WriteAsync(buffer);")]
    [TestCase("socket.SendAsync(new SocketAsyncEventArgs());")]
    public Task Datagrams_and_streams_go_whole_and_are_silent(string code) => Silent(code);

    [TestCase(
        "var e = new SocketAsyncEventArgs(); e.SetBuffer(buffer, 0, 10); e.Completed += (_, done) => Console.WriteLine(done.SocketError); if (![|socket.SendAsync(e)|]) Console.WriteLine(e.SocketError);"
    )]
    [TestCase(
        "using var e = new SocketAsyncEventArgs(); e.Completed += (_, done) => { if (done.SocketError != SocketError.Success) throw new IOException(); }; var pending = [|client.Client.SendAsync(e)|];"
    )]
    public Task A_send_with_event_args_whose_count_nobody_reads_is_reported(string code) => Raises(code);

    [TestCase(
        "var e = new SocketAsyncEventArgs(); e.Completed += (_, done) => Console.WriteLine(done.BytesTransferred); if (!socket.SendAsync(e)) Console.WriteLine(e.SocketError);"
    )]
    [TestCase(
        "void Watch(SocketAsyncEventArgs a) => a.Completed += (_, _) => Console.WriteLine(); var e = new SocketAsyncEventArgs(); Watch(e); socket.SendAsync(e);"
    )]
    [TestCase(
        "using var s = new Socket(SocketType.Dgram, ProtocolType.Udp); var e = new SocketAsyncEventArgs(); e.Completed += (_, done) => Console.WriteLine(done.SocketError); s.SendAsync(e);"
    )]
    [TestCase("var e = new SocketAsyncEventArgs(); socket.SendAsync(e);")]
    public Task Event_args_whose_count_is_read_or_may_be_are_silent(string code) => Silent(code);

    [Test]
    public Task The_fix_sends_until_all_is_gone() => Fixes<SOCK006_SentCountIgnoredFix>(
        """
        await [|socket.SendAsync(buffer)|];
        await [|socket.SendAsync(buffer, SocketFlags.None)|].ConfigureAwait(false);
        """,
        """
        for (var sent = 0; sent < buffer.Length;)
            sent += await socket.SendAsync(buffer.AsMemory(sent));
        for (var sent2 = 0; sent2 < buffer.Length;)
            sent2 += await socket.SendAsync(buffer.AsMemory(sent2), SocketFlags.None).ConfigureAwait(false);
        """);
}

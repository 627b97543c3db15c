using NUnit.Framework;

namespace Kata.Analyzers.Tests;

public class SOCK019_EventArgsIgnoredTests() : RuleTests("SOCK019")
{
    [TestCase("var e = new SocketAsyncEventArgs(); [|socket.ReceiveAsync(e)|];")]
    [TestCase("var e = new SocketAsyncEventArgs(); [|socket.SendAsync(e)|];")]
    [TestCase("var e = new SocketAsyncEventArgs(); _ = [|socket.ConnectAsync(e)|];")]
    [TestCase("var e = new SocketAsyncEventArgs(); [|socket.AcceptAsync(e)|];")]
    public Task An_ignored_bool_is_reported(string code) => Raises(code);

    [TestCase(
        "public void Done(object? s, SocketAsyncEventArgs e) { if (e.SocketError != SocketError.Success) return; Console.WriteLine([|e.Buffer|]!.Length); }"
    )]
    [TestCase("public void Done(object? s, SocketAsyncEventArgs e) { Console.WriteLine([|e.BytesTransferred|]); }")]
    [TestCase(
        "public void Done(object? s, SocketAsyncEventArgs e) { if ([|e.BytesTransferred|] == 0) return; Console.WriteLine(Encoding.ASCII.GetString(e.Buffer!, 0, e.BytesTransferred)); }"
    )]
    [TestCase(
        "public void Go() { var a = new SocketAsyncEventArgs(); a.Completed += (s, e) => Console.WriteLine([|e.BytesTransferred|]); }")]
    public Task A_handler_that_misses_the_error_or_the_count_is_reported(string code) => Raises(code);

    [TestCase("var e = new SocketAsyncEventArgs(); if (!socket.ReceiveAsync(e)) Done(e); void Done(SocketAsyncEventArgs x) { }")]
    [TestCase("var e = new SocketAsyncEventArgs(); var pending = socket.ReceiveAsync(e); Console.WriteLine(pending);")]
    [TestCase("var e = new SocketAsyncEventArgs(); while (!socket.AcceptAsync(e)) { }")]
    public Task A_bool_that_is_looked_at_is_silent(string code) => Silent(code);

    [TestCase("public bool Go(Socket s, SocketAsyncEventArgs e) => s.ReceiveAsync(e);")]
    [TestCase(
        "public void Done(object? s, SocketAsyncEventArgs e) { if (e.SocketError != SocketError.Success || e.BytesTransferred == 0) return; Console.WriteLine(Encoding.ASCII.GetString(e.Buffer!, 0, e.BytesTransferred)); }"
    )]
    [TestCase("public void Done(object? s, SocketAsyncEventArgs e) { Process(e); } void Process(SocketAsyncEventArgs e) { }")]
    [TestCase(
        "public void Done(object? s, SocketAsyncEventArgs e) { if (e is { SocketError: SocketError.Success, BytesTransferred: > 0 }) Console.WriteLine(e.Buffer!.Length); }"
    )]
    [TestCase(
        "public void Done(object? s, SocketAsyncEventArgs e) { if (e.SocketError != SocketError.Success) Console.WriteLine(e.SocketError); }"
    )]
    public Task A_handler_that_looks_or_hands_on_is_silent(string code) => Silent(code);

    [TestCase("await socket.ReceiveAsync(buffer);")]
    [TestCase("public void Start(SocketAsyncEventArgs e) { e.SetBuffer(new byte[10], 0, 10); }")]
    [TestCase("public void Done(object? s, SocketAsyncEventArgs e) { e.SetBuffer(e.Buffer, 0, 10); }")]
    [TestCase("public void Done(object? s, EventArgs e) { Console.WriteLine(e); } public void Run(Socket s) { }")]
    public Task Other_calls_are_silent(string code) => Silent(code);
}

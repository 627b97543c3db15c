using NUnit.Framework;

namespace Kata.Analyzers.Tests;

public class SOCK016_ConnectedAsTestTests() : RuleTests("SOCK016")
{
    [TestCase("while ([|socket.Connected|]) { socket.Send(buffer); }")]
    [TestCase("while ([|client.Connected|]) { var n = client.GetStream().Read(buffer); if (n == 0) break; }")]
    [TestCase("if ([|socket.Connected|]) socket.Send(buffer);")]
    [TestCase("if (![|client.Connected|]) return; client.GetStream().Write(buffer);")]
    [TestCase("while (port > 0 && [|socket.Connected|]) socket.Receive(buffer);")]
    [TestCase("if ([|socket.Connected|] == false) throw new IOException(); socket.Send(buffer);")]
    [TestCase("do { socket.Send(buffer); } while ([|client.Client.Connected|]);")]
    public Task A_test_before_sending_or_receiving_is_reported(string code) => Raises(code);

    [TestCase("if (socket.Connected) socket.Shutdown(SocketShutdown.Both);")]
    [TestCase("if (client.Connected) client.Close();")]
    [TestCase("Console.WriteLine(socket.Connected);")]
    [TestCase("var connected = socket.Connected; Console.WriteLine(connected); socket.Send(buffer);")]
    public Task A_clean_up_or_a_message_is_silent(string code) => Silent(code);

    [TestCase(
        "var task = socket.ConnectAsync(host, port); await Task.WhenAny(task, Task.Delay(100)); if (!socket.Connected) return; socket.Send(buffer);"
    )]
    [TestCase(
        "client.BeginConnect(host, port, null, null).AsyncWaitHandle.WaitOne(100); if (!client.Connected) return; client.GetStream().Write(buffer);"
    )]
    [TestCase("if (!socket.Connected) socket.Connect(host, port); socket.Send(buffer);")]
    public Task The_outcome_of_a_connect_is_silent(string code) => Silent(code);

    [TestCase("public bool IsOpen(Socket s) => s.Connected;")]
    [TestCase("public bool Connected { get; set; } public void Run(Socket s, byte[] b) { if (Connected) s.Send(b); }")]
    [TestCase("public void Run(Socket s, Action log) { if (!s.Connected) log(); }")]
    public Task Other_properties_and_other_uses_are_silent(string code) => Silent(code);

    [TestCase(
        "Task Begin() => Task.CompletedTask; var t = Begin(); await Task.WhenAny(t, Task.Delay(9)); if (!t.IsCompleted || !socket.Connected) return; socket.Send(buffer);")]
    public Task A_question_beside_the_task_of_the_connect_is_silent(string code) => Silent(code);
}

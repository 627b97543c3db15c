using Kata.CodeFixes;
using Microsoft.CodeAnalysis;
using NUnit.Framework;

namespace Kata.Analyzers.Tests;

public class SOCK008_NotFlushedTests() : RuleTests("SOCK008")
{
    private const string Open = "var reader = new StreamReader(stream); var writer = new StreamWriter(stream) { NewLine = \"\\r\\n\" }; ";

    [TestCase(Open + "[|writer.WriteLine(host)|]; Console.WriteLine(reader.ReadLine());")]
    [TestCase(Open + "[|writer.Write(host)|]; Console.WriteLine(await reader.ReadToEndAsync());")]
    [TestCase(Open + "await [|writer.WriteAsync(host)|]; await stream.ReadExactlyAsync(buffer);")]
    [TestCase(Open + "while (true) { [|writer.WriteLine(host)|]; var line = reader.ReadLine(); if (line == null) break; }")]
    [TestCase(Open + "if (port > 0) { [|writer.WriteLine(host)|]; } else { writer.Flush(); } reader.ReadLine();")]
    [TestCase("var buffered = new BufferedStream(stream); [|buffered.Write(buffer, 0, 4)|]; stream.ReadExactly(buffer);")]
    [TestCase("var net = client.GetStream(); var writer = new StreamWriter(net); [|writer.Write(host)|]; var n = net.Read(buffer);")]
    public Task Text_held_back_while_the_answer_is_awaited_is_reported(string code) => Raises(code);

    [TestCase("var writer = new StreamWriter(stream, [|Encoding.UTF8|]);")]
    [TestCase("var writer = new StreamWriter(client.GetStream(), [|Encoding.Unicode|]) { AutoFlush = true };")]
    [TestCase("var writer = new StreamWriter(stream, [|new UTF8Encoding(true)|], 1024, leaveOpen: true);")]
    public Task A_byte_order_mark_is_reported(string code) => Raises(code);

    [TestCase("var writer = new StreamWriter(stream) { AutoFlush = true }; [|writer.WriteLine(host)|];")]
    [TestCase("var writer = new StreamWriter(stream) { AutoFlush = true }; await [|writer.WriteLineAsync(host)|]; writer.WriteLine(port);")]
    [TestCase("socket.Send(Encoding.ASCII.GetBytes(\"PING\" + [|Environment.NewLine|]));")]
    [TestCase("var text = $\"PING{[|Environment.NewLine|]}\"; var bytes = Encoding.ASCII.GetBytes(text); stream.Write(bytes);")]
    public Task A_platform_newline_is_reported(string code) => Raises(code);

    [TestCase(Open + "writer.WriteLine(host); writer.Flush(); Console.WriteLine(reader.ReadLine());")]
    [TestCase(Open + "await writer.WriteAsync(host); await writer.FlushAsync(); await reader.ReadLineAsync();")]
    [TestCase(Open + "writer.AutoFlush = true; writer.WriteLine(host); Console.WriteLine(reader.ReadLine());")]
    [TestCase(
        "var reader = new StreamReader(stream); var writer = new StreamWriter(stream) { AutoFlush = true, NewLine = \"\\r\\n\" }; writer.WriteLine(host); reader.ReadLine();"
    )]
    [TestCase("using (var writer = new StreamWriter(stream, leaveOpen: true)) { writer.Write(host); } stream.ReadExactly(buffer);")]
    [TestCase("var writer = new StreamWriter(stream); writer.Write(host); writer.Dispose(); socket.Receive(buffer);")]
    public Task A_writer_that_is_flushed_is_silent(string code) => Silent(code);

    [TestCase("var writer = new StreamWriter(stream, new UTF8Encoding(false));")]
    [TestCase("var writer = new StreamWriter(stream, Encoding.ASCII);")]
    [TestCase("var writer = new StreamWriter(stream);")]
    [TestCase("var writer = new StreamWriter(anyStream, Encoding.UTF8);")]
    [TestCase("var reader = new StreamReader(stream, Encoding.UTF8);")]
    public Task An_encoding_without_a_mark_is_silent(string code) => Silent(code);

    [TestCase(Open + "writer.WriteLine(host); writer.Flush();")]
    [TestCase("var writer = new StreamWriter(stream); writer.NewLine = \"\\n\"; writer.WriteLine(host);")]
    [TestCase("var writer = new StreamWriter(stream); writer.Write(\"PING\\r\\n\"); writer.Flush();")]
    [TestCase("Console.WriteLine(host + Environment.NewLine); socket.Send(buffer);")]
    [TestCase("var writer = new StreamWriter(anyStream); writer.WriteLine(host); stream.ReadExactly(buffer);")]
    public Task A_newline_that_is_chosen_is_silent(string code) => Silent(code);

    [TestCase(Open + "void Send(TextWriter w) { w.Write(host); w.Flush(); } Send(writer); reader.ReadLine();")]
    [TestCase(Open + "writer.WriteLine(host); Finish(writer); reader.ReadLine(); void Finish(StreamWriter w) => w.Flush();")]
    [TestCase(Open + "var first = reader.ReadLine(); writer.Write(first); writer.Flush();")]
    [TestCase("stream.Write(buffer, 0, 4); stream.ReadExactly(buffer);")]
    public Task A_helper_may_flush_and_a_bare_stream_needs_none(string code) => Silent(code);

    [Test]
    public Task A_field_set_up_elsewhere_in_its_type_is_silent() => Silent("""
        private readonly StreamWriter writer; private readonly StreamReader reader;
        public Program(NetworkStream s) { writer = new StreamWriter(s) { AutoFlush = true, NewLine = "\r\n" }; reader = new StreamReader(s); }
        public string? Ask(string q) { writer.WriteLine(q); return reader.ReadLine(); }
        """);

    [Test]
    public Task The_fix_flushes() => Fixes<SOCK008_NotFlushedFix>(
        """
        var reader = new StreamReader(stream);
        var writer = new StreamWriter(stream) { NewLine = "\r\n" };
        [|writer.WriteLine(host)|];
        Console.WriteLine(reader.ReadLine());
        """,
        """
        var reader = new StreamReader(stream);
        var writer = new StreamWriter(stream) { NewLine = "\r\n" };
        writer.WriteLine(host);
        writer.Flush();
        Console.WriteLine(reader.ReadLine());
        """);

    [Test]
    public Task The_fix_takes_the_mark_and_the_platform_out_of_it() => Fixes<SOCK008_NotFlushedFix>(
        """
        var writer = new StreamWriter(stream, [|Encoding.UTF8|]) { AutoFlush = true };
        [|writer.WriteLine(host)|];
        socket.Send(Encoding.ASCII.GetBytes(host + [|Environment.NewLine|]));
        """,
        """
        var writer = new StreamWriter(stream, new UTF8Encoding(false)) { AutoFlush = true };
        writer.NewLine = "\r\n";
        writer.WriteLine(host);
        socket.Send(Encoding.ASCII.GetBytes(host + "\r\n"));
        """);

    [TestCase("var text = new StringBuilder(); text.AppendLine(host); socket.Send(Encoding.ASCII.GetBytes(text.ToString()));", DiagnosticSeverity.Info)]
    [TestCase("var text = new StringBuilder(); text.AppendLine(\"NICK kata\"); socket.Send(Encoding.ASCII.GetBytes(text.ToString()));", DiagnosticSeverity.Warning)]
    [TestCase("var writer = new StreamWriter(stream) { AutoFlush = true }; writer.WriteLine(\"NICK \" + host + \"\\r\\n\");", DiagnosticSeverity.Info)]
    [TestCase("var writer = new StreamWriter(stream) { AutoFlush = true }; writer.WriteLine(\"NICK \" + host);", DiagnosticSeverity.Warning)]
    [TestCase("socket.Send(Encoding.ASCII.GetBytes(host + Environment.NewLine));", DiagnosticSeverity.Info)]
    [TestCase("socket.Send(Encoding.ASCII.GetBytes(\"QUIT\" + Environment.NewLine));", DiagnosticSeverity.Warning)]
    public async Task A_line_end_is_a_suggestion_unless_the_protocol_asks_for_it(string code, DiagnosticSeverity severity) =>
        Assert.That(
            (await DiagnosticsIn(code)).Where(finding => finding.Id == Id).Select(finding => finding.Descriptor.DefaultSeverity),
            Is.EqualTo([severity]));

    [TestCase(
        "var writer = new StreamWriter(stream) { AutoFlush = true }; writer.WriteLine(\"NICK kata\\r\\n\"); [|writer.WriteLine(host)|];")]
    [TestCase(
        "var writer = new StreamWriter(stream) { AutoFlush = true }; writer.WriteLine(host + \"\\n\"); [|writer.WriteLine(port)|]; writer.WriteLine(\"QUIT\\n\");")]
    public Task A_line_that_ends_itself_does_not_speak_for_the_others(string code) => Raises(code);
}

using Kata.CodeFixes;
using NUnit.Framework;

namespace Kata.Analyzers.Tests;

public class SOCK009_RequestNotHttpTests() : RuleTests("SOCK009")
{
    [TestCase("""socket.Send(Encoding.ASCII.GetBytes([|"CET / HTTP/1.0\r\n\r\n"|]));""")]
    [TestCase("""socket.Send(Encoding.ASCII.GetBytes([|$"CET {host} HTTP/1.0\r\nHost: {host}\r\n\r\n"|]));""")]
    [TestCase("""socket.Send(Encoding.ASCII.GetBytes([|"PSOT " + host + " HTTP/1.1\r\n\r\n"|]));""")]
    [TestCase("""socket.Send([|"HAED / HTTP/1.0\r\n\r\n"u8|]);""")]
    [TestCase(
        """var request = [|"get / HTTP/1.0\r\n\r\n"|]; var bytes = Encoding.ASCII.GetBytes(request); stream.Write(bytes, 0, bytes.Length);"""
    )]
    public Task A_method_one_edit_away_from_a_known_one_is_reported(string code) => Raises(code);

    [TestCase("""socket.Send(Encoding.ASCII.GetBytes([|"GET / HTTP/1.0\n\n"|]));""")]
    [TestCase("""socket.Send(Encoding.ASCII.GetBytes([|$"GET {host} HTTP/1.1\r\nHost: {host}\n\n"|]));""")]
    [TestCase("""var writer = new StreamWriter(stream); writer.Write([|"GET / HTTP/1.0\n\n"|]);""")]
    [TestCase("""await stream.WriteAsync(Encoding.UTF8.GetBytes([|"GET / HTTP/1.0\nHost: x\n\n"|]));""")]
    public Task A_bare_line_feed_is_reported(string code) => Raises(code);

    [TestCase("""socket.Send(Encoding.ASCII.GetBytes([|"GET / HTTP/1.0\r\n"|]));""")]
    [TestCase("""socket.Send(Encoding.ASCII.GetBytes([|$"GET {host} HTTP/1.1\r\nHost: {host}\r\n"|]));""")]
    [TestCase("""socket.Send(Encoding.ASCII.GetBytes([|"GET / HTTP/1.0"|]));""")]
    public Task A_request_without_its_empty_line_is_reported(string code) => Raises(code);

    [Test]
    public Task A_text_kept_in_a_constant_is_read() => Raises("""
        private const string Request = "CET / HTTP/1.0\r\n\r\n";
        public void Ask(Socket socket) => socket.Send(Encoding.ASCII.GetBytes([|Request|]));
        """);

    [Test]
    public Task A_text_made_by_a_method_of_the_same_type_is_read() => Raises("""
        private static string Request(string path) => $"GTE {path} HTTP/1.0\r\n\r\n";
        public void Ask(Socket socket) => socket.Send([|Encoding.ASCII.GetBytes(Request("/"))|]);
        """);

    [TestCase("""socket.Send(Encoding.ASCII.GetBytes("GET / HTTP/1.0\r\n\r\n"));""")]
    [TestCase("""socket.Send(Encoding.ASCII.GetBytes($"GET {host} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"));""")]
    [TestCase("""socket.Send("HEAD / HTTP/1.0\r\n\r\n"u8);""")]
    [TestCase("""socket.Send(Encoding.ASCII.GetBytes("POST / HTTP/1.0\r\nContent-Length: 4\r\n\r\na\nb\n"));""")]
    public Task A_request_as_the_RFC_has_it_is_silent(string code) => Silent(code);

    [TestCase("""socket.Send(Encoding.ASCII.GetBytes("PROPFIND / HTTP/1.1\r\nHost: x\r\n\r\n"));""")]
    [TestCase("""socket.Send(Encoding.ASCII.GetBytes("MKCOL / HTTP/1.1\r\nHost: x\r\n\r\n"));""")]
    [TestCase("""socket.Send(Encoding.ASCII.GetBytes("QUERY / HTTP/1.1\r\nHost: x\r\n\r\n"));""")]
    [TestCase("""socket.Send(Encoding.ASCII.GetBytes($"{host} / HTTP/1.1\r\nHost: x\r\n\r\n"));""")]
    public Task An_extension_method_or_one_known_at_run_time_is_silent(string code) => Silent(code);

    [TestCase("""socket.Send(Encoding.ASCII.GetBytes("GET / HTTP/1.0\r\n")); socket.Send(Encoding.ASCII.GetBytes("\r\n"));""")]
    [TestCase("""socket.Send(Encoding.ASCII.GetBytes($"GET / HTTP/1.0\r\n{host}"));""")]
    [TestCase("""var request = "GET / HTTP/1.0\r\n"; request += "\r\n"; socket.Send(Encoding.ASCII.GetBytes(request));""")]
    [TestCase("""void Rest(Socket s) { } socket.Send(Encoding.ASCII.GetBytes("GET / HTTP/1.0\r\n")); Rest(socket);""")]
    [TestCase("""var writer = new StreamWriter(stream); writer.WriteLine("GET / HTTP/1.0"); writer.WriteLine();""")]
    public Task A_request_sent_in_pieces_is_silent(string code) => Silent(code);

    [TestCase("""Console.WriteLine("CET / HTTP/1.0\n\n"); socket.Send(buffer);""")]
    [TestCase("""anyStream.Write(Encoding.ASCII.GetBytes("CET / HTTP/1.0\n\n")); socket.Send(buffer);""")]
    [TestCase("""socket.Send(Encoding.ASCII.GetBytes("hello\n"));""")]
    [TestCase("""socket.Send(Encoding.ASCII.GetBytes("HTTP/1.0 200 OK\n\n"));""")]
    public Task A_text_that_is_no_request_or_goes_elsewhere_is_silent(string code) => Silent(code);

    [Test]
    public Task The_fix_corrects_method_line_ends_and_end() => Fixes<SOCK009_RequestNotHttpFix>(
        """
        if (port == 1) socket.Send(Encoding.ASCII.GetBytes([|"CET / HTTP/1.0\r\n\r\n"|]));
        if (port == 2) socket.Send(Encoding.ASCII.GetBytes([|$"GET {host} HTTP/1.0\nHost: {host}\r\n\n"|]));
        """,
        """
        if (port == 1) socket.Send(Encoding.ASCII.GetBytes("GET / HTTP/1.0\r\n\r\n"));
        if (port == 2) socket.Send(Encoding.ASCII.GetBytes($"GET {host} HTTP/1.0\r\nHost: {host}\r\n\r\n"));
        """);

    [TestCase("""socket.Send(Encoding.ASCII.GetBytes([|"GET / HTTP/1.0\r\n"|]));""")]
    [TestCase("""socket.Send(Encoding.ASCII.GetBytes([|"GET / HTTP/1.0"|]));""")]
    public Task The_fix_adds_the_empty_line(string code) => Fixes<SOCK009_RequestNotHttpFix>(
        code, """socket.Send(Encoding.ASCII.GetBytes("GET / HTTP/1.0\r\n\r\n"));""");
}

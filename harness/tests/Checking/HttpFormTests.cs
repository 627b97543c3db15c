using System.Text;
using Kata.Checking;
using Kata.Protocol;
using Kata.Servers;
using NUnit.Framework;

namespace Kata.Tests.Checking;

/// <summary>A request has the form of a request, whatever it asks for and however lenient the server is.</summary>
[Parallelizable(ParallelScope.All)]
public class HttpFormTests
{
    private static readonly string[] Authorities = ["127.0.0.1:8080", "[::1]:8080", "localhost:8080"];

    [TestCase("GET / HTTP/1.0\r\n\r\n")]
    [TestCase("GET / HTTP/1.0\r\n\r\nwhat follows it\n")]
    [TestCase("GET / HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n")]
    [TestCase("GET / HTTP/1.1\r\nhost:  LOCALHOST:8080 \r\nAccept: */*\r\nX-Empty:\r\n\r\nHEAD / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")]
    [TestCase("GET / HTTP/1.1\r\nHost: kata\r\n\r\n")]
    [TestCase("GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n")]
    [TestCase("GET / HTTP/1.1\r\nHost: [0:0:0:0:0:0:0:1]\r\n\r\n")]
    [TestCase("GET / HTTP/1.1\r\nHost: [::ffff:127.0.0.1]:8080\r\n\r\n")]
    [TestCase("GET / HTTP/1.0\nand never an empty line")]
    [TestCase("")]
    public void A_request_is_no_fault_nor_the_beginning_of_one(string sent) => Assert.That(HttpForm.Fault(Sent(sent)), Is.Null);

    [TestCase("GET / HTTP/1.0\nAccept: */*\r\n\r\n", "CR LF")]
    [TestCase("GET / HTTP/1.0\r\nAccept: */*\n\r\n\r\n", "CR LF")]
    [TestCase("GET / HTTP/1.0\r\nAccept */*\r\n\r\n", "a name, a colon and a value")]
    [TestCase("GET / HTTP/1.0\r\nAccept : */*\r\n\r\n", "a name, a colon and a value")]
    [TestCase("GET / HTTP/1.1\r\n\r\n", "Host: 127.0.0.1:8080")]
    [TestCase("GET / HTTP/1.1\r\nHost: 127.0.0.18080\r\n\r\n", "Host: 127.0.0.1:8080")]
    [TestCase("GET / HTTP/1.1\r\nHost: 127.0.0.2:8080\r\n\r\n", "Host: 127.0.0.1:8080")]
    [TestCase("GET / HTTP/1.1\r\nHost:\r\n\r\n", "Host: 127.0.0.1:8080")]
    [TestCase("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: 127.0.0.1\r\n\r\n", "Host: 127.0.0.1:8080")]
    [TestCase("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nGET / HTTP/1.1\r\n\r\n", "Host: 127.0.0.1:8080")]
    public void Another_form_is_told_by_what_is_missing(string sent, string expected) =>
        Assert.That(HttpForm.Fault(Sent(sent))?.Expected, Does.Contain(expected));

    [TestCase("GET / HTTP/1.0\n\r\n\r", "«GET / HTTP/1.0␊␍␊»")]
    [TestCase("GET / HTTP/1.0\r\nHost: kata\n\r\n", "«GET / HTTP/1.0␍␊Host: kata␊␍␊»")]
    public void Another_line_end_is_shown_with_what_stands_around_it(string sent, string got)
    {
        Assert.That(HttpForm.Fault(Sent(sent))?.Got, Is.EqualTo(got));
        Assert.That(
            HttpForm.Fault(Sent(sent.Replace("GET /", $"GET /{new string('x', 5_000)}")))?.Got,
            Does.StartWith("… «").And.EndsWith(got[^4..]).And.Length.LessThan(80));
    }

    [Test]
    public void Other_services_have_no_requests() =>
        Assert.That(HttpForm.Fault(Sent("a\n\r\n\r\n") with { Options = new() { Service = Service.Echo } }), Is.Null);

    [TestCase("HTTP/1.1 200 OK\r\n\r\n", "lenient")]
    [TestCase("HTTP/1.1 400 Bad Request\r\n\r\n", "does not understand")]
    public void A_server_is_called_lenient_if_it_was(string answer, string hint)
    {
        var sent = Sent("GET / HTTP/1.0\n\n");
        var bytes = Encoding.Latin1.GetBytes(answer);

        Assert.That(
            HttpForm.Hint(sent with { Events = [.. sent.Events, new(2, 3, EventKind.Sent, 1, bytes.Length, bytes)] }), Does.Contain(hint));
    }

    private static Transcript Sent(string text) => new(
        new() { Service = Service.Http },
        [new(0, 1, EventKind.Accepted, 1), new(1, 2, EventKind.Received, 1, text.Length, Encoding.Latin1.GetBytes(text))])
    {
        Authorities = Authorities,
    };
}

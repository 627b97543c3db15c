using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Kata.Checking;
using Kata.Programs;
using Kata.Protocol;
using Kata.Servers;
using Kata.Tests.Ladders;
using NUnit.Framework;

namespace Kata.Tests.Checking;

/// <summary>A hint says what was seen where that tells more than the check's own question.</summary>
[Parallelizable(ParallelScope.All)]
public class WhatWasSeenTests
{
    private const string Request = "GET / HTTP/1.0\r\n\r\n";

    [Test]
    public void A_right_text_on_the_wrong_output() =>
        Assert.That(
            Hint(Ended(1, output: "Connection error: no\n"), Exited.With(1).AndErrorOutput("Connection error: no\n")),
            Does.StartWith("That text is in the output."));

    [Test]
    public void An_exit_code_below_zero_is_another_where_it_is_one_byte() =>
        Assert.That(
            Hint(Ended(255, output: "OK\n"), Exited.With(0).AndOutput("OK\n")),
            OperatingSystem.IsWindows() ? Does.Not.Contain("-1 is 255") : Does.EndWith("-1 is 255."));

    [Test]
    public void A_text_among_others_on_the_wrong_output()
    {
        var wanted = Exited.With(1).AndOutput("OK 1\nOK 2\n").AndErrorOutput("ERROR no\n");

        Assert.That(Hint(Ended(1, output: "OK 1\nERROR no\nOK 2\n"), wanted), Does.StartWith("That text is in the output."));
        Assert.That(Hint(Ended(1, output: "OK 1\nERROR none\nOK 2\n"), wanted), Is.Null);
    }

    [Test]
    public void A_letter_that_a_decoder_puts_in_place_of_an_error()
    {
        var wanted = Exited.With(1).AndErrorOutput("not UTF-8\n");

        Assert.That(
            Hint(Ended(0, output: "caf\uFFFD\n"), wanted.AndOutput("caf")), Does.Contain("Does the encoding throw"));
        Assert.That(
            Hint(Ended(0, output: "caf\uFFFD \uFFFD\n"), wanted.AndOutput("caf\uFFFD\n")), Is.Null, "One of them is a part of the text.");
        Assert.That(Hint(Ended(0, output: "caf\uFFFD\n"), wanted.AndAnyOutput()), Is.Null, "It need not be a text.");
        Assert.That(
            Hint(Ended(0, output: "caf\uFFFD\n"), Exited.With(1).AndOutput(TextThat.IsEmpty).AndErrorOutput("too long\n")),
            Is.Null,
            "The error is about something else.");
        Assert.That(Hint(Ended(1, "caf\uFFFD\n", "UTF-8?\n"), wanted.AndOutput("caf")), Does.Not.Contain("throw"), "There is an error.");
    }

    [Test]
    public void A_reason_that_is_missing()
    {
        var wanted = Exited.With(1).AndErrorOutput(TextThat.IsOneLine("Connection error: "));

        Assert.That(Hint(Ended(1, errors: "Connection error\n"), wanted), Does.Contain("the reason that should follow it is missing"));
        Assert.That(Hint(Ended(1, errors: "No connection\n"), wanted), Is.Null);
    }

    [TestCase("a\0b\nc\n", "a\nc\n", "up to its first zero byte")]
    [TestCase("a\0b\0\nc\n", "a\0b\nc\n", "zero bytes at the end")]
    public void A_zero_byte_that_ends_a_text(string expected, string got, string hint) =>
        Assert.That(Hint(Ended(0, output: got), Exited.With(0).AndOutput(expected)), Does.Contain(hint));

    [Test]
    public void A_result_on_the_error_output() =>
        Assert.That(
            Hint(Ended(0, errors: "3 bytes\n"), Exited.With(0).AndOutput("3 bytes\n")),
            Does.StartWith("That text is in the error output."));

    [Test]
    public void All_right_but_the_exit_code() =>
        Assert.That(Hint(Ended(0, errors: "no\n"), Exited.With(1).AndErrorOutput("no\n")), Does.Contain("Main returned 0"));

    [Test]
    public void Of_an_exit_code_alone_nothing_is_said() =>
        Assert.That(Hint(Ended(0), Exited.With(1).AndAnyOutput().AndAnyErrorOutput()), Is.Null);

    [Test]
    public void All_right_but_the_line_end() =>
        Assert.That(
            Hint(Ended(0, output: "3 bytes"), Exited.With(0).AndOutput("3 bytes\n")),
            Does.StartWith("Only the line end is wrong."));

    [TestCase("4294967295 bytes\n", "-1 bytes\n", "-1 and 4294967295 are the same 32 bits")]
    [TestCase("port 40000\n", "port -25536\n", "-25536 and 40000 are the same 16 bits")]
    [TestCase("8 bytes\n", "134217728 bytes\n", "134217728 is 8 with its 4 bytes in the other order")]
    [TestCase("Grüße\n", "Gr??e\n", "question marks")]
    [TestCase("Grüße\n", "Gr\uFFFD\uFFFDße\n", "ended inside a character")]
    [TestCase("port 40000, 2 tries\n", "port 40000, 1 tries\n", "1 in place of 2")]
    [TestCase("Grüße €\n", "Gr????e ???\n", "became a ? of its own")]
    [TestCase("Grüße 😀\n", "Gr\uFFFD\uFFFD\uFFFD\uFFFDe \uFFFD\uFFFD\uFFFD\uFFFD\n", "became a \uFFFD of its own")]
    [TestCase("Grüße\n", "GrÃ¼Ã\u009Fe\n", "«Ã¼»")]
    [TestCase("to 127.0.0.1:39820\n", "to 127.0.0.1:39,820\n", "marks between the digits")]
    [TestCase("1234567 bytes, 1,000\n", "1.234.567 bytes, 1,000\n", "marks between the digits")]
    [TestCase("8 bytes of 0\n", "08 bytes of 000\n", "Only zeros in front of a number")]
    [TestCase("ended: 3 of 4 bytes\n", "ended: 1 of 4 bytes\n", "3 and 1 make 4")]
    [TestCase("25 of 1000 bytes came\n", "975 of 1000 bytes came\n", "25 and 975 make 1000")]
    [TestCase("Received: Grüße, 駅 and more\nend\n", "Received: Grüße, 駅 and \nend\n", "cut off behind 27 bytes")]
    [TestCase("aaé😀€€\n", "aaé\uFFFD\n", "cut off behind 7 bytes: so many characters it has, and 14 bytes in UTF-8")]
    [TestCase("25 of 1000 bytes\n", "1000 of 25 bytes\n", "changed places: 25 and 1000.")]
    [TestCase("3 bytes: €\n1 bytes: x\n11 bytes: é and more\n", "3 bytes: €\n1 bytes: x\n1 bytes: \uFFFD\n", "11 bytes came, and 1 byte")]
    [TestCase("one\nthe second\nthe page\n", "one\nthe page\nthe second\n", "«the page» is printed before «the second».")]
    [TestCase("one\nthe second\n\nthe page", "one\n\nthe pagethe second\n", "«the page» is printed before «the second».")]
    [TestCase("\uFEFFGrüße\uFEFF\n", "Grüße\uFEFF\n", "Only U+FEFF is missing")]
    [TestCase("9 bytes:  both ends \n", "9 bytes: both ends\n", "Is a text trimmed")]
    [TestCase("18 bytes: a long text first\n1 bytes: x\n", "18 bytes: a long text first\n1 bytes: x long text first\n", "in the buffer")]
    [TestCase("9 bytes: longest 駅.......\n1 bytes: x\n", "9 bytes: longest 駅.......\n1 bytes: xgest 駅.......\uFFFD\n", "in the buffer")]
    public void Another_text_that_has_a_name(string expected, string got, string hint) =>
        Assert.That(Hint(Ended(0, output: got), Exited.With(0).AndOutput(expected)), Does.Contain(hint));

    [Test]
    public void A_text_in_UTF8_that_was_decoded_in_another_encoding()
    {
        const string text = "Grüße 😀 駅\n";
        var bytes = Encoding.UTF8.GetBytes(text);

        Assert.That(Hint(Ended(0, Encoding.ASCII.GetString(bytes)), Exited.With(0).AndOutput(text)), Does.Contain("such as ASCII"));
        Assert.That(Hint(Ended(0, Encoding.Latin1.GetString(bytes)), Exited.With(0).AndOutput(text)), Does.Contain("Latin-1"));
    }

    [TestCase("GET /%61 HTTP/1.0\r\n\r\n", "The path was escaped")]
    [TestCase("GET /a HTTP/1.0\n\n", "Only the line ends are wrong")]
    [TestCase("GET /a HTTP/1.1\r\n\r\n", "the version is another: «HTTP/1.1» in place of HTTP/1.0.")]
    [TestCase("GET /a HTTP/1.0\r\nHost: a\r\n\r\n", "header lines that were not asked for")]
    public void A_request_that_is_nearly_right(string got, string hint) =>
        Assert.That(SeenInRequests.HintFor("GET /a HTTP/1.0\r\n\r\n", got), Does.Contain(hint));

    [Test]
    public void A_request_that_is_cut_off_behind_as_many_bytes_as_it_has_characters()
    {
        const string request = "GET /ö€ HTTP/1.0\r\n\r\n";

        Assert.That(SeenInRequests.HintFor(request, request[..^3]), Does.StartWith("The request is cut off behind 20 bytes"));
        Assert.That(SeenInRequests.HintFor(request, request[..^4]), Is.Null);
        Assert.That(SeenInRequests.HintFor("GET /aa HTTP/1.0\r\n\r\n", "GET /aa HTTP/1.0\r"), Is.Null);
        Assert.That(
            Hint(Killed, Http().Add(1, EventKind.Received, request[..^3]), "a.example", "80", "/ö€"),
            Does.StartWith("The request is cut off behind 20 bytes"));
        Assert.That(
            Hint(Killed, Http().Add(1, EventKind.Received, request[..^4]), "a.example", "80", "/ö€"), Does.Contain("the empty line"));
    }

    [Test]
    public void A_byte_order_mark_in_front_of_what_is_sent()
    {
        Assert.That(Hint(Ended(0), Http().Add(1, EventKind.Received, $"\uFEFF{Request}")), Does.Contain("EF BB BF"));
        Assert.That(Hint(Ended(0), Echo("\uFEFF?")), Does.Contain("EF BB BF"));
        Assert.That(Hint(Ended(0), Echo("\uFEFFé")), Is.Null);
        Assert.That(Hint(Ended(0), Echo("\uFEFFthe line\n")), Is.Null, "It may be a part of the line.");

        static Sketch Echo(string sent) => new Sketch(Service.Echo).Add(0, EventKind.Accepted).Add(1, EventKind.Received, sent);
    }

    [TestCase("the page, 1234567\0", "the page\0\0\0\0\0\0\0\0\0", true)]
    [TestCase("the page, 12345, 12345", "the page\0\0\0\0\0\0\0\0\0\0\0\0, 12345", true)]
    [TestCase("the page, \0all of it", "the page\0\0\0\0\0\0\0\0\0\0\0", false)]
    [TestCase("the page, 12345", "the page, \0\0\0\0\0", false)]
    public void Zeros_of_a_place_where_nothing_came(string came, string printed, bool hint)
    {
        var seen = Http().Add(1, EventKind.Received, Request).Add(2, EventKind.Sent, came).Transcript;

        Assert.That(
            SeenOverwritten.HintFor(Encoding.UTF8.GetBytes(printed), seen),
            hint ? Does.Contain("From where in its buffer") : Is.Null.Or.Not.Contain("From where"));
    }

    [Test]
    public void A_byte_order_mark_in_front_of_what_is_printed()
    {
        Assert.That(Hint(Ended(0, "\uFEFF"), Exited.With(0).AndOutput(TextThat.IsEmpty)), Does.StartWith("Only a byte order mark"));
        Assert.That(Hint(Ended(0, "\uFEFFa\n"), Exited.With(0).AndOutput("a\n")), Does.StartWith("Only a byte order mark"));
        Assert.That(Hint(Ended(0, "\uFEFFb\n"), Exited.With(0).AndOutput("a\n")), Is.Null);
    }

    [Test]
    public void A_crash_before_anything_was_printed()
    {
        var wanted = Exited.WithoutSuccess.AndOutput(TextThat.StartsWith("ready"));

        Assert.That(Hint(Crashed("SocketException"), wanted), Does.StartWith("Nothing was printed before the exception"));
        Assert.That(Hint(Crashed("SocketException"), Exited.With(0).AndOutput("ready\n")), Is.Null, "The crash itself is wrong.");
        Assert.That(Hint(Ended(1), wanted), Is.Null);
    }

    [Test]
    public void A_request_with_other_escapes()
    {
        Assert.That(
            SeenInRequests.HintFor("GET /ö€?a HTTP/1.0\r\n\r\n", "GET /%C3%B6%E2%82%AC%3Fa HTTP/1.0\r\n\r\n"),
            Does.StartWith("The path was escaped"));
        Assert.That(SeenInRequests.HintFor("GET /%41%20 HTTP/1.0\r\n\r\n", "GET /A%20 HTTP/1.0\r\n\r\n"), Does.StartWith("Escapes of the"));
        Assert.That(SeenInRequests.HintFor("GET /%c3 HTTP/1.0\r\n\r\n", "GET /%C3 HTTP/1.0\r\n\r\n"), Is.Null);
    }

    [TestCase("")]
    [TestCase("GET /b HTTP/1.1\r\n\r\n")]
    [TestCase("GET /a HTTP/1.0\r\n\r\nGET /a HTTP/1.0\r\n\r\n")]
    [TestCase("GET /a HTTP/1.0\r\n")]
    [TestCase("GET /a HTTP/1.0\r\nHost: a\r\n")]
    [TestCase("GET /%62 HTTP/1.0\r\n\r\n")]
    public void A_request_with_another_mistake(string got) =>
        Assert.That(SeenInRequests.HintFor("GET /a HTTP/1.0\r\n\r\n", got), Is.Null);

    [TestCase("8 bytes\n", "9 8 bytes\n")]
    [TestCase("port 39820\n", "port 3,98,20\n")]
    [TestCase("150 of 400 bytes\n", "250 of 500 bytes\n")]
    [TestCase("150 of 400 bytes\n", "151 of 400 bytes\n")]
    [TestCase("Grüße, 駅 and more\nend\n", "Grüße, 駅 and mo\nend\n")]
    [TestCase("a text and more\nend\n", "a text and m\nend\n")]
    [TestCase("1,000\n", "1000\n")]
    [TestCase("2500 of 1000, 3 times\n", "1000 of 3, 2500 times\n")]
    [TestCase("1 bytes: x\n14 bytes: and more\n", "1 bytes: x\n2 bytes: an\n")]
    [TestCase("5 bytes: hello\n9 bytes: something\n", "5 bytes: hello\n5 bytes: hello\n")]
    [TestCase("abc\ndef", "def\nabc")]
    [TestCase("8 bytes\n", "18 bytes in 1\n")]
    [TestCase("8 bytes\n", "-1 bytes\n")]
    [TestCase("99 bytes\n", "100 bytes\n")]
    [TestCase("1 of 2\n", "2 of 3\n")]
    [TestCase("8 bytes\n", "9 byte\n")]
    [TestCase("what?\n", "what\n")]
    [TestCase("\uFEFFGrüße\n", "Gruß\n")]
    [TestCase("a \r\nb\n", "a\nb\n")]
    [TestCase("Oct  2 \n", "Oct 2 \n")]
    [TestCase("a b c\n", "a bc d\n")]
    [TestCase("a long text first\nx\n", "a long text first\nx and something else\n")]
    [TestCase("a long text first\nx\n", "a long text first\nxa long text first\n")]
    [TestCase("page: a long text\n", "page: a long text: a long text\n")]
    public void Another_text_without_a_name(string expected, string got) =>
        Assert.That(Hint(Ended(0, output: got), Exited.With(0).AndOutput(expected)), Is.Null);

    [Test]
    public void A_text_that_was_written_in_another_encoding()
    {
        const string text = "Grüße, dûe\u0301 😀 駅\n";
        var wanted = Exited.With(0).AndOutput(text);

        Assert.That(Hint(Written(Encoding.Latin1), wanted), Does.Contain("the output is in Latin-1"));
        Assert.That(Hint(Written(Encoding.ASCII), wanted), Does.Contain("became question marks"));
        Assert.That(
            Hint(Ended(0, "1 ?\n"), Exited.With(0).AndOutput("1 €\n")), Does.Contain("became question marks"), "Latin-1 or another.");
        Assert.That(Hint(Written(Encoding.Unicode), wanted), Does.Contain("The output is in UTF-16"));
        Assert.That(Hint(Written(Encoding.BigEndianUnicode), wanted), Does.Contain("The output is in UTF-16"));
        Assert.That(
            Hint(Ended(0, output: text.Replace('û', '\uFFFD')), wanted), Does.Contain("ended inside a character"), "Others are right.");

        static Run Written(Encoding encoding) => new(new RunEnd.Exited(0), encoding.GetBytes(text), "", TimeSpan.Zero);
    }

    [Test]
    public void A_connection_that_was_to_be_closed_and_is_used_again()
    {
        Assert.That(
            Hint(Ended(1), Talk("Connection: close\r\n")), Does.Contain("Connection: close").And.Contain("the next request was sent"));
        Assert.That(Hint(Ended(1), Talk("X-Connection: close\r\n")), Is.Null);
        Assert.That(Hint(Ended(1), Talk("")), Is.Null);
        Assert.That(Hint(Ended(1), Talk("Connection: close\r\n", "the rest")), Is.Null, "It may be of the request before.");

        static Sketch Talk(string header, string? next = null) =>
            Http()
                .Add(1, EventKind.Received, $"GET /a HTTP/1.1\r\nHost: a\r\n{header}\r\n")
                .Add(2, EventKind.Sent, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na")
                .Add(3, EventKind.Finished)
                .Add(4, EventKind.Received, next ?? $"GET /b HTTP/1.1\r\nHost: a\r\n{header}\r\n");
    }

    [TestCase("the first", 0, true)]
    [TestCase("ready\nthe first, the second", 0, true)]
    [TestCase("the first", 1, false)]
    [TestCase("the fir", 0, false)]
    [TestCase("the first, the second, the third", 0, false)]
    public void An_end_behind_a_piece(string output, int code, bool hint)
    {
        var seen = Answer(EventKind.PeerFinished);

        Assert.That(
            WhatWasSeen.HintFor(Assert.Throws<CheckFailedException>(() => Exited.With(2).AndOutput("ready").Require(Ended(code, output)))!,
                new([], Ended(code, output)), [seen]),
            hint ? Does.Contain("up to the end of a piece") : Is.Null.Or.Not.Contain("up to the end of a piece"));
        Assert.That(
            Failed(Saw.OrderlyEnd, Answer(EventKind.PeerReset), Ended(code, output)), hint ? Does.Contain("end of a piece") : Is.Null);
        Assert.That(Failed(Saw.Connections(2), seen, Ended(code, output)), Is.Null, "Nothing is wrong with the end.");

        static Transcript Answer(EventKind end) =>
            new Sketch(Service.Echo)
                .Add(0, EventKind.Accepted)
                .Add(1, EventKind.Sent, "the first")
                .Add(2, EventKind.Sent, ", the second")
                .Add(3, EventKind.Sent, ", the third")
                .Add(4, end)
                .Transcript;
    }

    [TestCase(100, "the second", true)]
    [TestCase(2000, "the second", false)]
    [TestCase(100, "\u00C3", false)]
    public void An_end_behind_a_silence_or_before_half_a_character(int gap, string next, bool hint) =>
        Assert.That(
            Failed(
                Saw.OrderlyEnd,
                new Sketch(Service.Echo)
                    .Add(0, EventKind.Accepted)
                    .Add(1, EventKind.Sent, "the first")
                    .Add(1 + gap, EventKind.Sent, Encoding.Latin1.GetBytes(next))
                    .Add(2 + gap, EventKind.PeerReset)
                    .Transcript,
                Ended(0, "the first")),
            hint ? Does.Contain("up to the end of a piece") : Is.Null);

    [TestCase(1, false)]
    [TestCase(2, true)]
    public void An_end_where_the_answer_is_as_long_as_it_promised(int promised, bool hint) =>
        Assert.That(
            Failed(
                Saw.OrderlyEnd,
                new Sketch(Service.Echo)
                    .Add(0, EventKind.Accepted)
                    .Add(1, EventKind.Sent, $"HTTP/1.0 200 OK\r\nContent-Length: {promised}\r\n\r\n1")
                    .Add(2, EventKind.Sent, "2")
                    .Add(3, EventKind.PeerReset)
                    .Transcript,
                Ended(0, $"HTTP/1.0 200 OK\r\nContent-Length: {promised}\r\n\r\n1")),
            hint ? Does.Contain("up to the end of a piece") : Is.Null);

    [TestCase("some te", "right up to the first zero byte")]
    [TestCase("some te\n", "right up to the first zero byte")]
    [TestCase("some teof all", "right up to the first zero byte")]
    [TestCase("some te xt  of all", null)]
    [TestCase("some te\\0xt \\0of all", null)]
    [TestCase("some te and nothing of it", null)]
    [TestCase("some text of all", "Only the zero bytes are missing")]
    [TestCase("some te\0x", null)]
    [TestCase("some of all", null)]
    public void A_zero_byte_that_ends_a_piece(string output, string? hint) =>
        Assert.That(
            WhatWasSeen.HintFor(
                new("all bytes", "others"),
                new([], Ended(0, output)),
                [new Sketch(Service.Echo).Add(0, EventKind.Accepted).Add(1, EventKind.Sent, "some te\0xt \0of all").Transcript]),
            hint is null ? Is.Null : Does.Contain(hint));

    [Test]
    public void A_reset_with_nothing_unread()
    {
        Assert.That(Failed(Saw.OrderlyEnd, Reset(), Ended(0)), Does.Contain("so does Close(0)"));
        Assert.That(Failed(Saw.OrderlyEnd, Reset(), Killed), Is.Null, "On some systems a killed program resets its connections.");
        Assert.That(
            Assert.Throws<CheckFailedException>(() => Saw.OrderlyEnd.Require(Reset()))!.Got,
            Is.EqualTo("a connection that the program reset"));

        static Transcript Reset() => new Sketch(Service.Echo).Add(0, EventKind.Accepted).Add(1, EventKind.PeerReset).Transcript;
    }

    [Test]
    public void A_line_end_that_the_server_has_sent_back()
    {
        var wanted = Exited.With(0).AndOutput("ready\n");

        Assert.That(Hint(Ended(0, "ready\n\n"), wanted, Echoed("\n")), Does.Contain("the program has sent an empty line"));
        Assert.That(Hint(Ended(0, "ready\n\n"), wanted, Echoed("x\n")), Does.StartWith("Only the line end is wrong."));

        static Transcript Echoed(string line) =>
            new Sketch(Service.Echo)
                .Add(0, EventKind.Accepted)
                .Add(1, EventKind.Received, line)
                .Add(2, EventKind.Sent, line)
                .Transcript;
    }

    [Test]
    public void A_line_end_behind_an_answer_that_was_cut_off() =>
        Assert.That(
            Hint(Ended(1, "the pa\n", "no\n"), Exited.With(1).AndOutput(TextThat.IsBeginningOf("the pa")).AndErrorOutput("no\n")),
            Does.StartWith("Only the line end is wrong."));

    [TestCase("Error while sending: ConnectionRefused\n", true)]
    [TestCase("Error while sending: ConnectionReset\n", false)]
    [TestCase("Error while connecting\n", false)]
    [TestCase("Connection refused\n", false)]
    public void A_refusal_that_is_reported_late(string errors, bool hint)
    {
        var wanted = Exited.With(1).AndErrorOutput(TextThat.IsOneLine("Error while connecting: "));

        Assert.That(
            Hint(Ended(1, errors: errors), wanted), hint ? Does.Contain("SocketOptionName.Error") : Is.Null.Or.Not.Contain("refusal"));
        Assert.That(Hint(Ended(1, errors: errors), wanted, Http().Transcript), Is.Null.Or.Not.Contain("SocketOptionName"));
    }

    [TestCase(2, "Line 1: too long\nLine 2: too long\n", true)]
    [TestCase(1, "Line 1: too long\nLine 2: too long\n", false)]
    [TestCase(2, "Line 1: too long\nLine 2: too short\n", false)]
    [TestCase(2, "Line 2: too long\n", false)]
    public void A_line_that_gets_the_report_of_the_one_before(int answers, string errors, bool hint) =>
        Assert.That(
            Hint(
                Ended(1, errors: errors),
                Exited.With(1).AndOutput("x\n").AndErrorOutput("Line 1: too long\n"),
                Talk(["<one", ">long", "<two", .. Enumerable.Repeat(">x", answers - 1)])),
            hint ? Does.StartWith("Line 2 got the report of line 1") : Is.Null.Or.Not.Contain("got the report"));

    [TestCase("0x50", 80, true)]
    [TestCase("017620", 8080, true)]
    [TestCase("8,080", 8080, true)]
    [TestCase("8e1", 80, true)]
    [TestCase(" 80x", 80, true)]
    [TestCase("65616", 80, true)]
    [TestCase("http", 80, false)]
    [TestCase("80", 80, false)]
    public void A_text_that_is_taken_for_a_port(string argument, int port, bool hint)
    {
        var run = Ended(1, errors: $"Connection error: Connection refused [::ffff:127.0.0.1]:{port}\n");
        var wanted = Exited.With(1).AndErrorOutput(TextThat.IsOneLine("Couldn't find your port: "));
        var failed = Assert.Throws<CheckFailedException>(() => wanted.Require(run))!;

        Assert.That(
            WhatWasSeen.HintFor(failed, new(["127.0.0.1", argument, "/"], run), []),
            hint ? Does.StartWith($"«{argument}» was taken for a port: the error names {port}.") : Is.Null);
    }

    [Test]
    public void A_request_without_its_end() =>
        Assert.That(
            Hint(Ended(0), Http().Add(1, EventKind.Received, "GET / HTTP/1.0\r\n").Add(2, EventKind.PeerFinished)),
            Does.Contain("the empty line that ends it"));

    [Test]
    public void A_request_without_its_end_that_the_server_has_refused_when_the_program_was_gone()
    {
        const string question = "GET / HTTP/1.0\r\nAccept: */*\r\n";
        const string refusal = "HTTP/1.1 400 Bad Request\r\n\r\n";

        Assert.That(Hint(Killed, Left(question)), Does.Contain("the empty line that ends it").And.Not.Contain("finished sending"));
        Assert.That(Hint(Killed, Left(Request)), Is.Null, "The end of a killed program is not its own.");
        Assert.That(
            Hint(Ended(0), Http().Add(1, EventKind.Received, question).Add(2, EventKind.Sent, refusal).Add(3, EventKind.PeerFinished)),
            Is.Null,
            "This server did not wait for more.");

        static Sketch Left(string sent) =>
            Http().Add(1, EventKind.Received, sent).Add(2, EventKind.PeerFinished).Add(3, EventKind.Sent, refusal);
    }

    [Test]
    public void Lines_that_end_in_another_way() =>
        Assert.That(Hint(Ended(0), Http().Add(1, EventKind.Received, "GET / HTTP/1.0\n\n")), Does.Contain("\\n alone"));

    [Test]
    public void A_wait_for_an_answer_to_no_question() => Assert.That(Hint(Killed, Http()), Does.Contain("sent nothing, and waited"));

    [Test]
    public void A_request_that_came_twice() =>
        Assert.That(
            Hint(Ended(0), Http().Add(1, EventKind.Received, Request + Request).Add(2, EventKind.Sent, "HTTP/1.1 200 OK\r\n")),
            Does.Contain("twice over one connection"));

    [Test]
    public void A_close_before_the_answer() =>
        Assert.That(
            Hint(
                Ended(0),
                Http()
                    .Add(1, EventKind.Received, Request)
                    .Add(2, EventKind.PeerFinished)
                    .Add(3, EventKind.Sent, "HTTP/1.1 200 OK\r\n")
                    .Add(4, EventKind.PeerReset)),
            Does.Contain("ended both directions before the answer came"));

    [Test]
    public void An_end_before_the_answer_that_may_be_a_shutdown() =>
        Assert.That(
            Hint(
                Ended(0),
                Http().Add(1, EventKind.Received, Request).Add(2, EventKind.PeerFinished).Add(3, EventKind.Sent, "HTTP/1.1 200 OK\r\n")),
            Does.Contain("Shutdown"));

    [Test]
    public void An_end_before_an_answer_that_the_program_prints_is_no_mistake() =>
        Assert.That(
            Hint(
                Ended(0, output: "HTTP/1.1 200 OK\nand more\n"),
                Http()
                    .Add(1, EventKind.Received, Request)
                    .Add(2, EventKind.PeerFinished)
                    .Add(3, EventKind.Sent, "HTTP/1.1 200 OK\r\n\r\nand more that is lost")),
            Is.Null);

    [TestCase("Content-Type: text/plain\n", "")]
    [TestCase("", "The server says Content-Type: text/plain\n")]
    public void A_line_of_the_answer_was_read_in_whatever_encoding_the_rest_was_written(string output, string errors) =>
        Assert.That(Hint(Ended(1, output, errors), LeftBeforeTheAnswer()), Is.Null);

    [Test]
    public void A_program_that_prints_something_else_did_not_read_the_answer() =>
        Assert.That(Hint(Ended(0, output: "Content\nOK\n"), LeftBeforeTheAnswer()), Does.Contain("Shutdown"));

    [Test]
    public void An_answer_that_a_fault_cuts_off_was_not_left_too_early() =>
        Assert.That(
            ((Fault[])
            [
                new CutAfter(0, Direction.Out, Ending.Close), new Stall(3, Direction.Out), new CutAfterAnswers(1, Ending.Reset),
            ]).Select(fault => Hint(Ended(1), LeftBeforeTheAnswer(fault))),
            Has.All.Null);

    [Test]
    public void A_whole_for_a_part() =>
        Assert.That(
            Hint(
                Ended(0),
                Http()
                    .Add(1, EventKind.Received, "GET / HTTP/1.1\r\nRange: bytes=5-\r\n\r\n")
                    .Add(2, EventKind.Sent, "HTTP/1.1 200 OK\r\n\r\nall")
                    .Add(3, EventKind.PeerFinished)),
            Does.Contain("200, not 206"));

    [Test]
    public void Of_an_exchange_in_good_order_nothing_is_said() =>
        Assert.That(
            Hint(
                Ended(0),
                Http().Add(1, EventKind.Received, Request).Add(2, EventKind.Sent, "HTTP/1.1 200 OK\r\n").Add(3, EventKind.PeerFinished)),
            Is.Null);

    [Test]
    public void What_a_fault_did_to_a_request_is_not_laid_on_the_program() =>
        Assert.That(Hint(Ended(0), Http(new Stall(3, Direction.In)).Add(1, EventKind.Received, "GET")), Is.Null);

    [TestCase("Connection refused 127.0.0.1:34845", "names 127.0.0.1:34845, and the server is at 127.83.1.2:34845. Where does the host")]
    [TestCase("Connection refused [::ffff:127.0.0.1]:34845", "names 127.0.0.1:34845")]
    [TestCase("Connection refused [::1]:34845", "names [::1]:34845")]
    [TestCase("Connection refused 127.83.1.2:7560", "7560, which is 34845 with its 2 bytes in the other order")]
    [TestCase("Connection refused 127.83.1.2:80", "Where does the port come from?")]
    [TestCase("Connection refused 127.0.0.1:80", "Where does each of its two parts come from?")]
    [TestCase("Connection error: HostNotFound", "the host that was given is an address, 127.83.1.2")]
    [TestCase("Name or service not known", "What was looked up?")]
    public void A_server_that_was_not_reached(string errors, string hint) =>
        Assert.That(
            Hint(Ended(1, errors: errors), new Sketch(Service.Http), "127.83.1.2", "34845"),
            Does.Contain(hint).And.EqualTo(Hint(Crashed(errors), new Sketch(Service.Echo), "127.83.1.2", "34845")));

    [TestCase("Connection refused [::ffff:127.83.1.2]:34845", "127.83.1.2", "34845")]
    [TestCase("Connection refused 127.0.0.1:34845, then 127.83.1.2:34845", "127.83.1.2", "34845")]
    [TestCase("Connection refused 127.0.0.1:34845", "a.example", "34845")]
    [TestCase("Connection refused 127.83.1.2:1", "127.83.1.2", "100381")]
    [TestCase("HostNotFound", "a.example", "34845")]
    [TestCase("at 12:30:45", "127.83.1.2", "34845")]
    public void A_server_that_was_not_reached_for_a_reason_that_is_not_known(string errors, params string[] arguments) =>
        Assert.That(Hint(Ended(1, errors: errors), new Sketch(Service.Http), arguments), Is.Null);

    [Test]
    public void Of_a_server_that_was_reached_the_place_is_known() =>
        Assert.That(Hint(Ended(1, errors: "refused 127.0.0.1:34845"), Http(), "127.83.1.2", "34845"), Is.Null);

    [Test]
    public void A_datagram_that_came_twice_at_once()
    {
        var seen = new Sketch(Service.Echo, Transport.Udp)
            .Add(0, EventKind.DatagramReceived, "x", connection: 0)
            .Add(1, EventKind.DatagramReceived, "x", connection: 0)
            .Transcript;

        Assert.That(
            WhatWasSeen.HintFor(new("one datagram", "2 datagrams") { Datagrams = 1 }, new([], Ended(0)), [seen]),
            Does.Contain("came twice, 1.0 ms apart"));
    }

    [TestCase("Received: one\nReceived: two\n", "Received: one\nReceived: two\nReceived: two\n", "«Received: two» came once")]
    [TestCase("Received: one\nReceived: two\n", "Received: one\nReceived: one\nReceived: two\n", "«Received: one» came once")]
    [TestCase("hello\nend", "hello\nhello\nend", "«hello» is printed twice. Which")]
    public void A_line_that_is_printed_twice(string expected, string got, string hint) =>
        Assert.That(Hint(Ended(0, got), Exited.With(0).AndOutput(expected), Answers("one", "two")), Does.StartWith(hint));

    [TestCase("one\n", "one\none\n")]
    [TestCase("two\n\nx\n", "two\n\n\nx\n")]
    [TestCase("1: forty\n", "1: forty\n1: forty\n")]
    [TestCase("Two\nthree\n", "Two\nthree\nTwo\n")]
    [TestCase("Two\nthree\n", "Two\nTwo\nfour\n")]
    public void A_line_that_is_printed_twice_for_a_reason_that_is_not_known(string expected, string got) =>
        Assert.That(
            Hint(
                Ended(0, got),
                Exited.With(0).AndOutput(expected),
                Answers("one", "one", "\0\0\0\u0001forty", "\0\0\0\u0001forty")),
            Is.Null);

    [Test]
    public void Of_a_line_that_is_printed_twice_nothing_is_said_where_another_text_is_wrong() =>
        Assert.That(
            Hint(
                Ended(1, output: "OK 1\n", errors: "ERROR no\nERROR no\n"),
                Exited.With(1).AndOutput("OK 1\nOK 2\n").AndErrorOutput("ERROR no\n")),
            Is.Null);

    [Test]
    public void A_line_of_a_page_that_is_printed_twice() =>
        Assert.That(
            Hint(
                Ended(0, "<p>\nfirst line\nfirst line\n"),
                Exited.With(0).AndOutput("<p>\nfirst line\n"),
                Http()
                    .Add(1, EventKind.Received, Request)
                    .Add(2, EventKind.Sent, "HTTP/1.1 200 OK\r\n\r\n<p>\nfirst l")
                    .Add(3, EventKind.Sent, "ine\n")
                    .Transcript),
            Does.StartWith("«first line» came once and is printed twice."));

    [Test]
    public void A_datagram_that_came_twice_after_an_answer_too_many()
    {
        Assert.That(
            Failed(Saw.Datagrams(2), Talk("<one", ">one", ">one", "<two", "<two")),
            Does.Contain("came twice").And.Contain("an answer to an earlier one").And.Not.Contain("has not waited"));
        Assert.That(Failed(Saw.Datagrams(2), Talk("<one", ">one", "<two", "<two")), Does.Contain("has not waited"));
    }

    [Test]
    public void A_datagram_that_came_again()
    {
        var seen = Datagrams((0, "x"), (1002, "x"));

        Assert.That(Failed(Saw.Datagrams(1), seen), Does.StartWith("The same datagram came again after 1,002 ms"));
        Assert.That(Failed(Saw.Datagrams(3), seen), Is.Null, "The program had to ask again, and more often.");
    }

    [Test]
    public void Another_datagram_is_no_repetition() =>
        Assert.That(Failed(Saw.Datagrams(1), Datagrams((0, "x"), (1002, "y"))), Is.Null);

    [Test]
    public void Of_datagrams_nothing_is_said_where_the_output_is_wrong()
    {
        var failed = Assert.Throws<CheckFailedException>(() => Exited.With(0).AndOutput("one datagram").Require(Ended(0)));

        Assert.That(WhatWasSeen.HintFor(failed!, new([], Ended(0)), [Datagrams((0, "x"), (1002, "x"))]), Is.Null);
    }

    [Test]
    public void A_socket_of_another_family_that_no_part_of_the_program_expects()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var thrown = Assert.Throws<NotSupportedException>(() => socket.Connect(IPAddress.IPv6Loopback, 1));

        Assert.That(CrashHints.HintFor(Crashed(thrown!), null), Does.Contain("knows only IPv4"));
        Assert.That(CrashHints.HintFor(Crashed(thrown!), "Does the family fit?"), Is.Null, "The check says it itself.");
        Assert.That(CrashHints.HintFor(Crashed(new NotSupportedException("No such service")), null), Is.Null);
    }

    [Test]
    public void A_name_that_is_taken_for_an_address()
    {
        var thrown = Assert.Throws<FormatException>(() => IPAddress.Parse("a.example"));

        Assert.That(CrashHints.HintFor(Crashed(thrown!), null), Does.StartWith("IPAddress.Parse takes only an address."));
    }

    [TestCase("{")]
    [TestCase("}")]
    [TestCase("{x}")]
    [TestCase("{3}")]
    public void A_text_that_is_taken_for_a_format(string text)
    {
        var thrown = Assert.Throws<FormatException>(() => _ = string.Format(CultureInfo.InvariantCulture, text, 1));

        Assert.That(CrashHints.HintFor(Crashed(thrown!), null), Does.StartWith("A text was taken for a format"));
    }

    [Test]
    public void A_text_that_is_no_number_is_no_format()
    {
        var thrown = Assert.Throws<FormatException>(() => _ = int.Parse("{", CultureInfo.InvariantCulture));

        Assert.That(CrashHints.HintFor(Crashed(thrown!), null), Is.Null);
    }

    [TestCase("page: 12345", "45page: 123", true)]
    [TestCase("a page: 12345, 12345, 12345", "a page: 22222, 33333, 44444", true)]
    [TestCase("a page: 12345, 12345, 12345", "a page: 12345, 12345, 12345", false)]
    [TestCase("a page: 12345, 12345, 12345", "a page: 12345, 12345, 1234", false)]
    [TestCase("a page: 12345, 12345, 12345", "A PAGE: 12345, 12345, 12345", false)]
    [TestCase("a page: 12345, 12345, 12345", "apage: 12345, 12345, 12345 ", false)]
    [TestCase("a page: 12345, 12345? 12345", "a page: 12345? 12345? 12345", false)]
    public void Bytes_of_a_buffer_that_was_filled_again_too_early(string came, string printed, bool hint)
    {
        var seen = Http().Add(1, EventKind.Received, Request).Add(2, EventKind.Sent, came).Transcript;

        Assert.That(
            SeenOverwritten.HintFor(Encoding.UTF8.GetBytes(printed), seen),
            hint ? Does.Contain("filled again before") : Is.Null);
    }

    [TestCase("Error receiving data: ", "Error sending data: ConnectionReset\n", "says «Error sending data», and «Error receiving data»")]
    [TestCase("Error receiving data: ", "Error sending data ConnectionReset\n", null)]
    [TestCase("Error sending data: ", "Error receiving data: ConnectionReset\n", null)]
    [TestCase("Error: ", "Error sending data: ConnectionReset\n", null)]
    public void A_reason_of_another_part(string expected, string got, string? hint)
    {
        var wanted = Exited.With(1).AndErrorOutput(TextThat.IsOneLine(expected));

        Assert.That(Hint(Ended(1, errors: got), wanted), hint is null ? Is.Null : Does.Contain(hint));
        Assert.That(Hint(Ended(0, errors: got), wanted), Is.Null, "The end is wrong, too.");
    }

    [TestCase("0 bytes: \n0 bytes: \n8 bytes: x\n", "0 bytes: \n8 bytes: x\n", "«0 bytes: » has to be printed more than once in a row")]
    [TestCase("a\nb\nb\nb\nc\n", "a\nb\nc\n", "«b» has to be printed more than once in a row")]
    [TestCase("a\nb\nb\n", "a\nb\n", null)]
    [TestCase("a\n\n\nb\n", "a\n\nb\n", null)]
    [TestCase("a\nb\nb\nb\nc\n", "a\nb\nb\nc\n", null)]
    [TestCase("a\na\nb\n", "a\nc\n", null)]
    public void A_text_that_is_left_out_if_it_repeats_the_one_before(string expected, string got, string? hint) =>
        Assert.That(Hint(Ended(0, got), Exited.With(0).AndOutput(expected)), hint is null ? Is.Null : Does.StartWith(hint));

    [TestCase("to 127.0.0.1:80\n", "to   127.0.0.1:80\n", "Only spaces or tabs were added")]
    [TestCase("a line\n", "a line \n", "Only spaces or tabs were added")]
    [TestCase("a line\nand another", "a li\nne\nand another", "1 line end too many; the first stands behind 4 characters")]
    [TestCase("a line\nand another", "a li\nne\nand a\nnother", "2 line ends too many; the first stands behind 4 characters")]
    [TestCase("a b c\n", "ab  c  \n", null)]
    [TestCase("a\tb\n", "a  b\n", null)]
    [TestCase("a line\n", "a line, \n", null)]
    [TestCase("a line\n", "a li\nn\n", null)]
    public void A_text_that_is_right_but_for_its_spaces(string expected, string got, string? hint) =>
        Assert.That(Hint(Ended(0, got), Exited.With(0).AndOutput(expected)), hint is null ? Is.Null : Does.Contain(hint));

    [TestCase("one\ntwo\nend", "one\ntwo\n", true)]
    [TestCase("one\ntwo\nend", "one\n", false)]
    [TestCase("one\n\nend", "one\n\n", false)]
    [TestCase("page\nend", "page\n", false)]
    public void A_text_without_what_stands_behind_its_last_line_end(string expected, string got, bool hint) =>
        Assert.That(
            Hint(
                Ended(0, got),
                Exited.With(0).AndOutput(expected),
                new Sketch(Service.Echo).Add(0, EventKind.Accepted).Add(1, EventKind.Sent, "one\r\ntwo\r\nend").Transcript),
            hint ? Does.Contain("whole lines only") : Is.Null);

    [TestCase("Tue Sept 18 13:53:23 2012", "«Sept» stands there in place of «Sep»")]
    [TestCase("Di Sep 18 13:53:23 2012", "«Di» stands there in place of «Tue»")]
    [TestCase("Tue Eyl 18 13:53:23 2012", "«Eyl» stands there in place of «Sep»")]
    [TestCase("Fri Oct 25 20:21:39 2148", "Which comparison decides")]
    [TestCase("Sat Aug 12 07:25:07 1876", "count from the wrap, in 2036?")]
    [TestCase("Tue Sep 17 13:53:23 2012", "date is of another day")]
    [TestCase("Tue Sep 20 13:53:23 2012", "date is of another day")]
    [TestCase("Tue Sep 25 13:53:23 2012", null)]
    [TestCase("Fri Sep 18 13:53:23 2082", "1900 is from 1970")]
    [TestCase("Sat Sep 19 13:53:23 1942", "1900 is from 1970")]
    [TestCase("Tue Sep 18 01:53:23 2012", "hh counts to 12")]
    [TestCase("Tue Sep 18 15:53:23 2012", "off by 2 h")]
    [TestCase("Tue Sep 18 08:23:23 2012", "off by -5.5 h")]
    [TestCase("Tue Sep 18 13:53:25 2012", "2 s later than what was sent")]
    [TestCase("Tue Sep 18 13:53:27 2012", null)]
    [TestCase("Tue Oct 18 13:53:23 2012", null)]
    [TestCase("Tue Sep 18 13:53:23 2012 UTC", null)]
    public void A_date_that_is_another(string got, string? hint) =>
        Assert.That(
            Hint(
                Ended(0, $"{got}\n"),
                Exited.With(0).AndOutput("Tue Sep 18 13:53:23 2012\n"),
                new Sketch(Service.Time)
                    .Add(0, EventKind.Accepted)
                    .Add(0, EventKind.Sent, "ab")
                    .Add(2200, EventKind.Sent, "cd")
                    .Transcript),
            hint is null ? Is.Null : Does.Contain(hint));

    [TestCase("Tue Feb 26 09:42:23 2104", "Tue Feb 25 09:42:23 2104", "a day behind. Which years are leap years?")]
    [TestCase("Mon Mar  1 00:00:00 2100", "Mon Feb 29 00:00:00 2100", "2100 is none")]
    [TestCase("Sun Feb 28 00:00:00 2100", "Sun Feb 27 00:00:00 2100", "date is of another day")]
    [TestCase("Tue Feb 26 09:42:23 2104", "Mon Feb 25 09:42:23 2104", null)]
    [TestCase("Tue Feb 26 09:42:23 2104", "Sat Jan 20 03:14:07 1968", "in an int somewhere")]
    [TestCase("Thu Feb  7 06:28:16 2036", "Mon Jan  1 00:00:00 1900", "count from the wrap, in 2036?")]
    public void A_date_after_2036_that_is_another(string expected, string got, string? hint) =>
        Assert.That(
            Hint(Ended(0, $"{got}\n"), Exited.With(0).AndOutput($"{expected}\n")), hint is null ? Is.Null : Does.Contain(hint));

    // A program that rounds up, or adds 1, is as far off however long the bytes took.
    [TestCase(1, 20, false)]
    [TestCase(1, 400, false)]
    [TestCase(1, 1200, true)]
    [TestCase(2, 20, false)]
    public void A_date_that_is_later_by_as_long_as_the_bytes_took(int off, int milliseconds, bool hint) =>
        Assert.That(
            Hint(
                Ended(0, $"Tue Sep 18 13:53:{23 + off} 2012\n"),
                Exited.With(0).AndOutput("Tue Sep 18 13:53:23 2012\n"),
                new Sketch(Service.Time)
                    .Add(0, EventKind.Accepted)
                    .Add(0, EventKind.Sent, "ab")
                    .Add(milliseconds, EventKind.Sent, "cd")
                    .Transcript),
            hint ? Does.Contain("the bytes took about as long") : Is.Null);

    [TestCase(EventKind.Reset, "2 times: it did so again after the server had reset the first")]
    [TestCase(EventKind.Finished, null)]
    [TestCase(EventKind.PeerReset, null)]
    [TestCase(EventKind.PeerFinished, null)]
    [TestCase(EventKind.Received, null)]
    public void A_second_connection(EventKind before, string? hint)
    {
        var seen = new Sketch(Service.Echo)
            .Add(0, EventKind.Accepted)
            .Add(1, EventKind.PeerFinished)
            .Add(1, before)
            .Add(2, EventKind.Finished, connection: 2)
            .Add(3, EventKind.Accepted, connection: 2)
            .Add(4, EventKind.Reset)
            .Transcript;

        Assert.That(
            Assert.Throws<CheckFailedException>(() => Saw.Connections(1).Require(seen))!.Seen,
            hint is null ? Is.Null : Does.Contain(hint));
        Assert.That(Assert.Throws<CheckFailedException>(() => Saw.Connections(3).Require(seen))!.Seen, Is.Null);
    }

    [TestCase("1.0", "connects again")]
    [TestCase("1.1", null)]
    public void A_second_connection_for_several_requests(string version, string? hint) =>
        Assert.That(
            Assert.Throws<CheckFailedException>(() => Saw.Connections(1).Require(
                Http()
                    .Add(1, EventKind.Received, $"GET / HTTP/{version}\r\n\r\n")
                    .Add(2, EventKind.Reset)
                    .Add(3, EventKind.Accepted, connection: 2)
                    .Transcript))!.Seen,
            hint is null ? Is.Null : Does.Contain(hint));

    [Test]
    public void A_refusal_beside_a_connection()
    {
        var run = Ended(1, errors: "Connection error: ConnectionRefused\n");
        var receiving = Exited.With(1).AndErrorOutput(TextThat.IsOneLine("Error receiving data: "));
        var connected = Http().Transcript;

        Assert.That(Hint(run, receiving, connected), Does.Contain("the server has accepted one"));
        Assert.That(Hint(run, receiving, new Sketch(Service.Http).Transcript), Does.Not.Contain("accepted"));
        Assert.That(Hint(run, Exited.With(1).AndErrorOutput("Connection error: TimedOut\n"), connected), Is.Null);
    }

    [Test]
    public void A_name_that_is_taken_for_an_address_with_a_port()
    {
        var thrown = Assert.Throws<FormatException>(() => IPEndPoint.Parse("a.example:80"));

        Assert.That(CrashHints.HintFor(Crashed(thrown!), null), Does.StartWith("IPEndPoint.Parse takes only an address with a port"));
    }

    [Test]
    public void A_stream_of_a_socket_that_has_been_shut_down()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Assert.That(Made(), Does.StartWith("A NetworkStream takes only a connected socket"));
        socket.Connect(listener.LocalEndpoint);
        socket.Shutdown(SocketShutdown.Send);
        Assert.That(Made(), Does.Contain("shut down no longer counts as connected"));

        string? Made() => CrashHints.HintFor(Crashed(Assert.Throws<IOException>(() => _ = new NetworkStream(socket))!), null);
    }

    [Test]
    public void A_stream_that_throws_what_no_part_of_the_program_expects()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        client.Connect((IPEndPoint)listener.LocalEndpoint);
        using var accepted = listener.AcceptSocket();
        accepted.LingerState = new(true, 0);
        accepted.Close();
        var crash = Crashed(Assert.Throws<IOException>(() => client.GetStream().ReadByte())!);

        Assert.That(CrashHints.HintFor(crash, "Receive throws."), Does.StartWith("A NetworkStream throws an IOException"));
        Assert.That(CrashHints.HintFor(crash, "Is an IOException caught?"), Is.Null, "The check says it itself.");
    }

    [Test]
    public void A_call_without_a_connection()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var crash = Crashed(Assert.Throws<SocketException>(() => socket.Shutdown(SocketShutdown.Both))!);

        Assert.That(CrashHints.HintFor(crash, null), Does.StartWith("A call needs a connection"));
        Assert.That(
            CrashHints.HintFor(crash with { ErrorOutput = "Unhandled exception. No\n" }, null),
            Does.StartWith("A call needs a connection"));
        Assert.That(
            CrashHints.HintFor(crash with { ErrorOutput = "Connection error: no\nUnhandled exception. No\n" }, null),
            Does.Contain("Which call comes after that report"));
    }

    [TestCase("   at System.Threading.Thread.StartCallback()", "in a thread of its own")]
    [TestCase("   at System.Threading.ThreadPoolWorkQueue.Dispatch()\n   at System.Threading.Thread.StartCallback()", "in a callback")]
    [TestCase("   at System.Net.Sockets.SocketAsyncEventArgs.OnCompletedInternal()\n   at System.Threading.Thread.StartCallback()", "callback")]
    [TestCase("   at System.Threading.Tasks.Task.<>c.<ThrowAsync>b__128_1(Object state)\n   at X.Y()", "in a callback")]
    [TestCase("   at System.Threading.ThreadPoolWorkQueue.Dispatch()\n   at Step16.<Main>(String[] args)", null)]
    [TestCase("   at Step16.Main(String[] args)", null)]
    public void A_crash_where_no_catch_of_Main_is(string stack, string? hint)
    {
        var crash = Crashed("System.FormatException: no") with { ErrorOutput = $"Unhandled exception. No\n{stack}\n" };

        Assert.That(CrashHints.HintFor(crash, null), hint is null ? Is.Null : Does.Contain(hint));
    }

    [TestCase("Received: \n", "Listening\nReceived:\n", true)]
    [TestCase("Received:  two \n", "Received: two\n", false)]
    [TestCase("  two words \n", "one\n two words\n", true)]
    [TestCase(" two \n", "Received: two\n", true)]
    [TestCase("Received: \n", "Received: (nothing)\n", false)]
    [TestCase("Received: \n", "Received: \0\0\n", false)]
    [TestCase("Received: \n", "Received: \n", false)]
    public void A_text_that_is_there_without_the_white_space_around_it(string part, string got, bool hint) =>
        Assert.That(SeenInSpace.AroundHintFor(part, got), hint ? Does.Contain("white space around it") : Is.Null);

    [TestCase(Transport.Tcp)]
    [TestCase(Transport.Udp)]
    public void A_program_that_refuses_the_last_port(Transport transport)
    {
        var server = new EndpointOptions { Service = Service.Echo, Transport = transport, Port = 65_535 };
        var nothing = new Sketch(server);

        Assert.That(
            Hint(Ended(1, errors: "65535 is no port\n"), nothing, "127.83.1.2", "65535"), Does.Contain("is a comparison off by one"));
        Assert.That(Hint(Ended(1, errors: "Which port?\n"), nothing, "127.83.1.2", "65535"), Does.Contain("is a comparison off by one"));
        Assert.That(
            ((string[])
            [
                "No answer after 4 tries\n", "No answer from port 65535\n", "Connection error: AddressFamilyNotSupported\n",
                "Connection error: no route to 127.83.1.2:65535\n", "Connection error: [::1]:65535\n", "",
            ]).Select(errors => Hint(Ended(1, errors: errors), nothing, "127.83.1.2", "65535")),
            Has.None.Matches<string?>(hint => hint?.Contains("off by one", StringComparison.Ordinal) == true));
        Assert.That(Hint(Ended(0), nothing, "127.83.1.2", "65535"), Is.Null, "It says that all went well.");
        Assert.That(
            Hint(Ended(1, errors: "Connection error: ConnectionRefused\n"), nothing, "127.83.1.2", "65535"), Is.Null, "It has tried.");
        Assert.That(Hint(Ended(1, errors: "no service is called word\n"), nothing, "127.83.1.2", "word"), Is.Null, "It has a name.");
        Assert.That(
            Hint(Ended(1, errors: "no\n"), new Sketch(server with { Port = 7007 }), "127.83.1.2", "7007"), Is.Null, "It is another port.");

        var reached = transport == Transport.Udp ? EventKind.DatagramReceived : EventKind.Accepted;
        Assert.That(Hint(Ended(1, errors: "no\n"), new Sketch(server).Add(0, reached), "127.83.1.2", "65535"), Is.Null, "It was there.");
    }

    private static string? Failed(TranscriptConstraint constraint, Transcript seen, Run? run = null) =>
        WhatWasSeen.HintFor(Assert.Throws<CheckFailedException>(() => constraint.Require(seen))!, new([], run ?? Ended(0)), [seen]);

    private static Transcript Datagrams(params (double Milliseconds, string Text)[] datagrams) =>
        datagrams.Aggregate(
            new Sketch(Service.Echo, Transport.Udp),
            (sketch, one) => sketch.Add(one.Milliseconds, EventKind.DatagramReceived, one.Text, connection: 0)).Transcript;

    /// <param name="datagrams">Those from the program begin with a &lt;, those to it with a &gt;.</param>
    private static Transcript Talk(params string[] datagrams) =>
        datagrams.Aggregate(
            new Sketch(Service.Echo, Transport.Udp),
            (sketch, one) =>
                sketch.Add(1, one[0] == '<' ? EventKind.DatagramReceived : EventKind.DatagramSent, one[1..], connection: 0)).Transcript;

    private static Transcript Answers(params string[] answers) =>
        answers.Aggregate(
            new Sketch(Service.Echo, Transport.Udp),
            (sketch, answer) => sketch.Add(1, EventKind.DatagramSent, answer, connection: 0)).Transcript;

    private static Run Killed { get; } = new(new RunEnd.Killed(TimeSpan.FromSeconds(5)), [], "", TimeSpan.FromSeconds(5));

    private static Run Crashed(Exception thrown) => Crashed($"{thrown.GetType()}: {thrown.Message}");

    private static Run Crashed(string what) => new(new RunEnd.Crashed(what, null), [], "", TimeSpan.Zero);

    private static Run Ended(int code, string output = "", string errors = "") =>
        new(new RunEnd.Exited(code), Encoding.UTF8.GetBytes(output), errors, TimeSpan.Zero);

    private static Sketch Http(params Fault[] faults) =>
        new Sketch(new EndpointOptions { Service = Service.Http, Faults = faults }).Add(0, EventKind.Accepted);

    private static Sketch LeftBeforeTheAnswer(params Fault[] faults) =>
        Http(faults)
            .Add(1, EventKind.Received, Request)
            .Add(2, EventKind.PeerFinished)
            .Add(3, EventKind.Sent, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nGrüße");

    private static string? Hint(Run run, RunConstraint constraint, params Transcript[] transcripts)
    {
        var failed = Assert.Throws<CheckFailedException>(() => constraint.Require(run));
        return WhatWasSeen.HintFor(failed!, new([], run), transcripts);
    }

    private static string? Hint(Run run, Sketch seen, params string[] arguments) =>
        WhatWasSeen.HintFor(
            new("the page", "nothing"),
            new(arguments, run),
            [seen.Transcript with { Authorities = ["127.83.1.2:34845", "localhost:34845"] }]);
}

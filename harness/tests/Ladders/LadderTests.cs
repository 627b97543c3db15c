using Kata.Ladders;
using Kata.Programs;
using Kata.Protocol;
using Kata.Servers;
using NUnit.Framework;
using VerifyNUnit;
using static Kata.Protocol.EventKind;

namespace Kata.Tests.Ladders;

[Parallelizable(ParallelScope.All)]
public class LadderTests
{
    private const string Request = "GET /big.txt HTTP/1.0\r\n\r\n";
    private const string Head = "HTTP/1.0 200 OK\r\nContent-Length: 48219\r\n\r\n";

    [Test]
    public Task A_program_that_stops_reading_too_early() => Verifier.Verify(Ladder.Draw(TooEarly().Transcript));

    [Test]
    public Task A_whole_page_closed_by_both_in_order() => Verifier.Verify(Ladder.Draw(new Sketch(Service.Http)
        .Add(12.3, Accepted)
        .Add(12.7, Received, Request)
        .Add(13.1, Sent, Head)
        .Bytes(13.2, Sent, 48_219)
        .Add(13.3, Finished)
        .Add(15.0, PeerFinished)
        .Add(15.0, Closed).Transcript));

    [Test]
    public Task A_half_close_is_not_called_a_close() => Verifier.Verify(Ladder.Draw(new Sketch(Service.Echo)
        .Add(0, Accepted)
        .Add(1, Received, "hello\n")
        .Add(2, PeerFinished)
        .Add(3, Sent, "hello\n")
        .Add(4, Finished)
        .Add(4, Closed).Transcript));

    [Test]
    public void Whether_a_program_that_ends_first_has_closed_is_left_open_until_it_is_known() =>
        Assert.That(
            Ladder.Draw(
                new Sketch(Service.Echo)
                    .Add(0, Accepted)
                    .Add(1, Received, "hello\n")
                    .Add(2, PeerFinished)
                    .Add(3, Finished)
                    .Add(3, Closed)
                    .Transcript),
            Does.Contain("│  end of sending (Shutdown or close) ─"));

    [Test]
    public Task A_reset_after_the_end_of_sending_leaves_it_open() => Verifier.Verify(Ladder.Draw(new Sketch(Service.Http)
        .Add(0, Accepted)
        .Add(0.1, Received, Request)
        .Add(1.7, Sent, Head)
        .Add(18.2, PeerFinished)
        .Bytes(19.0, Sent, 1_447)
        .Add(19.1, PeerReset).Transcript));

    [Test]
    public Task Many_like_pieces_are_folded_into_one_line()
    {
        var sketch = new Sketch(Service.Http).Add(0, Accepted).Add(0.4, Received, Request).Add(0.9, Sent, Head);
        for (var i = 0; i < 48_219; i++)
            sketch.Bytes(1 + i / 1000.0, Sent, 1);
        return Verifier.Verify(Ladder.Draw(sketch.Add(50, Finished).Add(50.3, PeerFinished).Transcript));
    }

    [Test]
    public Task A_request_sent_in_pieces_is_shown_as_a_whole()
    {
        var sketch = new Sketch(Service.Http).Add(0, Accepted);
        foreach (var piece in new[] { "GET ", "/big.txt", " HTTP/1.0", "\r\n", "\r\n" })
            sketch.Add(1, Received, piece);
        return Verifier.Verify(Ladder.Draw(sketch.Transcript));
    }

    [Test]
    public Task A_long_ladder_keeps_both_ends_and_the_marked_event()
    {
        var sketch = new Sketch(Service.Echo).Add(0, Accepted);
        for (var i = 0; i < 100; i++)
            sketch.Add(i + 1, i % 2 == 0 ? Received : Sent, $"line {i / 2}\r\n");
        return Verifier.Verify(Ladder.Draw(sketch.Add(105, PeerReset).Transcript, here: 50));
    }

    [Test]
    public void A_long_ladder_fits_a_terminal_of_24_lines([Values(22, 23, 24, 500)] int events)
    {
        var sketch = new Sketch(Service.Echo);
        for (var i = 0; i < events; i++)
            sketch.Add(i, i % 2 == 0 ? Received : Sent, "x");

        Assert.That(Ladder.Draw(sketch.Transcript, here: events / 2).Split('\n'), Has.Length.LessThanOrEqualTo(24));
    }

    [Test]
    public Task Several_connections_are_numbered() => Verifier.Verify(Ladder.Draw(new Sketch(Service.Http)
        .Add(0, Accepted)
        .Add(0.5, Received, "GET /file HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .Add(1.0, Sent, Head)
        .Bytes(1.1, Sent, 20_000)
        .Add(1.2, Reset)
        .Add(5.0, Accepted, connection: 2)
        .Add(5.5, Received, "GET /file HTTP/1.1\r\nRange: bytes=20000-\r\n\r\n", connection: 2)
        .Add(6.0, Sent, "HTTP/1.1 206 Partial Content\r\n\r\n", connection: 2).Transcript));

    [Test]
    public Task A_fault_is_told_on_the_servers_side() => Verifier.Verify(Ladder.Draw(new Sketch(Service.Http)
        .Add(0, Accepted)
        .Add(0.4, Received, Request)
        .Add(0.5, EventKind.Fault, note: "the server goes silent here").Transcript));

    [Test]
    public void That_nothing_more_was_kept_is_no_connections_event()
    {
        var lines = Ladder.Draw(new Sketch(Service.Http)
            .Add(0, Accepted).Add(1, Accepted, connection: 2).Add(1.5, Received, Request, connection: 2)
            .Add(2, EventKind.Fault, connection: 0, note: "nothing more is kept: 20,000 events").Transcript).Split('\n');

        Assert.That(lines[^1], Does.Contain("nothing more is kept").And.Not.Contain("#0").And.Not.Contain("here"));
        Assert.That(lines[^2], Does.Contain("#2").And.EndWith("◀ here"));
    }

    [Test]
    public Task A_kill_is_not_called_a_close() => Verifier.Verify(Ladder.Draw(
        new Sketch(Service.Http)
            .Add(0, Accepted)
            .Add(0.4, Received, "GET / HTTP/1.0")
            .Add(4909.1, PeerFinished)
            .Add(4909.2, Finished)
            .Add(4909.2, Closed).Transcript,
        end: new RunEnd.Killed(TimeSpan.FromSeconds(5))));

    [Test]
    public void A_close_is_still_one_if_the_program_was_killed_later() =>
        Assert.That(
            Ladder.Draw(
                new Sketch(Service.Http).Add(0, Accepted).Add(0.4, PeerFinished).Add(0.5, Closed).Transcript,
                end: new RunEnd.Killed(TimeSpan.FromSeconds(5))),
            Does.Contain("close").And.Not.Contain("killed"));

    [Test]
    public void An_end_that_the_check_made_is_neither_a_close_nor_a_deadline() =>
        Assert.That(
            Ladder.Draw(
                new Sketch(Service.Http).Add(0, Accepted).Add(900, PeerFinished).Add(900.1, Closed).Transcript,
                end: new RunEnd.Stopped()),
            Does.Contain(" ended: the check was over ──").And.Not.Contain("close").And.Not.Contain("deadline"));

    [Test]
    public void A_program_that_ends_long_after_the_last_rung_has_one_for_its_end()
    {
        var lines = LinesOfOneThatEnded(500);

        Assert.That(lines[^1], Does.Contain("· the program ended, exit code 0 ·").And.EndWith("500.0 ms").And.Not.Contain("#1"));
        Assert.That(lines[^2], Does.Match(" close .*◀ here"));
    }

    [Test]
    public void A_program_that_ends_soon_after_the_last_rung_has_none() =>
        Assert.That(LinesOfOneThatEnded(270), Has.None.Contains("exit code"));

    [Test]
    public void Where_nothing_happened_no_end_is_drawn() =>
        Assert.That(
            Ladder.Draw(new Sketch(Service.Http).Transcript with { End = new(5_000_000, "exit code 0") }),
            Does.Not.Contain("exit code"));

    private static string[] LinesOfOneThatEnded(int milliseconds) =>
        Ladder.Draw(
            new Sketch(Service.Http).Add(0, Accepted).Add(20.5, PeerFinished).Add(20.6, Finished).Add(20.6, Closed).Transcript with
            {
                End = new(1000 * milliseconds, "exit code 0"),
            }).Split('\n');

    [Test]
    public Task Datagrams_lost_and_from_another_port() => Verifier.Verify(Ladder.Draw(new Sketch(Service.Time, Transport.Udp)
        .Add(0, DatagramReceived, [], 0, local: "127.0.0.1:3737")
        .Add(0.1, EventKind.Fault, connection: 0, note: "answer dropped")
        .Add(1000, DatagramReceived, [], 0, local: "127.0.0.1:3737")
        .Add(1000.1, DatagramSent, [0xD4, 0x02, 0xF6, 0xA3], 0, local: "127.0.0.1:40111")
        .Add(2000.1, DatagramSent, [0xD4, 0x02, 0xF6, 0xA3], 0, local: "127.0.0.1:3737").Transcript));

    [Test]
    public Task Any_content_keeps_the_columns_aligned() => Verifier.Verify(Ladder.Draw(new Sketch(Service.Echo)
        .Add(0, Accepted)
        .Add(1, Received, "中文 and a very long line that does not fit between the lifelines at all\n")
        .Add(2, Received, "tab\there, a bell \a, é, a backslash \\, 🙂\r\n")
        .Add(2.5, Sent, "a")
        .Add(3, Received, [0xFF, 0x00, 0x01, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85])
        .Add(4, Received, "e\u0301\u202E hidden\n")
        .Add(5, Sent, "x").Transcript));

    [Test]
    public void Every_line_of_a_ladder_has_its_lifelines_in_the_same_columns([Values] bool several)
    {
        var sketch = new Sketch(Service.Echo);
        for (var i = 0; i < 15; i++)
            sketch.Add(i * 1000, i % 3 == 0 ? Sent : Received, new string((char)(i * 700), 60), several ? i : 1);

        var columns = Ladder.Draw(sketch.Transcript).Split('\n').Skip(1).Select(line => (line.IndexOf('│'), line.LastIndexOf('│')));

        Assert.That(columns.Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public Task Where_the_program_is_the_server_its_clients_come_from_the_right() => Verifier.Verify(Ladder.Draw(Sketch.OfClients
        .Add(0, Accepted)
        .Add(0.1, Sent, [0, 0, 0, 7, .. "GET sky"u8])
        .Add(0.8, Received, [0, 0, 0, 7, .. "OK blue"u8])
        .Add(0.9, Accepted, connection: 2)
        .Add(1.0, Finished)
        .Add(1.1, Sent, [0, 1], connection: 2)
        .Add(1.2, PeerFinished)
        .Add(1.3, Reset, connection: 2).Transcript));

    [Test]
    public void Framed_messages_are_shown_with_their_lengths_as_numbers() => Assert.That(
        Ladder.Draw(new Sketch(Service.Echo).Add(0, Received, [0, 0, 0, 3, .. "one"u8, 0, 0, 0, 9, .. "tw"u8]).Transcript),
        Does.Contain("13 B  00 00 00 03 one 00 00 00 09 tw ──"));

    [Test]
    public void No_client_at_all_is_one_line() =>
        Assert.That(Ladder.Draw(Sketch.OfClients.Transcript), Is.EqualTo("  no client has connected to the program"));

    [Test]
    public void Nothing_at_all_is_one_line() =>
        Assert.That(
            Ladder.Draw(new Sketch(Service.Http).Transcript),
            Is.EqualTo("  nothing reached the http server over TCP"));

    [Test]
    public void Where_nothing_has_reached_a_server_it_says_where_that_is() =>
        Assert.That(
            Ladder.Draw(new Sketch(Service.Http).Transcript with { Authorities = ["127.83.1.2:34845", "localhost:34845"] }),
            Is.EqualTo("  nothing reached the http server, which is at 127.83.1.2:34845, over TCP"));

    internal static Sketch TooEarly() => new Sketch(Service.Http)
        .Add(0, Accepted)
        .Add(0.4, Received, Request)
        .Add(0.8, Sent, Head)
        .Bytes(0.9, Sent, 48_219)
        .Add(1.1, PeerReset)
        .Add(1.1, Closed);
}

using System.Text;
using Kata.Checking;
using Kata.Programs;
using Kata.Protocol;
using Kata.Reports;
using Kata.Results;
using Kata.Servers;
using Kata.Tests.Ladders;
using Kata.Text;
using Kata.Workbench;
using NUnit.Framework;
using VerifyNUnit;
using static Kata.Protocol.EventKind;

namespace Kata.Tests.Reports;

public class ComparisonReportTests
{
    private const string Request = "GET /big.txt HTTP/1.0\r\n\r\n";
    private const string Head = "HTTP/1.0 200 OK\r\nDate: Sun, 22 Nov 2026 17:14:3{0} GMT\r\n\r\n";
    private static readonly Step Step = Step.Of(4);

    [Test]
    public Task A_program_that_reads_once_beside_one_that_reads_to_the_end() =>
        Verifier.Verify(
            Report(
                [
                    Result("The page is whole", CheckStatus.Failed, Run("a page", 40, "127.0.0.1", "40001"), TooEarly(40001)),
                    Same("It ends", 40001),
                ],
                [
                    Result("The page is whole", CheckStatus.Passed, Run("a page and more", 52, "127.0.0.1", "50002"), Whole(50002)),
                    Same("It ends", 50002),
                ]));

    [Test]
    public Task Narrow_terminals_get_narrow_ladders() => Verifier.Verify(Report(
        [Result("The page is whole", CheckStatus.Failed, Run("a page", 40), TooEarly(40001))],
        [Result("The page is whole", CheckStatus.Passed, Run("a page and more", 52), Whole(50002))], width: 80));

    [Test]
    public Task All_that_is_the_same_on_request() => Verifier.Verify(Report([Same("It ends", 40001)], [Same("It ends", 50002)], all: true));

    [Test]
    public Task A_crash_and_one_that_never_connects() =>
        Verifier.Verify(
            Report(
                [
                    Result(
                        "It ends",
                        CheckStatus.Failed,
                        Run("", 40) with
                        {
                            End = new RunEnd.Crashed(
                                "System.Net.Sockets.SocketException (111): Connection refused",
                                "Step04_SendingAndReceiving.cs:31"),
                        },
                        new Sketch(Service.Http).Transcript),
                ],
                [Same("It ends", 50002)]));

    [Test]
    public void Ports_dates_and_temporary_folders_are_no_difference()
    {
        var one = Result(
            "x",
            CheckStatus.Passed,
            Run("Connected from 127.0.0.1:40001 on Sun, 22 Nov 2026 17:14:37 GMT in /tmp/kata-aB3dE/file\n", 40, "40001", "41111"),
            Whole(40001));
        var other = Result(
            "x",
            CheckStatus.Passed,
            Run("Connected from 127.0.0.1:50002 on Mon, 23 Nov 2026 00:00:00 GMT in /tmp/kata-zz9/runs/3/file\n", 900, "50002", "42222"),
            Whole(50002));
        var comparison = Comparison.Of(new(Step, [], [one]), new(Step, [], [other]));

        Assert.That(
            comparison.Checks[0].Facts.Where(fact => !fact.Same && !fact.What.StartsWith("time", StringComparison.Ordinal)),
            Is.Empty);
    }

    [Test]
    public void A_number_that_is_no_port_is_a_difference()
    {
        var one = Result("x", CheckStatus.Passed, Run("port 80", 40), Whole(40001));
        var other = Result("x", CheckStatus.Passed, Run("port 81", 40), Whole(40001));

        Assert.That(Comparison.Of(new(Step, [], [one]), new(Step, [], [other])).Same, Is.False);
    }

    [Test]
    public void Crashes_at_different_lines_of_the_same_kind_are_no_difference()
    {
        var run = Run("", 40) with { End = new RunEnd.Crashed("System.Exception: no", "A.cs:31"), ErrorOutput = "at A.Main() in A.cs:31" };
        var otherRun = Run("", 40) with
        {
            End = new RunEnd.Crashed("System.Exception: no", "A.cs:77"),
            ErrorOutput = "at A.Other() in A.cs:77",
        };

        Assert.That(
            Comparison
                .Of(
                    new(Step, [], [Result("x", CheckStatus.Passed, run, Whole(1))]),
                    new(Step, [], [Result("x", CheckStatus.Passed, otherRun, Whole(1))]))
                .Same,
            Is.True);
    }

    [Test]
    public void A_program_that_is_much_slower_differs()
    {
        var comparison = Comparison.Of(
            new(Step, [], [Result("x", CheckStatus.Passed, Run("", 2000), Whole(1))]),
            new(Step, [], [Result("x", CheckStatus.Passed, Run("", 100), Whole(1))]));
        Assert.That(comparison.Checks[0].Facts.Single(fact => !fact.Same).What, Is.EqualTo("time"));
    }

    [TestCase(2000, 100, false)]
    [TestCase(100, 2000, true)]
    [TestCase(100, 100, true)]
    public void Who_is_slower_only_when_it_runs_first_is_not_slower(int oneAgain, int otherAgain, bool same)
    {
        var comparison = Of(2000, 100).WithTimesThatDifferIn(Of(oneAgain, otherAgain));

        Assert.That(comparison.Same, Is.EqualTo(same));
        Assert.That(comparison.Checks[0].Facts.Single(fact => fact.IsTime).One, Is.EqualTo("2000 ms"));

        static Comparison Of(int one, int other) =>
            Comparison.Of(
                new(Step, [], [Result("x", CheckStatus.Passed, Run("", one), Whole(1))]),
                new(Step, [], [Result("x", CheckStatus.Passed, Run("", other), Whole(1))]));
    }

    [Test]
    public Task Sources_are_shown_around_what_differs() => Verifier.Verify(string.Join('\n', SourceDifference.Of(
        "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\n", "a\nb\nC\nd\ne\nf\ng\nh\ni\nj\nk\nl\nm\n", Palette.Plain)));

    [Test]
    public void Equal_sources_have_no_difference() => Assert.That(SourceDifference.Of("a\n", "a\n", Palette.Plain), Is.Empty);

    [Test]
    public void Of_ladders_without_end_the_beginning_is_compared()
    {
        var sketch = new Sketch(Service.Echo).Add(0, Accepted);
        for (var i = 0; i < 30_000; i++)
            sketch.Add(i, Received, "ping").Add(i, Sent, "ping");

        var talk = Result("x", CheckStatus.Passed, Run("", 40), sketch.Transcript);

        Assert.That(
            Report([talk], [talk], all: true),
            Does.Contain("⋮  1,984 more lines, the same").And.Contain("⋮  58,001 more lines, not compared"));
    }

    [Test]
    public void What_a_program_says_of_itself_neither_colours_nor_moves_the_report()
    {
        var blank = Result("x", CheckStatus.NotStarted, Run("", 40), TooEarly(1)) with { Reason = new("fill in \e[2J") };
        var crash = Result("y", CheckStatus.Failed, Run("", 40) with { End = new RunEnd.Crashed("\e[31mred\u202E", null) }, TooEarly(1));

        Assert.That(
            Report([blank, crash], [blank, crash], all: true),
            Does.Not.Contain("\e").And.Not.Contain("\u202E").And.Contain(@"\x1B[31mred\u202E"));
        Assert.That(SourceDifference.Of("a", "\t\e[2J", Palette.Plain), Is.EqualTo(new[] { "- a", "+ \t\\x1B[2J" }));
    }

    private static string Report(CheckResult[] one, CheckResult[] other, bool all = false, int width = 120)
    {
        var warning = new CompilerFinding("SOCK001", "warning", "The count is ignored", Step.FileName, 44);
        var comparison = Comparison.Of(new(Step, [warning], one), new(Step, [], other));
        return new ComparisonReport(comparison, "exercises", "solutions", Palette.Plain, width) { All = all }.Draw();
    }

    private static CheckResult Same(string sentence, int port) =>
        Result(sentence, CheckStatus.Passed, Run("a page and more", port == 40001 ? 40 : 50, "127.0.0.1", $"{port}"), Whole(port));

    private static CheckResult Result(string sentence, CheckStatus status, Run run, Transcript seen) =>
        new($"Step04_SendingAndReceivingChecks.{sentence.Replace(' ', '_')}", Step, sentence, status)
        {
            Evidence = new Evidence([new(["127.0.0.1"], run)], [seen]),
        };

    private static Run Run(string output, int milliseconds, params string[] _) =>
        new(new RunEnd.Exited(0), Encoding.UTF8.GetBytes(output), "", TimeSpan.FromMilliseconds(milliseconds));

    private static Transcript TooEarly(int port) => new Sketch(Service.Http)
        .Add(0, Accepted, (byte[]?)null, local: $"127.0.0.1:{port}")
        .Add(0.4, Received, Request)
        .Add(0.9, Sent, string.Format(Head, 7))
        .Bytes(1.0, Sent, 1_447)
        .Add(1.2, PeerReset)
        .Add(1.2, Closed).Transcript;

    private static Transcript Whole(int port) => new Sketch(Service.Http)
        .Add(0, Accepted, (byte[]?)null, local: $"127.0.0.1:{port}")
        .Add(0.4, Received, Request)
        .Add(0.9, Sent, string.Format(Head, 9))
        .Bytes(1.0, Sent, 1_447)
        .Bytes(1.1, Sent, 46_000)
        .Add(1.2, Finished)
        .Add(1.9, PeerFinished)
        .Add(1.9, Closed).Transcript;
}

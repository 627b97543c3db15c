using System.Text;
using Kata.Checking;
using Kata.Programs;
using NUnit.Framework;

namespace Kata.Tests.Checking;

[Parallelizable(ParallelScope.All)]
public class FailureCauseTests
{
    private static readonly string[] Arguments = ["127.0.0.1", "8080"];

    [Test]
    public void The_same_end_and_outputs_are_one_cause_whatever_was_expected() =>
        Assert.That(Of(Run(1, "", "no"), "a text"), Is.Not.Null.And.EqualTo(Of(Run(1, "", "no"), "another text")));

    [Test]
    public void Another_end_or_output_is_another_cause() => Assert.That(
        ((string?[])[Of(Run(1, "a", "no")), Of(Run(2, "a", "no")), Of(Run(1, "b", "no")), Of(Run(1, "a", "yes")), Of(Killed("a", "no"))]),
        Is.Unique);

    [Test]
    public void What_reports_nothing_may_have_any_cause() => Assert.That(
        ((string?[])[Of(Run(0, "", "")), Of(Run(1, "", " \n")), Of(Run(0, "the same\n", "")), Of(Killed("", "")), Of(Killed("a", "no"))]),
        Has.All.Null);

    [Test]
    public void A_failure_without_an_error_output_that_prints_the_same_is_the_same() =>
        Assert.That(Of(Run(3, "2\n", "")), Is.Not.Null.And.EqualTo(Of(Run(3, "2\n", ""), "another text")));

    [Test]
    public void An_output_that_says_the_arguments_again_is_the_same_output() => Assert.That(
        Of(Run(1, "", "127.0.0.1:8080 is gone")),
        Is.EqualTo(Of(Run(1, "", "127.9.9.9:4711 is gone"), arguments: ["127.9.9.9", "4711"])));

    [Test]
    public void One_crash_is_one_cause_whatever_its_message_quotes()
    {
        Assert.That(Of(Crash("System.FormatException: abc", 27)), Is.EqualTo(Of(Crash("System.FormatException: def", 27))));
        Assert.That(Of(Crash("System.FormatException: abc", 27)), Is.Not.EqualTo(Of(Crash("System.FormatException: abc", 28))));
        Assert.That(Of(Crash("System.FormatException: abc", 27)), Is.Not.EqualTo(Of(Crash("System.IO.IOException: abc", 27))));
    }

    [Test]
    public void A_crash_that_the_check_allows_is_not_the_cause()
    {
        var crash = Crash("System.FormatException: abc", 27);
        var failed = Assert.Throws<CheckFailedException>(() => Exited.WithoutSuccess.AndOutput("a text").Require(crash))!;

        Assert.That(FailureCause.Of(failed, "Seen.", new(Arguments, crash)), Does.StartWith("seen"));
        Assert.That(FailureCause.Of(failed, null, new(Arguments, crash)), Is.Null);
    }

    [Test]
    public void What_was_seen_is_one_cause_whatever_the_outputs() =>
        Assert.That(Of(Run(1, "a", ""), seen: "Sent twice."), Is.EqualTo(Of(Run(0, "b", ""), seen: "Sent twice.")));

    [Test]
    public void What_came_over_the_wire_has_no_known_cause()
    {
        var run = Run(0, "", "");

        Assert.That(FailureCause.Of(new("one connection", "two"), null, new(Arguments, run)), Is.Null);
        Assert.That(FailureCause.Of(new("one connection", "two"), null, null), Is.Null);
        Assert.That(FailureCause.Of(new("a line", "nothing") { Awaited = true }, null, new(Arguments, Run(1, "", "no"))), Is.Not.Null);
    }

    private static string? Of(Run run, string expected = "a text", string? seen = null, string[]? arguments = null) =>
        FailureCause.Of(new(expected, "something else") { Run = run }, seen, new(arguments ?? Arguments, run));

    private static Run Run(int code, string output, string errors) => Ended(new RunEnd.Exited(code), output, errors);

    private static Run Killed(string output, string errors) => Ended(new RunEnd.Killed(TimeSpan.FromSeconds(5)), output, errors);

    private static Run Crash(string exception, int line) => Ended(
        RunEndReader.Crash(exception, $"   at Step04_SendingAndReceiving.Main() in /x/Step04_SendingAndReceiving.cs:line {line}"), "", "");

    private static Run Ended(RunEnd end, string output, string errors) =>
        new(end, Encoding.UTF8.GetBytes(output), errors, TimeSpan.FromMilliseconds(40));
}

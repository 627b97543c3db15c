using Kata.Checking;
using Kata.Reports.Html;
using Kata.Results;
using Kata.Student;
using Kata.Student.Watching;
using Kata.Text;
using NUnit.Framework;
using VerifyNUnit;

namespace Kata.Tests.Student.Watching;

/// <summary>What <c>kata watch</c> shows, without colour and without clearing the screen.</summary>
[Parallelizable(ParallelScope.All)]
public class WatchScreenTests
{
    private static readonly Step Step = Step.Of(4);

    [Test]
    public Task An_hour_at_work()
    {
        var output = new StringWriter { NewLine = "\n" };
        var screen = new WatchScreen(output, Palette.Plain, clears: false, "/home/me/kata/exercises", "exercises");
        var took = TimeSpan.FromMilliseconds(210);

        screen.Checking(Step);
        CompilerFinding error = new("CS1002", "error", "; expected", Step.FileName, 44);
        screen.Found(Step, [error]);
        screen.Verdict(new(Step, [error], []), took);

        screen.Checking(Step);
        screen.Found(Step, [new("KATA001", "note", "Fill in `count`", Step.FileName, 43)]);
        screen.Verdict(
            new(
                Step,
                [],
                [
                    Check(CheckStatus.Passed),
                    Check(CheckStatus.NotStarted) with
                    {
                        Reason = new("fill in `count`", "Step04_SendingAndReceiving.cs:43", "wait for the next piece"),
                    },
                ]),
            took);

        screen.Checking(Step);
        screen.Found(Step, [new("SOCK001", "warning", "Use what Receive returns", Step.FileName, 43)]);
        screen.Verdict(
            new(
                Step,
                [],
                [
                    Check(CheckStatus.Failed) with
                    {
                        Failure = new("more", "less"),
                    },
                    Check(CheckStatus.Failed) with
                    {
                        Id = "B",
                        Failure = new("a", "b") { IsSeen = true, Cause = "seen" },
                    },
                    Check(CheckStatus.Failed) with
                    {
                        Id = "C",
                        Failure = new("a", "b") { IsSeen = true, Cause = "seen" },
                    },
                    Check(CheckStatus.Passed),
                ]),
            took);
        screen.Hint(Step, new(Step, 2, 3, "Only the return value 0 is the end."));
        screen.Hint(Step, new(Step, 3, 3, "Look up Socket.Receive."));
        screen.Hint(Step, null);

        screen.Checking(Step);
        screen.Verdict(new(Step, [], [Check(CheckStatus.Passed)]), took);
        screen.Done(Step, "The chapter", Step.Of(5), waits: true);
        screen.Differs(Step, ["connections: 2, ours 1 («A page is whole»)"]);
        screen.Answer(Step, Afterword.Of(Step));
        screen.Notice("All 12 steps are done.");
        return Verifier.Verify(output.ToString());
    }

    [Test]
    public void A_count_runs_along_at_a_terminal_and_gives_way_to_what_is_written([Values] bool isTerminal)
    {
        var output = new StringWriter { NewLine = "\n" };
        var screen = new WatchScreen(
            output, Palette.Plain, clears: isTerminal, "/home/me", "exercises", size: isTerminal ? () => (80, 24) : null);
        screen.Checking(Step);
        var begun = output.ToString().Length;
        var failed = Check(CheckStatus.Failed) with { Failure = new("more", "less") };
        screen.Judged(Check(CheckStatus.Passed) with { Id = "Other" });
        screen.Judged(failed);
        screen.Failing(failed);
        screen.Verdict(new(Step, [], [failed]), TimeSpan.FromMilliseconds(210));

        var shown = output.ToString()[begun..];
        if (isTerminal)
            Assert.That(shown, Does.StartWith("  1 of 19 …\n\e[1F\e[J  2 of 19 …\n\e[1F\e[J\n").And.Contain("\n  2 of 19 …\n\e[1F\e[J\n"));
        else
            Assert.That(shown, Does.Not.Contain(" of 19 …").And.Not.Contain('\e'));
    }

    [Test]
    public void A_failure_that_tells_more_takes_the_place_of_another()
    {
        var output = new StringWriter { NewLine = "\n" };
        var screen = new WatchScreen(output, Palette.Plain, clears: true, "/home/me/kata/exercises", "exercises");
        var (one, crash) = (
            Check(CheckStatus.Failed) with { Failure = new("more", "less") },
            Check(CheckStatus.Failed) with { Id = "B", Failure = new("an end", "a crash") { IsCrash = true } });

        screen.Checking(Step);
        screen.Found(Step, [new("SOCK001", "warning", "Use what Receive returns", Step.FileName, 43)]);
        screen.Failing(one);
        screen.Failing(crash);
        screen.Verdict(new(Step, [], [one, crash]), TimeSpan.Zero);

        var shown = output.ToString().Split("\e[3J")[^1];
        Assert.That(shown, Does.StartWith("Step 04").And.Contain("SOCK001").And.Contain("a crash").And.Not.Contain("less"));
        Assert.That(shown.Split("a crash"), Has.Length.EqualTo(2), "it is shown once");
    }

    [Test]
    public Task The_same_for_programs_to_read()
    {
        var output = new StringWriter();
        var json = new WatchJson(output);

        json.Checking(Step);
        json.Found(Step, [new("SOCK001", "warning", "Use what Receive returns", Step.FileName, 43)]);
        json.Verdict(
            new(Step, [], [Check(CheckStatus.Failed) with { Failure = new("more", "less") }, Check(CheckStatus.Passed)]),
            TimeSpan.FromMilliseconds(210));
        json.Hint(Step, new(Step, 1, 3, "Think"));
        json.Hint(Step, null);
        json.Done(Step, null, Step.Of(5), waits: false);
        json.Differs(Step, ["connections: 2, ours 1"]);
        json.Answer(Step, Afterword.Of(Step));
        json.Notice("All 12 steps are done.");
        return Verifier.Verify(output.ToString());
    }

    private static CheckResult Check(CheckStatus status) =>
        new("Step04_SendingAndReceivingChecks.One", Step, "It does what it should", status);
}

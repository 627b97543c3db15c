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
    private static readonly Step step = Step.Of(4);

    [Test]
    public Task An_hour_at_work()
    {
        var output = new StringWriter { NewLine = "\n" };
        var screen = new WatchScreen(output, Palette.Plain, clears: false, "/home/me/kata/exercises", "exercises");
        var took = TimeSpan.FromMilliseconds(210);

        screen.Checking(step);
        CompilerFinding error = new("CS1002", "error", "; expected", step.FileName, 44);
        screen.Found(step, [error]);
        screen.Verdict(new(step, [error], []), took);

        screen.Checking(step);
        screen.Found(step, [new("KATA001", "note", "Fill in `count`", step.FileName, 43)]);
        screen.Verdict(new(step, [], [Check(CheckStatus.Passed), Check(CheckStatus.NotStarted) with { Reason = new("fill in `count`", "Step04_SendingAndReceiving.cs:43", "wait for the next piece") }]), took);

        screen.Checking(step);
        screen.Found(step, [new("SOCK001", "warning", "Use what Receive returns", step.FileName, 43)]);
        screen.Verdict(new(step, [], [Check(CheckStatus.Failed) with { Failure = new("more", "less") }, Check(CheckStatus.Failed) with { Failure = new("a", "b") }, Check(CheckStatus.Passed)]), took);
        screen.Hint(step, new(step, 2, 3, "Only the return value 0 is the end."));
        screen.Hint(step, new(step, 3, 3, "Look up Socket.Receive."));
        screen.Hint(step, null);

        screen.Checking(step);
        screen.Verdict(new(step, [], [Check(CheckStatus.Passed)]), took);
        screen.Done(step, "The chapter", Step.Of(5), waits: true);
        screen.Differs(step, ["connections: 2, ours 1 («A page is whole»)"]);
        screen.Answer(step, Afterword.Of(step));
        screen.Notice("All 12 steps are done.");
        return Verifier.Verify(output.ToString());
    }

    [Test]
    public Task The_same_for_programs_to_read()
    {
        var output = new StringWriter();
        var json = new WatchJson(output);

        json.Checking(step);
        json.Found(step, [new("SOCK001", "warning", "Use what Receive returns", step.FileName, 43)]);
        json.Verdict(new(step, [], [Check(CheckStatus.Failed) with { Failure = new("more", "less") }, Check(CheckStatus.Passed)]), TimeSpan.FromMilliseconds(210));
        json.Hint(step, new(step, 1, 3, "Think"));
        json.Hint(step, null);
        json.Done(step, null, Step.Of(5), waits: false);
        json.Differs(step, ["connections: 2, ours 1"]);
        json.Answer(step, Afterword.Of(step));
        json.Notice("All 12 steps are done.");
        return Verifier.Verify(output.ToString());
    }

    private static CheckResult Check(CheckStatus status) => new("Step04_SendingAndReceivingChecks.One", step, "It does what it should", status);
}

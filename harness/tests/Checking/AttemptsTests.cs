using Kata.Checking;
using Kata.Results;
using NUnit.Framework;

namespace Kata.Tests.Checking;

/// <summary>A failure that the machine may have brought about is no verdict.</summary>
public class AttemptsTests
{
    private static readonly Disturbance Busy = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4));

    [Test]
    public void A_failure_on_a_quiet_machine_is_one() => Assert.That(Settled(Failed("here")), Is.EqualTo(CheckStatus.Failed));

    [Test]
    public void A_program_that_passes_passes_however_busy_the_machine_is() =>
        Assert.That(Settled(new Attempt(CheckStatus.Passed) { Disturbance = Busy }), Is.EqualTo(CheckStatus.Passed));

    [Test]
    public void A_failure_on_a_busy_machine_is_made_again() =>
        Assert.That(Settled(Failed("here") with { Disturbance = Busy }, new Attempt(CheckStatus.Passed)), Is.EqualTo(CheckStatus.Passed));

    [Test]
    public void What_fails_each_time_in_the_same_place_is_the_programs()
    {
        var here = Failed("here") with { Disturbance = Busy };

        Assert.That(Settled(here, here, here), Is.EqualTo(CheckStatus.Failed));
        Assert.That(Settled(here, here with { Disturbance = default }), Is.EqualTo(CheckStatus.Failed));
    }

    [Test]
    public void What_fails_in_another_place_each_time_is_not_graded()
    {
        Attempt[] failures = [.. new[] { "here", "there", "elsewhere" }.Select(place => Failed(place) with { Disturbance = Busy })];

        Assert.That(Settled(failures), Is.EqualTo(CheckStatus.NotGraded));
    }

    [Test]
    public void What_there_is_no_time_to_make_again_is_not_graded()
    {
        var here = Failed("here") with { Disturbance = Busy };

        Assert.That(new Attempts(Doubt.MadeAgain).Settle(here, mayBeMadeAgain: false)?.Status, Is.EqualTo(CheckStatus.NotGraded));
        Assert.That($"{new Attempts(Doubt.MadeAgain).Settle(here, mayBeMadeAgain: false)?.Reason}",
            Does.StartWith("there was no time left to make the check again"));
        Assert.That(
            new Attempts(Doubt.MadeAgain).Settle(here with { Disturbance = default }, mayBeMadeAgain: false)?.Status,
            Is.EqualTo(CheckStatus.Failed));
    }

    [Test]
    public void What_a_clock_decides_is_not_graded_as_long_as_the_clock_is_disturbed()
    {
        var late = Failed("here") with { Disturbance = Busy, ByTheClock = true };

        Assert.That(Settled(late, late, late), Is.EqualTo(CheckStatus.NotGraded));
        Assert.That(Settled(late, late, late with { Disturbance = default }), Is.EqualTo(CheckStatus.Failed));
    }

    [Test]
    public void A_machine_that_the_programs_themselves_keep_busy_excuses_nothing()
    {
        var late = Failed("here") with { Disturbance = Busy, ByTheClock = true };

        Assert.That(Settled(late, late with { KeptBusy = true }), Is.EqualTo(CheckStatus.Failed));
    }

    [Test]
    public void A_program_that_is_wrong_on_purpose_fails_at_once()
    {
        var late = Failed("here") with { Disturbance = Busy, ByTheClock = true };

        Assert.That(new Attempts(Doubt.Fails).Settle(late), Is.EqualTo(late));
    }

    [Test]
    public void What_cannot_be_the_machines_is_not_made_again() =>
        Assert.That(Settled(Failed("here") with { Disturbance = Busy, IsCertain = true }), Is.EqualTo(CheckStatus.Failed));

    [Test]
    public void What_the_system_may_have_killed_is_made_again_on_a_quiet_machine_too()
    {
        var killed = Failed("here") with { WasKilled = true };

        Assert.That(Settled(killed, new Attempt(CheckStatus.Passed)), Is.EqualTo(CheckStatus.Passed));
        Assert.That(Settled(killed, killed, killed), Is.EqualTo(CheckStatus.Failed));
        Assert.That(Settled(killed, killed, Failed("there") with { WasKilled = true }), Is.EqualTo(CheckStatus.NotGraded));
    }

    [Test]
    public void A_blank_is_not_made_again()
    {
        var blank = new Attempt(CheckStatus.NotStarted, new Reason("fill in …")) { Disturbance = Busy };

        Assert.That(Settled(blank), Is.EqualTo(CheckStatus.NotStarted));
    }

    [Test]
    public void Not_graded_says_why_in_one_sentence()
    {
        var attempts = new Attempts(Doubt.MadeAgain);
        Attempt? settled = null;
        for (var i = 0; i < 3; i++)
            settled = attempts.Settle(Failed($"{i}") with { Disturbance = Busy });

        Assert.That(
            $"{settled!.Reason}",
            Does.StartWith("this machine was too busy").And.Contain("the program waited 4.0 s for a processor"));
    }

    private static Attempt Failed(string where) => new(new Failure("one thing", "another")) { Alike = where };

    private static CheckStatus Settled(params Attempt[] made)
    {
        var attempts = new Attempts(Doubt.MadeAgain);
        for (var i = 0; ; i++)
        {
            if (attempts.Settle(made[i]) is { } settled)
            {
                Assert.That(i, Is.EqualTo(made.Length - 1), "attempts left over");
                return settled.Status;
            }
        }
    }
}

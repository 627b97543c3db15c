using Kata.Checking;
using Kata.Programs;
using NUnit.Framework;

namespace Kata.Tests.Programs;

public class BusynessTests
{
    private static readonly TimeSpan deadline = TimeSpan.FromSeconds(5);

    [Test]
    public void A_kill_on_a_machine_that_was_very_busy_says_so() =>
        Assert.That(
            Busyness.Told(Killed(after: deadline), load: 61.2, processors: 2),
            Is.EqualTo("this machine was very busy (61 threads wanted its 2 processors): run it again before you look for a mistake"));

    [Test]
    public void Where_the_load_is_not_known_a_late_timer_tells() =>
        Assert.That(
            Busyness.Told(Killed(after: deadline + TimeSpan.FromSeconds(1.25)), load: null, processors: 2),
            Is.EqualTo("this machine was very busy (even the kill came 1.3 s late): run it again before you look for a mistake").Or.Contain("1.2 s late"));

    [TestCase(0.5)]
    [TestCase(12)]
    [TestCase(null)]
    public void A_machine_that_runs_the_checks_and_little_else_is_no_excuse(double? load) =>
        Assert.That(Busyness.Told(Killed(after: deadline + TimeSpan.FromMilliseconds(20)), load, processors: 2), Is.Null);

    [Test]
    public void A_run_that_ended_by_itself_needs_none() =>
        Assert.That(Busyness.Told(Killed(deadline) with { End = new RunEnd.Exited(1) }, load: 61, processors: 2), Is.Null);

    private static Run Killed(TimeSpan after) => new(new RunEnd.Killed(deadline), [], "", after);
}

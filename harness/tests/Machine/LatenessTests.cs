using Kata.Machine;
using NUnit.Framework;

namespace Kata.Tests.Machine;

[NonParallelizable]
public class LatenessTests
{
    private readonly FakeClock clock = new();
    private readonly Lateness lateness;

    public LatenessTests() => lateness = new(clock, usual: Seconds(0.01));

    [Test]
    public void It_is_what_passes_between_the_due_moment_and_the_act_and_grows_meanwhile()
    {
        var before = lateness.Total;
        lateness.Expect(Seconds(1));
        clock.Advance(0.9);
        Assert.That(lateness.Total - before, Is.EqualTo(TimeSpan.Zero));

        clock.Advance(2.11);
        Assert.That(lateness.Total - before, Is.EqualTo(Seconds(2)));

        lateness.Acted();
        clock.Advance(5);
        Assert.That(lateness.Total - before, Is.EqualTo(Seconds(2)));

        // One who acts within what is usual is not late.
        lateness.Expect(Seconds(1));
        clock.Advance(1.009);
        lateness.Acted();
        Assert.That(lateness.Total - before, Is.EqualTo(Seconds(2)));
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}

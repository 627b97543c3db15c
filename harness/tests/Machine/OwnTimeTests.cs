using Kata.Machine;
using NUnit.Framework;

namespace Kata.Tests.Machine;

/// <summary>How much of an interval was the machine's.</summary>
[NonParallelizable]
public class OwnTimeTests
{
    private FakeClock clock = null!;
    private TimeSpan worked;
    private TimeSpan waited;
    private TimeSpan serversLate;

    [SetUp]
    public void Begin()
    {
        clock = new();
        (worked, waited, serversLate) = default((TimeSpan, TimeSpan, TimeSpan));
    }

    [Test]
    public void Time_without_anybody_being_late_is_ones_own()
    {
        var time = Time();
        Pass(2);

        time.Read();

        Assert.That((time.Own, time.Lost), Is.EqualTo((Seconds(2), Seconds(0))));
    }

    [Test]
    public void What_was_waited_for_a_processor_is_the_machines()
    {
        var time = Time();
        Pass(2, waits: 1.5);

        time.Read();

        Assert.That((time.Own, time.Lost), Is.EqualTo((Seconds(0.5), Seconds(1.5))));
    }

    [Test]
    public void Two_who_were_late_at_once_take_no_more_than_there_was()
    {
        var time = Time();
        Pass(2, waits: 1.5, serversWait: 2);

        time.Read();

        Assert.That(time.Lost, Is.EqualTo(Seconds(2)));
    }

    /// <summary>Eight threads that never stop wait for each other: that is not the machine's.</summary>
    [Test]
    public void While_processors_work_for_somebody_the_time_is_his()
    {
        var time = Time();
        Pass(2, waits: 12, works: 4);

        time.Read();

        Assert.That(time.Own, Is.EqualTo(Seconds(2)));
    }

    [Test]
    public void What_was_late_before_does_not_count()
    {
        (waited, serversLate) = (Seconds(7), Seconds(7));
        var time = Time();
        Pass(2);

        time.Read();

        Assert.That(time.Lost, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void Of_an_interval_only_what_was_lost_in_it_counts()
    {
        var time = Time();
        Pass(1);
        time.Read();
        Pass(2, waits: 1);
        time.Read();
        Pass(1);
        time.Read();

        Assert.That(time.LostWithin(Seconds(0), Seconds(1)), Is.EqualTo(TimeSpan.Zero));
        Assert.That(time.LostWithin(Seconds(1), Seconds(3)), Is.EqualTo(Seconds(1)));
        Assert.That(time.LostWithin(Seconds(2), Seconds(4)), Is.EqualTo(Seconds(0.5)));
        Assert.That(time.LostWithin(Seconds(3), Seconds(4)), Is.EqualTo(TimeSpan.Zero));
    }

    /// <summary>A program that waits for no other process cannot be held up by one.</summary>
    [Test]
    public void What_was_waited_for_a_processor_is_told_apart_from_what_others_were_late()
    {
        var time = Time();
        Pass(1, waits: 0.25, serversWait: 1);
        time.Read();
        Pass(1, serversWait: 1);
        time.Read();

        Assert.That(time.LostWithin(Seconds(0), Seconds(2)), Is.EqualTo(Seconds(2)));
        Assert.That(time.WaitedWithin(Seconds(0), Seconds(2)), Is.EqualTo(Seconds(0.25)));
    }

    [Test]
    public async Task Patience_is_over_after_ones_own_time_and_no_sooner()
    {
        var start = clock.GetTimestamp();
        var time = new OwnTime(clock, () => TimeSpan.Zero, () => TimeSpan.Zero, () => clock.GetElapsedTime(start) * 0.5);

        var happened = await time.WaitFor(new TaskCompletionSource().Task, Seconds(5), most: Seconds(60));

        Assert.That(happened, Is.False);
        Assert.That(clock.GetElapsedTime(start), Is.InRange(Seconds(10), Seconds(10.3)));
    }

    [Test]
    public async Task Patience_has_an_end_by_any_clock()
    {
        var start = clock.GetTimestamp();
        var time = new OwnTime(clock, () => TimeSpan.Zero, () => TimeSpan.Zero, () => clock.GetElapsedTime(start));

        var happened = await time.WaitFor(new TaskCompletionSource().Task, Seconds(5), most: Seconds(40));

        Assert.That((happened, time.Own), Is.EqualTo((false, Seconds(0))));
        Assert.That(clock.GetElapsedTime(start), Is.InRange(Seconds(40), Seconds(40.3)));
    }

    /// <summary>A process that was stopped finds, when it goes on, that all its timers are over.</summary>
    [Test]
    public async Task What_has_happened_is_in_time_even_if_nobody_looked_for_long()
    {
        var time = Time();
        Pass(60);

        Assert.That(await time.WaitFor(Task.CompletedTask, Seconds(5), most: Seconds(40)), Is.True);
    }

    private OwnTime Time() => new(clock, () => worked, () => waited, () => serversLate);

    private void Pass(double seconds, double waits = 0, double serversWait = 0, double works = 0)
    {
        clock.Advance(seconds);
        (waited, serversLate, worked) = (waited + Seconds(waits), serversLate + Seconds(serversWait), worked + Seconds(works));
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}

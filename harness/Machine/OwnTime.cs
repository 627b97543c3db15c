namespace Kata.Machine;

/// <summary>Tells how much of an interval was the machine's, and how much somebody's own. The machine's is what he had to wait for
/// a processor, or for others who had to: it is known from counters that are read now and then. What it tells is as of the last
/// reading.</summary>
internal sealed class OwnTime
{
    private readonly TimeProvider clock;
    private readonly Func<TimeSpan> worked;
    private readonly Func<TimeSpan>[] late;
    private readonly Lock gate = new();
    private readonly long start;
    private readonly List<Stretch> stretches = [];
    private TimeSpan until;
    private TimeSpan lost;
    private TimeSpan workedBefore;
    private TimeSpan lateBefore;

    /// <param name="worked">For how long processors have worked for him so far: that was never the machine's.</param>
    /// <param name="late">For how long he and others were held up so far. They may have been so at the same time.</param>
    public OwnTime(TimeProvider clock, Func<TimeSpan> worked, params Func<TimeSpan>[] late)
    {
        (this.clock, this.worked, this.late) = (clock, worked, late);
        start = clock.GetTimestamp();
        (workedBefore, lateBefore) = (worked(), SumOfLate());
    }

    /// <summary>That of somebody who only waits.</summary>
    public OwnTime(params Func<TimeSpan>[] late)
        : this(TimeProvider.System, () => TimeSpan.Zero, late)
    {
    }

    /// <summary>His own time so far.</summary>
    public TimeSpan Own
    {
        get
        {
            lock (gate)
                return until - lost;
        }
    }

    /// <summary>What the machine had so far.</summary>
    public TimeSpan Lost
    {
        get
        {
            lock (gate)
                return lost;
        }
    }

    /// <summary>For how long processors worked for him.</summary>
    public TimeSpan Worked
    {
        get
        {
            lock (gate)
                return workedBefore;
        }
    }

    /// <summary>How much the machine had of an interval.</summary>
    /// <param name="from">Counted from when this was made.</param>
    public TimeSpan LostWithin(TimeSpan from, TimeSpan to)
    {
        lock (gate)
            return TimeSpan.FromTicks(stretches.Sum(stretch => stretch.LostWithin(from, to).Ticks));
    }

    /// <summary>Waits for something, at most so long by his own time.</summary>
    /// <param name="most">And at most so long by any clock.</param>
    /// <returns>Whether it happened.</returns>
    public async Task<bool> WaitFor(Task something, TimeSpan patience, TimeSpan most)
    {
        Read();
        var (own, begun) = (Own, clock.GetTimestamp());
        while (true)
        {
            // Asked before the counters are read: what is there in time is not late because the reading is.
            if (something.IsCompleted)
                break;
            Read();
            var left = patience - (Own - own);
            if (left <= TimeSpan.Zero || clock.GetElapsedTime(begun) >= most)
                return false;
            await Task.WhenAny(something, Task.Delay(left > Pause ? Pause : left > Shortest ? left : Shortest, clock));
        }

        Read();
        return true;
    }

    /// <summary>How often counters are read: what happens in between is taken to have happened evenly.</summary>
    internal static TimeSpan Pause { get; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Where all is late, half of a pause is left after each half.</summary>
    private static TimeSpan Shortest { get; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Reads the counters.</summary>
    public void Read()
    {
        lock (gate)
            ReadNow();
    }

    private void ReadNow()
    {
        var now = clock.GetElapsedTime(start);
        var length = now - until;
        if (length <= TimeSpan.Zero)
            return;

        var (workedNow, lateNow) = (worked(), SumOfLate());
        var most = length - Clamp(workedNow - workedBefore, length);
        var lostNow = Clamp(lateNow - lateBefore, most);
        if (lostNow > TimeSpan.Zero)
            stretches.Add(new(until, now, lostNow));
        (until, lost, workedBefore, lateBefore) = (now, lost + lostNow, workedNow, lateNow);
    }

    private TimeSpan SumOfLate() => TimeSpan.FromTicks(late.Sum(one => one().Ticks));

    private static TimeSpan Clamp(TimeSpan time, TimeSpan most) => time < TimeSpan.Zero ? TimeSpan.Zero : time > most ? most : time;

    private readonly record struct Stretch(TimeSpan From, TimeSpan To, TimeSpan Lost)
    {
        public TimeSpan LostWithin(TimeSpan from, TimeSpan to)
        {
            var overlap = (To < to ? To : to) - (From > from ? From : from);
            return overlap <= TimeSpan.Zero ? TimeSpan.Zero : Lost * (overlap / (To - From));
        }
    }
}

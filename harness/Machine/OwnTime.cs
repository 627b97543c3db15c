namespace Kata.Machine;

/// <summary>Divides the time of a program, or of a check, into its own time and the time that the machine took from it. The machine takes
/// the time in which the program waits for a processor, or for a server or a harness that waits for one. Counters show that time; they are
/// read every <see cref="Pause"/>, and all values here are those of the last reading.</summary>
internal sealed class OwnTime
{
    private readonly TimeProvider clock;
    private readonly Func<TimeSpan> worked;
    private readonly Func<TimeSpan> waited;
    private readonly Func<TimeSpan>[] late;
    private readonly Lock gate = new();
    private readonly long start;
    private readonly List<Stretch> stretches = [];
    private TimeSpan until;
    private TimeSpan lost;
    private TimeSpan workedBefore;
    private TimeSpan waitedBefore;
    private TimeSpan lateBefore;

    /// <param name="worked">How long processors have worked for it so far: such time is never lost.</param>
    /// <param name="waited">How long it has waited for a processor so far.</param>
    /// <param name="late">How long each process that it waits for was held up so far. Two may be held up at the same time, so the lost
    /// time is at most the time that has passed.</param>
    public OwnTime(TimeProvider clock, Func<TimeSpan> worked, Func<TimeSpan> waited, params Func<TimeSpan>[] late)
    {
        (this.clock, this.worked, this.waited, this.late) = (clock, worked, waited, late);
        start = clock.GetTimestamp();
        (workedBefore, waitedBefore, lateBefore) = (worked(), waited(), SumOfLate());
    }

    /// <summary>The time of a check, which only waits: no processor works for it.</summary>
    public OwnTime(params Func<TimeSpan>[] late)
        : this(TimeProvider.System, () => TimeSpan.Zero, () => TimeSpan.Zero, late)
    {
    }

    /// <summary>Its own time so far.</summary>
    public TimeSpan Own
    {
        get
        {
            lock (gate)
                return until - lost;
        }
    }

    /// <summary>What the machine took so far.</summary>
    public TimeSpan Lost
    {
        get
        {
            lock (gate)
                return lost;
        }
    }

    /// <summary>How long processors have worked for it.</summary>
    public TimeSpan Worked
    {
        get
        {
            lock (gate)
                return workedBefore;
        }
    }

    /// <summary>What the machine took of an interval.</summary>
    /// <param name="from">Counted from when this was made.</param>
    public TimeSpan LostWithin(TimeSpan from, TimeSpan to) => Within(from, to, stretch => stretch.Lost);

    /// <summary>How much of an interval it waited for a processor itself, whoever else was late.</summary>
    /// <param name="from">Counted from when this was made.</param>
    public TimeSpan WaitedWithin(TimeSpan from, TimeSpan to) => Within(from, to, stretch => stretch.Waited);

    /// <summary>Waits for something.</summary>
    /// <param name="patience">The longest wait, in its own time.</param>
    /// <param name="most">The longest wait by any clock.</param>
    /// <returns>Whether it happened.</returns>
    public async Task<bool> WaitFor(Task something, TimeSpan patience, TimeSpan most)
    {
        Read();
        var (own, begun) = (Own, clock.GetTimestamp());
        while (true)
        {
            // Asked before the counters are read: a late reading must not make an event late that happened in time.
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

    /// <summary>The time between two readings. Time lost between them counts as lost evenly.</summary>
    internal static TimeSpan Pause { get; } = TimeSpan.FromMilliseconds(100);

    /// <summary>No pause is shorter, however little is left.</summary>
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

        var (workedNow, waitedNow, lateNow) = (worked(), waited(), SumOfLate());
        var most = length - Clamp(workedNow - workedBefore, length);
        var own = waitedNow - waitedBefore;
        var lostNow = Clamp(own + lateNow - lateBefore, most);
        if (lostNow > TimeSpan.Zero)
            stretches.Add(new(until, now, lostNow, Clamp(own, most)));
        (until, lost, workedBefore, waitedBefore, lateBefore) = (now, lost + lostNow, workedNow, waitedNow, lateNow);
    }

    private TimeSpan Within(TimeSpan from, TimeSpan to, Func<Stretch, TimeSpan> part)
    {
        lock (gate)
            return TimeSpan.FromTicks(stretches.Sum(stretch => (part(stretch) * stretch.ShareOf(from, to)).Ticks));
    }

    private TimeSpan SumOfLate() => TimeSpan.FromTicks(late.Sum(one => one().Ticks));

    private static TimeSpan Clamp(TimeSpan time, TimeSpan most) => time < TimeSpan.Zero ? TimeSpan.Zero : time > most ? most : time;

    private readonly record struct Stretch(TimeSpan From, TimeSpan To, TimeSpan Lost, TimeSpan Waited)
    {
        public double ShareOf(TimeSpan from, TimeSpan to)
        {
            var overlap = (To < to ? To : to) - (From > from ? From : from);
            return overlap <= TimeSpan.Zero ? 0 : overlap / (To - From);
        }
    }
}

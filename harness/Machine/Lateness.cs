namespace Kata.Machine;

/// <summary>How late events with a set time were, in all so far: it grows while an event is overdue. A thread or a
/// process is late if it had no processor, or if it was stopped. Safe to use from any thread.</summary>
/// <param name="usual">The delay that every machine has, which does not count.</param>
internal sealed class Lateness(TimeProvider clock, TimeSpan usual)
{
    private readonly Lock gate = new();
    private TimeSpan settled;
    private long? due;

    /// <summary>All lateness so far, including an event that is overdue now.</summary>
    public TimeSpan Total
    {
        get
        {
            lock (gate)
                return settled + Overdue;
        }
    }

    /// <summary>The next event is due after this time.</summary>
    public void Expect(TimeSpan after)
    {
        lock (gate)
            due = clock.GetTimestamp() + (long)((after + usual).TotalSeconds * clock.TimestampFrequency);
    }

    /// <summary>The event has happened.</summary>
    public void Acted()
    {
        lock (gate)
        {
            settled += Overdue;
            due = null;
        }
    }

    private TimeSpan Overdue => due is { } moment && clock.GetElapsedTime(moment, clock.GetTimestamp()) is var over && over > TimeSpan.Zero
        ? over
        : TimeSpan.Zero;
}

namespace Kata.Machine;

/// <summary>How late something was that had to happen at a given moment, in all so far: it grows while that is overdue. A thread or a
/// process is late if it had no processor, or if it was stopped. Safe to use from any thread.</summary>
/// <param name="usual">What every machine takes, and is not lateness.</param>
internal sealed class Lateness(TimeProvider clock, TimeSpan usual)
{
    private readonly Lock gate = new();
    private TimeSpan settled;
    private long? due;

    /// <summary>All of it so far, with what is overdue now.</summary>
    public TimeSpan Total
    {
        get
        {
            lock (gate)
                return settled + Overdue;
        }
    }

    /// <summary>It is to happen after this time.</summary>
    public void Expect(TimeSpan after)
    {
        lock (gate)
            due = clock.GetTimestamp() + (long)((after + usual).TotalSeconds * clock.TimestampFrequency);
    }

    /// <summary>It has happened.</summary>
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

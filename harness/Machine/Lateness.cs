namespace Kata.Machine;

/// <summary>How late somebody was who had to act: it grows while he is overdue. He is late if no processor was free for him, or if
/// his process was stopped. Safe to use from any thread.</summary>
/// <param name="usual">What every machine takes, and is not lateness.</param>
internal sealed class Lateness(TimeProvider clock, TimeSpan usual)
{
    private readonly Lock gate = new();
    private TimeSpan settled;
    private long? due;

    /// <summary>All of it so far, with that of one who is overdue now.</summary>
    public TimeSpan Total
    {
        get
        {
            lock (gate)
                return settled + Overdue;
        }
    }

    /// <summary>He is to act after so long.</summary>
    public void Expect(TimeSpan after)
    {
        lock (gate)
            due = clock.GetTimestamp() + (long)((after + usual).TotalSeconds * clock.TimestampFrequency);
    }

    /// <summary>He has acted.</summary>
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

using Kata.Checking;
using Kata.Programs;

/// <summary>When a program ended that was to end at a deadline of its own.</summary>
/// <param name="StartUp">What of the run's duration the program could not help: until it had begun its work.</param>
internal sealed record Punctuality(Run Run, TimeSpan Deadline, TimeSpan StartUp)
{
    /// <summary>What a program may need to notice the deadline, tell it, and end.</summary>
    private static readonly TimeSpan leeway = TimeSpan.FromMilliseconds(250);

    /// <summary>A program has begun its work after about so long where nothing else keeps the machine busy.</summary>
    private static readonly TimeSpan usualStartUp = TimeSpan.FromMilliseconds(100);

    /// <summary>What a busy machine excuses, at most.</summary>
    public TimeSpan MostLeeway { get; init; } = Deadline * 0.7;

    /// <summary>From the beginning of its work to its end.</summary>
    public TimeSpan Worked => Run.Duration - StartUp;

    /// <summary>On a machine that took longer to start the program, ending it takes longer too; but whoever takes much
    /// longer is late on any machine.</summary>
    private TimeSpan Latest => Deadline + TimeSpan.FromTicks(Math.Min(
        (leeway + Later(StartUp - usualStartUp, TimeSpan.Zero)).Ticks, MostLeeway.Ticks));

    public bool InTime => Worked <= Latest;

    public bool TooEarly => Run.Duration < Deadline;

    /// <summary>Fails the check unless the program ended at its deadline, or a little later.</summary>
    public void Require()
    {
        if (Run.End is RunEnd.Killed || !InTime)
        {
            throw Failed(FormattableString.Invariant($"and at most {leeway.TotalMilliseconds:0} ms later"),
                Run.End is RunEnd.Killed ? Run.End.ToString()! : FormattableString.Invariant($"the end after {Worked.TotalSeconds:0.00} s"));
        }

        if (TooEarly)
            throw Failed("and not before", FormattableString.Invariant($"the end after {Run.Duration.TotalSeconds:0.00} s"));
    }

    private CheckFailedException Failed(string when, string got) =>
        new(FormattableString.Invariant($"the end {Deadline.TotalSeconds:0.##} s after the program began, {when}"), got)
        {
            Run = Run,
        };

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;
}

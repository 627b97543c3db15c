using Kata.Checking;
using Kata.Programs;

/// <summary>When a program ended that was to end at a deadline of its own.</summary>
/// <param name="Begun">When in the run it had certainly begun its work; null if that is not known.</param>
/// <param name="StartUp">If it is not known: how long a run takes, by the program's own time, that ends at once.</param>
internal sealed record Punctuality(Run Run, TimeSpan Deadline, TimeSpan? Begun, TimeSpan StartUp = default)
{
    /// <summary>What a program may need to notice the deadline, report it, and end.</summary>
    private static readonly TimeSpan Leeway = TimeSpan.FromMilliseconds(250);

    /// <summary>How many bytes the server had sent when the program ended.</summary>
    public long Sent { get; init; }

    /// <summary>The most that a busy machine excuses. A program that does not look at the deadline is later.</summary>
    public TimeSpan MostLeeway { get; init; } = 0.7 * Deadline;

    /// <summary>How late it was by a clock on the wall.</summary>
    private TimeSpan LateByAnyClock => Run.Duration - (Begun ?? (StartUp < Deadline ? StartUp : Deadline)) - Deadline;

    /// <summary>The same, less what the machine took after the deadline; where it is not known when that was, of the whole run.</summary>
    private TimeSpan Late => LateByAnyClock - Run.Lost(Begun is { } begun ? begun + Deadline : TimeSpan.Zero, Run.Duration);

    public bool InTime => Late <= Leeway && LateByAnyClock <= MostLeeway;

    public bool TooEarly => Run.Duration < Deadline;

    /// <summary>Fails the check unless the program ended at its deadline, or a little later.</summary>
    public void Require()
    {
        if (Run.End is RunEnd.Killed || !InTime)
        {
            throw Failed(
                FormattableString.Invariant($"and at most {Leeway.TotalMilliseconds:0} ms later"),
                Run.End is RunEnd.Killed
                    ? Run.End.ToString()!
                    : FormattableString.Invariant($"the end after {(Deadline + LateByAnyClock).TotalSeconds:0.00} s"));
        }

        if (TooEarly)
            throw Failed("and not before", FormattableString.Invariant($"the end after {Run.Duration.TotalSeconds:0.00} s"));
    }

    private CheckFailedException Failed(string when, string got) =>
        new(FormattableString.Invariant($"the end {Deadline.TotalSeconds:0.##} s after the program began, {when}"), got)
        {
            Run = Run,
        };
}

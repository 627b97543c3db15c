using Kata.Checking;
using Kata.Programs;

/// <summary>When a program ended that was to end at a deadline of its own.</summary>
/// <param name="Begun">When in the run it had certainly begun its work; null if nobody saw that.</param>
/// <param name="StartUp">If nobody saw it: how long a run takes, by the program's own time, that ends at once.</param>
internal sealed record Punctuality(Run Run, TimeSpan Deadline, TimeSpan? Begun, TimeSpan StartUp = default)
{
    /// <summary>What a program may need to notice the deadline, tell it, and end.</summary>
    private static readonly TimeSpan leeway = TimeSpan.FromMilliseconds(250);

    /// <summary>How late it was, less what was the machine's of the time behind the deadline; or, where nobody saw when its clock began
    /// to run, of the whole time.</summary>
    public TimeSpan Late
    {
        get
        {
            if (Begun is not { } begun)
                return Run.OwnDuration - StartUp - Deadline;
            var due = begun + Deadline;
            return Run.Duration - due - Run.Lost(due, Run.Duration);
        }
    }

    public bool InTime => Late <= leeway;

    public bool TooEarly => Run.Duration < Deadline;

    /// <summary>Fails the check unless the program ended at its deadline, or a little later.</summary>
    public void Require()
    {
        if (Run.End is RunEnd.Killed || !InTime)
        {
            throw Failed(FormattableString.Invariant($"and at most {leeway.TotalMilliseconds:0} ms later"),
                Run.End is RunEnd.Killed ? Run.End.ToString()! : FormattableString.Invariant($"the end after {(Deadline + Late).TotalSeconds:0.00} s"));
        }

        if (TooEarly)
            throw Failed("and not before", FormattableString.Invariant($"the end after {Run.Duration.TotalSeconds:0.00} s"));
    }

    private CheckFailedException Failed(string when, string got) =>
        new(FormattableString.Invariant($"the end {Deadline.TotalSeconds:0.##} s after the program began, {when}"), got)
        {
            Run = Run,
            ByTheClock = false,
        };
}

using System.Diagnostics;
using Kata.Checking;
using Kata.Programs;
using Kata.Protocol;
using Kata.Servers;

/// <summary>When a program ended that was to end at a deadline of its own.</summary>
/// <param name="Begun">When in the run it had certainly begun its work; null if that is not known.</param>
/// <param name="StartUp">If it is not known: how long a run takes, without waiting for a processor, that ends at once.</param>
internal sealed record Punctuality(Run Run, TimeSpan Deadline, TimeSpan? Begun, TimeSpan StartUp = default)
{
    /// <summary>What a program may need to notice the deadline, report it, and end.</summary>
    private static readonly TimeSpan Leeway = TimeSpan.FromMilliseconds(250);

    /// <summary>How many bytes the server had sent when the program ended.</summary>
    public long Sent { get; init; }

    /// <summary>All that the server has sent.</summary>
    public byte[] Answer { get; init; } = [];

    /// <summary>When in the run it had ended its connection; null if that is not known.</summary>
    public TimeSpan? Left { get; init; }

    /// <summary>The most that a busy machine excuses. A program that does not look at the deadline is later.</summary>
    public TimeSpan MostLeeway { get; init; } = 0.7 * Deadline;

    /// <summary>How late it was by a clock on the wall.</summary>
    private TimeSpan LateByAnyClock => Run.Duration - (Begun ?? (StartUp < Deadline ? StartUp : Deadline)) - Deadline;

    /// <summary>How late it was at least, without the time in which it waited for a processor: after a deadline a program waits for
    /// nobody. Where it is not known when it began, the whole run counts.</summary>
    private TimeSpan Late => Begun is { } begun
        ? Run.WentOnAfter(begun + Deadline)
        : Run.WentOnAfter(TimeSpan.Zero) - (StartUp < Deadline ? StartUp : Deadline) - Deadline;

    public bool InTime => Late <= Leeway && LateByAnyClock <= MostLeeway;

    public bool TooEarly => Run.LastedAtMost < Deadline;

    /// <summary>How long a run took at least, without waiting for a processor.</summary>
    public static TimeSpan Least(Run run) => run.WentOnAfter(TimeSpan.Zero);

    /// <summary>How long it took at most: what it waited at its very end is not known.</summary>
    public static TimeSpan Most(Run run) =>
        run.Duration - (run.Alive is null ? run.Lost(TimeSpan.Zero, run.Duration) : run.Waited(TimeSpan.Zero, run.Duration));

    /// <summary>How long it certainly neither worked nor waited for a processor: it waited for something else.</summary>
    public static TimeSpan Idle(Run run) => Least(run) - (run.Time?.Worked ?? TimeSpan.Zero);

    /// <summary>When in a run something happened at an endpoint that was opened before; the start if nothing did.</summary>
    /// <returns>That moment, or a little later: the endpoint was open before its time is noted.</returns>
    public static TimeSpan Moment(Run run, Endpoint endpoint, TranscriptEvent? what)
    {
        var moment = TimeSpan.FromMicroseconds(what?.Microseconds ?? 0) - Stopwatch.GetElapsedTime(endpoint.OpenedAt, run.StartedAt);
        return moment > TimeSpan.Zero ? moment : TimeSpan.Zero;
    }

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
            Seen = WentOn is { } more && more >= Leeway
                ? FormattableString.Invariant(
                    $"It left the connection in time, and ended only {more.TotalMilliseconds:0} ms later. What does it do in between?")
                : null,
        };

    /// <summary>How long it went on after it had ended its connection in time; null if it had not, or did not end by itself.</summary>
    private TimeSpan? WentOn =>
        Run.End is RunEnd.Exited && Left is { } left && Begun is { } begun && left <= begun + Deadline + Leeway
            ? Run.Duration - left
            : null;
}

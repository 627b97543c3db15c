namespace Kata.Checking;

/// <summary>How far the machine held up a check: how long its processes had no processor, or were stopped.</summary>
/// <param name="Ours">This process.</param>
/// <param name="Servers">The server program.</param>
/// <param name="Programs">The program of the check; if there are several, the one that was held up longest.</param>
internal readonly record struct Disturbance(TimeSpan Ours, TimeSpan Servers, TimeSpan Programs)
{
    /// <summary>If a clock decides, a short delay may change the verdict.</summary>
    private static readonly TimeSpan MuchByTheClock = TimeSpan.FromMilliseconds(60);

    /// <summary>Otherwise one of the program's own time-outs would have to pass: the shortest takes 100 ms (step 23).</summary>
    private static readonly TimeSpan Much = TimeSpan.FromMilliseconds(80);

    /// <summary>Programs that start at the same time hold each other up, on every machine.</summary>
    private static readonly TimeSpan MuchOfPrograms = TimeSpan.FromSeconds(1);

    /// <summary>The disturbance of two stretches of time together.</summary>
    public Disturbance With(Disturbance other) =>
        new(Ours + other.Ours, Servers + other.Servers, Programs > other.Programs ? Programs : other.Programs);

    /// <summary>Whether the machine may have caused a failure.</summary>
    /// <param name="byTheClock">Whether a clock decided that it is one.</param>
    public bool MayMatter(bool byTheClock) => byTheClock
        ? Ours + Servers >= MuchByTheClock || Programs >= 4 * MuchByTheClock
        : Ours + Servers >= Much || Programs >= MuchOfPrograms;

    /// <summary>Why a check came to no verdict.</summary>
    public string Sentence => "this machine was too busy to know whether the program is slow or had no processor "
        + $"(the program waited {Seconds(Programs)} for a processor, the servers {Seconds(Servers)}, the checks {Seconds(Ours)}). "
        + "Check the step when the machine has less to do.";

    private static string Seconds(TimeSpan time) => FormattableString.Invariant($"{time.TotalSeconds:0.0} s");
}

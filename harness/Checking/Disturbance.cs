namespace Kata.Checking;

/// <summary>How long those were held up whom a check has to do with: they had no processor, or were stopped.</summary>
/// <param name="Ours">This process.</param>
/// <param name="Servers">The servers.</param>
/// <param name="Programs">The programs: that which was held up longest.</param>
internal readonly record struct Disturbance(TimeSpan Ours, TimeSpan Servers, TimeSpan Programs)
{
    /// <summary>Where a clock decides, so much may decide otherwise.</summary>
    private static readonly TimeSpan muchByTheClock = TimeSpan.FromMilliseconds(60);

    /// <summary>Elsewhere it has to be so much that a time-out of the program's own passes in it.</summary>
    private static readonly TimeSpan much = TimeSpan.FromMilliseconds(80);

    /// <summary>Programs that start at the same time hold up each other.</summary>
    private static readonly TimeSpan muchOfPrograms = TimeSpan.FromSeconds(1);

    /// <summary>That of two stretches of time.</summary>
    public Disturbance With(Disturbance other) =>
        new(Ours + other.Ours, Servers + other.Servers, Programs > other.Programs ? Programs : other.Programs);

    /// <summary>Whether a failure may be the machine's.</summary>
    /// <param name="byTheClock">Whether a clock decided that it is one.</param>
    public bool MayMatter(bool byTheClock) => byTheClock
        ? Ours + Servers >= muchByTheClock || Programs >= 4 * muchByTheClock
        : Ours + Servers >= much || Programs >= muchOfPrograms;

    /// <summary>Why nothing is known of a program.</summary>
    public string Sentence => FormattableString.Invariant(
        $"this machine was too busy to tell a slow program from one that has no processor (in this check the program was held up for {Programs.TotalSeconds:0.0} s, the servers for {Servers.TotalSeconds:0.0} s, the checks for {Ours.TotalSeconds:0.0} s); check the step again when the machine has less to do.");
}

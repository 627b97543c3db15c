using System.Text.Json.Serialization;
using Kata.Machine;

namespace Kata.Programs;

/// <summary>One execution of a program.</summary>
/// <param name="OutputBytes">What it wrote to its standard output, at most <see cref="RunOptions.OutputCap"/> bytes.</param>
/// <param name="ErrorOutput">What it wrote to its standard error, decoded as UTF-8, capped alike.</param>
/// <param name="Duration">From its start to its end.</param>
public sealed record Run(
    RunEnd End,
    byte[] OutputBytes,
    string ErrorOutput,
    TimeSpan Duration)
{
    /// <summary>Standard output, decoded as UTF-8.</summary>
    public string Output { get; } = System.Text.Encoding.UTF8.GetString(OutputBytes);

    /// <summary>How many bytes of standard output were left out when it was kept (<see cref="Shortened"/>).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int OutputLeftOut { get; init; }

    /// <summary>The same for standard error.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int ErrorOutputLeftOut { get; init; }

    /// <summary>How much of its duration the machine took; null if that was not measured.</summary>
    [JsonIgnore]
    internal OwnTime? Time { get; init; }

    /// <summary>Whether it was killed at its deadline, and waited for the disk again and again, or was started late: that is its own time
    /// as far as we can count.</summary>
    [JsonIgnore]
    internal bool WasHeldUp { get; init; }

    /// <summary>When it was certainly still alive, counted from its start; null if it was never seen (<see cref="LifeWatch"/>).</summary>
    [JsonIgnore]
    internal TimeSpan? Alive { get; init; }

    /// <summary>The timestamp (<see cref="System.Diagnostics.Stopwatch"/>) of its start.</summary>
    [JsonIgnore]
    internal long StartedAt { get; init; }

    /// <summary>How long it took to start it: its clock begins after that, and it may have begun before.</summary>
    [JsonIgnore]
    internal TimeSpan StartTook { get; init; }

    /// <summary>How long it lasted at most. On a busy machine much may have happened before its clock began.</summary>
    [JsonIgnore]
    public TimeSpan LastedAtMost => Duration + StartTook;

    /// <inheritdoc cref="RunningProgram.Typed"/>
    [JsonIgnore]
    internal string? Typed { get; init; }

    /// <summary>How many bytes the check lets the program hold; null if it sets no limit.</summary>
    [JsonIgnore]
    internal long? HeapLimit { get; init; }

    /// <summary>The duration without the time that the machine took: that in which the program waited for a processor, or for a server
    /// that waited for one.</summary>
    [JsonIgnore]
    public TimeSpan OwnDuration => Duration - Lost(TimeSpan.Zero, Duration);

    /// <summary>How much of an interval the machine took; the interval is counted from the start.</summary>
    public TimeSpan Lost(TimeSpan from, TimeSpan to) => Time?.LostWithin(from, to) ?? TimeSpan.Zero;

    /// <summary>How long it waited for a processor itself in an interval, which is counted from the start; as far as is known.</summary>
    public TimeSpan Waited(TimeSpan from, TimeSpan to) => Time?.WaitedWithin(from, to) ?? TimeSpan.Zero;

    /// <summary>How long it certainly went on after a moment, without the time in which it waited for a processor. That a server or the
    /// harness was late is not subtracted: this is for a program that waits for nobody.</summary>
    /// <param name="moment">Counted from its start.</param>
    /// <returns>Negative if it may have ended before.</returns>
    public TimeSpan WentOnAfter(TimeSpan moment) => Alive is { } alive
        ? alive - moment - Waited(moment, alive)
        : Duration - moment - Lost(moment, Duration);

    /// <summary>The exit code, or null if the program did not exit by itself.</summary>
    public int? ExitCode => (End as RunEnd.Exited)?.Code;

    /// <summary>The same with the beginnings of its outputs, to be kept.</summary>
    /// <param name="most">How many bytes of each output are kept.</param>
    internal Run Shortened(int most)
    {
        // A text has at most three bytes of UTF-8 for each of its chars.
        if (OutputBytes.Length <= most && ErrorOutput.Length <= most / 3)
            return this;

        var errors = System.Text.Encoding.UTF8.GetBytes(ErrorOutput);
        return new(End, Beginning(OutputBytes), System.Text.Encoding.UTF8.GetString(Beginning(errors)), Duration)
        {
            OutputLeftOut = Math.Max(OutputBytes.Length - most, 0),
            ErrorOutputLeftOut = Math.Max(errors.Length - most, 0),
        };

        byte[] Beginning(byte[] bytes) => bytes.Length <= most ? bytes : bytes[..most];
    }
}

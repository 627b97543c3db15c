using System.Globalization;
using System.Text.Json.Serialization;
using Kata.Machine;
using Kata.Programs.Cells;

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

    /// <summary>How much of its duration the machine took; null if that was not measured.</summary>
    [JsonIgnore]
    internal OwnTime? Time { get; init; }

    /// <summary>When it was certainly still alive, counted from its start; null if it was never seen (<see cref="LifeWatch"/>).</summary>
    [JsonIgnore]
    internal TimeSpan? Alive { get; init; }

    /// <summary>The timestamp (<see cref="System.Diagnostics.Stopwatch"/>) of its start.</summary>
    [JsonIgnore]
    internal long StartedAt { get; init; }

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
}

/// <summary>How a run ended.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "how")]
[JsonDerivedType(typeof(Exited), "exited")]
[JsonDerivedType(typeof(Killed), "killed")]
[JsonDerivedType(typeof(Stopped), "stopped")]
[JsonDerivedType(typeof(Flooded), "flooded")]
[JsonDerivedType(typeof(Crashed), "crashed")]
[JsonDerivedType(typeof(HitBlank), "hit-blank")]
[JsonDerivedType(typeof(Exceeded), "exceeded")]
[JsonDerivedType(typeof(NoCell), "no-cell")]
public abstract record RunEnd
{
    /// <summary>Whether it was killed while it was still running, at its deadline or when its check was over.</summary>
    internal bool IsKill => this is Killed or Stopped;

    /// <summary>The program returned from its Main, or called Exit.</summary>
    public sealed record Exited(int Code) : RunEnd
    {
        /// <summary>Whether a process that it had started was still running, in its process group (on Windows: its job), and was
        /// killed then. Always false under a debugger, where this is not examined.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public bool LeftBehind { get; init; }

        public override string ToString() => LeftBehind
            ? $"exit code {Code}, and a process that it had started was still running and was killed"
            : $"exit code {Code}";
    }

    /// <summary>It was still running at the deadline and was killed.</summary>
    /// <param name="Deadline">Of the program's own time.</param>
    public sealed record Killed(TimeSpan Deadline) : RunEnd
    {
        /// <summary>Whether the machine was so busy that the program had not had all of its time, and the wait had to end.</summary>
        [JsonIgnore]
        internal bool IsEarly { get; init; }

        public override string ToString() =>
            FormattableString.Invariant($"no end: it was still running {Deadline.TotalSeconds:0.#} s after its start and was killed");

        /// <summary>The same, for a program that may go on running but had to do something first.</summary>
        internal string NothingMore =>
            FormattableString.Invariant($"and nothing more in the {Deadline.TotalSeconds:0.#} s that it was given");
    }

    /// <summary>It was still running when its check was over, and was killed then: that is not the program's fault.</summary>
    public sealed record Stopped : RunEnd
    {
        public override string ToString() => "no end of its own: the check was over and ended it";
    }

    /// <summary>It wrote more than the cap and was killed.</summary>
    public sealed record Flooded(int Cap, string Stream) : RunEnd
    {
        public override string ToString() =>
            FormattableString.Invariant($"no end: it wrote more than {Cap:N0} bytes to its {Stream} and was killed");
    }

    /// <summary>An exception that it did not catch, or a signal, ended it.</summary>
    /// <param name="What">The exception's type and message, or what the system said.</param>
    /// <param name="Where">File and line in the student's file, if known: <c>Step04_SendingAndReceiving.cs:27</c>.</param>
    public sealed record Crashed(string What, string? Where) : RunEnd
    {
        /// <summary>The number of the signal that ended it (signal(7)); null if there was none, or if the runtime sent the signal to itself
        /// at its end.</summary>
        public int? Signal { get; init; }

        /// <summary>Whether the runtime had no memory left to give.</summary>
        public bool IsOutOfMemory { get; init; }

        public override string ToString() => Signal is not null ? What : Where is null ? $"a crash: {What}" : $"a crash at {Where}: {What}";
    }

    /// <summary>It went beyond a limit of its cell, and was killed or would have to be.</summary>
    /// <param name="What">What it did, as a sentence: <c>it used more than 256 MB of memory</c>.</param>
    public sealed record Exceeded(string What) : RunEnd
    {
        public override string ToString() => $"no end: {What}, which is all that a program may have here";
    }

    /// <summary>It did not run: its cell could not be made, which says nothing about the program.</summary>
    /// <param name="Why">What bubblewrap said.</param>
    public sealed record NoCell(string Why = "") : RunEnd
    {
        public override string ToString() => $"no run: its cell could not be made ({Why})";
    }

    /// <summary>It ran into a blank.</summary>
    /// <param name="What">The blank, its place, and what belongs there.</param>
    public sealed record HitBlank(string What) : RunEnd
    {
        public override string ToString() => $"a blank: {What}";
    }
}

/// <summary>How a program is run.</summary>
public sealed record RunOptions
{
    /// <summary>The most a program may write to each of its two outputs: 2 MB.</summary>
    public const int OutputCap = 2 * 1024 * 1024;

    /// <summary>After how much time of its own a program that has not ended is killed.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What the program reads from its standard input, which then ends. Null: nobody types anything, and it stays
    /// open, as at a terminal; for a program that is talked to, use <see cref="RunningProgram"/>.</summary>
    public string? Input { get; init; }

    /// <summary>How long the program's output is left unread when its first bytes have come, as by a pager: a pipe has room for 65,536
    /// bytes (pipe(7)), and then writing waits. Less than two seconds.</summary>
    public TimeSpan OutputPause { get; init; }

    /// <summary>Environment variables besides the few that every program gets.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>How many bytes the runtime lets the program hold; null if <see cref="Environment"/> has no limit.</summary>
    internal long? HeapLimit =>
        Environment.TryGetValue("DOTNET_GCHeapHardLimit", out var digits)
        && long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var limit)
            ? limit
            : null;

    /// <summary>The folder the program starts in; null for an empty one of its own. In a cell it is always one of its own.</summary>
    public string? Folder { get; init; }

    /// <summary>Where in its cell it runs; null if it runs in none.</summary>
    internal CellPlace? Place { get; init; }

    /// <summary>How late the processes were so far that the program depends on.</summary>
    internal Func<TimeSpan> OthersLate { get; init; } = () => TimeSpan.Zero;

    /// <summary>When it is killed in any case: on a machine that gives it at least an eighth of the time, it has had enough.</summary>
    internal TimeSpan Most => 8 * Deadline < LastResort ? 8 * Deadline : LastResort;

    /// <summary>Less than the time after which a program ends itself (see Support/Entry).</summary>
    private static TimeSpan LastResort { get; } = TimeSpan.FromSeconds(150);
}

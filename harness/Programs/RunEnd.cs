using System.Text.Json.Serialization;
using Kata.Results;

namespace Kata.Programs;

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
[JsonDerivedType(typeof(Lost), "lost")]
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

        /// <summary>The type of the exception: <c>System.FormatException</c>; null if there was none, or if the run was kept in a
        /// file.</summary>
        [JsonIgnore]
        internal string? Type { get; init; }

        /// <summary>The same place as <see cref="Where"/>; null if it is no file and line, or if the run was kept in a file.</summary>
        [JsonIgnore]
        internal Place? Place { get; init; }

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

    /// <summary>It ran, and the machine failed it: this says nothing about the program.</summary>
    /// <param name="Why">What was missing: <c>no memory is left on this machine</c>.</param>
    public sealed record Lost(string Why) : RunEnd
    {
        public override string ToString() => $"no end of its own: {Why}";
    }

    /// <summary>It ran into a blank.</summary>
    /// <param name="What">The blank, its place, and what belongs there.</param>
    public sealed record HitBlank(string What) : RunEnd
    {
        public override string ToString() => $"a blank: {What}";
    }
}

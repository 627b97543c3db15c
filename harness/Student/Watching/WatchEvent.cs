using Kata.Results;

namespace Kata.Student.Watching;

/// <summary>What can happen while <c>kata watch</c> runs. Whatever it is goes through one queue and is dealt with by
/// one reader, one after the other.</summary>
internal abstract record WatchEvent
{
    /// <summary>A file was saved, renamed or deleted; null where it may be any.</summary>
    public sealed record Saved(string? File) : WatchEvent;

    public sealed record Key(char Char) : WatchEvent;

    /// <summary>What compiler and analyzers found in a run's program, before its checks are over.</summary>
    public sealed record Found(int Run, IReadOnlyList<CompilerFinding> Findings) : WatchEvent;

    /// <summary>A check's verdict, before the others are over.</summary>
    public sealed record Judged(int Run, CheckResult Check) : WatchEvent;

    /// <param name="Since">When the save was noticed that the run is for.</param>
    /// <param name="Seed">What its checks drew from.</param>
    public sealed record Checked(int Run, StepResult Outcome, long Since, int Seed) : WatchEvent;

    /// <summary>What a program that is done does otherwise than ours.</summary>
    public sealed record Compared(int Run, IReadOnlyList<string> Lines) : WatchEvent;

    /// <summary>A run that could not be made.</summary>
    /// <param name="Why">One line.</param>
    public sealed record Failed(int Run, string Why) : WatchEvent;
}

using System.Globalization;

namespace Kata.Programs.Compiling;

/// <summary>How much time and memory of the compiler a program may take.</summary>
internal sealed record CompileLimits
{
    private const long Megabyte = 1024 * 1024;

    public static CompileLimits Usual { get; } = new();

    /// <summary>Processor time. Nested lambdas and overloads can keep the compiler busy for days.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Bytes of managed memory.</summary>
    public long Memory { get; init; } = 1024 * Megabyte;

    /// <summary>After this, other programs do not wait for it any more.</summary>
    public TimeSpan Long { get; init; } = TimeSpan.FromSeconds(10);

    public string TooLong =>
        string.Create(CultureInfo.InvariantCulture, $"it takes more than {Time.TotalSeconds:0} s, which is all that a program may take");

    public string TooMuch =>
        string.Create(CultureInfo.InvariantCulture,
            $"it takes more than {Memory / Megabyte:n0} MB of memory, which is all that a program may take");

    /// <summary>Why a compile server ended by itself; null if its program does not seem to be the cause.</summary>
    /// <param name="words">What it wrote to its error output: the runtime's last message.</param>
    public string? WhyEnded(int exitCode, string words) =>
        exitCode == CompileServer.NoMemory || words.Contains(RunEndReader.NoMemory, StringComparison.Ordinal)
            || words.Contains(nameof(OutOfMemoryException), StringComparison.Ordinal) ? TooMuch
        : words.Contains(RunEndReader.StackOverflow, StringComparison.Ordinal)
            || words.Contains(nameof(InsufficientExecutionStackException), StringComparison.Ordinal) ? CompileServer.TooDeep
        : words.Length > 0 ? CompileServer.GaveUp(words.Split('\n')[0].Trim())
        : null;
}

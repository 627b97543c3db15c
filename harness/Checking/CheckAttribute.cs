using System.Runtime.CompilerServices;

namespace Kata.Checking;

/// <summary>Makes a method of a <see cref="Checks"/> class a check.</summary>
/// <param name="sentence">What it establishes: the line the student reads.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CheckAttribute(string sentence, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") : Attribute
{
    public string Sentence { get; } = sentence;

    /// <summary>What to try next when it fails.</summary>
    public string? Hint { get; init; }

    /// <summary>The same if the program had to be killed, since it did not end; null if that makes no difference.</summary>
    public string? HintIfKilled { get; init; }

    /// <summary>The same if no server got anything of the program, neither a connection nor a datagram; null if that makes no
    /// difference.</summary>
    public string? HintIfNotReached { get; init; }

    public int Points { get; init; } = 1;

    internal int Line { get; } = line;

    /// <summary>The name of the file that it stands in, without folders: they are those of the machine that compiled it.</summary>
    internal string File { get; } = Path.GetFileName(file);
}

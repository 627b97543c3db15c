namespace Kata.Programs.Compiling;

/// <summary>A compile server ended before it answered.</summary>
/// <param name="why">What its program is told if it has done that; null if somebody else may have, who killed it.</param>
/// <param name="isAlone">Whether nothing else was being compiled, so that it was this program.</param>
internal sealed class CompilerEndException(string? why, bool isAlone) : Exception(why ?? "The compiler's process was killed.")
{
    public string? Why => why;

    public bool IsAlone => isAlone;
}

namespace Kata.Programs.Compiling;

/// <summary>A compile server ended before it answered.</summary>
/// <param name="why">The cause, if it was a program; null if the process may have been killed from outside.</param>
/// <param name="isAlone">Whether only this program was being compiled, and so is the cause.</param>
internal sealed class CompilerEndException(string? why, bool isAlone) : Exception(why ?? "The compiler's process was killed.")
{
    public string? Why => why;

    public bool IsAlone => isAlone;
}

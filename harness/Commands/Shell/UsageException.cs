using Kata.Machine;

namespace Kata.Commands.Shell;

/// <summary>The user asked for something that cannot be done. The message is one line that says what to do; the command
/// ends with this exit code.</summary>
internal sealed class UsageException(string message) : KataException(message)
{
    public int ExitCode { get; init; } = 2;
}

using Kata.Machine;

namespace Kata.Servers;

/// <summary>A server host could not do what it was asked; the message says what to do about it.</summary>
public sealed class ServerHostException(string message, Exception? inner = null) : KataException(message, inner)
{
    /// <summary>Why the server program refused a request, in its words; null if it did not.</summary>
    public string? Refusal { get; init; }
}

using Microsoft.CodeAnalysis;

namespace Kata.Analyzers.Model;

/// <summary>A method or local function of the same file that goes to the network: what its answer tells those who call it.</summary>
internal sealed class Helper
{
    /// <summary>It returns how much it received: a count, the sum of several, or a number of lines.</summary>
    public bool ReturnsCount { get; set; }

    /// <summary>The member of what it returns that is the count, where it returns an object or a tuple.</summary>
    public CountMember? Member { get; set; }

    /// <summary>It does nothing with that count but put it into the object.</summary>
    public bool OnlyPassesCount { get; set; }

    public Transport Transport { get; set; }

    /// <summary>The parameter whose array it fills.</summary>
    public IParameterSymbol? Buffer { get; set; }

    /// <summary>It throws when less comes than it waits for; then its count has nothing to tell.</summary>
    public bool Throws { get; set; }

    /// <summary>The number below zero that it returns instead of a count.</summary>
    public long? Sentinel { get; set; }

    /// <summary>It catches the failure of the network and returns <c>false</c> or null for it.</summary>
    public bool TellsFailure { get; set; }

    /// <summary>Where it catches the failure it does something about it as well: prints it, raises an event.</summary>
    public bool Tells { get; set; }

    /// <summary>It catches what is thrown for bytes that are no text, and returns <c>false</c> or null for it.</summary>
    public bool TellsBadText { get; set; }

    /// <summary>It returns one byte that it has read, or -1 at the end of the stream.</summary>
    public bool ReturnsByte { get; set; }

    /// <summary>It receives and returns an object, and null by no way.</summary>
    public bool NeverReturnsNull { get; set; }
}

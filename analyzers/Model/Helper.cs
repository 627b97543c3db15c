using Microsoft.CodeAnalysis;

namespace Kata.Analyzers.Model;

/// <summary>A method or local function of the same file that goes to the network, and what its result says to its callers.</summary>
internal sealed class Helper
{
    /// <summary>It returns how much it received: a count, the sum of several, or a number of lines.</summary>
    public bool ReturnsCount { get; set; }

    /// <summary>If it returns an object or a tuple, the member that is the count.</summary>
    public CountMember? Member { get; set; }

    /// <summary>It does nothing with the count but put it into the object.</summary>
    public bool OnlyPassesCount { get; set; }

    public Transport Transport { get; set; }

    /// <summary>The parameter whose array it fills.</summary>
    public IParameterSymbol? Buffer { get; set; }

    /// <summary>It throws when less comes than it waits for. Its count then says nothing.</summary>
    public bool Throws { get; set; }

    /// <summary>The number below zero that it returns instead of a count.</summary>
    public long? Sentinel { get; set; }

    /// <summary>It catches the failure of the network and returns <c>false</c> or null for it.</summary>
    public bool TellsFailure { get; set; }

    /// <summary>If it catches the failure, it also does something about it: it prints it, or raises an event.</summary>
    public bool Tells { get; set; }

    /// <summary>It catches the error for bytes that are not text, and returns <c>false</c> or null for it.</summary>
    public bool TellsBadText { get; set; }

    /// <summary>It returns one byte that it has read, or -1 at the end of the stream.</summary>
    public bool ReturnsByte { get; set; }

    /// <summary>It returns the line that it has read, or null at the end.</summary>
    public bool ReturnsLine { get; set; }

    /// <summary>It receives and returns an object, and never returns null.</summary>
    public bool NeverReturnsNull { get; set; }
}

namespace Kata.Results;

/// <summary>A place in a program's source.</summary>
/// <param name="File">With or without its folder: <c>exercises/Step04_SendingAndReceiving.cs</c>.</param>
/// <param name="Line">From 1; null if only the file is known.</param>
public sealed record Place(string File, int? Line = null)
{
    /// <summary>As editors and terminals open it: <c>exercises/Step04_SendingAndReceiving.cs:27</c>.</summary>
    public override string ToString() => Line is { } line ? FormattableString.Invariant($"{File}:{line}") : File;
}

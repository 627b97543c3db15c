namespace Kata.Results;

/// <summary>What kind of reason it is, where that matters.</summary>
public enum ReasonKind
{
    Other,

    /// <summary>The machine was too busy for a verdict, or its memory ran out.</summary>
    BusyMachine,
}

/// <summary>Why a check came to no verdict: the blank to fill in first, or why it could not be made.</summary>
/// <param name="Text">For a blank: <c>fill in `host`</c>.</param>
/// <param name="Place">For a blank: its file and line, without the folder: <c>Step01_CreatingSockets.cs:21</c>.</param>
/// <param name="Note">For a blank: what belongs there.</param>
public sealed record Reason(string Text, string? Place = null, string? Note = null)
{
    public ReasonKind Kind { get; init; }

    /// <summary>The reason with a path that an editor or a terminal opens.</summary>
    /// <param name="folder">The folder of the programs from where the student is; null if that is the one.</param>
    public string In(string? folder)
    {
        var path = folder is null ? Place : $"{folder.TrimEnd('/', '\\')}/{Place}";
        return $"{Text}{(Place is null ? "" : $" at {path}")}{(Note is null ? "" : $" ({Note})")}";
    }

    public override string ToString() => In(null);
}

namespace Kata.Programs.Cells;

/// <summary>Where in its cell a program runs.</summary>
/// <param name="Network">That of its check: its endpoints are in it, and nobody else's.</param>
/// <param name="Folders">Those of its check, which it may write to.</param>
internal sealed record CellPlace(CellNetwork Network, IReadOnlyList<string> Folders);

namespace Kata.Programs.Cells;

/// <summary>Where in its cell a program runs.</summary>
/// <param name="Network">The network of its check, with the endpoints of that check and no others; null if it is the
/// machine's.</param>
/// <param name="Folders">The folders of its check, which it may write to.</param>
internal sealed record CellPlace(CellNetwork? Network, IReadOnlyList<string> Folders);

namespace Kata.Reports.Html;

/// <summary>How much a page shows of what there is; a report that would be too large is written with the next smaller ones.</summary>
/// <param name="Payload">Bytes behind an arrow.</param>
/// <param name="Output">Bytes of each of a run's outputs.</param>
/// <param name="PassedLadders">Whether checks that passed show their ladders.</param>
internal sealed record Sizes(int Payload, int Output, bool PassedLadders = true)
{
    /// <summary>From the largest to the smallest.</summary>
    public static IReadOnlyList<Sizes> All { get; } =
    [
        new(1024, 4096),
        new(512, 2048),
        new(256, 1024),
        new(128, 512),
        new(64, 256),
        new(256, 1024, PassedLadders: false),
        new(0, 128, PassedLadders: false),
    ];
}

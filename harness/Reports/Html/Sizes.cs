namespace Kata.Reports.Html;

/// <summary>How much a page shows of what there is; a report that would be too large is written with smaller ones.</summary>
/// <param name="Payload">Bytes behind an arrow.</param>
/// <param name="Output">Bytes of each of a run's outputs.</param>
/// <param name="Rungs">Rungs of a ladder; 0 for no ladders.</param>
/// <param name="Passed">Whether checks that passed show what they were judged by.</param>
internal sealed record Sizes(int Payload, int Output, int Rungs, bool Passed = true)
{
    /// <summary>From the largest to the smallest.</summary>
    public static IReadOnlyList<Sizes> All { get; } =
    [
        new(1024, 4096, 44),
        new(512, 2048, 44),
        new(256, 1024, 36),
        new(128, 512, 28),
        new(64, 256, 20),
        new(128, 512, 16, Passed: false),
        new(64, 256, 8, Passed: false),
        new(0, 128, 0, Passed: false),
    ];
}

using Kata.Checking;
using Kata.Programs;
using Kata.Protocol;

/// <summary>An answer whose pieces may give a char more than they have bytes: the first byte of a piece completes a character of four
/// bytes, which is two chars, and each byte after it is a char of its own.</summary>
internal sealed class CrowdedPieces(string head)
{
    private const int Rest = 50_000;

    public string Answer { get; } = head + string.Concat(Enumerable.Repeat($"🧵{RandomText.OfLength(Rest)}", 4));

    /// <summary>Each cut is before the last byte of a 🧵. The server has sent more than a buffer holds when the program goes on; one that
    /// is late meets some of the pieces as one, and still others alone.</summary>
    public InPieces Pieces { get; } = new([head.Length + 3, 4 + Rest, 4 + Rest, 4 + Rest, 10 * Rest], GapMilliseconds: 50);

    /// <summary>For a program that ended with an exception of its decoder; null for any other.</summary>
    public static string? HintFor(Run run) =>
        run.ErrorOutput.Contains("char buffer", StringComparison.Ordinal)
            ? "The first byte of a piece may complete a character of four bytes, which gives two chars; each other byte of the piece may give "
                + "one more. How many chars is there room for? See Encoding.GetMaxCharCount."
            : null;
}

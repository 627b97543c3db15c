namespace Kata.Text;

/// <summary>What distinguishes two texts.</summary>
public enum DifferenceKind
{
    /// <summary>Some text, which a window shows.</summary>
    Text,

    /// <summary>Nothing but line ends.</summary>
    LineEnds,

    /// <summary>Whole lines are missing, and the rest is right.</summary>
    MissingLines,
}

/// <summary>A window around the first difference of what was expected and what came.</summary>
/// <param name="Summary">Where it is, or what is wrong as a whole, in words.</param>
/// <param name="Expected">A few dozen characters around it, control characters visible.</param>
/// <param name="Got">The same of what came; the first difference is in the same column.</param>
/// <param name="Marker">A line that points at it.</param>
public sealed record Difference(string Summary, string Expected, string Got, string Marker)
{
    public DifferenceKind Kind { get; init; }

    private const int Before = 20;
    private const int After = 40;

    /// <summary>Up to four lines, one below the other; a side that is empty has none, since the summary says so.</summary>
    public IReadOnlyList<string> Lines => (Expected, Got) switch
    {
        ("", _) => [Summary, $"got       {Got}"],
        (_, "") => [Summary, $"expected  {Expected}"],
        _ => [Summary, $"expected  {Expected}", $"got       {Got}", $"          {Marker}"],
    };

    /// <returns>Null if they are equal.</returns>
    public static Difference? Of(string expected, string got)
    {
        var at = expected.AsSpan().CommonPrefixLength(got);
        if (at == expected.Length && at == got.Length)
            return null;

        if (at > 0 && char.IsHighSurrogate(expected[at - 1]))
            at--;

        var (special, kind) = LineEnds(expected, got) is { } ends ? (ends, DifferenceKind.LineEnds)
            : MissingLines(expected, got) is { } missing ? (missing, DifferenceKind.MissingLines)
            : ((string?)null, DifferenceKind.Text);
        return Window(at, expected.Length, got.Length, "character", $"at {Place(expected, at)}", special,
            (start, end) => Parts(expected, start, end), (start, end) => Parts(got, start, end)) with
        { Kind = kind };

        static IReadOnlyList<string> Parts(string text, int start, int end) => Visible.Parts(text[start..Math.Min(end, text.Length)]);
    }

    /// <inheritdoc cref="Of(string, string)"/>
    public static Difference? Of(byte[] expected, byte[] got)
    {
        var at = expected.AsSpan().CommonPrefixLength(got);
        if (at == expected.Length && at == got.Length)
            return null;

        var asText = Visible.IsText(Around(expected)) && Visible.IsText(Around(got));
        return Window(at, expected.Length, got.Length, "byte", $"at byte {Amount.Of(at)} (counted from 0)", null,
            (start, end) => Parts(expected, start, end), (start, end) => Parts(got, start, end));

        ReadOnlySpan<byte> Around(byte[] bytes) =>
            bytes.AsSpan(Math.Max(0, at - Before)..Math.Min(bytes.Length, at + After));

        IReadOnlyList<string> Parts(byte[] bytes, int start, int end)
        {
            var window = bytes.AsSpan(start..Math.Min(end, bytes.Length));
            return asText ? Visible.Parts(window) : [.. window.ToArray().Select(b => $"{b:X2} ")];
        }
    }

    private static Difference Window(
        int at, int expected, int got, string noun, string place, string? special,
        Func<int, int, IReadOnlyList<string>> expectedParts, Func<int, int, IReadOnlyList<string>> gotParts)
    {
        var start = Math.Max(0, at - Before);
        var common = (start > 0 ? "…" : "") + string.Concat(expectedParts(start, at));
        var summary = special ?? (expected, got) switch
        {
            (0, _) => $"expected nothing, got {Amount.Of(got, noun)}",
            (_, 0) => $"expected {Amount.Of(expected, noun)}, got nothing",
            _ when at == got => $"got only the first {Amount.Of(got)} of {Amount.Of(expected, noun)}",
            _ when at == expected => $"got all {Amount.Of(expected, noun)}, and {Amount.Of(got - expected)} more",
            _ => $"the first difference is {place}; expected {Amount.Of(expected, noun)}, got {Amount.Of(got)}",
        };
        var marker = at == got ? "^ got ends here" : at == expected ? "^ expected ends here" : "^";

        return new(
            summary,
            common + Rest(expectedParts, expected),
            common + Rest(gotParts, got),
            new string(' ', common.Length) + marker);

        string Rest(Func<int, int, IReadOnlyList<string>> parts, int length) =>
            string.Concat(parts(at, at + After)).TrimEnd(' ') + (at + After < length ? "…" : "");
    }

    // Differences that no window shows well, said in words.
    private static string? LineEnds(string expected, string got)
    {
        if (WithoutLastEnd(expected) == got)
            return "equal except for the line end at the very end: expected one, got none";
        if (expected == WithoutLastEnd(got))
            return "equal except for the line end at the very end: expected none, got one";
        if (expected.ReplaceLineEndings("\n") == got.ReplaceLineEndings("\n"))
            return "equal except for the line ends: ␍␊ and ␊ are not the same";
        return null;
    }

    /// <summary>For lines that are missing before the last one that came.</summary>
    private static string? MissingLines(string expected, string got)
    {
        if (got.Trim() == "" || expected.StartsWith(got.TrimEnd('\n'), StringComparison.Ordinal))
            return null;

        var (right, came) = (LinesOf(expected), LinesOf(got));
        List<int> missing = [];
        var found = 0;
        for (var line = 0; line < right.Length; line++)
        {
            if (found < came.Length && came[found] == right[line])
                found++;
            else
                missing.Add(line + 1);
        }

        return (found == came.Length, missing) switch
        {
            (false, _) or (_, []) => null,
            (_, [var only]) => $"line {Amount.Of(only)} is missing; all others are right",
            (_, [var first, ..]) => $"{Amount.Of(missing.Count)} lines are missing, line {Amount.Of(first)} and others; the rest is right",
        };
    }

    private static string[] LinesOf(string text) => (text.EndsWith('\n') ? text[..^1] : text).Split('\n');

    private static string WithoutLastEnd(string text) =>
        text.EndsWith("\r\n") ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text + "\n\0";

    private static string Place(string text, int at)
    {
        var before = text.AsSpan(0, at);
        var lineStart = before.LastIndexOf('\n') + 1;
        return $"line {Amount.Of(before.Count('\n') + 1)}, column {Amount.Of(at - lineStart + 1)}";
    }
}

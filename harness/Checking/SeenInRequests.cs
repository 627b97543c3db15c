using Kata.Text;

namespace Kata.Checking;

/// <summary>What is wrong with a request.</summary>
internal static class SeenInRequests
{
    /// <summary>The first hint that applies; null if none does.</summary>
    /// <param name="expected">The whole request.</param>
    /// <param name="got">All that the program sent.</param>
    public static string? HintFor(string expected, string got) =>
        Parts(expected) is not { } asked ? null
        : got.ReplaceLineEndings("\n") == expected.ReplaceLineEndings("\n")
            ? "Only the line ends are wrong: HTTP wants \\r\\n on every system. WriteLine, AppendLine and Environment.NewLine end a line as "
                + "this system does."
        : Parts(got) is not { } sent || sent.Line != asked.Line ? null
        : sent.Version != asked.Version
            ? $"The method and the path are right, and the version is another: {Quoted.Of(sent.Version)} in place of {asked.Version}."
        : sent.Behind.EndsWith("\r\n\r\n", StringComparison.Ordinal)
            && sent.Behind.Trim().Split("\r\n").All(line => line.Contains(':', StringComparison.Ordinal))
            ? "The first line is right. Behind it stand header lines that were not asked for."
        : null;

    /// <summary>Method and path, the version, and what stands behind the first line; null if that is no line of a request.</summary>
    private static (string Line, string Version, string Behind)? Parts(string request)
    {
        var end = request.IndexOf('\r');
        var space = end < 0 ? -1 : request.LastIndexOf(' ', end);
        return space < 0 ? null : (request[..space], request[(space + 1)..end], request[end..]);
    }
}

using System.Text;
using Kata.Servers;
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
        : Escaped(expected, got) is { } escaped ? escaped
        : CutOff(expected, got) is { } cut ? cut
        : Parts(got) is not { } sent || sent.Line != asked.Line ? null
        : sent.Version != asked.Version
            ? $"The method and the path are right, and the version is another: {Quoted.Of(sent.Version)} in place of {asked.Version}."
        : sent.Behind.EndsWith("\r\n\r\n", StringComparison.Ordinal)
            && sent.Behind.Trim().Split("\r\n").All(line => line.Contains(':', StringComparison.Ordinal))
            ? "The first line is right. Behind it stand header lines that were not asked for."
        : null;

    /// <summary>For a path with other escapes than the given one (RFC 3986 section 2.1), if nothing else is wrong.</summary>
    private static string? Escaped(string expected, string got)
    {
        if (Uri.UnescapeDataString(got) != Uri.UnescapeDataString(expected))
            return null;

        var more = got.Count('%') - expected.Count('%');
        return more > 0
                ? "The path was escaped, with %xx in place of some of its letters. It has to go out as it was given: what escapes it, a Uri, or "
                    + "EscapeDataString?"
            : more < 0
                ? "Escapes of the path (%xx) were replaced by what they stand for. It has to go out as it was given: what does that, a Uri?"
            : null;
    }

    /// <summary>For a program that waits for the answer to a request which is cut off.</summary>
    public static string? OfThePath(Transcript seen, IReadOnlyList<string> arguments)
    {
        var got = Encoding.UTF8.GetString(seen.ReceivedOn(1));
        return arguments.Where(argument => argument.StartsWith('/'))
            .Select(path => CutOff($"GET {path} HTTP/1.0\r\n\r\n", got))
            .FirstOrDefault(hint => hint is not null);
    }

    private static string? CutOff(string expected, string got) =>
        got != "" && SeenInLetters.IsCutOff(expected, got)
            ? $"The request is cut off behind {expected.Length} bytes: so many characters it has, and {Encoding.UTF8.GetByteCount(expected)} "
                + "bytes in UTF-8. Where does a number of characters stand for one of bytes?"
            : null;

    /// <summary>Method and path, the version, and what stands behind the first line; null if that is no line of a request.</summary>
    private static (string Line, string Version, string Behind)? Parts(string request)
    {
        var end = request.IndexOf('\r');
        var space = end < 0 ? -1 : request.LastIndexOf(' ', end);
        return space < 0 ? null : (request[..space], request[(space + 1)..end], request[end..]);
    }
}

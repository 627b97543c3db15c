using Kata.Results;

namespace Kata.Reports.Html;

/// <summary>The line of a program that a finding is about.</summary>
internal static class SourceLine
{
    private const int MostCharacters = 200;

    /// <returns>Null if it cannot be read, or is empty.</returns>
    public static string? Of(CompilerFinding finding)
    {
        try
        {
            var line = finding.Path is null ? "" : File.ReadLines(finding.Path).ElementAtOrDefault(finding.Line - 1)?.Trim() ?? "";
            return line.Length == 0 ? null : line.Length > MostCharacters ? line[..MostCharacters] + "…" : line;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // The finding says what it has to say without it.
            return null;
        }
    }
}

using Microsoft.CodeAnalysis;

namespace Kata.Analyzers;

/// <summary>Makes every descriptor, so that category, help link and wording are decided in one place.</summary>
internal static class Rule
{
    private const string Documents = "https://github.com/socket-kata/socket-kata/blob/main/analyzers/docs/";

    /// <summary>A descriptor that is on by default. <paramref name="message"/> is one sentence: it names the variable and says what to do.</summary>
    public static DiagnosticDescriptor Create(
        string id, string category, DiagnosticSeverity severity, string title, string message, bool enabled = true) =>
        new(id, title, message, category, severity, enabled, helpLinkUri: Documents + id + ".md");
}

using Microsoft.CodeAnalysis;

namespace Kata.Analyzers;

/// <summary>Makes every descriptor, so that category, help link and wording are decided in one place.</summary>
internal static class Rule
{
    /// <summary>A descriptor, on by default unless <paramref name="enabled"/> says no: then the rule works where somebody asks for it.
    /// <paramref name="message"/> is one sentence: it names the variable and says what to do.</summary>
    public static DiagnosticDescriptor Create(
        string id, string category, DiagnosticSeverity severity, string title, string message, bool enabled = true) =>
        new(id, title, message, category, severity, enabled, helpLinkUri: Documents.LinkTo(id, Documents.Address));

    /// <summary>The same rule where it says something else.</summary>
    public static DiagnosticDescriptor Saying(this DiagnosticDescriptor rule, string message) => rule.Saying(message, rule.DefaultSeverity);

    /// <summary>The same rule where it says something else, and is more or less sure of it.</summary>
    public static DiagnosticDescriptor Saying(this DiagnosticDescriptor rule, string message, DiagnosticSeverity severity) =>
        new(rule.Id, rule.Title, message, rule.Category, severity, rule.IsEnabledByDefault, helpLinkUri: rule.HelpLinkUri);
}

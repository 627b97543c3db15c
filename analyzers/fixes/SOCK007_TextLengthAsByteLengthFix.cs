using Kata.Analyzers;
using Kata.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Kata.CodeFixes;

/// <summary>Counts the bytes.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SOCK007_TextLengthAsByteLengthFix))]
public sealed class SOCK007_TextLengthAsByteLengthFix() : Fix(RuleIds.TextLengthAsByteLength, "Use the length in bytes")
{
    private protected override SyntaxNode? Change(Place place)
    {
        var length = place.Expression;
        return length is null || place.Property(SOCK007_TextLengthAsByteLength.InsteadProperty) is not { } instead
            ? null
            : place.Root.ReplaceNode(length, Rewriting.Expression(instead).WithTriviaFrom(length));
    }
}

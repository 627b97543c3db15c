using System.Linq;
using Kata.Analyzers;
using Kata.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Kata.CodeFixes;

/// <summary>Gives the call only what came.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SOCK003_WholeBufferUsedFix))]
public sealed class SOCK003_WholeBufferUsedFix() : Fix(RuleIds.WholeBufferUsed, "Use only the bytes that came")
{
    private protected override SyntaxNode? Change(Place place)
    {
        if (place.Property(SOCK003_WholeBufferUsed.CountProperty) is not { } count || place.Expression is not { } buffer)
            return null;

        // The count must be in sight, and be given its value before.
        if (place.Model.LookupSymbols(buffer.SpanStart, name: count).FirstOrDefault() is not ILocalSymbol)
            return null;
        return Slicing.Of(buffer, count) is { } slice ? place.Root.ReplaceNode(slice.Old, slice.New) : null;
    }
}

using System.Linq;
using Kata.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.CodeFixes;

/// <summary>Puts a decoder before the loop, which keeps the bytes of a cut character for the next piece.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SOCK005_DecodedInPiecesFix))]
public sealed class SOCK005_DecodedInPiecesFix() : Fix(RuleIds.DecodedInPieces, "Decode with a Decoder")
{
    private protected override SyntaxNode? Change(Place place)
    {
        if (Rewriting.Invocation(place) is not { Expression: MemberAccessExpressionSyntax member } call)
            return null;
        var arguments = call.ArgumentList.Arguments;
        if (arguments.Count != 3 || arguments[0].Expression is not IdentifierNameSyntax buffer)
            return null;
        if (place.Model.GetTypeInfo(buffer, place.Cancellation).Type is not IArrayTypeSymbol)
            return null;
        var loop = call.Ancestors()
            .OfType<StatementSyntax>()
            .FirstOrDefault(above => above is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax);
        if (loop is null || call.Ancestors().TakeWhile(above => above != loop).Any(above => above is AnonymousFunctionExpressionSyntax))
            return null;

        // The buffer and the encoding must be there before the loop, where the decoder is made.
        if (!IsKnownBefore(buffer) || member.Expression is IdentifierNameSyntax encoding && !IsKnownBefore(encoding))
            return null;
        var (decoder, characters) = (Rewriting.FreeName(place, "decoder"), Rewriting.FreeName(place, "characters"));
        var text = Rewriting
            .Expression(
                $"new string({characters}, 0, {decoder}.GetChars({buffer}, {arguments[1].Expression}, {arguments[2].Expression}, "
                    + $"{characters}, 0))")
            .WithTriviaFrom(call);
        return Rewriting.Replace(
            place.Root,
            loop,
            Rewriting.Statement($"var {decoder} = {member.Expression}.GetDecoder();"),
            Rewriting.Statement($"var {characters} = new char[{member.Expression}.GetMaxCharCount({buffer}.Length)];"),
            loop.ReplaceNode(call, text)
                .WithLeadingTrivia(SyntaxFactory.ElasticMarker)
                .WithAdditionalAnnotations(Microsoft.CodeAnalysis.Formatting.Formatter.Annotation));

        bool IsKnownBefore(IdentifierNameSyntax name) => place.Model.GetSymbolInfo(name, place.Cancellation).Symbol switch
        {
            ILocalSymbol local => local.DeclaringSyntaxReferences.All(declaration => declaration.Span.End < loop.SpanStart),
            _ => true,
        };
    }
}

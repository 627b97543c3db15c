using System.Linq;
using Kata.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.CodeFixes;

/// <summary>Connects the client before it asks, so that the system drops what others send (connect(2)).</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SOCK017_DatagramFromAnyoneFix))]
public sealed class SOCK017_DatagramFromAnyoneFix() : Fix(RuleIds.DatagramFromAnyone, "Connect to the server")
{
    private protected override SyntaxNode? Change(Place place)
    {
        if (
            Rewriting.Invocation(place)
            is not { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax socket } } receive
        )
            return null;
        var body = receive.FirstAncestorOrSelf<MemberDeclarationSyntax>();
        if (body is null)
            return null;
        var sends = body.DescendantNodes()
            .OfType<InvocationExpressionSyntax>()
            .Where(call =>
                call.Expression
                    is MemberAccessExpressionSyntax
                {
                    Name.Identifier.ValueText: "Send" or "SendAsync",
                    Expression: IdentifierNameSyntax target
                }
                && target.Identifier.ValueText == socket.Identifier.ValueText)
            .ToList();

        // With one question there is one peer; with several it takes a look.
        if (
            sends.Count != 1
            || Rewriting.StatementOf(sends[0]) is not { Parent: BlockSyntax or GlobalStatementSyntax } statement
            || Rewriting.IsInLoop(statement)
        )
            return null;
        var arguments = sends[0].ArgumentList.Arguments;
        if (
            arguments.Count < 3
            || place.Model.GetTypeInfo(arguments[1].Expression, place.Cancellation).Type?.SpecialType != SpecialType.System_Int32
        )
            return null;
        var peer = string.Join(", ", arguments.Skip(2).Select(argument => argument.Expression.ToString()));
        var plain = sends[0]
            .WithArgumentList(
                SyntaxFactory.ArgumentList(
                    SyntaxFactory.SeparatedList(
                        arguments.Take(2),
                        [SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space)])));
        return Rewriting.Replace(
            place.Root,
            statement,
            Rewriting.Statement($"{socket}.Connect({peer});"),
            statement
                .ReplaceNode(sends[0], plain)
                .WithLeadingTrivia(SyntaxFactory.ElasticMarker)
                .WithAdditionalAnnotations(Microsoft.CodeAnalysis.Formatting.Formatter.Annotation));
    }
}

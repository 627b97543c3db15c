using Kata.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.CodeFixes;

/// <summary>Gives <c>Connect</c> all addresses; it tries one after the other.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SOCK018_FirstAddressOnlyFix))]
public sealed class SOCK018_FirstAddressOnlyFix() : Fix(RuleIds.FirstAddressOnly, "Try every address")
{
    private protected override SyntaxNode? Change(Place place)
    {
        var first = place.Expression;
        var all = first switch
        {
            ElementAccessExpressionSyntax element => element.Expression,
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax member } => member.Expression,
            _ => null,
        };
        if (all is null || first!.Parent is not ArgumentSyntax { Parent: ArgumentListSyntax { Arguments.Count: 2 } list })
            return null;
        return list.Parent switch
        {
            InvocationExpressionSyntax call when IsConnect(call) => place.Root.ReplaceNode(first, all.WithTriviaFrom(first)),

            // `Connect(new IPEndPoint(first, port))`: the end point falls away too.
            BaseObjectCreationExpressionSyntax
            {
                Parent: ArgumentSyntax
                {
                    Parent: ArgumentListSyntax { Arguments.Count: 1, Parent: InvocationExpressionSyntax outer } outerList
                }
            } when IsConnect(outer) => place.Root.ReplaceNode(outerList, list.ReplaceNode(first, all).WithTriviaFrom(outerList)),
            _ => null,
        };
    }

    private static bool IsConnect(InvocationExpressionSyntax call) =>
        call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Connect" or "ConnectAsync" };
}

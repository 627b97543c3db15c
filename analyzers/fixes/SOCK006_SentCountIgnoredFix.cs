using System.Linq;
using Kata.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.CodeFixes;

/// <summary>Sends until all is gone.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SOCK006_SentCountIgnoredFix))]
public sealed class SOCK006_SentCountIgnoredFix() : Fix(RuleIds.SentCountIgnored, "Send until all is gone")
{
    private protected override SyntaxNode? Change(Place place)
    {
        // A non-blocking send has to wait for room in between, which no rewriting of the call alone can do.
        if (Rewriting.Invocation(place) is not { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "SendAsync" } } call)
            return null;
        var arguments = call.ArgumentList.Arguments;
        if (arguments.Count == 0 || arguments[0].Expression is not IdentifierNameSyntax data)
            return null;
        var whole = Rewriting.Whole(call);
        if (whole is not AwaitExpressionSyntax)
            return null;
        var statement = whole.Parent switch
        {
            ExpressionStatementSyntax plain => plain,
            AssignmentExpressionSyntax
            {
                Left: IdentifierNameSyntax { Identifier.ValueText: "_" },
                Parent: ExpressionStatementSyntax discard
            } => discard,
            _ => null,
        };
        if (statement is null)
            return null;
        var rest = place.Model.GetTypeInfo(data, place.Cancellation).Type switch
        {
            IArrayTypeSymbol => "AsMemory",
            { Name: "Memory" or "ReadOnlyMemory" } => "Slice",
            _ => null,
        };
        if (rest is null)
            return null;
        var sent = Rewriting.FreeName(place, "sent");
        var send = whole.ReplaceNode(data, Rewriting.Expression($"{data}.{rest}({sent})")).WithoutTrivia();
        return Rewriting.Replace(
            place.Root,
            statement,
            Rewriting.Statement($"for (var {sent} = 0; {sent} < {data}.Length;)\n    {sent} += {send};"));
    }
}

using Kata.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.CodeFixes;

/// <summary>Shuts down the sending side after the last send.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SOCK020_NoHalfCloseFix))]
public sealed class SOCK020_NoHalfCloseFix() : Fix(RuleIds.NoHalfClose, "Shut down the sending side")
{
    private protected override SyntaxNode? Change(Place place)
    {
        if (
            Rewriting.Invocation(place) is not { Expression: MemberAccessExpressionSyntax member } call
            || Rewriting.StatementOf(call) is not { } statement
        )
            return null;

        // Inside a loop it is not the last send.
        if (Rewriting.IsInLoop(statement))
            return null;
        var socket = place.Model.GetTypeInfo(member.Expression, place.Cancellation).Type?.Name switch
        {
            "Socket" => member.Expression.ToString(),
            "NetworkStream" => $"{member.Expression}.Socket",
            _ => null,
        };
        return socket is null
            ? null
            : Rewriting.InsertAfter(
                place.Root,
                statement,
                $"{socket}.Shutdown({Rewriting.TypeName(place, "System.Net.Sockets", "SocketShutdown")}.Send);");
    }
}

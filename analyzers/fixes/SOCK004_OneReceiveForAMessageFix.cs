using System.Linq;
using Kata.Analyzers;
using Kata.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.CodeFixes;

/// <summary>Reads until enough is there, or receives behind what is there already.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SOCK004_OneReceiveForAMessageFix))]
public sealed class SOCK004_OneReceiveForAMessageFix() : Fix(RuleIds.OneReceiveForAMessage, "Receive all of the message")
{
    private protected override SyntaxNode? Change(Place place)
    {
        if (Rewriting.Invocation(place) is not { Expression: MemberAccessExpressionSyntax member } call)
            return null;
        var arguments = call.ArgumentList.Arguments;
        if (place.Property(SOCK004_OneReceiveForAMessage.OffsetProperty) is { } offset)
            return AtOffset(offset);
        if (place.Property(SOCK004_OneReceiveForAMessage.NeededProperty) is not { } needed)
            return null;

        // Sockets have no call that loops by itself; streams have had one since .NET 7.
        var name = member.Name.Identifier.ValueText switch { "Read" => "ReadAtLeast", "ReadAsync" => "ReadAtLeastAsync", _ => null };
        if (name is null)
            return null;
        var first = arguments[0].Expression.ToString();
        var slice = name == "ReadAtLeast" ? "AsSpan" : "AsMemory";
        var buffer = arguments.Count >= 3 ? $"{first}.{slice}({arguments[1].Expression}, {arguments[2].Expression})" : first;
        var rest = arguments.Skip(arguments.Count >= 3 ? 3 : 1).Select(argument => ", cancellationToken: " + argument.Expression);
        return place.Root.ReplaceNode(
            call,
            call.WithExpression(member.WithName(SyntaxFactory.IdentifierName(name)))
                .WithArgumentList(
                    SyntaxFactory
                        .ParseArgumentList($"({buffer}, {needed}{string.Concat(rest)})")
                        .WithTrailingTrivia(call.ArgumentList.GetTrailingTrivia())));

        SyntaxNode? AtOffset(string sum)
        {
            // What is asked for becomes less by what is there; where it did so already, it stays.
            string Left(ExpressionSyntax size) =>
                size.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == sum)
                    ? size.ToString()
                    : $"{size} - {sum}";
            if (place.Model.GetTypeInfo(arguments[0].Expression, place.Cancellation).Type is not IArrayTypeSymbol)
                return null;
            var array = arguments[0].Expression.ToString();
            var list = member.Name.Identifier.ValueText switch
            {
                "Receive" when arguments.Count == 1 => $"({array}, {sum}, {array}.Length - {sum}, "
                    + $"{Rewriting.TypeName(place, "System.Net.Sockets", "SocketFlags")}.None)",
                "Read" when arguments.Count == 1 => $"({array}, {sum}, {array}.Length - {sum})",
                "Read" when arguments.Count == 3 && arguments[1].Expression is LiteralExpressionSyntax { Token.Value: 0 } =>
                    $"({array}, {sum}, {Left(arguments[2].Expression)})",
                "ReadAsync" or "ReceiveAsync" when arguments.Count == 1 => $"({array}.AsMemory({sum}))",
                _ => null,
            };
            return list is null
                ? null
                : place.Root.ReplaceNode(
                    call.ArgumentList,
                    SyntaxFactory.ParseArgumentList(list).WithTrailingTrivia(call.ArgumentList.GetTrailingTrivia()));
        }
    }
}

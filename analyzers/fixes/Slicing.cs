using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.CodeFixes;

/// <summary>Gives what reads all of a buffer only the part that has come.</summary>
internal static class Slicing
{
    /// <summary>What to put in whose place, so that the reader of <paramref name="buffer"/> gets its first <paramref name="count"/> bytes;
    /// null where that is not known.</summary>
    public static (SyntaxNode Old, SyntaxNode New)? Of(ExpressionSyntax buffer, string count)
    {
        switch (buffer.Parent)
        {
            case ArgumentSyntax { Parent: ArgumentListSyntax list } argument:
                var whole = list.Arguments.FirstOrDefault(other => other != argument && IsLengthOf(other.Expression, buffer));
                if (whole is not null)
                    return (whole.Expression, Rewriting.Expression(count).WithTriviaFrom(whole.Expression));
                if (
                    list.Arguments.Count > 1
                    && !(list.Parent is InvocationExpressionSyntax file && NameOf(file) is "WriteAllBytes" or "WriteAllBytesAsync")
                )
                    return null;
                return Slice(list.Parent) is { } slice
                    ? (list, Rewriting.Arguments(list, list.Arguments.Count == 1 ? slice : $"{list.Arguments[0]}, {slice}"))
                    : null;
            case MemberAccessExpressionSyntax
            {
                Name.Identifier.ValueText: "AsSpan" or "AsMemory",
                Parent: InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0 } slicing
            }:
                return (slicing.ArgumentList, SyntaxFactory.ParseArgumentList($"(0, {count})").WithTriviaFrom(slicing.ArgumentList));
            case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ToArray" or "CopyTo", Parent: InvocationExpressionSyntax }:
            case CommonForEachStatementSyntax:
            case ReturnStatementSyntax or ArrowExpressionClauseSyntax:
                return (buffer, Rewriting.Expression($"{buffer.WithoutTrivia()}[..{count}]").WithTriviaFrom(buffer));
            default:
                return null;
        }

        string? Slice(SyntaxNode? call) =>
            (
                call is ObjectCreationExpressionSyntax { Type: var type } ? type.ToString()
                : call is InvocationExpressionSyntax invocation ? NameOf(invocation)
                : null
            ) switch
            {
                null => null,
                "WriteAsync" or "SendAsync" => $"{buffer}.AsMemory(0, {count})",
                "GetString" or "GetChars" or "MemoryStream" or "ToBase64String" or "ToHexString" or "ComputeHash" or "Write" =>
                    $"{buffer}, 0, {count}",
                "Send" or "HashData" or "GetCharCount" => $"{buffer}.AsSpan(0, {count})",
                _ => $"{buffer}[..{count}]",
            };
    }

    public static bool IsLengthOf(ExpressionSyntax expression, ExpressionSyntax buffer) =>
        expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Length" } length
        && length.Expression.ToString() == buffer.ToString();

    public static string? NameOf(InvocationExpressionSyntax call) =>
        call.Expression is MemberAccessExpressionSyntax member ? member.Name.Identifier.ValueText : null;
}

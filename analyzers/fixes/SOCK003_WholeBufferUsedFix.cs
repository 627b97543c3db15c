using System.Linq;
using Kata.Analyzers;
using Kata.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.CodeFixes;

/// <summary>Gives the call only what came.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SOCK003_WholeBufferUsedFix))]
public sealed class SOCK003_WholeBufferUsedFix() : Fix(RuleIds.WholeBufferUsed, "Use only the bytes that came")
{
    private protected override SyntaxNode? Change(Place place)
    {
        if (place.Property(SOCK003_WholeBufferUsed.CountProperty) is not { } count || place.Expression is not { } buffer) return null;

        // The count must be in sight, and be given its value before.
        if (place.Model.LookupSymbols(buffer.SpanStart, name: count).FirstOrDefault() is not ILocalSymbol) return null;
        switch (buffer.Parent)
        {
            case ArgumentSyntax { Parent: ArgumentListSyntax list } argument:
                var whole = list.Arguments.FirstOrDefault(other => other != argument && other.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Length" } length && length.Expression.ToString() == buffer.ToString());
                if (whole is not null) return place.Root.ReplaceNode(whole.Expression, Rewriting.Expression(count));
                if (list.Arguments.Count > 1 && !(list.Parent is InvocationExpressionSyntax file && file.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "WriteAllBytes" or "WriteAllBytesAsync" })) return null;
                return Slice(list.Parent) is { } slice ? place.Root.ReplaceNode(list, Rewriting.Arguments(list, list.Arguments.Count == 1 ? slice : $"{list.Arguments[0]}, {slice}")) : null;
            case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "AsSpan" or "AsMemory", Parent: InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0 } slicing }:
                return place.Root.ReplaceNode(slicing.ArgumentList, SyntaxFactory.ParseArgumentList($"(0, {count})"));
            case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ToArray" or "CopyTo", Parent: InvocationExpressionSyntax }:
            case CommonForEachStatementSyntax:
                return place.Root.ReplaceNode(buffer, Rewriting.Expression($"{buffer}[..{count}]"));
            default:
                return null;
        }

        string? Slice(SyntaxNode? call)
        {
            var name = call switch
            {
                InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax member } => member.Name.Identifier.ValueText,
                ObjectCreationExpressionSyntax { Type: var type } => type.ToString(),
                _ => null,
            };
            return name switch
            {
                null => null,
                "WriteAsync" or "SendAsync" => $"{buffer}.AsMemory(0, {count})",
                "GetString" or "GetChars" or "MemoryStream" or "ToBase64String" or "ToHexString" or "ComputeHash" or "Write" => $"{buffer}, 0, {count}",
                "Send" or "HashData" or "GetCharCount" => $"{buffer}.AsSpan(0, {count})",
                _ => $"{buffer}[..{count}]",
            };
        }
    }
}

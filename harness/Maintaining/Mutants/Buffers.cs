using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.Maintaining.Mutants;

/// <summary>Buffers that have another size.</summary>
internal static class Buffers
{
    private static readonly string[] Fill = ["Receive", "ReceiveAsync", "Read", "ReadAsync"];

    public static IEnumerable<(SyntaxNodeOrToken, string)> OtherSizes(ArrayRankSpecifierSyntax rank)
    {
        if (rank.Sizes is not [not OmittedArraySizeExpressionSyntax and var size] || IsRefilled(rank))
            yield break;
        if (size is LiteralExpressionSyntax { Token.Value: int number })
        {
            if (number <= 1)
                yield break;
            yield return (size, $"{number / 2}");
            yield return (size, "1");
            yield break;
        }

        yield return (size, $"({size}) / 2");
        // Room for one more character shows nowhere: they are counted when they are decoded.
        if (rank.Parent is not ArrayTypeSyntax { ElementType: var type } || type.ToString() != "char")
            yield return (size, $"({size}) + 1");
    }

    /// <summary>The room in a buffer is for <see cref="OtherSizes"/>: one byte more or less shows nowhere.</summary>
    public static bool IsSize(LiteralExpressionSyntax number) =>
        number.Ancestors().OfType<ArrayRankSpecifierSyntax>().FirstOrDefault() is { Sizes: [var size] }
        && !size.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any();

    /// <summary>Whether a loop fills it from its first byte each time with what a stream has: then any size does. In the room for a
    /// datagram the rest of a longer one is lost.</summary>
    private static bool IsRefilled(ArrayRankSpecifierSyntax rank) =>
        rank.Sizes.All(size => !size.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any())
        && !Sockets.HasDatagrams(rank.SyntaxTree.GetRoot())
        && rank.Ancestors().OfType<VariableDeclaratorSyntax>().FirstOrDefault() is { Identifier.Text: var buffer } declaration
        && declaration.Ancestors().OfType<BaseMethodDeclarationSyntax>().FirstOrDefault() is { } method
        && method.DescendantNodes().OfType<InvocationExpressionSyntax>()
            .Any(call => Fill.Contains(Methods.Called(call)) && FillsAll(call, buffer) && IsInLoop(call, declaration));

    private static bool FillsAll(InvocationExpressionSyntax call, string buffer) =>
        call.ArgumentList.Arguments is [{ Expression: var filled }, ..] arguments && filled.ToString() == buffer
        && (arguments is not [_, { Expression: var offset }, _, ..] || offset is LiteralExpressionSyntax { Token.Value: 0 });

    /// <summary>Whether a call is made again and again after the declaration.</summary>
    private static bool IsInLoop(SyntaxNode call, SyntaxNode declaration) =>
        call.Ancestors().Any(around => Methods.Loop(around) is not null && !around.Span.Contains(declaration.Span));
}

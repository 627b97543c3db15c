using Kata.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.CodeFixes;

/// <summary>Reads and writes the most significant byte first.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SOCK010_HostByteOrderFix))]
public sealed class SOCK010_HostByteOrderFix() : Fix(RuleIds.HostByteOrder, "Use network byte order")
{
    private protected override SyntaxNode? Change(Place place)
    {
        if (Rewriting.Invocation(place) is not { Expression: MemberAccessExpressionSyntax member } call)
            return null;
        var arguments = call.ArgumentList.Arguments;
        var method = member.Name.Identifier.ValueText;
        if (method == "GetBytes")
        {
            // Only signed integers have a conversion that stays one expression.
            if (
                place.Model.GetTypeInfo(arguments[0].Expression, place.Cancellation).Type?.SpecialType
                is not (SpecialType.System_Int16 or SpecialType.System_Int32 or SpecialType.System_Int64)
            )
                return null;
            var address = Rewriting.TypeName(place, "System.Net", "IPAddress");
            return place.Root.ReplaceNode(
                arguments[0].Expression,
                Rewriting.Expression($"{address}.HostToNetworkOrder({arguments[0].Expression})"));
        }

        var primitives = Rewriting.TypeName(place, "System.Buffers.Binary", "BinaryPrimitives");
        var buffer = arguments[0].Expression.ToString();
        if (arguments.Count == 2 && arguments[1].Expression is not LiteralExpressionSyntax { Token.Value: 0 })
            buffer += $".AsSpan({arguments[1].Expression})";
        return place.Root.ReplaceNode(
            call,
            Rewriting.Expression($"{primitives}.Read{method.Substring(2)}BigEndian({buffer})").WithTriviaFrom(call));
    }
}

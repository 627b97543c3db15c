using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model;

/// <summary>Fields of a class that only the class can dispose of.</summary>
internal static class OwnedFields
{
    public static bool HasEnd(SyntaxNode type) =>
        type.ChildNodes().Any(node => node is MethodDeclarationSyntax { Identifier.ValueText: "Dispose" or "DisposeAsync" });

    /// <summary>Whether the class only makes the field and calls members of it that do not end it. Any other use may give it to an
    /// owner.</summary>
    public static bool IsOnlyUsed(IFieldSymbol field, SyntaxNode type, SocketMethod method, out bool hasStream)
    {
        hasStream = false;
        foreach (var name in method.File.Named(field.Name).OfType<IdentifierNameSyntax>())
        {
            if (
                !type.Span.Contains(name.Span)
                || !SocketMethod.Same(method.Model.GetSymbolInfo(name, method.Cancellation).Symbol, field)
            )
                continue;
            SyntaxNode use = name.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } qualified ? qualified : name;
            var member = use.Parent switch
            {
                MemberAccessExpressionSyntax access when access.Expression == use => access.Name.Identifier.ValueText,
                ConditionalAccessExpressionSyntax access when access.Expression == use => access
                    .WhenNotNull.DescendantNodesAndSelf()
                    .OfType<MemberBindingExpressionSyntax>()
                    .FirstOrDefault()
                    ?.Name.Identifier.ValueText,
                AssignmentExpressionSyntax assignment when assignment.Left == use => "",
                ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } argument
                    when method.Model.GetOperation(call, method.Cancellation) is IInvocationOperation helper
                        && helper.Arguments.FirstOrDefault(given => given.Syntax == argument)?.Parameter
                            is { RefKind: RefKind.None } parameter
                        && !Ownership.Takes(helper.TargetMethod, parameter, method, 0) => "",
                _ => null,
            };
            if (member is null or "Dispose" or "DisposeAsync" or "Close" or "Stop")
                return false;
            hasStream |= member == "GetStream";
        }

        return true;
    }
}

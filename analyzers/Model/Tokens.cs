using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model;

/// <summary>Where a cancellation token comes from, and whether the program cancels it.</summary>
internal static class Tokens
{
    /// <summary>The token that a call is given, or null.</summary>
    public static IOperation? Of(IOperation operation) =>
        operation is IInvocationOperation call
            ? call
                .Arguments.FirstOrDefault(argument =>
                    argument.Parameter?.Type.Name == "CancellationToken" && argument.ArgumentKind != ArgumentKind.DefaultValue)
                ?.Value.Unwrap()
            : null;

    /// <summary>The parameter that the token is; null if it is not a parameter.</summary>
    public static IParameterSymbol? Parameter(IOperation? token) => (token as IParameterReferenceOperation)?.Parameter;

    /// <summary>Whether the token comes from a source in a variable of this file, and the source ends by itself after a time or the program
    /// cancels it.</summary>
    public static bool IsCancelled(IOperation? token, SocketFile file)
    {
        if (
            token
                is not IPropertyReferenceOperation
                {
                    Property: { Name: "Token", ContainingType.Name: "CancellationTokenSource" },
                    Instance: { } owner
                }
            || owner.Root() is not ILocalSymbol source
        )
            return false;
        if (
            source.DeclaringSyntaxReferences.Length != 1
            || source.DeclaringSyntaxReferences[0].GetSyntax(file.Cancellation) is not VariableDeclaratorSyntax declarator
        )
            return false;
        if (declarator.Initializer?.Value is BaseObjectCreationExpressionSyntax { ArgumentList.Arguments.Count: > 0 })
            return true;
        var member = declarator
            .Ancestors()
            .First(above => above is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or CompilationUnitSyntax);
        return member
            .DescendantNodes()
            .Any(node =>
                node
                    is MemberAccessExpressionSyntax
                {
                    Expression: IdentifierNameSyntax name,
                    Name.Identifier.ValueText: "Cancel" or "CancelAsync" or "CancelAfter"
                }
                && name.Identifier.ValueText == source.Name);
    }

    /// <summary>Whether the call is given a token that cancels it after a time.</summary>
    public static bool HasDeadline(IOperation operation, SocketMethod method) =>
        Of(operation) is IPropertyReferenceOperation { Property.Name: "Token", Instance: { } owner } && owner.Root() is ILocalSymbol source
        && (method.Values(source).Any(value => value.Unwrap() is IObjectCreationOperation { Arguments.Length: > 0 })
            || method.Calls.Any(other => other.TargetMethod.Name == "CancelAfter" && SocketMethod.Same(other.Instance.Root(), source)));
}

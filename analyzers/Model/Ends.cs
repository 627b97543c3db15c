using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model;

/// <summary>Calls that do not return, and code that waits for a call to throw.</summary>
internal static class Ends
{
    private static readonly HashSet<string> FailingAsserts = ["Fail", "Inconclusive", "Ignore", "Pass", "Unreachable"];

    /// <summary>Whether the statement throws or calls a method that never returns.</summary>
    public static bool NeverReturns(IOperation? statement, SocketMethod method) => statement switch
    {
        IThrowOperation => true,
        IExpressionStatementOperation expression => NeverReturns(expression.Operation.Unwrap(), method),
        IInvocationOperation call => NeverReturns(call.TargetMethod, method),

        // If a package is not restored yet, only the name is known.
        IInvalidOperation
        {
            Syntax: InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax
                {
                    Name.Identifier.ValueText: var name,
                    Expression: IdentifierNameSyntax { Identifier.ValueText: "Assert" }
                }
            }
        } => FailingAsserts.Contains(name),
        _ => false,
    };

    public static bool NeverReturns(IMethodSymbol target, SocketMethod method)
    {
        if (target.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "DoesNotReturnAttribute"))
            return true;
        if (target.ContainingType is { Name: "Environment" } && target.Name is "Exit" or "FailFast" && SocketTypes.IsOfSystem(target))
            return true;
        if (target.ContainingType?.Name is "Assert" or "Assertion" && FailingAsserts.Contains(target.Name))
            return true;
        return OnlyThrows(target, method);
    }

    /// <summary>Whether a method of this compilation does nothing but throw.</summary>
    private static bool OnlyThrows(IMethodSymbol target, SocketMethod method)
    {
        if (target.OriginalDefinition is not { DeclaringSyntaxReferences.Length: 1 } source)
            return false;
        var (body, arrow) = source.DeclaringSyntaxReferences[0].GetSyntax(method.Cancellation) switch
        {
            MethodDeclarationSyntax declared => (declared.Body, declared.ExpressionBody),
            LocalFunctionStatementSyntax local => (local.Body, local.ExpressionBody),
            _ => (null, null),
        };
        return arrow?.Expression is ThrowExpressionSyntax
            || body?.Statements.LastOrDefault() is ThrowStatementSyntax
                && !body.DescendantNodes().Any(node => node is ReturnStatementSyntax);
    }

    /// <summary>Whether a test or a handler expects the call to fail. The call is then in a lambda that an assertion gets, or in a guarded
    /// block in which a later statement always fails.</summary>
    public static bool IsMeantToThrow(IOperation operation, SocketMethod method)
    {
        for (var (inner, above) = (operation, operation.Parent); above is not null; inner = above, above = above.Parent)
        {
            switch (above)
            {
                case IBlockOperation { Parent: ITryOperation { Catches.Length: > 0 } guarded } block when guarded.Body == block:
                    if (LastFailure(block, method) > inner.Syntax.SpanStart)
                        return true;
                    break;
                case IAnonymousFunctionOperation lambda when IsForAssertion(lambda, method):
                case ILocalFunctionOperation { Symbol: var local } when IsNamedForAssertion(local, method):
                    return true;
            }
        }

        return (method.Member as IMethodSymbol)
                ?.GetAttributes()
                .Any(attribute => attribute.AttributeClass?.Name is "ExpectedExceptionAttribute") == true;
    }

    /// <summary>The place of the last statement in a block that never returns; -1 if there is none.</summary>
    private static int LastFailure(IBlockOperation block, SocketMethod method)
    {
        var known = method.The(() => new Failures());
        if (!known.TryGetValue(block, out var last))
            known[block] = last = block.Operations.LastOrDefault(statement => NeverReturns(statement, method))?.Syntax.SpanStart ?? -1;
        return last;
    }

    private sealed class Failures : Dictionary<IBlockOperation, int>;

    private static bool IsForAssertion(IAnonymousFunctionOperation lambda, SocketMethod method)
    {
        IOperation value = lambda;
        while (value.Parent is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
            value = value.Parent;
        return value.Parent switch
        {
            IArgumentOperation { Parent: IInvocationOperation call } => AssertsThrow(call.TargetMethod),
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => method
                .References(declarator.Symbol)
                .Any(reference =>
                    reference.SameValue().Parent switch
                    {
                        IArgumentOperation { Parent: IInvocationOperation call } => AssertsThrow(call.TargetMethod)
                            || call.TargetMethod.Name is "Should" or "Invoking" or "Awaiting",
                        IInvocationOperation call => AssertsThrow(call.TargetMethod),
                        _ => false,
                    }),
            _ => false,
        };
    }

    /// <summary>Whether an assertion gets the local function by its name.</summary>
    private static bool IsNamedForAssertion(IMethodSymbol local, SocketMethod method) =>
        method.The(() => new NamedForAssertions(method)).Contains(local);

    private sealed class NamedForAssertions(SocketMethod method) : HashSet<ISymbol>(
        method
            .All<IMethodReferenceOperation>()
            .Where(named =>
                named.Parent is IDelegateCreationOperation { Parent: IArgumentOperation { Parent: IInvocationOperation call } }
                && AssertsThrow(call.TargetMethod))
            .Select(named => named.Method),
        SymbolEqualityComparer.Default);

    private static bool AssertsThrow(IMethodSymbol target) =>
        !SocketTypes.IsOfSystem(target)
        && (
            target.Name.Contains("Throw")
            || target.Name.Contains("Exception")
            || target.Name is "That" or "Catch" or "CatchAsync" or "Invoking" or "Awaiting");
}

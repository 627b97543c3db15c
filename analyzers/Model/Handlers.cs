using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model;

/// <summary>The one answer to the question: does this handler take what is thrown here?</summary>
internal static class Handlers
{
    /// <summary>Whether a handler in the operation's own function takes what is thrown there.</summary>
    public static bool IsCaught(IOperation operation, INamedTypeSymbol? thrown) =>
        Tries(operation).SelectMany(guarded => guarded.Catches).Any(handler => Takes(handler, thrown));

    /// <summary>The try statements of the same function that have the operation in their guarded block, innermost first.</summary>
    public static IEnumerable<ITryOperation> Tries(IOperation operation)
    {
        for (var (inner, above) = (operation, operation.Parent);
             above is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation);
             inner = above, above = above.Parent)
        {
            if (above is ITryOperation guarded && guarded.Body == inner)
                yield return guarded;
        }
    }

    /// <summary>The innermost of these try statements.</summary>
    public static ITryOperation? Innermost(IOperation operation)
    {
        for (var (inner, above) = (operation, operation.Parent); above is not null; inner = above, above = above.Parent)
        {
            switch (above.Kind)
            {
                case OperationKind.Try when ((ITryOperation)above).Body == inner: return (ITryOperation)above;
                case OperationKind.AnonymousFunction or OperationKind.LocalFunction: return null;
            }
        }

        return null;
    }

    /// <summary>Whether the handler takes every such exception: its type catches it, and it has no filter that lets some pass.</summary>
    public static bool Takes(ICatchClauseOperation handler, INamedTypeSymbol? thrown) =>
        Caught.IsFor(handler.ExceptionType, thrown)
        && !(handler.Filter is { } filter && Filters.LetsSomePass(filter, thrown))
        && !ThrowsAgain(handler);

    /// <summary>Whether the handler always ends by throwing the same exception again, for example after it has disposed of
    /// something.</summary>
    private static bool ThrowsAgain(ICatchClauseOperation handler) =>
        handler.Handler.Operations.LastOrDefault() is IThrowOperation { Exception: null }
        && !handler.Handler.Descendants().Any(part => part is IReturnOperation or IBranchOperation);

    private static bool ThrowsAgain(CatchClauseSyntax handler) =>
        handler.Block.Statements.LastOrDefault() is ThrowStatementSyntax { Expression: null }
        && !handler
            .Block.DescendantNodes()
            .Any(node => node is ReturnStatementSyntax or BreakStatementSyntax or ContinueStatementSyntax or GotoStatementSyntax);

    /// <summary>The same for a handler that is found in the source, outside the current body.</summary>
    public static bool Takes(CatchClauseSyntax handler, INamedTypeSymbol thrown, SocketFile file)
    {
        var type = handler.Declaration is { } declaration ? file.Model.GetTypeInfo(declaration.Type, file.Cancellation).Type : null;
        if (handler.Declaration is not null && type is null || !Caught.IsFor(type, thrown) || ThrowsAgain(handler))
            return false;
        return handler.Filter is not { } filter
            || file.Model.GetOperation(filter.FilterExpression, file.Cancellation) is { } asks && !Filters.LetsSomePass(asks, thrown);
    }
}

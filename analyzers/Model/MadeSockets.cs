using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model;

/// <summary>The origin of a socket, client or listener that must be disposed of: it is made or accepted here, or a method of this file
/// returns it.</summary>
internal static class MadeSockets
{
    /// <summary>Whether this operation makes or accepts it.</summary>
    public static bool Here(IOperation operation, SocketMethod method) => operation switch
    {
        IObjectCreationOperation creation => SocketTypes.IsToBeDisposed(creation.Type) || method.File.IsOwner(creation.Type),
        IInvocationOperation
        {
            TargetMethod:
            {
                Name: "Accept"
                    or "AcceptAsync"
                    or "EndAccept"
                    or "AcceptTcpClient"
                    or "AcceptTcpClientAsync"
                    or "AcceptSocket"
                    or "AcceptSocketAsync"
            }
        } call => (SocketTypes.IsSocket(call.Receiver()?.Type) || SocketTypes.IsTcpListener(call.Receiver()?.Type))
            && call.Type?.SpecialType != SpecialType.System_Boolean,
        IInvocationOperation { TargetMethod: { Name: "Create", IsStatic: true, ContainingType: var type } } =>
            SocketTypes.IsTcpListener(type),
        _ => false,
    };

    /// <summary>Whether a method of the same file makes a socket and returns it.</summary>
    public static bool ByHelper(IOperation operation, SocketMethod method)
    {
        if (
            operation is not IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.Length: 1 } helper }
            || SocketTypes.IsOfSystem(helper)
        )
            return false;
        if (!SocketTypes.IsToBeDisposed(helper.ReturnType.Result()))
            return false;
        var known = method.File.The(() => new Makers());
        if (!known.TryGetValue(helper, out var makes))
            known[helper] = makes = MakesSocket(helper, method);
        return makes;
    }

    /// <summary>Whether a method of this file assigns only new sockets to the parameter, and does nothing else with it.</summary>
    public static bool ForParameter(IParameterSymbol parameter, SocketMethod method) =>
        parameter.ContainingSymbol is IMethodSymbol { IsVirtual: false, IsOverride: false, IsAbstract: false } target
        && Methods.Of(method.File).With(target) is { } helper
        && helper.References(parameter).All(reference => reference.IsWrite())
        && helper.Assigned(parameter).Where(value => !SocketMethod.IsNull(value)).ToList() is { Count: > 0 } values
        && values.TrueForAll(value => value.Unwrap() is { } made && Here(made, helper));

    /// <summary>Whether an iterator of this file yields only what it makes or accepts.</summary>
    public static bool ByIterator(IMethodSymbol maker, SocketMethod method) =>
        maker is { IsVirtual: false, IsOverride: false, IsAbstract: false }
        && Methods.Of(method.File).With(maker.OriginalDefinition) is { } helper
        && helper.Of(maker.OriginalDefinition).OfType<IReturnOperation>().Where(end => end.Kind == OperationKind.YieldReturn).ToList()
            is { Count: > 0 } handed
        && handed.TrueForAll(end => end.ReturnedValue.Unwrap() is { } made && Here(made, helper));

    /// <summary>Whether a method returns a socket in this place of its tuple at every return, and makes or accepts it there.</summary>
    public static bool InTuple(IMethodSymbol helper, int place, SocketMethod method) =>
        Elsewhere.Returned(helper, method.File) is { Count: > 0 } returned
        && returned.All(value =>
            value.Unwrap() is ITupleOperation { Elements: var elements }
            && place < elements.Length
            && elements[place].Unwrap() is { } made
            && Here(made, method));

    /// <summary>Whether it awaits a task that brings a socket: the code that awaits it then has the socket. A task in a field does not
    /// count, since other code may await it as well.</summary>
    public static bool ByTask(IAwaitOperation wait, SocketMethod method) =>
        SocketTypes.IsToBeDisposed(wait.Type)
        && wait.Operation.Unwrap() is ILocalReferenceOperation task
        && method.References(task.Local).Count(reference => !reference.IsWrite()) == 1;

    private sealed class Makers() : Dictionary<ISymbol, bool>(SymbolEqualityComparer.Default);

    private static bool MakesSocket(IMethodSymbol helper, SocketMethod method)
    {
        var body = helper.DeclaringSyntaxReferences[0].GetSyntax(method.Cancellation);
        if (body.SyntaxTree != method.Model.SyntaxTree)
            return false;
        var returned = body.DescendantNodes().Select(node => node switch
        {
            ReturnStatementSyntax { Expression: { } expression } => expression,
            ArrowExpressionClauseSyntax arrow => arrow.Expression,
            _ => null,
        });
        return returned.Any(expression =>
            expression is BaseObjectCreationExpressionSyntax
            || expression is AwaitExpressionSyntax or InvocationExpressionSyntax
                && method.Model.GetOperation(expression, method.Cancellation).Unwrap() is IInvocationOperation accepted
                && Here(accepted, method)
            || expression is IdentifierNameSyntax
                && method.Model.GetOperation(expression, method.Cancellation) is ILocalReferenceOperation made
                && IsFresh(made.Local, made, method));
    }

    /// <summary>Whether a variable holds only what its method made or awaited.</summary>
    private static bool IsFresh(ILocalSymbol local, IOperation reference, SocketMethod method)
    {
        var values = method.Values(local).Where(value => !SocketMethod.IsNull(value)).ToList();
        return values.Any(value => value.Unwrap() is IObjectCreationOperation)
            || values.Count > 0
                && values.All(value =>
                    value is IAwaitOperation { Operation: ILocalReferenceOperation }
                    || value is IConversionOperation { Operand: IAwaitOperation { Operation: ILocalReferenceOperation } });
    }
}

using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model;

/// <summary>Who has to dispose of a socket: the variable that it was made for, or the code that was given it.</summary>
internal static class Ownership
{
    /// <summary>Whether the type is a class of this file that is disposable and keeps a socket.</summary>
    public static bool IsOwner(this SocketFile file, ITypeSymbol? type) =>
        type is { TypeKind: TypeKind.Class, DeclaringSyntaxReferences.Length: 1 }
        && type.DeclaringSyntaxReferences[0].SyntaxTree == file.Model.SyntaxTree
        && type.AllInterfaces.Any(one => one.SpecialType == SpecialType.System_IDisposable || one.Name == "IAsyncDisposable")
        && type.GetMembers().OfType<IFieldSymbol>().Any(field => !field.IsStatic && SocketTypes.IsToBeDisposed(field.Type));

    public static bool IsUsing(IVariableDeclaratorOperation declarator)
    {
        for (var above = declarator.Parent; above is not null; above = above.Parent)
        {
            if (above is IUsingDeclarationOperation)
                return true;
            if (above is IUsingOperation statement)
                return statement.Resources.Contains(declarator);
            if (above is IBlockOperation)
                return false;
        }

        return false;
    }

    /// <summary>Whether the socket may belong to other code from here on.</summary>
    public static bool Leaves(IOperation reference, IOperation creation, SocketMethod method)
    {
        // A handler for Ctrl-C may close the socket; that does not make the handler its owner.
        if (reference.Function() is { } other && other != creation.Function())
            return !(IsRunAside(other) && !EndsLife(reference) && !EndedByPart(reference.SameValue().Parent, method, 0)
                    && !LeavesHere(reference, method))
                && !(other.Function() == creation.Function() && reference.Parent is IInvocationOperation
                    && IsEventHandler(other)
                    && (IsOfProgramEnd(other) || !EndsLife(reference) && !EndedByPart(reference.Parent, method, 0)
                        && !LeavesHere(reference, method)));
        return reference.Function() != creation.Function() || LeavesHere(reference, method);
    }

    /// <summary>Whether a lambda runs on a thread or task beside the code that starts it. It has to dispose of what it captures.</summary>
    public static bool IsRunAside(IOperation function)
    {
        var value = function;
        while (value.Parent is IDelegateCreationOperation or IConversionOperation)
            value = value.Parent;
        return value.Parent is IArgumentOperation
        {
            Parent: IInvocationOperation
            {
                TargetMethod: { Name: "Run" or "StartNew", ContainingType.Name: "Task" or "TaskFactory" }
                        or { Name: "QueueUserWorkItem", ContainingType.Name: "ThreadPool" }
            }
                or IObjectCreationOperation { Type.Name: "Thread" }
        };
    }

    private static bool LeavesHere(IOperation reference, SocketMethod method)
    {
        var value = reference.SameValue();
        switch (value.Parent)
        {
            case ISimpleAssignmentOperation assignment when assignment.Target == value:
            case ICoalesceAssignmentOperation late when late.Target == value:
                return false;
            case ITupleOperation when reference.IsWrite():
                return false;
            case IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "QueueUserWorkItem" } queued } state
                when WorkOf(queued) is { } work:
                return state.Parameter is not { Name: "state" } || IsKeptBy(work, method);
            case IArgumentOperation { Parent: IInvocationOperation call } when IsBesideAnotherOfUsing(call, value, method):
                return false;
            case IArgumentOperation { Parent: IInvocationOperation call } argument:
                return argument.Parameter is not { RefKind: RefKind.None } parameter || Takes(call.TargetMethod, parameter, method, 0);
            case IArgumentOperation { Parent: IObjectCreationOperation made } argument:
                return !DoesNotOwn(made);
            case IInvocationOperation or IPropertyReferenceOperation when HandedOn(value.Parent, method, 0):
                return true;
            case IInvocationOperation
            or IPropertyReferenceOperation
            or IConditionalAccessOperation
            or IEventReferenceOperation
            or IUsingOperation:
                return false;
            case IBinaryOperation
            or IIsPatternOperation
            or IInterpolationOperation
            or IExpressionStatementOperation
            or IVariableDeclaratorOperation:
                return false;
            default:
                return true;
        }
    }

    /// <summary>Whether a lambda in sight is given another socket as well, which this method disposes of by <c>using</c>: the lambda owns
    /// neither of the two.</summary>
    private static bool IsBesideAnotherOfUsing(IInvocationOperation call, IOperation socket, SocketMethod method) =>
        call.TargetMethod.MethodKind == MethodKind.DelegateInvoke
        && call.Receiver().Unwrap() is ILocalReferenceOperation { Local: var handler }
        && method.OnlyValue(handler).Unwrap() is IDelegateCreationOperation or IAnonymousFunctionOperation
        && call.SameValue().Parent is IExpressionStatementOperation
        && call.Arguments.Any(other =>
            other.Value.Unwrap() is ILocalReferenceOperation { Local: var beside }
            && socket.Symbol() is ILocalSymbol own
            && !SocketMethod.Same(beside, own)
            && SocketMethod.Same(beside.Type, own.Type)
            && method.OnlyValue(own).Unwrap() is IObjectCreationOperation
            && method.OnlyValue(beside).Unwrap() is IObjectCreationOperation
            && method.The(() => new OfUsing(method)).Contains(beside));

    /// <summary>The sockets of a body that a <c>using</c> disposes of.</summary>
    private sealed class OfUsing(SocketMethod method) : HashSet<ISymbol>(
        method
            .All<IVariableDeclaratorOperation>()
            .Where(declarator => SocketTypes.IsToBeDisposed(declarator.Symbol.Type) && IsUsing(declarator))
            .Select(declarator => declarator.Symbol),
        SymbolEqualityComparer.Default);

    /// <summary>The lambda that a thread of the pool runs with its argument.</summary>
    private static IAnonymousFunctionOperation? WorkOf(IInvocationOperation queued) =>
        queued.Arguments.Length > 0
        && queued.Arguments[0].Value.DescendantsAndSelf().OfType<IAnonymousFunctionOperation>().FirstOrDefault()
            is { Symbol.Parameters.Length: 1 } work
            ? work
            : null;

    private static bool IsKeptBy(IAnonymousFunctionOperation work, SocketMethod method) =>
        method.References(work.Symbol.Parameters[0])
            .Any(reference => EndsLife(reference) || reference.Function() != work || LeavesHere(reference, method)
                || EndedByPart(reference.SameValue().Parent, method, 0));

    /// <summary>Whether this is the stream of a client, or its socket. Disposing of it also ends the client.</summary>
    private static bool IsPartThatEndsIt(IOperation? part) =>
        part is IInvocationOperation { TargetMethod: { Name: "GetStream", ContainingType: var owner } } && SocketTypes.IsTcpClient(owner)
        || part is IPropertyReferenceOperation { Property: { Name: "Client", ContainingType: var client } }
            && (SocketTypes.IsTcpClient(client) || SocketTypes.IsUdpClient(client));

    /// <summary>Whether the stream of a client, or what is made over it, gets another owner: the caller, a field, an object.</summary>
    private static bool HandedOn(IOperation? part, SocketMethod method, int depth)
    {
        if (part is null || depth > 4 || depth == 0 && !IsPartThatEndsIt(part))
            return false;
        var value = part.SameValue();
        return value.Parent switch
        {
            IReturnOperation => true,
            IArgumentOperation { Parent: IObjectCreationOperation made } => !SocketTypes.IsOfSystem(made.Type)
                || !LeavesOpen(made) && HandedOn(made, method, depth + 1),
            ISimpleAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation } assignment => assignment.Value
                == value,
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment when assignment.Value == value => method
                .References(target.Local)
                .Any(reference => !reference.IsWrite() && HandedOn(reference, method, depth + 1)),
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => !IsUsing(declarator)
                && method.References(declarator.Symbol).Any(reference => HandedOn(reference, method, depth + 1)),
            ITupleOperation tuple => HandedOn(tuple, method, depth + 1),
            IConditionalOperation choice => HandedOn(choice, method, depth + 1),
            _ => false,
        };
    }

    /// <summary>Whether the stream of a client, or what is made over it, is disposed of: in a `using`, or by a call.</summary>
    public static bool EndedByPart(IOperation? part, SocketMethod method, int depth)
    {
        if (part is null || depth > 4 || depth == 0 && !IsPartThatEndsIt(part))
            return false;
        var value = part.SameValue();
        return value.Parent switch
        {
            IUsingOperation => true,
            IInvocationOperation call => call.Instance == value && call.TargetMethod.Name is "Dispose" or "DisposeAsync" or "Close",
            IArgumentOperation { Parent: IObjectCreationOperation made } => SocketTypes.IsOfSystem(made.Type)
                && !LeavesOpen(made)
                && EndedByPart(made, method, depth + 1),
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => IsUsing(declarator)
                || method.References(declarator.Symbol).Any(reference => EndedByPart(reference, method, depth + 1)),
            _ => false,
        };
    }

    private static bool LeavesOpen(IObjectCreationOperation made) =>
        made.Argument("leaveOpen", "leaveInnerStreamOpen") is { ConstantValue: { HasValue: true, Value: true } };

    private static bool IsEventHandler(IOperation lambda) => Handled(lambda) is not null;

    /// <summary>A handler for the end of the program. One for the end of something else may be the place where the socket is
    /// closed.</summary>
    private static bool IsOfProgramEnd(IOperation lambda) =>
        Handled(lambda) is { Event.ContainingType.Name: "Console" or "AppDomain" or "AssemblyLoadContext" };

    private static IEventReferenceOperation? Handled(IOperation lambda) =>
        (lambda.Parent is IDelegateCreationOperation made ? made.Parent : lambda.Parent) is IEventAssignmentOperation handling
            ? handling.EventReference as IEventReferenceOperation
            : null;

    /// <summary>Whether a stream does not own its socket. It owns it only if <c>ownsSocket</c> says so.</summary>
    public static bool DoesNotOwn(IObjectCreationOperation made) => SocketTypes.IsNetworkStream(made.Type)
        && made.Argument("ownsSocket") is var owns && (owns is null || owns.ConstantValue is { HasValue: true, Value: false });

    /// <summary>Whether a helper keeps or disposes of what it is given. A helper without visible source may.</summary>
    public static bool Takes(IMethodSymbol target, IParameterSymbol parameter, SocketMethod method, int depth)
    {
        if (depth > 0)
            return TakesIt(target, parameter, method, depth);
        var known = method.File.The(() => new Takers());
        if (!known.TryGetValue(parameter, out var answer))
            known[parameter] = answer = TakesIt(target, parameter, method, depth);
        return answer;
    }

    private sealed class Takers() : Dictionary<ISymbol, bool>(SymbolEqualityComparer.Default);

    private static bool TakesIt(IMethodSymbol target, IParameterSymbol parameter, SocketMethod method, int depth)
    {
        if (SocketTypes.IsOfSystem(target))
            return target.Name is not ("ReferenceEquals" or "Equals" or "WriteLine" or "Write")
                || target.ContainingType.Name == "Volatile";
        if (depth > 3 || target.DeclaringSyntaxReferences.Length != 1)
            return true;
        var declaration = target.OriginalDefinition.DeclaringSyntaxReferences[0].GetSyntax(method.Cancellation);
        if (
            declaration.SyntaxTree != method.Model.SyntaxTree
            || method.Model.GetOperation(declaration, method.Cancellation) is not { } body
        )
            return true;
        var ordinal = parameter.Ordinal;
        foreach (var reference in body.DescendantsAndSelf().OfType<IParameterReferenceOperation>())
        {
            if (
                reference.Parameter.Ordinal != ordinal
                || !SymbolEqualityComparer.Default.Equals(
                    reference.Parameter.ContainingSymbol.OriginalDefinition,
                    target.OriginalDefinition)
            )
                continue;
            if (reference.Function() is IAnonymousFunctionOperation)
                return true;
            var value = reference.SameValue();
            var keeps = value.Parent switch
            {
                IInvocationOperation call => IsDispose(call) || EndedByPart(call, method, 0),
                IConditionalAccessOperation access => access
                    .WhenNotNull.DescendantsAndSelf()
                    .Any(part => part is IInvocationOperation call && IsDispose(call)),
                IPropertyReferenceOperation or IBinaryOperation or IIsPatternOperation or IInterpolationOperation => false,
                IArgumentOperation { Parent: IInvocationOperation call, Parameter: { RefKind: RefKind.None } inner } => Takes(
                    call.TargetMethod,
                    inner,
                    method,
                    depth + 1),
                IArgumentOperation { Parent: IObjectCreationOperation made } => !DoesNotOwn(made),
                _ => true,
            };
            if (keeps)
                return true;
        }

        return false;
    }

    private static bool IsDispose(IInvocationOperation call) =>
        call.TargetMethod.Name is "Dispose" or "Close" or "DisposeAsync" or "Stop" or "SafeHandle";

    public static bool EndsLife(IOperation reference)
    {
        var value = reference.SameValue();
        return value.Parent is IUsingOperation
            || value.Parent is IInvocationOperation call && call.Instance == value && IsDispose(call)
            || value.Parent is IConditionalAccessOperation access && access.Operation == value
               && access.WhenNotNull.DescendantsAndSelf().Any(part => part is IInvocationOperation inner && IsDispose(inner));
    }
}

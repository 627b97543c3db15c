using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model;

/// <summary>Who has to dispose of a socket: the variable it was made for, or whoever was given it.</summary>
internal static class Ownership
{
    /// <summary>A class of this file that is disposable and keeps a socket.</summary>
    public static bool IsOwner(this SocketFile file, ITypeSymbol? type) =>
        type is { TypeKind: TypeKind.Class, DeclaringSyntaxReferences.Length: 1 } && type.DeclaringSyntaxReferences[0].SyntaxTree == file.Model.SyntaxTree
        && type.AllInterfaces.Any(one => one.SpecialType == SpecialType.System_IDisposable || one.Name == "IAsyncDisposable")
        && type.GetMembers().OfType<IFieldSymbol>().Any(field => !field.IsStatic && SocketTypes.IsToBeDisposed(field.Type));

    public static bool IsUsing(IVariableDeclaratorOperation declarator)
    {
        for (var above = declarator.Parent; above is not null; above = above.Parent)
        {
            if (above is IUsingDeclarationOperation) return true;
            if (above is IUsingOperation statement) return statement.Resources.Contains(declarator);
            if (above is IBlockOperation) return false;
        }

        return false;
    }

    /// <summary>Whether the socket may belong to somebody else from here on.</summary>
    public static bool Leaves(IOperation reference, IOperation creation, SocketMethod method)
    {
        // A handler for Ctrl-C may close it; that does not make the handler its owner.
        if (reference.Function() is { } other && other != creation.Function()) return !(other.Function() == creation.Function() && IsEventHandler(other) && reference.Parent is IInvocationOperation);
        if (reference.Function() != creation.Function()) return true;
        var value = reference.SameValue();
        switch (value.Parent)
        {
            case ISimpleAssignmentOperation assignment when assignment.Target == value:
            case ICoalesceAssignmentOperation late when late.Target == value:
                return false;
            case IArgumentOperation { Parent: IInvocationOperation call } argument:
                return argument.Parameter is not { RefKind: RefKind.None } parameter || Takes(call.TargetMethod, parameter, method, 0);
            case IArgumentOperation { Parent: IObjectCreationOperation made } argument:
                return !DoesNotOwn(made);
            case IInvocationOperation or IPropertyReferenceOperation or IConditionalAccessOperation or IEventReferenceOperation or IUsingOperation:
                return false;
            case IBinaryOperation or IIsPatternOperation or IInterpolationOperation or IExpressionStatementOperation or IVariableDeclaratorOperation:
                return false;
            default:
                return true;
        }
    }

    private static bool IsEventHandler(IOperation lambda) =>
        lambda.Parent is IDelegateCreationOperation { Parent: IEventAssignmentOperation } || lambda.Parent is IEventAssignmentOperation;

    /// <summary>A stream over a socket owns it only when told so.</summary>
    public static bool DoesNotOwn(IObjectCreationOperation made) => SocketTypes.IsNetworkStream(made.Type)
        && made.Argument("ownsSocket") is var owns && (owns is null || owns.ConstantValue is { HasValue: true, Value: false });

    /// <summary>Whether a helper keeps or disposes what it is given; one whose source is not in sight may.</summary>
    public static bool Takes(IMethodSymbol target, IParameterSymbol parameter, SocketMethod method, int depth)
    {
        if (SocketTypes.IsOfSystem(target)) return target.Name is not ("ReferenceEquals" or "Equals" or "WriteLine" or "Write");
        if (depth > 3 || target.DeclaringSyntaxReferences.Length != 1) return true;
        var declaration = target.OriginalDefinition.DeclaringSyntaxReferences[0].GetSyntax(method.Cancellation);
        if (declaration.SyntaxTree != method.Model.SyntaxTree || method.Model.GetOperation(declaration, method.Cancellation) is not { } body) return true;
        var ordinal = parameter.Ordinal;
        foreach (var reference in body.DescendantsAndSelf().OfType<IParameterReferenceOperation>())
        {
            if (reference.Parameter.Ordinal != ordinal || !SymbolEqualityComparer.Default.Equals(reference.Parameter.ContainingSymbol.OriginalDefinition, target.OriginalDefinition)) continue;
            if (reference.Function() is IAnonymousFunctionOperation) return true;
            var value = reference.SameValue();
            var keeps = value.Parent switch
            {
                IInvocationOperation call => IsDispose(call),
                IConditionalAccessOperation access => access.WhenNotNull.DescendantsAndSelf().Any(part => part is IInvocationOperation call && IsDispose(call)),
                IPropertyReferenceOperation or IBinaryOperation or IIsPatternOperation or IInterpolationOperation => false,
                IArgumentOperation { Parent: IInvocationOperation call, Parameter: { RefKind: RefKind.None } inner } => Takes(call.TargetMethod, inner, method, depth + 1),
                IArgumentOperation { Parent: IObjectCreationOperation made } => !DoesNotOwn(made),
                _ => true,
            };
            if (keeps) return true;
        }

        return false;
    }

    private static bool IsDispose(IInvocationOperation call) => call.TargetMethod.Name is "Dispose" or "Close" or "DisposeAsync" or "Stop" or "SafeHandle";

    public static bool EndsLife(IOperation reference)
    {
        var value = reference.SameValue();
        return value.Parent is IUsingOperation
            || value.Parent is IInvocationOperation call && call.Instance == value && IsDispose(call)
            || value.Parent is IConditionalAccessOperation access && access.Operation == value
               && access.WhenNotNull.DescendantsAndSelf().Any(part => part is IInvocationOperation inner && IsDispose(inner));
    }
}

using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model.Counts;

/// <summary>What is done with a task besides awaiting it.</summary>
internal static class TaskUse
{
    /// <summary>Whether this use of a task only waits until the task is over, or asks whether it is. Its result and its error stay
    /// unknown.</summary>
    public static bool IsOnlyWaiting(IOperation use, SocketMethod method)
    {
        var value = use.SameValue();
        if (IsNumber(value.Type))
            return false;
        return value.Parent switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } => true,
            IIsPatternOperation => false,
            IPropertyReferenceOperation { Property.Name: "IsCompleted" } => true,
            _ => Race(value) is { } race && IsRaceOnly(race, method),
        };
    }

    /// <summary>The <c>Task.WhenAny</c> that a task is given to.</summary>
    public static IInvocationOperation? Race(IOperation task) => Gathered(task) is { TargetMethod.Name: "WhenAny" } race ? race : null;

    /// <summary>The <c>Task.WhenAll</c> or <c>WhenAny</c> that a task is given to, however its arguments are written.</summary>
    public static IInvocationOperation? Gathered(IOperation task)
    {
        for (var above = task.Parent; above is not null; above = above.Parent)
        {
            switch (above)
            {
                case IInvocationOperation call:
                    return call.TargetMethod is { Name: "WhenAll" or "WhenAny", ContainingType.Name: "Task" } ? call : null;
                case IArgumentOperation or IConversionOperation or IArrayInitializerOperation or IArrayCreationOperation: continue;
                case { Syntax: CollectionExpressionSyntax } or { IsImplicit: true }: continue;
                default: return null;
            }
        }

        return null;
    }

    /// <summary>Whether the type is a task, or is awaited in place of a task.</summary>
    public static bool IsTask(ITypeSymbol? type) =>
        type?.Name is "Task" or "ValueTask" or "ConfiguredTaskAwaitable" or "ConfiguredValueTaskAwaitable";

    /// <summary>Whether the type is a task without a result. A read that is kept in one loses its count.</summary>
    public static bool IsWithoutResult(ITypeSymbol type) => type is INamedTypeSymbol { Name: "Task", TypeArguments.Length: 0 };

    /// <summary>Whether a task is only awaited, alone or with others, and nothing is taken from it.</summary>
    public static bool IsOnlyAwaited(IOperation use)
    {
        var value = use.SameValue();
        return value is IAwaitOperation && value.Parent is IExpressionStatementOperation
            || Gathered(value) is { TargetMethod.Name: "WhenAll" } all
                && all.SameValue() is IAwaitOperation { Parent: IExpressionStatementOperation };
    }

    /// <summary>The awaited <c>Task.Run</c> with the lambda that gives the count.</summary>
    public static IInvocationOperation? OnAnotherThread(IOperation value)
    {
        if (value.Function() is not IAnonymousFunctionOperation lambda)
            return null;
        IOperation given = lambda;
        while (given.Parent is IDelegateCreationOperation or IConversionOperation)
            given = given.Parent;
        return given.Parent
                is IArgumentOperation
        {
            Parent: IInvocationOperation
            {
                TargetMethod: { Name: "Run" or "StartNew", ContainingType.Name: "Task" or "TaskFactory" }
            } call
        }
            && call.SameValue() is IAwaitOperation or IInvocationOperation { TargetMethod.Name: "GetResult" } or IPropertyReferenceOperation
            ? call
            : null;
    }

    /// <summary>Whether a continuation does not look at the result of its task.</summary>
    public static bool NeverReadsResult(IInvocationOperation next) =>
        next.Arguments.Length > 0
        && next.Arguments[0].Value.DescendantsAndSelf().OfType<IAnonymousFunctionOperation>().FirstOrDefault()
            is { Symbol.Parameters.Length: 1 } lambda
        && !lambda
            .Body.Descendants()
            .Any(part =>
                part is IParameterReferenceOperation read
                && SocketMethod.Same(read.Parameter, lambda.Symbol.Parameters[0])
                && read.Parent
                    is not IPropertyReferenceOperation
                    {
                        Property.Name: "IsCompleted" or "IsFaulted" or "IsCanceled" or "Exception" or "Status"
                    });

    /// <summary>Whether the type is a number: an awaited task has the type of its result.</summary>
    private static bool IsNumber(ITypeSymbol? type) => type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64;

    /// <summary>Whether the code only compares the winner of a race, or does not look at it.</summary>
    private static bool IsRaceOnly(IInvocationOperation race, SocketMethod method) => race.SameValue().Parent switch
    {
        IBinaryOperation or IExpressionStatementOperation => true,
        ISimpleAssignmentOperation { Target: IDiscardOperation } => true,
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var winner } } => method
            .References(winner)
            .All(reference =>
                reference.IsWrite()
                || !IsNumber(reference.SameValue().Type)
                    && reference.SameValue().Parent
                        is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals }),
        _ => false,
    };
}

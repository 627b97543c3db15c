using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model.Counts;

/// <summary>Where a count flows: which variables carry it, what it is compared with, and whether it goes out of sight.</summary>
internal sealed class CountFlow
{
    private readonly CountState state;

    private CountFlow(CountState state) => this.state = state;

    /// <summary>Nobody looks at the count: it is dropped, or put in a variable that is not read after.</summary>
    public bool Ignored => state.Ignored;

    /// <summary>A task that should give the count is started and not awaited.</summary>
    public bool NeverAwaited => state.NeverAwaited;

    /// <summary>The count goes where it cannot be followed: to the caller, a field, a helper, a lambda. Others may test it there.</summary>
    public bool Escapes => state.CountEscapes || state.PartEscapes;

    /// <summary>What was cut out with the count is returned, and the count goes nowhere: the caller can see that it is empty, and no more.</summary>
    public bool OnlyPartEscapes => state is { PartEscapes: true, CountEscapes: false };

    /// <summary>Some path tells 0, the end of the stream, from the rest.</summary>
    public bool TestedForEnd => state.TestedForEnd;

    /// <summary>The count is compared with more than 0: with a length, another number or a sum.</summary>
    public bool ComparedWithSize => state.ComparedWithSize;

    /// <summary>The local that first takes the count.</summary>
    public ILocalSymbol? Variable => state.Variable;

    /// <summary>Variables to which the count is added.</summary>
    public IReadOnlyCollection<ISymbol> Sums => state.Sums;

    /// <summary>The places where the count, or a copy of it, is read.</summary>
    public IReadOnlyList<IOperation> Uses => state.Uses;

    /// <summary>Whether the variable holds the count, a copy of it or a sum with it.</summary>
    public bool Carries(ISymbol variable) => state.Followed.Contains(variable) || state.Sums.Contains(variable);

    public static CountFlow Of(IInvocationOperation call, SocketMethod method, long end = 0)
    {
        var flow = new CountFlow(new CountState(method, end));
        flow.Follow(call, call, first: true);
        return flow;
    }

    private void Follow(IOperation value, IOperation origin, bool first = false)
    {
        value = value.SameValue();
        switch (value.Parent)
        {
            case IExpressionStatementOperation:
                if (first) state.Ignored = true;
                if (first && IsTask(value.Type) && !value.DescendantsAndSelf().Any(part => part is IAwaitOperation)) state.NeverAwaited = true;
                break;
            case IInvocationOperation { TargetMethod.Name: "Wait" } wait when wait.Instance == value:
                state.Ignored = first;
                break;
            case ISimpleAssignmentOperation { Target: IDiscardOperation } discard when discard.Parent is IExpressionStatementOperation:
                state.Ignored = first;
                if (IsTask(value.Type)) state.NeverAwaited = true;
                break;
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                Into(declarator.Symbol, origin, first, value);
                break;
            case IVariableInitializerOperation { Parent: IVariableDeclarationOperation { Declarators.Length: 1 } declaration }:
                Into(declaration.Declarators[0].Symbol, origin, first, value);
                break;
            case ISimpleAssignmentOperation assignment when assignment.Value == value && assignment.Target.Unwrap() is ILocalReferenceOperation local:
                Into(local.Local, origin, first, value);

                // `while ((n = Receive()) > 0)`: the assignment is a value too.
                if (assignment.Parent is not IExpressionStatementOperation)
                {
                    state.Ignored = false;
                    Follow(assignment, origin);
                }

                break;
            default:
                Use(value, origin);
                break;
        }
    }

    private void Into(ILocalSymbol local, IOperation origin, bool first, IOperation value)
    {
        if (first) state.Variable = local;
        if (local.RefKind != RefKind.None)
        {
            state.CountEscapes = true;
            return;
        }

        if (!state.Followed.Add(local)) return;
        var reads = state.Method.ReadsAfter(local, origin);
        if (first && reads.Count == 0)
        {
            state.Ignored = true;
            state.NeverAwaited = IsTask(value.Type);
            return;
        }

        foreach (var read in reads)
        {
            if (read.Function() != origin.Function()) state.CountEscapes = true;
            if (IsTask(local.Type)) FollowTask(read, first);
            else Follow(read, read);
        }
    }

    /// <summary>A task kept in a variable: where it is awaited, the count appears; anywhere else it is out of sight.</summary>
    private void FollowTask(IOperation read, bool first)
    {
        var value = read.SameValue();
        var counted = !IsTask(value.Type) && value.Type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64;
        if (counted && value.Parent is IExpressionStatementOperation) state.Ignored = first;
        else if (counted) Follow(value, value, first);
        else if (value.Type is INamedTypeSymbol { Name: "Task", TypeArguments.Length: 0 }) return; // Waited for by `WhenAll` and the like, which give no count.
        else if (value.Parent is IInvocationOperation { TargetMethod.Name: "Wait" } wait && wait.Instance == value) state.CountEscapes |= state.Method.References(SocketMethod.Referenced(read)!).Count > 2;
        else state.CountEscapes = true;
    }

    private void Use(IOperation value, IOperation origin)
    {
        state.Uses.Add(value);
        switch (value.Parent)
        {
            case IBinaryOperation binary when binary.OperatorKind.IsComparison():
                ComparedCount.Follow(state, binary, value);
                break;
            case IBinaryOperation arithmetic:
                // `total + n`, `size - n`: the sum is judged as a sum.
                SummedCount.Follow(state, arithmetic);
                break;
            case ICompoundAssignmentOperation compound when compound.Value == value:
                if (compound.Target.Symbol() is { } sum) state.Sums.Add(sum);
                if (compound.Target is not (ILocalReferenceOperation or IParameterReferenceOperation)) state.CountEscapes = true;
                else if (compound.Parent is IExpressionStatementOperation) SummedCount.Judge(state, compound.Target.Symbol()!, compound);
                else state.CountEscapes = true;
                break;
            case IIncrementOrDecrementOperation or ICompoundAssignmentOperation:
                state.CountEscapes = true;
                break;
            case IIsPatternOperation or ISwitchOperation or ISwitchExpressionOperation or ICoalesceOperation:
                state.TestedForEnd = true;
                state.ComparedWithSize |= value.Parent is not IIsPatternOperation { Pattern: IConstantPatternOperation constant } || !constant.Value.IsConstant(0);
                break;
            case IArgumentOperation { Parent: IInvocationOperation call } argument:
                PassedCount.Follow(state, call, call.TargetMethod, argument);
                break;
            case IArgumentOperation { Parent: IObjectCreationOperation creation } argument:
                PassedCount.Follow(state, creation, creation.Constructor, argument);
                break;
            case IArgumentOperation { Parent: IImplicitIndexerReferenceOperation or IPropertyReferenceOperation or IArrayElementReferenceOperation } argument:
                PassedCount.FollowPart(state, argument.Parent!);
                break;
            case IRangeOperation range:
                if (range.Parent is IArgumentOperation { Parent: { } indexed }) PassedCount.FollowPart(state, indexed);
                else if (range.Parent is { } element) PassedCount.FollowPart(state, element);
                else state.CountEscapes = true;
                break;
            case IArrayElementReferenceOperation or IInterpolationOperation or IUnaryOperation or IInvocationOperation:
                break;
            case IArrayCreationOperation array:
                PassedCount.FollowPart(state, array);
                break;
            case IConditionalOperation { Condition: var condition } when condition == value:
            case IExpressionStatementOperation:
                break;
            default:
                state.CountEscapes = true;
                break;
        }
    }

    private static bool IsTask(ITypeSymbol? type) => type?.Name is "Task" or "ValueTask" or "ConfiguredTaskAwaitable" or "ConfiguredValueTaskAwaitable";
}

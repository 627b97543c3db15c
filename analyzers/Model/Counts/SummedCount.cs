using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model.Counts;

/// <summary>Where a sum with the count goes.</summary>
internal static class SummedCount
{
    public static void Follow(CountState state, IBinaryOperation arithmetic)
    {
        var value = arithmetic.SameValue();
        switch (value.Parent)
        {
            case IBinaryOperation outer when !outer.OperatorKind.IsComparison():
                Follow(state, outer);
                break;
            case IBinaryOperation:
                state.ComparedWithSize = true;
                if (InLoopCondition(value)) break;
                state.TestedForEnd = true;
                break;
            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation target, Parent: IExpressionStatementOperation } assignment:
                state.Sums.Add(target.Local);
                Judge(state, target.Local, assignment);
                break;
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                state.Sums.Add(declarator.Symbol);
                Judge(state, declarator.Symbol, declarator);
                break;
            case IArgumentOperation { Parent: IInvocationOperation call } argument:
                PassedCount.Follow(state, call, call.TargetMethod, argument);
                break;
            case IArgumentOperation { Parent: IObjectCreationOperation creation } argument:
                PassedCount.Follow(state, creation, creation.Constructor, argument);
                break;
            case IInterpolationOperation or IRangeOperation or IArgumentOperation or IArrayElementReferenceOperation:
                break;
            default:
                state.CountEscapes = true;
                break;
        }
    }

    /// <summary>A sum is compared in the condition of its loop to know when all is there, which tells nothing of the end of the stream;
    /// compared anywhere else it may, and passed on it may too.</summary>
    public static void Judge(CountState state, ISymbol sum, IOperation write)
    {
        if (!state.Followed.Add(sum)) return;

        // Out of a loop that goes on until the sum is large enough, a 0 never comes: what is asked after it comes too late.
        var filling = write.Loops().FirstOrDefault(loop => loop.Condition()?.DescendantsAndSelf().Any(part => SocketMethod.Same(SocketMethod.Referenced(part), sum)) == true);
        if (filling is not null) state.ComparedWithSize = true;
        var reached = sum is ILocalSymbol ? state.Method.ReadsAfter(sum, write) : null;
        foreach (var reference in state.Method.References(sum))
        {
            // A `return` that nothing reaches, behind a loop without end, hands the sum to nobody.
            if (reached?.Contains(reference) == false && reference.SameValue().Parent is IReturnOperation) continue;
            if (filling is not null && !reference.IsWithin(filling)) continue;
            if (reference.IsWrite() || reference.Parent is ICompoundAssignmentOperation { Target: var target } && target == reference) continue;
            if (reference.Function() != write.Function()) state.CountEscapes = true;
            var value = reference.SameValue();
            switch (value.Parent)
            {
                case IBinaryOperation comparison when comparison.OperatorKind.IsComparison():
                    state.ComparedWithSize = true;
                    if (!InLoopCondition(value)) state.TestedForEnd = true;
                    break;
                case IIsPatternOperation or ISwitchOperation or ISwitchExpressionOperation:
                    state.TestedForEnd = true;
                    break;
                case IReturnOperation:
                    // The sum of all that came is for the caller, who can compare it.
                    state.CountEscapes = true;
                    break;
                case IArgumentOperation { Parent: IInvocationOperation call } argument when !SocketTypes.IsOfSystem(call.TargetMethod) && !Reckoning.IsAllThatIsDone(state.Method.File, call.TargetMethod, argument.Parameter):
                    state.CountEscapes = true;
                    break;
                case ISimpleAssignmentOperation { Target: not ILocalReferenceOperation }:
                    state.CountEscapes = true;
                    break;
            }
        }
    }

    private static bool InLoopCondition(IOperation value) => value.Loops().Any(loop => loop.Condition().Contains(value));
}

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
        // `b & 0x80` makes a number of any byte, also of the -1 that stands for the end.
        if (
            state.End < 0
            && arithmetic.OperatorKind == BinaryOperatorKind.And
            && (arithmetic.LeftOperand.Constant() ?? arithmetic.RightOperand.Constant()) is > 0 and <= byte.MaxValue)
            return;
        var value = arithmetic.SameValue();
        while (value.Parent is IBinaryOperation outer && !outer.OperatorKind.IsComparison())
            value = outer.SameValue();
        switch (value.Parent)
        {
            case IBinaryOperation:
                state.ComparedWithSize = true;
                if (InLoopCondition(value))
                    break;
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

    /// <summary>The condition of the loop compares a sum to know when all is there. That says nothing about the end of the stream. A
    /// comparison anywhere else may test for the end, and so may the code that the sum is passed to.</summary>
    public static void Judge(CountState state, ISymbol sum, IOperation write)
    {
        if (!state.Followed.Add(sum))
            return;

        // A loop that goes on until the sum is large enough never ends at a 0. A test after the loop comes too late.
        var filling = write.Loops().FirstOrDefault(loop => Mentions(loop.Condition(), sum));
        if (filling is not null)
        {
            // The result is the same for each count that is added to the sum in this loop.
            var within = state.Method.The(() => new Filling());
            if (!within.TryGetValue(filling, out var sums))
                within[filling] = sums = new(SymbolEqualityComparer.Default);
            if (!sums.TryGetValue(sum, out var found))
            {
                sums[sum] = found = new CountState(state.Method, state.End) { ComparedWithSize = true };
                foreach (var reference in state.Method.ReferencesIn(sum, filling.Syntax))
                {
                    if (reference.Function() != write.Function())
                        found.CountEscapes = true;
                    Use(found, reference);
                }
            }

            state.Take(found);
            return;
        }

        // This looks at the whole method. The result is the same for each count that is added to the sum.
        var judged = state.Method.The(() => new Judged());
        if (!judged.TryGetValue(sum, out var answer))
        {
            judged[sum] = answer = new CountState(state.Method, state.End);
            foreach (var reference in state.Method.References(sum))
                Use(answer, reference);
        }

        state.CountEscapes |= answer.CountEscapes || !state.Method.IsOnlyIn(sum, write.Function());
        state.SumEscapes |= answer.SumEscapes;
        state.ComparedWithSize |= answer.ComparedWithSize;
        state.TestedForEnd |= answer.TestedForEnd;
    }

    /// <summary><c>progress.Report(total += n)</c>: the code that gets the sum cannot see in it whether anything came, and
    /// returns nothing.</summary>
    public static bool IsOnlyReported(ICompoundAssignmentOperation sum)
    {
        // `(double)(total += n) / size`
        var value = sum.SameValue();
        while (value.Parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.Divide or BinaryOperatorKind.Multiply } share)
            value = share.SameValue();
        return value.Parent is IInterpolationOperation || IsReported(value);
    }

    private static bool IsReported(IOperation value) =>
        value.Parent is IArgumentOperation
        {
            Parameter.RefKind: RefKind.None,
            Parent: IInvocationOperation { TargetMethod: { ReturnsVoid: true } target } call
        }
        && call.SameValue().Parent is IExpressionStatementOperation
        && SocketTypes.IsOfSystem(target)
        && !PassedCount.LetsSee(target);

    private sealed class Filling : Dictionary<ILoopOperation, Dictionary<ISymbol, CountState>>;

    private sealed class Judged() : Dictionary<ISymbol, CountState>(SymbolEqualityComparer.Default);

    private static void Use(CountState state, IOperation reference)
    {
        if (reference.IsWrite() || reference.Parent is ICompoundAssignmentOperation { Target: var target } && target == reference)
            return;
        var value = reference.SameValue();
        switch (value.Parent)
        {
            case IBinaryOperation comparison when comparison.OperatorKind.IsComparison():
                state.ComparedWithSize = true;
                if (!InLoopCondition(value))
                    state.TestedForEnd = true;
                break;
            case IIsPatternOperation or ISwitchOperation or ISwitchExpressionOperation:
                state.TestedForEnd = true;
                break;
            case IReturnOperation:
                // The caller gets the sum of all that came, and can compare it. A `return` after a loop without end is never reached.
                state.SumEscapes |= state.Method.Graphs.IsReachable(reference);
                break;
            case IArgumentOperation { Parent: IInvocationOperation call } argument when !SocketTypes.IsOfSystem(call.TargetMethod)
                    && !Reckoning.IsAllThatIsDone(state.Method.File, call.TargetMethod, argument.Parameter):
            case ISimpleAssignmentOperation { Target: not ILocalReferenceOperation }:
                state.CountEscapes = true;
                break;
        }
    }

    private static bool Mentions(IOperation? expression, ISymbol variable) =>
        expression?.DescendantsAndSelf().Any(part => SocketMethod.Same(SocketMethod.Referenced(part), variable)) == true;

    private static bool InLoopCondition(IOperation value) =>
        value.Loops().Any(loop => loop.Condition().Contains(value)) || GoesBack(value);

    /// <summary>Whether the value is in the condition of a loop that is built with <c>goto</c>. The test then decides only whether the loop
    /// goes back.</summary>
    private static bool GoesBack(IOperation value)
    {
        for (var (inner, above) = (value, value.Parent); above is not null and not IBlockOperation; inner = above, above = above.Parent)
        {
            if (above is IConditionalOperation { WhenFalse: null } choice)
                return choice.Condition == inner && WayBack(choice.WhenTrue);
        }

        return false;

        static bool WayBack(IOperation branch) => branch switch
        {
            IBlockOperation { Operations.Length: 1 } block => WayBack(block.Operations[0]),
            IBranchOperation { BranchKind: BranchKind.GoTo, Target: { DeclaringSyntaxReferences.Length: 1 } label } =>
                label.DeclaringSyntaxReferences[0].Span.Start < branch.Syntax.SpanStart,
            _ => false,
        };
    }
}

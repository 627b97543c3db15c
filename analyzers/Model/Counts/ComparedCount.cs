using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model.Counts;

/// <summary>What a comparison of the count asks: whether the stream has ended, whether enough has come, or neither.</summary>
internal static class ComparedCount
{
    public static void Follow(CountState state, IBinaryOperation comparison, IOperation value)
    {
        // `bool ended = n == 0;` is a test only if the code reads `ended`.
        if (
            comparison.SameValue().Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var flag } }
            && state.Method.References(flag).All(reference => reference.IsWrite())
        )
            return;

        // A release build leaves `Debug.Assert` out.
        if (IsOnlyAsserted(comparison))
        {
            state.TestedForEnd = true;
            return;
        }

        var other = comparison.LeftOperand == value ? comparison.RightOperand : comparison.LeftOperand;
        if (other.Constant() is not { } constant)
        {
            // `right < n`, where `right` is calculated from the same n bytes, says something about the bytes. It does not tell whether
            // there are any.
            if (IsWorkedOutFromCount(state, other))
            {
                state.ComparedWithSize = true;
                return;
            }

            // `for (var i = 0; i < n; i++)` counts up to n; it is no test of n.
            if (
                comparison.Parent is IForLoopOperation { Condition: var condition }
                && condition == comparison
                && IsPlace(other)
            )
                return;
            state.TestedForEnd = true;
            state.ComparedWithSize = true;
            return;
        }

        // `n == 1` and `n > 1` distinguish one byte from more.
        if (constant > 1 || Truth(comparison, value, constant, 1) != Truth(comparison, value, constant, long.MaxValue))
            state.ComparedWithSize = true;

        // A count that is equal to a size is not 0.
        state.TestedForEnd |=
            state.End == 0 && constant > 0 && comparison.OperatorKind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals
            || Truth(comparison, value, constant, state.End) != Truth(comparison, value, constant, 1)
            || Truth(comparison, value, constant, state.End) != Truth(comparison, value, constant, long.MaxValue);
    }

    /// <summary>The variable that counts up, or a place that many bytes behind it: <c>i + 8 &lt;= n</c>.</summary>
    private static bool IsPlace(IOperation other) =>
        other.Unwrap() is ILocalReferenceOperation
        || other.Unwrap() is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, LeftOperand: var place, RightOperand: var width }
            && place.Unwrap() is ILocalReferenceOperation
            && width.Constant() is not null;

    private static bool IsOnlyAsserted(IBinaryOperation comparison) =>
        comparison.SameValue().Parent is IArgumentOperation
        {
            Parent: IInvocationOperation { TargetMethod: { Name: "Assert", ContainingType.Name: "Debug" } assert }
        }
        && SocketTypes.IsOfSystem(assert);

    /// <summary>The result of a condition over the count if the count is 0; null if that is not known.</summary>
    public static bool? OfZero(IOperation condition, IOperation count) => condition switch
    {
        IIsPatternOperation pattern => Patterns.Matches(pattern.Pattern, 0),
        IBinaryOperation test
            when (test.LeftOperand.Unwrap() == count.Unwrap() ? test.RightOperand : test.LeftOperand).Constant() is { } constant =>
            test.OperatorKind switch
            {
                BinaryOperatorKind.Equals => constant == 0,
                BinaryOperatorKind.GreaterThan when test.LeftOperand.Unwrap() == count.Unwrap() => constant < 0,
                BinaryOperatorKind.LessThanOrEqual when test.LeftOperand.Unwrap() == count.Unwrap() => constant >= 0,
                BinaryOperatorKind.LessThan when test.LeftOperand.Unwrap() == count.Unwrap() => constant > 0,
                BinaryOperatorKind.NotEquals => constant != 0,
                _ => null,
            },
        _ => null,
    };

    /// <summary>Whether a test always has this answer: <c>n >= 0</c> is true of every count, and <c>n == -1</c> of none.</summary>
    public static bool IsAlways(bool answer, IBinaryOperation test, IOperation count) =>
        test.OperatorKind.IsComparison()
        && (test.LeftOperand == count ? test.RightOperand : test.LeftOperand).Constant() is { } constant
        && Truth(test, count, constant, 0) == answer
        && Truth(test, count, constant, 1) == answer
        && Truth(test, count, constant, long.MaxValue) == answer;

    private static bool IsWorkedOutFromCount(CountState state, IOperation other)
    {
        if (other.Symbol() is not ILocalSymbol local || state.Followed.Contains(local) || state.Variable is not { } count)
            return false;
        var known = state.Method.The(() => new WorkedOut());
        if (!known.TryGetValue(local, out var counts))
            known[local] = counts = new(SymbolEqualityComparer.Default);
        if (!counts.TryGetValue(count, out var answer))
        {
            var values = state.Method.Values(local).ToList();
            counts[count] = answer =
                values.Count > 0
                && values.All(value => value.DescendantsAndSelf().Any(part => SocketMethod.Same(SocketMethod.Referenced(part), count)));
        }

        return answer;
    }

    private sealed class WorkedOut() : Dictionary<ISymbol, Dictionary<ISymbol, bool>>(SymbolEqualityComparer.Default);

    private static bool Truth(IBinaryOperation comparison, IOperation value, long constant, long count)
    {
        var order = comparison.LeftOperand == value ? count.CompareTo(constant) : constant.CompareTo(count);
        return comparison.OperatorKind switch
        {
            BinaryOperatorKind.Equals => order == 0,
            BinaryOperatorKind.NotEquals => order != 0,
            BinaryOperatorKind.LessThan => order < 0,
            BinaryOperatorKind.LessThanOrEqual => order <= 0,
            BinaryOperatorKind.GreaterThan => order > 0,
            _ => order >= 0,
        };
    }
}

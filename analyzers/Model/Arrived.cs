using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model;

/// <summary>Code that asks first whether something has arrived: <c>Available</c>, <c>DataAvailable</c>, <c>Poll</c>.</summary>
internal static class Arrived
{
    /// <summary>The loop or conditional around the operation whose condition asks this; null if there is none.</summary>
    public static IOperation? AskedAround(IOperation operation)
    {
        for (var (inner, above) = (operation, operation.Parent);
             above is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation);
             inner = above, above = above.Parent)
        {
            var condition = above switch
            {
                ILoopOperation loop when loop.Condition() != inner && IsAskedFirst(loop) => loop.Condition(),
                IConditionalOperation choice when choice.WhenTrue == inner => choice.Condition,
                _ => null,
            };
            if (condition?.DescendantsAndSelf().Any(Asks) == true)
                return above;
        }

        return null;
    }

    /// <summary>Whether a loop before it in the same block waits until something has arrived.</summary>
    public static bool IsWaitedFor(IOperation operation, SocketMethod method)
    {
        for (var (inner, above) = (operation, operation.Parent);
             above is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation);
             inner = above, above = above.Parent)
        {
            if (above is not IBlockOperation block)
                continue;
            var waits = method.The(() => new FirstWaits());
            if (!waits.TryGetValue(block, out var first))
                waits[block] = first = block.Operations.FirstOrDefault(Waits)?.Syntax.SpanStart ?? int.MaxValue;
            return first < inner.Syntax.SpanStart;
        }

        return false;
    }

    /// <summary>For each block, the place of the first loop that waits until something has arrived.</summary>
    private sealed class FirstWaits : Dictionary<IBlockOperation, int>;

    private static bool Waits(IOperation statement) =>
        statement is IWhileLoopOperation { Condition: { } condition }
        && condition
            .DescendantsAndSelf()
            .Any(part =>
                part is IPropertyReferenceOperation { Parent: IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } }
                && Asks(part)
                || part is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } none
                    && Asks(none.LeftOperand)
                    && none.RightOperand.IsConstant(0));

    public static bool Asks(IOperation part) => part switch
    {
        IPropertyReferenceOperation { Property.Name: "Available" or "DataAvailable" } => true,
        IInvocationOperation { TargetMethod.Name: "Poll" } => true,
        _ => false,
    };

    private static bool IsAskedFirst(ILoopOperation loop) => loop is not IWhileLoopOperation { ConditionIsTop: false };

    /// <summary>Whether the buffer has the length of what has arrived. One receive then fills it.</summary>
    public static bool Sizes(Receive receive)
    {
        if (receive.BufferRoot is not { } buffer)
            return false;
        var known = receive.Method.The(() => new SizedBuffers());
        if (!known.TryGetValue(buffer, out var answer))
            known[buffer] = answer = receive.Method.Values(buffer).Any(value => IsOfAvailable(value, receive.Method));
        return answer;
    }

    private sealed class SizedBuffers() : Dictionary<ISymbol, bool>(SymbolEqualityComparer.Default);

    /// <summary>Whether the value is calculated from <c>Available</c>, directly or through a variable that holds it.</summary>
    public static bool IsOfAvailable(IOperation value, SocketMethod method) =>
        value
            .DescendantsAndSelf()
            .Any(part =>
                part is IPropertyReferenceOperation { Property.Name: "Available" }
                || part is ILocalReferenceOperation { Type.SpecialType: SpecialType.System_Int32, Local: var length }
                    && method.Values(length).ToList() is { Count: > 0 } values
                    && values.TrueForAll(given => given.Unwrap() is IPropertyReferenceOperation { Property.Name: "Available" }));
}

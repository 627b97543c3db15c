using System.Linq;
using Kata.Analyzers.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Rules;

/// <summary>SOCK016: <c>Connected</c> tells how the last call ended, not whether the peer is still there.</summary>
public sealed class SOCK016_ConnectedAsTest : SocketRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Rule.Create(
        RuleIds.ConnectedAsTest, Categories.Connections, DiagnosticSeverity.Info,
        "`Connected` is used to test whether the peer is still there",
        "Send or receive and handle what comes back: `{0}` tells only how the last call on the socket ended");

    internal override void Check(SocketMethod method, Reporter report)
    {
        foreach (var operation in method.Operations)
        {
            var (property, socket, test) = operation switch
            {
                IPropertyReferenceOperation asked => (asked.Property, asked.Instance, operation),
                IIsPatternOperation pattern when Asked(pattern.Pattern) is { } asked => (asked, pattern.Value, operation),
                IPatternCaseClauseOperation { Parent.Parent: ISwitchOperation choice } label when Asked(label.Pattern) is { } asked => (
                    asked, choice.Value, label),
                ISwitchExpressionArmOperation { Parent: ISwitchExpressionOperation choice } arm when Asked(arm.Pattern) is { } asked => (
                    asked, choice.Value, arm.Pattern),
                _ => (null, null, operation),
            };
            if (
                property?.Name != "Connected"
                || !(SocketTypes.IsSocket(property.ContainingType) || SocketTypes.IsTcpClient(property.ContainingType))
            )
                continue;
            if (operation is IPropertyReferenceOperation && operation.Parent is IPropertySubpatternOperation)
                continue;
            if (Tested(test) is not { } tested || !GuardsTraffic(tested, test, method))
                continue;

            // After a connect that may not have come to its end, it is the right question.
            if (
                method.Calls.Any(call =>
                    call.TargetMethod.Name is "BeginConnect" or "ConnectAsync" or "Connect"
                    && SocketMethod.Same(call.Receiver().Root(), socket.Root()))
            )
                continue;
            report.At(test.Syntax, test is IPropertyReferenceOperation ? test.Text() : $"{socket.Text()}.Connected");
        }
    }

    /// <summary>The property of <c>is { Connected: true }</c>.</summary>
    private static IPropertySymbol? Asked(IPatternOperation pattern) =>
        pattern
            .DescendantsAndSelf()
            .OfType<IPropertySubpatternOperation>()
            .Select(part => (part.Member as IPropertyReferenceOperation)?.Property)
            .FirstOrDefault(property => property?.Name == "Connected");

    /// <summary>The <c>if</c>, the loop, the case or the arm whose condition it is a part of; the loop over what a filter lets
    /// through.</summary>
    private static IOperation? Tested(IOperation property)
    {
        if (property is IPatternCaseClauseOperation)
            return property.Parent;
        for (var (inner, above) = (property, property.Parent); above is not null; inner = above, above = above.Parent)
        {
            switch (above)
            {
                case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } or IParenthesizedOperation or IConversionOperation: continue;
                case IBinaryOperation
                {
                    OperatorKind: BinaryOperatorKind.ConditionalAnd
                        or BinaryOperatorKind.ConditionalOr
                        or BinaryOperatorKind.Equals
                        or BinaryOperatorKind.NotEquals
                }:
                    continue;
                case IConditionalAccessOperation access when access.WhenNotNull == inner: continue;
                case IConditionalOperation conditional when conditional.Condition == inner: return conditional;
                case ILoopOperation loop when loop.Condition() == inner: return loop;
                case IPatternCaseClauseOperation label when label.Guard == inner: return label.Parent;
                case ISwitchExpressionArmOperation arm when arm.Guard == inner || arm.Pattern == inner: return arm;
                case IReturnOperation { Parent.Parent: IAnonymousFunctionOperation filter }: return LoopOverFiltered(filter);
                default: return null;
            }
        }

        return null;
    }

    /// <summary>The <c>foreach</c> over <c>Where(…)</c>, whatever orders or copies what comes out of it.</summary>
    private static IForEachLoopOperation? LoopOverFiltered(IAnonymousFunctionOperation filter)
    {
        IOperation value = filter;
        while (value.Parent is IDelegateCreationOperation or IConversionOperation)
            value = value.Parent;
        if (value.Parent is not IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Where" or "FindAll" } where })
            return null;
        value = where.SameValue();
        while (
            value.Parent
                is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { ContainingType.Name: "Enumerable" } more } next }
            && more.ReturnType.Name != "Boolean")
            value = next.SameValue();
        return value.Parent as IForEachLoopOperation;
    }

    /// <summary>Whether data is sent or received because of the answer: under the condition, or after an <c>if</c> that leaves.</summary>
    private static bool GuardsTraffic(IOperation tested, IOperation property, SocketMethod method)
    {
        bool Traffic(IOperation operation) =>
            NetworkCalls.IsOnStream(operation, method)
            || NetworkCalls.IsOnSocket(operation)
                && operation is IInvocationOperation { TargetMethod.Name: var name }
                && (name.StartsWith("Send") || name.StartsWith("Receive"));

        // A loop that asks first whether something has arrived does not rely on it.
        if (
            tested is ILoopOperation around
            && method.Receives.Where(receive => receive.Call.IsWithin(around)).ToList() is { Count: > 0 } inside
            && inside.All(receive => Arrived.AskedAround(receive.Call) is not null)
        )
            return false;

        // Where the program asks the network itself, or handles what comes back, the test only saves a call.
        if (
            tested is not (IWhileLoopOperation or IForLoopOperation)
            && method.Operations.Any(operation =>
                operation is IInvocationOperation { TargetMethod.Name: "Poll" }
                || operation is IPropertyReferenceOperation { Property.Name: "Available" })
        )
            return false;
        if (
            tested is not (IWhileLoopOperation or IForLoopOperation)
            && method.Operations.Where(Traffic).ToList() is { Count: > 0 } all
            && all.All(operation => NetworkCalls.IsCaught(operation, method))
        )
            return false;
        if (tested.DescendantsAndSelf().Any(Traffic))
            return true;
        return tested is IConditionalOperation { WhenTrue: var leaves }
            && leaves.DescendantsAndSelf().Any(operation => operation is IReturnOperation or IBranchOperation or IThrowOperation)
            && method.Operations.Any(operation =>
                operation.Syntax.SpanStart > tested.Syntax.Span.End && operation.Function() == property.Function() && Traffic(operation));
    }
}

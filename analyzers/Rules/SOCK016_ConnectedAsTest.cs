using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Kata.Analyzers.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Rules;

/// <summary>SOCK016: <c>Connected</c> tells how the last call ended, not whether the peer is still there.</summary>
public sealed class SOCK016_ConnectedAsTest : SocketRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Rule.Create(
        RuleIds.ConnectedAsTest, Categories.Connections, DiagnosticSeverity.Info,
        "`Connected` is used to test whether the peer is still there",
        "Send or receive and handle what comes back: `{0}` tells only how the last call on the socket ended");

    internal override Sight SightOf(DiagnosticDescriptor saying) => Sight.Variables;

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
            if (
                IsPassedOff(test, method)
                || IsPolledByTimer(test, method)
                || IsPolledInLoop(test, method)
                || IsTakenFromPool(test, socket, method))
            {
                report.At(test.Syntax, test is IPropertyReferenceOperation ? test.Text() : $"{socket.Text()}.Connected");
                continue;
            }

            if (Tested(test) is not { } tested || !GuardsTraffic(tested, test, method))
                continue;

            // After a connect that may not have come to its end, it is the right question.
            if (AsksForTask(tested))
                continue;
            if (socket.Root() is { } connected && method.The(() => new Connects(method)).Contains(connected))
                continue;
            report.At(test.Syntax, test is IPropertyReferenceOperation ? test.Text() : $"{socket.Text()}.Connected");
        }
    }

    private static readonly Regex SaysOfPeer = new(
        "Alive|Online|Reachable|Responsive|IsThere|StillThere|PeerIs",
        RegexOptions.CultureInvariant,
        Regex.InfiniteMatchTimeout);

    private static readonly Regex StateOfPeer = new(
        "^(Up|Alive|Online|Reachable|Responsive|Healthy)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        Regex.InfiniteMatchTimeout);

    /// <summary>Given out as what it is not: a member whose name says that the peer is there, or a state of such a name.</summary>
    private static bool IsPassedOff(IOperation test, SocketMethod method)
    {
        for (var (inner, above) = (test, test.Parent); above is not null; inner = above, above = above.Parent)
        {
            switch (above)
            {
                case IUnaryOperation or IBinaryOperation or ICoalesceOperation:
                case IParenthesizedOperation or IConversionOperation or IConditionalAccessOperation:
                    continue;
                case IConditionalOperation { WhenFalse: { } otherwise } choice when choice.Condition == inner:
                    return IsStateOfPeer(choice.WhenTrue) || IsStateOfPeer(otherwise);
                case ISwitchExpressionArmOperation { Value: var state } arm when arm.Pattern == inner || arm.Guard == inner:
                    return IsStateOfPeer(state);
                case IReturnOperation:
                    return inner.Type?.SpecialType == SpecialType.System_Boolean
                        && above.Function() is null
                        && SaysOfPeer.IsMatch(
                            method.Member is IMethodSymbol { AssociatedSymbol: { } property } ? property.Name : method.Member.Name);
                default:
                    return false;
            }
        }

        return false;
    }

    private static bool IsStateOfPeer(IOperation state) => state.Unwrap() switch
    {
        IFieldReferenceOperation { Field: { HasConstantValue: true, Name: var name } } => StateOfPeer.IsMatch(name),
        IInvocationOperation { TargetMethod: { Name: "Healthy", IsStatic: true } } => true,
        { ConstantValue: { HasValue: true, Value: string text } } => StateOfPeer.IsMatch(text),
        _ => false,
    };

    /// <summary>Taken out of a collection and handed out as one that works: what happened while it lay there, nobody knows.</summary>
    private static bool IsTakenFromPool(IOperation test, IOperation? socket, SocketMethod method) =>
        socket.Root() is ILocalSymbol kept
        && Condition(test) is { } choice
        && !choice.Condition.DescendantsAndSelf().OfType<IInvocationOperation>().Any(call =>
            !SocketTypes.IsOfSystem(call.TargetMethod)
            && call.Arguments.Any(argument => SocketMethod.Same(argument.Value.Symbol(), kept)))
        && (IsForNotConnected(choice.Condition.Unwrap())
            ? choice.WhenTrue.DescendantsAndSelf().Any(part => part is IBranchOperation { BranchKind: BranchKind.Continue })
            : IsReturned(choice.WhenTrue, kept))
        && method.References(kept).Any(reference => reference.SameValue().Parent is IReturnOperation)
        && method.References(kept).Any(reference => reference.Parent switch
        {
            IDeclarationExpressionOperation { Parent: IArgumentOperation { Parent: IInvocationOperation call } } => TakesOut(call),
            IArgumentOperation { Parameter.RefKind: RefKind.Out, Parent: IInvocationOperation call } => TakesOut(call),
            _ => false,
        })
        && method.CallsNamed("Poll").Count == 0
        && !method.All<IPropertyReferenceOperation>().Any(property => property.Property.Name is "Available" or "DataAvailable");

    private static bool TakesOut(IInvocationOperation call) =>
        call.TargetMethod.Name is "TryPop" or "TryDequeue" or "TryTake" && SocketTypes.IsOfSystem(call.TargetMethod);

    private static bool IsReturned(IOperation statement, ILocalSymbol kept) => statement switch
    {
        IBlockOperation { Operations: { Length: > 0 } steps } => IsReturned(steps[steps.Length - 1], kept),
        IReturnOperation { ReturnedValue: { } value } => SocketMethod.Same(value.Symbol(), kept),
        _ => false,
    };

    /// <summary>Asked by a timer that neither sends nor receives: nobody tells the socket that the peer has left, so nothing will
    /// change.</summary>
    private static bool IsPolledByTimer(IOperation test, SocketMethod method)
    {
        if (Condition(test) is null)
            return false;
        return test.Function() switch
        {
            IAnonymousFunctionOperation callback => IsGivenToTimer(callback) && !UsesNetwork(callback, method),
            null => method.Member is IMethodSymbol { MethodKind: MethodKind.Ordinary } member
                && !UsesNetwork(method.Root, method)
                && method.File.The(() => new Ticks(method.File)).Has(member),
            _ => false,
        };
    }

    private static bool IsGivenToTimer(IOperation callback)
    {
        var value = callback;
        while (value.Parent is IDelegateCreationOperation or IConversionOperation)
            value = value.Parent;
        return value.Parent is IArgumentOperation { Parent: IObjectCreationOperation { Type.Name: "Timer" } }
            || value.Parent is IEventAssignmentOperation { EventReference: IEventReferenceOperation { Event.Name: "Elapsed" or "Tick" } };
    }

    /// <summary>Whether anything in it sends, receives, asks the network or ends the connection.</summary>
    private static bool UsesNetwork(IOperation body, SocketMethod method) =>
        method
            .Within(body)
            .Any(part =>
                NetworkCalls.Is(part, method)
                || part is IInvocationOperation call
                    && (call.TargetMethod.Name is "Poll" or "BeginReceive" or "BeginSend" or "Close" or "Dispose"
                        || method.File.Converses(call.TargetMethod)));

    /// <summary>The methods of a file that a timer calls.</summary>
    private sealed class Ticks
    {
        private readonly HashSet<ISymbol> methods = new(SymbolEqualityComparer.Default);

        public Ticks(SocketFile file)
        {
            foreach (var made in file.CallsOf("Timer").Concat(file.CallsOf("")))
            {
                if (file.Model.GetOperation(made, file.Cancellation) is IObjectCreationOperation { Type.Name: "Timer" } timer)
                    Add(timer);
            }

            foreach (var name in file.Named("Elapsed").Concat(file.Named("Tick")))
            {
                if (
                    name.FirstAncestorOrSelf<AssignmentExpressionSyntax>() is { } added
                    && file.Model.GetOperation(added, file.Cancellation) is IEventAssignmentOperation subscription)
                    Add(subscription);
            }
        }

        private void Add(IOperation user)
        {
            foreach (var part in user.Descendants())
            {
                if (part is IMethodReferenceOperation { Method: var callback })
                    methods.Add(callback.OriginalDefinition);
                else if (part is IAnonymousFunctionOperation { Body: var body } && OnlyCall(body) is { } called)
                    methods.Add(called.OriginalDefinition);
            }
        }

        /// <summary>The method that is all that a lambda calls: <c>_ => Check()</c>.</summary>
        private static IMethodSymbol? OnlyCall(IBlockOperation body) =>
            body.Operations.Where(step => step is not IReturnOperation { ReturnedValue: null }).ToList() is { Count: 1 } steps
            && steps[0] is IExpressionStatementOperation
            {
                Operation: IInvocationOperation { Instance: null or IInstanceReferenceOperation, Arguments.Length: 0 } call
            }
                ? call.TargetMethod
                : null;

        public bool Has(IMethodSymbol method) => methods.Contains(method.OriginalDefinition);
    }

    /// <summary>Asked in a loop that waits for a time and neither sends nor receives: whether the peer is gone it never tells.</summary>
    private static bool IsPolledInLoop(IOperation test, SocketMethod method) =>
        Condition(test) is { WhenFalse: null } choice
        && IsForNotConnected(choice.Condition.Unwrap())
            != (choice.WhenTrue is IBlockOperation { Operations.Length: 1 } only ? only.Operations[0] : choice.WhenTrue)
                is IBranchOperation { BranchKind: BranchKind.Continue }
        && !(test is IPropertyReferenceOperation { Instance: var socket }
            && socket.Root() is { } connected
            && method.The(() => new Connects(method)).Contains(connected))
        && choice.Loop() is { } loop
        && method.Within(loop).Any(part =>
            part is IInvocationOperation { TargetMethod: { Name: "Sleep" or "Delay" or "WaitForNextTickAsync" } wait }
            && SocketTypes.IsOfSystem(wait))
        && !UsesNetwork(loop, method);

    private static bool IsForNotConnected(IOperation? condition) => condition switch
    {
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } => true,
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals, RightOperand: var other } => other.ConstantValue
            is { HasValue: true, Value: false },
        IIsPatternOperation { Pattern: var asked } => asked
            .DescendantsAndSelf()
            .Any(part => part is IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: false } }),
        _ => false,
    };

    /// <summary>The <c>if</c> that asks.</summary>
    private static IConditionalOperation? Condition(IOperation test)
    {
        for (var (inner, above) = (test, test.Parent); above is not null; inner = above, above = above.Parent)
        {
            if (above is IConditionalOperation choice)
                return choice.Condition == inner ? choice : null;
            if (above is not (IUnaryOperation or IBinaryOperation or IParenthesizedOperation or IConversionOperation))
                return null;
        }

        return null;
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

                // `switch ((client.Connected, …))`: each of the cases is chosen by it.
                case ITupleOperation when above.Parent is ISwitchOperation or ISwitchExpressionOperation or IConversionOperation: continue;
                case ISwitchOperation choice when choice.Value == inner: return choice;
                case ISwitchExpressionOperation choice when choice.Value == inner: return choice;
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

    /// <summary>Asked beside a task, whether it is complete: the task is the connect.</summary>
    private static bool AsksForTask(IOperation tested) =>
        tested is IConditionalOperation { Condition: var condition }
        && condition.DescendantsAndSelf().Any(part =>
            part is IPropertyReferenceOperation
            {
                Property: { Name: "IsCompleted" or "IsCompletedSuccessfully" or "IsFaulted" or "Status", ContainingType: var type }
            }
            && TaskUse.IsTask(type));

    /// <summary>Whether data is sent or received because of the answer: under the condition, or after an <c>if</c> that leaves.</summary>
    private static bool GuardsTraffic(IOperation tested, IOperation property, SocketMethod method)
    {
        var traffic = method.The(() => new DataCalls(method));

        // A loop that asks first whether something has arrived does not rely on it.
        if (
            tested is ILoopOperation around
            && method.ReceivesWithin(around).ToList() is { Count: > 0 } inside
            && inside.All(receive => Arrived.AskedAround(receive.Call) is not null)
        )
            return false;

        // Where the program asks the network itself, or handles what comes back, the test only saves a call.
        if (
            tested is not (IWhileLoopOperation or IForLoopOperation)
            && (traffic.AsksNetwork || traffic.AllCaught)
        )
            return false;
        if (method.Within(tested).Any(traffic.Has))
            return true;
        return tested is IConditionalOperation { WhenTrue: var leaves }
            && leaves.DescendantsAndSelf().Any(operation => operation is IReturnOperation or IBranchOperation or IThrowOperation)
            && traffic.LastIn(property.Function()) > tested.Syntax.Span.End;
    }

    /// <summary>The sockets that a body connects.</summary>
    private sealed class Connects : HashSet<ISymbol>
    {
        public Connects(SocketMethod method) : base(SymbolEqualityComparer.Default)
        {
            foreach (var call in method.Calls)
            {
                if (call.TargetMethod.Name is "BeginConnect" or "ConnectAsync" or "Connect" && call.Receiver().Root() is { } socket)
                    Add(socket);
            }
        }
    }

    /// <summary>The calls of a body that send or receive data.</summary>
    private sealed class DataCalls
    {
        private readonly HashSet<IOperation> all = [];
        private readonly Dictionary<SyntaxNode, int> last = [];
        private readonly SyntaxNode member;

        public DataCalls(SocketMethod method)
        {
            member = method.Root.Syntax;
            AllCaught = true;
            foreach (var operation in method.Calls)
            {
                if (
                    !NetworkCalls.IsOnStream(operation, method)
                    && !(operation.TargetMethod.Name is var name
                        && (name.StartsWith("Send", StringComparison.Ordinal) || name.StartsWith("Receive", StringComparison.Ordinal))
                        && NetworkCalls.IsOnSocket(operation)))
                    continue;
                all.Add(operation);
                AllCaught = AllCaught && NetworkCalls.IsCaught(operation, method);
                var function = operation.Function()?.Syntax ?? member;
                last[function] = last.TryGetValue(function, out var before)
                    ? Math.Max(before, operation.Syntax.SpanStart)
                    : operation.Syntax.SpanStart;
            }

            AllCaught = AllCaught && all.Count > 0;
            AsksNetwork =
                method.CallsNamed("Poll").Count > 0
                || method.All<IPropertyReferenceOperation>().Any(property => property.Property.Name == "Available");
        }

        /// <summary>Something asks whether there is data, or whether the peer is there.</summary>
        public bool AsksNetwork { get; }

        /// <summary>Each is guarded against the failure of the network.</summary>
        public bool AllCaught { get; }

        public bool Has(IOperation operation) => all.Contains(operation);

        /// <summary>Where the last one of a function is; -1 where it has none.</summary>
        public int LastIn(IOperation? function) => last.TryGetValue(function?.Syntax ?? member, out var place) ? place : -1;
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model;

/// <summary>The methods and local functions of a file that go to the network. Each is looked into once.</summary>
internal sealed class Helpers
{
    private readonly SocketFile file;
    private readonly Dictionary<ISymbol, Helper?> helpers = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<SocketMethod, List<Receive>> calls = [];
    private readonly Dictionary<ISymbol, bool> conversing = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, bool> receiving = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, bool> sending = new(SymbolEqualityComparer.Default);

    private Helpers(SocketFile file) => this.file = file;

    public static Helpers Of(SocketFile file) => file.The(() => new Helpers(file));

    /// <summary>What the result of a method or local function of this file says about the network; null if it says nothing, or cannot be
    /// seen.</summary>
    public Helper? At(IInvocationOperation call) => Of(call.TargetMethod);

    public Helper? Of(IMethodSymbol target)
    {
        target = target.OriginalDefinition;
        if (target.DeclaringSyntaxReferences.Length == 0)
            return null;
        if (helpers.TryGetValue(target, out var helper))
            return helper;

        // A method that calls itself is not looked into again.
        helpers[target] = null;
        return helpers[target] = Methods.Of(file).With(target) is { } method ? Read(target, method) : null;
    }

    /// <summary>The calls of the file's own helpers that receive and return how much.</summary>
    public IReadOnlyList<Receive> CallsOfHelpers(SocketMethod method)
    {
        if (calls.TryGetValue(method, out var known))
            return known;
        var found = new List<Receive>();
        foreach (var call in method.Calls)
        {
            if (
                call.TargetMethod.MethodKind is MethodKind.Ordinary or MethodKind.LocalFunction
                && ThinReader.Of(call, method) is null
                && At(call) is { } helper
                && (helper.ReturnsCount || helper.Member is not null)
            )
                found.Add(new Receive(call, helper, method));
        }

        return calls[method] = found;
    }

    /// <summary>Whether a method or local function of this file goes to the network, itself or through another method of this
    /// file.</summary>
    public bool Converses(IMethodSymbol target) => Does(target, conversing, NetworkCalls.Is);

    /// <summary>Whether a method or local function of this file receives from a peer, itself or through another method of this
    /// file.</summary>
    public bool Receives(IMethodSymbol target) => Does(target, receiving, NetworkCalls.TakesIn);

    /// <summary>Whether a method or local function of this file sends, itself or through another method of this file.</summary>
    public bool Sends(IMethodSymbol target) =>
        Does(target, sending, (operation, method) => operation is IInvocationOperation call && method.SendOf(call) is not null);

    private bool Does(IMethodSymbol target, Dictionary<ISymbol, bool> answers, Func<IOperation, SocketMethod, bool> isIt)
    {
        target = target.OriginalDefinition;
        if (target.DeclaringSyntaxReferences.Length == 0)
            return false;
        if (answers.TryGetValue(target, out var known))
            return known;
        answers[target] = false;
        return answers[target] = Methods.Of(file).With(target) is { } method && method.Of(target).Any(operation =>
            operation.Kind is OperationKind.Invocation or OperationKind.ObjectCreation
            && (isIt(operation, method) || operation is IInvocationOperation call && Does(call.TargetMethod, answers, isIt)));
    }

    private Helper? Read(IMethodSymbol target, SocketMethod method)
    {
        var own = method.Of(target);
        var returned = own.OfType<IReturnOperation>().Where(end => end.Kind == OperationKind.Return).Select(end => end.ReturnedValue)
            .Where(value => value is not null).ToList();
        if (returned.Count == 0)
            return null;
        var type = target.ReturnType.Result();
        var handlers = own.OfType<ICatchClauseOperation>().Where(handler => ReturnsFailure(handler, type, target)).ToList();
        var helper = new Helper
        {
            TellsFailure = handlers.Any(handler => Guarded(handler, target).Any(operation => NetworkCalls.Is(operation, method))),
            Tells = handlers.Any(handler =>
                handler.Handler.Descendants().Any(part =>
                    part is IInvocationOperation { TargetMethod.Name: not ("Dispose" or "Close") }
                    || part is ISimpleAssignmentOperation { Target: IMemberReferenceOperation, Value: var noted }
                        && !SocketMethod.IsNull(noted))),
            TellsBadText = handlers.Any(handler => Guarded(handler, target).Any(operation => StrictText.Is(operation, method))),
            ReturnsByte = returned.Any(value => value.Unwrap() is IInvocationOperation call && NetworkCalls.ReadsByte(call, method)),
            ReturnsLine = returned.Count == 1 && IsLine(returned[0], method),
            NeverReturnsNull =
                type.IsReferenceType
                && own.Any(operation =>
                    NetworkCalls.Is(operation, method) || operation is IInvocationOperation call && At(call) is { ReturnsCount: true })
                && returned.All(value =>
                    method.Model.GetTypeInfo(value!.Syntax, method.Cancellation).Nullability.FlowState == NullableFlowState.NotNull),
        };
        if (type.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64)
            Count(helper, target, method, own, returned!);
        else if (!type.IsReferenceType || returned.Count == 1)
            helper.Member = CountAmong(returned!, type, target, method, helper);
        return helper.ReturnsCount
            || helper.Member is not null
            || helper.TellsFailure
            || helper.TellsBadText
            || helper.ReturnsByte
            || helper.ReturnsLine
            || helper.NeverReturnsNull
            ? helper
            : null;
    }

    private void Count(Helper helper, IMethodSymbol target, SocketMethod method, IReadOnlyList<IOperation> own, List<IOperation> returned)
    {
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var candidates = returned
            .Where(value => value.Constant() is null && (value.Unwrap() is not ILocalReferenceOperation local || seen.Add(local.Local)))
            .ToList();
        foreach (var receive in method.Receives.Concat(CallsOfHelpers(method)))
        {
            if (!receive.Call.IsIn(target) || !candidates.Any(value => IsCount(value, receive)))
                continue;
            helper.ReturnsCount = true;
            helper.Transport = receive.Transport;
            helper.Buffer ??= receive.BufferRoot as IParameterSymbol;
        }

        if (!helper.ReturnsCount
            && candidates.Any(value => value.Symbol() is ILocalSymbol lines && own.Any(operation => CountsLines(operation, lines, method))))
        {
            helper.ReturnsCount = true;
            helper.Transport = Transport.Stream;
        }

        if (!helper.ReturnsCount)
            return;
        if (helper.Buffer is { } filled && !SymbolEqualityComparer.Default.Equals(filled.ContainingSymbol, target))
            helper.Buffer = null;
        helper.Throws = !returned.Any(IsAtEnd) && own.Any(operation => operation is IThrowOperation && !IsInHandler(operation)
            || operation is IInvocationOperation { TargetMethod.Name: var name } && name.StartsWith("ThrowIf"));
        helper.Sentinel = returned.Select(value => value.Constant()).FirstOrDefault(constant => constant < 0);
    }

    /// <summary><c>reader.ReadLine()</c>, <c>reader.ReadLine()?.Trim()</c></summary>
    private static bool IsLine(IOperation? value, SocketMethod method)
    {
        if (
            value.Unwrap() is IConditionalAccessOperation { Operation: var line, WhenNotNull: IInvocationOperation part }
            && part.TargetMethod is
            {
                ContainingType.SpecialType: SpecialType.System_String,
                ReturnType.SpecialType: SpecialType.System_String
            })
            value = line;
        return value.Unwrap() is IInvocationOperation { TargetMethod.Name: "ReadLine" or "ReadLineAsync" } read
            && SocketTypes.IsTextReader(read.Receiver()?.Type)
            && (method.IsNetworkBacked(read.Receiver())
                || read.Receiver() is IParameterReferenceOperation { Parameter: var given }
                    && !GivenSources.AreOfThisMachine(given, method));
    }

    /// <summary>The member of a tuple or a record that holds the count of a receive at every return.</summary>
    private static CountMember? CountAmong(
        List<IOperation> returned,
        ITypeSymbol type,
        IMethodSymbol target,
        SocketMethod method,
        Helper helper)
    {
        var receives = method.Receives.Where(receive => receive.Call.IsIn(target)).ToList();
        if (receives.Count != 1 || receives[0].Count.TestedForEnd)
            return null;
        helper.Transport = receives[0].Transport;
        CountMember? found = null;
        var others = new List<IOperation>();
        foreach (var value in returned)
        {
            var member = value.Unwrap() switch
            {
                ITupleOperation tuple when Place(tuple.Elements) is >= 0 and var place => new CountMember(type, $"Item{place + 1}", place),
                IObjectCreationOperation { Type.IsRecord: true } made
                    when made.Arguments.FirstOrDefault(argument => IsCount(argument.Value, receives[0])) is { Parameter: { } parameter } =>
                    new CountMember(type, parameter.Name, parameter.Ordinal),
                _ => null,
            };
            if (member is null)
                others.Add(value);
            else if (found is not null && found.Place != member.Place)
                return null;
            else
                found = member;
        }

        helper.OnlyPassesCount = receives[0].Count.Variable is { } count
            ? method.References(count).All(reference => reference.IsWrite() || IsPart(reference))
            : IsPart(receives[0].Call);

        // At another return, where nothing came, the program puts its own number in this place.
        return found is not null && others.All(other => HasNumberAt(other, found.Place)) ? found : null;

        static bool IsPart(IOperation value) =>
            value.SameValue().Parent is ITupleOperation or IArgumentOperation { Parent: IObjectCreationOperation { Type.IsRecord: true } };

        static bool HasNumberAt(IOperation value, int place) =>
            value.Unwrap() is ITupleOperation { Elements: var elements }
            && place < elements.Length
            && elements[place].Constant() is not null;

        int Place(System.Collections.Immutable.ImmutableArray<IOperation> elements)
        {
            for (var place = 0; place < elements.Length; place++)
            {
                if (IsCount(elements[place], receives[0]))
                    return place;
            }

            return -1;
        }
    }

    private static bool CountsLines(IOperation operation, ILocalSymbol lines, SocketMethod method) =>
        operation is IIncrementOrDecrementOperation step && SocketMethod.Same(step.Target.Symbol(), lines)
        && step.Loop() is { } loop && method.Calls.Any(call => NetworkCalls.ReadsLine(call, method) && call.IsWithin(loop));

    private static bool IsCount(IOperation? value, Receive receive) => value.Unwrap() switch
    {
        null => false,
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract } sum => IsCount(
            sum.LeftOperand,
            receive
        ) || IsCount(sum.RightOperand, receive),
        IConditionalOperation choice => IsCount(choice.WhenTrue, receive) || IsCount(choice.WhenFalse, receive),
        IInvocationOperation call => call == receive.Call,
        ILocalReferenceOperation local => receive.Count.Carries(local.Local),
        _ => false,
    };

    /// <summary>Whether it is returned where the count was found to be 0. If the helper also throws, it throws for another
    /// reason.</summary>
    private static bool IsAtEnd(IOperation value)
    {
        for (var (inner, above) = (value, value.Parent);
             above is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation);
             inner = above, above = above.Parent)
        {
            if (above is IConditionalOperation { Condition: IBinaryOperation test } branch && branch.WhenTrue == inner
                && test.OperatorKind is BinaryOperatorKind.Equals or BinaryOperatorKind.LessThanOrEqual && test.RightOperand.IsConstant(0))
                return true;
        }

        return false;
    }

    /// <summary>Whether a handler returns <c>false</c> or null.</summary>
    private static bool ReturnsFailure(ICatchClauseOperation handler, ITypeSymbol type, IMethodSymbol target) =>
        handler.Parent is ITryOperation
        && handler
            .Handler.Descendants()
            .Any(operation =>
                operation is IReturnOperation { ReturnedValue: { } value }
                && operation.IsIn(target)
                && (
                    type.SpecialType == SpecialType.System_Boolean
                        ? value.Unwrap()?.ConstantValue is { HasValue: true, Value: false }
                        : type.IsReferenceType && SocketMethod.IsNull(value)));

    private static IEnumerable<IOperation> Guarded(ICatchClauseOperation handler, IMethodSymbol target) =>
        ((ITryOperation)handler.Parent!).Body.Descendants().Where(operation => operation.IsIn(target));

    private static bool IsInHandler(IOperation operation)
    {
        for (var above = operation.Parent; above is not null; above = above.Parent)
        {
            if (above is ICatchClauseOperation)
                return true;
        }

        return false;
    }
}

internal static class HelpersOfFiles
{
    extension(SocketFile file)
    {
        /// <summary>What the result of a method or local function of this file says about the network; null if it says nothing, or cannot
        /// be seen.</summary>
        public Helper? HelperOf(IMethodSymbol target) => Helpers.Of(file).Of(target);

        /// <summary>Whether a method or local function of this file goes to the network, itself or through another method of this
        /// file.</summary>
        public bool Converses(IMethodSymbol target) => Helpers.Of(file).Converses(target);

        /// <summary>Whether a method or local function of this file receives from a peer, itself or through another method of this
        /// file.</summary>
        public bool Receives(IMethodSymbol target) => Helpers.Of(file).Receives(target);

        /// <summary>Whether a method or local function of this file sends, itself or through another method of this file.</summary>
        public bool Sends(IMethodSymbol target) => Helpers.Of(file).Sends(target);
    }

    extension(SocketMethod method)
    {
        /// <summary>The calls of the file's own helpers that receive and return how much.</summary>
        public IReadOnlyList<Receive> HelperReceives => Helpers.Of(method.File).CallsOfHelpers(method);

        /// <summary>Whether its callers get a socket from it, or learn from its result what it received.</summary>
        public bool HandsOn =>
            method.Member is IMethodSymbol { MethodKind: MethodKind.Ordinary, ReturnsVoid: false } helper
            && (
                SocketTypes.IsToBeDisposed(helper.ReturnType.Result())
                || helper.ReturnType.Result().SpecialType == SpecialType.System_Int32 && method.Receives.Count > 0
                || method.File.HelperOf(helper)
                    is { ReturnsCount: true }
                        or { Member: not null }
                        or { ReturnsByte: true }
                        or { ReturnsLine: true }
                        or { NeverReturnsNull: true });

        /// <summary>Whether it is a helper whose result reports a failure to its callers.</summary>
        public bool TellsFailure =>
            method.Member is IMethodSymbol helper
            && method.Operations.Any(operation => operation is ICatchClauseOperation)
            && method.File.HelperOf(helper) is { TellsFailure: true } or { TellsBadText: true };
    }
}

using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model;

/// <summary>A method or local function of the same file that goes to the network: what its answer tells those who call it.</summary>
internal sealed class Helper
{
    private Helper()
    {
    }

    /// <summary>It returns how much it received: a count, the sum of several, or a number of lines.</summary>
    public bool ReturnsCount { get; private set; }

    public Transport Transport { get; private set; }

    /// <summary>The parameter whose array it fills.</summary>
    public IParameterSymbol? Buffer { get; private set; }

    /// <summary>It throws when less comes than it waits for; then its count has nothing to tell.</summary>
    public bool Throws { get; private set; }

    /// <summary>The number below zero that it returns instead of a count.</summary>
    public long? Sentinel { get; private set; }

    /// <summary>It catches the failure of the network and returns <c>false</c> or null for it.</summary>
    public bool TellsFailure { get; private set; }

    /// <summary>It catches what is thrown for bytes that are no text, and returns <c>false</c> or null for it.</summary>
    public bool TellsBadText { get; private set; }

    /// <summary>It returns one byte that it has read, or -1 at the end of the stream.</summary>
    public bool ReturnsByte { get; private set; }

    /// <summary>It receives and returns an object, and null by no way.</summary>
    public bool NeverReturnsNull { get; private set; }

    public static Helper? From(IMethodSymbol target, SocketMethod method)
    {
        var own = method.Operations.Where(operation => IsIn(operation, target)).ToList();
        var returned = own.OfType<IReturnOperation>().Where(end => end.Kind == OperationKind.Return).Select(end => end.ReturnedValue).Where(value => value is not null).ToList();
        if (returned.Count == 0) return null;
        var type = target.ReturnType.Result();
        var handlers = own.OfType<ICatchClauseOperation>().Where(handler => ReturnsFailure(handler, type, target)).ToList();
        var helper = new Helper
        {
            TellsFailure = handlers.Any(handler => Guarded(handler, target).Any(operation => NetworkCalls.Is(operation, method))),
            TellsBadText = handlers.Any(handler => Guarded(handler, target).Any(operation => StrictText.Is(operation, method))),
            ReturnsByte = returned.Any(value => value.Unwrap() is IInvocationOperation { TargetMethod: { Name: "ReadByte", Parameters.Length: 0 } } call && SocketTypes.IsStream(call.Receiver()?.Type) && method.IsNetworkBacked(call.Receiver())),
            NeverReturnsNull = type.IsReferenceType && own.Any(operation => NetworkCalls.Is(operation, method) || operation is IInvocationOperation call && method.File.HelperOf(call.TargetMethod) is { ReturnsCount: true })
                && returned.All(value => method.Model.GetTypeInfo(value!.Syntax, method.Cancellation).Nullability.FlowState == NullableFlowState.NotNull),
        };
        if (type.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64) helper.Count(target, method, own, returned!);
        return helper.ReturnsCount || helper.TellsFailure || helper.TellsBadText || helper.ReturnsByte || helper.NeverReturnsNull ? helper : null;
    }

    private void Count(IMethodSymbol target, SocketMethod method, List<IOperation> own, List<IOperation> returned)
    {
        foreach (var receive in method.Receives.Concat(method.HelperReceives))
        {
            if (!IsIn(receive.Call, target) || !returned.Any(value => IsCount(value, receive))) continue;
            ReturnsCount = true;
            Transport = receive.Transport;
            Buffer ??= receive.BufferRoot as IParameterSymbol;
        }

        if (!ReturnsCount && returned.Any(value => value.Symbol() is ILocalSymbol lines && own.Any(operation => operation is IIncrementOrDecrementOperation step
                && SocketMethod.Same(step.Target.Symbol(), lines) && step.Loop() is { } loop && method.Calls.Any(call => ReadsLine(call, method) && call.IsWithin(loop)))))
        {
            ReturnsCount = true;
            Transport = Transport.Stream;
        }

        if (!ReturnsCount) return;
        if (Buffer is { } filled && !SymbolEqualityComparer.Default.Equals(filled.ContainingSymbol, target)) Buffer = null;
        Throws = !returned.Any(IsAtEnd) && own.Any(operation => operation is IThrowOperation && !IsInHandler(operation) || operation is IInvocationOperation { TargetMethod.Name: var name } && name.StartsWith("ThrowIf"));
        Sentinel = returned.Select(value => value.Constant()).FirstOrDefault(constant => constant < 0);
    }

    private static bool IsCount(IOperation? value, Receive receive) => value.Unwrap() switch
    {
        null => false,
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract } sum => IsCount(sum.LeftOperand, receive) || IsCount(sum.RightOperand, receive),
        IConditionalOperation choice => IsCount(choice.WhenTrue, receive) || IsCount(choice.WhenFalse, receive),
        IInvocationOperation call => call == receive.Call,
        ILocalReferenceOperation local => receive.Count.Carries(local.Local),
        _ => false,
    };

    /// <summary>Returned where a count was found to be 0: what the helper throws, it throws for something else.</summary>
    private static bool IsAtEnd(IOperation value)
    {
        for (var (inner, above) = (value, value.Parent); above is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); inner = above, above = above.Parent)
        {
            if (above is IConditionalOperation { Condition: IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.LessThanOrEqual } test } branch && branch.WhenTrue == inner && test.RightOperand.IsConstant(0)) return true;
        }

        return false;
    }

    /// <summary>A handler that answers with <c>false</c> or null.</summary>
    private static bool ReturnsFailure(ICatchClauseOperation handler, ITypeSymbol type, IMethodSymbol target) =>
        handler.Parent is ITryOperation && handler.Handler.Descendants().Any(operation => operation is IReturnOperation { ReturnedValue: { } value } && IsIn(operation, target)
            && (type.SpecialType == SpecialType.System_Boolean ? value.Unwrap()?.ConstantValue is { HasValue: true, Value: false } : type.IsReferenceType && SocketMethod.IsNull(value)));

    private static IEnumerable<IOperation> Guarded(ICatchClauseOperation handler, IMethodSymbol target) =>
        ((ITryOperation)handler.Parent!).Body.Descendants().Where(operation => IsIn(operation, target));

    private static bool ReadsLine(IInvocationOperation call, SocketMethod method) =>
        call.TargetMethod.Name is "ReadLine" or "ReadLineAsync" && SocketTypes.IsTextReader(call.Receiver()?.Type) && method.IsNetworkBacked(call.Receiver());

    private static bool IsInHandler(IOperation operation)
    {
        for (var above = operation.Parent; above is not null; above = above.Parent)
        {
            if (above is ICatchClauseOperation) return true;
        }

        return false;
    }

    /// <summary>Whether the operation belongs to this very function, and to no other inside it.</summary>
    public static bool IsIn(IOperation operation, IMethodSymbol target) => operation.Function() switch
    {
        null => target.MethodKind is MethodKind.Ordinary or MethodKind.Constructor,
        ILocalFunctionOperation local => SymbolEqualityComparer.Default.Equals(local.Symbol.OriginalDefinition, target),
        _ => false,
    };
}

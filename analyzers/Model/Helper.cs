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

    public static Helper? From(IMethodSymbol target, SocketMethod method)
    {
        var own = method.Operations.Where(operation => IsIn(operation, target)).ToList();
        var returned = own.OfType<IReturnOperation>().Where(end => end.Kind == OperationKind.Return).Select(end => end.ReturnedValue).Where(value => value is not null).ToList();
        if (returned.Count == 0) return null;
        var type = Result(target.ReturnType);
        var helper = new Helper { TellsFailure = own.OfType<ICatchClauseOperation>().Any(handler => ReturnsFailure(handler, type, target, method)) };
        if (type.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64) helper.Count(target, method, own, returned!);
        return helper.ReturnsCount || helper.TellsFailure ? helper : null;
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
        Throws = own.Any(operation => operation is IThrowOperation && !IsInHandler(operation) || operation is IInvocationOperation { TargetMethod.Name: var name } && name.StartsWith("ThrowIf"));
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

    /// <summary>A handler around something on the network that answers with <c>false</c> or null.</summary>
    private static bool ReturnsFailure(ICatchClauseOperation handler, ITypeSymbol type, IMethodSymbol target, SocketMethod method) =>
        handler.Parent is ITryOperation guarded
        && handler.Handler.Descendants().Any(operation => operation is IReturnOperation { ReturnedValue: { } value } && IsIn(operation, target)
            && (type.SpecialType == SpecialType.System_Boolean ? value.Unwrap()?.ConstantValue is { HasValue: true, Value: false } : type.IsReferenceType && SocketMethod.IsNull(value)))
        && guarded.Body.Descendants().Any(operation => NetworkCalls.Is(operation, method) && IsIn(operation, target));

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

    private static ITypeSymbol Result(ITypeSymbol type) =>
        type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments.Length: 1 } task ? task.TypeArguments[0] : type;

    /// <summary>Whether the operation belongs to this very function, and to no other inside it.</summary>
    private static bool IsIn(IOperation operation, IMethodSymbol target) => operation.Function() switch
    {
        null => target.MethodKind == MethodKind.Ordinary,
        ILocalFunctionOperation local => SymbolEqualityComparer.Default.Equals(local.Symbol.OriginalDefinition, target),
        _ => false,
    };
}

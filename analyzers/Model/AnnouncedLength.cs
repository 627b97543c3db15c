using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model;

/// <summary>The length that a peer has announced for the message which one receive is to bring.</summary>
internal static class AnnouncedLength
{
    /// <summary>The length, if the receive has room for as many bytes as the peer has announced, is the only one of them, and its count is
    /// not compared with the length; null otherwise.</summary>
    public static IOperation? Of(Receive receive)
    {
        if (
            receive is not { Helper: null, BufferRoot: { } buffer }
            || receive.Call.TargetMethod.Name is not ("Read" or "ReadAsync" or "Receive" or "ReceiveAsync")
            || receive.Count is { ComparedWithSize: true } or { Escapes: true, OnlyPartEscapes: false }
            || receive.Count.Sums.Count > 0
            || receive.Offset is { } offset && !offset.IsConstant(0)
            || receive.Call.Argument("socketFlags") is { } flags && !flags.IsConstant(0)
            || receive.Method.The(() => new Filled(receive.Method)).Has(buffer, receive)
            || receive.Method.References(buffer).Any(reference => IsFilledFurther(reference, receive))
            || Room(receive) is not { } room
            || room.Constant() is not null)
            return null;
        var value = room.Symbol() is ILocalSymbol length ? receive.Method.OnlyValue(length) : room;
        return value is not null
            && value.Loop() == receive.Call.Loop()
            && value.Function() == receive.Call.Function()
            && value.Syntax.SpanStart < receive.Call.Syntax.SpanStart
            && IsFromPeer(value, receive.Method)
                ? room
                : null;
    }

    /// <summary>The receives of a body, by the buffer into which they go.</summary>
    private sealed class Filled : Dictionary<ISymbol, Receive>
    {
        private readonly HashSet<ISymbol> twice = new(SymbolEqualityComparer.Default);

        public Filled(SocketMethod method) : base(SymbolEqualityComparer.Default)
        {
            foreach (var receive in method.Receives)
            {
                if (receive.BufferRoot is not { } buffer)
                    continue;
                if (ContainsKey(buffer))
                    twice.Add(buffer);
                this[buffer] = receive;
            }
        }

        /// <summary>Whether another receive goes into the buffer too.</summary>
        public bool Has(ISymbol buffer, Receive but) => twice.Contains(buffer) || TryGetValue(buffer, out var one) && one != but;
    }

    /// <summary>Whether the buffer goes to another call that fills it, or a part of it gets a name of its own, which may.</summary>
    private static bool IsFilledFurther(IOperation reference, Receive receive)
    {
        for (var above = reference.Parent; above is not null and not IBlockOperation; above = above.Parent)
        {
            switch (above)
            {
                case IArgumentOperation argument when argument.Parent == receive.Call:
                    return false;
                case IArgumentOperation argument when Receive.Fills(argument):
                case IVariableDeclaratorOperation { Symbol: { Type.Name: "Memory" or "Span" or "ArraySegment" } part }
                    when !SocketMethod.Same(part, receive.BufferRoot):
                    return true;
            }
        }

        return false;
    }

    /// <summary>How many bytes a receive has room for.</summary>
    private static IOperation? Room(Receive receive) =>
        receive.Size is { } size && size.Unwrap() is not IPropertyReferenceOperation { Property.Name: "Length" }
            ? size
            : LengthOf(receive.Buffer, receive.Method, 0);

    private static IOperation? LengthOf(IOperation? buffer, SocketMethod method, int depth)
    {
        switch (buffer.Unwrap())
        {
            case IArrayCreationOperation { DimensionSizes: { Length: 1 } sizes }:
                return sizes[0];
            case IPropertyReferenceOperation { Property.Name: "Span" or "Memory", Instance: { } whole }:
                return LengthOf(whole, method, depth);
            case IInvocationOperation { TargetMethod.Name: "AsMemory" or "AsSpan" or "Slice" } cut:
                return cut.Argument("length") is { } length ? cut.Argument("start").IsConstant(0) ? length : null
                    : cut.Argument("start") is null ? LengthOf(cut.Receiver(), method, depth)
                    : null;
            case IImplicitIndexerReferenceOperation { Argument: IRangeOperation range }:
                return EndOf(range);
            case IArrayElementReferenceOperation { Indices: { Length: 1 } indices } when indices[0] is IRangeOperation range:
                return EndOf(range);
            case IPropertyReferenceOperation { Arguments: { Length: 1 } indices } when indices[0].Value is IRangeOperation range:
                return EndOf(range);
            case ILocalReferenceOperation { Local: var local } when depth < 3:
                return LengthOf(method.OnlyValue(local), method, depth + 1);
            default:
                return null;
        }
    }

    private static IOperation? EndOf(IRangeOperation range) =>
        range is { RightOperand: { } end, LeftOperand: var start } && (start is null || start.IsConstant(0)) ? end : null;

    /// <summary>Whether a number is read from what the peer has sent.</summary>
    private static bool IsFromPeer(IOperation value, SocketMethod method) => value.Unwrap() switch
    {
        IInvocationOperation { TargetMethod: { ContainingType.Name: "BinaryPrimitives", Name: var name } } => name.StartsWith("Read"),
        IInvocationOperation { TargetMethod: { ContainingType.Name: "BitConverter", Name: var name } } => name.StartsWith("To"),
        IInvocationOperation { TargetMethod: { ContainingType.Name: "IPAddress", Name: "NetworkToHostOrder" } } => true,
        IInvocationOperation { TargetMethod: { ContainingType.Name: "BinaryReader", Name: var name } } number => method.IsNetworkBacked(
                number.Receiver())
            && name.StartsWith("Read"),
        IInvocationOperation { TargetMethod: var helper } => !SocketTypes.IsOfSystem(helper)
            && method.File.HelperOf(helper) is not { ReturnsCount: true }
            && method.File.Receives(helper),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Or or BinaryOperatorKind.Add } bytes
            when bytes.Descendants().Any(part => part is IBinaryOperation { OperatorKind: BinaryOperatorKind.LeftShift }) => bytes
            .Descendants()
            .Any(part => part is IArrayElementReferenceOperation { Type.SpecialType: SpecialType.System_Byte }),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract } sum => sum.RightOperand.Constant()
                is not null
            && IsFromPeer(sum.LeftOperand, method),
        _ => false,
    };
}

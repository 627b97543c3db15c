using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model;

/// <summary>Data that is read from a buffer at places that do not depend on how much came.</summary>
internal static class FixedPlaces
{
    /// <summary>How many bytes are read from the buffer at fixed places, if no code compares the count with more than 0.</summary>
    public static long BytesParsed(Receive receive)
    {
        if (
            receive.BufferRoot is not { } buffer
            || receive.Advances
            || receive.Count is { Escapes: true, OnlyPartEscapes: false } or { ComparedWithSize: true }
            || receive.BufferLength == 1
        )
            return 0;
        if (receive.Count.Sums.Count > 0)
            return 0;
        long needed = 0;
        receive.Method.Graphs.After(receive.Call, buffer, step =>
        {
            if (SocketMethod.Overwrites(step, buffer))
                return false;
            if (!SocketMethod.Same(SocketMethod.Referenced(step), buffer) || receive.Method.ReferenceAt(step.Syntax) is not { } reference)
                return true;
            if (reference.IsWithin(receive.Call))
                return false;
            var value = reference.SameValue();
            switch (value.Parent)
            {
                case IArrayElementReferenceOperation { Indices.Length: 1 } element when element.Indices[0].Constant() is { } index:
                    if (element.Parent is IAssignmentOperation assignment && assignment.Target == element)
                        return false;
                    needed = Math.Max(needed, index + 1);
                    break;
                case IPropertyReferenceOperation { Property.IsIndexer: true, Arguments.Length: 1 } element
                    when element.Arguments[0].Value.Constant() is { } index:
                    needed = Math.Max(needed, index + 1);
                    break;
                case IIsPatternOperation { Pattern: var asked }:
                    needed = Math.Max(needed, LengthOf(asked));
                    break;
                case ISwitchExpressionOperation choice when choice.Value == value:
                    needed = Math.Max(needed, choice.Arms.Max(arm => LengthOf(arm.Pattern)));
                    break;
                case ISwitchOperation choice when choice.Value == value:
                    needed = Math.Max(
                        needed,
                        choice
                            .Cases.SelectMany(section => section.Clauses)
                            .OfType<IPatternCaseClauseOperation>()
                            .Select(clause => LengthOf(clause.Pattern))
                            .DefaultIfEmpty()
                            .Max());
                    break;
                case IArgumentOperation { Parent: IInvocationOperation call } argument:
                    if (Receive.Fills(argument) || FillsSlice(call))
                        return false;
                    if (Parsed(call, receive) is { } end)
                        needed = Math.Max(needed, end);
                    else if (!SocketTypes.IsOfSystem(call.TargetMethod))
                        return false;
                    break;
                case IArgumentOperation { Parent: IObjectCreationOperation { Arguments.Length: 1, Type: { } made } }
                    when Made(made) is { } length:
                    needed = Math.Max(needed, length);
                    break;
                case IImplicitIndexerReferenceOperation or IInvocationOperation { TargetMethod.Name: "Slice" }
                    when ParsedSlice(value, receive) is { } last:
                    needed = Math.Max(needed, last);
                    break;
                case IRangeOperation
                or IImplicitIndexerReferenceOperation
                or IPropertyReferenceOperation
                or IArrayElementReferenceOperation
                or IInvocationOperation:
                    break;
                default:
                    return false;
            }

            return true;
        });
        return needed;
    }

    /// <summary>How many bytes a pattern looks at, from the first on: <c>[0x16, _, var high, var low, ..]</c>. Bytes that the pattern only
    /// passes over need not have come.</summary>
    private static long LengthOf(IPatternOperation pattern)
    {
        switch (pattern)
        {
            case IListPatternOperation list:
                var length = 0;
                for (var place = 0; place < list.Patterns.Length && list.Patterns[place] is not ISlicePatternOperation; place++)
                {
                    if (list.Patterns[place] is not IDiscardPatternOperation)
                        length = place + 1;
                }

                return length;
            case IBinaryPatternOperation both:
                return Math.Max(LengthOf(both.LeftPattern), LengthOf(both.RightPattern));
            case INegatedPatternOperation not:
                return LengthOf(not.Pattern);
            default:
                return 0;
        }
    }

    /// <summary>Whether the rest of the buffer goes to a call that fills it. What is parsed afterwards has then come whole.</summary>
    private static bool FillsSlice(IInvocationOperation call) =>
        call.TargetMethod.Name is "AsMemory" or "AsSpan" or "Slice"
        && call.SameValue().Parent is IArgumentOperation slice
        && Receive.Fills(slice);

    /// <summary>The end of the integer that a call reads from a buffer at a fixed place; null for any other call.</summary>
    private static long? Parsed(IInvocationOperation call, Receive? receive)
    {
        var method = call.TargetMethod;
        long offset = 0;
        if (method.Name is "AsSpan" or "AsMemory" or "Slice")
        {
            var slice = call.SameValue();
            if (call.Arguments.Length > 2)
                return null;
            if (call.Arguments.Length == 2)
            {
                if (call.Arguments[1].Value.Constant() is not { } start)
                    return null;
                offset = start;
            }

            if (
                slice.Parent is IArgumentOperation { Parent: IObjectCreationOperation { Arguments.Length: 1, Type: { } made } }
                && call.Arguments.Length < 3
            )
                return Made(made) + offset;
            if (slice.Parent is not IArgumentOperation { Parent: IInvocationOperation outer } || outer.TargetMethod.Name is "AsSpan")
                return null;
            call = outer;
            method = outer.TargetMethod;
        }

        if (method is { ContainingType.Name: "MemoryMarshal", Name: "Read" or "AsRef" or "TryRead", TypeArguments.Length: 1 })
            return offset + (Size(method.TypeArguments[0]) ?? receive?.BufferLength ?? 2);
        if (
            method.ContainingType.Name is not ("BinaryPrimitives" or "BitConverter")
            || !(method.Name.StartsWith("Read") || method.Name.StartsWith("To"))
        )
            return null;
        if (call.Argument("startIndex") is { } index)
        {
            if (index.Constant() is not { } start)
                return null;
            offset += start;
        }

        return offset + Size(method.ReturnType);
    }

    /// <summary>The end of the number that is read from a slice of a span which begins at a fixed place: <c>span[4..]</c>,
    /// <c>span.Slice(2, 2)</c>.</summary>
    private static long? ParsedSlice(IOperation bytes, Receive? receive)
    {
        long offset = 0;
        var value = bytes;
        while (StartOf(value) is { } start)
        {
            offset += start;
            value = value.Parent!.SameValue();
        }

        return value != bytes && value.Parent is IArgumentOperation { Parent: IInvocationOperation call }
            && call.TargetMethod.Name is not ("AsSpan" or "AsMemory" or "Slice")
            ? offset + Parsed(call, receive)
            : null;
    }

    private static long? StartOf(IOperation value) => value.Parent switch
    {
        IImplicitIndexerReferenceOperation { Argument: IRangeOperation range } cut when cut.Instance == value => range.LeftOperand is null
            ? 0
            : range.LeftOperand.Constant(),
        IInvocationOperation { TargetMethod.Name: "Slice" } cut when cut.Instance == value => cut.Argument("start").Constant(),
        _ => null,
    };

    /// <summary>The end of the number that is read from these bytes. They are not the buffer of a receive: they come from a completed
    /// receive or from a pipe.</summary>
    public static long? Parsed(IOperation bytes) => bytes.SameValue().Parent switch
    {
        IArgumentOperation { Parent: IInvocationOperation call } => Parsed(call, null),
        IImplicitIndexerReferenceOperation or IInvocationOperation { TargetMethod.Name: "Slice" } => ParsedSlice(bytes.SameValue(), null),
        IArgumentOperation { Parent: IObjectCreationOperation { Arguments.Length: 1, Type: { } made } } => Made(made),
        IArrayElementReferenceOperation { Indices.Length: 1 } element
            when !(element.Parent is IAssignmentOperation set && set.Target == element) => element.Indices[0].Constant() + 1,
        _ => null,
    };

    private static long? Size(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Int16 or SpecialType.System_UInt16 or SpecialType.System_Char => 2,
        SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Single => 4,
        SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_Double => 8,
        _ => null,
    };

    /// <summary>The number of bytes that an object is made from.</summary>
    private static long? Made(ITypeSymbol type) =>
        SocketTypes.IsOfSystem(type)
            ? type.Name switch
            {
                "Guid" => 16,
                "IPAddress" => 4,
                _ => null,
            }
            : null;
}

using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model;

/// <summary>Text that was made with one byte per character: digits, hex, Base64, constants.</summary>
internal static class AsciiText
{
    public static bool Is(IOperation? text, SocketMethod method, int depth = 0)
    {
        text = text.Unwrap();
        if (text is null || depth > 6)
            return false;
        if (text.ConstantValue is { HasValue: true, Value: var constant })
            return constant is string known ? known.All(character => character < 128) : constant is not char one || one < 128;
        switch (text)
        {
            case IInvocationOperation { TargetMethod: { Name: "ToString", ContainingType.Name: "StringBuilder" }, Instance: { } builder }:
                return Is(builder, method, depth + 1);
            case ILocalReferenceOperation { Type.Name: "StringBuilder", Local: var builder }:
                return IsBuilt(builder, method, depth);
            case IInvocationOperation call:
                return Makes(call)
                    || Keeps(call)
                        && (
                            call.Instance is { } instance
                                ? Is(instance, method, depth + 1)
                                : call.Arguments.All(argument => IsPlain(argument.Value, method, depth)))
                        && call.Arguments.All(argument =>
                            argument.Value.Type?.SpecialType != SpecialType.System_String || Is(argument.Value, method, depth + 1));
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum:
                return IsPlain(sum.LeftOperand, method, depth) && IsPlain(sum.RightOperand, method, depth);
            case IInterpolatedStringOperation interpolated:
                return interpolated.Parts.All(part => part switch
                {
                    IInterpolatedStringTextOperation words => Is(words.Text, method, depth + 1),
                    IInterpolationOperation value => IsPlain(value.Expression, method, depth),
                    _ => false,
                });
            // The pieces that a builder is given to append.
            case IInterpolatedStringHandlerCreationOperation { Content: IInterpolatedStringOperation { Parts: var pieces } }:
                return pieces.All(piece =>
                    piece is IInterpolatedStringAppendOperation { AppendCall: IInvocationOperation { Arguments: { Length: > 0 } given } }
                    && IsPlain(given[0].Value, method, depth));
            case IConditionalOperation { WhenFalse: { } otherwise } choice:
                return IsPlain(choice.WhenTrue, method, depth) && IsPlain(otherwise, method, depth);
            case ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation when text.Symbol() is { } symbol:
                if (method.Added(symbol).Any(added => !IsPlain(added, method, depth)))
                    return false;
                var values = method.Values(symbol).ToList();
                return values.Count > 0 && values.All(value => Is(value, method, depth + 1));
            default:
                return false;
        }
    }

    /// <summary>Whether only ASCII is appended to a builder of this method.</summary>
    private static bool IsBuilt(ILocalSymbol builder, SocketMethod method, int depth) =>
        method.References(builder).All(reference => reference.IsWrite() || IsFilledPlainly(reference, method, depth))
        && method.Values(builder).All(made =>
            made.Unwrap() is IObjectCreationOperation creation
            && (creation.Argument("value") is not { } value || IsPlain(value, method, depth)));

    private static bool IsFilledPlainly(IOperation builder, SocketMethod method, int depth)
    {
        var value = builder;
        while (
            value.Parent is IInvocationOperation { TargetMethod.ContainingType.Name: "StringBuilder" } call && call.Instance == value)
        {
            if (call.TargetMethod.Name == "ToString")
                return true;
            if (
                call.TargetMethod.Name is not ("Append" or "AppendLine" or "Insert" or "Clear")
                || !call.Arguments.All(argument => IsPlain(argument.Value, method, depth)))
                return false;
            value = call;
        }

        return value.Parent is IExpressionStatementOperation or IPropertyReferenceOperation { Property.Name: "Length" };
    }

    /// <summary>Whether a part of a text is ASCII, or a number.</summary>
    private static bool IsPlain(IOperation part, SocketMethod method, int depth) =>
        IsNumber(part.Unwrap()?.Type) || Is(part, method, depth + 1);

    private static bool Makes(IInvocationOperation call)
    {
        if (!SocketTypes.IsOfSystem(call.TargetMethod))
            return false;
        return call.TargetMethod.Name switch
        {
            "ToHexString" or "ToHexStringLower" or "ToBase64String" => call.TargetMethod.ContainingType.Name == "Convert",
            "EncodeToString" => call.TargetMethod.ContainingType.Name == "Base64Url",
            "ToString" => IsNumber(call.Instance?.Type) || call.Instance?.Type?.Name is "Guid" or "IPAddress" or "IPEndPoint" or "Version"
                || call.TargetMethod.ContainingType.Name == "BitConverter",
            "GetString" => SocketTypes.IsOrDerives(call.TargetMethod.ContainingType, "ASCIIEncoding", "Text")
                || call.Instance.Unwrap() is IPropertyReferenceOperation { Property: { Name: "ASCII", IsStatic: true } },
            "EscapeDataString" => call.TargetMethod.ContainingType.Name == "Uri",
            _ => false,
        };
    }

    /// <summary>Whether the call returns ASCII if it is given ASCII.</summary>
    private static bool Keeps(IInvocationOperation call) =>
        call.TargetMethod.ContainingType.SpecialType == SpecialType.System_String
        && call.TargetMethod.Name
            is "Trim"
                or "TrimEnd"
                or "TrimStart"
                or "PadLeft"
                or "PadRight"
                or "ToLowerInvariant"
                or "ToUpperInvariant"
                or "Substring"
                or "Remove"
                or "Insert"
                or "Replace"
                or "Concat";

    private static bool IsNumber(ITypeSymbol? type) =>
        type?.SpecialType is SpecialType.System_Boolean or (>= SpecialType.System_SByte and <= SpecialType.System_UInt64);
}

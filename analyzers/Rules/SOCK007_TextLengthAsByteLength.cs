using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Kata.Analyzers.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Rules;

/// <summary>SOCK007: the number of characters of a text is used as the number of its bytes.</summary>
public sealed class SOCK007_TextLengthAsByteLength : SocketRule
{
    /// <summary>The property of the diagnostic that holds what belongs there instead, for the fix.</summary>
    internal const string InsteadProperty = "instead";

    public override DiagnosticDescriptor Descriptor { get; } = Rule.Create(
        RuleIds.TextLengthAsByteLength, Categories.Sending, DiagnosticSeverity.Warning,
        "A text's length is used as its length in bytes",
        "Use `{0}`: `{1}` counts characters, and a character can take several bytes");

    internal override void Check(SocketMethod method, Reporter report)
    {
        if (method.Sends.Count == 0)
            return;
        foreach (var length in method.Operations.OfType<IPropertyReferenceOperation>())
        {
            if (length.Property is not { Name: "Length", ContainingType.SpecialType: SpecialType.System_String })
                continue;
            if (AsciiText.Is(length.Instance, method) || Instead(length, method) is not { } instead)
                continue;
            report.At(length.Syntax, ImmutableDictionary<string, string?>.Empty.Add(InsteadProperty, instead), instead, length.Text());
        }
    }

    /// <summary>What says the number of bytes; null where characters are meant or where one character is one byte.</summary>
    private static string? Instead(IPropertyReferenceOperation length, SocketMethod method)
    {
        var value = length.SameValue();
        var text = length.Instance.Symbol();

        // The number of bytes of a send.
        if (value.Parent is IArgumentOperation { Parent: IInvocationOperation call }
            && method.Sends.FirstOrDefault(send => send.Call == call) is { OfText: false, Size: { } size } sent
            && size.Unwrap() == length.Unwrap())
        {
            var bytes = sent.Data.Symbol();
            var encoding = bytes is null
                ? EncodedBy(sent.Data, text)
                : method.Values(bytes).Select(data => EncodedBy(data, text)).FirstOrDefault(found => found is not null);
            return encoding is null || IsOneByte(encoding) ? null
                : bytes is null ? $"{encoding.Text()}.GetByteCount({length.Instance.Text()})"
                : $"{bytes.Name}.Length";
        }

        // A slice of the bytes that is sent.
        if (SliceOf(value) is { } slice
            && slice.Root() is ILocalSymbol cut
            && method.Sends.Any(send => !send.OfText && send.Data is { } data && slice.IsWithin(data)))
        {
            var by = method.Values(cut).Select(data => EncodedBy(data, text)).FirstOrDefault(found => found is not null);
            if (by is not null)
                return IsOneByte(by) ? null : $"{cut.Name}.Length";
        }

        var encoders = method.Calls.Where(candidate => EncodedBy(candidate, text) is not null).ToList();

        // The length that a header announces: RFC 9110 §8.6 counts octets.
        if (AfterContentLength(value))
        {
            var own = encoders.Select(encoder => EncodedBy(encoder, text)!).ToList();
            if (text is not null && own.Count > 0)
                return own.Any(IsOneByte) ? null : $"{own[0].Text()}.GetByteCount({length.Instance.Text()})";
            var all = method.Calls.Select(encode => EncodedBy(encode, null)).Where(encoding => encoding is not null).ToList();
            if (
                all.Any(encoding => IsOneByte(encoding!))
                || method.Operations.Any(operation =>
                    operation is IPropertyReferenceOperation { Property: { Name: "ASCII" or "Latin1", IsStatic: true } })
            )
                return null;
            return $"{(all.FirstOrDefault() is { } known ? known.Text() : "Encoding.UTF8")}.GetByteCount({length.Instance.Text()})";
        }

        // A length prefix, or an array for the bytes, of a text that is encoded here.
        if (text is null || encoders.Count == 0 || encoders.Any(encoder => IsOneByte(EncodedBy(encoder, text)!)))
            return null;
        var count = $"{EncodedBy(encoders[0], text).Text()}.GetByteCount({length.Instance.Text()})";
        return value.Parent switch
        {
            IArrayCreationOperation { Type: IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte } } => count,
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { ContainingType.Name: "BinaryPrimitives" } prefix } }
                when prefix.Name.StartsWith("Write") => count,
            IArgumentOperation
            {
                Parent: IInvocationOperation { TargetMethod: { Name: "GetBytes", ContainingType.Name: "BitConverter" } }
            } => count,
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "HostToNetworkOrder" } } => count,
            IArgumentOperation
            {
                Parent: IInvocationOperation { TargetMethod: { Name: "Write", ContainingType.Name: "BinaryWriter" } } write
            } when method.IsNetworkBacked(write.Instance) => count,
            _ => null,
        };
    }

    /// <summary>The slice whose length the value is.</summary>
    private static IOperation? SliceOf(IOperation value) => value.Parent switch
    {
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "AsMemory" or "AsSpan" or "Slice" } slice } => slice,
        IArgumentOperation
        {
            Parameter.Name: "count" or "length",
            Parent: IObjectCreationOperation { Type.Name: "ArraySegment" or "ReadOnlyMemory" or "ReadOnlySpan" } segment
        } => segment,
        IRangeOperation { Parent: IArrayElementReferenceOperation or IImplicitIndexerReferenceOperation } range => range.Parent,
        IRangeOperation { Parent: IArgumentOperation { Parent: { } indexed } } => indexed,
        IRangeOperation { Parent: { Syntax: Microsoft.CodeAnalysis.CSharp.Syntax.ElementAccessExpressionSyntax } element } => element,
        _ => null,
    };

    /// <summary>The encoding with which <paramref name="data"/> turns the text (null: any text) into bytes.</summary>
    private static IOperation? EncodedBy(IOperation? data, ISymbol? text) =>
        data.Unwrap() is IInvocationOperation { TargetMethod.Name: "GetBytes", Instance: { } encoding } encode
        && SocketTypes.IsEncoding(encoding.Type)
        && encode.Arguments.Length > 0
        && (text is null || SocketMethod.Same(encode.Arguments[0].Value.Symbol(), text))
            ? encoding
            : null;

    private static bool IsOneByte(IOperation encoding) =>
        encoding.Unwrap() is IPropertyReferenceOperation { Property.Name: "ASCII" or "Latin1" }
        || encoding.Unwrap() is IInvocationOperation { TargetMethod.Name: "GetEncoding" }
        || SocketTypes.IsOrDerives(encoding.Type, "ASCIIEncoding", "Text");

    /// <summary>Whether the text directly before this value ends in <c>Content-Length:</c>.</summary>
    private static bool AfterContentLength(IOperation value)
    {
        if (value.Parent is IInterpolationOperation { Parent: IInterpolatedStringOperation text } interpolation)
        {
            var place = text.Parts.IndexOf(interpolation);
            return place > 0
                && text.Parts[place - 1] is IInterpolatedStringTextOperation before
                && Announces(before.Text.ConstantValue.Value as string);
        }

        if (
            value.Parent is IArgumentOperation
            {
                Parent: IInvocationOperation
                {
                    TargetMethod: { Name: "Append", ContainingType.Name: "StringBuilder" },
                    Instance: IInvocationOperation { Arguments.Length: 1 } title
                }
            }
        )
            return Announces(title.Arguments[0].Value.ConstantValue is { HasValue: true, Value: string announced } ? announced : null);
        while (value.Parent is IInvocationOperation { TargetMethod.Name: "ToString" } or IConversionOperation)
            value = value.Parent;
        return value.Parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum
            && sum.RightOperand == value
            && (sum.LeftOperand is IBinaryOperation { RightOperand: var last } ? last : sum.LeftOperand).Unwrap()?.ConstantValue
                is { HasValue: true, Value: string constant }
            && Announces(constant);
    }

    private static bool Announces(string? before) =>
        before?.TrimEnd().EndsWith("Content-Length:", System.StringComparison.OrdinalIgnoreCase) == true;
}

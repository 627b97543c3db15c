using System.Linq;
using Kata.Analyzers.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Rules;

/// <summary>SOCK005: text decoded piece by piece, so that a character cut by two receives is lost (RFC 3629 §3).</summary>
public sealed class SOCK005_DecodedInPieces : SocketRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Rule.Create(
        RuleIds.DecodedInPieces, Categories.Receiving, DiagnosticSeverity.Info,
        "Text is decoded piece by piece",
        "Decode `{0}` with a `Decoder` or read through a `StreamReader`: the bytes of one character can come in two pieces");

    internal override void Check(SocketMethod method, Reporter report)
    {
        foreach (var receive in method.Receives)
        {
            if (receive.Transport != Transport.Stream || receive.Advances || receive.BufferRoot is not { } buffer || receive.Call.Loop() is not { } loop) continue;

            // A loop that sends too takes each receive for an answer of its own; whether that is right is another rule's question.
            if (method.Sends.Any(send => send.Call.IsWithin(loop) && SameConnection(send.Target, receive.Source, method))) continue;
            foreach (var reference in method.References(buffer))
            {
                if (!reference.IsWithin(loop) || Decoding(reference) is not { } decode || decode.Function() != receive.Call.Function()) continue;
                if (decode.Instance is { } encoding && IsMultiByte(encoding, method)) report.At(decode.Syntax, buffer.Name);
            }
        }
    }

    internal static bool SameConnection(IOperation? one, IOperation? other, SocketMethod method)
    {
        var (left, right) = (one.Root(), other.Root());
        if (left is null || right is null || SocketMethod.Same(left, right)) return true;
        return Sources(left, method).Any(source => SocketMethod.Same(source, right) || Sources(right, method).Any(also => SocketMethod.Same(also, source)))
               || Sources(right, method).Any(source => SocketMethod.Same(source, left));
    }

    private static System.Collections.Generic.IEnumerable<ISymbol> Sources(ISymbol symbol, SocketMethod method) =>
        method.Values(symbol).SelectMany(value => value.DescendantsAndSelf()).Select(SocketMethod.Referenced).Where(source => source is not null)!;

    private static IInvocationOperation? Decoding(IOperation reference)
    {
        for (var above = reference.Parent; above is not null and not (IBlockOperation or ILoopOperation or IExpressionStatementOperation); above = above.Parent)
        {
            if (above is IInvocationOperation { TargetMethod: { Name: "GetString", ContainingType: var type } } call && SocketTypes.IsEncoding(type)) return call;
        }

        return null;
    }

    /// <summary>Known to use several bytes for some characters; an encoding chosen elsewhere may be ASCII.</summary>
    private static bool IsMultiByte(IOperation encoding, SocketMethod method) => encoding.Unwrap() switch
    {
        IPropertyReferenceOperation { Property: { Name: "UTF8" or "Unicode" or "BigEndianUnicode" or "UTF32" or "Default", IsStatic: true } } => true,
        IObjectCreationOperation { Type.Name: "UTF8Encoding" or "UnicodeEncoding" or "UTF32Encoding" } => true,
        { } reference when reference.Symbol() is { } symbol and not IPropertySymbol => method.Values(symbol).ToList() is { Count: > 0 } values && values.All(value => IsMultiByte(value, method)),
        _ => false,
    };
}

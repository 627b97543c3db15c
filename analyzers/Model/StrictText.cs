using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model;

/// <summary>Decoding that throws <c>DecoderFallbackException</c> for bytes that are not text, because the decoder was made so.</summary>
internal static class StrictText
{
    private static readonly HashSet<string> Decoding = ["GetString", "GetChars", "GetCharCount", "Convert", "TryGetChars"];

    public static bool Is(IOperation operation, SocketMethod method) =>
        operation is IInvocationOperation call && Decoding.Contains(call.TargetMethod.Name)
        && (SocketTypes.IsEncoding(call.TargetMethod.ContainingType) || SocketTypes.IsDecoder(call.TargetMethod.ContainingType))
        && Throws(call.Receiver(), method, 0);

    private static bool Throws(IOperation? encoding, SocketMethod method, int depth)
    {
        if (depth > 4)
            return false;
        switch (encoding.Unwrap())
        {
            case IObjectCreationOperation { Type.Name: "UTF8Encoding" or "UnicodeEncoding" or "UTF32Encoding" } made:
                return made.Argument("throwOnInvalidBytes", "throwOnInvalidCharacters")
                    is { ConstantValue: { HasValue: true, Value: true } };
            case IInvocationOperation { TargetMethod.Name: "GetDecoder", Instance: { } owner }:
                return Throws(owner, method, depth + 1);
            case IInvocationOperation { TargetMethod: { Name: "GetEncoding", IsStatic: true } } found:
                return found.Argument("decoderFallback").Unwrap()
                    is IObjectCreationOperation { Type.Name: "DecoderExceptionFallback" }
                        or IPropertyReferenceOperation { Property.Name: "ExceptionFallback" };
            case { } reference when reference.Symbol() is { } symbol and not IPropertySymbol:
                var values = method.Values(symbol).ToList();
                return values.Count > 0 && values.All(value => Throws(value, method, depth + 1));
            default:
                return false;
        }
    }
}

using System.Collections.Immutable;
using System.Linq;
using Kata.Analyzers.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Rules;

/// <summary>SOCK004: what one receive brings is taken for a whole message. TCP keeps no message boundaries (RFC 9293 §3.8).</summary>
public sealed class SOCK004_OneReceiveForAMessage : SocketRule
{
    /// <summary>The property of the diagnostic that names the variable to use as the offset, for the fix.</summary>
    internal const string OffsetProperty = "offset";

    /// <summary>The property of the diagnostic that holds the number of bytes needed, for the fix.</summary>
    internal const string NeededProperty = "needed";

    public override DiagnosticDescriptor Descriptor { get; } = Rule.Create(
        RuleIds.OneReceiveForAMessage, Categories.Receiving, DiagnosticSeverity.Warning,
        "One receive is taken for a whole message",
        "{0}");

    internal override void Check(SocketMethod method, Reporter report)
    {
        foreach (var receive in method.Receives)
        {
            if (receive.Transport != Transport.Stream || receive.Count.Ignored) continue;
            if (RewritesTheSamePlace(receive) is { } sum)
            {
                report.At(receive.Call.Syntax, ImmutableDictionary<string, string?>.Empty.Add(OffsetProperty, sum.Name), $"Receive at offset `{sum.Name}`: each turn of the loop writes over what the turn before put in {Buffer(receive)}");
            }
            else if (BytesParsed(receive) is > 1 and var needed)
            {
                report.At(receive.Call.Syntax, ImmutableDictionary<string, string?>.Empty.Add(NeededProperty, needed.ToString()), $"Receive until {needed} bytes are there: `{receive.Name}` may bring fewer, and {Buffer(receive)} is parsed as if it were complete");
            }
        }

        foreach (var loop in method.Operations.OfType<ILoopOperation>())
        {
            if (Pending(loop.Condition()) is not { } pending) continue;
            var source = pending.Instance.Root();
            if (!method.Receives.Any(receive => receive.Transport == Transport.Stream && receive.Call.IsWithin(loop)
                    && (source is null || receive.Source.Root() is null || SocketMethod.Same(source, receive.Source.Root()) || IsStreamOf(receive.Source.Root()!, source, method)))) continue;
            report.At(pending.Syntax, $"Find the end of the message in the data: `{pending.Text()}` tells only what has arrived by now, and more may be on its way");
        }
    }

    private static string Buffer(Receive receive) => receive.BufferRoot is { } root ? $"`{root.Name}`" : "the buffer";

    /// <summary>The sum of the counts of a loop that goes on until enough has come, where the sum is not used as the offset.</summary>
    private static ISymbol? RewritesTheSamePlace(Receive receive)
    {
        if (receive.Advances || receive.BufferRoot is not { } buffer || receive.Call.Loop() is not { } loop || loop.Condition() is not { } condition) return null;
        var sum = receive.Count.Sums.FirstOrDefault(candidate =>
            condition.DescendantsAndSelf().Any(part => SocketMethod.Same(SocketMethod.Referenced(part), candidate)));
        if (sum is null) return null;

        // A loop that does something with each piece before the next is right.
        return receive.Method.References(buffer).All(reference => !reference.IsWithin(loop) || reference.IsWithin(receive.Call)
                   || reference.Parent is IPropertyReferenceOperation { Property.Name: "Length" })
            && receive.Method.References(buffer).Any(reference => !reference.IsWithin(loop) && !reference.IsWrite())
            ? sum
            : null;
    }

    /// <summary>How many bytes are read out of the buffer at fixed places, where nothing compares the count with more than 0.</summary>
    private static long BytesParsed(Receive receive)
    {
        if (receive.BufferRoot is not { } buffer || receive.Advances || receive.Count is { Escapes: true } or { ComparedWithSize: true } || receive.BufferLength == 1) return 0;
        if (receive.Count.Sums.Count > 0) return 0;
        long needed = 0;
        receive.Method.Graphs.After(receive.Call, step =>
        {
            if (!SocketMethod.Same(SocketMethod.Referenced(step), buffer) || receive.Method.ReferenceAt(step.Syntax) is not { } reference) return true;
            if (reference.IsWithin(receive.Call)) return false;
            var value = reference.SameValue();
            switch (value.Parent)
            {
                case IArrayElementReferenceOperation { Indices.Length: 1 } element when element.Indices[0].Constant() is { } index:
                    if (element.Parent is IAssignmentOperation assignment && assignment.Target == element) return false;
                    needed = System.Math.Max(needed, index + 1);
                    break;
                case IPropertyReferenceOperation { Property.IsIndexer: true, Arguments.Length: 1 } element when element.Arguments[0].Value.Constant() is { } index:
                    needed = System.Math.Max(needed, index + 1);
                    break;
                case IArgumentOperation { Parent: IInvocationOperation call }:
                    if (Parsed(call) is { } end) needed = System.Math.Max(needed, end);
                    else if (!SocketTypes.IsOfSystem(call.TargetMethod)) return false;
                    break;
                case IRangeOperation or IImplicitIndexerReferenceOperation or IPropertyReferenceOperation or IArrayElementReferenceOperation or IInvocationOperation:
                    break;
                default:
                    return false;
            }

            return true;
        });
        return needed;
    }

    /// <summary>Where the integer ends that a call reads out of a buffer at a fixed place; null for any other call.</summary>
    private static long? Parsed(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        long offset = 0;
        if (method.Name is "AsSpan" or "AsMemory" or "Slice")
        {
            var slice = call.SameValue();
            if (call.Arguments.Length > 2) return null;
            if (call.Arguments.Length == 2)
            {
                if (call.Arguments[1].Value.Constant() is not { } start) return null;
                offset = start;
            }

            if (slice.Parent is not IArgumentOperation { Parent: IInvocationOperation outer } || outer.TargetMethod.Name is "AsSpan") return null;
            call = outer;
            method = outer.TargetMethod;
        }

        if (method.ContainingType.Name is not ("BinaryPrimitives" or "BitConverter") || !(method.Name.StartsWith("Read") || method.Name.StartsWith("To"))) return null;
        if (call.Argument("startIndex") is { } index)
        {
            if (index.Constant() is not { } start) return null;
            offset += start;
        }

        return method.ReturnType.SpecialType switch
        {
            SpecialType.System_Int16 or SpecialType.System_UInt16 or SpecialType.System_Char => offset + 2,
            SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Single => offset + 4,
            SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_Double => offset + 8,
            _ => null,
        };
    }

    private static IPropertyReferenceOperation? Pending(IOperation? condition) => condition?.DescendantsAndSelf().OfType<IPropertyReferenceOperation>().FirstOrDefault(property =>
        property.Property.Name == "DataAvailable" && SocketTypes.IsNetworkStream(property.Property.ContainingType)
        || property.Property.Name == "Available" && (SocketTypes.IsSocket(property.Property.ContainingType) || SocketTypes.IsTcpClient(property.Property.ContainingType)));

    private static bool IsStreamOf(ISymbol stream, ISymbol connection, SocketMethod method) =>
        method.Values(stream).Any(value => value.DescendantsAndSelf().Any(part => SocketMethod.Same(SocketMethod.Referenced(part), connection)));
}

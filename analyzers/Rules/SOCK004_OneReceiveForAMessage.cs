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

    private static readonly DiagnosticDescriptor Parsed = Rule.Create(
        RuleIds.OneReceiveForAMessage, Categories.Receiving, DiagnosticSeverity.Warning,
        "One receive is taken for a whole message",
        "Receive until {0} bytes are there: `{1}` may bring fewer, and {2} is parsed as if it were complete");

    private static readonly DiagnosticDescriptor AddedUpForNobody = Parsed.Saying(
        "Receive until all is there: nobody looks at `{0}` after this `{1}`, which may bring only a part");

    private static readonly DiagnosticDescriptor SamePlace = Parsed.Saying(
        "Receive at offset `{0}`: each turn of the loop writes over what the turn before put in {1}");

    private static readonly DiagnosticDescriptor TextTaken = Parsed.Saying(
        "Receive until the message is complete: `{0}` takes what one `{1}` brought for all of it");

    private static readonly DiagnosticDescriptor HelperBringsFewer = Parsed.Saying(
        "Test that {0} bytes came: `{1}` may bring fewer, and {2} is parsed as if it were complete");

    private static readonly DiagnosticDescriptor TakesWhatIsThere = Parsed.Saying(
        "Find the end of the message in the data: `{0}` tells only what has arrived by now, and more may be on its way");

    public override DiagnosticDescriptor Descriptor => Parsed;

    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = ImmutableArray.Create(Parsed, AddedUpForNobody, SamePlace, TextTaken, HelperBringsFewer, TakesWhatIsThere);

    internal override void Check(SocketMethod method, Reporter report)
    {
        foreach (var receive in method.Receives)
        {
            if (receive.Transport != Transport.Stream || receive.Count.Ignored) continue;
            if (IsAddedUpForNobody(receive) is { } left)
            {
                report.At(receive.Call.Syntax, AddedUpForNobody, left.Name, receive.Name);
            }
            else if (RewritesTheSamePlace(receive) is { } sum)
            {
                report.At(receive.Call.Syntax, SamePlace, ImmutableDictionary<string, string?>.Empty.Add(OffsetProperty, sum.Name), sum.Name, Buffer(receive));
            }
            else if (TextParsed(receive) is { } parse)
            {
                report.At(receive.Call.Syntax, TextTaken, parse, receive.Name);
            }
            else if (FixedPlaces.BytesParsed(receive) is > 1 and var needed)
            {
                var properties = ImmutableDictionary<string, string?>.Empty.Add(NeededProperty, needed.ToString());
                report.At(receive.Call.Syntax, Parsed, properties, needed, receive.Name, Buffer(receive));
            }
        }

        foreach (var receive in method.HelperReceives)
        {
            if (receive.Transport != Transport.Stream || receive.Helper!.Throws || receive.Count.Ignored || FixedPlaces.BytesParsed(receive) is not (> 1 and var needed)) continue;
            report.At(receive.Call.Syntax, HelperBringsFewer, needed, receive.Name, Buffer(receive));
        }

        foreach (var loop in method.Operations.OfType<ILoopOperation>())
        {
            if (Pending(loop.Condition()) is not { } pending) continue;
            var source = pending.Instance.Root();
            if (!method.Receives.Any(receive => receive.Transport == Transport.Stream && receive.Call.IsWithin(loop)
                    && (source is null || receive.Source.Root() is null || SocketMethod.Same(source, receive.Source.Root()) || IsStreamOf(receive.Source.Root()!, source, method)))) continue;
            report.At(pending.Syntax, TakesWhatIsThere, pending.Text());
        }
    }

    private static string Buffer(Receive receive) => receive.BufferRoot is { } root ? $"`{root.Name}`" : "the buffer";

    /// <summary>What is still missing, or there already, is worked out from the count and given to the receive, and then not looked at: the loop is not there.</summary>
    private static ISymbol? IsAddedUpForNobody(Receive receive)
    {
        foreach (var sum in receive.Count.Sums)
        {
            if (sum is not ILocalSymbol || !receive.Method.ReferencesIn(sum, receive.Call.Syntax).Any()) continue;
            var writes = receive.Method.References(sum).Where(reference => reference.Parent is ICompoundAssignmentOperation { Parent: IExpressionStatementOperation } compound && compound.Target == reference).Take(2).ToList();
            if (writes.Count == 1 && receive.Method.References(sum).All(reference => reference.Function() == receive.Call.Function())
                && receive.Method.ReadsAfter(sum, writes[0].Parent!).Count == 0) return sum;
        }

        return null;
    }

    /// <summary>The call that takes the text of a single receive apart, where nothing looks whether the text is complete.</summary>
    private static string? TextParsed(Receive receive)
    {
        var method = receive.Method;
        if (receive.BufferRoot is not { } buffer || receive.Call.Loop() is not null || receive.Count is { Escapes: true } or { ComparedWithSize: true }) return null;
        if (receive.Call.Function() is not null || receive.Source.Root() is not { } source || receive.BufferLength == 1) return null;

        // One receive in the method, and no helper that could bring the rest.
        if (method.Receives.Count != 1 || method.HelperReceives.Count > 0 || method.References(source).Any(IsHandedOn)) return null;
        foreach (var decode in method.Calls)
        {
            if (decode.TargetMethod.Name != "GetString" || !SocketTypes.IsEncoding(decode.TargetMethod.ContainingType)) continue;
            if (!decode.Arguments.Any(argument => SocketMethod.Same(argument.Value.Root(), buffer))) continue;
            var text = Trimmed(decode).SameValue();
            if (text.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } })
            {
                var uses = method.References(local).Where(reference => !reference.IsWrite()).ToList();
                if (uses.Any(use => AsksForEnd(use) || IsHandedOn(use)) || method.References(local).Any(reference => reference.IsWrite() || reference.Parent is ICompoundAssignmentOperation)) return null;
                return uses.Select(use => ParsedBy(Trimmed(use))).FirstOrDefault(parse => parse is not null);
            }

            return ParsedBy(text);
        }

        return null;
    }

    private static IOperation Trimmed(IOperation text)
    {
        var value = text.SameValue();
        while (value.Parent is IInvocationOperation { TargetMethod: { Name: "Trim" or "TrimEnd" or "TrimStart", ContainingType.SpecialType: SpecialType.System_String } } trim && trim.Instance == value) value = trim.SameValue();
        return value;
    }

    /// <summary>Takes numbers, words or a first word out of a text: with a part of the text, the answer is another.</summary>
    private static string? ParsedBy(IOperation text) => text.SameValue().Parent switch
    {
        IInvocationOperation { TargetMethod: { Name: "Split", ContainingType.SpecialType: SpecialType.System_String } target } call when call.Instance == text.SameValue() => target.Name,
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "Parse", IsStatic: true, ContainingType.SpecialType: not SpecialType.None } target } } => $"{target.ContainingType.Name}.{target.Name}",
        _ => null,
    };

    /// <summary>A look for what ends the message.</summary>
    private static bool AsksForEnd(IOperation text) => text.SameValue().Parent is IInvocationOperation { TargetMethod.Name: "EndsWith" or "Contains" or "IndexOf" or "LastIndexOf" }
        or IPropertyReferenceOperation { Property.Name: "Length" } or IBinaryOperation or IIsPatternOperation;

    private static bool IsHandedOn(IOperation reference) =>
        reference.SameValue().Parent is IArgumentOperation { Parent: IInvocationOperation call } && !SocketTypes.IsOfSystem(call.TargetMethod) || reference.SameValue().Parent is IReturnOperation;

    /// <summary>The sum of the counts of a loop that goes on until enough has come, where the sum is not used as the offset.</summary>
    private static ISymbol? RewritesTheSamePlace(Receive receive)
    {
        if (receive.Advances || receive.BufferRoot is not { } buffer || receive.Call.Loop() is not { } loop || loop.Condition() is not { } condition) return null;
        var sum = receive.Count.Sums.FirstOrDefault(candidate =>
            condition.DescendantsAndSelf().Any(part => SocketMethod.Same(SocketMethod.Referenced(part), candidate)));
        if (sum is null) return null;

        // A loop that does something with each piece before the next is right.
        return receive.Method.ReferencesIn(buffer, loop.Syntax).All(reference => reference.IsWithin(receive.Call)
                   || reference.Parent is IPropertyReferenceOperation { Property.Name: "Length" })
            && receive.Method.References(buffer).Any(reference => !reference.IsWithin(loop) && !reference.IsWrite())
            ? sum
            : null;
    }

    private static IPropertyReferenceOperation? Pending(IOperation? condition) => condition?.DescendantsAndSelf().OfType<IPropertyReferenceOperation>().FirstOrDefault(property =>
        property.Property.Name == "DataAvailable" && SocketTypes.IsNetworkStream(property.Property.ContainingType)
        || property.Property.Name == "Available" && (SocketTypes.IsSocket(property.Property.ContainingType) || SocketTypes.IsTcpClient(property.Property.ContainingType)));

    private static bool IsStreamOf(ISymbol stream, ISymbol connection, SocketMethod method) =>
        method.Values(stream).Any(value => value.DescendantsAndSelf().Any(part => SocketMethod.Same(SocketMethod.Referenced(part), connection)));
}

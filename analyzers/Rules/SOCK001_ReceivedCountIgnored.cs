using System.Collections.Immutable;
using System.Linq;
using Kata.Analyzers.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Rules;

/// <summary>SOCK001: the count that a receive answers is not looked at.</summary>
public sealed class SOCK001_ReceivedCountIgnored : SocketRule
{
    /// <summary>The property of the diagnostic that tells the transport, for the fix: an empty datagram is no end.</summary>
    internal const string TransportProperty = "transport";

    public override DiagnosticDescriptor Descriptor { get; } = Rule.Create(
        RuleIds.ReceivedCountIgnored, Categories.Receiving, DiagnosticSeverity.Warning,
        "The received count is ignored",
        "{0}");

    internal override void Check(SocketMethod method, Reporter report)
    {
        foreach (var receive in method.Receives)
        {
            if (IgnoredError(receive) is { } error && !receive.Count.Ignored && !Ends.IsMeantToThrow(receive.Call, method))
            {
                report.At(receive.Call, $"Look at {error}: with it `{receive.Name}` does not throw, and a failure looks like the end of the stream");
            }

            if (!receive.Count.Ignored || Ends.IsMeantToThrow(receive.Call, method) || Drains(receive)) continue;
            var buffer = receive.BufferRoot is { } root ? $"`{root.Name}`" : "the buffer";
            var transport = ImmutableDictionary<string, string?>.Empty.Add(TransportProperty, receive.Transport.ToString());
            report.At(receive.Call.Syntax, transport, receive.Count switch
            {
                { NeverAwaited: true } => $"Await `{receive.Name}` and use the count it gives: until then nobody knows how much of {buffer} is filled",
                { Variable: { } variable } => $"Use `{variable.Name}`: only that many bytes of {buffer} came from `{receive.Name}`",
                _ => $"Keep the count that `{receive.Name}` returns: it may fill any part of {buffer}, or nothing at the end of the stream",
            });
        }

        foreach (var receive in method.HelperReceives)
        {
            // A helper that throws when too little comes has nothing left to tell.
            if (receive.Helper!.Throws || !receive.Count.Ignored) continue;
            if (receive.Count.Variable is { } variable)
            {
                report.At(receive.Call, $"Use `{variable.Name}`: it tells how much came, and whether anything did before the end of the stream");
            }
            else if (receive.BufferRoot is { } filled)
            {
                report.At(receive.Call, $"Keep the count that `{receive.Name}` returns: it may fill any part of `{filled.Name}`, or nothing at the end of the stream");
            }
        }
    }

    /// <summary>How a message calls the <c>out SocketError</c> of the call, where nobody reads it.</summary>
    private static string? IgnoredError(Receive receive)
    {
        var error = receive.Call.Arguments.FirstOrDefault(argument => argument.Parameter is { RefKind: RefKind.Out, Type.Name: "SocketError" })?.Value;
        switch (error.Unwrap())
        {
            case IDiscardOperation or IDeclarationExpressionOperation { Expression: IDiscardOperation }:
                return "the `SocketError`";
            case IDeclarationExpressionOperation { Expression: ILocalReferenceOperation local }:
                return receive.Method.References(local.Local).All(reference => reference.IsWrite() || reference.Parent is IDeclarationExpressionOperation) ? $"`{local.Local.Name}`" : null;
            case ILocalReferenceOperation local:
                return receive.Method.References(local.Local).All(reference => reference.IsWrite()) ? $"`{local.Local.Name}`" : null;
            default:
                return null;
        }
    }

    /// <summary>Throws away what has arrived, as long as there is something: nobody reads the buffer.</summary>
    private static bool Drains(Receive receive)
    {
        if (receive.Count.NeverAwaited || receive.BufferRoot is IFieldSymbol) return false;
        for (var (inner, above) = ((IOperation)receive.Call, receive.Call.Parent); above is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); inner = above, above = above.Parent)
        {
            var condition = above switch
            {
                ILoopOperation loop => loop.Condition(),
                IConditionalOperation choice when choice.WhenTrue == inner => choice.Condition,
                _ => null,
            };
            if (condition?.DescendantsAndSelf().Any(AsksWhetherThereIsSomething) != true) continue;
            return receive.BufferLength == 1 || receive.BufferRoot is not { } buffer || receive.Method.References(buffer).All(reference => reference.IsWrite() || reference.IsWithin(receive.Call) || IsLength(reference));
        }

        return false;
    }

    private static bool AsksWhetherThereIsSomething(IOperation part) => part switch
    {
        IPropertyReferenceOperation { Property.Name: "Available" or "DataAvailable" } => true,
        IInvocationOperation { TargetMethod.Name: "Poll" } => true,
        _ => false,
    };

    private static bool IsLength(IOperation reference) => reference.Parent is IPropertyReferenceOperation { Property.Name: "Length" };
}

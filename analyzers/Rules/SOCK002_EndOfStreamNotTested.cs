using System.Collections.Immutable;
using System.Linq;
using Kata.Analyzers.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Rules;

/// <summary>SOCK002: the count is used, or the line, and no path looks whether the stream has ended.</summary>
public sealed class SOCK002_EndOfStreamNotTested : SocketRule
{
    /// <summary>The property of the diagnostic that tells the value to test for, for the fix.</summary>
    internal const string EndProperty = "end";

    public override DiagnosticDescriptor Descriptor { get; } = Rule.Create(
        RuleIds.EndOfStreamNotTested, Categories.Receiving, DiagnosticSeverity.Warning,
        "The end of the stream is not tested",
        "{0}");

    internal override void Check(SocketMethod method, Reporter report)
    {
        foreach (var receive in method.Receives)
        {
            // An empty datagram is a message like any other; only a stream ends with 0.
            if (receive.Transport != Transport.Stream || receive.Count is { Ignored: true } or { Escapes: true } or { TestedForEnd: true }) continue;
            // Only shown to somebody, a 0 does no harm, unless a loop goes on after it.
            if (receive.Count.Uses.Count == 0 || receive.Call.Loop() is null && receive.Count.Uses.All(Shown.IsShown)) continue;
            var count = receive.Count.Variable is { } variable ? $"`{variable.Name}`" : $"the count of `{receive.Name}`";
            report.At(receive.Call.Syntax, End("0"), $"Test {count} for 0: `{receive.Name}` returns it when the peer has finished, and at once every time after");
        }

        foreach (var receive in method.HelperReceives)
        {
            if (receive.Helper!.Sentinel is not { } sentinel) continue;
            var flow = CountFlow.Of(receive.Call, method, sentinel);
            if (flow is { Ignored: true } or { Escapes: true } or { TestedForEnd: true } || !flow.Uses.Any(IsAsNumber)) continue;
            var count = flow.Variable is { } variable ? $"`{variable.Name}`" : "the count";
            report.At(receive.Call.Syntax, End(sentinel.ToString()), $"Test {count} for {sentinel}: `{receive.Name}` returns it when nothing came, and here it is used as a number of bytes");
        }

        foreach (var loop in method.Operations.OfType<ILoopOperation>())
        {
            if (WaitsForNull(loop.Condition(), method) is not { } call) continue;
            report.At(call.Syntax, $"Return null from `{call.TargetMethod.Name}` where the peer has finished: the loop waits for it, and an orderly end comes as an exception");
        }

        foreach (var call in method.Calls)
        {
            if (method.File.HelperOf(call.TargetMethod) is { ReturnsByte: true })
            {
                CheckByte(call, method, report);
                continue;
            }

            if (call.TargetMethod is { Name: "ReadByte", Parameters.Length: 0 } && SocketTypes.IsStream(call.Receiver()?.Type) && method.IsNetworkBacked(call.Receiver()))
            {
                CheckByte(call, method, report);
                continue;
            }

            if (call.TargetMethod.Name is not ("ReadLine" or "ReadLineAsync")
                || !SocketTypes.IsTextReader(call.Receiver()?.Type)
                || !method.IsNetworkBacked(call.Receiver())) continue;
            if (AsksReader(call, method)) continue;
            var line = LineFlow.Of(call, method);
            if (line.TestedOrEscapes || !line.Used) continue;
            var name = line.Variable is { } variable ? $"`{variable.Name}`" : "the line";
            report.At(call.Syntax, End("null"), $"Test {name} for null: `{call.Receiver().Text()}.{call.TargetMethod.Name}` returns it when the peer has finished");
        }
    }

    private static ImmutableDictionary<string, string?> End(string value) => ImmutableDictionary<string, string?>.Empty.Add(EndProperty, value);

    /// <summary>Whether the reader itself is asked for the end: <c>EndOfStream</c>, or <c>Peek</c>, which answers -1 there.</summary>
    private static bool AsksReader(IInvocationOperation call, SocketMethod method) => call.Receiver().Root() is { } reader && method.References(reader).Any(reference =>
        reference.SameValue().Parent is IPropertyReferenceOperation { Property.Name: "EndOfStream" } or IInvocationOperation { TargetMethod.Name: "Peek" });

    /// <summary>ReadByte answers -1 at the end; a cast makes a character or 255 of it.</summary>
    private static void CheckByte(IInvocationOperation call, SocketMethod method, Reporter report)
    {
        var flow = CountFlow.Of(call, method, end: -1);
        if (flow is { Ignored: true } or { Escapes: true } or { TestedForEnd: true } || !flow.Uses.Any(use => !IsCompared(use) || use.Loops().Any(loop => loop.Condition().Contains(use)))) return;
        var source = NetworkCalls.IsOnStream(call, method) ? $"{call.Receiver().Text()}.ReadByte" : call.TargetMethod.Name;
        var name = flow.Variable is { } variable ? $"`{variable.Name}`" : $"the byte of `{source}`";
        report.At(call.Syntax, End("-1"), $"Test {name} for -1: `{source}` returns it when the peer has finished, and at once every time after");
    }

    /// <summary>The helper whose null the condition of a loop waits for, and which returns none.</summary>
    private static IInvocationOperation? WaitsForNull(IOperation? condition, SocketMethod method)
    {
        foreach (var part in condition?.DescendantsAndSelf() ?? [])
        {
            var tested = part switch
            {
                IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals } test => SocketMethod.IsNull(test.RightOperand) ? test.LeftOperand : SocketMethod.IsNull(test.LeftOperand) ? test.RightOperand : null,
                IIsPatternOperation { Pattern: IRecursivePatternOperation { DeconstructionSubpatterns.Length: 0, PropertySubpatterns.Length: 0 } or INegatedPatternOperation { Pattern: IConstantPatternOperation } } test => test.Value,
                _ => null,
            };
            var value = tested.Unwrap() is ISimpleAssignmentOperation assignment ? assignment.Value.Unwrap() : tested.Unwrap();
            if (value is IInvocationOperation call && method.File.HelperOf(call.TargetMethod) is { NeverReturnsNull: true }) return call;
        }

        return null;
    }

    private static bool IsCompared(IOperation use) => use.Parent is IBinaryOperation binary && binary.OperatorKind.IsComparison();

    private static bool IsAsNumber(IOperation use) => use.Parent is IInterpolationOperation or IArgumentOperation or IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract }
        or IRangeOperation or IArrayElementReferenceOperation;
}

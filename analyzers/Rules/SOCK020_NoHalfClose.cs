using System.Linq;
using Kata.Analyzers.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Rules;

/// <summary>SOCK020: all is sent, the end of the answer is awaited, and the peer is never told that no more will come (RFC 9293 §3.6).</summary>
public sealed class SOCK020_NoHalfClose : SocketRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Rule.Create(
        RuleIds.NoHalfClose, Categories.Connections, DiagnosticSeverity.Info,
        "The sending side is never shut down",
        "Shut down the sending side of `{0}` after this: the peer may be waiting for more before it answers and closes",
        enabled: false);

    internal override void Check(SocketMethod method, Reporter report)
    {
        // An HTTP request tells its own end.
        if (method.Receives.Count == 0 || method.File.Says("HTTP/")) return;
        foreach (var receive in method.Receives)
        {
            // A loop that ends with the stream: the whole answer is awaited.
            if (receive.Transport != Transport.Stream || !receive.Count.TestedForEnd || receive.Count.Sums.Count > 0 || receive.Call.Loop() is not { } loop) continue;
            if (receive.Source.Root() is not { } source || source is IFieldSymbol) continue;
            if (method.Calls.Any(call => call.TargetMethod.Name is "Shutdown" or "ShutdownAsync" or "Disconnect" or "DisconnectAsync" or "Close")) continue;

            var sends = method.Sends.Where(send => send.Call.Function() == receive.Call.Function() && method.IsSameConnection(send.Target, receive.Source)).ToList();
            if (sends.Count == 0 || sends.Any(send => send.Call.Syntax.SpanStart > loop.Syntax.SpanStart) || sends.Any(send => send.Call.Loops().Any(outer => loop.IsWithin(outer)))) continue;
            if (method.References(source).Any(Leaves)) continue;
            var last = sends[sends.Count - 1];
            report.At(last.Call.Syntax, last.Target.Root()?.Name ?? source.Name);
        }
    }

    /// <summary>A helper may shut it down, or send more.</summary>
    private static bool Leaves(IOperation reference) =>
        reference.SameValue().Parent is IArgumentOperation { Parent: IInvocationOperation call } && !SocketTypes.IsOfSystem(call.TargetMethod) || reference.Parent is IReturnOperation;
}

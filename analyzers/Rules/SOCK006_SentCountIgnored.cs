using System.Linq;
using Kata.Analyzers.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Rules;

/// <summary>SOCK006: the sent count is not looked at where a send may take only a part. A blocking send takes all (send(2)).</summary>
public sealed class SOCK006_SentCountIgnored : SocketRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Rule.Create(
        RuleIds.SentCountIgnored, Categories.Sending, DiagnosticSeverity.Warning,
        "The sent count is ignored where it can be partial",
        "Send the rest until all of `{0}` is gone: `{1}` may take only a part and returns how much");

    internal override void Check(SocketMethod method, Reporter report)
    {
        foreach (var call in method.Calls)
        {
            var target = call.Receiver();
            if (!SocketTypes.IsSocket(target?.Type) || !ReturnsCount(call.TargetMethod) || method.TransportOf(target) != Transport.Stream) continue;
            var partial = call.TargetMethod.Name switch
            {
                "SendAsync" or "EndSend" => true,
                "Send" => IsNonBlocking(target!, method),
                _ => false,
            };
            if (!partial || !CountFlow.Of(call, method).Ignored) continue;
            var data = call.Arguments.FirstOrDefault(argument => argument.Value != target)?.Value;
            report.At(call.Syntax, call.TargetMethod.Name == "EndSend" ? "the data" : data.Root()?.Name ?? data.Text(), $"{target.Text().TrimStart('.')}.{call.TargetMethod.Name}");
        }
    }

    private static bool ReturnsCount(IMethodSymbol method)
    {
        var type = method.ReturnType;
        if (type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments.Length: 1 } task) type = task.TypeArguments[0];
        return type.SpecialType == SpecialType.System_Int32;
    }

    private static bool IsNonBlocking(IOperation socket, SocketMethod method) => socket.Root() is { } root && method.Operations.Any(operation =>
        operation is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "Blocking", Instance: var set }, Value.ConstantValue: { HasValue: true, Value: false } }
        && (SocketMethod.Same(set.Root(), root) || set is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver } && IsInitializerOf(operation, root)));

    private static bool IsInitializerOf(IOperation assignment, ISymbol local)
    {
        for (var above = assignment.Parent; above is not null; above = above.Parent)
        {
            if (above is IVariableDeclaratorOperation declarator) return SocketMethod.Same(declarator.Symbol, local);
        }

        return false;
    }
}

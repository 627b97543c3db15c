using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model;

/// <summary>What a body receives and sends. It is found once, and shared by all rules.</summary>
internal static class Traffic
{
    private static readonly IReadOnlyList<Receive> NoReceives = [];
    private static readonly IReadOnlyList<IOperation> NoCalls = [];

    extension(SocketMethod method)
    {
        public IReadOnlyList<Receive> Receives => method.The(() => new Received(method));

        public IReadOnlyList<Send> Sends => method.The(() => new Sent(method));

        /// <summary>The receive that a call is, or null.</summary>
        public Receive? ReceiveOf(IOperation call) =>
            method.The(() => new ReceiveOfCall(method)).TryGetValue(call, out var receive) ? receive : null;

        /// <summary>Whether an operation is inside the call of a receive.</summary>
        public bool IsInReceive(IOperation operation)
        {
            for (IOperation? above = operation; above is not null; above = above.Parent)
            {
                if (above.Kind == OperationKind.Invocation && method.ReceiveOf(above) is not null)
                    return true;
            }

            return false;
        }

        /// <summary>The send that a call is, or null.</summary>
        public Send? SendOf(IOperation call) => method.The(() => new SendOfCall(method)).TryGetValue(call, out var send) ? send : null;

        /// <summary>The receives within an operation of the body.</summary>
        public IEnumerable<Receive> ReceivesWithin(IOperation outer) =>
            method.Within(outer).Where(part => part.Kind == OperationKind.Invocation).Select(method.ReceiveOf).OfType<Receive>();

        /// <summary>The receives that have this as their innermost <c>try</c>.</summary>
        public IReadOnlyList<Receive> ReceivesIn(ITryOperation guarded) =>
            method.The(() => new ReceivesByTry(method)).TryGetValue(guarded, out var list) ? list : NoReceives;

        /// <summary>The calls and creations that have this as their innermost <c>try</c>, in the order of the source.</summary>
        public IReadOnlyList<IOperation> CallsIn(ITryOperation guarded) =>
            method.The(() => new CallsByTry(method)).TryGetValue(guarded, out var list) ? list : NoCalls;

        /// <summary>The calls with this name.</summary>
        public IReadOnlyList<IInvocationOperation> CallsNamed(string name) =>
            method.The(() => new CallsByName(method)).TryGetValue(name, out var list) ? list : [];
    }

    private sealed class Received(SocketMethod method)
        : List<Receive>(method.Calls.Select(call => Receive.From(call, method)).OfType<Receive>());

    private sealed class Sent(SocketMethod method) : List<Send>(method.Calls.Select(call => Send.From(call, method)).OfType<Send>());

    private sealed class ReceiveOfCall : Dictionary<IOperation, Receive>
    {
        public ReceiveOfCall(SocketMethod method)
        {
            foreach (var receive in method.Receives)
                this[receive.Call] = receive;
        }
    }

    private sealed class SendOfCall : Dictionary<IOperation, Send>
    {
        public SendOfCall(SocketMethod method)
        {
            foreach (var send in method.Sends)
                this[send.Call] = send;
        }
    }

    private sealed class ReceivesByTry : Dictionary<ITryOperation, List<Receive>>
    {
        public ReceivesByTry(SocketMethod method)
        {
            foreach (var receive in method.Receives)
            {
                if (Handlers.Innermost(receive.Call) is not { } guarded)
                    continue;
                if (!TryGetValue(guarded, out var list))
                    this[guarded] = list = [];
                list.Add(receive);
            }
        }
    }

    private sealed class CallsByTry : Dictionary<ITryOperation, List<IOperation>>
    {
        public CallsByTry(SocketMethod method)
        {
            if (method.All<ITryOperation>().Count == 0)
                return;
            foreach (var operation in method.Operations)
            {
                if (
                    operation.Kind is not (OperationKind.Invocation or OperationKind.ObjectCreation)
                    || Handlers.Innermost(operation) is not { } guarded)
                    continue;
                if (!TryGetValue(guarded, out var list))
                    this[guarded] = list = [];
                list.Add(operation);
            }
        }
    }

    private sealed class CallsByName : Dictionary<string, List<IInvocationOperation>>
    {
        public CallsByName(SocketMethod method)
        {
            foreach (var call in method.Calls)
            {
                if (!TryGetValue(call.TargetMethod.Name, out var list))
                    this[call.TargetMethod.Name] = list = [];
                list.Add(call);
            }
        }
    }
}

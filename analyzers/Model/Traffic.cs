using System.Collections.Generic;
using System.Linq;

namespace Kata.Analyzers.Model;

/// <summary>What a body receives and sends, worked out once and shared by every rule.</summary>
internal static class Traffic
{
    extension(SocketMethod method)
    {
        public IReadOnlyList<Receive> Receives => method.The(() => new Received(method));

        public IReadOnlyList<Send> Sends => method.The(() => new Sent(method));
    }

    private sealed class Received(SocketMethod method)
        : List<Receive>(method.Calls.Select(call => Receive.From(call, method)).OfType<Receive>());

    private sealed class Sent(SocketMethod method) : List<Send>(method.Calls.Select(call => Send.From(call, method)).OfType<Send>());
}

using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model;

/// <summary>A send: a call that hands bytes or text to a socket, a client, a network stream or a writer over one.</summary>
internal sealed class Send
{
    private Send(IInvocationOperation call, IOperation? target, bool text)
    {
        Call = call;
        Target = target;
        OfText = text;
        Data = call
            .Arguments.FirstOrDefault(argument => argument.Value != target && argument.ArgumentKind != ArgumentKind.DefaultValue)
            ?.Value;
        Size = call.Argument("size", "count", "bytes") is { Type.SpecialType: SpecialType.System_Int32 } size ? size : null;
    }

    public IInvocationOperation Call { get; }

    public IOperation? Target { get; }

    public IOperation? Data { get; }

    /// <summary>The number of bytes to send, if the call states it.</summary>
    public IOperation? Size { get; }

    /// <summary>Whether it sends through a text writer, which keeps the text until it is flushed.</summary>
    public bool OfText { get; }

    public bool OfUdpClient => SocketTypes.IsUdpClient(Target?.Type);

    public string Name => $"{Target.Text().TrimStart('.')}.{Call.TargetMethod.Name}";

    public static Send? From(IInvocationOperation call, SocketMethod method)
    {
        var target = call.Receiver();
        return call.TargetMethod.Name switch
        {
            "Send" or "SendAsync" or "SendTo" or "SendToAsync" or "BeginSend" or "BeginSendTo"
                when SocketTypes.IsSocket(target?.Type) || SocketTypes.IsUdpClient(target?.Type) => new Send(call, target, text: false),
            "Write" or "WriteAsync" or "BeginWrite" when SocketTypes.IsStream(target?.Type) && method.IsNetworkBacked(target) => new Send(
                call,
                target,
                text: false),
            "Write" or "WriteLine" or "WriteAsync" or "WriteLineAsync"
                when SocketTypes.IsTextWriter(target?.Type) && method.IsNetworkBacked(target) => new Send(call, target, text: true),
            _ => null,
        };
    }
}

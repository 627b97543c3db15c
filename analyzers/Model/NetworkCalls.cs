using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model;

/// <summary>Calls that go to the network and fail when the network fails.</summary>
internal static class NetworkCalls
{
    private static readonly HashSet<string> OfSockets =
    [
        "Connect", "ConnectAsync", "EndConnect", "Bind", "Listen", "Start", "Accept", "AcceptAsync", "EndAccept",
        "AcceptTcpClient", "AcceptTcpClientAsync", "AcceptSocket", "AcceptSocketAsync", "Send", "SendAsync", "SendTo",
        "SendToAsync", "EndSend", "EndSendTo", "SendFile", "SendFileAsync", "Receive", "ReceiveAsync", "ReceiveFrom",
        "ReceiveFromAsync", "ReceiveMessageFrom", "ReceiveMessageFromAsync", "EndReceive", "EndReceiveFrom",
    ];

    private static readonly HashSet<string> OfStreams =
    [
        "Read", "ReadAsync", "ReadExactly", "ReadExactlyAsync", "ReadAtLeast", "ReadAtLeastAsync", "ReadByte", "EndRead",
        "CopyTo", "CopyToAsync", "Write", "WriteAsync", "WriteByte", "EndWrite", "Flush", "FlushAsync", "AuthenticateAsClient",
        "AuthenticateAsClientAsync", "ReadLine", "ReadLineAsync", "ReadToEnd", "ReadToEndAsync", "WriteLine", "WriteLineAsync",
        "Peek", "ReadBlock", "ReadBlockAsync",
    ];

    private static readonly HashSet<string> Lookups =
    [
        "GetHostEntry", "GetHostEntryAsync", "GetHostAddresses", "GetHostAddressesAsync", "GetHostByName", "Resolve",
    ];

    /// <summary>Whether it fails with a SocketException when the network fails.</summary>
    public static bool IsOnSocket(IOperation operation) => operation switch
    {
        IInvocationOperation call => OfSockets.Contains(call.TargetMethod.Name) && IsOnSocketType(call) && !TakesEventArgs(call),
        IObjectCreationOperation creation => SocketTypes.IsSocket(creation.Type) && creation.Arguments.Length > 1
            || SocketTypes.IsTcpClient(creation.Type) && creation.Argument("hostname") is not null
            || SocketTypes.IsUdpClient(creation.Type) && creation.Argument("hostname", "port", "localEP") is not null,
        _ => false,
    };

    /// <summary>Whether it fails with an IOException when the network fails.</summary>
    public static bool IsOnStream(IOperation operation, SocketMethod method) =>
        operation is IInvocationOperation call
        && OfStreams.Contains(call.TargetMethod.Name)
        && (
            SocketTypes.IsStream(call.Receiver()?.Type)
            || SocketTypes.IsTextReader(call.Receiver()?.Type)
            || SocketTypes.IsTextWriter(call.Receiver()?.Type))
        && (method.IsNetworkBacked(call.Receiver()) || CopiesTo(call) is { } target && method.IsNetworkBacked(target));

    /// <summary>The target of a call that copies a stream.</summary>
    public static IOperation? CopiesTo(IOperation operation) =>
        operation is IInvocationOperation { TargetMethod.Name: "CopyTo" or "CopyToAsync" } call
        && SocketTypes.IsStream(call.Receiver()?.Type)
            ? call.Argument("destination")
            : null;

    public static bool IsLookup(IOperation operation) =>
        operation is IInvocationOperation { TargetMethod: { ContainingType.Name: "Dns" } target }
        && Lookups.Contains(target.Name)
        && SocketTypes.IsOfSystem(target);

    /// <summary>The answers for the calls of a body: nearly every rule asks about each call.</summary>
    private sealed class Known : Dictionary<IOperation, bool>;

    public static bool Is(IOperation operation, SocketMethod method)
    {
        if (operation.Kind is not (OperationKind.Invocation or OperationKind.ObjectCreation))
            return false;
        var known = method.The(() => new Known());
        if (!known.TryGetValue(operation, out var answer))
            known[operation] = answer = IsOnSocket(operation) || IsLookup(operation) || IsOnStream(operation, method);
        return answer;
    }

    /// <summary>Whether a call receives what a peer sent.</summary>
    public static bool TakesIn(IOperation operation, SocketMethod method) =>
        operation is IInvocationOperation { TargetMethod.Name: var name }
        && (
            name.Contains("Receive")
            || name.Contains("Read")
            || name.StartsWith("CopyTo") && method.IsNetworkBacked(((IInvocationOperation)operation).Receiver()))
        && Is(operation, method);

    public static bool ReadsLine(IInvocationOperation call, SocketMethod method) =>
        call.TargetMethod.Name is "ReadLine" or "ReadLineAsync"
        && SocketTypes.IsTextReader(call.Receiver()?.Type)
        && method.IsNetworkBacked(call.Receiver());

    public static bool ReadsByte(IInvocationOperation call, SocketMethod method) =>
        call.TargetMethod is { Name: "ReadByte", Parameters.Length: 0 }
        && SocketTypes.IsStream(call.Receiver()?.Type)
        && method.IsNetworkBacked(call.Receiver());

    /// <summary>The name of the call, for a message.</summary>
    public static string Name(IOperation operation) => operation switch
    {
        IInvocationOperation { Instance: IInstanceReferenceOperation { IsImplicit: true } } own => own.TargetMethod.Name,
        IInvocationOperation { Instance: null } call => $"{call.TargetMethod.ContainingType.Name}.{call.TargetMethod.Name}",
        IInvocationOperation call => $"{call.Receiver().Text().TrimStart('.')}.{call.TargetMethod.Name}",
        IObjectCreationOperation creation => $"new {creation.Type?.Name}",
        _ => operation.Text(),
    };

    /// <summary>Whether a handler around the operation takes what the operation throws when the network fails.</summary>
    public static bool IsCaught(IOperation operation, SocketMethod method) => Handlers.IsCaught(operation, Thrown(operation, method));

    /// <summary>Whether the handler catches what the operation throws when the network fails, whatever its filter says.</summary>
    public static bool IsFor(ICatchClauseOperation handler, IOperation operation, SocketMethod method) =>
        Caught.IsFor(handler.ExceptionType, Thrown(operation, method));

    /// <summary>What the call throws when the network fails.</summary>
    public static INamedTypeSymbol? Thrown(IOperation operation, SocketMethod method) =>
        IsOnStream(operation, method) ? method.Types.IOException : method.Types.SocketException;

    private static bool IsOnSocketType(IInvocationOperation call)
    {
        var type = call.Receiver()?.Type;
        return SocketTypes.IsSocket(type)
            || SocketTypes.IsTcpClient(type)
            || SocketTypes.IsUdpClient(type)
            || SocketTypes.IsTcpListener(type);
    }

    /// <summary>Whether an overload returns the error instead of throwing it, as in <c>Receive(buffer, flags, out SocketError error)</c>,
    /// and the function does not throw it either.</summary>
    public static bool GivesError(IOperation operation, SocketFile file) =>
        operation is IInvocationOperation call
        && call.TargetMethod.Parameters.Any(parameter => parameter is { RefKind: RefKind.Out, Type.Name: "SocketError" })
        && Function(call.Syntax) is var function
        && !file
            .CallsOf("SocketException")
            .Any(made => made is ObjectCreationExpressionSyntax
            {
                Parent: ThrowStatementSyntax or ThrowExpressionSyntax,
                Type: IdentifierNameSyntax
            }
                && function.Span.Contains(made.Span));

    private static SyntaxNode Function(SyntaxNode node) =>
        node.Ancestors().First(above => above is MemberDeclarationSyntax or LocalFunctionStatementSyntax or CompilationUnitSyntax);

    private static bool TakesEventArgs(IInvocationOperation call) =>
        call.TargetMethod.Parameters.Any(parameter => parameter.Type.Name == "SocketAsyncEventArgs");
}

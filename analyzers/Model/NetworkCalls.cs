using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model;

/// <summary>Calls that go to the network and fail when it does, and the handlers around them.</summary>
internal static class NetworkCalls
{
    private static readonly HashSet<string> OfSockets =
    [
        "Connect", "ConnectAsync", "EndConnect", "Bind", "Listen", "Start",
        "Accept", "AcceptAsync", "EndAccept", "AcceptTcpClient", "AcceptTcpClientAsync", "AcceptSocket", "AcceptSocketAsync",
        "Send", "SendAsync", "SendTo", "SendToAsync", "EndSend", "EndSendTo", "SendFile", "SendFileAsync",
        "Receive", "ReceiveAsync", "ReceiveFrom", "ReceiveFromAsync", "ReceiveMessageFrom", "ReceiveMessageFromAsync", "EndReceive", "EndReceiveFrom",
    ];

    private static readonly HashSet<string> OfStreams =
    [
        "Read", "ReadAsync", "ReadExactly", "ReadExactlyAsync", "ReadAtLeast", "ReadAtLeastAsync", "ReadByte", "EndRead", "CopyTo", "CopyToAsync",
        "Write", "WriteAsync", "WriteByte", "EndWrite", "Flush", "FlushAsync", "AuthenticateAsClient", "AuthenticateAsClientAsync",
        "ReadLine", "ReadLineAsync", "ReadToEnd", "ReadToEndAsync", "WriteLine", "WriteLineAsync", "Peek", "ReadBlock", "ReadBlockAsync",
    ];

    private static readonly HashSet<string> Lookups =
    [
        "GetHostEntry", "GetHostEntryAsync", "GetHostAddresses", "GetHostAddressesAsync", "GetHostByName", "Resolve",
    ];

    /// <summary>Fails with a SocketException when the network does.</summary>
    public static bool IsOnSocket(IOperation operation) => operation switch
    {
        IInvocationOperation call => OfSockets.Contains(call.TargetMethod.Name) && IsOnSocketType(call) && !TakesEventArgs(call),
        IObjectCreationOperation creation => SocketTypes.IsSocket(creation.Type) && creation.Arguments.Length > 1
            || SocketTypes.IsTcpClient(creation.Type) && creation.Argument("hostname") is not null
            || SocketTypes.IsUdpClient(creation.Type) && creation.Argument("hostname", "port", "localEP") is not null,
        _ => false,
    };

    /// <summary>Fails with an IOException when the network does.</summary>
    public static bool IsOnStream(IOperation operation, SocketMethod method) =>
        operation is IInvocationOperation call && OfStreams.Contains(call.TargetMethod.Name)
        && (SocketTypes.IsStream(call.Receiver()?.Type) || SocketTypes.IsTextReader(call.Receiver()?.Type) || SocketTypes.IsTextWriter(call.Receiver()?.Type))
        && method.IsNetworkBacked(call.Receiver());

    public static bool IsLookup(IOperation operation) =>
        operation is IInvocationOperation { TargetMethod: { ContainingType.Name: "Dns" } target } && Lookups.Contains(target.Name) && SocketTypes.IsOfSystem(target);

    public static bool Is(IOperation operation, SocketMethod method) => IsOnSocket(operation) || IsLookup(operation) || IsOnStream(operation, method);

    /// <summary>A call that takes in what a peer sent.</summary>
    public static bool TakesIn(IOperation operation, SocketMethod method) =>
        operation is IInvocationOperation { TargetMethod.Name: var name } && (name.Contains("Receive") || name.Contains("Read") || name.StartsWith("CopyTo")) && Is(operation, method);

    /// <summary>How a message calls it.</summary>
    public static string Name(IOperation operation) => operation switch
    {
        IInvocationOperation { Instance: null } call => $"{call.TargetMethod.ContainingType.Name}.{call.TargetMethod.Name}",
        IInvocationOperation call => $"{call.Receiver().Text().TrimStart('.')}.{call.TargetMethod.Name}",
        IObjectCreationOperation creation => $"new {creation.Type?.Name}",
        _ => operation.Text(),
    };

    /// <summary>The try statements of the same function in whose guarded block the operation stands, innermost first.</summary>
    public static IEnumerable<ITryOperation> Tries(IOperation operation)
    {
        for (var (inner, above) = (operation, operation.Parent); above is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); inner = above, above = above.Parent)
        {
            if (above is ITryOperation guarded && guarded.Body == inner) yield return guarded;
        }
    }

    /// <summary>Whether a handler around the operation takes what it throws.</summary>
    public static bool IsCaught(IOperation operation, SocketMethod method) =>
        Tries(operation).Any(guarded => guarded.Catches.Any(handler => !IsPartial(handler) && Takes(handler, operation, method)));

    public static bool IsErrorCode(string name) => name is "SocketErrorCode" or "ErrorCode" or "NativeErrorCode";

    /// <summary>A filter that looks at the error code, or at a flag of the program, lets some errors pass.</summary>
    private static bool IsPartial(ICatchClauseOperation handler) => handler.Filter is { } filter && filter.DescendantsAndSelf().Any(part => part switch
    {
        IPropertyReferenceOperation property => IsErrorCode(property.Property.Name),
        ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation => part.Type?.SpecialType == SpecialType.System_Boolean && part.Parent is not IArgumentOperation,
        _ => false,
    });

    public static bool Takes(ICatchClauseOperation handler, IOperation operation, SocketMethod method)
    {
        var thrown = Thrown(operation, method);
        return handler.ExceptionType is null || handler.ExceptionType.SpecialType == SpecialType.System_Object || handler.ExceptionType.Name == "AggregateException"
               || Derives(thrown, handler.ExceptionType);
    }

    /// <summary>What the call throws when the network fails.</summary>
    public static INamedTypeSymbol? Thrown(IOperation operation, SocketMethod method) => IsOnStream(operation, method) ? method.Types.IOException : method.Types.SocketException;

    public static bool Derives(ITypeSymbol? type, ITypeSymbol from)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(type, from)) return true;
        }

        return false;
    }

    /// <summary>Whether the call is given a token that cancels it after a time.</summary>
    public static bool HasDeadline(IOperation operation, SocketMethod method) =>
        operation is IInvocationOperation call
        && call.Arguments.FirstOrDefault(argument => argument.Parameter?.Type.Name == "CancellationToken")?.Value.Unwrap() is IPropertyReferenceOperation { Property.Name: "Token", Instance: { } owner }
        && owner.Root() is ILocalSymbol source
        && (method.Values(source).Any(value => value.Unwrap() is IObjectCreationOperation { Arguments.Length: > 0 })
            || method.Calls.Any(other => other.TargetMethod.Name == "CancelAfter" && SocketMethod.Same(other.Instance.Root(), source)));

    private static bool IsOnSocketType(IInvocationOperation call)
    {
        var type = call.Receiver()?.Type;
        return SocketTypes.IsSocket(type) || SocketTypes.IsTcpClient(type) || SocketTypes.IsUdpClient(type) || SocketTypes.IsTcpListener(type);
    }

    private static bool TakesEventArgs(IInvocationOperation call) => call.TargetMethod.Parameters.Any(parameter => parameter.Type.Name == "SocketAsyncEventArgs");
}

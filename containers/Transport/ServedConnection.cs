using System.IO.Pipelines;
using System.Net.Sockets;
using Kata.Protocol;
using Microsoft.AspNetCore.Connections;

namespace Kata.Containers.Transport;

/// <summary>A connection as a service sees it.</summary>
public sealed class ServedConnection : DefaultConnectionContext
{
    private readonly CancellationTokenSource closed = new();
    private readonly CancellationTokenSource ended;
    private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ServedConnection(Socket socket, PipeReader input, PipeWriter output, CancellationTokenSource ended)
        : base($"{socket.LocalEndPoint}-{socket.RemoteEndPoint}")
    {
        this.ended = ended;
        Transport = new Duplex(input, output);
        LocalEndPoint = socket.LocalEndPoint;
        RemoteEndPoint = socket.RemoteEndPoint;
        ConnectionClosed = closed.Token;
    }

    /// <summary>The service has disposed the connection.</summary>
    public Task Done => done.Task;

    /// <summary>The service gives up. The server resets a connection only if a fault says so; here, too, it finishes in order.</summary>
    public override void Abort(ConnectionAbortedException abortReason)
    {
        if (!done.Task.IsCompleted)
            ended.Cancel();
    }

    /// <summary>The service is done. Returns at once; what it sent is still delivered.</summary>
    public override async ValueTask DisposeAsync()
    {
        await Transport.Output.CompleteAsync();
        await Transport.Input.CompleteAsync();
        done.TrySetResult();
    }

    /// <summary>Tells the service that there is no connection any more.</summary>
    public Task End() => closed.CancelAsync();

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}

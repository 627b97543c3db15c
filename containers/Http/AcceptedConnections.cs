using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Kata.Containers.Http;

/// <summary>What Kestrel takes for a listening socket: it «accepts» the connections that are put in here.</summary>
public sealed class AcceptedConnections : IConnectionListenerFactory, IConnectionListener
{
    /// <summary>Never listened on: Kestrel wants to be told some address.</summary>
    public static readonly IPEndPoint EndPoint = new(IPAddress.Loopback, 1);

    private readonly Channel<ConnectionContext> waiting = Channel.CreateUnbounded<ConnectionContext>();

    EndPoint IConnectionListener.EndPoint => EndPoint;

    public void Add(ConnectionContext connection) => waiting.Writer.TryWrite(connection);

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new(this);

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        await waiting.Reader.WaitToReadAsync(cancellationToken) && waiting.Reader.TryRead(out var connection)
            ? connection
            : null;

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        waiting.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => UnbindAsync();
}

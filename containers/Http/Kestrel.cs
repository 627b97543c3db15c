using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Kata.Containers.Http;

/// <summary>The HTTP server: Kestrel, without the host around it (it starts several times faster), fed with
/// connections that our own endpoints accepted. One serves all endpoints.</summary>
public static class Kestrel
{
    private static readonly Lazy<Task<AcceptedConnections>> Running = new(Start);

    /// <summary>Where to put connections. Starts the server on first use.</summary>
    public static Task<AcceptedConnections> Connections => Running.Value;

    private static async Task<AcceptedConnections> Start()
    {
        var options = new KestrelServerOptions { AddServerHeader = false };

        // The server never ends a connection of its own accord: slow programs are debugged, slow answers are faults.
        // A day, since Timeout.InfiniteTimeSpan becomes TimeSpan.MaxValue, overflows, and ends every idle connection
        // at the next tick of Kestrel's clock (seen with 10.0.12).
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;
        options.Limits.KeepAliveTimeout = TimeSpan.FromDays(1);
        options.Limits.RequestHeadersTimeout = TimeSpan.FromDays(1);

        var connections = new AcceptedConnections();
        options.Listen(AcceptedConnections.EndPoint, listen => listen.Protocols = HttpProtocols.Http1);
        var server = new KestrelServer(Options.Create(options), connections, NullLoggerFactory.Instance);
        await server.StartAsync(new SiteApplication(), CancellationToken.None);
        return connections;
    }
}

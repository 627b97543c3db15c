using Kata.Containers.Transport;
using Kata.Protocol;
using Microsoft.AspNetCore.Connections;

namespace Kata.Containers.Http;

/// <summary>HTTP/1.0 and 1.1 (RFC 9110, RFC 9112): hands each connection to Kestrel, with the site it is to see.</summary>
public sealed class HttpService(Site site) : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        connection.Features.Set(site.Visit());
        (await Kestrel.Connections).Add(connection);
        await ((ServedConnection)connection).Done;
    }
}

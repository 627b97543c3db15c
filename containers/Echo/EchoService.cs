using System.Buffers;
using Kata.Containers.Transport;
using Kata.Protocol;
using Microsoft.AspNetCore.Connections;

namespace Kata.Containers.Echo;

/// <summary>The echo protocol (RFC 862): sends back what it receives, until the program finishes.</summary>
public sealed class EchoService : ConnectionHandler, IDatagramService
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var (input, output) = (connection.Transport.Input, connection.Transport.Output);
        while (true)
        {
            var result = await input.ReadAsync();
            foreach (var part in result.Buffer)
                output.Write(part.Span);
            input.AdvanceTo(result.Buffer.End);
            var flushed = await output.FlushAsync();
            if (result.IsCompleted || flushed.IsCompleted)
                return;
        }
    }

    public ReadOnlyMemory<byte> Answer(ReadOnlyMemory<byte> datagram) => datagram;
}

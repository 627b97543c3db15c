using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Kata.Analyzers.Tests.Fixes;

/// <summary>The other end of a fixed program's connection, on loopback.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Socket server;

    private Peer(Socket server, Socket client)
    {
        this.server = server;
        Client = client;
    }

    /// <summary>The program's end.</summary>
    public Socket Client { get; }

    public static async Task<Peer> Connect()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(listener.LocalEndPoint!);
        return new Peer(await listener.AcceptAsync(), client) { server = { NoDelay = true } };
    }

    /// <summary>Sends byte by byte, the next when the one before has been read, and says that it has finished.</summary>
    public async Task SendInPieces(byte[] data)
    {
        foreach (var one in data)
        {
            await server.SendAsync(new[] { one });
            await UntilRead();
        }

        server.Shutdown(SocketShutdown.Send);
    }

    public async Task SendAtOnce(byte[] data, bool finish = true)
    {
        await server.SendAsync(data);
        if (finish)
            server.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Reads up to a text, or to the end where there is none.</summary>
    public async Task<byte[]> ReadTo(string? end)
    {
        var all = new MemoryStream();
        var piece = new byte[1000];
        while (end is null || !Encoding.Latin1.GetString(all.ToArray()).EndsWith(end, StringComparison.Ordinal))
        {
            var count = await server.ReceiveAsync(piece);
            if (count == 0)
                break;
            all.Write(piece, 0, count);
        }

        return all.ToArray();
    }

    public void Dispose()
    {
        server.Dispose();
        Client.Dispose();
    }

    /// <summary>Nothing tells a sender that its peer has read, so the peer's end is asked. A byte that is still on its way is taken for one
    /// that was read:
    /// then two arrive together, which a right program must bear as well.</summary>
    private async Task UntilRead()
    {
        try
        {
            for (var turn = 0; turn < 2000 && Client.Available > 0; turn++)
                await Task.Delay(1);
        }
        catch (ObjectDisposedException)
        {
            // The program has what it wanted.
        }
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Kata.Containers.Tests;

/// <summary>A program's end of a TCP connection, on a plain socket.</summary>
public sealed class Client(Socket socket) : IDisposable
{
    public Socket Socket => socket;

    public static async Task<Client> Connect(IPEndPoint address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address).WaitAsync(Waiting.Deadline);
        return new(socket);
    }

    public static Task<Client> Connect(TestEndpoint endpoint) => Connect(endpoint.Address);

    public async Task<Client> Send(string text)
    {
        await Send(Encoding.ASCII.GetBytes(text));
        return this;
    }

    public async Task Send(byte[] bytes)
    {
        for (var sent = 0; sent < bytes.Length;)
            sent += await socket.SendAsync(bytes.AsMemory(sent)).AsTask().WaitAsync(Waiting.Deadline);
    }

    public Client Finish()
    {
        socket.Shutdown(SocketShutdown.Send);
        return this;
    }

    /// <summary>Exactly so many bytes, or fewer if the stream ends before.</summary>
    public async Task<byte[]> Read(int count)
    {
        var bytes = new byte[count];
        var have = 0;
        while (have < count)
        {
            var read = await socket.ReceiveAsync(bytes.AsMemory(have)).AsTask().WaitAsync(Waiting.Deadline);
            if (read == 0)
                break;
            have += read;
        }
        return bytes[..have];
    }

    /// <summary>All bytes until the end, and whether that was a reset.</summary>
    public async Task<(byte[] Bytes, bool Reset)> ReadToEnd()
    {
        var all = new MemoryStream();
        var buffer = new byte[64 * 1024];
        try
        {
            while (await socket.ReceiveAsync(buffer).WaitAsync(Waiting.Deadline) is > 0 and var read)
                all.Write(buffer, 0, read);
            return (all.ToArray(), false);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return (all.ToArray(), true);
        }
    }

    public async Task<string> ReadTextToEnd() => Encoding.ASCII.GetString((await ReadToEnd()).Bytes);

    /// <summary>RST instead of FIN.</summary>
    public void Reset()
    {
        socket.LingerState = new(true, 0);
        socket.Dispose();
    }

    public void Dispose() => socket.Dispose();
}

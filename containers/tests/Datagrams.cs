using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Kata.Containers.Tests;

/// <summary>A program's UDP socket.</summary>
public sealed class Datagrams : IDisposable
{
    private readonly Socket socket;
    private readonly IPEndPoint to;

    private Datagrams(IPEndPoint to)
    {
        this.to = to;
        socket = new(to.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(to.Address, 0));
    }

    /// <summary>Where the last datagram came from.</summary>
    public IPEndPoint? From { get; private set; }

    public static Datagrams To(TestEndpoint endpoint) => new(endpoint.Address);

    public void Send(params string[] texts)
    {
        foreach (var text in texts)
            socket.SendTo(Encoding.ASCII.GetBytes(text), to);
    }

    public async Task<byte[]> ReceiveBytes()
    {
        var buffer = new byte[65536];
        var received = await socket.ReceiveFromAsync(buffer, to).WaitAsync(Waiting.Deadline);
        From = (IPEndPoint)received.RemoteEndPoint;
        return buffer[..received.ReceivedBytes];
    }

    public async Task<string> Receive() => Encoding.ASCII.GetString(await ReceiveBytes());

    public async Task<string[]> Receive(int count)
    {
        var texts = new string[count];
        for (var i = 0; i < count; i++)
            texts[i] = await Receive();
        return texts;
    }

    public void Dispose() => socket.Dispose();
}

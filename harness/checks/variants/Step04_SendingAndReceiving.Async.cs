// Asynchronous all the way, and bytes passed on as they are: nothing is decoded, so nothing can be cut.

using System.Net.Sockets;
using System.Text;

static class Step04_SendingAndReceiving
{
    static async Task<int> Main(string[] args)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(args[0], int.Parse(args[1]));
        await SendAll(socket, Encoding.ASCII.GetBytes($"GET {args[2]} HTTP/1.0\r\nHost: {args[0]}\r\n\r\n"));

        await using var output = Console.OpenStandardOutput();
        Memory<byte> buffer = new byte[4096];
        while (await socket.ReceiveAsync(buffer) is > 0 and var count)
            await output.WriteAsync(buffer[..count]);

        return 0;
    }

    static async Task SendAll(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await socket.SendAsync(bytes)..];
    }
}

// Asynchronous, one flow with a failure of its own kind for each part, and the lookup done apart from connecting.

using System.Net;
using System.Net.Sockets;
using System.Text;

static class Step05_SocketExceptions
{
    sealed class Failure(string what, string detail) : Exception($"{what}: {detail}");

    static async Task<int> Main(string[] args)
    {
        try
        {
            using var socket = await Try("Strange error creating socket",
                () => Task.FromResult(new Socket(SocketType.Stream, ProtocolType.Tcp)));
            int port = Port(args[1]);
            var addresses = await Try("Address-related error connecting to server",
                () => Dns.GetHostAddressesAsync(args[0]));
            await Try("Connection error", async () =>
            {
                await socket.ConnectAsync(addresses, port);
                return true;
            });
            await Try("Error sending data", () => SendAll(socket, Encoding.UTF8.GetBytes($"GET {args[2]} HTTP/1.0\r\n\r\n")));

            await using var output = Console.OpenStandardOutput();
            var buffer = new byte[8192];
            int count;
            while ((count = await Try("Error receiving data", () => socket.ReceiveAsync(buffer))) > 0)
                await output.WriteAsync(buffer.AsMemory(0, count));
            return 0;
        }
        catch (Failure failure)
        {
            Console.Error.WriteLine(failure.Message);
            return 1;
        }
    }

    static int Port(string text)
    {
        if (ushort.TryParse(text, out ushort number) && number > 0)
            return number;
        return ServicePorts.Find(text, "tcp") ?? throw new Failure("Couldn't find your port", $"'{text}'");
    }

    static async Task<int> SendAll(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        int sent = 0;
        while (sent < bytes.Length)
            sent += await socket.SendAsync(bytes[sent..]);
        return sent;
    }

    static async Task<T> Try<T>(string what, Func<Task<T>> part)
    {
        try
        {
            return await part();
        }
        catch (SocketException error)
        {
            throw new Failure(what, error.Message);
        }
    }
}

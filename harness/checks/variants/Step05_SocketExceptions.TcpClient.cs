// TcpClient and NetworkStream: what the socket reports arrives wrapped in an IOException.

using System.Net.Sockets;
using System.Text;

static class Step05_SocketExceptions
{
    static int Main(string[] args)
    {
        TcpClient client;
        try
        {
            client = new TcpClient();
        }
        catch (SocketException error)
        {
            return Fail($"Strange error creating socket: {error.Message}");
        }

        using var closing = client;

        if (!int.TryParse(args[1], out int port))
            port = ServicePorts.Find(args[1], "tcp") ?? 0;
        if (port is <= 0 or > 65535)
            return Fail($"Couldn't find your port: {args[1]}");

        try
        {
            client.Connect(args[0], port);
        }
        catch (SocketException error)
        {
            bool lookup = error.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData
                or SocketError.TryAgain or SocketError.NoRecovery;
            return Fail($"{(lookup ? "Address-related error connecting to server" : "Connection error")}: {error.Message}");
        }

        NetworkStream stream = client.GetStream();
        try
        {
            stream.Write(Encoding.UTF8.GetBytes($"GET {args[2]} HTTP/1.0\r\n\r\n"));
        }
        catch (IOException error)
        {
            return Fail($"Error sending data: {error.InnerException?.Message ?? error.Message}");
        }

        using Stream output = Console.OpenStandardOutput();
        Span<byte> buffer = stackalloc byte[1500];
        try
        {
            int count;
            while ((count = stream.Read(buffer)) > 0)
                output.Write(buffer[..count]);
        }
        catch (IOException error)
        {
            return Fail($"Error receiving data: {error.InnerException?.Message ?? error.Message}");
        }

        return 0;
    }

    static int Fail(string message)
    {
        Console.Error.WriteLine(message);
        return 1;
    }
}

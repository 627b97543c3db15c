// TcpClient and its stream, a reader that decodes, and the end of sending announced with a half-close.

using System.Net.Sockets;
using System.Text;

static class Step04_SendingAndReceiving
{
    public static int Main(string[] args)
    {
        try
        {
            using var client = new TcpClient(args[0], int.Parse(args[1]));
            using NetworkStream stream = client.GetStream();
            stream.Write(Encoding.UTF8.GetBytes($"GET {args[2]} HTTP/1.0\r\n\r\n"));
            client.Client.Shutdown(SocketShutdown.Send);

            using var reader = new StreamReader(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            Console.Write(reader.ReadToEnd());
            return 0;
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }
    }
}

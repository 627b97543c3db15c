// An unconnected socket, spans, and ReceiveTimeout for what is left of each wait.

using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

static class Step23_Retransmission
{
    static int Main(string[] args)
    {
        try
        {
            return AskEach(args);
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine($"Connection error: {error.SocketErrorCode}");
            return 1;
        }
    }

    static int AskEach(string[] args)
    {
        var server = new IPEndPoint(Dns.GetHostAddresses(args[0])[0], int.Parse(args[1]));
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        var number = 0u;

        foreach (var word in args[2].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            number++;
            Span<byte> question = new byte[4 + Encoding.UTF8.GetByteCount(word)];
            BinaryPrimitives.WriteUInt32BigEndian(question, number);
            Encoding.UTF8.GetBytes(word, question[4..]);

            string? answer = null;
            for (var wait = 100; wait <= 800 && answer is null; wait *= 2)
            {
                socket.SendTo(question, server);
                answer = Answer(socket, server, number, Environment.TickCount64 + wait);
            }

            if (answer is null)
            {
                Console.Error.WriteLine($"No answer to word {number} after 4 tries");
                return 1;
            }

            Console.WriteLine($"{number}: {answer}");
        }

        return 0;
    }

    static string? Answer(Socket socket, IPEndPoint server, uint number, long until)
    {
        Span<byte> buffer = new byte[65_535];
        while (Environment.TickCount64 is var now && now < until)
        {
            socket.ReceiveTimeout = (int)(until - now);
            EndPoint sender = new IPEndPoint(server.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
            int count;
            try
            {
                count = socket.ReceiveFrom(buffer, ref sender);
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.TimedOut)
            {
                return null;
            }

            if (sender.Equals(server) && count >= 4 && BinaryPrimitives.ReadUInt32BigEndian(buffer) == number)
                return Encoding.UTF8.GetString(buffer[4..count]);
        }

        return null;
    }
}

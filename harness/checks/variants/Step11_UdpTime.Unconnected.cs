// An unconnected socket with SendTo and ReceiveFrom, spans, Poll as the time-out.

using System.Globalization;
using System.Net;
using System.Net.Sockets;

static class Step11_UdpTime
{
    static int Main(string[] args)
    {
        if ((args.Length > 1 ? ushort.Parse(args[1]) : ServicePorts.Find("time", "udp")) is not { } port)
        {
            Console.Error.WriteLine("Couldn't find your port: no service is called time");
            return 1;
        }

        IPEndPoint server;
        try
        {
            server = new(Dns.GetHostAddresses(args[0])[0], port);
        }
        catch (SocketException unknown)
        {
            Console.Error.WriteLine($"Connection error: {unknown.Message}");
            return 1;
        }

        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        Span<byte> answer = stackalloc byte[16];

        for (var left = 4; left > 0; left--)
        {
            EndPoint sender = new IPEndPoint(server.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
            int count;
            try
            {
                socket.SendTo(ReadOnlySpan<byte>.Empty, server);
                if (!socket.Poll(TimeSpan.FromMilliseconds(200), SelectMode.SelectRead))
                    continue;
                count = socket.ReceiveFrom(answer, ref sender);
            }
            catch (SocketException unreachable)
            {
                Console.Error.WriteLine($"Connection error: {unreachable.Message}");
                return 1;
            }

            if (!sender.Equals(server))
                continue;
            if (count != 4)
            {
                Console.Error.WriteLine($"The answer has {count} bytes instead of 4");
                return 1;
            }

            var seconds = (uint)IPAddress.NetworkToHostOrder(BitConverter.ToInt32(answer));
            var wrap = new DateTime(2036, 2, 7, 6, 28, 16);
            var time = wrap.AddSeconds((int)seconds);
            Console.WriteLine(time.ToString("ddd MMM ", CultureInfo.InvariantCulture)
                + (time.Day < 10 ? " " : "") + time.ToString("%d HH:mm:ss yyyy", CultureInfo.InvariantCulture));
            return 0;
        }

        Console.Error.WriteLine("No answer after 4 tries");
        return 1;
    }
}

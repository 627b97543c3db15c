using System.Net;
using System.Net.Sockets;

namespace Kata.Tests.Commands;

/// <summary>Ports of 127.0.0.1 for a server that has to be told which it takes.</summary>
/// <remarks>Below those that the system gives to whoever leaves the choice to it (ip(7), ip_local_port_range): between this look
/// and the server's there are seconds on a busy machine, in which other tests are given hundreds of those.</remarks>
internal static class FreePorts
{
    private const int First = 20_000;
    private const int Last = 29_999;

    /// <summary>Ports of five digits that nobody has over TCP or UDP, each another one.</summary>
    public static int[] Take(int count)
    {
        var ports = new HashSet<int>();
        while (ports.Count < count)
        {
            if (Random.Shared.Next(First, Last + 1) is var port && IsFree(port))
                ports.Add(port);
        }

        return [.. ports];
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            tcp.Bind(new IPEndPoint(IPAddress.Loopback, port));
            udp.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

using System.Net;
using System.Net.Sockets;

namespace Kata.Containers.Tests;

/// <summary>Ports that nobody has, for tests in which nobody else may have one a moment later: below those that a system hands
/// out by itself (RFC 6335 §6; ip_local_port_range in ip(7)), and each given to one test alone.</summary>
internal static class FreePorts
{
    // The tests of containers/ and those of harness/, which have this file, too, may run at a time.
    private static readonly int First = typeof(FreePorts).Assembly.GetName().Name == "Servers.Tests" ? 10_000 : 15_000;
    private static readonly int Last = First + 4_999;
    private static readonly Lock Taking = new();

    // Another run on this machine begins elsewhere.
    private static int next = Random.Shared.Next(First, Last);

    public static int Take() => Take(1)[0];

    /// <summary>So many in a row.</summary>
    public static int[] Take(int count)
    {
        lock (Taking)
        {
            while (true)
            {
                if (next + count - 1 > Last)
                    next = First;
                int[] ports = [.. Enumerable.Range(next, count)];
                next += count;
                if (ports.All(IsFree))
                    return ports;
            }
        }
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

using System.Net;
using System.Net.Sockets;
using Kata.Containers.Transport;

namespace Kata.Containers.Tests;

/// <summary>Ports that nobody has, for tests in which nobody else may have one a moment later: below those that a system hands
/// out by itself (RFC 6335 §6; ip_local_port_range in ip(7)), and each given to one test alone.</summary>
internal static class FreePorts
{
    private const int First = 10_000;
    private const int Last = 19_999;
    private static readonly Lock taking = new();

    // Another run on this machine begins elsewhere.
    private static int next = Random.Shared.Next(First, Last);

    /// <returns>The first of so many in a row.</returns>
    public static int Take(int count = 1)
    {
        lock (taking)
        {
            while (true)
            {
                if (next + count - 1 > Last)
                    next = First;
                var from = next;
                next += count;
                if (Enumerable.Range(from, count).All(IsFree))
                    return from;
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            foreach (var protocol in new[] { ProtocolType.Tcp, ProtocolType.Udp })
                Addresses.Bind(protocol, new IPEndPoint(IPAddress.Loopback, port)).Dispose();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

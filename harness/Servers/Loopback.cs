using System.Net;
using System.Net.Sockets;

namespace Kata.Servers;

/// <summary>What the loopback interface of this machine can do.</summary>
public static class Loopback
{
    private static readonly Lazy<bool> hasIPv6 = new(CanBindIPv6);

    /// <summary>Whether <c>::1</c> can be bound. Containers and virtual machines often lack it.</summary>
    public static bool HasIPv6 => hasIPv6.Value;

    private static bool CanBindIPv6()
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

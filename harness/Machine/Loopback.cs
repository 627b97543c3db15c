using System.Net;
using System.Net.Sockets;

namespace Kata.Machine;

/// <summary>What the loopback interface of this machine can do.</summary>
public static class Loopback
{
    private static readonly Lazy<bool> hasIPv6 = new(() => CanBind(IPAddress.IPv6Loopback));
    private static readonly Lazy<bool> hasMany = new(() => CanBind(IPAddress.Parse("127.0.0.2")));

    /// <summary>Whether <c>::1</c> can be bound. Containers and virtual machines often lack it.</summary>
    public static bool HasIPv6 => hasIPv6.Value;

    /// <summary>Whether all of <c>127.0.0.0/8</c> is this machine's, as on Linux and Windows. On macOS only
    /// <c>127.0.0.1</c> is.</summary>
    public static bool HasMany => hasMany.Value;

    private static bool CanBind(IPAddress address)
    {
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

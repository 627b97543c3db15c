using System.Net;
using System.Net.Sockets;
using Kata.Checking;
using Kata.Machine;
using Kata.Protocol;

/// <summary>The last port there is: a server at it is a server like any other.</summary>
internal static class LastPort
{
    private const int Number = 65_535;

    /// <summary>The same endpoint at that port, where the machine has addresses that hardly anybody uses, and no other program has that
    /// port at all of them; elsewhere as it is.</summary>
    public static EndpointOptions Of(EndpointOptions options)
    {
        if (!Loopback.HasMany)
            return options;

        var address = RandomText.LoopbackAddress();
        return IsFree(address, options.Transport) ? options with { Address = address, Port = Number } : options;
    }

    private static bool IsFree(string address, Transport transport)
    {
        using var socket = transport == Transport.Udp
            ? new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp)
            : new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), Number));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

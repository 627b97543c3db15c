using System.Net;
using System.Net.Sockets;

namespace Kata.Programs;

/// <summary>Ports on 127.0.0.1 that nobody answers at, for as long as this process lives: taken, so that nobody else
/// can listen there, and never listened on.</summary>
public static class Ports
{
    private static readonly Socket tcp = Take(SocketType.Stream, ProtocolType.Tcp);
    private static readonly Socket udp = Take(SocketType.Dgram, ProtocolType.Udp);

    /// <summary>A TCP port that refuses connections (RFC 9293 §3.10.7.1: a reset answers the SYN).</summary>
    public static int Closed => ((IPEndPoint)tcp.LocalEndPoint!).Port;

    /// <summary>A UDP port that answers each datagram with «port unreachable» (RFC 792). The socket that holds it is
    /// connected to itself, so that datagrams from others find nobody there.</summary>
    public static int ClosedUdp => ((IPEndPoint)udp.LocalEndPoint!).Port;

    /// <summary>Takes the same ports in the network of this thread, which is another one.</summary>
    internal static IReadOnlyList<Socket> TakeClosed() =>
        [Take(SocketType.Stream, ProtocolType.Tcp, Closed), Take(SocketType.Dgram, ProtocolType.Udp, ClosedUdp)];

    private static Socket Take(SocketType type, ProtocolType protocol, int port = 0)
    {
        var socket = new Socket(AddressFamily.InterNetwork, type, protocol);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        if (type == SocketType.Dgram)
            socket.Connect(socket.LocalEndPoint!);
        return socket;
    }
}

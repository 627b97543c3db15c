using System.Net;
using System.Net.Sockets;

namespace Kata.Programs;

/// <summary>Ports on 127.0.0.1 without a listener, for as long as this process lives: it holds them, so that no other process can listen
/// there, and never listens itself.</summary>
public static class Ports
{
    private static readonly Socket ClosedTcpPort = Take(SocketType.Stream, ProtocolType.Tcp);
    private static readonly Socket? ClosedUdpPort = OperatingSystem.IsWindows() ? null : Take(SocketType.Dgram, ProtocolType.Udp);
    private static readonly Lazy<int> NotHeld = new(Free);

    /// <summary>A TCP port that refuses connections (RFC 9293 §3.10.7.1: a reset answers the SYN).</summary>
    public static int Closed => ((IPEndPoint)ClosedTcpPort.LocalEndPoint!).Port;

    /// <summary>A UDP port that answers each datagram with «port unreachable» (RFC 792). The socket that holds it is
    /// connected to itself, so that it does not receive datagrams from others. Windows answers this way only if no socket has the port,
    /// so on Windows no socket holds it.</summary>
    public static int ClosedUdp => ((IPEndPoint?)ClosedUdpPort?.LocalEndPoint)?.Port ?? NotHeld.Value;

    /// <summary>A free UDP port, outside the range from which systems assign ports by themselves (RFC 6335 §6).</summary>
    internal static int Free()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Another socket has it.
            }
        }
    }

    /// <summary>Takes the same ports in the network of this thread, which is not the process's network.</summary>
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

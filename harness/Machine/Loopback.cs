using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Kata.Machine;

/// <summary>What the loopback interface of this machine can do.</summary>
public static class Loopback
{
    /// <summary>How many milliseconds to wait for a report. It comes at once, but a busy machine may be late.</summary>
    private const int Patience = 3000;

    private const int MoreThanAnyBuffer = 16 * 1024 * 1024;

    private static readonly Lazy<bool> IPv6 = new(() => CanBind(IPAddress.IPv6Loopback));
    private static readonly Lazy<TimeSpan> Refusal = new(TimeRefusal);
    private static readonly Lazy<bool> Refused = new(() => RefusesADatagram() || RefusesADatagram());
    private static readonly Lazy<bool> AnyAmount = new(SendsAtOnce);
    private static readonly Lazy<bool> Many = new(() => CanBind(IPAddress.Parse("127.0.0.2")));

    /// <summary>Whether <c>::1</c> can be bound. Containers and virtual machines often lack it.</summary>
    public static bool HasIPv6 => IPv6.Value;

    /// <summary>Whether all of <c>127.0.0.0/8</c> is this machine's, as on Linux and Windows. On macOS only
    /// <c>127.0.0.1</c> is.</summary>
    public static bool HasMany => Many.Value;

    /// <summary>How long this system takes to report a refused connection. Windows asks three times, and takes two seconds
    /// (TcpMaxConnectRetransmissions, learn.microsoft.com); others report the first refusal.</summary>
    public static TimeSpan RefusalTime => Refusal.Value;

    /// <summary>Whether a non-blocking send takes any amount at once, as on Windows while nothing else is waiting to be sent
    /// (SO_SNDBUF, learn.microsoft.com). Elsewhere it takes what fits into its buffer.</summary>
    public static bool TakesAnyAmount => AnyAmount.Value;

    /// <summary>Whether a program learns that a datagram came to a port without a listener, as it does on Linux, macOS and Windows
    /// (udp(7); WSAECONNRESET at recv, learn.microsoft.com). A firewall may keep the report back, and Wine loses it.</summary>
    public static bool RefusesDatagrams => Refused.Value;

    private static TimeSpan TimeRefusal()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var clock = Stopwatch.StartNew();
        try
        {
            socket.Connect(taken.LocalEndPoint!);
        }
        catch (SocketException)
        {
            // As it should be.
        }

        return clock.Elapsed;
    }

    private static bool RefusesADatagram()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var nobody = taken.LocalEndPoint!;
        taken.Close();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = Patience };
        socket.Connect(nobody);
        try
        {
            socket.Send([1]);
            // If this Receive returns, somebody has answered: the datagram was not refused.
            return socket.Receive(new byte[1]) < 0;
        }
        catch (SocketException refused)
        {
            return refused.SocketErrorCode is SocketError.ConnectionRefused or SocketError.ConnectionReset;
        }
    }

    private static bool SendsAtOnce()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(listener.LocalEndPoint!);
        socket.Blocking = false;
        var much = new byte[MoreThanAnyBuffer];
        return socket.Send(much, 0, much.Length, SocketFlags.None, out _) == much.Length;
    }

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

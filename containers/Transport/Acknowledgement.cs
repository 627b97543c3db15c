using System.Buffers.Binary;
using System.Net.Sockets;
using Kata.Protocol;

namespace Kata.Containers.Transport;

/// <summary>Asks Linux about a TCP socket: struct tcp_info of linux/tcp.h, read with TCP_INFO (tcp(7)). On other systems it asks nothing,
/// and every answer is «done».</summary>
public static class Acknowledgement
{
    private const int LevelTcp = 6;
    private const int LevelSocket = 1;
    private const int SocketMemory = 55;
    private const int SocketDropsOffset = 32;
    private const int TcpInfo = 11;
    private const int UnackedOffset = 24;
    private const int SackedOffset = 28;
    private const int NotSentBytesOffset = 144;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Waits, at most a second, until the other side has acknowledged all that was sent.</summary>
    public static async ValueTask Of(Socket socket, CancellationToken ended)
    {
        var deadline = DateTime.UtcNow + Patience;
        while (HasUnacknowledged(socket) && DateTime.UtcNow < deadline && !ended.IsCancellationRequested)
            await Task.Delay(1, CancellationToken.None);
    }

    /// <summary>The listening socket takes no further connection. In the state LISTEN, tcpi_unacked is the number of connections that wait
    /// to be accepted, and tcpi_sacked is the backlog. The queue is full when it is longer than the backlog.</summary>
    public static bool BacklogIsFull(Socket listener)
    {
        Span<byte> info = stackalloc byte[NotSentBytesOffset + 4];
        return Read(listener, info) && Field(info, UnackedOffset) > Field(info, SackedOffset);
    }

    /// <summary>How many attempts to connect the listening socket has left unanswered because its queue was full: the last field of
    /// SO_MEMINFO (linux/sock_diag.h, SK_MEMINFO_DROPS). Null if the system does not report it.</summary>
    public static uint? Unanswered(Socket listener)
    {
        Span<byte> info = stackalloc byte[SocketDropsOffset + 4];
        if (!OperatingSystem.IsLinux())
            return null;
        try
        {
            return listener.GetRawSocketOption(LevelSocket, SocketMemory, info) == info.Length ? Field(info, SocketDropsOffset) : null;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private static bool HasUnacknowledged(Socket socket)
    {
        Span<byte> info = stackalloc byte[NotSentBytesOffset + 4];
        return Read(socket, info) && (Field(info, UnackedOffset) > 0 || Field(info, NotSentBytesOffset) > 0);
    }

    private static bool Read(Socket socket, Span<byte> info)
    {
        if (!OperatingSystem.IsLinux())
            return false;
        try
        {
            return socket.GetRawSocketOption(LevelTcp, TcpInfo, info) == info.Length;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false; // The socket was closed meanwhile: there is nothing to wait for.
        }
    }

    private static uint Field(ReadOnlySpan<byte> info, int offset) =>
        BitConverter.IsLittleEndian
            ? BinaryPrimitives.ReadUInt32LittleEndian(info[offset..])
            : BinaryPrimitives.ReadUInt32BigEndian(info[offset..]);
}

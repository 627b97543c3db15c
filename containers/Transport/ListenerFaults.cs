using System.Net;
using System.Net.Sockets;
using Kata.Protocol;

namespace Kata.Containers.Transport;

/// <summary>What is done to a listening socket before any program connects.</summary>
public static class ListenerFaults
{
    private const int LevelTcp = 6;
    private const int LevelSocket = 0xFFFF; // SOL_SOCKET of Windows
    private const int ConditionalAccept = 0x3002; // SO_CONDITIONAL_ACCEPT
    private const int MaxSegment = 2;

    // This is less than the smallest buffer that Linux gives, 2,304 bytes (SOCK_MIN_RCVBUF). With it a program can send some 50 KB that the
    // service does not read; with 4 KB it would be 150 KB (measured after 4,096 bytes had been read).
    private const int SmallestBuffer = 1024;

    /// <summary>Limits the window of accepted connections to a few thousand bytes. SO_RCVBUF is inherited from the listener (tcp(7)). The
    /// segment size must be small as well, since a system sizes its send buffer by it, and on loopback it is 64 KB.</summary>
    public static void KeepWindowSmall(Socket listener)
    {
        listener.ReceiveBufferSize = SmallestBuffer;
        if (!OperatingSystem.IsLinux())
            return;
        Span<byte> size = stackalloc byte[4];
        BitConverter.TryWriteBytes(size, 536);
        listener.SetRawSocketOption(LevelTcp, MaxSegment, size);
    }

    /// <summary>Listens with the smallest backlog and fills it, so that further connections are not answered
    /// (listen(2); a full accept queue makes Linux drop the SYN, see tcp_abort_on_overflow in tcp(7)).</summary>
    /// <returns>The connections that fill it, to be kept open.</returns>
    public static async Task<IReadOnlyList<Socket>> FillBacklog(Socket listener, Network network)
    {
        HoldBack(listener);
        // 0 is the smallest backlog on Linux. macOS takes 0 for "as many as there may be" (solisten, xnu).
        listener.Listen(OperatingSystem.IsLinux() ? 0 : 1);
        var target = Reachable((IPEndPoint)listener.LocalEndPoint!);
        var fillers = new List<Socket>();
        while (!Acknowledgement.BacklogIsFull(listener) && fillers.Count < 16)
        {
            var filler = network.Make(() => new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
            fillers.Add(filler);
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
            try
            {
                await filler.ConnectAsync(target, patience.Token);
            }
            catch (OperationCanceledException)
            {
                break; // The attempt hangs: the backlog is full, on a system that cannot be asked.
            }
            catch (SocketException)
            {
                break; // The attempt is refused: the backlog is full, on a system that says so.
            }
        }
        return fillers;
    }

    /// <summary>Windows answers a connection with a reset when its backlog is full. It gives no answer at all to a connection for which the
    /// application has not decided (SO_CONDITIONAL_ACCEPT, learn.microsoft.com: SOL_SOCKET Socket Options).</summary>
    private static void HoldBack(Socket listener)
    {
        if (!OperatingSystem.IsWindows())
            return;

        try
        {
            listener.SetRawSocketOption(LevelSocket, ConditionalAccept, BitConverter.GetBytes(1));
        }
        catch (SocketException)
        {
            // Some systems, such as Wine, do not know the option. There a full backlog has to do.
        }
    }

    /// <summary>An address that reaches this listener from here.</summary>
    private static IPEndPoint Reachable(IPEndPoint listening) =>
        listening.Address.Equals(IPAddress.Any) ? new(IPAddress.Loopback, listening.Port)
        : listening.Address.Equals(IPAddress.IPv6Any) ? new(IPAddress.IPv6Loopback, listening.Port)
        : listening;
}

using System.Net.Sockets;
using System.Runtime.InteropServices;
using Kata.Protocol;

namespace Kata.Containers.Transport;

/// <summary>When the system received a datagram: SIOCGSTAMPNS (socket(7)). On a busy machine that is long before the server takes it. Only
/// Linux is asked.</summary>
public static partial class Arrival
{
    private const nuint GetStamp = 0x8907; // asm-generic/sockios.h, SIOCGSTAMPNS_OLD

    // A server never waits this long for a processor. A longer time means that the clock was set meanwhile, and is ignored.
    private static readonly TimeSpan LongestAgo = TimeSpan.FromSeconds(10);

    /// <summary>How long ago the last datagram of this socket arrived; zero if that is not known. The first call makes the system record
    /// the time for later datagrams.</summary>
    public static TimeSpan Ago(Socket socket)
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess || Control((int)socket.Handle, GetStamp, out var stamp) != 0)
            return TimeSpan.Zero;

        var ago = DateTime.UtcNow - DateTime.UnixEpoch.AddSeconds(stamp.Seconds).AddTicks(stamp.Nanoseconds / TimeSpan.NanosecondsPerTick);
        return ago > TimeSpan.Zero && ago < LongestAgo ? ago : TimeSpan.Zero;
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Stamp
    {
        public readonly long Seconds;
        public readonly long Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(int socket, nuint request, out Stamp stamp);
}

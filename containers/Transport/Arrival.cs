using System.Net.Sockets;
using System.Runtime.InteropServices;
using Kata.Protocol;

namespace Kata.Containers.Transport;

/// <summary>When the system received a datagram, which on a busy machine is long before the server takes it: SIOCGSTAMPNS
/// (socket(7)). Other systems than Linux are not asked.</summary>
public static partial class Arrival
{
    private const nuint GetStamp = 0x8907; // asm-generic/sockios.h, SIOCGSTAMPNS_OLD

    // Longer than a server waits for a processor: the clock was set meanwhile, and tells nothing.
    private static readonly TimeSpan LongestAgo = TimeSpan.FromSeconds(10);

    /// <summary>How long ago the datagram arrived that this socket received last; zero if that is not known. The first call has
    /// the system note it for the datagrams to come.</summary>
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

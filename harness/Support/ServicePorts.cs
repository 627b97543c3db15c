using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Kata.Support;

/// <summary>Finds the port number of a service by its name: <c>http</c> is 80.</summary>
/// <remarks>Asks the system's own database, as getservbyname(3) does: <c>/etc/services</c> and what else is
/// configured there, on Windows <c>ws2_32</c>. Where that has no answer, an extract of the IANA registry
/// (RFC 6335) that comes with the kata is asked.</remarks>
public static partial class ServicePorts
{
    /// <summary>Names besides the system's, as in <c>kata=4711/tcp,kata=4712/udp</c>; a name with the port 0 is unknown. Checks set
    /// it.</summary>
    public const string ExtraVariable = "KATA_SERVICES";

    /// <summary>The port number of a service.</summary>
    /// <param name="name">The service's name, for example <c>http</c> or <c>domain</c>.</param>
    /// <param name="protocol"><c>tcp</c> or <c>udp</c>: a name may have a port for one and not the other.</param>
    /// <returns>The port number, 1 to 65535, or null if no such service is known for this protocol.</returns>
    /// <exception cref="ArgumentException">There is no such protocol.</exception>
    public static int? Find(string name, string protocol) => protocol is not ("tcp" or "udp")
        ? throw new ArgumentException($"A protocol is tcp or udp, and not «{protocol}».")
        : (FromList(Prepared.Value(ExtraVariable)?.Split(','), name, protocol)
            ?? FromSystem(name, protocol)
            ?? FromList(Extract, name, protocol)) is > 0 and var port ? port : null;

    private static int? FromList(IEnumerable<string>? entries, string name, string protocol)
    {
        foreach (var entry in entries ?? [])
        {
            if (entry.Split('=', '/') is [var entryName, var port, var entryProtocol]
                && entryName == name && entryProtocol == protocol)
                return int.Parse(port);
        }

        return null;
    }

    private static int? FromSystem(string name, string protocol)
    {
        // Windows answers only after WSAStartup, which .NET calls when it first has to do with a socket, as to answer this.
        if (OperatingSystem.IsWindows())
            _ = Socket.OSSupportsIPv4;

        // One C structure has two layouts: on 64-bit Windows s_proto stands before s_port.
        var portOffset = OperatingSystem.IsWindows() && IntPtr.Size == 8 ? 3 * IntPtr.Size : 2 * IntPtr.Size;
        try
        {
            // The answer lies in static memory (getservbyname(3)): copy the port out before anyone else asks.
            lock (Extract)
            {
                var entry = OperatingSystem.IsWindows() ? WindowsGetServByName(name, protocol) : GetServByName(name, protocol);
                return entry == IntPtr.Zero
                    ? null
                    : (ushort)IPAddress.NetworkToHostOrder(Marshal.ReadInt16(entry, portOffset));
            }
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    // servent: s_name, s_aliases (pointers), s_port (int, network byte order), s_proto (pointer).
    [DllImport("libc", EntryPoint = "getservbyname", CharSet = CharSet.Ansi, BestFitMapping = false)]
    private static extern IntPtr GetServByName(string name, string protocol);

    [DllImport("ws2_32", EntryPoint = "getservbyname", CharSet = CharSet.Ansi, BestFitMapping = false)]
    private static extern IntPtr WindowsGetServByName(string name, string protocol);

    private static readonly string[] Extract =
    [
        "echo=7/tcp", "echo=7/udp", "discard=9/tcp", "discard=9/udp", "daytime=13/tcp", "daytime=13/udp",
        "qotd=17/tcp", "chargen=19/tcp", "chargen=19/udp", "ftp-data=20/tcp", "ftp=21/tcp", "ssh=22/tcp",
        "telnet=23/tcp", "smtp=25/tcp", "time=37/tcp", "time=37/udp", "whois=43/tcp", "domain=53/tcp",
        "domain=53/udp", "bootps=67/udp", "bootpc=68/udp", "tftp=69/udp", "gopher=70/tcp", "finger=79/tcp",
        "http=80/tcp", "http-alt=8080/tcp", "kerberos=88/tcp", "kerberos=88/udp", "pop3=110/tcp", "sunrpc=111/tcp", "sunrpc=111/udp",
        "nntp=119/tcp", "ntp=123/udp", "imap2=143/tcp", "snmp=161/udp", "snmp-trap=162/udp", "irc=194/tcp",
        "ldap=389/tcp", "https=443/tcp", "https=443/udp", "submission=587/tcp", "ldaps=636/tcp", "imaps=993/tcp",
        "pop3s=995/tcp", "mysql=3306/tcp", "postgresql=5432/tcp", "syslog=514/udp", "mdns=5353/udp",
    ];
}

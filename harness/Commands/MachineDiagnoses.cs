using System.Net;
using System.Net.Sockets;
using Kata.Machine;
using Kata.Programs;
using Kata.Support;
using Kata.Text;

namespace Kata.Commands;

/// <summary>What this machine offers: addresses, ports, names, a time zone and Ctrl-C.</summary>
internal static class MachineDiagnoses
{
    internal static Diagnosis Loopback4()
    {
        try
        {
            using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listener.Listen();
            using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            client.Connect(listener.LocalEndPoint!);
            return Diagnosis.Fine("IPv4", "127.0.0.1 can be listened on and connected to");
        }
        catch (SocketException failed)
        {
            return Diagnosis.Wrong(
                "IPv4",
                $"127.0.0.1 cannot be used ({failed.Message})",
                "look at the loopback interface («ip address show lo») and at firewalls");
        }
    }

    internal static Diagnosis Loopback6() => Loopback.HasIPv6
        ? Diagnosis.Fine("IPv6", "::1 can be listened on")
        : Diagnosis.Note("IPv6", "this machine has no ::1", "nothing: checks that need it are skipped, and say so");

    /// <summary>The ports that <c>kata servers</c> takes unless told otherwise.</summary>
    internal static IEnumerable<Diagnosis> Ports(params IEnumerable<(string Service, int Port)> ports)
    {
        var taken = ports.Where(wanted => !IsFree(wanted.Port)).ToList();
        yield return taken.Count == 0
            ? Diagnosis.Fine("ports", $"{string.Join(", ", ports.Select(wanted => wanted.Port))} are free for kata servers")
            : Diagnosis.Note(
                "ports",
                $"taken by another program: {string.Join(", ", taken.Select(wanted => wanted.Port))}",
                "choose others by hand, as in: "
                    + $"{KataLine.Of($"servers {string.Join(' ', taken.Select(wanted => $"--{wanted.Service} {wanted.Port + 10000}"))}")}; "
                    + "checks take any that is free");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            tcp.Bind(new IPEndPoint(IPAddress.Loopback, port));
            udp.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    internal static Diagnosis NameLookup()
    {
        try
        {
            var addresses = Dns.GetHostAddresses("localhost");
            return addresses.Contains(IPAddress.Loopback)
                ? Diagnosis.Fine("name lookup", $"localhost is {string.Join(", ", addresses.Distinct())}")
                : Diagnosis.Wrong(
                    "name lookup",
                    $"localhost is {string.Join(", ", addresses.Distinct())}, and not 127.0.0.1",
                    "write «127.0.0.1 localhost» into the hosts file");
        }
        catch (SocketException failed)
        {
            return Diagnosis.Wrong(
                "name lookup",
                $"localhost cannot be looked up ({failed.Message})",
                "write «127.0.0.1 localhost» into the hosts file (/etc/hosts)");
        }
    }

    internal static Diagnosis ServiceNames() =>
        ServicePorts.Find("http", "tcp") is var http && http == 80
            ? Diagnosis.Fine("service names", "http is port 80")
            : Diagnosis.Wrong(
                "service names",
                $"http is {(http is null ? "not known" : $"port {http}")}",
                "set the line «http 80/tcp» right in the system's services file (/etc/services)");

    internal static Diagnosis TimeZone()
    {
        var zone = TimeZoneInfo.Local;
        var offset = zone.GetUtcOffset(DateTimeOffset.UtcNow);
        return Diagnosis.Fine(
            "time zone",
            $"{zone.Id} ({(offset < TimeSpan.Zero ? '-' : '+')}{offset:hh\\:mm}); under a check programs run in UTC");
    }

    internal static Diagnosis ControlC() =>
        RunningProgram.CanInterrupt
            ? Diagnosis.Fine("Ctrl-C", "checks can send one to a program")
            : Diagnosis.Note(
                "Ctrl-C",
                "this system cannot send one to a program alone",
                "nothing: checks that need it are skipped, and say so");
}

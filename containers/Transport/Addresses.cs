using System.Net;
using System.Net.Sockets;
using Kata.Protocol;

namespace Kata.Containers.Transport;

/// <summary>Where endpoints listen.</summary>
/// <param name="Listen">At most one address of each family counts: the first.</param>
/// <param name="Ports">The ports to choose from; null for any free port.</param>
public sealed class Addresses(IReadOnlyList<IPAddress> listen, PortRange? ports = null)
{
    public static readonly Addresses Loopback = new([IPAddress.Loopback, IPAddress.IPv6Loopback]);

    private int taken;

    /// <summary>A socket bound to a free port, or to a certain one.</summary>
    /// <param name="wanted">The port; null for any that is free.</param>
    /// <exception cref="BadOptionsException">There is no address of this family or no free port, or the wanted port is taken.</exception>
    public Socket Bind(ProtocolType protocol, bool ipv6, int? wanted = null)
    {
        var family = ipv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
        var address = listen.FirstOrDefault(a => a.AddressFamily == family)
            ?? throw new BadOptionsException($"This server listens on no {(ipv6 ? "IPv6" : "IPv4")} address; see --listen.");
        if (wanted is { } certain)
            return BindExactly(protocol, new(address, certain));
        if (ports is null)
            return Bind(protocol, new IPEndPoint(address, 0));

        // Ports are taken in turn, not always the lowest free one, so that a late program does not meet the next check's endpoint.
        for (var attempt = 0; attempt < ports.Count; attempt++)
        {
            var port = ports.From + (int)((uint)(Interlocked.Increment(ref taken) - 1) % (uint)ports.Count);
            try
            {
                return Bind(protocol, new IPEndPoint(address, port));
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
            {
            }
        }
        throw new BadOptionsException($"All ports from {ports.From} to {ports.To} are taken; close an endpoint first.");
    }

    /// <summary>A socket bound to this address and port, and to no other.</summary>
    /// <exception cref="BadOptionsException">The port is taken, or the address is not this system's.</exception>
    public static Socket BindExactly(ProtocolType protocol, IPEndPoint endpoint)
    {
        try
        {
            return Bind(protocol, endpoint);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new BadOptionsException(
                $"{protocol.ToString().ToUpperInvariant()} port {endpoint.Port} of {endpoint.Address} is taken; choose another one.");
        }
        catch (SocketException e)
        {
            throw new BadOptionsException($"Cannot listen on {endpoint}: {e.Message}.");
        }
    }

    /// <summary>A socket bound to this port.</summary>
    /// <exception cref="SocketException">The port is taken, or the address is not this system's.</exception>
    public static Socket Bind(ProtocolType protocol, IPEndPoint endpoint)
    {
        var type = protocol == ProtocolType.Tcp ? SocketType.Stream : SocketType.Dgram;
        var socket = new Socket(endpoint.AddressFamily, type, protocol);
        try
        {
            // Each socket is for one family, so that 0.0.0.0 and :: can have the same port (ipv6(7), IPV6_V6ONLY).
            if (endpoint.AddressFamily == AddressFamily.InterNetworkV6)
                socket.DualMode = false;
            socket.Bind(endpoint);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>Ports from one to another, both included.</summary>
public sealed record PortRange(int From, int To)
{
    public int Count => To - From + 1;
}

/// <summary>Something that was asked for cannot be done; the message says what to do about it, in one line.</summary>
public sealed class BadOptionsException(string message) : Exception(message);

using Kata.Protocol;

namespace Kata.Containers.Transport;

/// <summary>Limits that no program comes near if it does what it is asked for. A program that sends more keeps the server busy, and so
/// makes it late for itself and for others.</summary>
/// <param name="Bytes">The bytes that programs send.</param>
public sealed record FloodLimits(int Connections, int Datagrams, long Bytes)
{
    private const long ManyBytes = 512 * 1024 * 1024;

    /// <summary>A request is short, and each costs the server more than its bytes. This many bytes are tens of thousands of
    /// requests.</summary>
    private const long ManyBytesOfRequests = 4 * 1024 * 1024;

    /// <summary>The limits of a check. The solutions make up to 6 connections, and send up to 300 datagrams, 64 MB, and a few hundred bytes
    /// of requests.</summary>
    public static FloodLimits Of(Service service) => new(250, 3_000, service == Service.Http ? ManyBytesOfRequests : ManyBytes);

    /// <summary>Which limit is exceeded; null if none is.</summary>
    public string? Exceeded(int connections, int datagrams, long bytes) =>
        connections > Connections ? FormattableString.Invariant($"more than {Connections:N0} connections")
        : datagrams > Datagrams ? FormattableString.Invariant($"more than {Datagrams:N0} datagrams")
        : bytes > Bytes ? FormattableString.Invariant($"more than {Bytes:N0} bytes")
        : null;
}

namespace Kata.Protocol;

/// <summary>What an endpoint serves.</summary>
public enum Service
{
    /// <summary>HTTP/1.0 and 1.1 (RFC 9110, RFC 9112).</summary>
    Http,

    /// <summary>Echo (RFC 862): sends back what it receives.</summary>
    Echo,

    /// <summary>Time (RFC 868): four bytes, big-endian, the seconds since 1900-01-01 00:00 UTC.</summary>
    Time,
}

/// <summary>What carries an endpoint's service.</summary>
public enum Transport
{
    Tcp,
    Udp,
}

/// <summary>How an endpoint is opened.</summary>
public sealed record EndpointOptions
{
    public required Service Service { get; init; }

    public Transport Transport { get; init; } = Transport.Tcp;

    /// <summary>Listen on the IPv6 address instead of the IPv4 one.</summary>
    public bool IPv6 { get; init; }

    /// <summary>The loopback address to listen on in place of the server's own, for example <c>127.0.0.2</c>; null for
    /// the server's own.</summary>
    public string? Address { get; init; }

    /// <summary>The port to listen on, for programs that are run by hand, and for one that another endpoint has at another
    /// <see cref="Address"/>; null for any that is free. Where only published ports of containers can be reached, it is any
    /// in every case.</summary>
    public int? Port { get; init; }

    /// <summary>The network that the endpoint is in: a file that stands for a network namespace (network_namespaces(7)), as a cell
    /// gives it; null for the network of the server program. Linux only.</summary>
    public string? Network { get; init; }

    /// <summary>Seconds since 1900-01-01 00:00 UTC that the time service tells (before it is cut to 32 bits);
    /// null for the real time.</summary>
    public long? Clock { get; init; }

    /// <summary>Resources that the HTTP service has besides the fixed site, or instead of its resources of the
    /// same path.</summary>
    public IReadOnlyList<Resource> Resources { get; init; } = [];

    /// <summary>What is done to the transport, in order: the first fault is nearest to the service.</summary>
    public IReadOnlyList<Fault> Faults { get; init; } = [];

    /// <summary>How many bytes of content the transcript keeps for each connection and direction.</summary>
    public int KeptBytes { get; init; } = 64 * 1024;

    /// <summary>Whether a program that sends far more than any task needs is not served any more.</summary>
    public bool IsLimited { get; init; }
}

/// <summary>A resource of the HTTP service.</summary>
public sealed record Resource
{
    /// <summary>Absolute path, for example <c>/news.txt</c>.</summary>
    public required string Path { get; init; }

    public string ContentType { get; init; } = "text/plain; charset=utf-8";

    /// <summary>The content, one element for each version.</summary>
    public required IReadOnlyList<byte[]> Versions { get; init; }

    /// <summary>How a program is told where the content ends.</summary>
    public ContentFraming Framing { get; init; } = ContentFraming.Length;

    /// <summary>Each version but the last is served on this many connections, then the next one is (with a new
    /// ETag and Last-Modified). Only counts connections that asked for this resource.</summary>
    public int ConnectionsPerVersion { get; init; } = 1;
}

/// <summary>How the end of a resource's content is told (RFC 9112 §6.3).</summary>
public enum ContentFraming
{
    /// <summary>With <c>Content-Length</c>.</summary>
    Length,

    /// <summary>With <c>Transfer-Encoding: chunked</c>, in several chunks (RFC 9112 §7.1). Without validators and
    /// ranges.</summary>
    Chunked,

    /// <summary>There is none: the answer is 204 (RFC 9110 §15.3.5), and the versions are not sent.</summary>
    NoContent,
}

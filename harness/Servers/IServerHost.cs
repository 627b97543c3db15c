using Kata.Machine;
using Kata.Protocol;

namespace Kata.Servers;

/// <summary>Where the services run: in containers or in a child process. A check cannot tell which.</summary>
public interface IServerHost : IAsyncDisposable
{
    /// <summary>What a person calls it: <c>containers</c> or <c>process</c>.</summary>
    string Name { get; }

    /// <summary>Why it can serve no more, once it cannot; null while it can.</summary>
    string? Gone => null;

    /// <summary>How late the servers were so far, while they had an endpoint: because they had no processor, or were stopped.</summary>
    TimeSpan Late => TimeSpan.Zero;

    /// <summary>How long processors have worked for the servers so far; zero if that is not known.</summary>
    TimeSpan Worked => TimeSpan.Zero;

    /// <summary>Opens an endpoint. It listens when this returns.</summary>
    /// <exception cref="ServerHostException">The server refused the options or is gone; or the endpoint is an IPv6
    /// one and this machine has no IPv6 (see <see cref="Loopback.HasIPv6"/>, by which a check can skip).</exception>
    Task<Endpoint> Open(EndpointOptions options, CancellationToken cancellation = default);

    /// <summary>Opens an endpoint that nothing stands in front of. Behind a published port (containers where only
    /// those can be reached) the server sees the address of a proxy instead of the program's, and a reset arrives as
    /// an orderly close; a check that looks at either asks for this.</summary>
    /// <exception cref="ServerHostException">As for <see cref="Open"/>.</exception>
    Task<Endpoint> OpenDirectly(EndpointOptions options, CancellationToken cancellation = default) => Open(options, cancellation);
}

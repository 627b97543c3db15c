using Kata.Control;

namespace Kata.Servers;

/// <summary>Where the services run: in containers or in a child process. A check cannot tell which.</summary>
public interface IServerHost : IAsyncDisposable
{
    /// <summary>What a person calls it: <c>containers</c> or <c>process</c>.</summary>
    string Name { get; }

    /// <summary>Opens an endpoint. It listens when this returns.</summary>
    /// <exception cref="ServerHostException">The server refused the options or is gone.</exception>
    Task<Endpoint> Open(EndpointOptions options, CancellationToken cancellation = default);
}

/// <summary>A server host could not do what it was asked; the message says what to do about it.</summary>
public sealed class ServerHostException(string message, Exception? inner = null) : Exception(message, inner);

using DotNet.Testcontainers.Configurations;
using Kata.Protocol;

namespace Kata.Servers.Containers;

/// <summary>How programs reach the services in containers.</summary>
public enum ContainerAddressing
{
    /// <summary>The containers' own addresses where that works, else published ports.</summary>
    Automatic,

    /// <summary>The containers' own addresses: nothing but the kernel in between. Linux only.</summary>
    Direct,

    /// <summary>Ports that the engine publishes, with a proxy or an address translation behind them.</summary>
    Published,
}

/// <summary>Each service in a container of its own, made by Testcontainers from the image of the server program.</summary>
/// <remarks>No container outlives its host, however that ends: a server exits when its control connection closes, and the
/// engine removes its container then. Testcontainers' resource reaper, an image to be pulled, is not needed.</remarks>
public sealed class ContainerHost : IServerHost
{
    private readonly Dictionary<Service, ServiceContainer> containers;
    private readonly bool published;
    private readonly Lazy<Task<ProcessHost>> process = new(() => ProcessHost.Start());

    private ContainerHost(Dictionary<Service, ServiceContainer> containers, bool published) =>
        (this.containers, this.published) = (containers, published);

    public string Name => "containers";

    /// <inheritdoc/>
    public string? Gone => containers.Values.Select(container => container.Gone)
        .Append(process is { IsValueCreated: true, Value.IsCompletedSuccessfully: true } ? process.Value.Result.Gone : null)
        .FirstOrDefault(why => why is not null);

    /// <inheritdoc/>
    public TimeSpan Late => TimeSpan.FromTicks(containers.Values.Sum(container => container.Late.Ticks)
        + (process is { IsValueCreated: true, Value.IsCompletedSuccessfully: true } ? process.Value.Result.Late.Ticks : 0));

    /// <summary>How programs reach them; never <see cref="ContainerAddressing.Automatic"/>.</summary>
    public ContainerAddressing Addressing => published ? ContainerAddressing.Published : ContainerAddressing.Direct;

    /// <summary>The ids of the containers.</summary>
    public IEnumerable<string> ContainerIds => containers.Values.Select(container => container.Id);

    /// <summary>Starts the containers side by side; all services are ready when this returns.</summary>
    /// <param name="image">An image that the engine has.</param>
    /// <exception cref="ServerHostException">They do not start; the message says why.</exception>
    public static async Task<ContainerHost> Start(
        Engine engine,
        string image,
        ContainerAddressing addressing = ContainerAddressing.Automatic,
        CancellationToken cancellation = default)
    {
        SetUpTestcontainers(engine);
        if (addressing == ContainerAddressing.Published || (addressing == ContainerAddressing.Automatic && !engine.IsLocalLinux))
            return new(await StartAll(engine, image, published: true, cancellation), published: true);

        try
        {
            return new(await StartAll(engine, image, published: false, cancellation), published: false);
        }
        catch (ServiceContainer.UnreachableException) when (addressing == ContainerAddressing.Automatic)
        {
            // Linux, and still the engine's network is not this machine's: Docker Desktop, a rootless engine.
            return new(await StartAll(engine, image, published: true, cancellation), published: true);
        }
    }

    /// <inheritdoc/>
    /// <remarks>The engine's default network has no IPv6 unless somebody configured it, so an IPv6 endpoint is opened by
    /// a server process. So is one at a loopback address of its own, one with a fault that a published port would
    /// hide, or any network but loopback, and one for which no published port is left.</remarks>
    public async Task<Endpoint> Open(EndpointOptions options, CancellationToken cancellation = default)
    {
        if (options.IPv6 || options.Address is not null || options.Faults.Any(IsLost))
            return await (await process.Value).Open(options, cancellation);
        if (!published)
            return await containers[options.Service].Open(options, cancellation);

        try
        {
            return await containers[options.Service].Open(options with { Port = null }, cancellation);
        }
        catch (ServerHostException) when (containers[options.Service].Gone is null)
        {
            // What is refused for any other reason is so here as well, and in the same words.
            return await (await process.Value).Open(options, cancellation);
        }
    }

    /// <inheritdoc/>
    public async Task<Endpoint> OpenDirectly(EndpointOptions options, CancellationToken cancellation = default) =>
        published ? await (await process.Value).Open(options, cancellation) : await Open(options, cancellation);

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(containers.Values.Select(container => container.DisposeAsync().AsTask()));
        if (process.IsValueCreated && process.Value.IsCompletedSuccessfully)
            await process.Value.Result.DisposeAsync();
    }

    // A small window is small only where nothing on the way takes more: of 120,000 bytes sent to a container over its bridge,
    // the sender's system took all before the reset in 8 of 25 runs.
    private bool IsLost(Fault fault) => FaultTable.Of(fault) is var row && (row.NeedsLoopback || (published && row.IsHidden(fault)));

    private static void SetUpTestcontainers(Engine engine)
    {
        // Read once, when Testcontainers is first used, and by it alone: this process and not its children's programs,
        // whose environment is made anew. Without it Testcontainers asks for API 1.44, and an older engine refuses.
        const string version = "DOCKER_API_VERSION";
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(version)))
            Environment.SetEnvironmentVariable(version, engine.Api.ToString());

        TestcontainersSettings.ResourceReaperEnabled = false;
    }

    private static async Task<Dictionary<Service, ServiceContainer>> StartAll(
        Engine engine, string image, bool published, CancellationToken cancellation)
    {
        var starting = Enum.GetValues<Service>().ToDictionary(
            service => service, service => ServiceContainer.Start(engine, image, service, published, cancellation));
        try
        {
            await Task.WhenAll(starting.Values);
        }
        catch
        {
            foreach (var started in starting.Values.Where(task => task.IsCompletedSuccessfully))
                await started.Result.DisposeAsync();
            throw;
        }

        return starting.ToDictionary(pair => pair.Key, pair => pair.Value.Result);
    }
}

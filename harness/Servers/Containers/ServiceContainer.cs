using System.IO.Pipelines;
using System.Net.Sockets;
using Docker.DotNet.Models;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Configurations;
using DotNet.Testcontainers.Containers;
using Kata.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kata.Servers.Containers;

/// <summary>One service in one container, and the control connection that keeps it alive.</summary>
internal sealed class ServiceContainer(string id, ControlClient control, string host, Func<int, Transport, int> reachedAt)
    : IAsyncDisposable
{
    public string Id => id;

    /// <summary>Why it can serve no more; null while it can.</summary>
    public string? Gone => control.Ended;

    /// <summary>How late it was so far, while it had an endpoint.</summary>
    public TimeSpan Late => control.Late;

    /// <summary>Container ports: the control port, and after it those that endpoints use when ports are published.</summary>
    private const int ControlPort = 7000;

    /// <summary>How many endpoints of a service and transport a container has at a time when ports are published. Each costs the
    /// engine a proxy and several calls of iptables, at the start and again at the end, so there are few; further ones
    /// are opened by a process (see <see cref="ContainerHost"/>).</summary>
    private const int PublishedPorts = 6;

    /// <summary>Between a container's address and this machine is only the kernel: it answers at once or never.</summary>
    private static readonly TimeSpan ConnectDeadline = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(30);

    /// <summary>The label that all our containers carry, with the service as its value.</summary>
    internal const string Label = "kata.servers";

    /// <summary>Starts the container; its service is ready when this returns.</summary>
    /// <exception cref="UnreachableException">The container runs, and its address cannot be reached from here.</exception>
    /// <exception cref="ServerHostException">It does not start; the message says why.</exception>
    public static async Task<ServiceContainer> Start(
        Engine engine, string image, Service service, bool published, CancellationToken cancellation)
    {
        var token = ProcessHost.NewToken();
        var output = new ServerOutput();
        var consumer = new Consumer(output);
        var container = Build(engine, image, service, token, published, consumer);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(StartDeadline);
            await container.StartAsync(limit.Token);

            var host = published ? container.Hostname : container.IpAddress;
            var port = published ? container.GetMappedPublicPort(ControlPort) : ControlPort;
            var control = await ControlClient.Connect(
                host, port, token, () => Task.FromResult(output.LastLines), ConnectDeadline, isWatched: true, cancellation: cancellation);
            return new(container.Id, control, host, (inside, transport) => published
                ? container.GetMappedPublicPort($"{inside}/{transport.ToString().ToLowerInvariant()}")
                : inside);
        }
        catch (Exception e)
        {
            await Remove(container);
            if (cancellation.IsCancellationRequested)
                throw;
            throw e switch
            {
                SocketException or TimeoutException when !published => new UnreachableException(e),
                ServerHostException => e,
                OperationCanceledException => new ServerHostException(
                    $"The {service} container did not listen within {StartDeadline.TotalSeconds:0} s. {output.LastLines}".TrimEnd(), e),
                _ => new ServerHostException(
                    $"The {service} container did not start: {e.Message.Split('\n')[0].Trim()} {output.LastLines}".TrimEnd(),
                    e),
            };
        }
    }

    public async Task<Endpoint> Open(EndpointOptions options, CancellationToken cancellation)
    {
        var (number, port) = await control.Open(options, cancellation);
        return new(options, host, reachedAt(port, options.Transport), control, number);
    }

    // The server exits when the control connection closes, and the engine then removes the container (auto-remove):
    // to stop it through the engine as well would make every test run wait for three more requests.
    public ValueTask DisposeAsync() => control.DisposeAsync();

    private static IContainer Build(
        Engine engine, string image, Service service, string token, bool published, Consumer consumer)
    {
        var name = service.ToString().ToLowerInvariant();
        List<string> command = ["--control", $"0.0.0.0:{ControlPort}", "--services", name, "--listen", "0.0.0.0"];
        if (published)
            command.AddRange(["--ports", $"{ControlPort + 1}-{ControlPort + PublishedPorts}"]);

        var builder = new ContainerBuilder(image)
            .WithDockerEndpoint(new DockerEndpointAuthenticationConfiguration(engine.Address))
            .WithLogger(NullLogger.Instance)
            .WithImagePullPolicy(_ => false)
            .WithAutoRemove(true)
            .WithLabel(Label, name)
            .WithEnvironment("KATA_CONTROL_TOKEN", token)
            .WithCommand([.. command])
            .WithOutputConsumer(consumer)
            .WithWaitStrategy(Wait.ForUnixContainer().AddCustomWaitStrategy(consumer, wait => wait.WithInterval(TimeSpan.Zero)));
        return (published ? Publish(builder, service, engine) : builder).Build();
    }

    private static ContainerBuilder Publish(ContainerBuilder builder, Service service, Engine engine)
    {
        builder = builder.WithPortBinding(ControlPort, assignRandomHostPort: true);
        foreach (var port in Enumerable.Range(ControlPort + 1, PublishedPorts))
        {
            builder = builder.WithPortBinding($"{port}/tcp", assignRandomHostPort: true);
            if (service != Service.Http)
                builder = builder.WithPortBinding($"{port}/udp", assignRandomHostPort: true);
        }

        // Nobody else on the network is meant to reach them, unless the engine is somewhere else itself, or this is a
        // container too: then they are reached at the gateway's address. Never over IPv6 as well, which would double what
        // the engine has to take back when the container ends.
        var address = engine.Address.Scheme is "unix" or "npipe" && !File.Exists("/.dockerenv") ? "127.0.0.1" : "0.0.0.0";
        return builder.WithCreateParameterModifier(parameters => ReachAt(address, parameters));
    }

    private static void ReachAt(string address, CreateContainerParameters parameters)
    {
        foreach (var binding in (parameters.HostConfig?.PortBindings?.Values ?? []).SelectMany(bindings => bindings))
            binding.HostIP = address;
    }

    private static async Task Remove(IContainer container)
    {
        try
        {
            await container.DisposeAsync();
        }
        catch (Exception)
        {
            // Whatever was wrong with it is being told already; and without a control connection the server exits by
            // itself within 7 s.
        }
    }

    /// <summary>Thrown when a container's own address cannot be reached, as from outside of the engine's machine.</summary>
    internal sealed class UnreachableException(Exception inner) : Exception("The container's own address cannot be reached.", inner);

    /// <summary>Receives what the server writes, and waits for the line that says that it listens: instead of
    /// Testcontainers' own wait, which looks once a second.</summary>
    private sealed class Consumer : IOutputConsumer, IWaitUntil
    {
        private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);
        private readonly ServerOutput output;
        private readonly Pipe stdout = new();
        private readonly Pipe stderr = new();

        public Consumer(ServerOutput output)
        {
            this.output = output;
            _ = output.Drain(new StreamReader(stdout.Reader.AsStream()));
            _ = output.Drain(new StreamReader(stderr.Reader.AsStream()));
            Stdout = stdout.Writer.AsStream();
            Stderr = stderr.Writer.AsStream();
        }

        public bool Enabled => true;

        public Stream Stdout { get; }

        public Stream Stderr { get; }

        /// <summary>Returns now and then without the line, so that Testcontainers can see whether the container still
        /// runs.</summary>
        public async Task<bool> UntilAsync(IContainer container)
        {
            await Task.WhenAny(output.ControlPort, Task.Delay(LookAgain));
            return output.ControlPort.IsCompleted;
        }

        public void Dispose()
        {
            // The engine's stream is still read after the start, for the last lines; it ends with the container.
        }
    }
}

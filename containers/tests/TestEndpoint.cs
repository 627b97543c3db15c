using System.Net;
using Kata.Containers.Control;
using Kata.Containers.Transport;
using Kata.Protocol;

namespace Kata.Containers.Tests;

/// <summary>An endpoint opened for one test.</summary>
public sealed class TestEndpoint : IAsyncDisposable
{
    private static readonly Endpoints Endpoints =
        new(Addresses.Loopback, [Service.Http, Service.Echo, Service.Time]);

    private readonly int number;
    private readonly Endpoint endpoint;
    private bool closed;

    private TestEndpoint(int number, Endpoint endpoint) => (this.number, this.endpoint) = (number, endpoint);

    public IPEndPoint Address => endpoint.Address;

    public static Task<TestEndpoint> Open(Service service, params Fault[] faults) =>
        Open(new EndpointOptions { Service = service, Faults = faults });

    public static Task<TestEndpoint> OpenUdp(Service service, params Fault[] faults) =>
        Open(new EndpointOptions { Service = service, Transport = Kata.Protocol.Transport.Udp, Faults = faults });

    public static async Task<TestEndpoint> Open(EndpointOptions options)
    {
        var (number, endpoint) = await Endpoints.Open(options);
        return new(number, endpoint);
    }

    /// <summary>What happened so far.</summary>
    public IReadOnlyList<TranscriptEvent> Events => endpoint.Transcript.After();

    /// <summary>What happened once there were so many of a kind.</summary>
    public async Task<IReadOnlyList<TranscriptEvent>> After(EventKind kind, int count = 1)
    {
        var happened = await endpoint.Transcript.Wait(kind, count, Waiting.Deadline);
        Assert.That(happened, Is.True, () => $"no {kind} ×{count} before the deadline, but {Kinds(Events)}");
        return Events;
    }

    public async Task<IReadOnlyList<TranscriptEvent>> Close(TimeSpan patience = default)
    {
        closed = true;
        return (await Endpoints.Close(number, patience)).After();
    }

    public async ValueTask DisposeAsync()
    {
        if (!closed)
            await Close();
    }

    public static string Kinds(IEnumerable<TranscriptEvent> events) => string.Join(' ', events.Select(e => e.Kind));
}

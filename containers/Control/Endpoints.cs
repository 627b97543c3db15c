using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Kata.Containers.Echo;
using Kata.Containers.Http;
using Kata.Containers.Time;
using Kata.Containers.Transport;
using Kata.Protocol;
using Microsoft.AspNetCore.Connections;

namespace Kata.Containers.Control;

/// <summary>The endpoints that are open, by number.</summary>
/// <param name="offered">The services that may be opened.</param>
public sealed class Endpoints(Addresses addresses, IReadOnlyList<Service> offered)
{
    private readonly ConcurrentDictionary<int, Endpoint> open = [];
    private int last;

    public IReadOnlyList<Service> Offered => offered;

    /// <summary>Opens an endpoint. It listens when this returns.</summary>
    /// <exception cref="BadOptionsException">What is wrong with the options.</exception>
    public async Task<(int Number, Endpoint Endpoint)> Open(EndpointOptions options)
    {
        OptionRules.Check(options, offered);
        var network = new Network(options.Network);
        var endpoint = await Listen(
            options,
            protocol => network.Make(() => Bind(protocol, options)),
            // Of a few connections all is kept that was asked for.
            new Transcript(
                keptBytes: options.KeptBytes,
                mostBytes: Math.Max(Transcript.MostBytes, 4L * options.KeptBytes),
                limits: options.IsLimited ? FloodLimits.Of(options.Service) : null),
            network);
        var number = Interlocked.Increment(ref last);
        open[number] = endpoint;
        return (number, endpoint);
    }

    /// <exception cref="BadOptionsException">There is none with this number.</exception>
    public Endpoint Get(int number) => open.TryGetValue(number, out var endpoint) ? endpoint : throw NotOpen(number);

    /// <param name="patience">How long what is still on its way is waited for.</param>
    /// <exception cref="BadOptionsException">There is none with this number.</exception>
    public async Task<Transcript> Close(int number, TimeSpan patience = default)
    {
        if (!open.TryRemove(number, out var endpoint))
            throw NotOpen(number);
        await endpoint.Close(patience);
        return endpoint.Transcript;
    }

    /// <summary>Opens an endpoint on a socket that this binds.</summary>
    /// <param name="network">Where the socket is; null for this process's own.</param>
    public static async Task<Endpoint> Listen(
        EndpointOptions options,
        Func<ProtocolType, Socket> bind,
        Transcript transcript,
        Network? network = null)
    {
        network ??= Network.Own;
        if (options.Transport == Kata.Protocol.Transport.Udp)
        {
            IDatagramService service = options.Service == Service.Time ? new TimeService(options.Clock) : new EchoService();
            var udp = new UdpEndpoint(bind(ProtocolType.Udp), service, options.Faults, network) { Transcript = transcript };
            udp.Start();
            return udp;
        }
        ConnectionHandler handler = options.Service switch
        {
            Service.Http => new HttpService(new(options.Resources)),
            Service.Time => new TimeService(options.Clock),
            _ => new EchoService(),
        };
        var tcp = new TcpEndpoint(bind(ProtocolType.Tcp), handler, options.Faults, network) { Transcript = transcript };
        await tcp.Listen();
        return tcp;
    }

    private Socket Bind(ProtocolType protocol, EndpointOptions options) => options.Address is null
        ? addresses.Bind(protocol, options.IPv6, options.Port)
        : Addresses.BindExactly(protocol, new(IPAddress.Parse(options.Address), options.Port ?? 0));

    private static BadOptionsException NotOpen(int number) => new($"Endpoint {number} is not open.");
}

using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Kata.Containers.Control;
using Kata.Containers.Transport;
using Kata.Protocol;

namespace Kata.Containers;

/// <summary>Serves all services on fixed ports, for playing by hand, until Ctrl-C or SIGTERM.</summary>
public static class Foreground
{
    /// <returns>The exit code.</returns>
    public static async Task<int> Run(IPAddress address, int http, int echo, int time)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

        var host = address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : $"{address}";
        List<Endpoint> endpoints =
        [
            await Listen(Service.Http, Kata.Protocol.Transport.Tcp, http),
            await Listen(Service.Echo, Kata.Protocol.Transport.Tcp, echo),
            await Listen(Service.Echo, Kata.Protocol.Transport.Udp, echo),
            await Listen(Service.Time, Kata.Protocol.Transport.Tcp, time),
            await Listen(Service.Time, Kata.Protocol.Transport.Udp, time),
        ];
        Console.WriteLine($"""
            http  TCP          {host}:{http}   try: curl http://{host}:{http}/hello.txt
            echo  TCP and UDP  {host}:{echo}   try: nc {address} {echo}      (or nc -u)
            time  TCP and UDP  {host}:{time}   try: nc {address} {time} | od -An -tu1
            Ctrl-C ends them.
            """);
        await stopped.Task;
        await Task.WhenAll(endpoints.Select(e => e.Close()));
        return 0;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stopped.TrySetResult();
        }

        Task<Endpoint> Listen(Service service, Kata.Protocol.Transport transport, int port) =>
            Endpoints.Listen(
                new() { Service = service, Transport = transport },
                protocol => Addresses.BindExactly(protocol, new(address, port)),
                new Transcript(keeps: false));
    }
}

using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Kata.Commands.Shell;
using Kata.Ladders;
using Kata.Protocol;
using Kata.Servers;
using Kata.Text;

namespace Kata.Commands;

/// <summary><c>kata servers</c>: all services in the foreground, for programs that are run by hand, and what happens on them
/// as ladders, until Ctrl-C.</summary>
internal static class ServersCommand
{
    /// <summary>How often what happened is asked for: soon enough for whoever looks.</summary>
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan SignalDeadline = TimeSpan.FromMilliseconds(500);

    public static Command Create()
    {
        var http = Port("--http", PortsWanted.Usual.Http);
        var echo = Port("--echo", PortsWanted.Usual.Echo);
        var time = Port("--time", PortsWanted.Usual.Time);
        var json = new Option<bool>("--json") { Description = "Prints each event as a line of JSON instead." };
        var command = new Command("servers", "Runs the three servers, and shows what your program does on them.")
        {
            http, echo, time, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var end = ClosedOutput.Linked(cancellation);
            return await Run(
                new(parsed.GetValue(http), parsed.GetValue(echo), parsed.GetValue(time)),
                ServerHosts.Setting, parsed.GetValue(json), Console.Out, TerminalSize(), end.Token);
        });
        return command;
    }

    /// <summary>Which ports to listen on.</summary>
    internal sealed record PortsWanted(int Http, int Echo, int Time)
    {
        public static PortsWanted Usual { get; } = new(8080, 7007, 3737);

        /// <summary>The command that asks for these.</summary>
        public string Line =>
            KataLine.Of($"servers{Option("http", Http, Usual.Http)}{Option("echo", Echo, Usual.Echo)}{Option("time", Time, Usual.Time)}");

        /// <summary>With another port for one service.</summary>
        public PortsWanted Instead(Service service) => service switch
        {
            Service.Http => this with { Http = Another(Http) },
            Service.Echo => this with { Echo = Another(Echo) },
            _ => this with { Time = Another(Time) },
        };

        private static string Option(string name, int port, int usual) => port == usual ? "" : $" --{name} {port}";

        private static int Another(int port) => port < 50000 ? port + 10000 : port - 10000;
    }

    /// <returns>The exit code, once it is cancelled.</returns>
    internal static async Task<int> Run(
        PortsWanted ports, string? setting, bool json, TextWriter output, Func<(int, int)>? terminal, CancellationToken cancellation)
    {
        foreach (var (option, port) in ((string, int)[])[("--http", ports.Http), ("--echo", ports.Echo), ("--time", ports.Time)])
        {
            if (port is < 1 or > 65535)
                throw new UsageException($"{option} {port} is no port: it is a number from 1 to 65535");
        }

        try
        {
            var choice = await Choose(setting, cancellation);
            await using var host = choice.Host;
            var endpoints = await Open(host, ports, cancellation);
            await output.WriteAsync(json ? "" : Welcome(endpoints, choice.Line));
            await output.FlushAsync(cancellation);
            await Follow(endpoints, json, output, terminal, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Ctrl-C is how this ends.
        }
        catch (ServerHostException) when (cancellation.WaitHandle.WaitOne(SignalDeadline))
        {
            // What ends this may have been sent to the server program as well, and reached it first.
        }

        return 0;
    }

    /// <summary>A child process, unless something else is demanded: the command lines of the lessons name this machine.</summary>
    private static async Task<ServerChoice> Choose(string? setting, CancellationToken cancellation) =>
        setting?.Trim().ToLowerInvariant() is null or "" or "auto"
            ? new(
                await ProcessHost.Start(cancellation),
                "a child process; KATA_SERVERS=container takes containers, which have addresses of their own.")
            : await ServerHosts.Choose(setting, buildImage: false, cancellation: cancellation);

    private static Option<int> Port(string name, int usual) => new(name)
    {
        Description = $"The port of {name[2..]}.",
        HelpName = "PORT",
        DefaultValueFactory = _ => usual,
        CustomParser = result => int.TryParse(result.Tokens[0].Value, out var port) ? port
            : throw new UsageException($"{name} {result.Tokens[0].Value} is no port: it is a number from 1 to 65535"),
    };

    internal static Func<(int, int)>? TerminalSize() =>
        Palette.IsTerminal ? () => (Console.WindowWidth, Console.WindowHeight) : null;

    private static async Task<IReadOnlyList<Endpoint>> Open(IServerHost host, PortsWanted ports, CancellationToken cancellation)
    {
        (Service Service, Transport Transport, int Port)[] wanted =
        [
            (Service.Http, Transport.Tcp, ports.Http),
            (Service.Echo, Transport.Tcp, ports.Echo),
            (Service.Echo, Transport.Udp, ports.Echo),
            (Service.Time, Transport.Tcp, ports.Time),
            (Service.Time, Transport.Udp, ports.Time),
        ];
        var endpoints = new List<Endpoint>();
        foreach (var (service, transport, port) in wanted)
        {
            var name = service.ToString().ToLowerInvariant();
            try
            {
                endpoints.Add(await host.Open(new() { Service = service, Transport = transport, Port = port }, cancellation));
            }
            catch (ServerHostException refused)
            {
                throw new UsageException($"{name} cannot be served: {refused.Refusal ?? refused.Message} As in: {ports.Instead(service).Line}");
            }
        }

        return endpoints;
    }

    private static string Welcome(IReadOnlyList<Endpoint> endpoints, string why)
    {
        var lines = endpoints.GroupBy(endpoint => endpoint.Options.Service).Select(service =>
        {
            var name = service.Key.ToString().ToLowerInvariant();
            var places = service
                .GroupBy(endpoint => (endpoint.Host, endpoint.Port))
                .Select(place =>
                    $"{string.Join(" and ", place.Select(endpoint => endpoint.Options.Transport.ToString().ToUpperInvariant())),-12} "
                    + $"{place.Key.Host}:{place.Key.Port}");
            var (host, port) = (service.First().Host, service.First().Port);
            var run = service.Key switch
            {
                Service.Http => $"04 {host} {port} /hello.txt",
                Service.Echo => $"06 {host} {port}",
                _ => $"12 {host} {port}",
            };
            return (Where: $"{name,-5} {string.Join("  ", places)}", Try: $"dotnet run --project exercises -- {run}");
        }).ToList();
        var width = lines.Max(line => line.Where.Length);
        return string.Join(
            '\n',
            [.. lines.Select(line => $"{line.Where.PadRight(width)}   try: {line.Try}"), $"Servers: {why}", "Ctrl-C ends them.", "", ""]);
    }

    private static async Task Follow(
        IReadOnlyList<Endpoint> endpoints, bool json, TextWriter output, Func<(int, int)>? terminal, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var ladders = new LiveLadders();
        var text = new LiveText(output, terminal);
        var seen = new int[endpoints.Count];
        while (!cancellation.IsCancellationRequested)
        {
            await Look(endpoint => endpoint.EventsFrom(seen[Index(endpoint)], CancellationToken.None));
            if (!json)
                text.Show(ladders.Ended(clock.Elapsed), ladders.Open());
            await Task.Delay(Refresh, cancellation)
                .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        // What is still open ends with the endpoints.
        await Look(async endpoint => [.. (await endpoint.CloseNow(CancellationToken.None)).Events.Skip(seen[Index(endpoint)])]);
        if (!json)
            text.Show(ladders.Ended(clock.Elapsed, all: true), []);

        int Index(Endpoint endpoint) => endpoints.Index().First(item => item.Item == endpoint).Index;

        async Task Look(Func<Endpoint, Task<IReadOnlyList<TranscriptEvent>>> ask)
        {
            foreach (var endpoint in endpoints)
            {
                var events = await ask(endpoint);
                seen[Index(endpoint)] += events.Count;
                ladders.Add(endpoint, events, clock.Elapsed);
                foreach (var e in json ? events : [])
                    await output.WriteLineAsync(Machine(endpoint, e));
            }

            await output.FlushAsync(CancellationToken.None);
        }
    }

    private static string Machine(Endpoint endpoint, TranscriptEvent e) => JsonSerializer.Serialize(new
    {
        service = endpoint.Options.Service.ToString().ToLowerInvariant(),
        transport = endpoint.Options.Transport.ToString().ToLowerInvariant(),
        port = endpoint.Port,
        connection = e.Connection,
        microseconds = e.Microseconds,
        kind = JsonNamingPolicy.CamelCase.ConvertName(e.Kind.ToString()),
        bytes = e.Bytes,
        data = e.Data,
        peer = e.Peer,
        note = e.Note,
    });
}

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Kata.Containers.Control;
using Kata.Containers.Transport;
using Kata.Protocol;

namespace Kata.Containers;

/// <summary>What the program was asked to do, and the way to it. Parsed by hand: a host waits for this program to
/// start, and System.CommandLine makes it take half as long again (45 instead of 30 ms).</summary>
public static class CommandLine
{
    private const int BadUsage = 2;
    private const string TokenVariable = "KATA_CONTROL_TOKEN";

    private const string Usage = """
        The servers of Socket Kata: HTTP, echo (RFC 862) and time (RFC 868).

        Servers [--http PORT] [--echo PORT] [--time PORT] [--address ADDRESS]
            Serves all three, echo and time over TCP and UDP, until Ctrl-C.
            Ports are 8080, 7007 and 3737 if not given; the address is 127.0.0.1.

        Servers --control ADDRESS:PORT [options]
            Serves what a host asks for over the control protocol, and exits with it.
            Prints «control ADDRESS:PORT» when it listens; port 0 takes a free one.
            The host's token is in the environment variable KATA_CONTROL_TOKEN.
            --token-from-stdin       the first line of standard input is the token; if the
                                     input ends before the host has come, so does this
            --services NAMES         of http,echo,time; all if not given
            --listen ADDRESSES       where services listen: 127.0.0.1,::1 if not given,
                                     or 0.0.0.0,:: if that is where the host connects
            --ports FROM-TO          which ports they take: any if not given
        """;

    private static readonly string[] Values =
        ["--http", "--echo", "--time", "--address", "--control", "--services", "--listen", "--ports"];

    private static readonly string[] Flags = ["--token-from-stdin", "--help"];

    /// <returns>The exit code.</returns>
    public static async Task<int> Run(string[] args)
    {
        try
        {
            var options = Parse(args);
            if (options.ContainsKey("--help"))
            {
                Console.WriteLine(Usage);
                return 0;
            }
            if (options.ContainsKey("--control"))
                return await Serve(options);
            Refuse(options, ["--token-from-stdin", "--services", "--listen", "--ports"], "only goes with --control");
            return await Foreground.Run(
                Address(options.GetValueOrDefault("--address", "127.0.0.1"), "--address"),
                Port(options.GetValueOrDefault("--http", "8080"), "--http"),
                Port(options.GetValueOrDefault("--echo", "7007"), "--echo"),
                Port(options.GetValueOrDefault("--time", "3737"), "--time"));
        }
        catch (BadOptionsException e)
        {
            await Console.Error.WriteLineAsync($"Servers: {e.Message}");
            return BadUsage;
        }
    }

    private static async Task<int> Serve(Dictionary<string, string> options)
    {
        Refuse(options, ["--http", "--echo", "--time", "--address"], "does not go with --control");
        var control = options["--control"];
        if (!IPEndPoint.TryParse(control, out var address))
            throw new BadOptionsException($"--control wants ADDRESS:PORT, as in 127.0.0.1:0, not «{control}».");
        var nearby = address.Address.Equals(IPAddress.Any) || address.Address.Equals(IPAddress.IPv6Any) ? "0.0.0.0,::" : "127.0.0.1,::1";
        var addresses = new Addresses(
            [.. List(options.GetValueOrDefault("--listen", nearby)).Select(a => Address(a, "--listen"))],
            options.TryGetValue("--ports", out var ports) ? Ports(ports) : null);
        Service[] services = [.. List(options.GetValueOrDefault("--services", "http,echo,time")).Select(NamedService).Distinct()];
        var fromStandardInput = options.ContainsKey("--token-from-stdin");
        var token = Token(fromStandardInput);

        // In a container this is process 1, which a signal without a handler does not end (kill(2)): stopping it would take the
        // engine's whole grace of ten seconds.
        // It ends by returning: to exit from the signal's thread while this one returns as well can lock both.
        var stopped = new TaskCompletionSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            stopped.TrySetResult();
        });
        // Ctrl-C in a terminal reaches all its programs: the host, which may have more to ask, ends this one.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        using var listener = Addresses.BindExactly(ProtocolType.Tcp, address);
        listener.Listen();
        Console.WriteLine($"control {listener.LocalEndPoint}");
        var server = new ControlServer(listener, token, new(addresses, services));
        // A host that writes the token has standard input open for as long as it lives: it may come as late as its machine lets it.
        var serving = fromStandardInput ? server.Run(Timeout.InfiniteTimeSpan, EndOfInput()) : server.Run(ControlServer.Patience);
        if (await Task.WhenAny(serving, stopped.Task) == stopped.Task || await serving)
            return 0;
        var when = fromStandardInput ? "before standard input ended" : $"within {ControlServer.Patience.TotalSeconds:0} seconds";
        await Console.Error.WriteLineAsync($"Servers: no host has come to {address} {when}; nothing left to do.");
        return 1;
    }

    /// <summary>Cancelled when standard input is at its end. A read that waits does not keep the process.</summary>
    private static CancellationToken EndOfInput()
    {
        var ended = new CancellationTokenSource();
        new Thread(() =>
        {
            try
            {
                while (Console.In.ReadLine() is not null)
                {
                }
            }
            catch (IOException)
            {
                // A terminal that has gone, say: nobody writes there any more.
            }

            ended.Cancel();
        })
        {
            IsBackground = true,
            Name = "Servers.Input",
        }.Start();
        return ended.Token;
    }

    private static Dictionary<string, string> Parse(string[] args)
    {
        var options = new Dictionary<string, string>();
        for (var i = 0; i < args.Length; i++)
        {
            var (name, value) = args[i].Split('=', 2) is [var before, var after] ? (before, after) : (args[i], null);
            if (name is "-h" or "-?")
                name = "--help";
            if (Values.Contains(name))
                value ??= ++i < args.Length ? args[i] : throw new BadOptionsException($"{name} wants a value; see --help.");
            else if (!Flags.Contains(name) || value is not null)
                throw new BadOptionsException($"There is no option «{args[i]}»; see --help.");
            if (!options.TryAdd(name, value ?? ""))
                throw new BadOptionsException($"{name} is given twice.");
        }
        return options;
    }

    private static void Refuse(Dictionary<string, string> options, string[] names, string why)
    {
        if (names.FirstOrDefault(options.ContainsKey) is { } name)
            throw new BadOptionsException($"{name} {why}; see --help.");
    }

    private static string Token(bool fromStandardInput)
    {
        var token = fromStandardInput ? Console.In.ReadLine() : Environment.GetEnvironmentVariable(TokenVariable);
        if (string.IsNullOrEmpty(token))
            throw new BadOptionsException(fromStandardInput
                ? "No token on standard input: its first line must be the token that the host knows."
                : $"No token: set {TokenVariable}, or write it to standard input and give --token-from-stdin.");
        return token;
    }

    private static string[] List(string value) => value.Split(',', StringSplitOptions.TrimEntries);

    private static Service NamedService(string name) => name switch
    {
        "http" => Service.Http,
        "echo" => Service.Echo,
        "time" => Service.Time,
        _ => throw new BadOptionsException($"--services wants some of http,echo,time, not «{name}»."),
    };

    private static IPAddress Address(string value, string option) =>
        IPAddress.TryParse(value, out var address)
            ? address
            : throw new BadOptionsException($"{option} wants an IP address, as in 127.0.0.1, not «{value}».");

    private static int Port(string value, string option) =>
        ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0
            ? port
            : throw new BadOptionsException($"{option} wants a port from 1 to 65535, not «{value}».");

    private static PortRange Ports(string value) =>
        value.Split('-') is [var from, var to] && new PortRange(Port(from, "--ports"), Port(to, "--ports")) is { Count: > 0 } range
            ? range
            : throw new BadOptionsException($"--ports wants FROM-TO, as in 40000-40099, not «{value}».");
}

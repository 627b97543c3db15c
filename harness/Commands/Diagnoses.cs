using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Kata.Machine;
using Kata.Programs;
using Kata.Programs.Cells;
using Kata.Servers;
using Kata.Servers.Containers;
using Kata.Support;
using Kata.Text;

namespace Kata.Commands;

/// <summary>How something that the kata needs, or would like to have, is.</summary>
internal enum Health
{
    Fine,

    /// <summary>Not there, and the kata works without it.</summary>
    Note,

    /// <summary>Programs cannot be compiled, run or checked without it.</summary>
    Wrong,
}

/// <summary>What was found out about one thing.</summary>
/// <param name="About">In a word or two.</param>
/// <param name="Found">What is there, or what is not.</param>
/// <param name="Remedy">What to do, if it is not fine.</param>
internal sealed record Diagnosis(string About, Health Health, string Found, string? Remedy = null)
{
    public static Diagnosis Fine(string about, string found) => new(about, Health.Fine, found);

    public static Diagnosis Note(string about, string found, string remedy) => new(about, Health.Note, found, remedy);

    public static Diagnosis Wrong(string about, string found, string remedy) => new(about, Health.Wrong, found, remedy);
}

/// <summary>What <c>kata doctor</c> looks at. None of it sends a packet outside of this machine, but for the question to a
/// container engine that DOCKER_HOST or a docker context puts elsewhere.</summary>
internal static class Diagnoses
{
    private static readonly TimeSpan EventDeadline = TimeSpan.FromSeconds(2);

    /// <summary>All of them, in the order they are shown.</summary>
    /// <param name="programs">The folder of the student's programs.</param>
    public static async Task<IReadOnlyList<Diagnosis>> All(string programs, CancellationToken cancellation) =>
        [
            await Sdk(cancellation),
            Build(),
            await Servers(cancellation),
            await ContainerEngine(cancellation),
            Loopback4(),
            Loopback6(),
            .. Ports(
                (Service: "http", Port: ServersCommand.PortsWanted.Usual.Http),
                ("echo", ServersCommand.PortsWanted.Usual.Echo),
                ("time", ServersCommand.PortsWanted.Usual.Time)),
            NameLookup(),
            ServiceNames(),
            TimeZone(),
            Watching(programs),
            Writable(programs),
            Temporary(),
            ControlC(),
            Cells(),
            Chromium(),
        ];

    private static async Task<Diagnosis> Sdk(CancellationToken cancellation)
    {
        const string about = ".NET SDK";
        const string remedy = "install the .NET 10 SDK: https://dotnet.microsoft.com/download";
        try
        {
            using var process = Process.Start(new ProcessStartInfo(ServerProgram.DotNet, ["--version"])
            {
                WorkingDirectory = Repository.Root, // for its global.json
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
            await process.WaitForExitAsync(cancellation);
            var version = (await output).Trim();
            return process.ExitCode != 0
                    ? Diagnosis.Wrong(about, $"none that suits global.json ({(await error).Trim().Split('\n')[0].Trim()})", remedy)
                : int.TryParse(version.Split('.')[0], out var major) && major >= 10 ? Diagnosis.Fine(about, version)
                : Diagnosis.Wrong(about, $"{version}, which is too old", remedy);
        }
        catch (Win32Exception missing)
        {
            return Diagnosis.Wrong(about, $"{ServerProgram.DotNet} cannot be started ({missing.Message})", remedy);
        }
    }

    private static Diagnosis Build()
    {
        const string about = "build";
        var missing = ((string[])["harness/checks", "containers"]).Where(folder => !IsBuilt(folder)).ToList();
        return missing.Count > 0 ? Diagnosis.Wrong(about, $"not built: {string.Join(", ", missing)}", "run: dotnet build")
            : IsBuilt("solutions") ? Diagnosis.Fine(about, "checks and servers are built")
            : Diagnosis.Note(
                about,
                "checks and servers are built, the solutions are not",
                "nothing: dotnet test solutions builds them when you want to see them pass");

        static bool IsBuilt(string folder) => Directory.Exists(Path.Combine(Repository.Root, folder, "bin"));
    }

    private static async Task<Diagnosis> Servers(CancellationToken cancellation)
    {
        try
        {
            await using var host = await ProcessHost.Start(cancellation);
            await using var endpoint = await host.Open(new() { Service = Kata.Protocol.Service.Echo }, cancellation);
            using var client = new TcpClient();
            await client.ConnectAsync(endpoint.Host, endpoint.Port, cancellation);
            return Diagnosis.Fine("server program", "starts as a process, and can be connected to");
        }
        catch (Exception failed) when (failed is KataException or SocketException)
        {
            return Diagnosis.Wrong(
                "server program",
                OneLine(failed.Message),
                "run: dotnet build containers; and let no firewall stop connections to 127.0.0.1");
        }
    }

    private static async Task<Diagnosis> ContainerEngine(CancellationToken cancellation)
    {
        const string about = "containers";
        var (engine, reason) = await Engine.Probe(
            EngineAddress.Find(Environment.GetEnvironmentVariable("DOCKER_HOST")),
            TimeSpan.FromSeconds(1),
            cancellation);
        if (engine is null)
            return Diagnosis.Note(
                about,
                reason,
                "none is needed: the servers run as a process. To have them in containers, start an engine such as Docker");

        return await engine.HasImage(ServerImage.Name, cancellation)
            ? Diagnosis.Fine(about, $"{engine.Name} at {reason}, and it has the server image")
            : Diagnosis.Note(
                about,
                $"{engine.Name} at {reason}, without the server image",
                $"to build it, which takes about a minute, set KATA_SERVERS=container and run: {KataLine.Of("check 1")}");
    }

    private static Diagnosis Loopback4()
    {
        try
        {
            using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listener.Listen();
            using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            client.Connect(listener.LocalEndPoint!);
            return Diagnosis.Fine("IPv4", "127.0.0.1 can be listened on and connected to");
        }
        catch (SocketException failed)
        {
            return Diagnosis.Wrong(
                "IPv4",
                $"127.0.0.1 cannot be used ({failed.Message})",
                "look at the loopback interface («ip address show lo») and at firewalls");
        }
    }

    private static Diagnosis Loopback6() => Loopback.HasIPv6
        ? Diagnosis.Fine("IPv6", "::1 can be listened on")
        : Diagnosis.Note("IPv6", "this machine has no ::1", "nothing: checks that need it are skipped, and say so");

    /// <summary>The ports that <c>kata servers</c> takes unless told otherwise.</summary>
    internal static IEnumerable<Diagnosis> Ports(params IEnumerable<(string Service, int Port)> ports)
    {
        var taken = ports.Where(wanted => !IsFree(wanted.Port)).ToList();
        yield return taken.Count == 0
            ? Diagnosis.Fine("ports", $"{string.Join(", ", ports.Select(wanted => wanted.Port))} are free for kata servers")
            : Diagnosis.Note(
                "ports",
                $"taken by another program: {string.Join(", ", taken.Select(wanted => wanted.Port))}",
                "choose others by hand, as in: "
                    + $"{KataLine.Of($"servers {string.Join(' ', taken.Select(wanted => $"--{wanted.Service} {wanted.Port + 10000}"))}")}; "
                    + "checks take any that is free");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            tcp.Bind(new IPEndPoint(IPAddress.Loopback, port));
            udp.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static Diagnosis NameLookup()
    {
        try
        {
            var addresses = Dns.GetHostAddresses("localhost");
            return addresses.Contains(IPAddress.Loopback)
                ? Diagnosis.Fine("name lookup", $"localhost is {string.Join(", ", addresses.Distinct())}")
                : Diagnosis.Wrong(
                    "name lookup",
                    $"localhost is {string.Join(", ", addresses.Distinct())}, and not 127.0.0.1",
                    "write «127.0.0.1 localhost» into the hosts file");
        }
        catch (SocketException failed)
        {
            return Diagnosis.Wrong(
                "name lookup",
                $"localhost cannot be looked up ({failed.Message})",
                "write «127.0.0.1 localhost» into the hosts file (/etc/hosts)");
        }
    }

    private static Diagnosis ServiceNames() =>
        ServicePorts.Find("http", "tcp") is var http && http == 80
            ? Diagnosis.Fine("service names", "http is port 80")
            : Diagnosis.Wrong(
                "service names",
                $"http is {(http is null ? "not known" : $"port {http}")}",
                "set the line «http 80/tcp» right in the system's services file (/etc/services)");

    private static Diagnosis TimeZone()
    {
        var zone = TimeZoneInfo.Local;
        var offset = zone.GetUtcOffset(DateTimeOffset.UtcNow);
        return Diagnosis.Fine(
            "time zone",
            $"{zone.Id} ({(offset < TimeSpan.Zero ? '-' : '+')}{offset:hh\\:mm}); under a check programs run in UTC");
    }

    /// <summary>Whether the system tells of a saved file.</summary>
    internal static Diagnosis Watching(string programs)
    {
        const string about = "file watching";
        var remedy = $"use: {KataLine.Of("watch --poll")}";
        string? folder = null;
        try
        {
            // On the same disk as the programs, and where nobody who watches them looks.
            folder = Directory.CreateDirectory(Path.Combine(programs, "obj", "kata", Path.GetRandomFileName())).FullName;
            using var saved = new ManualResetEventSlim();
            using var watcher = new FileSystemWatcher(folder);
            watcher.Created += (_, _) => saved.Set();
            watcher.EnableRaisingEvents = true;
            File.WriteAllText(Path.Combine(folder, "saved"), "");
            return saved.Wait(EventDeadline)
                ? Diagnosis.Fine(about, "the system tells when a program is saved")
                : Diagnosis.Note(
                    about,
                    $"no word of a file saved in {programs} within {EventDeadline.TotalSeconds:0} s, as on some network drives",
                    remedy);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            return Diagnosis.Note(about, OneLine(failed.Message), remedy);
        }
        finally
        {
            if (folder is not null)
                TemporaryFolder.Remove(folder);
        }
    }

    private static Diagnosis Writable(string programs)
    {
        var probe = Path.Combine(programs, $".{Path.GetRandomFileName()}");
        try
        {
            using (File.Create(probe, 1, FileOptions.DeleteOnClose))
            {
            }

            return Diagnosis.Fine("your programs", programs);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return Diagnosis.Note(
                "your programs",
                $"nothing can be saved in {programs} ({OneLine(refused.Message)})",
                "copy the folder to a place where you may write, or mend its permissions");
        }
    }

    /// <summary>Programs are compiled into the temporary folder and run from there.</summary>
    private static Diagnosis Temporary()
    {
        const long least = 200 << 20;
        string? folder = null;
        try
        {
            folder = TemporaryFolder.Create().FullName;
            File.WriteAllText(Path.Combine(folder, "written"), "");
            var free = new DriveInfo(folder).AvailableFreeSpace;
            return free >= least
                ? Diagnosis.Fine("temporary folder", $"{Path.GetTempPath()}, {free >> 20:N0} MB free")
                : Diagnosis.Wrong(
                    "temporary folder",
                    $"{Path.GetTempPath()} has {free >> 20:N0} MB free",
                    $"free at least {least >> 20} MB, or set TMPDIR to another folder");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return Diagnosis.Wrong("temporary folder", OneLine(refused.Message), "set TMPDIR to a folder where you may write");
        }
        finally
        {
            if (folder is not null)
                TemporaryFolder.Remove(folder);
        }
    }

    private static Diagnosis ControlC() =>
        RunningProgram.CanInterrupt
            ? Diagnosis.Fine("Ctrl-C", "checks can send one to a program")
            : Diagnosis.Note(
                "Ctrl-C",
                "this system cannot send one to a program alone",
                "nothing: checks that need it are skipped, and say so");

    private static Diagnosis Cells() =>
        Cell.Support is { Missing: { } missing }
            ? Diagnosis.Note(
                "cells",
                missing,
                "nothing, unless you grade programs that you do not trust: they run in cells, or with --cell none at your own risk")
            : Diagnosis.Fine("cells", string.Join("; ", Cell.Support.Parts.Select(part => $"{part.Name}: {part.Found}")));

    private static Diagnosis Chromium()
    {
        string[] names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome.exe", "msedge.exe"];
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
        return found is not null
            ? Diagnosis.Fine("Chromium", found)
            : Diagnosis.Note(
                "Chromium",
                "not found",
                "nothing: any browser shows a report; only the report's own tests are skipped without it");
    }

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").Trim();
}

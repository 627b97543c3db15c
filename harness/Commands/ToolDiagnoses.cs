using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;
using Kata.Machine;
using Kata.Programs.Cells;
using Kata.Servers;
using Kata.Servers.Containers;
using Kata.Text;

namespace Kata.Commands;

/// <summary>What programs are built, checked and shown with: the SDK, the servers, cells, a browser.</summary>
internal static class ToolDiagnoses
{
    internal static async Task<Diagnosis> Sdk(CancellationToken cancellation)
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

    internal static Diagnosis Build()
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

    internal static async Task<Diagnosis> Servers(CancellationToken cancellation)
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
                Diagnoses.OneLine(failed.Message),
                "run: dotnet build containers; and let no firewall stop connections to 127.0.0.1");
        }
    }

    internal static async Task<Diagnosis> ContainerEngine(CancellationToken cancellation)
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

    internal static Diagnosis Cells()
    {
        const string about = "cells";
        return Cell.Support.Missing is not { } missing
                ? Diagnosis.Fine(about, Parts(Cell.Support))
            : CellSupport.Bubblewrap is not null && UserNamespace.Helps
                ? Diagnosis.Fine(about, "a command that needs cells enters a user namespace, where it may make them")
            : Diagnosis.Note(
                about,
                CellSupport.Lesser.Missing is not null ? missing
                    : $"{missing} A lesser cell works: {Parts(CellSupport.Lesser)}",
                "nothing, unless you grade programs that you do not trust: they run in cells, with --cell lesser in lesser ones, or with "
                    + "--cell none at your own risk");

        static string Parts(CellSupport support) => string.Join("; ", support.Parts.Select(part => $"{part.Name}: {part.Found}"));
    }

    internal static Diagnosis Chromium()
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
}

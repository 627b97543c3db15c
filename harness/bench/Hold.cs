using System.Diagnostics;
using Kata.Commands.Shell;
using Kata.Protocol;
using Kata.Servers;
using Kata.Servers.Containers;

namespace Kata.Bench;

/// <summary>Holds a server host open in a process of its own, so that a test or a person can kill that process and look
/// at what is left.</summary>
internal static class Hold
{
    public static async Task<int> Open(string setting)
    {
        await using var host = await Start(setting);
        await using var endpoint = await host.Open(new() { Service = Service.Echo });
        Console.WriteLine($"ready {endpoint.Host} {endpoint.Port}");
        Console.WriteLine(host switch
        {
            ProcessHost process => $"process {process.ProcessId}",
            ContainerHost containers => $"containers {string.Join(' ', containers.ContainerIds)}",
            _ => host.Name,
        });
        Console.WriteLine(LoadedTestcontainers() ? "with Testcontainers" : "without Testcontainers");
        await Console.In.ReadToEndAsync();
        return 0;
    }

    public static async Task<int> Choose(string? setting)
    {
        var started = Stopwatch.GetTimestamp();
        var choice = await ServerHosts.Choose(setting, Console.Error.WriteLine);
        Console.WriteLine($"{choice.Line} {Stopwatch.GetElapsedTime(started).TotalSeconds:0.00} s");
        await choice.Host.DisposeAsync();
        return 0;
    }

    private static async Task<IServerHost> Start(string setting)
    {
        return setting switch
        {
            "process" or "container" or "auto" => (await ServerHosts.Choose(setting, Console.Error.WriteLine)).Host,
            "published" => await ContainerHost.Start(await Image.Engine(), await Image.Ensure(), ContainerAddressing.Published),
            _ => throw new UsageException($"There is no server host \"{setting}\": give process, container, published or auto."),
        };
    }

    private static bool LoadedTestcontainers() =>
        AppDomain.CurrentDomain.GetAssemblies().Any(assembly => assembly.GetName().Name is "Testcontainers" or "Docker.DotNet");
}

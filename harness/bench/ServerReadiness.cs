using Kata.Servers;
using Kata.Servers.Containers;

namespace Kata.Bench;

/// <summary>Time from asking for a server host to all its services being ready, and the size of the image.</summary>
internal static class ServerReadiness
{
    public static async Task<int> Measure(int runs)
    {
        var engine = await Image.Engine();
        var image = await Image.Ensure();

        // The first of each also loads and compiles the libraries; that is what one test run pays.
        ServerProgram.PreferNative = false;
        var (firstProcess, process) = await Time(runs, async () => await ProcessHost.Start());
        ServerProgram.PreferNative = true;
        var (_, native) = await Time(runs, async () => await ProcessHost.Start());
        var (firstContainers, containers) = await Time(runs, async () => await ContainerHost.Start(engine, image), engine);
        Timing.Print("server program ready, as a process (first)", firstProcess, "s", 0.3);
        Timing.Print($"server program ready, as a process (median of {runs})", process, "s", 0.3);
        Timing.Print("the same, published natively for the image", native, "s", 0.3);
        Timing.Print("three containers ready (first)", firstContainers, "s", 1.0);
        Timing.Print($"three containers ready (median of {runs})", containers, "s", 1.0);
        Timing.Print("size of the image", await Image.Megabytes(), "MB", 15);
        return 0;
    }

    private static async Task<(double First, double Median)> Time(int runs, Func<Task<IServerHost>> start, Engine? engine = null)
    {
        var seconds = new List<double>();
        for (var run = 0; run <= runs; run++)
        {
            var started = System.Diagnostics.Stopwatch.GetTimestamp();
            var host = await start();
            seconds.Add(System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds);
            await host.DisposeAsync();

            // The next start is not to be slowed down by the removal of these.
            if (host is ContainerHost containers)
                await Task.WhenAll(containers.ContainerIds.Select(id => engine!.Removed(id, CancellationToken.None)));
        }

        return (seconds[0], Timing.Median(seconds[1..]));
    }
}

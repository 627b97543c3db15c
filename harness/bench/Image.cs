using Kata.Machine;
using Kata.Programs;
using Kata.Servers;
using Kata.Servers.Containers;

namespace Kata.Bench;

/// <summary>The server image, made sure of before anything is measured with it.</summary>
internal static class Image
{
    public static async Task<int> Build()
    {
        Console.WriteLine($"{await Ensure()} is there, {await Megabytes():0.0} MB");
        return 0;
    }

    /// <summary>Says that no container of ours is left, after waiting for it.</summary>
    public static async Task<int> NothingLeft()
    {
        Console.WriteLine($"{await Cleared()}: no container is left");
        return 0;
    }

    /// <summary>Waits for the last of our containers to be removed, ten seconds at most.</summary>
    /// <returns>The engine.</returns>
    public static async Task<string> Cleared()
    {
        var engine = await Engine();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var left = await engine.Containers(ServiceContainer.Label, limit.Token);
        try
        {
            await Task.WhenAll(left.Select(id => engine.Removed(id, limit.Token)));
            return engine.Name;
        }
        catch (OperationCanceledException)
        {
            throw new KataException($"{engine.Name}: after ten seconds some of these containers are left: {string.Join(' ', left)}");
        }
    }

    public static async Task<Engine> Engine()
    {
        var address = EngineAddress.Find(Environment.GetEnvironmentVariable("DOCKER_HOST"));
        var (engine, reason) = await Servers.Containers.Engine.Probe(address, TimeSpan.FromSeconds(5));
        return engine ?? throw new ServerHostException($"There can be no containers: {reason}.");
    }

    /// <summary>Makes sure of the image, and of the executable in it: another clone may have built the one, and it takes both
    /// for everything to be built here.</summary>
    public static async Task<string> Ensure()
    {
        var engine = await Engine();
        await ServerImage.Ensure(engine, Console.Error.WriteLine, tryAgain: true, CancellationToken.None);
        if (NativePublish.Suits(engine))
            await NativePublish.Run(CancellationToken.None);
        return ServerImage.Name;
    }

    /// <summary>Size of the image, in millions of bytes.</summary>
    public static async Task<double> Megabytes() =>
        await (await Engine()).SizeOf(ServerImage.Name, CancellationToken.None) / 1e6;
}

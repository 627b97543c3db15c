using Kata.Servers;

namespace Kata.Bench;

/// <summary>The server image, made sure of before anything is measured with it.</summary>
internal static class Image
{
    public static async Task<int> Build()
    {
        Console.WriteLine($"{await Ensure()} is there, {await Megabytes():0.0} MB");
        return 0;
    }

    public static async Task<Engine> Engine()
    {
        var address = EngineAddress.Find(Environment.GetEnvironmentVariable("DOCKER_HOST"));
        var (engine, reason) = await Servers.Engine.Probe(address, TimeSpan.FromSeconds(5));
        return engine ?? throw new ServerHostException($"There can be no containers: {reason}.");
    }

    public static async Task<string> Ensure()
    {
        await ServerImage.Ensure(await Engine(), Console.Error.WriteLine, tryAgain: true, CancellationToken.None);
        return ServerImage.Name;
    }

    /// <summary>Size of the image, in millions of bytes.</summary>
    public static async Task<double> Megabytes() =>
        await (await Engine()).SizeOf(ServerImage.Name, CancellationToken.None) / 1e6;
}

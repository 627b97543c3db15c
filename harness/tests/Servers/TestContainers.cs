using Kata.Servers;
using Kata.Servers.Containers;
using NUnit.Framework;

namespace Kata.Tests.Servers;

/// <summary>The engine and the image for tests with containers, or the reason why such a test is skipped. With
/// <c>KATA_SERVERS=container</c> they are not skipped: they fail.</summary>
internal static class TestContainers
{
    public const string Category = "Containers";

    private static readonly Lazy<Task<(Engine? Engine, string Reason)>> Prepared = new(Prepare);

    public static async Task<Engine> Engine()
    {
        var (engine, reason) = await Prepared.Value;
        if (engine is null && Setting == "container")
            Assert.Fail(reason);
        if (engine is null)
            Assert.Ignore(reason);
        return engine!;
    }

    private static string? Setting => ServerHosts.Setting;

    private static async Task<(Engine?, string)> Prepare()
    {
        if (Setting == "process")
            return (null, "KATA_SERVERS=process");

        var (engine, reason) = await Kata.Servers.Containers.Engine.Probe(
            EngineAddress.Find(Environment.GetEnvironmentVariable("DOCKER_HOST")), TimeSpan.FromSeconds(30));
        if (engine is null)
            return (null, reason);

        try
        {
            await ServerImage.Ensure(engine, TestContext.Progress.WriteLine, tryAgain: false, CancellationToken.None);
            return (engine, reason);
        }
        catch (ServerHostException e)
        {
            return (null, $"The server image cannot be built: {e.Message}");
        }
    }
}

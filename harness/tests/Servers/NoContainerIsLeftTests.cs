using Kata.Servers.Containers;
using NUnit.Framework;

namespace Kata.Tests.Servers;

/// <summary>No container outlives its host, however that host ends: the server program exits when its host's control connection closes,
/// so that no helper image has to clean up. These tests run alone: ten seconds are too few for an engine that also starts forty other
/// containers.</summary>
[NonParallelizable]
[Category(TestContainers.Category)]
public class NoContainerIsLeftTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    [Test]
    public async Task No_container_is_left_ten_seconds_after_its_host_is_killed([Values("container", "published")] string setting)
    {
        var engine = await TestContainers.Engine();
        using var host = await HeldHost.Start(setting);
        Assert.That(host.Servers, Has.Length.EqualTo(3));
        await host.Kill();

        using var limit = new CancellationTokenSource(Deadline);
        Assert.That(async () => await Task.WhenAll(host.Servers.Select(id => engine.Removed(id, limit.Token))), Throws.Nothing);
    }

    [Test]
    public async Task No_container_is_left_when_its_host_is_disposed()
    {
        var engine = await TestContainers.Engine();
        var host = await ContainerHost.Start(engine, ServerImage.Name);
        var ids = host.ContainerIds.ToList();
        await host.DisposeAsync();

        using var limit = new CancellationTokenSource(Deadline);
        Assert.That(async () => await Task.WhenAll(ids.Select(id => engine.Removed(id, limit.Token))), Throws.Nothing);
    }
}

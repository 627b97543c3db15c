using Kata.Protocol;

namespace Kata.Containers.Tests;

/// <summary>For what is not to happen. There is no event to wait for, so these watch for a while; they can miss a
/// mistake on a slow machine, but never report one that is not there.</summary>
public static class Stays
{
    private static readonly TimeSpan While = TimeSpan.FromMilliseconds(200);

    public static async Task Unfinished(Task task, TimeSpan? duration = null) =>
        Assert.That(await Task.WhenAny(task, Task.Delay(duration ?? While)), Is.Not.SameAs(task), "it was to wait, and finished");
}

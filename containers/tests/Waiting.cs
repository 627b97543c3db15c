namespace Kata.Containers.Tests;

/// <summary>How long tests wait for what has to happen.</summary>
internal static class Waiting
{
    /// <summary>Only a test that fails waits so long, so it is for the busiest machine.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);

    /// <summary>The same, in milliseconds.</summary>
    public static int Milliseconds => (int)Deadline.TotalMilliseconds;
}

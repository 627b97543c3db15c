namespace Kata.Machine;

/// <summary>How late this process is itself: a thread of it sleeps for a moment, again and again, and notes how late it wakes. It
/// shows on every system that processors are busy, that this process was stopped, or that the whole machine was.</summary>
internal sealed class Pulse
{
    private static readonly TimeSpan moment = TimeSpan.FromMilliseconds(10);

    /// <summary>A timer of Windows ticks every 16 ms.</summary>
    private static readonly TimeSpan usual = TimeSpan.FromMilliseconds(OperatingSystem.IsWindows() ? 25 : 8);

    private static readonly Pulse ours = new();

    private readonly Lateness lateness = new(TimeProvider.System, usual);
    private readonly ManualResetEventSlim wanted = new();
    private int watchers;

    private Pulse() => new Thread(Beat) { IsBackground = true, Name = "Kata.Pulse" }.Start();

    /// <summary>How late this process was so far, while it was watched.</summary>
    public static TimeSpan Late => ours.lateness.Total;

    /// <summary>Watches it until this is disposed.</summary>
    public static IDisposable Watch()
    {
        lock (ours.wanted)
        {
            if (++ours.watchers == 1)
                ours.wanted.Set();
        }

        return new Watcher();
    }

    private void Beat()
    {
        while (true)
        {
            wanted.Wait();
            lateness.Expect(moment);
            Thread.Sleep(moment);
            lateness.Acted();
        }
    }

    private sealed class Watcher : IDisposable
    {
        private int disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref disposed, 1) == 1)
                return;

            lock (ours.wanted)
            {
                if (--ours.watchers == 0)
                    ours.wanted.Reset();
            }
        }
    }
}

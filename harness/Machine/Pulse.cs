namespace Kata.Machine;

/// <summary>How late this process is itself. A thread sleeps for a moment, again and again, and notes how late it wakes. That shows, on
/// every system, that the processors are busy, that this process was stopped, or that the whole machine was.</summary>
internal sealed class Pulse
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(10);

    /// <summary>A timer of Windows ticks every 16 ms.</summary>
    private static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(OperatingSystem.IsWindows() ? 25 : 8);

    private static readonly Pulse Ours = new();

    private readonly Lateness lateness = new(TimeProvider.System, Usual);
    private readonly ManualResetEventSlim wanted = new();
    private int watchers;

    private Pulse() => new Thread(Beat) { IsBackground = true, Name = "Kata.Pulse" }.Start();

    /// <summary>How late this process was so far, while it was watched.</summary>
    public static TimeSpan Late => Ours.lateness.Total;

    /// <summary>Watches it until this is disposed.</summary>
    public static IDisposable Watch()
    {
        lock (Ours.wanted)
        {
            if (++Ours.watchers == 1)
            {
                // A busy machine wakes the thread late: that counts already.
                Ours.lateness.Expect(Moment);
                Ours.wanted.Set();
            }
        }

        return new Watcher();
    }

    private void Beat()
    {
        while (true)
        {
            wanted.Wait();
            lateness.Acted();
            lateness.Expect(Moment);
            Thread.Sleep(Moment);
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

            lock (Ours.wanted)
            {
                if (--Ours.watchers > 0)
                    return;

                Ours.wanted.Reset();
                Ours.lateness.Acted();
            }
        }
    }
}

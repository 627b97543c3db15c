using System.Diagnostics;
using Kata.Machine;

namespace Kata.Programs;

/// <summary>Sees when a program ends. All programs are watched by one thread: a busy machine wakes it sooner than whatever waits for its
/// turn in the thread pool, so the end of a program is not noticed late.</summary>
internal sealed class LifeWatch
{
    /// <summary>How often it looks: no event tells in time of the end of a process, least of all of one in a cell.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(10);

    /// <summary>The counters cost more to read than whether it runs.</summary>
    private const int MomentsBetweenReadings = 5;

    private static readonly List<LifeWatch> Watched = [];
    private static readonly ManualResetEventSlim Wanted = new();
    private static Thread? thread;

    private readonly Func<bool?> runs;
    private readonly OwnTime time;
    private readonly Stopwatch clock;
    private readonly Lock looking = new();
    private bool isStopped;
    private long seen = -1;
    private long alive = -1;
    private long ended = -1;

    private LifeWatch(Func<bool?> runs, OwnTime time, Stopwatch clock) => (this.runs, this.time, this.clock) = (runs, time, clock);

    /// <summary>When it was first seen alive; null if it never was.</summary>
    public TimeSpan? Seen => Time(ref seen);

    /// <summary>When it was certainly still alive, and its counters were read after that; null if it was never seen.</summary>
    public TimeSpan? Alive => Time(ref alive);

    /// <summary>When it was found to have ended; null if it was not.</summary>
    public TimeSpan? Ended => Time(ref ended);

    /// <summary>Watches a program from now to its end, or until <see cref="Stop"/>.</summary>
    /// <param name="runs">Whether it runs; null while that is not known.</param>
    /// <param name="time">Is read from time to time.</param>
    /// <param name="clock">Gives the times of the run.</param>
    /// <returns>Null where the system does not tell whether a process runs.</returns>
    public static LifeWatch? Over(Func<bool?> runs, OwnTime time, Stopwatch clock)
    {
        if (!OperatingSystem.IsLinux())
            return null;

        var watch = new LifeWatch(runs, time, clock);
        lock (Watched)
        {
            Watched.Add(watch);
            Wanted.Set();
            if (thread is null)
            {
                thread = new Thread(Look) { IsBackground = true, Name = "Kata.LifeWatch" };
                thread.Start();
            }
        }

        return watch;
    }

    /// <summary>Watches it no longer: when this returns, it is not looked at any more.</summary>
    public void Stop()
    {
        lock (looking)
            isStopped = true;
        lock (Watched)
        {
            Watched.Remove(this);
            if (Watched.Count == 0)
                Wanted.Reset();
        }
    }

    private static void Look()
    {
        for (var moment = 0; ; moment++)
        {
            Wanted.Wait();
            Thread.Sleep(Moment);
            LifeWatch[] all;
            lock (Watched)
                all = [.. Watched];
            foreach (var watch in all)
                watch.TryLook(moment % MomentsBetweenReadings == 0);
        }
    }

    /// <summary>What goes wrong with one program must not end the watch over the others, nor this process.</summary>
    private void TryLook(bool withCounters)
    {
        try
        {
            Look(withCounters);
        }
        catch (Exception)
        {
            Stop();
        }
    }

    private void Look(bool withCounters)
    {
        lock (looking)
        {
            var now = clock.Elapsed.Ticks;
            if (isStopped || ended >= 0)
                return;

            var isRunning = runs();
            if (isRunning == true && seen < 0)
                Interlocked.Exchange(ref seen, now);
            if (isRunning == false)
            {
                Interlocked.Exchange(ref ended, clock.Elapsed.Ticks);
            }
            else if (isRunning == true && withCounters)
            {
                // In this order: what it waited until then has been read.
                time.Read();
                Interlocked.Exchange(ref alive, now);
            }
        }
    }

    private static TimeSpan? Time(ref long ticks) => Interlocked.Read(ref ticks) is >= 0 and var known ? TimeSpan.FromTicks(known) : null;
}

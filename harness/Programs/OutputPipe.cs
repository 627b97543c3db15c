using System.Text;
using Kata.Text;

namespace Kata.Programs;

/// <summary>Reads one of a program's outputs to its end, up to a cap.</summary>
internal sealed class OutputPipe
{
    /// <summary>The most that a pipe holds (pipe(7)): what is more is being written now.</summary>
    private const int MostInPipe = 1024 * 1024;

    private const int MostPerRead = 16 * 1024;

    /// <summary>As many reads as a full pipe takes: one that a process goes on filling slowly has no end.</summary>
    private const int ReadsOfRest = MostInPipe / MostPerRead;

    /// <summary>How long we wait for what lies ready: reading it takes no time.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);

    /// <summary>The same for a thread, which has to be given a processor first.</summary>
    private static readonly TimeSpan MomentOfThread = TimeSpan.FromMilliseconds(500);

    private readonly MemoryStream bytes = new();
    private readonly int cap;
    private readonly TaskCompletionSource flooded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource grown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="pause">How long nothing more is read after the first bytes: a program that writes much has to wait.</param>
    public OutputPipe(Stream pipe, string name, int cap, TimeSpan pause, CancellationToken cancellation)
        : this(pipe, name, cap, pause, OperatingSystem.IsWindows(), cancellation)
    {
    }

    /// <param name="hasThread">Whether it is read on a thread of its own. On Windows each read of a redirected output holds a thread for
    /// as long as nothing comes (dotnet/runtime#81896): sixteen programs would have the pool's, which answers of servers wait for.</param>
    internal OutputPipe(Stream pipe, string name, int cap, TimeSpan pause, bool hasThread, CancellationToken cancellation)
    {
        Name = name;
        this.cap = cap;
        Drained = hasThread
            ? DrainOnThread(pipe, pause, cancellation)
            : Task.Run(() => Drain(pipe, pause, cancellation), CancellationToken.None);
    }

    public string Name { get; }

    /// <summary>Completes when the pipe is at its end or the reading was cancelled.</summary>
    public Task Drained { get; }

    /// <summary>Completes when more than the cap was written; otherwise never.</summary>
    public Task Flooded => flooded.Task;

    public byte[] Bytes
    {
        get
        {
            lock (bytes)
                return bytes.ToArray();
        }
    }

    public string Text => Encoding.UTF8.GetString(Bytes);

    /// <summary>Waits until it contains a text so many times, or has ended. A line may end as lines do on this system.</summary>
    public async Task<bool> WaitFor(string text, int times)
    {
        text = LineEnds.Short(text);
        while (true)
        {
            Task more;
            lock (bytes)
                more = grown.Task;

            // Ask before looking at the text: its last part may come in between.
            var isAll = Drained.IsCompleted;
            if (LineEnds.Short(Text).Split(text).Length > times)
                return true;
            if (isAll)
                return false;
            await Task.WhenAny(more, Drained);
        }
    }

    private async Task Drain(Stream pipe, TimeSpan pause, CancellationToken cancellation)
    {
        // A disposed Process leaves the streams open that were taken from it.
        await using var open = pipe;
        var buffer = new byte[MostPerRead];
        try
        {
            try
            {
                int count;
                while ((count = await pipe.ReadAsync(buffer, cancellation)) > 0)
                {
                    Keep(buffer.AsSpan(0, count));
                    await Task.Delay(pause, cancellation);
                    pause = TimeSpan.Zero;
                }
            }
            catch (OperationCanceledException)
            {
                await KeepRest(pipe, buffer);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException or ObjectDisposedException)
        {
        }
    }

    /// <summary>Keeps what lies ready. Where this process was held up, the time to stop comes together with it.</summary>
    private async Task KeepRest(Stream pipe, byte[] buffer)
    {
        for (var reads = ReadsOfRest; reads > 0; reads--)
        {
            using var moment = new CancellationTokenSource(Moment);
            var count = await pipe.ReadAsync(buffer, moment.Token);
            if (count == 0)
                return;
            Keep(buffer.AsSpan(0, count));
        }
    }

    private async Task DrainOnThread(Stream pipe, TimeSpan pause, CancellationToken cancellation)
    {
        var thread = Task.Factory.StartNew(
            () => DrainHere(pipe, pause, cancellation),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        await Task.WhenAny(thread, Cancelled(cancellation));

        // What lies ready is kept here, too. A read that finds nothing cannot be ended, and is left to its thread. One moment for all: a
        // process that writes a little now and then does not hold up the end.
        var moment = Task.Delay(MomentOfThread, CancellationToken.None);
        Task more;
        do
        {
            lock (bytes)
                more = grown.Task;
        }
        while (await Task.WhenAny(thread, more, moment) == more);
    }

    private void DrainHere(Stream pipe, TimeSpan pause, CancellationToken cancellation)
    {
        using var open = pipe;
        var buffer = new byte[MostPerRead];
        var rest = ReadsOfRest;
        try
        {
            int count;
            while ((!cancellation.IsCancellationRequested || rest-- > 0) && (count = pipe.Read(buffer)) > 0)
            {
                Keep(buffer.AsSpan(0, count));
                if (pause > TimeSpan.Zero)
                    cancellation.WaitHandle.WaitOne(pause);
                pause = TimeSpan.Zero;
            }
        }
        catch (Exception ended) when (ended is IOException or ObjectDisposedException)
        {
        }
    }

    private static Task Cancelled(CancellationToken cancellation)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cancellation.Register(() => cancelled.TrySetResult());
        return cancelled.Task;
    }

    private void Keep(ReadOnlySpan<byte> chunk)
    {
        TaskCompletionSource signal;
        lock (bytes)
        {
            var room = cap - (int)bytes.Length;
            bytes.Write(chunk[..Math.Min(room, chunk.Length)]);
            if (chunk.Length > room)
                flooded.TrySetResult();
            (signal, grown) = (grown, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        signal.SetResult();
    }
}

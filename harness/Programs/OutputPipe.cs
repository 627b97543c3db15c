using System.Text;

namespace Kata.Programs;

/// <summary>Reads one of a program's outputs to its end, up to a cap.</summary>
internal sealed class OutputPipe
{
    private readonly MemoryStream bytes = new();
    private readonly int cap;
    private readonly TaskCompletionSource flooded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource grown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public OutputPipe(Stream pipe, string name, int cap, CancellationToken cancellation)
    {
        Name = name;
        this.cap = cap;
        Drained = Task.Run(() => Drain(pipe, cancellation), CancellationToken.None);
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

    public async Task<bool> WaitFor(string text, int times)
    {
        while (true)
        {
            Task more;
            lock (bytes)
                more = grown.Task;

            // Asked before the text is looked at: the last of it may come in between.
            var isAll = Drained.IsCompleted;
            if (Text.Split(text).Length > times)
                return true;
            if (isAll)
                return false;
            await Task.WhenAny(more, Drained);
        }
    }

    private async Task Drain(Stream pipe, CancellationToken cancellation)
    {
        // A Process that is disposed leaves its streams open to whoever asked for them.
        await using var open = pipe;
        var buffer = new byte[16 * 1024];
        try
        {
            int count;
            while ((count = await pipe.ReadAsync(buffer, cancellation)) > 0)
                Keep(buffer.AsSpan(0, count));
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException or ObjectDisposedException)
        {
        }
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

using System.IO.Pipelines;
using Kata.Protocol;

namespace Kata.Containers.Transport;

/// <summary>A pipe's writer that counts how many bytes the other end can have seen.</summary>
public sealed class CountedWriter(PipeWriter writer) : PipeWriter
{
    private long written;
    private long flushed;

    public long Flushed => Interlocked.Read(ref flushed);

    public override bool CanGetUnflushedBytes => writer.CanGetUnflushedBytes;

    public override long UnflushedBytes => writer.UnflushedBytes;

    public override Memory<byte> GetMemory(int sizeHint = 0) => writer.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => writer.GetSpan(sizeHint);

    public override void Advance(int bytes)
    {
        written += bytes;
        writer.Advance(bytes);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        Interlocked.Exchange(ref flushed, written);
        return writer.FlushAsync(cancellationToken);
    }

    public override void CancelPendingFlush() => writer.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => writer.Complete(exception);
}

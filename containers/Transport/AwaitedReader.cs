using System.IO.Pipelines;
using Kata.Protocol;

namespace Kata.Containers.Transport;

/// <summary>A pipe's reader that reports when a caller comes to read, and whether the caller has to wait.</summary>
/// <param name="comes">Called before anything is read.</param>
public sealed class AwaitedReader(PipeReader reader, Action comes, Action waits) : PipeReader
{
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        comes();
        var reading = reader.ReadAsync(cancellationToken);
        if (!reading.IsCompleted)
            waits();
        return reading;
    }

    public override bool TryRead(out ReadResult result)
    {
        comes();
        return reader.TryRead(out result);
    }

    public override void AdvanceTo(SequencePosition consumed) => reader.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) =>
        reader.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => reader.CancelPendingRead();

    public override void Complete(Exception? exception = null) => reader.Complete(exception);
}

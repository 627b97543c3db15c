using Kata.Protocol;

namespace Kata.Containers.Transport;

/// <summary>Ends the connection after this many bytes have been sent. What the service sends after that is dropped.</summary>
public sealed class Cut(Layer next, long bytes, Func<ValueTask> end) : Layer
{
    private long left = bytes;
    private bool done;

    public override async ValueTask Send(ReadOnlyMemory<byte> bytes)
    {
        if (done || bytes.IsEmpty)
            return;
        var passed = bytes[..(int)Math.Min(left, bytes.Length)];
        left -= passed.Length;
        done = left == 0;
        if (!passed.IsEmpty)
            await next.Send(passed);
        if (!done)
            return;
        await next.Flush();
        await end();
    }

    public override ValueTask EndAnswer() => done ? ValueTask.CompletedTask : next.EndAnswer();

    public override ValueTask Flush() => done ? ValueTask.CompletedTask : next.Flush();

    public override ValueTask Finish() => done ? ValueTask.CompletedTask : next.Finish();
}

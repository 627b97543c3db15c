using Kata.Protocol;

namespace Kata.Containers.Transport;

/// <summary>Delivers nothing more after this many bytes, not even the end. The connection stays open until the program ends it or the
/// endpoint closes.</summary>
public sealed class StandStill(Layer next, long bytes, Wire wire) : Layer
{
    private long left = bytes;

    public override async ValueTask Send(ReadOnlyMemory<byte> bytes)
    {
        var passed = bytes[..(int)Math.Min(left, bytes.Length)];
        left -= passed.Length;
        if (!passed.IsEmpty)
            await next.Send(passed);
        if (left > 0)
            return;
        await next.Flush();
        await wire.Stall("stalled: nothing more is sent");
    }

    public override ValueTask EndAnswer() => next.EndAnswer();

    public override ValueTask Flush() => next.Flush();

    public override ValueTask Finish() => next.Finish();
}

using System.Buffers;
using Kata.Protocol;

namespace Kata.Containers.Transport;

/// <summary>Delivers in pieces of given sizes, whatever pieces the service wrote: a piece that is not full yet is kept until it is. So the
/// sizes are the same on every run, although timing decides how the service's writes are joined in its pipe.</summary>
/// <param name="schedule">Size and gap of each piece; never ends.</param>
/// <param name="holdsBack">Keep a piece that is not full even while the service waits for the program.</param>
public sealed class Pieces(Layer next, IEnumerator<Piece> schedule, bool holdsBack, CancellationToken ended) : Layer
{
    private readonly ArrayBufferWriter<byte> kept = new();
    private Piece piece = Next(schedule);

    public override async ValueTask Send(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var length = Math.Min(piece.Size - kept.WrittenCount, bytes.Length);
            if (length == piece.Size)
            {
                await Deliver(bytes[..length]);
            }
            else
            {
                kept.Write(bytes.Span[..length]);
                if (kept.WrittenCount == piece.Size)
                    await DeliverKept();
            }
            bytes = bytes[length..];
        }
    }

    public override ValueTask EndAnswer() => next.EndAnswer();

    public override async ValueTask Flush()
    {
        if (holdsBack)
            return;
        await DeliverKept();
        await next.Flush();
    }

    public override async ValueTask Finish()
    {
        await DeliverKept();
        await next.Finish();
    }

    private async ValueTask DeliverKept()
    {
        if (kept.WrittenCount == 0)
            return;
        await Deliver(kept.WrittenMemory);
        kept.ResetWrittenCount();
    }

    private async ValueTask Deliver(ReadOnlyMemory<byte> bytes)
    {
        await next.Send(bytes);
        await next.Flush();
        if (piece.GapMilliseconds > 0)
            await Pause.For(piece.GapMilliseconds, ended);
        piece = Next(schedule);
    }

    private static Piece Next(IEnumerator<Piece> schedule)
    {
        schedule.MoveNext();
        return schedule.Current;
    }
}

/// <summary>One piece to deliver: how many bytes, and the pause after it.</summary>
public readonly record struct Piece(int Size, int GapMilliseconds)
{
    /// <summary>These sizes, in turn and over again.</summary>
    public static IEnumerator<Piece> InTurn(int[] sizes, int gapMilliseconds)
    {
        while (true)
        {
            foreach (var size in sizes)
                yield return new(size, gapMilliseconds);
        }
    }

    /// <summary>Sizes from 1 and gaps from 0 to these maxima, inclusive.</summary>
    public static IEnumerator<Piece> AtRandom(Seeded random, int maxSize, int maxGapMilliseconds)
    {
        while (true)
            yield return new(1 + random.Below(maxSize), random.Below(maxGapMilliseconds + 1));
    }
}

using Kata.Protocol;

namespace Kata.Containers.Transport;

/// <summary>The faults of an endpoint that apply to one of its connections.</summary>
/// <param name="number">The number of the connection on its endpoint, from 1.</param>
public sealed class ConnectionFaults(IReadOnlyList<Fault> faults, int number)
{
    private readonly Fault[] chosen = [.. faults.Where(f => f.Only is null || f.Only.Contains(number))];

    /// <summary>Ends the connection as soon as it is accepted.</summary>
    public CutAtAccept? AtAccept => chosen.OfType<CutAtAccept>().FirstOrDefault();

    /// <summary>The fault that comes first on the way in, if any: a <see cref="CutAfter"/> or a <see cref="Stall"/>.
    /// There is never a second one, since nothing goes in after it.</summary>
    public (long Bytes, Fault Fault)? OnTheWayIn
    {
        get
        {
            var limits =
                from fault in chosen
                let bytes = fault switch
                {
                    CutAfter { Direction: Direction.In } cut => cut.Bytes,
                    Stall { Direction: Direction.In } stall => stall.AfterBytes,
                    _ => -1,
                }
                where bytes >= 0
                orderby bytes
                select ((long, Fault)?)(bytes, fault);
            return limits.FirstOrDefault();
        }
    }

    /// <summary>The layers on the way out, from the service's end to the wire. The first fault is nearest to the
    /// service, so the last is put in front of the wire first.</summary>
    public Layer OnTheWayOut(Wire wire) =>
        chosen.Reverse().Aggregate((Layer)wire, (next, fault) => fault switch
        {
            InPieces f => new Pieces(next, Piece.InTurn(f.Sizes, f.GapMilliseconds), false, wire.Ended),
            InRandomPieces f => new Pieces(
                next, Piece.AtRandom(new(f.Seed, number), f.MaxSize, f.MaxGapMilliseconds), false, wire.Ended),
            Delay f => new Lateness(next, f.Milliseconds, wire.Ended),
            HoldBack f => new Pieces(next, Piece.InTurn([f.Bytes], 0), true, wire.Ended),
            CutAfter { Direction: Direction.Out } f => new Cut(next, f.Bytes, () => End(f.Ending, next, wire)),
            CutAfterAnswers f => new AnswerCut(next, f.Answers, () => End(f.Ending, next, wire)),
            AnswerWith f => new GivenAnswers(next, f.Answers),
            Stall { Direction: Direction.Out } f => new StandStill(next, f.AfterBytes, wire),
            _ => next,
        });

    private static ValueTask End(Ending ending, Layer next, Wire wire) =>
        ending == Ending.Close ? next.Finish() : wire.Reset();
}

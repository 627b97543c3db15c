using System.Net;
using Kata.Protocol;

namespace Kata.Containers.Transport;

/// <summary>One answer of a UDP service on its way to the program.</summary>
/// <param name="Number">Counted from 1 on the endpoint.</param>
public sealed record Answer(int Number, IPEndPoint To, IPEndPoint Local, byte[] Bytes)
{
    public bool FromAnotherPort { get; init; }
}

/// <summary>What happens to the answers of a UDP service: each fault passes an answer on as it is, changed, later,
/// twice, or not at all.</summary>
/// <param name="order">Held while an answer passes.</param>
/// <param name="note">Notes in the transcript what no datagram shows.</param>
public sealed class AnswerFaults(IReadOnlyList<Fault> faults, Lock order, Action<string> note, CancellationToken closing)
{
    /// <summary>All faults, in front of the sending function. The first fault is nearest to the service.</summary>
    public Action<Answer> Before(Action<Answer> send) =>
        faults.Reverse().Aggregate(send, (next, fault) =>
        {
            if (fault is Reorder)
                return Reordering(fault, next);
            if (fault is AnswerWith given)
                return Replacing(given, next);
            var layer = Layer(fault, next);
            return answer => (Applies(fault, answer) ? layer : next)(answer);
        });

    private static bool Applies(Fault fault, Answer answer) => fault.Only?.Contains(answer.Number) ?? true;

    // The next answer releases the held one. So if all answers are chosen, they change places in pairs.
    private static Action<Answer> Reordering(Fault fault, Action<Answer> next)
    {
        Answer? held = null;
        return answer =>
        {
            if (held is null && Applies(fault, answer))
            {
                held = answer;
                return;
            }
            next(answer);
            if (held is not null)
                next(held);
            held = null;
        };
    }

    private Action<Answer> Replacing(AnswerWith fault, Action<Answer> next)
    {
        var given = 0;
        return answer =>
        {
            if (!Applies(fault, answer))
                next(answer);
            else if (given < fault.Answers.Count)
                next(answer with { Bytes = fault.Answers[given++] });
            else
                note($"answer {answer.Number} dropped");
        };
    }

    private Action<Answer> Layer(Fault fault, Action<Answer> next) => fault switch
    {
        Drop => a => note($"answer {a.Number} dropped"),
        Duplicate f => Enumerable.Range(1, f.Copies - 1)
            .Select(copy => f.GapMilliseconds == 0 ? next : Delaying(new(copy * f.GapMilliseconds), next))
            .Aggregate(next, (all, one) => all + one),
        Delay f => Delaying(f, next),
        Truncate f => a => next(a with { Bytes = a.Bytes[..Math.Min(f.Bytes, a.Bytes.Length)] }),
        AnswerFromAnotherPort => a => next(a with { FromAnotherPort = true }),
        Forge f => a =>
        {
            next(a with { Bytes = f.Bytes, FromAnotherPort = true });
            next(a);
        }
        ,
        RandomLoss f => a => Lose(a, f, next),
        _ => next,
    };

    private Action<Answer> Delaying(Delay fault, Action<Answer> next)
    {
        var before = Task.CompletedTask;
        return answer => before = Later(answer, before);

        // Each answer waits for the one before it: timers that are due at the same time may fire in any order.
        async Task Later(Answer answer, Task before)
        {
            try
            {
                await Task.WhenAll(Pause.For(fault.Milliseconds, closing), before);
                lock (order)
                    next(answer);
            }
            catch (OperationCanceledException)
            {
            }
        }
    }

    // Each answer has its own random draw, so that what happens to it depends on its number alone.
    private void Lose(Answer answer, RandomLoss fault, Action<Answer> next)
    {
        var draw = new Seeded(fault.Seed, answer.Number).Fraction();
        if (draw < fault.Drop)
        {
            note($"answer {answer.Number} dropped");
            return;
        }
        next(answer);
        if (draw < fault.Drop + fault.Duplicate)
            next(answer);
    }
}

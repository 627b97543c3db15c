using Kata.Protocol;

namespace Kata.Containers.Transport;

/// <summary>Ends the connection after this many answers have been sent. What the service sends after that is dropped.</summary>
public sealed class AnswerCut(Layer next, int answers, Func<ValueTask> end) : Layer
{
    private int left = answers;

    public override ValueTask Send(ReadOnlyMemory<byte> bytes) =>
        left == 0 ? ValueTask.CompletedTask : next.Send(bytes);

    public override async ValueTask EndAnswer()
    {
        if (left == 0)
            return;
        await next.EndAnswer();
        if (--left > 0)
            return;
        await next.Flush();
        await end();
    }

    public override ValueTask Flush() => left == 0 ? ValueTask.CompletedTask : next.Flush();

    public override ValueTask Finish() => left == 0 ? ValueTask.CompletedTask : next.Finish();
}

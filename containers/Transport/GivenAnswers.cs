using Kata.Protocol;

namespace Kata.Containers.Transport;

/// <summary>Sends given answers in place of the service's: the first byte of each answer of the service sends the next given
/// one.</summary>
public sealed class GivenAnswers(Layer next, IReadOnlyList<byte[]> answers) : Layer
{
    private int given;
    private bool inAnswer;

    public override async ValueTask Send(ReadOnlyMemory<byte> bytes)
    {
        if (inAnswer || bytes.IsEmpty)
            return;
        inAnswer = true;
        if (given < answers.Count && answers[given++] is { Length: > 0 } answer)
            await next.Send(answer);
    }

    public override ValueTask EndAnswer()
    {
        inAnswer = false;
        return next.EndAnswer();
    }

    public override ValueTask Flush() => next.Flush();

    public override ValueTask Finish() => next.Finish();
}

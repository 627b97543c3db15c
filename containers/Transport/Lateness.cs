namespace Kata.Containers.Transport;

/// <summary>Delivers nothing until this many milliseconds have passed since the service first had something to deliver.</summary>
public sealed class Lateness(Layer next, int milliseconds, CancellationToken ended) : Layer
{
    private bool hasWaited;

    public override async ValueTask Send(ReadOnlyMemory<byte> bytes)
    {
        await Wait();
        await next.Send(bytes);
    }

    public override ValueTask EndAnswer() => next.EndAnswer();

    public override ValueTask Flush() => next.Flush();

    public override async ValueTask Finish()
    {
        await Wait();
        await next.Finish();
    }

    private async ValueTask Wait()
    {
        if (hasWaited)
            return;
        hasWaited = true;
        await Pause.For(milliseconds, ended);
    }
}

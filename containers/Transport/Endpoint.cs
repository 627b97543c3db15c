using System.Net;
using Kata.Protocol;

namespace Kata.Containers.Transport;

/// <summary>One service with its faults on one port.</summary>
public abstract class Endpoint
{
    private readonly CancellationTokenSource closing = new();

    public required Transcript Transcript { get; init; }

    public abstract IPEndPoint Address { get; }

    /// <summary>Fires when the endpoint closes: all that still runs must end.</summary>
    public CancellationToken Closing => closing.Token;

    /// <summary>Deals with what has arrived, stops listening and ends every connection. Nothing happens on the
    /// endpoint after that.</summary>
    /// <param name="patience">How long to wait for what is still on its way; by default it does not wait.</param>
    public async Task Close(TimeSpan patience = default)
    {
        await Settle(patience);
        await closing.CancelAsync();
        await End();
    }

    /// <summary>Deals with what programs have done up to now, so that the transcript is whole although the
    /// endpoint is closed the moment a program has exited.</summary>
    /// <param name="patience">How long to wait for what programs have done and what has not arrived yet.</param>
    protected abstract Task Settle(TimeSpan patience);

    protected abstract Task End();

    /// <summary>Waits until the condition is false, at most a second.</summary>
    protected static Task WaitWhile(Func<bool> condition) => WaitWhile(condition, TimeSpan.FromSeconds(1));

    /// <summary>Waits until the condition is false, at most this long.</summary>
    protected static async Task WaitWhile(Func<bool> condition, TimeSpan patience)
    {
        // On a busy machine the time may pass while this process has no processor. It therefore has at least this many turns.
        const int leastTurns = 100;
        var deadline = DateTime.UtcNow + patience;
        for (var turn = 0; condition() && (DateTime.UtcNow < deadline || (turn < leastTurns && patience > TimeSpan.Zero)); turn++)
            await Task.Delay(1);
    }
}

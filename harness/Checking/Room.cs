using Kata.Machine;

namespace Kata.Checking;

/// <summary>Room for checks: for many at a time, for few where the machine is busy, and for one that is made again alone.</summary>
/// <param name="places">How many there is room for.</param>
/// <param name="isBusy">Whether the machine has so much to do that there is room for <paramref name="few"/> only.</param>
internal sealed class Room(int places, int few, Func<bool> isBusy)
{
    /// <summary>Most of a check's time is its program's, and much of that is waiting.</summary>
    public const int Places = 16;

    /// <summary>That of this process.</summary>
    public static Room OfProcess { get; } = new(Places, 2 * Environment.ProcessorCount, Busyness.IsBusy);

    private readonly Lock gate = new();
    private readonly LinkedList<(bool Alone, TaskCompletionSource Entered)> waiting = [];
    private int inside;
    private bool isTaken;

    /// <summary>Waits for a place, which is left when what this returns is disposed.</summary>
    /// <param name="alone">Whether nobody else may be there.</param>
    public async Task<IDisposable> Enter(bool alone = false)
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            waiting.AddLast((alone, entered));
            Admit();
        }

        await entered.Task;
        return new Place(this, alone);
    }

    /// <summary>In the order in which they came: one who wants to be alone waits until all have left, and the others for him.</summary>
    private void Admit()
    {
        var most = waiting.Count > 0 && isBusy() ? few : places;
        while (waiting.First is { Value: var (alone, entered) } && !isTaken && (alone ? inside == 0 : inside < most))
        {
            waiting.RemoveFirst();
            inside++;
            isTaken = alone;
            entered.SetResult();
        }
    }

    private void Leave(bool alone)
    {
        lock (gate)
        {
            inside--;
            isTaken &= !alone;
            Admit();
        }
    }

    private sealed class Place(Room room, bool alone) : IDisposable
    {
        private int left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref left, 1) == 0)
                room.Leave(alone);
        }
    }
}

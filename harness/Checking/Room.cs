using Kata.Machine;

namespace Kata.Checking;

/// <summary>Bounds how many checks run at a time: many, few while the machine is busy, and one alone if it is made again.</summary>
/// <param name="places">How many may run on a machine that is not busy.</param>
/// <param name="few">How many may run on a busy one.</param>
internal sealed class Room(int places, int few, Func<bool> isBusy)
{
    /// <summary>Most of a check's time is its program's, and much of that is waiting.</summary>
    public const int Places = 16;

    /// <summary>The room of this process.</summary>
    public static Room OfProcess { get; } = new(Places, 2 * Environment.ProcessorCount, Busyness.IsBusy);

    private readonly Lock gate = new();
    private readonly LinkedList<(bool Alone, TaskCompletionSource Entered)> waiting = [];
    private int inside;
    private bool isTaken;

    /// <summary>Waits for a place. Disposing what this returns leaves it.</summary>
    /// <param name="alone">Whether no other check may run meanwhile.</param>
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

    /// <summary>Serves the checks in the order in which they came: a check that must be alone waits until all others have left, and the
    /// checks behind it wait for it.</summary>
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

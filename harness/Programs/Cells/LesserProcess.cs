using Kata.Machine;

namespace Kata.Programs.Cells;

/// <summary>How a run begins in a lesser cell.</summary>
/// <param name="User">The user of the run, and of no other.</param>
/// <param name="Folder">Where it begins.</param>
/// <param name="Restrict">Gives up, on the thread that starts it, what it must not have. Its user it gets later.</param>
internal sealed record LesserRun(uint User, string Folder, Action Restrict);

/// <summary>The process of a program in a lesser cell: a shell, which becomes the program when it has set limits. All that the program
/// starts has its user, and nothing else on this machine has.</summary>
internal sealed class LesserProcess(uint user, int process, Cell cell, CellProcess.Streams streams, IReadOnlyList<string> folders,
    string mark, TimeSpan deadline) : CellProcess(process, cell, null, streams, folders, mark, deadline)
{
    /// <summary>To look at all processes of the machine takes long. What has lost its parent is found in every so many looks.</summary>
    private const int LooksBetween = 10;

    private int looks;
    private volatile bool isEmpty;
    private bool wasMade;

    protected override async Task WaitForEnd(Stream status)
    {
        // A thread of its own: it waits as long as the program runs.
        await Task.Factory.StartNew(() => SystemCalls.WaitForEnd(Outside), TaskCreationOptions.LongRunning);
        await using (status)
            wasMade = status.ReadByte() >= 0;
    }

    protected override void KillAll()
    {
        // When there was none left, none can have come: only they could start another.
        if (isEmpty)
            return;

        Signals.Send(Outside, Signals.Kill);
        isEmpty = CellUsers.End(user, Outside).IsEmpty;
    }

    /// <summary>Kills those that are left: to look at all processes of the machine twice would take long.</summary>
    protected override bool IsAnyLeft()
    {
        (var any, isEmpty) = CellUsers.End(user, Outside);
        return any;
    }

    protected override bool IsOutOfReach => !isEmpty;

    protected override bool WasMade() => wasMade;

    protected override IReadOnlyList<int> Processes() => ++looks % LooksBetween != 0 ? CellProcesses.Tree(Outside)
        : [Outside, .. CellUsers.ProcessesOf(user).Where(one => one != Outside)];

    protected override string? TooMuch() => CellMemory.Exceeded(Processes(), Limits, user);

    /// <summary>The servers themselves count what they get.</summary>
    protected override string? TooMuchSent() => null;

    protected override Found? FindProgram() => ProcessStat.BeginningOf(Outside) is { } began ? new(Outside, began) : null;
}

using System.Globalization;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Kata.Machine;

namespace Kata.Programs.Cells;

/// <summary>The process of a program in a cell: bubblewrap outside, which waits; process 1 of the cell, whose end is the end of all in it
/// (pid_namespaces(7)); and the program, which it has started.</summary>
internal partial class CellProcess : ProgramProcess
{
    /// <summary>More than any limit, and small enough to be added up.</summary>
    private const long NotCountable = long.MaxValue / 1024;

    /// <summary>How often we look at the folders of a check, and, without a control group, at the memory of its processes.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);

    private readonly int outside;
    private readonly CellLimits limits;
    private readonly ControlGroup? group;
    private readonly string mark;
    private readonly TimeSpan mostWork;
    private readonly Task watching;
    private readonly CancellationTokenSource ended = new();
    private readonly Lock ending = new();
    private volatile bool isOver;
    private int? first;
    private volatile Found? program;
    private int exitCode;
    private int? reported;
    private RunEnd? limit;
    private bool isKilled;
    private bool leftBehind;
    private long workSeen;

    protected CellProcess(int outside, Cell cell, ControlGroup? group, Streams streams, IReadOnlyList<string> folders, string mark,
        TimeSpan deadline)
    {
        (this.outside, limits, this.group, mostWork) = (outside, cell.Limits, group, cell.Limits.Work(deadline));
        this.mark = mark;
        (Input, Output, ErrorOutput) = (streams.Input, streams.Output, streams.ErrorOutput);
        Exit = Task.Run(() => Follow(streams.Status));
        watching = Task.Run(() => Watch(folders));
    }

    public override Stream Input { get; }

    public override Stream Output { get; }

    public override Stream ErrorOutput { get; }

    public override Task Exit { get; }

    /// <summary>Process 1 of the cell has forked the program; in the cell it is process 2. Null once it has ended: its number may belong
    /// to another then.</summary>
    public override int? ProgramId =>
        Program is { } found && ProcessStat.IsRunning(found.Id, found.Began) != false ? found.Id : null;

    public override bool? Runs => Exit.IsCompleted ? false : Program is { } found ? ProcessStat.IsRunning(found.Id, found.Began) : null;

    public override bool HasExited => Runs == false;

    public override int ExitCode => exitCode;

    /// <summary>To add up the processes takes long: if no control group does it, this is what the last look came to. So it is when all is
    /// over: the group may be another's then.</summary>
    public override TimeSpan? AllWork => !isOver && group?.Worked is { } now ? now : TimeSpan.FromTicks(Interlocked.Read(ref workSeen));

    public override RunEnd? OtherEnd => limit;

    /// <summary>The first process of the run: bubblewrap, or the program itself.</summary>
    protected int Outside => outside;

    protected CellLimits Limits => limits;

    /// <summary>Starts a program.</summary>
    /// <param name="command">The command line of bubblewrap, with the program's at its end; in a lesser cell, the program's.</param>
    /// <param name="environment">The environment of the program.</param>
    /// <param name="deadline">When the program is killed.</param>
    /// <param name="lesser">What takes bubblewrap's place; null if it does all.</param>
    /// <exception cref="CellException">It cannot be started.</exception>
    public static CellProcess Start(
        Cell cell, CellPlace place, IReadOnlyList<string> command, IEnumerable<string> environment, string mark, TimeSpan deadline,
            LesserRun? lesser = null)
    {
        var pipes = new List<AnonymousPipeServerStream>();
        ControlGroup? group = null;
        try
        {
            group = cell.HasGroups ? ControlGroup.Take(cell.Limits) : null;
            var streams = new Streams(Pipe(PipeDirection.Out), Pipe(PipeDirection.In), Pipe(PipeDirection.In), Pipe(PipeDirection.In));
            using var filter = lesser is null ? cell.Files.OpenFilter(cell.HasGroups) : null;
            // They are numbered from 0: the filter is bubblewrap's third, and the status its fourth. In a lesser cell the status is third.
            List<SafeHandle> files = [.. pipes.Select(pipe => pipe.ClientSafePipeHandle)];
            if (filter is not null)
                files.Insert(3, filter);

            var process = place.Network is { } network ? network.Make(Spawned) : CellNetwork.OnThread(Spawned);
            if (group is null)
                CellMemory.EndFirst(process);
            return lesser is null ? new CellProcess(process, cell, group, streams, place.Folders, mark, deadline)
                : new LesserProcess(lesser.User, process, cell, streams, place.Folders, mark, deadline);

            int Spawned()
            {
                using var joined = cell.JoinsInShell ? null : group?.Join();
                return Leftovers.Start(
                    () => Spawn.Start("/bin/sh", ["-c", cell.Script(group), "sh", .. command], environment, lesser?.Folder,
                        lesser is null ? cell.Restrict : lesser.Restrict, [.. files]),
                    mark);
            }
        }
        catch
        {
            pipes.ForEach(pipe => pipe.Dispose());
            group?.GiveBack();
            throw;
        }
        finally
        {
            pipes.ForEach(pipe => pipe.DisposeLocalCopyOfClientHandle());
        }

        AnonymousPipeServerStream Pipe(PipeDirection direction)
        {
            pipes.Add(new(direction));
            return pipes[^1];
        }
    }

    /// <summary>All that was started has bubblewrap's process group, or is a descendant of process 1, which has it.</summary>
    public override void Kill()
    {
        isKilled = true;
        lock (ending)
        {
            // Its number may be another's then.
            if (!isOver)
                KillAll();
        }
    }

    /// <summary>Kills all that was started; it has not been waited for.</summary>
    protected virtual void KillAll() => Signals.KillGroup(outside);

    public override bool KillLeftovers() => leftBehind;

    public override void Dispose()
    {
        ended.Dispose();
        Input.Dispose();
        Output.Dispose();
        ErrorOutput.Dispose();
    }

    /// <summary>Follows the cell to its end; then others may have its group.</summary>
    private async Task Follow(Stream status)
    {
        try
        {
            await FollowToEnd(status);
        }
        finally
        {
            group?.GiveBack();
        }
    }

    /// <summary>Waits until the first process ends; then ends what is left in the cell.</summary>
    private async Task FollowToEnd(Stream status)
    {
        // Until it is waited for, no other process and no other group can have its number.
        await WaitForEnd(status);
        leftBehind = IsAnyLeft() && !isKilled;
        lock (ending)
        {
            KillAll();
            // From here on the numbers of its processes may be others'.
            isOver = true;
            var code = SystemCalls.Wait(outside);
            exitCode = reported ?? code ?? 128 + Signals.Kill;
        }

        // Process 1 is now a child of ours, and its end is that of all in it: the system waits for them.
        if (first is { } one)
            SystemCalls.Wait(one);
        Leftovers.Ended(outside, mark);
        await ended.CancelAsync();
        await watching;

        if (!isKilled && !WasMade())
            limit = new RunEnd.NoCell();
        limit = EndByGroup() ?? (IsOutOfReach ? new RunEnd.Lost("a process that the program has started could not be ended") : limit);
    }

    /// <summary>Reads what bubblewrap reports until bubblewrap ends.</summary>
    protected virtual async Task WaitForEnd(Stream status)
    {
        using (var reader = new StreamReader(status))
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                if (ChildPid().Match(line) is { Success: true } child)
                    first = int.Parse(child.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
                if (ExitCodeLine().Match(line) is { Success: true } code)
                    reported = int.Parse(code.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            }
        }

        SystemCalls.WaitForEnd(outside);
    }

    /// <summary>Whether any process runs that the program has started.</summary>
    protected virtual bool IsAnyLeft() => first is { } parent
        && CellProcesses.Children(parent).Any(child => ProcessStat.Read(child) is { HasEnded: false });

    /// <summary>Whether a process that it has started could not be killed.</summary>
    protected virtual bool IsOutOfReach => false;

    /// <summary>Whether the program has run. Bubblewrap that a signal ended, once the cell was there, was killed by the program: until that
    /// has a process group of its own, the two share one.</summary>
    protected virtual bool WasMade() => reported is not null || (first is not null && exitCode > 128);

    /// <summary>The processes of the cell, the first one first.</summary>
    protected virtual IReadOnlyList<int> Processes() => first is { } one ? CellProcesses.Tree(one) : [];

    /// <summary>What its processes have too much of together; null if nothing. Asked for where no control group counts.</summary>
    protected virtual string? TooMuch() => first is null ? null : CellMemory.Exceeded(Processes(), limits);

    /// <summary>What it sent too much of; null if nothing, or if its network is the machine's.</summary>
    protected virtual string? TooMuchSent() => CellTraffic.Exceeded(outside, limits);

    /// <summary>What the control group says of the end; null if it was no cause.</summary>
    private RunEnd? EndByGroup()
    {
        try
        {
            return group is null ? null
                : group.IsOutOfMemory ? new RunEnd.Exceeded(CellMemory.TooMuch(limits))
                : group.IsOutOfProcesses ? new RunEnd.Exceeded(CellMemory.TooMany(limits))
                : group.HasManyProcesses ? new RunEnd.Exceeded($"it had {group.MostProcesses} processes and threads")
                : limit is not null ? null
                : group.WasKilled ? new RunEnd.Lost("no memory is left on this machine")
                : group.WasRefused ? new RunEnd.Lost("no further process can be started on this machine")
                : null;
        }
        catch (CellException gone)
        {
            return limit is RunEnd.Exceeded ? null : new RunEnd.Lost(gone.Message.TrimEnd('.'));
        }
    }

    private async Task Watch(IReadOnlyList<string> folders)
    {
        try
        {
            while (true)
            {
                await Task.Delay(LookInterval, ended.Token);
                Look();
            }
        }
        catch (OperationCanceledException)
        {
            Look();
        }

        void Look()
        {
            if (group is null && WhileItRuns(TooMuch) is { } what)
            {
                limit = new RunEnd.Exceeded(what);
                Kill();
                return;
            }

            if (NoteWork() > mostWork)
            {
                limit = new RunEnd.Exceeded(string.Create(CultureInfo.InvariantCulture,
                    $"it used more than {mostWork.TotalSeconds:0.#} s of the processors' time"));
                Kill();
                return;
            }

            if (WhileItRuns(TooMuchSent) is { } much)
            {
                limit = new RunEnd.Exceeded(much);
                Kill();
                return;
            }

            var files = folders.SelectMany(Sizes).ToList();
            if (files.Sum() <= limits.Files && files.Count <= limits.FileCount)
                return;

            limit = new RunEnd.Exceeded(files.Count > limits.FileCount
                ? $"it made more than {limits.FileCount} files"
                : $"it wrote more than {limits.Files / CellLimits.Megabyte} MB of files");
            Kill();
        }
    }

    /// <summary>What was found by the numbers of its processes; null if they may have been others' by then.</summary>
    private T? WhileItRuns<T>(Func<T?> look) => isOver ? default : look() is var found && !isOver ? found : default;

    /// <summary>Notes for how long processors have worked for all its processes together.</summary>
    private TimeSpan NoteWork()
    {
        if ((group?.Worked ?? WhileItRuns(Added)) is { } worked)
            Interlocked.Exchange(ref workSeen, worked.Ticks);
        return TimeSpan.FromTicks(Interlocked.Read(ref workSeen));

        TimeSpan? Added() => TimeSpan.FromTicks(Processes().Sum(process => ProcessStat.Read(process)?.Worked.Ticks ?? 0));
    }

    private Found? Program => program ??= FindProgram();

    /// <summary>Null while it is not known.</summary>
    protected virtual Found? FindProgram() => first is { } parent ? Find(parent) : null;

    private static Found? Find(int parent) => CellProcesses.Children(parent)
        .Where(child => CellProcesses.IdInside(child) == 2)
        .Select(child => ProcessStat.BeginningOf(child) is { } began ? new Found(child, began) : null)
        .FirstOrDefault();

    /// <summary>A process, and when it began: no other has both.</summary>
    protected sealed record Found(int Id, long Began);

    /// <summary>Its input and outputs, and what bubblewrap or the shell reports.</summary>
    internal sealed record Streams(Stream Input, Stream Output, Stream ErrorOutput, Stream Status);

    private static IEnumerable<long> Sizes(string folder)
    {
        try
        {
            return [.. new DirectoryInfo(folder).EnumerateFileSystemInfos("*", CellFiles.All).Select(Size)];
        }
        catch (PathTooLongException)
        {
            // Folders so deep inside one another that their content cannot be counted.
            return [NotCountable];
        }
        catch (Exception changing) when (changing is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>0 for a link, or for a file that has gone meanwhile.</summary>
    private static long Size(FileSystemInfo entry)
    {
        try
        {
            return entry is FileInfo { LinkTarget: null } file ? file.Length : 0;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    [GeneratedRegex("\"child-pid\": (\\d+)")]
    private static partial Regex ChildPid();

    [GeneratedRegex("\"exit-code\": (\\d+)")]
    private static partial Regex ExitCodeLine();
}

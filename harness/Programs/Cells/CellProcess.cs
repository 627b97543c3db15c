using System.Globalization;
using System.IO.Pipes;
using System.Text.RegularExpressions;
using Kata.Machine;

namespace Kata.Programs.Cells;

/// <summary>The process of a program in a cell: bubblewrap outside, which waits; process 1 of the cell, whose end is the end of all in it
/// (pid_namespaces(7)); and the program, which it has started.</summary>
internal sealed partial class CellProcess : ProgramProcess
{
    /// <summary>More than any limit, and small enough to be added up.</summary>
    private const long NotCountable = long.MaxValue / 1024;

    /// <summary>How often the folders of a check are looked at while a program may write to them.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);

    private readonly int outside;
    private readonly CellLimits limits;
    private readonly ControlGroup? group;
    private readonly Task watching;
    private readonly CancellationTokenSource ended = new();
    private int? first;
    private int? program;
    private int exitCode;
    private bool hasRun;
    private RunEnd? limit;
    private bool isKilled;
    private bool leftBehind;

    private CellProcess(
        int outside, CellLimits limits, ControlGroup? group, Stream input, Stream output, Stream errorOutput, Stream status,
            IReadOnlyList<string> folders)
    {
        (this.outside, this.limits, this.group) = (outside, limits, group);
        (Input, Output, ErrorOutput) = (input, output, errorOutput);
        Exit = Task.Run(() => Follow(status));
        watching = folders.Count == 0 ? Task.CompletedTask : Task.Run(() => Watch(folders));
    }

    public override Stream Input { get; }

    public override Stream Output { get; }

    public override Stream ErrorOutput { get; }

    public override Task Exit { get; }

    /// <summary>Process 1 of the cell has forked the program; in the cell it is process 2.</summary>
    public override int? ProgramId => program ??= first is { } parent
        ? CellProcesses.Children(parent).Select(child => (int?)child).FirstOrDefault(child => CellProcesses.IdInside(child!.Value) == 2)
        : null;

    public override bool HasExited => Exit.IsCompleted || (ProgramId is { } id && !CellProcesses.Runs(id));

    public override int ExitCode => exitCode;

    public override RunEnd? OtherEnd => limit;

    /// <summary>Starts a program.</summary>
    /// <param name="command">The command line of bubblewrap, with the program's at its end.</param>
    /// <param name="environment">The environment of the program.</param>
    /// <exception cref="CellException">It cannot be started.</exception>
    public static CellProcess Start(
        Cell cell, CellPlace place, IReadOnlyList<string> command, IEnumerable<string> environment, string mark)
    {
        var group = ControlGroup.Take(cell.Limits);
        var input = new AnonymousPipeServerStream(PipeDirection.Out);
        var output = new AnonymousPipeServerStream(PipeDirection.In);
        var errorOutput = new AnonymousPipeServerStream(PipeDirection.In);
        var status = new AnonymousPipeServerStream(PipeDirection.In);
        try
        {
            using var filter = cell.Files.OpenFilter();
            var process = place.Network.Make(() =>
            {
                group?.Join();
                if (cell.User is { } user)
                    SystemCalls.Become(user);
                return Leftovers.Start(
                    () => Spawn.Start(
                        "/bin/sh",
                        ["-c", cell.Script(group), "sh", .. command],
                        environment,
                        input.ClientSafePipeHandle,
                        output.ClientSafePipeHandle,
                        errorOutput.ClientSafePipeHandle,
                        filter,
                        status.ClientSafePipeHandle),
                    mark);
            });
            return new(process, cell.Limits, group, input, output, errorOutput, status, place.Folders);
        }
        catch
        {
            foreach (var pipe in (AnonymousPipeServerStream[])[input, output, errorOutput, status])
                pipe.Dispose();
            group?.GiveBack();
            throw;
        }
        finally
        {
            foreach (var pipe in (AnonymousPipeServerStream[])[input, output, errorOutput, status])
                pipe.DisposeLocalCopyOfClientHandle();
        }
    }

    /// <summary>All that was started has bubblewrap's process group, or is a descendant of process 1, which has it.</summary>
    public override void Kill()
    {
        isKilled = true;
        Signals.KillGroup(outside);
    }

    public override bool KillLeftovers() => leftBehind;

    public override void Dispose()
    {
        ended.Dispose();
        Input.Dispose();
        Output.Dispose();
        ErrorOutput.Dispose();
    }

    /// <summary>Reads what bubblewrap reports until bubblewrap ends; then ends what is left in the cell.</summary>
    private async Task Follow(Stream status)
    {
        using (var reader = new StreamReader(status))
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                if (ChildPid().Match(line) is { Success: true } child)
                    first = int.Parse(child.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
                hasRun |= line.Contains("\"exit-code\"", StringComparison.Ordinal);
            }
        }

        exitCode = SystemCalls.Wait(outside) ?? 128 + Signals.Kill;
        leftBehind = first is { } parent && !isKilled && CellProcesses.Children(parent).Any(CellProcesses.Runs);
        Signals.KillGroup(outside);
        // Process 1 is now a child of ours, and its end is that of all in the cell: the system waits for them.
        if (first is { } one)
            SystemCalls.Wait(one);
        Leftovers.Ended(outside);
        await ended.CancelAsync();
        await watching;

        // Bubblewrap that a signal ended, once the cell was there, was killed by the program: until that has a process group of its own,
        // the two share one.
        if (!hasRun && !isKilled && (first is null || exitCode <= 128))
            limit = new RunEnd.NoCell();
        if (group is null)
            return;

        limit = group.IsOutOfMemory ? new RunEnd.Exceeded($"it used more than {limits.Memory / CellLimits.Megabyte} MB of memory")
            : group.IsOutOfProcesses ? new RunEnd.Exceeded($"it had more than {limits.Processes} processes and threads")
            : limit;
        group.GiveBack();
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
            var files = folders.SelectMany(Sizes).ToList();
            if (files.Sum() <= limits.Files && files.Count <= limits.FileCount)
                return;

            limit = new RunEnd.Exceeded(files.Count > limits.FileCount
                ? $"it made more than {limits.FileCount} files"
                : $"it wrote more than {limits.Files / CellLimits.Megabyte} MB of files");
            Kill();
        }
    }

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
}

using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Kata.Machine;

namespace Kata.Programs;

/// <summary>Finds processes that a program left behind outside its process group. Where there is no /proc, the process
/// groups have to suffice.</summary>
internal static partial class Leftovers
{
    private const int SetChildSubreaper = 36; // PR_SET_CHILD_SUBREAPER
    private const int Rounds = 10;

    private static readonly ConcurrentDictionary<int, string> RunningPrograms = new();

    /// <summary>On Windows, each program's job.</summary>
    private static readonly ConcurrentDictionary<int, Job> Jobs = new();

    /// <summary>On Windows, the programs whose job was refused. Its handle keeps the number from being given again.</summary>
    private static readonly ConcurrentDictionary<int, Process> Jobless = new();

    // Shared while a program is started and noted; exclusive while processes are searched that were not noted.
    private static readonly ReaderWriterLockSlim Starting = new();

    /// <summary>From now on a descendant of ours that loses its parent becomes our child instead of init's: it can be found
    /// whatever it did to its environment (prctl(2)).</summary>
    public static void Adopt()
    {
        if (OperatingSystem.IsLinux())
            _ = ProcessControl(SetChildSubreaper, 1, 0, 0, 0);
    }

    /// <summary>Starts a program, or a process that waits to become one, and notes it: it is not left behind.</summary>
    public static Process Start(ProcessStartInfo program, string mark) => Start(() => Started(program), process => process.Id, mark);

    /// <inheritdoc cref="Start(ProcessStartInfo, string)"/>
    /// <param name="start">Starts it and returns its id.</param>
    public static int Start(Func<int> start, string mark) => Start(start, process => process, mark);

    private static T Start<T>(Func<T> start, Func<T, int> id, string mark)
    {
        Starting.EnterReadLock();
        try
        {
            var process = start();
            RunningPrograms[id(process)] = mark;
            return process;
        }
        finally
        {
            Starting.ExitReadLock();
        }
    }

    private static Process Started(ProcessStartInfo program)
    {
        var process = Process.Start(program)!;
        if (OperatingSystem.IsWindows())
            PutIntoJob(process);
        return process;
    }

    private static void PutIntoJob(Process process)
    {
        try
        {
            Jobs[process.Id] = Job.Of(process);
        }
        catch (Win32Exception)
        {
            // We are in a job ourselves that allows none within it (Nested Jobs, learn.microsoft.com). The program runs all the same, and
            // the tree of its processes has to suffice.
            Jobless[process.Id] = process;
        }
    }

    /// <summary>Notes that a program has ended. Its number may be another program's by now.</summary>
    public static void Ended(int process, string mark)
    {
        RunningPrograms.TryRemove(new(process, mark));
        Jobless.TryRemove(process, out _);
        if (OperatingSystem.IsWindows() && Jobs.TryRemove(process, out var job))
            job.Dispose();
    }

    /// <summary>The programs that run under one of these marks.</summary>
    public static IEnumerable<int> Running(IReadOnlyCollection<string> marks) =>
        RunningPrograms.Where(program => marks.Contains(program.Value)).Select(program => program.Key);

    /// <summary>Kills a program with everything that it has started and that still has it among its ancestors. The
    /// runtime's own way reads four files of every process on the machine, several times; one file is enough.</summary>
    public static void KillTree(Process root)
    {
        if (OperatingSystem.IsWindows() && Jobs.TryGetValue(root.Id, out var job))
        {
            job.Kill();
            return;
        }

        if (!OperatingSystem.IsLinux())
        {
            root.Kill(entireProcessTree: true);
            return;
        }

        var parents = ProcessStat.All().ToDictionary(process => process, process => ProcessStat.Read(process)?.Parent);
        HashSet<int> tree = [root.Id];
        while (parents.Where(one => one.Value is { } parent && tree.Contains(parent) && !tree.Contains(one.Key)).Select(one => one.Key)
            .ToList() is { Count: > 0 } children)
            tree.UnionWith(children);

        foreach (var process in tree)
            Signals.Send(process, Signals.Kill);
    }

    /// <summary>Kills all that is left in the process group of a program that has ended.</summary>
    /// <returns>Whether any process in it was still running. An ended process stays in its group until its parent waits for it, and this
    /// process may be that parent, if it has adopted the other.</returns>
    public static bool KillGroup(int leader)
    {
        if (OperatingSystem.IsWindows())
            return KillJob(leader);

        // Mostly no process is left, and then none has to be looked at.
        var anybodyRuns = Signals.IsGroup(leader)
            && (!OperatingSystem.IsLinux() || ProcessStat.All()
                .Any(process => ProcessStat.Read(process) is { HasEnded: false } stat && stat.Group == leader));
        Signals.KillGroup(leader);
        return anybodyRuns;
    }

    /// <returns>Whether any of its processes was still running.</returns>
    private static bool KillJob(int leader)
    {
        if (!Jobs.TryGetValue(leader, out var job) || job.Running == 0)
            return false;

        job.Kill();
        return true;
    }

    /// <summary>Kills every program that runs under one of these marks, every process whose environment carries one, and
    /// every process that was adopted.</summary>
    /// <param name="inCells">Whether the programs ran in cells: the end of a cell is that of all in it, so none need be searched.</param>
    public static void Kill(IReadOnlyCollection<string> marks, bool inCells = false)
    {
        KillRunning(marks);
        foreach (var process in inCells ? [] : Marked(marks))
            Signals.Send(process, Signals.Kill);

        // The children of a killed process are adopted in turn. A process that forks faster than this cannot be stopped.
        for (var round = 0; round < Rounds && KillAdopted(); round++)
        {
        }
    }

    /// <summary>Kills every program that runs under one of these marks: the process group, and the program itself, which may not lead
    /// one yet.</summary>
    public static void KillRunning(IReadOnlyCollection<string> marks)
    {
        foreach (var process in Running(marks))
            Kill(process);
    }

    /// <summary>Kills one program with its process group, or its job.</summary>
    private static void Kill(int process)
    {
        if (OperatingSystem.IsWindows() && !KillJob(process) && Jobless.TryGetValue(process, out var running))
            KillWithoutJob(running);

        Signals.KillGroup(process);
        Signals.Send(process, Signals.Kill);
    }

    private static void KillWithoutJob(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has just ended, or is about to.
        }
    }

    /// <summary>The processes whose environment carries one of these marks.</summary>
    public static IReadOnlyList<int> Marked(params IReadOnlyCollection<string> marks)
    {
        byte[][] marked = [.. marks.Select(mark => Encoding.ASCII.GetBytes($"{ProgramEnvironment.MarkVariable}={mark}"))];
        return
        [
            .. ProcessStat.All().Where(process =>
                ProcessStat.EnvironmentOf(process) is var environment
                && Array.Exists(marked, mark => environment.AsSpan().IndexOf(mark) >= 0)),
        ];
    }

    /// <returns>Whether there were any that could be killed.</returns>
    private static bool KillAdopted()
    {
        Starting.EnterWriteLock();
        try
        {
            return Adopted().Count(Signals.KillAndReap) > 0;
        }
        finally
        {
            Starting.ExitWriteLock();
        }
    }

    /// <summary>Our children in a process group that is neither ours nor a running program's: until a program's end has been dealt with,
    /// what it leaves is looked at and killed there. What we start ourselves, such as the server program, stays in our group.</summary>
    private static IReadOnlyList<int> Adopted()
    {
        var ours = ProcessStat.Read(Environment.ProcessId)?.Group;
        return
        [
            .. ProcessStat.All().Where(process =>
                !RunningPrograms.ContainsKey(process)
                && ProcessStat.Read(process) is { } stat && stat.Parent == Environment.ProcessId
                && stat.Group != ours && !RunningPrograms.ContainsKey(stat.Group)),
        ];
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int ProcessControl(int option, nuint value, nuint none3, nuint none4, nuint none5);
}

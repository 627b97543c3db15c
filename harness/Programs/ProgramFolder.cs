using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Kata.Machine;
using Kata.Programs.Cells;
using Kata.Servers;

namespace Kata.Programs;

/// <summary>A folder of compiled programs, staged for running: copied to a place of its own, so that a program finds only
/// itself beside it, not the checks, the solutions or the grade.</summary>
public sealed class ProgramFolder : IDisposable
{
    private static readonly PosixSignal[] Endings = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];

    private readonly string folder;
    private readonly string assembly;
    private readonly string built;
    private readonly StagedFile[] staged;
    private readonly Dictionary<string, string> programs;
    private readonly WaitingProcesses? waiting;
    private readonly Cell? cell;
    private readonly ConcurrentDictionary<string, bool> marks = [];
    private readonly PosixSignalRegistration[] signals;
    private int runs;

    private ProgramFolder(string folder, string built, StagedFile[] staged, WaitingProcesses? waiting, Cell? cell)
    {
        (this.waiting, this.cell) = (waiting, cell?.ForAnother());
        this.folder = folder;
        this.built = built;
        this.staged = staged;
        assembly = Path.Combine(folder, Path.GetFileName(built));
        programs = AssemblyPrograms.In(assembly);

        Leftovers.Adopt();
        Signals.LetInterruptsThrough();
        // Ctrl-C ends this process without a Dispose. It does not reach programs, which lead process groups of their own.
        signals = [.. Endings.Select(signal => PosixSignalRegistration.Create(signal, _ => Clear()))];
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    /// <summary>Marks every process that a program of this folder starts, however deep (see <see cref="Leftovers"/>).</summary>
    internal string Mark { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Copies a programs assembly, with its symbols and runtime configuration, to a temporary folder.</summary>
    /// <exception cref="FileNotFoundException">There is no such assembly: it has not been built.</exception>
    public static ProgramFolder Stage(string assemblyPath) => Stage(assemblyPath, null);

    /// <param name="waiting">Processes to run programs in; where none waits, one is started.</param>
    /// <param name="cell">Where the programs run; null if they have the rights of the user who runs the checks.</param>
    internal static ProgramFolder Stage(string assemblyPath, WaitingProcesses? waiting, Cell? cell = null)
    {
        if (!File.Exists(assemblyPath))
            throw new FileNotFoundException($"There are no programs at {assemblyPath}. Build them first: dotnet build.");

        var folder = TemporaryFolder.Create().FullName;
        string[] extensions = [".dll", ".pdb", ".runtimeconfig.json"];
        var sources = extensions.Select(extension => Path.ChangeExtension(assemblyPath, extension)).Where(File.Exists);
        return new(folder, Path.GetFullPath(assemblyPath), [.. sources.Select(source => StagedFile.Copy(source, folder))], waiting, cell);
    }

    /// <summary>Whether there is a program of this name, for example <c>Step04_SendingAndReceiving</c>.</summary>
    public bool Contains(string program) => programs.ContainsKey(program);

    /// <summary>The classes that have a Main and are no step's: one of them may be a program under another name.</summary>
    internal IEnumerable<string> Others => programs.Where(program => program.Value != program.Key).Select(program => program.Key)
        .Where(name => name != "Entry" && !name.StartsWith("Step", StringComparison.Ordinal));

    /// <summary>Whether there are statements that are in no class.</summary>
    internal bool HasStatements => programs.ContainsKey(AssemblyPrograms.Statements);

    /// <summary>Whether the program of this name has a Main as it must be.</summary>
    internal bool CanStart(string program) => programs[program] != program;

    /// <summary>Runs a program to its end.</summary>
    public async Task<Run> Run(string program, IEnumerable<string> arguments, RunOptions? options = null)
    {
        options ??= new();
        if (Debugger.IsAttached && cell is null)
            return await RunInThisProcess(program, arguments, options);

        await using var running = Start(program, arguments, options);
        options.Started?.Invoke(running.Own);
        if (options.Input is { } input)
            await running.FinishInput(input);
        return await running.Ended();
    }

    /// <summary>Runs a program where a debugger of this process sees it.</summary>
    internal Task<Run> RunInThisProcess(string program, IEnumerable<string> arguments, RunOptions options) =>
        DebugRun.Run(built, program, [.. arguments], options, options.Folder ?? NewRunFolder());

    /// <summary>Starts a program that is then talked to; always in a process of its own.</summary>
    public RunningProgram Start(string program, IEnumerable<string> arguments, RunOptions? options = null) =>
        RunningProgram.Start(this, program, arguments, options ?? new());

    /// <summary>Whether no program of this folder may run any more.</summary>
    internal bool IsStopped { get; private set; }

    /// <summary>Whether some thread of a program of this folder works, or would if a processor were free.</summary>
    internal bool IsAtWork => Leftovers.Running(Marks).Any(RunningProgram.Works);

    /// <summary>Ends the programs of this folder that run, and lets no other start.</summary>
    internal void Stop()
    {
        IsStopped = true;
        Leftovers.KillRunning(Marks);
    }

    /// <summary>Starts the process of a program, or takes one that waits.</summary>
    /// <exception cref="OperationCanceledException">The folder was stopped.</exception>
    internal ProgramProcess StartProcess(string program, IEnumerable<string> arguments, RunOptions options)
    {
        if (IsStopped)
            throw new OperationCanceledException($"{program} may not run any more.");

        if (cell is not null)
        {
            var place = options.Place ?? throw new CellException($"{program} is to run in a cell, and has no place in one.");
            string[] command =
                [ServerProgram.DotNet, "exec", Path.Combine(cell.Inside(folder), Path.GetFileName(built)),
                    programs.GetValueOrDefault(program, program), .. arguments];
            return cell.Start(place, folder, command, Mark, options);
        }

        // Without a cell a program has the rights of the grading user, so it can damage the copy for later runs.
        foreach (var file in staged)
            file.Restore();

        var where = options.Folder ?? NewRunFolder();
        string[] words = [programs.GetValueOrDefault(program, program), .. arguments];
        // A process that waits has its environment already.
        if (options.Environment.Count == 0 && waiting?.Take(assembly, where, words) is var (taken, mark))
        {
            marks[mark] = true;
            return new PlainProcess(taken, mark);
        }

        // No apphost, no dependency file, nothing else to resolve.
        return new PlainProcess(Leftovers.Start(ProgramStart.Info([ServerProgram.DotNet, "exec", assembly, .. words], where, Mark,
            options.Environment), Mark), Mark);
    }

    private IReadOnlyCollection<string> Marks => [Mark, .. marks.Keys];

    /// <summary>An empty folder for one run.</summary>
    internal string NewRunFolder() =>
        Directory.CreateDirectory(Path.Combine(folder, "runs", Interlocked.Increment(ref runs).ToString())).FullName;

    /// <summary>Kills what programs may have left running, and removes the staged copy.</summary>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        foreach (var signal in signals)
            signal.Dispose();
        Clear();
    }

    private void OnExit(object? sender, EventArgs exit) => Clear();

    private void Clear()
    {
        Leftovers.Kill(Marks, inCells: cell is not null and not LesserCell);
        TemporaryFolder.Remove(folder);
    }
}

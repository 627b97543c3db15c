using System.Globalization;
using Kata.Servers;

namespace Kata.Programs.Cells;

/// <summary>Where the programs of a submission run. The instructor cannot trust them: they must not reach the harness, the servers'
/// control port, other submissions or the solutions. So each run is under bubblewrap, with processes, files and limits of its own, in the
/// network of its check. A cell has only its control groups to dispose of; the next cell removes what a killed process has left.</summary>
internal class Cell : IAsyncDisposable
{
    /// <summary>Where the program is, in the cell.</summary>
    private const string ProgramFolder = "/program";

    private const string RunFolder = "/tmp/run";
    private const string FirstProcess = "/proc/1";
    private const int HalfKilobyte = 512;

    /// <summary>A program that ends at once.</summary>
    protected const string Nothing = "/usr/bin/true";

    /// <summary>What says much of the machine, and to .NET nothing that it needs.</summary>
    private static readonly string[] Hidden =
    [
        "/proc/cmdline", "/proc/diskstats", "/proc/partitions", "/proc/modules", "/proc/kallsyms", "/proc/keys", "/proc/locks",
        "/proc/sys/kernel/random/boot_id",
    ];

    /// <summary>Starts a program with the rights of another user (util-linux).</summary>
    internal const string SetUser = "/usr/bin/setpriv";

    /// <summary>The path of <see cref="CellSupport.Limiter"/> inside a cell without control groups.</summary>
    private const string LimiterInside = "/limit";

    /// <summary>Removes what killed processes of ours have left.</summary>
    protected static readonly Lazy<bool> Swept = new(SweepOnce);

    private readonly IReadOnlyList<string> wrapping = [];

    private Cell(CellLimits limits, bool asNobody, bool hasGroups)
        : this(limits, asNobody ? CellUsers.Next() : null)
    {
        HasGroups = hasGroups;
        wrapping = Wrapping(Files.Etc, limits);
    }

    protected Cell(CellLimits limits, uint? user) => (Limits, Files, User) = (limits, CellFiles.OfThisProcess.Value, user);

    /// <summary>Which parts of a cell work here.</summary>
    public static CellSupport Support => CellSupport.OfThisMachine;

    public CellLimits Limits { get; }

    internal CellFiles Files { get; }

    /// <summary>The user whose rights the programs have; null for our own user, without its privileges.</summary>
    internal uint? User { get; }

    /// <summary>Whether control groups limit memory and processes. If not, each process has limits, and a watch looks at all of them
    /// together (<see cref="CellMemory"/>).</summary>
    internal bool HasGroups { get; }

    /// <summary>Whether the shell joins the control group. In version 2 a thread has no group of its own (cgroups(7)).</summary>
    internal bool JoinsInShell { get; init; } = ControlGroup.Version == 2;

    /// <summary>Makes a cell.</summary>
    /// <param name="withoutGroups">Makes a cell without control groups even where they are possible.</param>
    /// <exception cref="CellException">There can be none here; the message says what is missing and what to do.</exception>
    public static Task<Cell> CreateAsync(CellLimits? limits = null, bool withoutGroups = false) =>
        Task.Run(() =>
        {
            if (Support.Missing is { } missing)
                throw new CellException(missing);

            _ = Swept.Value;
            return new Cell(limits ?? CellLimits.Usual, Support.HasNobody, ControlGroup.Version is not null && !withoutGroups);
        });

    /// <summary>The same cell, whose shell joins the control group.</summary>
    internal Cell JoiningInShell() => new(Limits, User is not null, HasGroups) { JoinsInShell = true };

    /// <summary>The same cell for another program, as another user: what the system counts for a user, such as the memory of pipes, one
    /// program cannot use up for another.</summary>
    internal virtual Cell ForAnother() => new(Limits, User is not null, HasGroups) { JoinsInShell = JoinsInShell };

    /// <summary>A network for a check; null if programs are in the machine's.</summary>
    /// <exception cref="CellException">It cannot be made.</exception>
    internal virtual CellNetwork? NewNetwork() => CellNetwork.Create();

    /// <summary>Where programs find the folder with their assembly.</summary>
    /// <param name="staged">That folder.</param>
    internal virtual string Inside(string staged) => ProgramFolder;

    /// <summary>Tries a cell with nothing in it that ends at once.</summary>
    /// <param name="asNobody">Whether with the rights of nobody, which only root can give.</param>
    /// <returns>What went wrong; null if nothing.</returns>
    internal static Task<string?> Try(CellNetwork network, bool asNobody, TimeSpan deadline) => Try(
        () =>
        {
            var cell = new Cell(CellLimits.Usual, asNobody, ControlGroup.Version is not null);
            return cell.Start(new(network, []), ["--ro-bind", Nothing, Nothing], [Nothing],
                cell.Environment("trial", new Dictionary<string, string>()), "trial", deadline);
        },
        deadline);

    /// <inheritdoc cref="Try(CellNetwork, bool, TimeSpan)"/>
    /// <param name="start">Starts <see cref="Nothing"/> in it.</param>
    protected static async Task<string?> Try(Func<ProgramProcess> start, TimeSpan deadline)
    {
        try
        {
            using var trial = start();
            using var said = new StreamReader(trial.ErrorOutput);
            var words = said.ReadToEndAsync();
            if (await Task.WhenAny(trial.Exit, Task.Delay(deadline)) != trial.Exit)
                trial.Kill();
            await trial.Exit;
            return trial is { OtherEnd: null, ExitCode: 0 } ? null
                : $"{(await words).ReplaceLineEndings(" ").Trim()} (exit code {trial.ExitCode})";
        }
        catch (CellException failed)
        {
            return failed.Message;
        }
    }

    /// <summary>Gives a folder of ours, with all that is in it, to the programs.</summary>
    private void Give(string folder)
    {
        if (User is not { } user)
            return;

        SystemCalls.Give(folder, user);
        foreach (var entry in Directory.EnumerateFileSystemEntries(folder, "*", CellFiles.All))
            SystemCalls.Give(entry, user);
    }

    /// <summary>Starts a program in the cell.</summary>
    /// <param name="staged">The folder with its assembly.</param>
    /// <param name="words">The command that runs it.</param>
    /// <exception cref="CellException">It cannot be started, or not in that folder.</exception>
    internal ProgramProcess Start(CellPlace place, string staged, IEnumerable<string> words, string mark, RunOptions options)
    {
        if (options.Folder is { } begins && !place.Folders.Any(folder => IsInside(begins, folder)))
        {
            throw new CellException(
                $"{begins} is not in the cell: RunOptions.Folder names a folder that NewFolder() of the check has made.");
        }

        return StartIn(place, staged, words, mark, options);
    }

    /// <inheritdoc cref="Start(CellPlace, string, IEnumerable{string}, string, RunOptions)"/>
    protected virtual ProgramProcess StartIn(CellPlace place, string staged, IEnumerable<string> words, string mark, RunOptions options)
    {
        Give(staged);
        foreach (var folder in place.Folders)
            Give(folder);

        return Start(
            place,
            ["--ro-bind", staged, ProgramFolder, .. place.Folders.SelectMany(folder => (string[])["--bind", folder, folder])],
            words,
            Environment(mark, options.Environment),
            mark,
            options.Deadline,
            options.Folder ?? RunFolder);
    }

    private static bool IsInside(string path, string folder) =>
        Path.GetRelativePath(folder, path) is var relative && relative != ".." && !relative.StartsWith("../", StringComparison.Ordinal);

    /// <summary>Gives up what programs must not have, on the thread that starts one.</summary>
    internal virtual void Restrict()
    {
        if (!JoinsInShell && User is { } user)
            SystemCalls.Become(user);
    }

    private CellProcess Start(CellPlace place, IEnumerable<string> bound, IEnumerable<string> words, IEnumerable<string> environment,
        string mark, TimeSpan deadline, string begins = RunFolder) =>
        CellProcess.Start(
            this,
            place,
            [
                .. wrapping,
                .. bound,
                .. HasGroups ? [] : (string[])["--ro-bind", CellSupport.Limiter!, LimiterInside],
                "--remount-ro", "/", "--chdir", begins, "--unsetenv", CellLeftovers.Variable, "--",
                .. HasGroups ? [] : Limited(),
                .. words,
            ],
            environment,
            mark,
            deadline);

    protected IEnumerable<string> Environment(string mark, IReadOnlyDictionary<string, string> environment)
    {
        var variables = new Dictionary<string, string?>();
        ProgramEnvironment.Fill(variables, mark, new Dictionary<string, string>(environment)
        {
            ["DOTNET_GCHeapHardLimit"] = environment.GetValueOrDefault("DOTNET_GCHeapHardLimit", $"{Limits.Heap:X}"),
        });
        variables[CellLeftovers.Variable] = CellOwner.Ours.Name;
        return variables.Select(variable => $"{variable.Key}={variable.Value}");
    }

    /// <summary>What the shell does before it becomes bubblewrap: a new process cannot get its limits in another way
    /// (setrlimit(2)).</summary>
    internal virtual string Script(ControlGroup? group)
    {
        var join = JoinsInShell && group is not null ? group.JoinScript : "";
        // Only a process with our rights can join our group. It gives them up after that.
        var become = JoinsInShell && User is { } user ? $"{string.Join(' ', As(user, user))} " : "";
        return $"{join}{LimitScript} && exec {become}\"$@\"";
    }

    /// <summary>The beginning of a command that has the rights of a user and of no group but one.</summary>
    internal static IReadOnlyList<string> As(uint user, uint group, params IReadOnlyList<string> more) =>
        [SetUser, "--reuid", $"{user}", "--regid", $"{group}", "--clear-groups", .. more, "--"];

    /// <summary>Sets limits of the shell, which what it starts inherits.</summary>
    protected string LimitScript => string.Create(CultureInfo.InvariantCulture,
        $"ulimit -c 0 && ulimit -n {Limits.OpenFiles} && ulimit -f {Limits.FileSize / HalfKilobyte} && ulimit "
            + $"-t {Limits.ProcessorTime.TotalSeconds:0}");

    /// <summary>Sets the limits inside the cell: each user namespace counts its own processes. Outside, the processes of a user in all
    /// cells would be counted together (setrlimit(2), RLIMIT_NPROC).</summary>
    /// <param name="limiter">Where the program is that sets them.</param>
    protected IEnumerable<string> Limited(string limiter = LimiterInside) =>
        [limiter, $"--nproc={Limits.Processes}", $"--as={Limits.AddressSpace}", "--"];

    public ValueTask DisposeAsync()
    {
        ControlGroup.RemoveFree();
        return ValueTask.CompletedTask;
    }

    /// <summary>The part of bubblewrap's command line that is the same for all.</summary>
    private static IReadOnlyList<string> Wrapping(string etc, CellLimits limits)
    {
        var runtime = Path.GetDirectoryName(ServerProgram.DotNet)!;
        return
        [
            CellSupport.Bubblewrap!,
            "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try",
            "--uid", "1000", "--gid", "1000", "--hostname", "kata", "--cap-drop", "ALL",
            "--seccomp", "3", "--json-status-fd", "4",
            "--size", $"{limits.Files}", "--tmpfs", "/tmp", "--dir", RunFolder,
            .. Libraries().SelectMany(Bound),
            "--ro-bind", runtime, runtime, "--ro-bind", etc, "/etc", "--proc", "/proc",
            // Process 1 is bubblewrap's: its memory and its environment are not the program's business.
            "--tmpfs", FirstProcess, "--remount-ro", FirstProcess,
            // A device that is bound without its rights cannot be opened.
            .. Hidden.Where(File.Exists).SelectMany(file => (string[])["--ro-bind", "/dev/null", file]),
            .. ((string[])["null", "zero", "full", "random", "urandom"])
                .SelectMany(device => (string[])["--dev-bind", $"/dev/{device}", $"/dev/{device}"]),
        ];
    }

    protected static IEnumerable<string> Libraries() => ((string[])["/usr/lib", "/usr/lib64", "/lib", "/lib64"]).Where(Directory.Exists);

    private static string[] Bound(string folder) =>
        new DirectoryInfo(folder).LinkTarget is { } target ? ["--symlink", target, folder] : ["--ro-bind", folder, folder];

    private static bool SweepOnce()
    {
        ControlGroup.Sweep();
        CellLeftovers.Sweep();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => ControlGroup.RemoveFree();
        return true;
    }
}

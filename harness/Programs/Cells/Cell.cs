using System.Globalization;
using Kata.Servers;

namespace Kata.Programs.Cells;

/// <summary>Where the programs of a submission run. The instructor cannot trust them: they must not reach the harness, the servers'
/// control port, other submissions or the solutions. So each run is under bubblewrap, with processes, files and limits of its own, in the
/// network of its check. A cell has only its control groups to dispose of; the next cell removes what a killed process has left.</summary>
internal sealed class Cell : IAsyncDisposable
{
    /// <summary>Where the program is, in the cell.</summary>
    public const string ProgramFolder = "/program";

    private const string RunFolder = "/tmp/run";
    private const string FirstProcess = "/proc/1";
    private const int HalfKilobyte = 512;

    /// <summary>What says much of the machine, and to .NET nothing that it needs.</summary>
    private static readonly string[] Hidden =
    [
        "/proc/cmdline", "/proc/diskstats", "/proc/partitions", "/proc/modules", "/proc/kallsyms", "/proc/keys", "/proc/locks",
        "/proc/sys/kernel/random/boot_id",
    ];

    /// <summary>Starts a program with the rights of another user (util-linux).</summary>
    private const string SetUser = "/usr/bin/setpriv";

    /// <summary>The path of <see cref="CellSupport.Limiter"/> inside a cell without control groups.</summary>
    private const string LimiterInside = "/limit";

    /// <summary>The first of the numbers that no user of this machine has: the programs have no user's rights. KATA in ASCII.</summary>
    private const uint Nobody = 0x4B415441;

    private const int MostUsers = 0xFFFF;

    /// <summary>The number that was given last. Another process of ours begins elsewhere.</summary>
    private static int users = Random.Shared.Next(MostUsers);

    private static readonly Lazy<bool> Swept = new(SweepOnce);

    private readonly IReadOnlyList<string> wrapping;

    private Cell(CellLimits limits, bool asNobody, bool hasGroups)
    {
        (Limits, Files, HasGroups) = (limits, CellFiles.OfThisProcess.Value, hasGroups);
        User = asNobody ? Nobody + (uint)(Interlocked.Increment(ref users) & MostUsers) : null;
        wrapping = Wrapping(Files.Etc, limits);
    }

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
    internal Cell ForAnother() => new(Limits, User is not null, HasGroups) { JoinsInShell = JoinsInShell };

    /// <summary>Tries a cell with nothing in it that ends at once.</summary>
    /// <param name="asNobody">Whether with the rights of nobody, which only root can give.</param>
    /// <returns>What went wrong; null if nothing.</returns>
    internal static async Task<string?> Try(CellNetwork network, bool asNobody, TimeSpan deadline)
    {
        const string nothing = "/usr/bin/true";
        try
        {
            var cell = new Cell(CellLimits.Usual, asNobody, ControlGroup.Version is not null);
            using var trial = cell.Start(new(network, []), ["--ro-bind", nothing, nothing], [nothing],
                cell.Environment("trial", new Dictionary<string, string>()), "trial", deadline);
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
    internal void Give(string folder)
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
            throw new CellException($"{begins} is not in the cell: RunOptions.Folder names a folder that NewFolder() of the check has made.");

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

    private IEnumerable<string> Environment(string mark, IReadOnlyDictionary<string, string> environment)
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
    internal string Script(ControlGroup? group)
    {
        var join = JoinsInShell && group is not null ? group.JoinScript : "";
        // Only a process with our rights can join our group. It gives them up after that.
        var become = JoinsInShell && User is { } user
            ? string.Create(CultureInfo.InvariantCulture, $"{SetUser} --reuid {user} --regid {user} --clear-groups -- ") : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"{join}ulimit -c 0 && ulimit -n {Limits.OpenFiles} && ulimit -f {Limits.FileSize / HalfKilobyte} && ulimit "
                + $"-t {Limits.ProcessorTime.TotalSeconds:0} && exec {become}\"$@\"");
    }

    /// <summary>Sets the limits inside the cell: each user namespace counts its own processes. Outside, the processes of all cells would
    /// be counted together (setrlimit(2), RLIMIT_NPROC).</summary>
    private IEnumerable<string> Limited() =>
        [LimiterInside, $"--nproc={Limits.Processes}", $"--as={Limits.AddressSpace}", "--"];

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

    private static IEnumerable<string> Libraries() => ((string[])["/usr/lib", "/usr/lib64", "/lib", "/lib64"]).Where(Directory.Exists);

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

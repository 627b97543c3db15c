using System.Runtime.CompilerServices;
using Kata.Machine;
using Kata.Servers;

namespace Kata.Programs.Cells;

/// <summary>A cell for a machine where there can be none, such as a container without rights, and only where it was asked for. Each run
/// has a user of its own, the filter of system calls, limits and, where the kernel has it, Landlock. It is in the network of this machine,
/// and sees that other files and processes exist; it can neither read nor write the files, nor signal the processes.</summary>
internal sealed class LesserCell : Cell
{
    /// <summary>What the files of a class call it.</summary>
    public const string Kind = "lesser";

    private const string Shell = "/bin/sh";

    private const UnixFileMode Ours = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Those of /etc that lookups and the runtime read.</summary>
    private static readonly string[] Names =
        ["hosts", "host.conf", "nsswitch.conf", "resolv.conf", "gai.conf", "passwd", "group", "services", "protocols", "ld.so.cache",
            "localtime"];

    /// <summary>Takes the bounds of its rights, too, if we may (CAP_SETPCAP, capabilities(7)). Where we may not, nothing brings them back
    /// either: it gets no new rights.</summary>
    private static readonly string[] Bounds = CellProcesses.HasRight(8) ? ["--bounding-set=-all"] : [];

    /// <summary>The last that is done before a shell becomes the program: it says that there is a cell. A program cannot take that
    /// back.</summary>
    private static readonly string[] Told = [Shell, "-c", "echo >&3 && exec \"$@\" 3>&-", "sh"];

    private static readonly byte[] Filter = SystemCallFilter.IsPossible ? SystemCallFilter.Create(withGroups: false) : [];

    /// <summary>What every program may do.</summary>
    private static readonly IReadOnlyList<(string Path, Landlock.Allowed Allowed)> Common =
    [
        .. Libraries().Append(Path.GetDirectoryName(ServerProgram.DotNet)!).Append(Shell).Append(SetUser)
            .Append(CellSupport.Limiter ?? Shell)
            .Select(path => (path, Landlock.Allowed.Running)),
        .. Names.Select(name => (Path.Combine("/etc", name), Landlock.Allowed.Reading)),
        ("/proc", Landlock.Allowed.Reading),
        .. ((string[])["null", "zero", "full"]).Select(device => ($"/dev/{device}", Landlock.Allowed.Writing)),
        .. ((string[])["random", "urandom"]).Select(device => ($"/dev/{device}", Landlock.Allowed.Reading)),
    ];

    /// <summary>The folders that programs were given. A program has been in them since, and they are not walked through again.</summary>
    private readonly HashSet<string> given = [];

    private readonly bool hasLandlock;

    private LesserCell(CellLimits limits, bool hasLandlock)
        : base(limits, CellUsers.Next()) => this.hasLandlock = hasLandlock;

    /// <summary>The group of its runs, each of which has a user of its own: so they share the folders of their check.</summary>
    private uint Group => User!.Value;

    /// <summary>Makes a lesser cell.</summary>
    /// <param name="withoutLandlock">Makes it as on a machine that has no Landlock.</param>
    /// <exception cref="CellException">There can be none here either; the message says what is missing and what to do.</exception>
    public static Task<LesserCell> MakeAsync(CellLimits? limits = null, bool withoutLandlock = false) =>
        Task.Run(() =>
        {
            if (CellSupport.Lesser.Missing is { } missing)
                throw new CellException(missing);

            _ = Swept.Value;
            return new LesserCell(limits ?? CellLimits.Usual, Landlock.Version > 0 && !withoutLandlock);
        });

    /// <summary>Tries a run that ends at once.</summary>
    /// <returns>What went wrong; null if nothing.</returns>
    internal static async Task<string?> Try(TimeSpan deadline)
    {
        var staged = TemporaryFolder.Create().FullName;
        try
        {
            return await Try(() => new LesserCell(CellLimits.Usual, Landlock.Version > 0)
                .Start(new(null, []), staged, [Nothing], "trial", new() { Deadline = deadline }, (Nothing, Landlock.Allowed.Running)),
                deadline);
        }
        finally
        {
            TemporaryFolder.Remove(staged);
        }
    }

    internal override Cell ForAnother() => new LesserCell(Limits, hasLandlock);

    internal override CellNetwork? NewNetwork() => null;

    internal override string Inside(string staged) => staged;

    internal override string Script(ControlGroup? group) => $"umask 002 && {LimitScript} && exec \"$@\"";

    protected override ProgramProcess StartIn(CellPlace place, string staged, IEnumerable<string> words, string mark, RunOptions options) =>
        Start(place, staged, words, mark, options);

    private CellProcess Start(CellPlace place, string staged, IEnumerable<string> words, string mark, RunOptions options,
        params IReadOnlyList<(string, Landlock.Allowed)> more)
    {
        var user = CellUsers.NextFree();
        Open(staged, UnixFileMode.GroupRead | UnixFileMode.GroupExecute);
        foreach (var file in Directory.EnumerateFiles(staged))
            Open(file, UnixFileMode.GroupRead);
        foreach (var folder in place.Folders)
            Give(folder, user);
        var own = Directory.CreateDirectory(Path.Combine(staged, "runs", $"{user}")).FullName;
        Open(Path.GetDirectoryName(own)!, UnixFileMode.GroupExecute);
        CellFiles.Permit(own, Ours);
        SystemCalls.Give(own, user, Group);

        var rules = hasLandlock
            ? Landlock.Make([.. Common, .. more, (staged, Landlock.Allowed.Reading),
                .. place.Folders.Append(own).Select(folder => (folder, Landlock.Allowed.Owning))])
            : null;
        using (rules)
        {
            var environment = new Dictionary<string, string>(options.Environment) { ["TMPDIR"] = own };
            return CellProcess.Start(this, place with { Folders = [.. place.Folders, own] },
                [.. As(user, Group, Bounds), .. Limited(CellSupport.Limiter!), .. Told, .. words],
                Environment(mark, environment), mark, options.Deadline, new(user, options.Folder ?? own, GiveUp));
        }

        // Our threads keep their user: the program could kill one that has its own, and all of us with it. After the last of these calls
        // no method is called that the runtime counts: it might start a thread of its own for that.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        void GiveUp()
        {
            SystemCalls.GetNoNewRights();
            SystemCalls.Filter(Filter);
            if (rules is not null)
                Landlock.Enter(rules);
        }
    }

    /// <summary>Gives a folder of the check, with what the check has put there, to the programs. The folder stays ours: a program must not
    /// be able to put something else in its place.</summary>
    private void Give(string folder, uint user)
    {
        lock (given)
        {
            if (!given.Add(folder))
                return;

            Open(folder, UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute);
            foreach (var entry in Directory.EnumerateFileSystemEntries(folder, "*", CellFiles.All))
            {
                SystemCalls.Give(entry, user, Group);
                CellFiles.PermitAlso(entry, UnixFileMode.GroupRead | UnixFileMode.GroupWrite
                    | (Directory.Exists(entry) ? UnixFileMode.GroupExecute : 0));
            }
        }
    }

    /// <summary>Lets the programs use what stays ours. We may have made it with no rights for others (umask(2)).</summary>
    private void Open(string path, UnixFileMode toGroup)
    {
        SystemCalls.Give(path, 0, Group);
        CellFiles.Permit(path, Ours | toGroup);
    }
}

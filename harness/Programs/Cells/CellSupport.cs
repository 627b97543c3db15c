using Kata.Servers;

namespace Kata.Programs.Cells;

/// <summary>A part of a cell.</summary>
/// <param name="Found">What is there, or why it is not.</param>
/// <param name="Remedy">What to do; null if it works.</param>
internal sealed record CellPart(string Name, string Found, string? Remedy = null)
{
    public bool Works => Remedy is null;
}

/// <summary>Which parts of a cell work on this machine, for this user.</summary>
internal sealed record CellSupport(IReadOnlyList<CellPart> Parts)
{
    private const string MoreRights =
        "Allow user namespaces to this user (in a container: run it with more rights), or grade without cells: --cell none.";
    private static readonly TimeSpan TrialDeadline = TimeSpan.FromSeconds(10);
    private static readonly Lazy<CellSupport> Found = new(Find);
    private static readonly Lazy<CellSupport> FoundLesser = new(FindLesser);

    public static CellSupport OfThisMachine => Found.Value;

    /// <summary>Which parts of a lesser cell work.</summary>
    public static CellSupport Lesser => FoundLesser.Value;

    /// <summary>Where bubblewrap is; null if it is not there.</summary>
    public static string? Bubblewrap { get; } =
        OperatingSystem.IsLinux() ? ((string[])["/usr/bin/bwrap", "/usr/local/bin/bwrap", "/bin/bwrap"]).FirstOrDefault(File.Exists) : null;

    /// <summary>The program that sets limits of a process (util-linux), for cells without control groups; null if not installed.</summary>
    public static string? Limiter { get; } = File.Exists("/usr/bin/prlimit") ? "/usr/bin/prlimit" : null;

    /// <summary>Whether programs can have the rights of an unused user number.</summary>
    public bool HasNobody { get; private init; }

    /// <summary>Why there can be no cell, in one line; null if there can.</summary>
    public string? Missing => Parts.FirstOrDefault(part => !part.Works) is { } part
        ? $"There can be no {(IsLesser ? "lesser " : "")}cell here: {part.Name}: {part.Found}. {part.Remedy}"
        : null;

    private bool IsLesser { get; init; }

    /// <summary>The first of these paths that a program in a lesser cell could read; null if there is none.</summary>
    public string? Readable(IEnumerable<string> paths) => Landlock.Version > 0 ? null : paths.FirstOrDefault(IsReadable);

    /// <summary>Whether every user may read a file or a folder.</summary>
    internal static bool IsReadable(string path) => !OperatingSystem.IsWindows() && Path.Exists(path)
        && (File.GetUnixFileMode(path) & (UnixFileMode.OtherRead | UnixFileMode.OtherExecute)) != 0
        && (Path.GetDirectoryName(Path.GetFullPath(path)) is not { } above || MayRead(above));

    private static CellSupport FindLesser()
    {
        const string none = "or grade without cells: --cell none.";
        var runtime = Path.GetDirectoryName(ServerProgram.DotNet)!;
        CellPart? missing = !OperatingSystem.IsLinux() ? new("Linux", "this is another system", $"Grade on Linux, {none}")
            : !SystemCallFilter.IsPossible ? new("processor", "neither x64 nor arm64", $"Grade on one of these, {none}")
            : Limiter is null || !File.Exists(Cell.SetUser)
                ? new("limits", "prlimit or setpriv is not installed", $"Install util-linux, {none}")
            : SystemCalls.UserId() != 0 || !CellUsers.AreThere
                ? new("user", "only root can give programs another user's rights", $"Grade as root, {none}")
            : ((string[])[runtime, Path.GetTempPath()]).FirstOrDefault(folder => !MayRead(folder)) is { } closed
                ? new("user", $"other users may not enter {closed}", $"Allow it, {none}")
            : !IsSafe(Path.GetTempPath())
                ? new("user", $"other users may delete what is not theirs in {Path.GetTempPath()}", $"Set its sticky bit, {none}")
            : LesserCell.Try(TrialDeadline).Result is { } failed ? new("user", failed, $"Grade on another machine, {none}")
            : null;
        return new(missing is not null ? [missing] :
        [
            new("user", "its own for each run"),
            new("files", Landlock.Version > 0 ? $"only its own, by Landlock (version {Landlock.Version})"
                : "those that every user may read (this kernel has no Landlock)"),
            new("limits", "memory and processes by a watch, and by limits of each process"),
            new("network", "this machine's"),
        ])
        { IsLesser = true };
    }

    private static CellSupport Find()
    {
        if (!OperatingSystem.IsLinux())
            return new([new("Linux", "this is another system", "Grade on Linux, or without cells: --cell none.")]);
        if (!SystemCallFilter.IsPossible)
            return new([new("processor", "neither x64 nor arm64", "Grade on one of these, or without cells: --cell none.")]);
        if (Bubblewrap is null)
            return new([new("bubblewrap", "not installed",
                "Install it (Debian: apt install bubblewrap), or grade without cells: --cell none.")]);

        var parts = new List<CellPart> { new("bubblewrap", Bubblewrap) };
        try
        {
            using var network = CellNetwork.Create();
            parts.Add(new("network", "a network of its own for each check"));

            var asNobody = SystemCalls.UserId() == 0 && MayRead(Path.GetDirectoryName(ServerProgram.DotNet)!)
                && MayRead(Path.GetTempPath());
            var other = asNobody && Cell.Try(network, asNobody: true, TrialDeadline).Result is null;
            var failed = other ? null : Cell.Try(network, asNobody: false, TrialDeadline).Result;
            parts.Add(failed is null
                ? new("processes and files", other ? "their own, with the rights of nobody" : "their own, with no rights over this machine")
                : new("processes and files", failed, MoreRights));
            parts.Add(Limits(ControlGroup.Version, other));
            return new(parts) { HasNobody = other };
        }
        catch (CellException failed)
        {
            parts.Add(new("network", failed.Message.Split('(', ')')[^2], MoreRights));
            return new(parts);
        }
    }

    /// <summary>What limits memory and processes.</summary>
    /// <param name="groups">The version of control groups; null if none can be made.</param>
    internal static CellPart Limits(int? groups, bool asNobody)
    {
        const string none = "no control group can be made here";
        if (groups is { } version)
            return new("limits", $"memory and processes by control groups (version {version})");
        if (Limiter is null)
            return new("limits", $"{none}, and prlimit is not installed", "Install util-linux, or grade without cells: --cell none.");

        // The system does not limit the number of root's processes.
        return asNobody || !IsRoot()
            ? new("limits", $"memory and processes by a watch, and by limits of each process: {none}")
            : new("limits", $"{none}, and programs would have the rights of root, whose processes have no limit",
                "Grade as an ordinary user, or without cells: --cell none.");
    }

    /// <summary>Whether we are root of this machine, and not only of a user namespace (user_namespaces(7)).</summary>
    internal static bool IsRoot() => SystemCalls.UserId() == 0
        && File.ReadLines("/proc/self/uid_map").FirstOrDefault()?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["0", "0", ..];

    /// <summary>Whether users may delete only what is theirs in it (unlink(2), S_ISVTX).</summary>
    private static bool IsSafe(string folder) => new DirectoryInfo(folder).UnixFileMode is var mode
        && ((mode & UnixFileMode.OtherWrite) == 0 || (mode & UnixFileMode.StickyBit) != 0);

    /// <summary>Whether every user may do it.</summary>
    private static bool MayRead(string folder)
    {
        for (var above = new DirectoryInfo(folder); above is not null; above = above.Parent)
        {
            if ((above.UnixFileMode & UnixFileMode.OtherExecute) == 0)
                return false;
        }

        return true;
    }
}

using Kata.Machine;
using Microsoft.Win32.SafeHandles;

namespace Kata.Programs.Cells;

/// <summary>The files that all cells of this process have in common.</summary>
internal sealed class CellFiles
{
    /// <summary>All that is in a folder, through no link.</summary>
    public static readonly EnumerationOptions All = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
        IgnoreInaccessible = true,
    };

    // What lookups and the runtime read. No name server: the cell's network has none, and this way a lookup fails at once.
    private static readonly Dictionary<string, string> Written = new()
    {
        ["hosts"] = "127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n",
        ["host.conf"] = "multi on\n",
        ["nsswitch.conf"] = "passwd: files\ngroup: files\nhosts: files dns\nservices: files\nprotocols: files\n",
        ["resolv.conf"] = "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n",
        ["passwd"] = "kata:x:1000:1000::/tmp:/bin/false\n",
        ["group"] = "kata:x:1000:\n",
    };

    private static readonly string[] Copied = ["services", "protocols", "ld.so.cache"];

    private readonly string folder = TemporaryFolder.Create().FullName;

    private CellFiles()
    {
        // The cells' user may read it; it holds nothing private.
        Permit(folder, Everybody);
        Permit(Directory.CreateDirectory(Etc).FullName, Everybody);
        foreach (var (name, text) in Written)
            File.WriteAllText(Path.Combine(Etc, name), text);
        foreach (var name in Copied.Where(name => File.Exists($"/etc/{name}")))
            File.WriteAllBytes(Path.Combine(Etc, name), File.ReadAllBytes($"/etc/{name}"));
        foreach (var file in Directory.EnumerateFiles(Etc))
            Permit(file, Everybody & ~(UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute));
        File.WriteAllBytes(Filter(withGroups: true), SystemCallFilter.Create(withGroups: true));
        File.WriteAllBytes(Filter(withGroups: false), SystemCallFilter.Create(withGroups: false));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => TemporaryFolder.Remove(folder);
    }

    private const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>They are made when they are first asked for.</summary>
    public static Lazy<CellFiles> OfThisProcess { get; } = new(() => new());

    /// <summary>What is in the cell's <c>/etc</c>.</summary>
    public string Etc => Path.Combine(folder, "etc");

    public static void Permit(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, mode);
    }

    /// <summary>Permits more than is permitted already.</summary>
    public static void PermitAlso(string path, UnixFileMode more)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | more);
    }

    private string Filter(bool withGroups) => Path.Combine(folder, withGroups ? "filter" : "filter-without-groups");

    /// <summary>The filter of system calls, from its beginning.</summary>
    /// <param name="withGroups">Whether a control group counts memory that belongs to no process.</param>
    public SafeFileHandle OpenFilter(bool withGroups) => SystemCalls.Open(Filter(withGroups));
}

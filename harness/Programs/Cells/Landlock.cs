using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Kata.Programs.Cells;

/// <summary>What a thread and all that it starts may do with files from then on (landlock(7)): nothing but what the rules name. It is the
/// kernel's part of a cell that needs no rights and no namespaces. It does not hide that a file exists.</summary>
internal static partial class Landlock
{
    // The numbers of its calls, on all processors.
    private const int CreateRuleset = 444, AddRule = 445, RestrictSelf = 446;
    private const nuint TellVersion = 1; // LANDLOCK_CREATE_RULESET_VERSION
    private const nuint PathBeneath = 1; // LANDLOCK_RULE_PATH_BENEATH
    private const int PathOnly = 0x200000 | 0x80000; // O_PATH | O_CLOEXEC

    /// <summary>Bits of LANDLOCK_ACCESS_FS_.</summary>
    private const ulong Execute = 1 << 0, WriteFile = 1 << 1, ReadFile = 1 << 2, ReadFolder = 1 << 3, MakeDevices = (1 << 6) | (1 << 11),
        Refer = 1 << 13, Truncate = 1 << 14, ControlDevice = 1 << 15;

    /// <summary>What there is to be done with a file that is no folder.</summary>
    private const ulong OfFiles = Execute | WriteFile | ReadFile | Truncate | ControlDevice;

    /// <summary>LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET and LANDLOCK_SCOPE_SIGNAL: other cells and the machine are out of reach.</summary>
    private const ulong Scopes = 3;

    private const int ScopedSince = 6;

    /// <summary>All that the version of this kernel knows; what it does not know it does not refuse.</summary>
    private static ulong Known => ((1UL << 13) - 1) | (Version >= 2 ? Refer : 0) | (Version >= 3 ? Truncate : 0)
        | (Version >= 5 ? ControlDevice : 0);

    /// <summary>Which version this kernel has; 0 if it has none, or does not use it.</summary>
    public static int Version { get; } = OperatingSystem.IsLinux() ? Math.Max(0, (int)Call(CreateRuleset, [], 0, TellVersion)) : 0;

    /// <summary>What may be done below a path.</summary>
    public enum Allowed
    {
        Reading,
        Running,

        /// <summary>Reading and writing what is there already, such as a device.</summary>
        Writing,

        /// <summary>All but starting programs and making devices.</summary>
        Owning,
    }

    /// <summary>Makes a set of rules. A path that is not there is left out.</summary>
    /// <exception cref="CellException">The kernel refuses it.</exception>
    public static SafeFileHandle Make(IEnumerable<(string Path, Allowed Allowed)> rules)
    {
        Span<byte> attributes = stackalloc byte[24]; // struct landlock_ruleset_attr: files, network, scopes
        attributes.Clear();
        BitConverter.TryWriteBytes(attributes, Known);
        BitConverter.TryWriteBytes(attributes[16..], Scopes);
        var made = (int)Call(CreateRuleset, attributes, Version >= ScopedSince ? 24u : 8u, 0);
        Require(made, "landlock_create_ruleset");
        var set = new SafeFileHandle(made, ownsHandle: true);
        Span<byte> rule = stackalloc byte[12]; // struct landlock_path_beneath_attr, packed: what is allowed, and the file
        foreach (var (path, allowed) in rules.Where(rule => Path.Exists(rule.Path)))
        {
            using var file = SystemCalls.Open(path, PathOnly);
            BitConverter.TryWriteBytes(rule, Bits(allowed) & Known & (Directory.Exists(path) ? ulong.MaxValue : OfFiles));
            BitConverter.TryWriteBytes(rule[8..], (int)file.DangerousGetHandle());
            Require((int)Call(AddRule, set, PathBeneath, rule, 0), $"landlock_add_rule {path}");
        }

        return set;
    }

    /// <summary>Holds this thread, and what it starts, to the rules. It must have given up new privileges.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Enter(SafeFileHandle rules)
    {
        if (Call(RestrictSelf, rules.DangerousGetHandle(), 0) < 0)
        {
            Marshal.SetLastPInvokeError(Marshal.GetLastSystemError());
            Require(-1, "landlock_restrict_self");
        }
    }

    private static ulong Bits(Allowed allowed) => allowed switch
    {
        Allowed.Reading => ReadFile | ReadFolder,
        Allowed.Running => ReadFile | ReadFolder | Execute,
        Allowed.Writing => ReadFile | WriteFile,
        _ => ulong.MaxValue & ~(Execute | MakeDevices | ControlDevice),
    };

    private static void Require(int result, string what)
    {
        if (result < 0)
            throw new CellException($"The cell could not be made ({what}: {Marshal.GetLastPInvokeErrorMessage()}).");
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long Call(nint number, ReadOnlySpan<byte> attributes, nuint size, nuint flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long Call(nint number, SafeHandle rules, nuint kind, ReadOnlySpan<byte> rule, nuint flags);

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial long Call(nint number, nint rules, nuint flags);
}

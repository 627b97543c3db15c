using System.Runtime.InteropServices;

namespace Kata.Programs.Cells;

/// <summary>Which system calls a program may not make in a cell: those that reach into other processes, that make or enter
/// namespaces and mounts, that change the kernel, that take what all programs of this machine share, and sockets of rare families and
/// protocols, where most of the kernel's mistakes are found.
/// Written as a program of the kernel's packet filter (seccomp(2), linux/bpf_common.h).</summary>
internal static class SystemCallFilter
{
    // From linux/bpf_common.h: load a word; jump if equal, greater or equal, or any bit is set; return; and.
    private const ushort Load = 0x20, IfEqual = 0x15, IfAtLeast = 0x35, IfAny = 0x45, Return = 0x06, And = 0x54;

    // From linux/seccomp.h: the offsets of the fields in seccomp_data …
    private const uint Number = 0, Architecture = 4, FirstArgument = 16, SecondArgument = 24, ThirdArgument = 32;

    // … and the results of a filter.
    private const uint Allow = 0x7FFF0000, KillProcess = 0x80000000, Refuse = 0x00050000;
    private const uint NotPermitted = Refuse | 1, NotThere = Refuse | 38, NoSuchFamily = Refuse | 97; // EPERM, ENOSYS, EAFNOSUPPORT
    private const uint NoSuchProtocol = Refuse | 93, NoSuchType = Refuse | 94; // EPROTONOSUPPORT, ESOCKTNOSUPPORT

    /// <summary>The call returns 0, and nothing is done.</summary>
    private const uint Pretend = Refuse;

    /// <summary>On x64 the calls of another set of numbers, which no program needs (syscall(2), x32).</summary>
    private const uint OtherNumbers = 0x40000000;

    // CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET (clone(2)).
    private const uint AnyNamespace = 0x7E020000;

    // TIOCSTI and TIOCLINUX: typing into a terminal.
    private static readonly uint[] RefusedControls = [0x5412, 0x541C];

    // PR_SET_MM: moving what /proc shows of a process, such as its environment, to wherever it likes (prctl(2)).
    private const uint SetMemoryMap = 35;

    // Families of sockets (socket(2)).
    private const uint Unix = 1, Internet = 2, Internet6 = 10;

    // The types are in the low bits, STREAM, DGRAM and RAW first. A program without rights gets no RAW socket.
    private const uint TypeMask = 0xF, Raw = 3;

    // The usual one of the type, TCP, UDP, and ICMP for both families (ip(7)). Others, such as SCTP, may load a module of the kernel.
    private static readonly uint[] Protocols = [0, 6, 17, 1, 58];

    // F_SETLK and F_SETLKW, and the same for F_OFD; F_SETLEASE and F_SETDELEG (fcntl(2)).
    private static readonly uint[] Locks = [6, 7, 37, 38], Leases = [1024, 1040];

    // The kernel's own family, and its protocol for addresses and routes, by which .NET lists the network interfaces (netlink(7)).
    private const uint Netlink = 16, NetlinkRoute = 0;

    /// <summary>By name, with the number on x64 and on arm64; -1 where there is none.</summary>
    private static readonly (string Name, int X64, int Arm64)[] Refused =
    [
        ("ptrace", 101, 117), ("process_vm_readv", 310, 270), ("process_vm_writev", 311, 271), ("pidfd_getfd", 438, 438),
        ("process_madvise", 440, 440), ("kcmp", 312, 272), ("bpf", 321, 280), ("userfaultfd", 323, 282), ("perf_event_open", 298, 241),
        ("add_key", 248, 217), ("request_key", 249, 218), ("keyctl", 250, 219), ("io_uring_setup", 425, 425), ("io_uring_enter", 426, 426),
        ("io_uring_register", 427, 427), ("mount", 165, 40), ("umount2", 166, 39), ("pivot_root", 155, 41), ("chroot", 161, 51),
        ("open_tree", 428, 428), ("move_mount", 429, 429), ("fsopen", 430, 430), ("fsconfig", 431, 431), ("fsmount", 432, 432),
        ("fspick", 433, 433), ("mount_setattr", 442, 442), ("open_tree_attr", 467, 467), ("unshare", 272, 97), ("setns", 308, 268),
        ("kexec_load", 246, 104), ("kexec_file_load", 320, 294), ("init_module", 175, 105), ("finit_module", 313, 273),
        ("delete_module", 176, 106), ("swapon", 167, 224), ("swapoff", 168, 225), ("reboot", 169, 142), ("syslog", 103, 116),
        ("acct", 163, 89), ("quotactl", 179, 60), ("quotactl_fd", 443, 443), ("name_to_handle_at", 303, 264),
        ("open_by_handle_at", 304, 265), ("lookup_dcookie", 212, 18), ("vhangup", 153, 58), ("fanotify_init", 300, 262),
        ("fanotify_mark", 301, 263), ("settimeofday", 164, 170), ("clock_settime", 227, 112), ("adjtimex", 159, 171),
        ("clock_adjtime", 305, 266), ("sethostname", 170, 161), ("setdomainname", 171, 162), ("migrate_pages", 256, 238),
        ("move_pages", 279, 239), ("memfd_secret", 447, 447), ("iopl", 172, -1), ("ioperm", 173, -1), ("modify_ldt", 154, -1),
    ];

    /// <summary>Asynchronous input and output. Its contexts are counted for the whole machine (/proc/sys/fs/aio-max-nr), and .NET uses
    /// none.</summary>
    private static readonly (string Name, int X64, int Arm64)[] Missing =
    [
        ("io_setup", 206, 0), ("io_destroy", 207, 1), ("io_submit", 209, 2), ("io_cancel", 210, 3), ("io_getevents", 208, 4),
        ("io_pgetevents", 333, 292),
    ];

    /// <summary>Calls that return 0 and do nothing. flock needs no right to write, so it would lock files of the host that the cell may
    /// only read, such as the SDK's. .NET locks each file that it opens, and fails if a named mutex has no lock. The others write out
    /// all disks of the machine.</summary>
    private static readonly (string Name, int X64, int Arm64)[] Pretended =
        [("flock", 73, 32), ("sync", 162, 81), ("syncfs", 306, 267)];

    /// <summary>Calls that make memory that belongs to no process: looking at the processes does not find it.</summary>
    private static readonly (string Name, int X64, int Arm64)[] RefusedWithoutGroups =
        [("memfd_create", 319, 279), ("shmget", 29, 194), ("msgget", 68, 186), ("mq_open", 240, 180)];

    /// <summary>Whether there is one for this machine's processor.</summary>
    public static bool IsPossible =>
        RuntimeInformation.ProcessArchitecture
            is System.Runtime.InteropServices.Architecture.X64
                or System.Runtime.InteropServices.Architecture.Arm64;

    /// <summary>The filter, as the kernel takes it.</summary>
    /// <param name="withGroups">Whether a control group counts all memory.</param>
    public static byte[] Create(bool withGroups) =>
        Create(RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64, withGroups);

    /// <inheritdoc cref="Create(bool)"/>
    internal static byte[] Create(bool arm, bool withGroups)
    {
        var (architecture, clone, clone3, socket, pair, control) = arm
            ? (0xC00000B7u, 220u, 435u, 198u, 199u, 29u)
            : (0xC000003Eu, 56u, 435u, 41u, 53u, 16u);
        var program = new List<(ushort Code, byte Then, byte Else, uint Value)>
        {
            (Load, 0, 0, Architecture),
            (IfEqual, 1, 0, architecture),
            (Return, 0, 0, KillProcess),
            (Load, 0, 0, Number),
        };
        if (!arm)
            program.AddRange([(IfAtLeast, 0, 1, OtherNumbers), (Return, 0, 0, NotPermitted)]);

        program.AddRange(All(withGroups ? Refused : Refused.Concat(RefusedWithoutGroups), arm, NotPermitted));
        program.AddRange(All(Missing, arm, NotThere));
        program.AddRange(All(Pretended, arm, Pretend));
        // Its flags are in memory, which a filter cannot read: the C library then uses clone.
        program.AddRange([(IfEqual, 0, 1, clone3), (Return, 0, 0, NotThere)]);
        program.AddRange(Of(clone,
            [(Load, 0, 0, FirstArgument), (IfAny, 0, 1, AnyNamespace), (Return, 0, 0, NotPermitted), (Return, 0, 0, Allow)]));
        program.AddRange(Of(socket, Sockets()));
        program.AddRange(Of(pair, Sockets()));
        program.AddRange(Of(control, [(Load, 0, 0, SecondArgument), .. IfAmong(RefusedControls, NotPermitted), (Return, 0, 0, Allow)]));
        program.AddRange(Of(arm ? 25u : 72u, // fcntl
            [(Load, 0, 0, SecondArgument), .. IfAmong(Locks, Pretend), .. IfAmong(Leases, NotPermitted), (Return, 0, 0, Allow)]));
        program.AddRange(Of(arm ? 167u : 157u, // prctl
            [(Load, 0, 0, FirstArgument), (IfEqual, 0, 1, SetMemoryMap), (Return, 0, 0, NotPermitted), (Return, 0, 0, Allow)]));
        program.Add((Return, 0, 0, Allow));
        return [.. program.SelectMany(step =>
            (byte[])[.. BitConverter.GetBytes(step.Code), step.Then, step.Else, .. BitConverter.GetBytes(step.Value)])];
    }

    private static IEnumerable<(ushort, byte, byte, uint)> All(IEnumerable<(string Name, int X64, int Arm64)> calls, bool arm,
        uint result) =>
        IfAmong(calls.Select(call => arm ? call.Arm64 : call.X64).Where(number => number >= 0).Select(number => (uint)number), result);

    /// <summary>Returns a result if what was loaded is one of these.</summary>
    private static IEnumerable<(ushort, byte, byte, uint)> IfAmong(IEnumerable<uint> values, uint result) =>
        values.SelectMany(value => ((ushort, byte, byte, uint)[])[(IfEqual, 0, 1, value), (Return, 0, 0, result)]);

    /// <summary>Which sockets there are: all of the file system, TCP, UDP and ICMP, and the kernel's own for addresses and
    /// routes.</summary>
    private static (ushort, byte, byte, uint)[] Sockets()
    {
        (ushort, byte, byte, uint)[] internet =
        [
            (Load, 0, 0, SecondArgument),
            (And, 0, 0, TypeMask),
            .. IfAmong([Raw], Allow),
            (IfAtLeast, 0, 1, Raw),
            (Return, 0, 0, NoSuchType),
            (Load, 0, 0, ThirdArgument),
            .. IfAmong(Protocols, Allow),
            (Return, 0, 0, NoSuchProtocol),
        ];
        return
        [
            (Load, 0, 0, FirstArgument),
            .. IfAmong([Unix], Allow),
            (IfEqual, 1, 0, Internet),
            (IfEqual, 0, (byte)internet.Length, Internet6),
            .. internet,
            (IfEqual, 1, 0, Netlink),
            (Return, 0, 0, NoSuchFamily),
            (Load, 0, 0, ThirdArgument),
            .. IfAmong([NetlinkRoute], Allow),
            (Return, 0, 0, NoSuchProtocol),
        ];
    }

    /// <summary>What is done at one call; it ends with a return.</summary>
    private static IEnumerable<(ushort Code, byte Then, byte Else, uint Value)> Of(uint call,
        IReadOnlyList<(ushort, byte, byte, uint)> steps) =>
        [(IfEqual, 0, (byte)steps.Count, call), .. steps];
}

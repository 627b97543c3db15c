using System.Runtime.InteropServices;
using Kata.Machine;
using Microsoft.Win32.SafeHandles;

namespace Kata.Programs.Cells;

/// <summary>The calls of Linux and the GNU C library that cells need, on x64 and arm64.</summary>
internal static partial class SystemCalls
{
    public const int NewNetwork = 0x40000000; // CLONE_NEWNET, unshare(2)

    private const int ReadAndCloseOnExec = 0x80000; // O_RDONLY | O_CLOEXEC
    private const int DuplicateAndCloseOnExec = 1030; // F_DUPFD_CLOEXEC
    private const uint GetInterface = 0x8913, SetInterface = 0x8914; // SIOCGIFFLAGS, SIOCSIFFLAGS
    private const int InterfaceLength = 40, FlagsAt = 16; // struct ifreq, netdevice(7)
    private const short Up = 1; // IFF_UP
    private const int SizeOfInformation = 128; // siginfo_t

    private static readonly bool IsArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>Moves this thread into new namespaces.</summary>
    public static void Unshare(int namespaces) => Require(UnshareNamespaces(namespaces), "unshare");

    /// <summary>Moves this thread into a network.</summary>
    public static void Enter(SafeFileHandle network) => Require(SetNamespace(network, NewNetwork), "setns");

    /// <summary>A file, for reading. It is not handed on to programs.</summary>
    /// <param name="flags">How it is opened, if not for reading (open(2)).</param>
    public static SafeFileHandle Open(string path, int flags = ReadAndCloseOnExec)
    {
        var file = OpenFile(path, flags);
        Require(file, $"open {path}");
        return new(file, ownsHandle: true);
    }

    /// <summary>Starts the loopback interface of this thread's network.</summary>
    /// <param name="socket">Any socket in it.</param>
    public static void StartLoopback(SafeHandle socket)
    {
        var request = new byte[InterfaceLength];
        "lo"u8.CopyTo(request);
        Require(ControlInterface(socket, GetInterface, request), "ioctl");
        BitConverter.TryWriteBytes(request.AsSpan(FlagsAt), (short)(BitConverter.ToInt16(request, FlagsAt) | Up));
        Require(ControlInterface(socket, SetInterface, request), "ioctl");
    }

    /// <summary>Gives this thread, and what it starts, the rights of another user and of no group; this process keeps its own. The
    /// C library's functions of these names would change all threads, so they are not used.</summary>
    public static void Become(uint user) => Become(user, user);

    /// <inheritdoc cref="Become(uint)"/>
    /// <param name="group">The only group whose rights it has.</param>
    public static void Become(uint user, uint group)
    {
        var (groups, groupId, id) = IsArm ? (159, 149, 147) : (116, 119, 117); // setgroups, setresgid, setresuid
        Require((int)Call(groups, 0, 0, 0), "setgroups");
        Require((int)Call(groupId, group, group, group), "setresgid");
        Require((int)Call(id, user, user, user), "setresuid");
    }

    /// <summary>From now on no program that this thread starts brings rights with it (prctl(2), PR_SET_NO_NEW_PRIVS).</summary>
    public static void GetNoNewRights() => Require(Control(38, 1, 0, 0, 0), "prctl");

    /// <summary>Kills a process, if that number is still the one's that is meant (pidfd_open(2)).</summary>
    public static void Kill(int process, Func<int, bool> isMeant)
    {
        const nint open = 434, send = 424; // on all processors
        if (Call(open, (nuint)process, 0, 0) is not (>= 0 and var number))
            return;

        using var one = new SafeFileHandle((nint)number, ownsHandle: true);
        if (isMeant(process))
            _ = Call(send, (nuint)number, Signals.Kill, 0, 0);
    }

    /// <summary>Holds this thread, and what it starts, to a filter of system calls (seccomp(2)).</summary>
    public static void Filter(byte[] program)
    {
        const int setFilter = 22, withProgram = 2, instruction = 8; // PR_SET_SECCOMP, SECCOMP_MODE_FILTER, struct sock_filter
        var pinned = GCHandle.Alloc(program, GCHandleType.Pinned);
        try
        {
            // struct sock_fprog: the number of instructions, and where they are.
            nint[] header = [program.Length / instruction, pinned.AddrOfPinnedObject()];
            Require(Control(setFilter, withProgram, header), "seccomp");
        }
        finally
        {
            pinned.Free();
        }
    }

    /// <summary>Gives a file to a user (lchown(2)).</summary>
    public static void Give(string path, uint user) => Give(path, user, user);

    /// <inheritdoc cref="Give(string, uint)"/>
    public static void Give(string path, uint user, uint group) => _ = ChangeOwner(path, user, group);

    /// <summary>This user's number.</summary>
    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint UserId();

    /// <summary>The same file under a number that is not below this one.</summary>
    public static SafeFileHandle AtLeast(SafeHandle file, int number)
    {
        var copy = ControlFile(file, DuplicateAndCloseOnExec, number);
        Require(copy, "fcntl");
        return new(copy, ownsHandle: true);
    }

    /// <summary>Waits for a child's end, and leaves the ended child as it is, so that its number stays its own (waitid(2)).</summary>
    public static void WaitForEnd(int child)
    {
        const int ofProcess = 1, ended = 4, leave = 0x01000000; // P_PID, WEXITED, WNOWAIT
        while (WaitForState(ofProcess, child, new byte[SizeOfInformation], ended | leave) < 0
            && Marshal.GetLastPInvokeError() == ErrorNumbers.Interrupted)
        {
            // A signal came first.
        }
    }

    /// <summary>Waits for a child's end.</summary>
    /// <returns>Its exit code, or 128 and the number of the signal that ended it; null if it is no child of ours (any more).</returns>
    public static int? Wait(int child)
    {
        while (true)
        {
            if (WaitForProcess(child, out var status, 0) == child)
                return (status & 0x7F) == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F);
            if (Marshal.GetLastPInvokeError() != ErrorNumbers.Interrupted)
                return null;
        }
    }

    /// <summary>Puts another program into this process; returns only if that fails (execve(2)).</summary>
    /// <returns>Why.</returns>
    public static string Become(string program, string[] arguments)
    {
        _ = Execute(program, [program, .. arguments, null]);
        return Marshal.GetLastPInvokeErrorMessage();
    }

    private static void Require(int result, string what)
    {
        if (result < 0)
            throw new CellException(
                $"The cell could not be made ({what}: {Marshal.GetLastPInvokeErrorMessage()}). kata doctor says what works " + "here.");
    }

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int UnshareNamespaces(int flags);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(SafeFileHandle file, int type);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int ControlFile(SafeHandle file, int command, int argument);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int ControlInterface(SafeHandle socket, nuint request, Span<byte> argument);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long Call(nint number, nuint first, nuint second, nuint third);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long Call(nint number, nuint first, nuint second, nuint third, nuint fourth);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int Control(int option, nuint second, nuint third, nuint fourth, nuint fifth);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int Control(int option, nuint second, ReadOnlySpan<nint> program);

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitForProcess(int process, out int status, int options);

    [LibraryImport("libc", EntryPoint = "waitid", SetLastError = true)]
    private static partial int WaitForState(int type, int process, Span<byte> information, int options);

    [LibraryImport("libc", EntryPoint = "execv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string program, ReadOnlySpan<string?> arguments);
}

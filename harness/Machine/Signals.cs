using System.Runtime.InteropServices;

namespace Kata.Machine;

/// <summary>Signals to processes and process groups (kill(2)); Windows has none.</summary>
internal static partial class Signals
{
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18; // on Linux
    private const int ChildEnded = 17; // on Linux
    public const int Stop = 19; // on Linux

    /// <summary>For a program that a signal ended: the name of the signal, and what it means (signal(7)).</summary>
    public static string Describe(int signal) => signal switch
    {
        Interrupt => "an end by Ctrl-C itself (signal 2, SIGINT): the program did not catch it",
        4 => "an end by signal 4 (SIGILL): no instruction that this processor has",
        6 => "an end by signal 6 (SIGABRT): the program or its runtime gave up, as Environment.FailFast does",
        8 => "an end by signal 8 (SIGFPE): a computation that the processor cannot do",
        Kill => "an end by signal 9 (SIGKILL): killed from outside, by the system when memory runs out or by another program",
        11 => "an end by signal 11 (SIGSEGV): the program reached for memory that is not its own",
        13 => "an end by signal 13 (SIGPIPE): it wrote to a pipe or a socket that has no reader any more",
        Terminate => "an end by signal 15 (SIGTERM): another program asked it to end",
        31 when OperatingSystem.IsLinux() =>
            "an end by signal 31 (SIGSYS): it made a system call that is not allowed here, and the system's filter ended it",
        _ => $"an end by signal {signal}",
    };

    /// <summary>Whether this signal may end a runtime that has too little memory left to report it (signal(7)).</summary>
    public static bool MayBeLackOfMemory(int signal) => signal is 4 or 6 or 7 or Kill or 11;

    public static void Send(int process, int signal)
    {
        if (!OperatingSystem.IsWindows())
            _ = KillProcess(process, signal);
    }

    /// <summary>Whether a process group has any process, even only ended processes that no parent has waited for.</summary>
    public static bool IsGroup(int leader) => !OperatingSystem.IsWindows() && KillProcess(-leader, 0) == 0;

    /// <summary>Kills the process group that a program made for itself and its children (see Support/Entry).</summary>
    public static void KillGroup(int leader)
    {
        if (!OperatingSystem.IsWindows())
            _ = KillProcess(-leader, Kill);
    }

    /// <summary>Kills a child that the runtime does not know, and waits for it in the runtime's place (waitpid(2)).</summary>
    /// <returns>Whether it has gone. A child of another user, or one that waits for a dead disk, does not.</returns>
    public static bool KillAndReap(int child)
    {
        const int atOnce = 1, looks = 200; // WNOHANG
        if (OperatingSystem.IsWindows())
            return false;

        _ = KillProcess(child, Kill);
        for (var look = 1; WaitForProcess(child, IntPtr.Zero, atOnce) == 0; look++)
        {
            if (look == looks)
                return false;
            Thread.Sleep(1);
        }

        return true;
    }

    /// <summary>Makes the programs that this process starts receive Ctrl-C. A process that a shell started in the background ignores
    /// it, and its children ignore what the process ignores (signal(7)). On Windows it is one of a new process group that does
    /// (SetConsoleCtrlHandler, learn.microsoft.com).</summary>
    public static void LetInterruptsThrough()
    {
        if (OperatingSystem.IsWindows())
            _ = SetConsoleCtrlHandler(IntPtr.Zero, false);
        else
            LetThrough(Interrupt);
    }

    /// <summary>Makes the runtime leave children alone that it has not started: a runtime that begins with SIGCHLD ignored waits for all
    /// of them, and nobody else learns their exit codes (signal(7)). To be called before it has a child.</summary>
    public static void LetEndsOfChildrenThrough() => LetThrough(ChildEnded);

    private static void LetThrough(int signal)
    {
        if (OperatingSystem.IsLinux() && (Ignored() & (1UL << (signal - 1))) != 0)
            _ = HandleSignal(signal, IntPtr.Zero);
    }

    // A mask with the first signal in its lowest bit (proc(5), /proc/PID/status).
    private static ulong Ignored() =>
        File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) is { } line
            ? Convert.ToUInt64(line["SigIgn:".Length..].Trim(), 16)
            : 0;

    // With no handler: what the system does by default.
    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial IntPtr HandleSignal(int signal, IntPtr handler);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetConsoleCtrlHandler(IntPtr handler, [MarshalAs(UnmanagedType.Bool)] bool add);

    [LibraryImport("libc", EntryPoint = "waitpid")]
    private static partial int WaitForProcess(int process, IntPtr status, int options);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int KillProcess(int process, int signal);
}

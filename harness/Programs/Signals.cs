using System.Runtime.InteropServices;

namespace Kata.Programs;

/// <summary>Signals to processes and process groups (kill(2)); does nothing on Windows.</summary>
internal static partial class Signals
{
    public const int Interrupt = 2;
    public const int Kill = 9;

    public static void Send(int process, int signal)
    {
        if (!OperatingSystem.IsWindows())
            _ = KillProcess(process, signal);
    }

    /// <summary>Kills the process group that a program made for itself and its children (see Support/Entry).</summary>
    public static void KillGroup(int leader)
    {
        if (!OperatingSystem.IsWindows())
            _ = KillProcess(-leader, Kill);
    }

    /// <summary>Kills a child that the runtime does not know of, and takes note of its end for it (waitpid(2)).</summary>
    public static void KillAndReap(int child)
    {
        if (OperatingSystem.IsWindows())
            return;

        _ = KillProcess(child, Kill);
        _ = WaitForProcess(child, IntPtr.Zero, 0);
    }

    [DllImport("libc", EntryPoint = "waitpid")]
    private static extern int WaitForProcess(int process, IntPtr status, int options);

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int KillProcess(int process, int signal);
}

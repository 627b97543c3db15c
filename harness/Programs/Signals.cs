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

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int KillProcess(int process, int signal);
}

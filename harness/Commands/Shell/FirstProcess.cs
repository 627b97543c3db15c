using System.Diagnostics;
using System.Runtime.InteropServices;
using Kata.Machine;
using Kata.Programs;

namespace Kata.Commands.Shell;

/// <summary>Process 1 of a container. There the runtime waits for every process that has ended, also for those that cells wait for
/// themselves, and their exit codes are lost. So the command runs in a child of it.</summary>
internal static class FirstProcess
{
    public static bool IsThis => OperatingSystem.IsLinux() && Environment.ProcessId == 1;

    /// <summary>Runs a command line in a child.</summary>
    /// <returns>Its exit code.</returns>
    public static async Task<int> RunChild(string[] args)
    {
        using var child = Process.Start(KataProcess.StartInfo(args))!;
        // A container's engine asks process 1 to end. Ctrl-C at a terminal reaches the child without our help.
        using var asked = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            Signals.Send(child.Id, Signals.Terminate);
        });
        using var pressed = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        await child.WaitForExitAsync();
        return child.ExitCode;
    }
}

using System.Runtime.InteropServices;

namespace Kata.Programs;

/// <summary>Presses Ctrl-C for a program on Windows, where it goes to all processes of a console. Each program has a console of its own
/// (CREATE_NO_WINDOW); a helper process goes there and presses it, since a process has one console at a time (AttachConsole,
/// GenerateConsoleCtrlEvent, learn.microsoft.com).</summary>
internal static partial class ControlC
{
    /// <summary>The command of the helper, with a process; without one it waits for a Ctrl-C itself.</summary>
    public const string Command = "ctrl-c";

    private const uint CtrlC = 0; // CTRL_C_EVENT

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly Lazy<bool> Possible = new(TryIt);

    /// <summary>Whether a program that is started like those of the students gets it. A process that ignores Ctrl-C, and all that it
    /// starts, does not.</summary>
    public static bool IsPossible => Possible.Value;

    /// <returns>Whether it was pressed.</returns>
    public static bool Press(int process) =>
        KataProcess.Succeeds(KataProcess.StartInfo(Command, FormattableString.Invariant($"{process}")), Patience);

    /// <summary>Presses it from this process, which then has no console of its own any more.</summary>
    /// <returns>Whether it was pressed.</returns>
    public static bool PressFromHere(int process)
    {
        _ = FreeConsole();
        return AttachConsole(process) && SetConsoleCtrlHandler(IntPtr.Zero, true) && GenerateConsoleCtrlEvent(CtrlC, 0);
    }

    /// <summary>Waits for a Ctrl-C in this process, and says when it does.</summary>
    /// <returns>Whether there was one.</returns>
    public static async Task<bool> WaitFor(TextWriter output)
    {
        var pressed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ConsoleCancelEventHandler note = (_, key) =>
        {
            key.Cancel = true;
            pressed.TrySetResult();
        };
        Console.CancelKeyPress += note;
        try
        {
            await output.WriteLineAsync("waiting");
            await pressed.Task.WaitAsync(Patience);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            Console.CancelKeyPress -= note;
        }
    }

    private static bool TryIt()
    {
        var start = KataProcess.StartInfo(Command);
        start.RedirectStandardInput = start.RedirectStandardOutput = true;
        return KataProcess.Succeeds(start, Patience, waiting => waiting.StandardOutput.ReadLine() is not null && Press(waiting.Id));
    }

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool FreeConsole();

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool AttachConsole(int process);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetConsoleCtrlHandler(IntPtr handler, [MarshalAs(UnmanagedType.Bool)] bool add);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GenerateConsoleCtrlEvent(uint key, uint group);
}

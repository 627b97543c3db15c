using System.Runtime.InteropServices;
using Kata.Machine;

namespace Kata.Commands.Shell;

/// <summary>Notices when nobody reads the output any more, as behind <c>| head</c>. The runtime drops what is written then
/// (EPIPE), so that a command which goes on until it is ended would go on for nobody.</summary>
internal static partial class ClosedOutput
{
    private const int StandardOutput = 1;

    // poll(2): reported also when it was not asked for.
    private const short Error = 0x8;

    /// <summary>Cancelled by the given token, and when the reader of the output has gone. Never by that on Windows, or where
    /// the output is no pipe.</summary>
    public static CancellationTokenSource Linked(CancellationToken cancellation)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (Console.IsOutputRedirected && !OperatingSystem.IsWindows())
            new Thread(() => Wait(source)) { IsBackground = true, Name = "output" }.Start();
        return source;
    }

    private static void Wait(CancellationTokenSource source)
    {
        var output = new Descriptor { Number = StandardOutput };
        int ready;
        do
        {
            ready = Poll(ref output, 1, Timeout.Infinite);
        }
        while (ready < 0 && Marshal.GetLastPInvokeError() == ErrorNumbers.Interrupted);

        try
        {
            if ((output.Reported & Error) != 0)
                source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The command has ended by itself.
        }
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref Descriptor descriptor, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct Descriptor
    {
        public int Number;
        public short Asked;
        public short Reported;
    }
}

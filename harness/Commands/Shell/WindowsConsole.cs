using System.Runtime.InteropServices;
using System.Text;

namespace Kata.Commands.Shell;

/// <summary>Has a Windows console show what terminals elsewhere show unasked: characters beyond its code page, and colours.</summary>
internal static partial class WindowsConsole
{
    // Console functions of Windows: STD_OUTPUT_HANDLE, ENABLE_VIRTUAL_TERMINAL_PROCESSING.
    private const int StandardOutput = -11;
    private const uint EscapeSequences = 0x4;

    /// <summary>Does nothing on other systems, and where the output is no console.</summary>
    /// <returns>Whether colours can be shown.</returns>
    public static bool Prepare()
    {
        if (!OperatingSystem.IsWindows())
            return true;

        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var console = GetStdHandle(StandardOutput);
        return !GetConsoleMode(console, out var mode) || SetConsoleMode(console, mode | EscapeSequences);
    }

    [LibraryImport("kernel32")]
    private static partial nint GetStdHandle(int which);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetConsoleMode(nint console, out uint mode);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetConsoleMode(nint console, uint mode);
}

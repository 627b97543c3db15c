using System.ComponentModel;
using System.Net.Sockets;

namespace Kata.Machine;

/// <summary>The machine has run out of something: room on the disk, files, processes, memory. A failure then says nothing about a
/// program.</summary>
internal static class Exhaustion
{
    private const int Win32 = 0x8007; // What an HRESULT with a system error code begins with.

    /// <summary>What it has run out of, in a few words; null if the exception is about something else.</summary>
    public static string? Of(Exception exception) => Of(
        exception,
        OperatingSystem.IsWindows() ? OnWindows : OperatingSystem.IsMacOS() ? OnMacOs : OnLinux);

    /// <param name="named">What an error number of the system says: <see cref="OnLinux"/> or another.</param>
    internal static string? Of(Exception exception, Func<int, string?> named)
    {
        for (Exception? one = exception; one is not null; one = one.InnerException)
        {
            if (Named(one, named) is { } what)
                return what;
        }

        return null;
    }

    private static string? Named(Exception exception, Func<int, string?> named) => exception switch
    {
        OutOfMemoryException => "no memory is left",
        SocketException { SocketErrorCode: SocketError.TooManyOpenSockets } => "too many files are open",
        SocketException { SocketErrorCode: SocketError.NoBufferSpaceAvailable } => "no memory is left for sockets",
        Win32Exception failed when exception is not SocketException => named(failed.NativeErrorCode),
        IOException => named(exception.HResult),
        _ => null,
    };

    internal static string? OnLinux(int error) => error switch
    {
        ErrorNumbers.NoRoom => "no room is left on the disk",
        ErrorNumbers.NoQuota => "the disk quota is used up",
        ErrorNumbers.TooManyFiles or ErrorNumbers.TooManyFilesOfAll => "too many files are open",
        ErrorNumbers.TryAgain => "no further process can be started",
        ErrorNumbers.NoMemory => "no memory is left",
        _ => null,
    };

    /// <summary>As intro(2) of macOS has them: two differ.</summary>
    internal static string? OnMacOs(int error) => error switch
    {
        35 => OnLinux(ErrorNumbers.TryAgain), // EAGAIN
        69 => OnLinux(ErrorNumbers.NoQuota), // EDQUOT
        ErrorNumbers.TryAgain or ErrorNumbers.NoQuota => null,
        _ => OnLinux(error),
    };

    /// <summary>System Error Codes (learn.microsoft.com); in an IOException they are the lower half of an HRESULT.</summary>
    internal static string? OnWindows(int error) => (error >>> 16 == Win32 ? error & 0xFFFF : error) switch
    {
        39 or 112 => "no room is left on the disk", // ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL
        1295 => "the disk quota is used up", // ERROR_DISK_QUOTA_EXCEEDED
        4 => "too many files are open", // ERROR_TOO_MANY_OPEN_FILES
        89 => "no further process can be started", // ERROR_NO_PROC_SLOTS
        8 or 14 => "no memory is left", // ERROR_NOT_ENOUGH_MEMORY, ERROR_OUTOFMEMORY
        1450 => "no memory is left", // ERROR_NO_SYSTEM_RESOURCES
        1453 or 1454 or 1455 => "no memory is left", // ERROR_WORKING_SET_QUOTA, ERROR_PAGEFILE_QUOTA, ERROR_COMMITMENT_LIMIT
        1816 => "no memory is left", // ERROR_NOT_ENOUGH_QUOTA
        _ => null,
    };
}

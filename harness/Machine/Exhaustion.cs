using System.ComponentModel;
using System.Net.Sockets;

namespace Kata.Machine;

/// <summary>The machine has run out of something: room on the disk, files, processes, memory. A failure then says nothing about a
/// program.</summary>
internal static class Exhaustion
{
    /// <summary>What it has run out of, in a few words; null if the exception is about something else.</summary>
    public static string? Of(Exception exception)
    {
        for (Exception? one = exception; one is not null; one = one.InnerException)
        {
            if (Named(one) is { } what)
                return what;
        }

        return null;
    }

    private static string? Named(Exception exception) => exception switch
    {
        OutOfMemoryException => "no memory is left",
        SocketException { SocketErrorCode: SocketError.TooManyOpenSockets } => "too many files are open",
        SocketException { SocketErrorCode: SocketError.NoBufferSpaceAvailable } => "no memory is left for sockets",
        Win32Exception failed when exception is not SocketException => Named(failed.NativeErrorCode),
        IOException => Named(exception.HResult),
        _ => null,
    };

    private static string? Named(int error) => error switch
    {
        ErrorNumbers.NoRoom => "no room is left on the disk",
        ErrorNumbers.NoQuota => "the disk quota is used up",
        ErrorNumbers.TooManyFiles or ErrorNumbers.TooManyFilesOfAll => "too many files are open",
        ErrorNumbers.TryAgain => "no further process can be started",
        ErrorNumbers.NoMemory => "no memory is left",
        _ => null,
    };
}

using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Kata.Containers.Transport;

/// <summary>The network that an endpoint's sockets are in. A socket belongs to the network in which it was made and can be used
/// from everywhere: what serves it stays outside of the cell (network_namespaces(7)).</summary>
/// <param name="path">The file that stands for a network namespace; null for this process's own.</param>
public sealed partial class Network(string? path)
{
    private const int ReadAndCloseOnExec = 0x80000; // O_RDONLY | O_CLOEXEC
    private const int NetworkNamespace = 0x40000000; // CLONE_NEWNET

    /// <summary>The network of this process.</summary>
    public static readonly Network Own = new(path: null);

    /// <summary>Makes something, such as a socket, in the network.</summary>
    /// <exception cref="BadOptionsException">There is no such network.</exception>
    public T Make<T>(Func<T> make)
    {
        if (path is null)
            return make();

        // This needs its own thread: setns(2) moves the calling thread to the other network, and this thread ends there.
        var (made, failed) = (default(T)!, default(ExceptionDispatchInfo));
        var thread = new Thread(
            () =>
            {
                try
                {
                    Enter(path);
                    made = make();
                }
                catch (Exception why)
                {
                    failed = ExceptionDispatchInfo.Capture(why);
                }
            },
            maxStackSize: 256 * 1024);
        thread.Start();
        thread.Join();
        failed?.Throw();
        return made;
    }

    private static void Enter(string path)
    {
        if (!OperatingSystem.IsLinux())
            throw new BadOptionsException("Only Linux has networks for cells.");

        var file = Open(path, ReadAndCloseOnExec);
        if (file < 0)
            throw new BadOptionsException($"There is no network {path}: {Marshal.GetLastPInvokeErrorMessage()}.");

        var entered = SetNamespace(file, NetworkNamespace);
        var why = Marshal.GetLastPInvokeErrorMessage();
        _ = Close(file);
        if (entered != 0)
            throw new BadOptionsException($"The network {path} cannot be entered: {why}.");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(int file, int type);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}

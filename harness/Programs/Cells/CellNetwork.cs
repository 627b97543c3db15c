using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using Microsoft.Win32.SafeHandles;

namespace Kata.Programs.Cells;

/// <summary>A network of its own, with a loopback interface and nothing else (network_namespaces(7)). It lasts until it is disposed, or
/// this process ends, and no process is in it any more.</summary>
internal sealed class CellNetwork : IDisposable
{
    private const int StackSize = 256 * 1024;

    private readonly SafeFileHandle file;
    private readonly IReadOnlyList<Socket> taken;

    private CellNetwork(SafeFileHandle file, IReadOnlyList<Socket> taken) => (this.file, this.taken) = (file, taken);

    /// <summary>The file that stands for it, for other processes of this user.</summary>
    public string Path => $"/proc/{Environment.ProcessId}/fd/{file.DangerousGetHandle()}";

    /// <exception cref="CellException">It cannot be made.</exception>
    public static CellNetwork Create()
    {
        // Take the ports in this process's own network first: otherwise they would be taken in the new one.
        _ = Ports.Closed;
        return OnThread(CreateHere);
    }

    private static CellNetwork CreateHere()
    {
        SystemCalls.Unshare(SystemCalls.NewNetwork);
        using (var any = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp))
            SystemCalls.StartLoopback(any.SafeHandle);
        // The ports that checks use as closed ones are closed here, too: no search for a free port finds them.
        return new CellNetwork(SystemCalls.Open("/proc/thread-self/ns/net"), Ports.TakeClosed());
    }

    /// <summary>Makes something in the network, such as a process, or a socket, which then belongs to that network and can be used from
    /// everywhere. It runs on a thread of its own, which stays in the network until it ends.</summary>
    public T Make<T>(Func<T> make) => OnThread(() =>
    {
        SystemCalls.Enter(file);
        return make();
    });

    public void Dispose()
    {
        foreach (var socket in taken)
            socket.Dispose();
        file.Dispose();
    }

    /// <summary>Makes something on a thread of its own, which may give up rights and ends with that.</summary>
    public static T OnThread<T>(Func<T> make)
    {
        var (made, failed) = (default(T)!, default(ExceptionDispatchInfo));
        var thread = new Thread(
            () =>
            {
                try
                {
                    made = make();
                }
                catch (Exception why)
                {
                    failed = ExceptionDispatchInfo.Capture(why);
                }
            },
            StackSize);
        thread.Start();
        thread.Join();
        failed?.Throw();
        return made;
    }
}

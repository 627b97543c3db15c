using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using Microsoft.Win32.SafeHandles;

namespace Kata.Programs.Cells;

/// <summary>A network of its own, with a loopback interface and nothing else (network_namespaces(7)). It lasts until it is disposed, or
/// this process ends, and nobody is in it any more.</summary>
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
        // Taken in this process's own network first, and not in that one when it asks for them.
        _ = Ports.Closed;
        return OnThread(CreateHere);
    }

    private static CellNetwork CreateHere()
    {
        SystemCalls.Unshare(SystemCalls.NewNetwork);
        using (var any = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp))
            SystemCalls.StartLoopback(any.SafeHandle);
        // Ports that checks take for closed are so here, too, whoever looks for a free one.
        return new CellNetwork(SystemCalls.Open("/proc/thread-self/ns/net"), Ports.TakeClosed());
    }

    /// <summary>Makes something in the network, such as a socket, which then belongs to it and can be used from everywhere, or a
    /// process. On a thread of its own, which ends where it is.</summary>
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

    private static T OnThread<T>(Func<T> make)
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

using System.Runtime.InteropServices;
using Kata.Checking;
using Microsoft.Win32.SafeHandles;

/// <summary>A lookup that does not end, for a program and nobody else, and without a name server. The GNU C library first
/// looks for a name without a dot in the file that HOSTALIASES names (gethostbyname(3)), and whoever reads a named pipe
/// waits for what is written to it (fifo(7)).</summary>
internal sealed partial class HangingLookup : IDisposable
{
    /// <summary>The name to look up.</summary>
    public const string Name = "nowhere";

    private const int ForTheOwner = 0x180; // rw-------
    private const int OnlyThePlace = 0x280000; // O_PATH, O_CLOEXEC: the same on x64 and on arm64

    private readonly string pipe;
    private readonly SafeFileHandle place;
    private readonly Task<IDisposable> reached;

    /// <param name="folder">An empty one.</param>
    /// <exception cref="SkippedException">This system has no named pipes.</exception>
    public HangingLookup(string folder)
    {
        pipe = Path.Combine(folder, "aliases");
        if (!OperatingSystem.IsLinux() || MakePipe(pipe, ForTheOwner) != 0)
            throw new SkippedException("This system has no lookup that can be made to hang.");

        place = new(Open(pipe, OnlyThePlace), ownsHandle: true);
        if (place.IsInvalid)
            throw new SkippedException("This system does not keep the place of a pipe.");

        // To open it for writing is to wait for whoever reads.
        reached = Task.Factory.StartNew<IDisposable>(
            () => Open(FileAccess.Write), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>What a program has in its environment whose lookup is to hang.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string> { ["HOSTALIASES"] = pipe };

    /// <summary>Completes when a lookup hangs; never if the system does it in another way.</summary>
    public Task Reached => reached;

    /// <summary>The pipe itself (proc_pid_fd(5)). Its name stands in the program's folder: by now the program may have put something else
    /// there, a link to a device of ours, say, and whoever waits at the pipe would wait for ever.</summary>
    private string Itself => $"/proc/self/fd/{place.DangerousGetHandle()}";

    /// <summary>Ends the lookup; there is no such name.</summary>
    public void Dispose()
    {
        // The program may have forbidden it to all.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Itself, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        // Opened both ways it is there at once, and so is the end that may still be waited for.
        using (Open(FileAccess.ReadWrite))
            reached.GetAwaiter().GetResult().Dispose();
        place.Dispose();
    }

    private SafeFileHandle Open(FileAccess access) => File.OpenHandle(Itself, FileMode.Open, access, FileShare.ReadWrite);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, uint mode);
}

using System.Runtime.InteropServices;

namespace Kata.Machine;

/// <summary>A file that survives a power cut once it is there: it is written beside its place and to the disk, renamed, and its folder is
/// written to the disk, too (fsync(2)). A half-written file has the name of its process; if that process was killed, a later one removes
/// the file.</summary>
internal static class DurableFile
{
    private const int ReadOnly = 0;
    private const string Mark = ".part-";

    /// <summary>Writes a text, in UTF-8.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, string text) => Write(path, System.Text.Encoding.UTF8.GetBytes(text));

    /// <inheritdoc cref="Write(string, string)"/>
    public static void Write(string path, byte[] content)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        using (var file = new WholeFile(path, $"{path}{Mark}{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():N}"))
        {
            file.Write(content, toDisk: true);
            file.Finish();
        }

        Flush(folder);
    }

    /// <summary>Removes the half-written files below a folder whose processes are gone from this machine.</summary>
    public static void Sweep(string folder)
    {
        if (!Directory.Exists(folder))
            return;

        foreach (var path in Directory.EnumerateFiles(folder, $"*{Mark}*", SearchOption.AllDirectories).ToList())
        {
            if (IsLeft(Path.GetFileName(path)))
                File.Delete(path);
        }
    }

    /// <summary>Waits until all that was written is on the disks (sync(2)): for many files this is cheaper than one by one.</summary>
    public static void FlushAll()
    {
        if (!OperatingSystem.IsWindows())
            SynchronizeAll();
    }

    private static bool IsLeft(string name)
    {
        var owner = name[(name.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length)..].Split('-');
        return owner.Length >= 3 && string.Join('-', owner[..^2]) == Environment.MachineName
            && int.TryParse(owner[^2], out var process) && !TemporaryFolder.IsRunning(process);
    }

    /// <summary>Writes the names of a folder's files to the disk. If the system cannot open a folder, it does not need this.</summary>
    private static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;

        var descriptor = Open(folder, ReadOnly);
        if (descriptor < 0)
            return;

        _ = Synchronize(descriptor);
        _ = Close(descriptor);
    }

    [DllImport("libc", EntryPoint = "open")]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    private static extern int Synchronize(int descriptor);

    [DllImport("libc", EntryPoint = "sync")]
    private static extern void SynchronizeAll();

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int descriptor);
}

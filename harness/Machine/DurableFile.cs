using System.Runtime.InteropServices;

namespace Kata.Machine;

/// <summary>A file that survives a power cut once it is there: it is written beside its place and to the disk, renamed, and its folder is
/// written to the disk, too (fsync(2)). The name of a half-written file contains the id of its process; if that process was killed, a later
/// one removes the file.</summary>
internal static partial class DurableFile
{
    private const int ReadOnly = 0;

    /// <summary>Writes a text, in UTF-8.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, string text) => Write(path, System.Text.Encoding.UTF8.GetBytes(text));

    /// <inheritdoc cref="Write(string, string)"/>
    public static void Write(string path, byte[] content)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        using (var file = new WholeFile(path))
        {
            file.Write(content, toDisk: true);
            file.Finish();
        }

        Flush(folder);
    }

    /// <summary>Removes from a folder the half-written files of processes that no longer run on this machine.</summary>
    /// <param name="below">Whether to look in the folders below it, too.</param>
    public static void Sweep(string folder, SearchOption below = SearchOption.AllDirectories)
    {
        if (!Directory.Exists(folder))
            return;

        foreach (var path in Directory.EnumerateFiles(folder, $"*{WholeFile.Mark}*", below).ToList())
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
        var owner = name[(name.IndexOf(WholeFile.Mark, StringComparison.Ordinal) + WholeFile.Mark.Length)..].Split('-');
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

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Synchronize(int descriptor);

    [LibraryImport("libc", EntryPoint = "sync")]
    private static partial void SynchronizeAll();

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}

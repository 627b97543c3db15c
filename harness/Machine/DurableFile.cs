using System.Runtime.InteropServices;

namespace Kata.Machine;

/// <summary>A file that outlives a power cut once it is there: written beside its place, on the disk, renamed, and its folder on the disk
/// too (fsync(2)). What a process that was killed left half-written is called after that process, and is removed by a later one.</summary>
internal static class DurableFile
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

    /// <summary>Removes what processes of this machine that are gone have left half-written below a folder.</summary>
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

    /// <summary>Waits until all that was written to any disk is there (sync(2)): cheaper than file by file, where there are many.</summary>
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

    /// <summary>The names of a folder's files, on the disk. Where a folder cannot be opened, the system does without.</summary>
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

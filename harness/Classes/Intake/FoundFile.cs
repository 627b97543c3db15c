namespace Kata.Classes.Intake;

/// <summary>A regular file in what an instructor hands over.</summary>
/// <param name="Path">The path below the top, with <c>/</c> as separator.</param>
/// <param name="Length">The length in bytes.</param>
/// <param name="Read">Reads the content.</param>
internal sealed record FoundFile(string Path, long Length, Func<byte[]> Read)
{
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];
}

/// <summary>A file or folder that is not taken in.</summary>
/// <param name="Path">The path, as in <see cref="FoundFile"/>.</param>
/// <param name="Reason">Why it is not taken in, in a few words.</param>
internal sealed record LeftOut(string Path, string Reason)
{
    /// <summary>Whether reading it failed. A step whose file is there and cannot be read has no verdict, which is not zero.</summary>
    public bool IsUnreadable { get; init; }
}

/// <summary>The files of a folder, a zip or a git clone, and what is not taken from it.</summary>
internal sealed class FileTree
{
    /// <summary>Regular files.</summary>
    public List<FoundFile> Files { get; } = [];

    /// <summary>Links, devices, names that leave the folder, and what is beyond the limits.</summary>
    public List<LeftOut> Refused { get; } = [];

    /// <summary>Hidden files, and what builds, editors and archivers leave. Of a folder only the folder itself is listed.</summary>
    public HashSet<LeftOut> PassedOver { get; } = [];

    /// <summary>The folders that are git clones. The last commit of a clone is read.</summary>
    public HashSet<string> Clones { get; } = [];

    /// <summary>The folders that are zips. The name of a zip may be a student's; Moodle gives folders their names.</summary>
    public HashSet<string> Zips { get; } = [];

    /// <summary>Notes a file or folder if it is hidden or left by a tool.</summary>
    /// <returns>Whether it is hidden or left by a tool.</returns>
    public bool PassesOver(string path)
    {
        if (PackedNames.PassedOver(path) is not { } passed)
            return false;

        PassedOver.Add(passed);
        // A zip may have no entry for the folder itself; then only this path says that the folder is there.
        if (passed.Path.LastIndexOf('/') is > 0 and var end)
            Folders.Add(passed.Path[..end]);
        return true;
    }

    /// <summary>The folders, also those with nothing in them.</summary>
    public HashSet<string> Folders { get; } = [];

    /// <summary>Puts another tree into a folder of this one.</summary>
    public void Add(string folder, FileTree other)
    {
        Folders.UnionWith(other.Folders.Select(one => Joined(folder, one)).Append(folder));
        Files.AddRange(other.Files.Select(file => file with { Path = Joined(folder, file.Path) }));
        Refused.AddRange(other.Refused.Select(refused => refused with { Path = Joined(folder, refused.Path) }));
        PassedOver.UnionWith(other.PassedOver.Select(passed => passed with { Path = Joined(folder, passed.Path) }));
        Clones.UnionWith(other.Clones.Select(clone => Joined(folder, clone)));
        Zips.UnionWith(other.Zips.Select(zip => Joined(folder, zip)));
    }

    public static string Joined(string folder, string path) => folder == "" ? path : path == "" ? folder : $"{folder}/{path}";
}

/// <summary>A number of bytes that may still be read.</summary>
internal sealed class BytesLeft(long bytes)
{
    public long Count { get; private set; } = bytes;

    /// <summary>Takes some of the bytes.</summary>
    /// <returns>Whether so many bytes were left.</returns>
    public bool Take(long count)
    {
        if (count > Count)
            return false;

        Count -= count;
        return true;
    }

    public void GiveBack(long count) => Count += count;
}

/// <summary>The most that is taken in. No real submission comes near it.</summary>
internal static class Limits
{
    /// <summary>The bytes of a program's file: 1 MB.</summary>
    public const int FileBytes = 1024 * 1024;

    /// <summary>The files of one submission.</summary>
    public const int Files = 500;

    /// <summary>The bytes of the program files of one submission: 10 MB.</summary>
    public const int SubmissionBytes = 10 * 1024 * 1024;

    /// <summary>The depth of folders within each other.</summary>
    public const int Depth = 16;

    /// <summary>The files and folders in all that is handed over at a time.</summary>
    public const int Entries = 500_000;

    /// <summary>The entries of one zip.</summary>
    public const int ZipEntries = 500_000;

    /// <summary>The entries of one commit.</summary>
    public const int CommitEntries = 100_000;

    /// <summary>How many hidden files and folders of one submission are listed; the others are counted.</summary>
    public const int PassedOver = 100;

    /// <summary>The git clones in one submission.</summary>
    public const int Clones = 5;

    /// <summary>The entries that one submission has in a zip.</summary>
    public const int SubmissionEntries = 20_000;

    /// <summary>The bytes of program files that are unpacked for one submission in a zip, or read from its clones: 20 MB.</summary>
    public const int SubmissionProgramBytes = 2 * SubmissionBytes;

    /// <summary>The bytes that one submission in a zip may unpack to, with the zips in it: 128 MB.</summary>
    public const int SubmissionUnpackedBytes = 2 * NestedBytes;

    /// <summary>The bytes of a zip within a zip: 64 MB.</summary>
    public const int NestedBytes = 64 * 1024 * 1024;

    /// <summary>The bytes of program files that are unpacked for all submissions in a zip together, or read from all clones: 512
    /// MB.</summary>
    public const long UnpackedBytes = 512L * 1024 * 1024;
}

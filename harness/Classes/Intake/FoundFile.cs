namespace Kata.Classes.Intake;

/// <summary>A regular file in what an instructor hands over.</summary>
/// <param name="Path">From the top of it, with <c>/</c> in between.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Read">Its content.</param>
internal sealed record FoundFile(string Path, long Length, Func<byte[]> Read)
{
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];
}

/// <summary>Something that is not taken in.</summary>
/// <param name="Path">As in <see cref="FoundFile"/>.</param>
/// <param name="Reason">In a few words.</param>
internal sealed record LeftOut(string Path, string Reason);

/// <summary>The files of a folder, a zip or a git clone, and what in it is none.</summary>
internal sealed class FileTree
{
    /// <summary>Regular files.</summary>
    public List<FoundFile> Files { get; } = [];

    /// <summary>Links, devices, names that leave the folder, what is beyond the limits.</summary>
    public List<LeftOut> Refused { get; } = [];

    /// <summary>What is hidden or is left by builds, editors and archivers; of a folder only the folder itself.</summary>
    public HashSet<LeftOut> PassedOver { get; } = [];

    /// <summary>The folders in it that are git clones, of which the last commit is read.</summary>
    public HashSet<string> Clones { get; } = [];

    /// <summary>Notes a file or folder that is hidden or overhead.</summary>
    /// <returns>Whether it is.</returns>
    public bool PassesOver(string path)
    {
        if (PackedNames.PassedOver(path) is not { } passed)
            return false;

        PassedOver.Add(passed);
        return true;
    }

    /// <summary>Puts another tree into a folder of this one.</summary>
    public void Add(string folder, FileTree other)
    {
        Files.AddRange(other.Files.Select(file => file with { Path = Joined(folder, file.Path) }));
        Refused.AddRange(other.Refused.Select(refused => refused with { Path = Joined(folder, refused.Path) }));
        PassedOver.UnionWith(other.PassedOver.Select(passed => passed with { Path = Joined(folder, passed.Path) }));
        Clones.UnionWith(other.Clones.Select(clone => Joined(folder, clone)));
    }

    public static string Joined(string folder, string path) => folder == "" ? path : path == "" ? folder : $"{folder}/{path}";
}

/// <summary>A number of bytes that may still be read.</summary>
internal sealed class BytesLeft(long bytes)
{
    public long Count { get; private set; } = bytes;

    /// <summary>Takes some of them.</summary>
    /// <returns>Whether there were so many.</returns>
    public bool Take(long count)
    {
        if (count > Count)
            return false;

        Count -= count;
        return true;
    }

    public void GiveBack(long count) => Count += count;
}

/// <summary>What is more than this is nobody's submission.</summary>
internal static class Limits
{
    /// <summary>Bytes of a program's file: 1 MB.</summary>
    public const int FileBytes = 1024 * 1024;

    /// <summary>Files of one submission.</summary>
    public const int Files = 500;

    /// <summary>Bytes of the program files of one submission: 10 MB.</summary>
    public const int SubmissionBytes = 10 * 1024 * 1024;

    /// <summary>Folders within each other.</summary>
    public const int Depth = 16;

    /// <summary>Files and folders of all that is handed over at a time.</summary>
    public const int Entries = 500_000;

    /// <summary>Entries of one zip.</summary>
    public const int ZipEntries = 500_000;

    /// <summary>Entries of one commit.</summary>
    public const int CommitEntries = 100_000;

    /// <summary>Hidden files and folders of one submission that are listed; the others are counted.</summary>
    public const int PassedOver = 100;

    /// <summary>Git clones in one submission.</summary>
    public const int Clones = 5;

    /// <summary>Entries of one submission in a zip.</summary>
    public const int SubmissionEntries = 20_000;

    /// <summary>Bytes of program files that are unpacked for one submission in a zip, or read from its clones: 20 MB.</summary>
    public const int SubmissionProgramBytes = 2 * SubmissionBytes;

    /// <summary>Bytes that one submission in a zip may unpack to, with the zips in it: 128 MB.</summary>
    public const int SubmissionUnpackedBytes = 2 * NestedBytes;

    /// <summary>Bytes of a zip within a zip: 64 MB.</summary>
    public const int NestedBytes = 64 * 1024 * 1024;

    /// <summary>Bytes of program files that are unpacked for all submissions in a zip together, or read from all clones: 512 MB.</summary>
    public const long UnpackedBytes = 512L * 1024 * 1024;
}

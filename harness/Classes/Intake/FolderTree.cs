using Kata.Machine;

namespace Kata.Classes.Intake;

/// <summary>Reads a folder, and the zips in it. It follows no link. If a git clone is in the folder, it reads the last commit, and not the
/// files beside it.</summary>
internal static class FolderTree
{
    private const int MostWrapping = 4;

    /// <exception cref="KataException">The folder holds too many files to be a class.</exception>
    public static FileTree Read(string folder)
    {
        var tree = new FileTree();
        Read(tree, Path.GetFullPath(folder), "", 0, new(Limits.UnpackedBytes), null);
        return tree;
    }

    /// <param name="all">How many bytes are left for the clones and zips of all submissions together.</param>
    /// <param name="owner">The limits that are left for the submission that owns the folder; null if the folder holds submissions.</param>
    private static void Read(FileTree tree, string folder, string path, int depth, BytesLeft all, SubmissionLeft? owner)
    {
        var entries = Entries(tree, folder, path).Select(entry => (Info: entry, Path: FileTree.Joined(path, entry.Name))).ToList();
        // A folder may hold nothing but one folder, which holds all the rest. Below such folders, each folder belongs to one submission.
        var isWrapping = owner is null && depth < MostWrapping && entries.Count(entry => PackedNames.PassedOver(entry.Path) is null) == 1;
        foreach (var (entry, name) in entries)
        {
            if (tree.Files.Count + tree.Folders.Count + tree.Refused.Count + tree.PassedOver.Count > Limits.Entries)
                throw new KataException(
                    $"{folder} and what lies around it hold more than {Limits.Entries:N0} files: name the folder of the submissions");

            if (tree.PassesOver(name))
                continue;

            if (entry.LinkTarget is not null)
                tree.Refused.Add(new(name, "a link"));
            else if (entry is not DirectoryInfo below)
                Take(tree, name, (FileInfo)entry, all, isWrapping ? null : owner ?? new());
            else if (depth >= Limits.Depth)
                tree.Refused.Add(new(name, $"more than {Limits.Depth} folders within each other"));
            else if (GitTree.IsClone(below.FullName))
                AddClone(tree, below.FullName, name, all, owner ?? new());
            else
            {
                tree.Folders.Add(name);
                Read(tree, below.FullName, name, depth + 1, all, isWrapping ? null : owner ?? new());
            }
        }
    }

    private static IEnumerable<FileSystemInfo> Entries(FileTree tree, string folder, string path)
    {
        try
        {
            return new DirectoryInfo(folder).EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal).ToList();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            tree.Refused.Add(new(path, unreadable.Message));
            return [];
        }
    }

    /// <param name="owner">The limits that are left for the submission that owns the file. Null for a file with nothing beside it: it may
    /// be a zip that holds all submissions.</param>
    private static void Take(FileTree tree, string name, FileInfo file, BytesLeft all, SubmissionLeft? owner)
    {
        if (RegularFile.WhyNotOwn(file.FullName) is { } why)
            tree.Refused.Add(new(name, why));
        else if (name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
            TakeZip(tree, name, file, all, owner);
        else
            tree.Files.Add(new(name, file.Length, () => File.ReadAllBytes(file.FullName)));
    }

    private static void TakeZip(FileTree tree, string name, FileInfo file, BytesLeft all, SubmissionLeft? owner)
    {
        if (file.Length > Limits.NestedBytes)
        {
            tree.Refused.Add(new(name, $"a zip of more than {Limits.NestedBytes / 1024 / 1024} MB"));
            return;
        }

        try
        {
            using var stream = file.OpenRead();
            tree.Add(name[..^4], ZipTree.Read(stream, all, owner?.Zips));
        }
        catch (Exception broken) when (broken is InvalidDataException or NotSupportedException or IOException
            or UnauthorizedAccessException)
        {
            tree.Refused.Add(new(name, "no zip that can be read"));
        }
    }

    private static void AddClone(FileTree tree, string clone, string name, BytesLeft all, SubmissionLeft owner)
    {
        if (--owner.Clones < 0)
        {
            tree.Refused.Add(new(name, $"beyond {Limits.Clones} git clones in one submission"));
            return;
        }

        var commit = GitTree.Read(clone, all, owner.OfClones);
        tree.Add(name, commit);
        tree.Clones.Add(name);
    }

    /// <summary>The limits that are left for the clones and zips of one submission.</summary>
    private sealed class SubmissionLeft
    {
        public int Clones { get; set; } = Limits.Clones;

        public BytesLeft OfClones { get; } = new(Limits.SubmissionProgramBytes);

        public ZipTree.Budget Zips { get; } = new();
    }
}

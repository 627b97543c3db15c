using Kata.Machine;

namespace Kata.Classes.Intake;

/// <summary>Reads a folder. No link is followed; of a git clone in it the last commit is read, and not what lies beside.</summary>
internal static class FolderTree
{
    /// <exception cref="KataException">It holds more than anybody would grade.</exception>
    public static FileTree Read(string folder)
    {
        var tree = new FileTree();
        Read(tree, Path.GetFullPath(folder), "", 0, new(Limits.UnpackedBytes));
        return tree;
    }

    private static void Read(FileTree tree, string folder, string path, int depth, BytesLeft ofClones)
    {
        foreach (var entry in Entries(tree, folder, path))
        {
            var name = FileTree.Joined(path, entry.Name);
            if (tree.Files.Count + tree.Refused.Count + tree.PassedOver.Count > Limits.Entries)
                throw new KataException(
                    $"{folder} and what lies around it hold more than {Limits.Entries:N0} files: name the folder of the submissions");

            if (tree.PassesOver(name))
                continue;

            if (entry.LinkTarget is not null)
                tree.Refused.Add(new(name, "a link"));
            else if (entry is not DirectoryInfo below)
                Take(tree, name, (FileInfo)entry);
            else if (depth >= Limits.Depth)
                tree.Refused.Add(new(name, $"more than {Limits.Depth} folders within each other"));
            else if (GitTree.IsClone(below.FullName))
                AddClone(tree, below.FullName, name, ofClones);
            else
                Read(tree, below.FullName, name, depth + 1, ofClones);
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

    private static void Take(FileTree tree, string name, FileInfo file)
    {
        if (RegularFile.WhyNotOwn(file.FullName) is { } why)
            tree.Refused.Add(new(name, why));
        else
            tree.Files.Add(new(name, file.Length, () => File.ReadAllBytes(file.FullName)));
    }

    private static void AddClone(FileTree tree, string clone, string name, BytesLeft ofClones)
    {
        var commit = GitTree.Read(clone, ofClones);
        tree.Add(name, commit);
        tree.Clones.Add(name);
    }
}

using System.IO.Compression;

namespace Kata.Classes.Intake;

/// <summary>Reads a zip, and the zips in it, as Moodle makes them: one level, and no deeper. It writes nothing to the disk, and unpacks
/// only program files.</summary>
internal static class ZipTree
{
    // The upper half of an entry's attributes, if the zip was made on Unix (APPNOTE.TXT §4.4.15; inode(7)).
    private const int TypeMask = 0xF000; // S_IFMT
    private const int Regular = 0x8000; // S_IFREG
    private const int Folder = 0x4000; // S_IFDIR
    private const int Link = 0xA000; // S_IFLNK

    private const int MostWrapping = 4;

    /// <summary>Reads a zip and the zips in it.</summary>
    /// <exception cref="InvalidDataException">It is not a zip, or it is beyond the limits.</exception>
    public static FileTree Read(Stream stream) => Read(stream, new(Limits.UnpackedBytes), null);

    /// <summary>Reads a zip that lies in a folder.</summary>
    /// <param name="all">How many bytes are left for all submissions together.</param>
    /// <param name="owner">The limits that are left for the submission that owns the zip; null if the zip holds submissions.</param>
    /// <exception cref="InvalidDataException">It is not a zip, or it is beyond the limits.</exception>
    public static FileTree Read(Stream stream, BytesLeft all, Budget? owner) => Read(stream, nested: true, all, owner);

    /// <param name="nested">Whether zips in it are read too.</param>
    /// <param name="all">How many bytes are left for all submissions together.</param>
    /// <param name="owner">The limits that are left for the submission that owns the zip; null if the zip holds submissions.</param>
    private static FileTree Read(Stream stream, bool nested, BytesLeft all, Budget? owner)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Read);
        if (zip.Entries.Count > Limits.ZipEntries)
            throw new InvalidDataException($"a zip of more than {Limits.ZipEntries:N0} entries");

        var tree = new FileTree();
        tree.Zips.Add("");
        tree.Folders.UnionWith(Folders(zip));
        var seen = new HashSet<string>();
        var files = Files(zip, tree).ToList();
        var paths = files.Select(file => file.Path).OfType<string>().ToList();
        var wrapping = Wrapping(paths);
        var owners = new Dictionary<string, Budget>();
        foreach (var (entry, path, unusable) in files)
        {
            // One submission must not use up the limits of the others.
            var part = path?.Split('/') is { } parts ? string.Join('/', parts.Take(wrapping + 1)) : "";
            if (!owners.TryGetValue(part, out var budget))
                owners[part] = budget = owner ?? new();
            if (--budget.Entries < 0)
            {
                if (budget.Entries == -1)
                    tree.Refused.Add(new(path ?? Shown(entry.FullName), $"beyond {Limits.SubmissionEntries:N0} files"));
                continue;
            }

            var why = unusable;
            why ??= WhyNot(entry) ?? (seen.Add(path!) ? null : "a second entry of this name");
            if (why is not null)
                tree.Refused.Add(new(path ?? Shown(entry.FullName), why) { IsUnreadable = entry.IsEncrypted });
            else
                Take(tree, entry, path!, nested, all, budget, isAll: paths.Count == 1 && owner is null);
        }

        return tree;
    }

    private static IEnumerable<string> Folders(ZipArchive zip) =>
        from entry in zip.Entries
        where IsFolder(entry)
        let path = PackedNames.Read(entry.FullName).Path
        where path is { Length: > 0 } && PackedNames.PassedOver(path) is null
        select path;

    private static bool IsFolder(ZipArchiveEntry entry) => entry.FullName.EndsWith('/') || entry.FullName.EndsWith('\\');

    private static IEnumerable<(ZipArchiveEntry Entry, string? Path, string? Why)> Files(ZipArchive zip, FileTree tree) =>
        from entry in zip.Entries
        where !IsFolder(entry)
        let named = PackedNames.Read(entry.FullName)
        where named.Path is null || !tree.PassesOver(named.Path)
        select named.Path == "" ? (entry, null, "a name that no file has") : (entry, named.Path, named.Why);

    /// <summary>How many folders, one within another, hold all the files. Below them, each folder or file belongs to one
    /// submission.</summary>
    private static int Wrapping(IReadOnlyList<string> paths)
    {
        if (paths.Count == 0)
            return 0;

        var first = paths[0].Split('/');
        var depth = 0;
        while (depth < Math.Min(MostWrapping, first.Length - 1)
            && string.Join('/', first.Take(depth + 1)) + "/" is var folder
            && paths.All(path => path.StartsWith(folder, StringComparison.Ordinal)))
            depth++;
        return depth;
    }

    private static string Shown(string name) => Text.Visible.Text(name.Length <= 200 ? name : name[..200]);

    private static string? WhyNot(ZipArchiveEntry entry) => ((entry.ExternalAttributes >> 16) & TypeMask) switch
    {
        0 or Regular or Folder => entry.IsEncrypted ? "it is encrypted" : null,
        Link => "a link",
        _ => "a pipe, a device or the like",
    };

    private static void Take(FileTree tree, ZipArchiveEntry entry, string path, bool nested, BytesLeft all, Budget budget, bool isAll)
    {
        var isProgram = path.EndsWith(".cs", StringComparison.OrdinalIgnoreCase) || entry.Name is "submission_metadata.yml"
            || entry.Name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);
        var isZip = path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);
        if (!isProgram && !isZip)
        {
            tree.Files.Add(new(path, entry.Length, () => []));
            return;
        }

        try
        {
            // The length that an entry states may be wrong.
            var most = isZip ? Math.Min(Limits.NestedBytes, budget.Unpacked.Count)
                : Math.Min(Math.Min(4 * Limits.FileBytes, all.Count), Math.Min(budget.Programs.Count, budget.Unpacked.Count));
            var content = Unpacked(entry, (int)most);
            if (content is null)
            {
                tree.Refused.Add(new(path, isZip ? $"a zip of more than {Limits.NestedBytes / 1024 / 1024} MB"
                    : "it unpacks to more than it may"));
                budget.Unpacked.Take(most);
                return;
            }

            budget.Unpacked.Take(content.Length);
            if (!isZip)
            {
                // Tools that write no checksum write 0.
                if (entry.Crc32 != 0 && entry.Crc32 != ZipChecksum.Of(content))
                    throw new InvalidDataException("it is not what its checksum says");

                budget.Programs.Take(content.Length);
                all.Take(content.Length);
                tree.Files.Add(new(path, content.Length, () => content));
            }
            else if (nested)
            {
                // A zip with nothing beside it may hold all submissions.
                tree.Add(path[..^4], Read(new MemoryStream(content), nested: false, all, isAll ? null : budget));
            }
            else
                tree.Refused.Add(new(path, "a zip within a zip within a zip"));
        }
        catch (Exception broken) when (broken is InvalidDataException or NotSupportedException or IOException)
        {
            tree.Refused.Add(new(path, isZip ? "no zip that can be read" : $"it cannot be unpacked: {broken.Message.TrimEnd('.')}")
            {
                IsUnreadable = true,
            });
        }
    }

    /// <summary>The limits that are left for one submission.</summary>
    internal sealed class Budget
    {
        public int Entries { get; set; } = Limits.SubmissionEntries;

        public BytesLeft Programs { get; } = new(Limits.SubmissionProgramBytes);

        public BytesLeft Unpacked { get; } = new(Limits.SubmissionUnpackedBytes);
    }

    /// <returns>Null if the content is longer than this many bytes.</returns>
    private static byte[]? Unpacked(ZipArchiveEntry entry, int most)
    {
        using var from = entry.Open();
        using var content = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int count; (count = from.Read(buffer)) > 0;)
        {
            if (content.Length + count > most)
                return null;
            content.Write(buffer, 0, count);
        }

        return content.ToArray();
    }
}

using System.IO.Compression;

namespace Kata.Classes.Intake;

/// <summary>Reads a zip, and zips in it, as Moodle has them: one within another and no deeper. Nothing is unpacked to the disk, and only
/// program files are unpacked at all.</summary>
internal static class ZipTree
{
    // The upper half of an entry's attributes, where the zip was made on Unix (APPNOTE.TXT §4.4.15; inode(7)).
    private const int TypeMask = 0xF000; // S_IFMT
    private const int Regular = 0x8000; // S_IFREG
    private const int Folder = 0x4000; // S_IFDIR
    private const int Link = 0xA000; // S_IFLNK

    /// <param name="nested">Whether a zip in it is read too.</param>
    /// <exception cref="InvalidDataException">It is no zip, or beyond the limits.</exception>
    public static FileTree Read(Stream stream, bool nested)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Read);
        if (zip.Entries.Count > Limits.ZipEntries)
            throw new InvalidDataException($"a zip of more than {Limits.ZipEntries:N0} entries");

        var tree = new FileTree();
        var seen = new HashSet<string>();
        var left = Limits.UnpackedBytes;
        foreach (var entry in zip.Entries)
        {
            if (entry.FullName.EndsWith('/') || entry.FullName.EndsWith('\\'))
                continue;

            var (path, why) = PackedNames.Read(entry.FullName);
            if (path is not null && PackedNames.IsPassedOver(path))
                continue;

            why ??= WhyNot(entry) ?? (seen.Add(path!) ? null : "a second entry of this name");
            if (why is not null)
                tree.Refused.Add(new(path ?? Shown(entry.FullName), why));
            else
                Take(tree, entry, path!, nested, ref left);
        }

        return tree;
    }

    private static string Shown(string name) => Text.Visible.Text(name.Length <= 200 ? name : name[..200]);

    private static string? WhyNot(ZipArchiveEntry entry) => ((entry.ExternalAttributes >> 16) & TypeMask) switch
    {
        0 or Regular or Folder => entry.IsEncrypted ? "it is encrypted" : null,
        Link => "a link",
        _ => "a pipe, a device or the like",
    };

    private static void Take(FileTree tree, ZipArchiveEntry entry, string path, bool nested, ref long left)
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
            // What an entry says of its length may be a lie.
            var most = (int)Math.Min(isZip ? Limits.NestedBytes : 4 * Limits.FileBytes, left);
            var content = Unpacked(entry, most);
            if (content is null)
            {
                tree.Refused.Add(new(path, isZip ? $"a zip of more than {Limits.NestedBytes / 1024 / 1024} MB"
                    : "it unpacks to more than it may"));
                left -= most;
                return;
            }

            left -= content.Length;
            if (!isZip)
                tree.Files.Add(new(path, content.Length, () => content));
            else if (nested)
                tree.Add(path[..^4], Read(new MemoryStream(content), nested: false));
            else
                tree.Refused.Add(new(path, "a zip within a zip within a zip"));
        }
        catch (Exception broken) when (broken is InvalidDataException or NotSupportedException or IOException)
        {
            tree.Refused.Add(new(path, isZip ? "no zip that can be read" : $"it cannot be unpacked: {broken.Message.TrimEnd('.')}"));
        }
    }

    /// <returns>Null if it is more than so many bytes.</returns>
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

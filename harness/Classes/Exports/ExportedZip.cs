using System.IO.Compression;

namespace Kata.Classes.Exports;

/// <summary>A zip that an export writes: the same files make the same zip.</summary>
internal static class ExportedZip
{
    /// <summary>Adds a file.</summary>
    public static void Add(ZipArchive zip, string name, byte[] content, bool isExecutable)
    {
        var entry = zip.CreateEntry(name);
        // For unzipping on Unix: the entry is a regular file, with these permissions (inode(7)).
        entry.ExternalAttributes = (isExecutable ? 0x81ED : 0x81A4) << 16;
        entry.LastWriteTime = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var stream = entry.Open();
        stream.Write(content);
    }
}

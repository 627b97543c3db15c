namespace Kata.Classes.Intake;

/// <summary>The names of entries in a zip or a commit. A stranger chose them.</summary>
internal static class PackedNames
{
    /// <summary>Whether builds, editors or archivers leave such a folder beside programs.</summary>
    public static bool IsOverhead(string folder) => folder is "__MACOSX" or "bin" or "obj" or "TestResults" or "node_modules";

    /// <summary>The path up to its first part that is hidden or left by a tool; null if it has no such part.</summary>
    public static LeftOut? PassedOver(string path)
    {
        var parts = path.Split('/');
        var at = Array.FindIndex(parts, part => part.StartsWith('.') || IsOverhead(part));
        return at < 0 ? null : new(string.Join('/', parts[..(at + 1)]), IsOfMac(parts[at])
            ? "a Mac puts it there"
            : parts[at].StartsWith('.') ? "hidden: its name begins with a dot"
            : "the name is one that builds, editors and archivers use: rename it if it is yours");
    }

    /// <summary>Whether a Mac puts such a file or folder into folders and zips. Students do not know of it.</summary>
    public static bool IsOfMac(string path) => path[(path.LastIndexOf('/') + 1)..] is "__MACOSX" or ".DS_Store";

    /// <summary>Reads a name as a path within a folder.</summary>
    /// <returns>The path, or why the name is not one.</returns>
    public static (string? Path, string? Why) Read(string name)
    {
        var path = name.Replace('\\', '/');
        if (path.StartsWith('/') || path is [_, ':', ..])
            return (null, "a name that begins at the root of a disk");

        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Contains(".."))
            return (null, "a name that leaves the folder");
        if (parts.Length > Limits.Depth)
            return (null, $"more than {Limits.Depth} folders within each other");

        return path.Any(char.IsControl) || path.Length > 1000
            ? (null, "a name that no file of a program has")
            : (string.Join('/', parts.Where(part => part != ".")), null);
    }
}

namespace Kata.Classes.Intake;

/// <summary>The names of entries in a zip or a commit, which a stranger chose.</summary>
internal static class PackedNames
{
    /// <summary>What builds, editors and archivers leave beside programs.</summary>
    public static bool IsOverhead(string folder) => folder is "__MACOSX" or "bin" or "obj" or "TestResults" or "node_modules";

    /// <summary>Whether a part of a path is hidden or overhead: nobody's program.</summary>
    public static bool IsPassedOver(string path) => path.Split('/').Any(part => part.StartsWith('.') || IsOverhead(part));

    /// <summary>A name as a path within a folder.</summary>
    /// <returns>The path, or why it is none.</returns>
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

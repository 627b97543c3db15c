namespace Kata.Machine;

/// <summary>Finds this repository's files from wherever the harness runs.</summary>
internal static class Repository
{
    private static readonly Lazy<string> Found = new(Find);

    /// <summary>The folder of <c>Kata.sln</c>.</summary>
    /// <exception cref="KataException">The harness runs outside of the repository.</exception>
    public static string Root => Found.Value;

    /// <summary>A file that was built with the same configuration as this.</summary>
    public static string Built(string project, string framework, string file) =>
        Path.Combine(Root, project, "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, framework, file);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Kata.sln")))
                return folder.FullName;
        }

        throw new KataException(
            $"No folder above {AppContext.BaseDirectory} holds Kata.sln, so the server program cannot be found. Keep "
                + "submissions inside the repository.");
    }
}

using Kata.Machine;

namespace Kata.Results;

/// <summary>The files that a step's program is made of: its own, and what else lies in the folder that is no other step's.</summary>
/// <param name="Files">Paths and texts, the step's own first.</param>
internal sealed record ProgramSources(Step Step, IReadOnlyList<(string Path, string Text)> Files)
{
    private static readonly EnumerationOptions Everywhere = new() { RecurseSubdirectories = true, IgnoreInaccessible = true };

    /// <summary>The same for the same files; says nothing else.</summary>
    public string Hash => TextHash.Of(Files.SelectMany(file => (string[])[Path.GetFileName(file.Path), file.Text]));

    /// <summary>Reads them.</summary>
    /// <returns>Null if there is no program for this step.</returns>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static ProgramSources? Read(string folder, Step step) => Read(folder, step, new(() => Shared(folder)));

    /// <param name="shared">As <see cref="Shared"/> has read them.</param>
    internal static ProgramSources? Read(string folder, Step step, Lazy<IReadOnlyList<(string Path, string Text)>> shared)
    {
        var own = Path.Combine(folder, step.FileName);
        try
        {
            return new(step, [(own, RegularFile.ReadAllText(own)), .. shared.Value]);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>The programs of the other steps, with which this one is compiled by <c>dotnet test</c>.</summary>
    public static IEnumerable<(string Path, string Text)> OfOthers(string folder, Step step) =>
        Step.All.Where(other => other != step)
            .Select(other => Path.Combine(folder, other.FileName))
            .Where(File.Exists)
            .Select(path => (path, RegularFile.ReadAllText(path)));

    /// <summary>The files that belong to no step, and so to the program of each.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    internal static IReadOnlyList<(string Path, string Text)> Shared(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*.cs", Everywhere)
            .Where(path => !IsNoSource(Path.GetRelativePath(folder, path)) && !IsStep(path))
            .Order(StringComparer.Ordinal)
            .Select(path => (path, RegularFile.ReadAllText(path))),
    ];

    /// <summary>What a build or a system has put there: Emacs' <c>.#Step01….cs</c> beside a file that is not saved, and of an archive
    /// that was made on a Mac <c>._Step01….cs</c> and the folder <c>__MACOSX</c>. Kata.props leaves out the same.</summary>
    private static bool IsNoSource(string path)
    {
        var parts = path.Split('/', '\\');
        return parts[0] is "bin" or "obj" or "TestResults" || Array.Exists(parts, part => part.StartsWith('.') || part == "__MACOSX");
    }

    private static bool IsStep(string path) => Path.GetFileName(path) is var name && Step.All.Any(step => step.FileName == name);
}

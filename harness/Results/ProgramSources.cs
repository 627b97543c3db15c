using System.Security.Cryptography;
using System.Text;
using Kata.Machine;

namespace Kata.Results;

/// <summary>The files that a step's program is made of: its own, and what else lies in the folder that is no other step's.</summary>
/// <param name="Files">Paths and texts, the step's own first.</param>
internal sealed record ProgramSources(Step Step, IReadOnlyList<(string Path, string Text)> Files)
{
    private static readonly EnumerationOptions everywhere = new() { RecurseSubdirectories = true, IgnoreInaccessible = true };

    /// <summary>The same for the same files; says nothing else.</summary>
    public string Hash
    {
        get
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var (path, text) in Files)
                hash.AppendData(Encoding.UTF8.GetBytes($"{Path.GetFileName(path)}\0{text}\0"));
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
    }

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
        .. Directory.EnumerateFiles(folder, "*.cs", everywhere)
            .Where(path => !IsBuilt(Path.GetRelativePath(folder, path)) && !IsStep(path))
            .Order(StringComparer.Ordinal)
            .Select(path => (path, RegularFile.ReadAllText(path))),
    ];

    private static bool IsBuilt(string path) =>
        path.Split('/', '\\')[0] is var first && (first.StartsWith('.') || first is "bin" or "obj" or "TestResults");

    private static bool IsStep(string path) => Path.GetFileName(path) is var name && Step.All.Any(step => step.FileName == name);
}

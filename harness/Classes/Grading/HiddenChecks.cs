using System.Reflection;
using Kata.Checking;
using Kata.Machine;
using Kata.Results;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Kata.Classes.Grading;

/// <summary>An instructor's own checks, written like ours: a folder of source files, or a folder with the assembly that was built from
/// them. Only the instructor sees their names and messages.</summary>
internal sealed class HiddenChecks
{
    private readonly ILookup<Step, Check> checks;

    private HiddenChecks(ILookup<Step, Check> checks, string hash) => (this.checks, Hash) = (checks, hash);

    /// <summary>A hash of the checks: the same checks have the same hash.</summary>
    public string Hash { get; }

    /// <summary>The steps that have such checks.</summary>
    public IEnumerable<Step> Steps => checks.Select(one => one.Key).OrderBy(step => step.Number);

    public IEnumerable<Check> Of(Step step) => checks[step];

    /// <exception cref="KataException">The folder holds no checks, or they do not compile.</exception>
    public static HiddenChecks Load(string folder)
    {
        if (!Directory.Exists(folder))
            throw new KataException($"There is no folder {folder}: --hidden names a folder with checks of your own");

        var files = FilesOf(folder);
        IEnumerable<Assembly> assemblies = files.Any(IsSource) ? [Compile(files)] : files.Select(Assembly.LoadFrom);
        // The check that every class of checks inherits is already among ours.
        var found = assemblies.SelectMany(Check.In)
            .Where(check => check.Method.DeclaringType != typeof(Checks) && check.Step != Step.None).ToLookup(check => check.Step);
        if (found.Count == 0)
            throw new KataException(
                $"There are no checks in {folder}: write a class that derives from Kata.Checking.Checks, with [Step(4)] on it "
                    + "and [Check(\"…\")] on its methods");

        return new(
            found,
            ChecksHash.Short(
                string.Join(
                    '\n',
                    files
                        .Select(path =>
                            $"{NameOf(folder, path)} "
                            + $"{Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)))}"))));
    }

    /// <summary>The files that the checks are in: sources, with those in folders below, or else assemblies. Where there are assemblies,
    /// sources below are those that they were built from.</summary>
    public static IReadOnlyList<string> FilesOf(string folder)
    {
        string[] sources = [.. Directory.EnumerateFiles(folder, "*.cs")];
        string[] assemblies = sources.Length > 0 ? [] : [.. Directory.EnumerateFiles(folder, "*.dll").Where(path => !IsOurs(path))];
        return assemblies.Length > 0 ? [.. assemblies.Order(StringComparer.Ordinal)]
            : [.. sources.Concat(Below(folder)).Order(StringComparer.Ordinal)];
    }

    /// <summary>The name of such a file, with the folders below the one that was named.</summary>
    public static string NameOf(string folder, string path) => Path.GetRelativePath(folder, path).Replace('\\', '/');

    /// <summary>Not what a build has made, not what is hidden, and through no link.</summary>
    private static IEnumerable<string> Below(string folder) => new DirectoryInfo(folder).EnumerateDirectories()
        .Where(below => below.LinkTarget is null && below.Name is not ("bin" or "obj") && !below.Name.StartsWith('.'))
        .SelectMany(below => Directory.EnumerateFiles(below.FullName, "*.cs").Concat(Below(below.FullName)));

    private static bool IsSource(string path) => path.EndsWith(".cs", StringComparison.Ordinal);

    private static bool IsOurs(string path) => Path.GetFileName(path) is var name
        && (name.StartsWith("Kata.", StringComparison.Ordinal) || File.Exists(Path.Combine(AppContext.BaseDirectory, name)));

    private static Assembly Compile(IReadOnlyList<string> sources)
    {
        const string usings =
            "global using System; global using System.Collections.Generic; global using System.IO; global using "
            + "System.Linq; global using System.Threading; global using System.Threading.Tasks;";
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var trees = sources.Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), options, path))
            .Prepend(CSharpSyntaxTree.ParseText(usings, options));
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Concat(Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll"))
            .Append(typeof(Checks).Assembly.Location)
            .Where(File.Exists).DistinctBy(Path.GetFileName).Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create("HiddenChecks", trees, references,
            new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        using var assembly = new MemoryStream();
        var result = compilation.Emit(assembly);
        return result.Success
            ? Assembly.Load(assembly.ToArray())
            : throw new KataException(
                "The hidden checks do not compile: " + $"{result.Diagnostics.First(found => found.Severity == DiagnosticSeverity.Error)}");
    }
}

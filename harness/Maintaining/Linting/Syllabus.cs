using System.Reflection;
using Kata.Checking;
using Kata.Results;

namespace Kata.Maintaining.Linting;

/// <summary>All that the maintainers wrote, as the rules of <c>kata lint</c> look at it.</summary>
/// <param name="Root">The repository's folder.</param>
/// <param name="Checks">The assembly of the checks.</param>
internal sealed record Syllabus(string Root, IReadOnlyList<Step> Steps, Assembly Checks)
{
    private const string FolderOfChecks = "harness/checks";

    public static string Exercise(Step step) => $"exercises/{step.FileName}";

    public static string Solution(Step step) => $"solutions/{step.FileName}";

    public static string ChecksOf(Step step) => $"{FolderOfChecks}/{step.Name}Checks.cs";

    /// <summary>The file that a check stands in.</summary>
    public static string FileOf(Check check) => $"{FolderOfChecks}/{check.File}";

    public static string WrongOf(Step step) => $"{WrongProgram.Folder}/{step.Name}.wrong";

    /// <summary>All files that the checks of a step are in: a long class has parts (<see cref="StepAttribute"/>).</summary>
    public IEnumerable<string> AllChecksOf(Step step) => In(FolderOfChecks)
        .Where(name => name.StartsWith($"{step.Name}Checks.", StringComparison.Ordinal)).Select(name => $"{FolderOfChecks}/{name}");

    /// <param name="file">From the root, with slashes.</param>
    public string PathOf(string file) => Path.Combine(Root, file);

    public bool Has(string file) => File.Exists(PathOf(file));

    /// <summary>A file's text with LF at the ends of its lines; empty if there is none, which is another rule's finding.</summary>
    public string TextOf(string file) => Has(file) ? File.ReadAllText(PathOf(file)).ReplaceLineEndings("\n") : "";

    /// <summary>Line, from 1, of the first place where a text occurs; null if it does not.</summary>
    public int? LineOf(string file, string text) =>
        TextOf(file) is var all && all.IndexOf(text, StringComparison.Ordinal) is var at and >= 0
            ? all.AsSpan(0, at).Count('\n') + 1
            : null;

    /// <summary>Files and folders in a folder, by their names.</summary>
    public IEnumerable<string> In(string folder) => Directory.Exists(PathOf(folder))
        ? Directory.EnumerateFileSystemEntries(PathOf(folder)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)
        : [];
}

/// <summary>One thing that must hold of what the maintainers wrote.</summary>
internal interface ILintRule
{
    IEnumerable<Finding> Look(Syllabus syllabus);
}

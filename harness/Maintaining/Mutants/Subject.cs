using Kata.Machine;
using Kata.Maintaining.Stubs;
using Kata.Results;

namespace Kata.Maintaining.Mutants;

/// <summary>A right program, from which mutants are made.</summary>
/// <param name="Path">From the repository's root, with slashes: <c>solutions/Step04_SendingAndReceiving.cs</c>.</param>
/// <param name="Text">Without the marks that make the stub, with LF at the ends of its lines.</param>
internal sealed record Subject(Step Step, string Path, string Text)
{
    /// <summary>The solution of a step, and each of its variants.</summary>
    public static IEnumerable<Subject> Of(Step step)
    {
        var variants = System.IO.Path.Combine(Repository.Root, "harness", "checks", "variants");
        string[] paths =
        [
            $"solutions/{step.FileName}",
            .. Directory.EnumerateFiles(variants, $"{step.Name}.*.cs").Order(StringComparer.Ordinal)
                .Select(path => $"harness/checks/variants/{System.IO.Path.GetFileName(path)}"),
        ];
        return paths.Select(path => new Subject(
            step, path, Stub.WithoutMarks(File.ReadAllText(System.IO.Path.Combine(Repository.Root, path)).ReplaceLineEndings("\n"))));
    }
}

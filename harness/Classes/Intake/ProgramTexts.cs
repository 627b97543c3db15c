using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Kata.Machine;
using Kata.Results;

namespace Kata.Classes.Intake;

/// <summary>The programs of one submission, as texts.</summary>
internal sealed partial class ProgramTexts
{
    private static readonly Lazy<IReadOnlyDictionary<Step, string>> Exercises = new(() => Step.All
        .Select(step => (Step: step, Path: Path.Combine(Repository.Root, "exercises", step.FileName)))
        .Where(exercise => File.Exists(exercise.Path))
        .ToDictionary(exercise => exercise.Step, exercise => Plain(File.ReadAllText(exercise.Path))));

    private readonly IReadOnlyList<(string Path, string Text)> shared;
    private readonly Dictionary<Step, string> own;
    private readonly Lazy<Dictionary<Step, string[]>> declared;

    public ProgramTexts(string folder)
    {
        shared = [.. ProgramSources.Shared(folder).Select(file => (Path.GetRelativePath(folder, file.Path), file.Text))];
        own = Step.All.Select(step => (Step: step, Path: Path.Combine(folder, step.FileName)))
            .Where(program => File.Exists(program.Path))
            .ToDictionary(program => program.Step, program => File.ReadAllText(program.Path));
        declared = new(() => own.ToDictionary(program => program.Key, program => Names(program.Value)));
    }

    /// <summary>What the submission has for a step.</summary>
    public SubmittedProgram Of(Step step)
    {
        if (!own.TryGetValue(step, out var text))
            return new(step, ProgramState.Missing, "");
        if (shared.Count == 0 && Exercises.Value.TryGetValue(step, out var exercise) && Plain(text) == exercise)
            return new(step, ProgramState.Untouched, "");

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (path, file) in Sources(step).Concat(NeedsOthers(step) ? Others(step) : []))
            hash.AppendData(Encoding.UTF8.GetBytes($"{path}\0{file}\0"));
        return new(step, ProgramState.Written, Convert.ToHexStringLower(hash.GetHashAndReset())[..32]);
    }

    /// <summary>The files of a step's program, its own first, with paths from the folder of the programs.</summary>
    public IReadOnlyList<(string Path, string Text)> Sources(Step step) =>
        own.TryGetValue(step, out var text) ? [(step.FileName, text), .. shared] : [];

    /// <summary>The files of the other steps: a program that does not compile without them is compiled with them.</summary>
    public IReadOnlyList<(string Path, string Text)> Others(Step step) =>
        [.. own.Where(other => other.Key != step).Select(other => (other.Key.FileName, other.Value))];

    /// <summary>Whether it may be that a step's program compiles with the others only: it names something that one of them declares, or one
    /// declares something that needs no name.</summary>
    private bool NeedsOthers(Step step)
    {
        var words = Sources(step).SelectMany(file => Word().Matches(file.Text).Select(word => word.Value)).ToHashSet();
        return own.Any(other => other.Key != step
            && (other.Value.Contains("global using", StringComparison.Ordinal) || declared.Value[other.Key].Any(words.Contains)));
    }

    private static string[] Names(string text) =>
        [.. Declared().Matches(text).Concat(Extension().Matches(text)).Select(name => name.Groups[1].Value).Distinct()];

    /// <summary>Whether a file was saved on Windows, or with a mark in front, makes no other program of it.</summary>
    private static string Plain(string text) => text.TrimStart('\uFEFF').ReplaceLineEndings("\n").TrimEnd();

    [GeneratedRegex(@"[A-Za-z_]\w*", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex(@"\b(?:class|struct|record|interface|enum|delegate\s+\S+)\s+(?!struct\b|class\b)([A-Za-z_]\w*)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Declared();

    [GeneratedRegex(@"\b((?>[A-Za-z_]\w*))(?>\s*)(?:<[^<>()]*>(?>\s*))?\((?>\s*)this\s", RegexOptions.CultureInvariant)]
    private static partial Regex Extension();
}

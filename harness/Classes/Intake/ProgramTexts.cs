using Kata.Machine;
using Kata.Results;

namespace Kata.Classes.Intake;

/// <summary>The programs of one submission, as texts.</summary>
internal sealed class ProgramTexts
{
    private static readonly Lazy<IReadOnlyDictionary<Step, string>> Exercises = new(() => Step.All
        .Select(step => (Step: step, Path: Path.Combine(Repository.Root, "exercises", step.FileName)))
        .Where(exercise => File.Exists(exercise.Path))
        .ToDictionary(exercise => exercise.Step, exercise => Plain(File.ReadAllText(exercise.Path))));

    private readonly IReadOnlyList<(string Path, string Text)> shared;
    private readonly Dictionary<Step, string> own;
    private readonly NeededFiles needed;

    public ProgramTexts(string folder)
    {
        shared = [.. ProgramSources.Shared(folder).Select(file => (Path.GetRelativePath(folder, file.Path), file.Text))];
        own = Step.All.Select(step => (Step: step, Path: Path.Combine(folder, step.FileName)))
            .Where(program => File.Exists(program.Path))
            .ToDictionary(program => program.Step, program => File.ReadAllText(program.Path));
        needed = new([.. own.Select(program => (program.Key.FileName, program.Value))]);
    }

    /// <summary>What the submission has for a step.</summary>
    public SubmittedProgram Of(Step step)
    {
        if (!own.TryGetValue(step, out var text))
            return new(step, ProgramState.Missing, "");
        if (shared.Count == 0 && Exercises.Value.TryGetValue(step, out var exercise) && Plain(text) == exercise)
            return new(step, ProgramState.Untouched, "");

        var files = Sources(step).Concat(Others(step));
        return new(step, ProgramState.Written, TextHash.Of(files.SelectMany(file => (string[])[file.Path, file.Text]))[..32]);
    }

    /// <summary>The files of a step's program, with its own file first. Paths begin at the folder of the programs.</summary>
    public IReadOnlyList<(string Path, string Text)> Sources(Step step) =>
        own.TryGetValue(step, out var text) ? [(step.FileName, text), .. shared] : [];

    /// <summary>The files of other steps that a step's program may need. If the program does not compile alone, it is compiled with these
    /// files and no others. So the verdict depends only on what is in the hash.</summary>
    public IReadOnlyList<(string Path, string Text)> Others(Step step) => needed.Of(Sources(step));

    /// <summary>The text without what does not change the program: the line ends of Windows, a byte-order mark at the beginning, and white
    /// space at the end.</summary>
    private static string Plain(string text) => text.TrimStart('\uFEFF').ReplaceLineEndings("\n").TrimEnd();
}

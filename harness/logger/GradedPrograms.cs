using Kata.Results;

namespace Kata.Logger;

/// <summary>Which programs a run grades, so that a reader of the grade can see whether they have changed since.</summary>
internal static class GradedPrograms
{
    /// <summary>Their hashes; without those that are known not to be what was built.</summary>
    /// <param name="folder">The folder of the programs.</param>
    public static IReadOnlyDictionary<Step, string> Hashes(string folder)
    {
        try
        {
            // Written by the compiler (Kata.props). What was saved later is not in the build: --no-build, or a save meanwhile.
            var built = File.GetLastWriteTimeUtc(Path.Combine(folder, "obj", "programs.sarif"));
            var programs = new ProgramHashes(folder);
            return Step.All
                .Where(step => File.Exists(Path.Combine(folder, step.FileName)) && programs.LastSave(step) <= built)
                .Select(step => (Step: step, Hash: programs.Of(step)))
                .Where(program => program.Hash is not null)
                .ToDictionary(program => program.Step, program => program.Hash!);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return new Dictionary<Step, string>();
        }
    }
}

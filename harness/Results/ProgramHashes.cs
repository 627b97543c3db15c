namespace Kata.Results;

/// <summary>What the programs of a folder are at this moment: a hash for each (<see cref="ProgramSources.Hash"/>), by which one
/// can tell later whether a program has changed. The files that all of them share are read once.</summary>
internal sealed class ProgramHashes(string folder)
{
    private readonly Lazy<IReadOnlyList<(string Path, string Text)>> shared = new(() => ProgramSources.Shared(folder));

    /// <returns>Null if there is no program for this step, or none that can be read.</returns>
    public string? Of(Step step)
    {
        try
        {
            return ProgramSources.Read(folder, step, shared)?.Hash;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>When a file of a step's program was last saved, in UTC.</summary>
    public DateTime LastSave(Step step) =>
        shared.Value.Select(file => file.Path).Append(Path.Combine(folder, step.FileName)).Max(File.GetLastWriteTimeUtc);
}

using System.Collections.Concurrent;
using System.Text;
using Kata.Machine;
using Kata.Workbench;

namespace Kata.Maintaining.Mutants;

/// <summary>What became of each mutant, kept while a run goes on, so that one that was interrupted goes on where it was. Whatever
/// was found with other checks does not count.</summary>
internal sealed class MutantLedger : IDisposable
{
    private readonly ConcurrentDictionary<string, (Fate Fate, string? Check)> known = new();
    private readonly StreamWriter file;
    private readonly Lock writing = new();

    private MutantLedger(StreamWriter file) => this.file = file;

    /// <summary>Opens the ledger of these checks.</summary>
    /// <param name="folder">Made if it is not there.</param>
    public static MutantLedger Open(string? folder = null)
    {
        folder ??= Path.Combine(Repository.Root, "harness", "obj", "mutants");
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{CheckAssembly.Loaded.ManifestModule.ModuleVersionId:N}.tsv");
        var before = File.Exists(path) ? File.ReadAllLines(path) : [];
        var ledger = new MutantLedger(new(path, append: true, new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" });
        foreach (var line in before)
        {
            // The last line may be half a line: the run was killed while it was written.
            if (line.Split('\t') is [var key, var fate, var check] && Enum.TryParse<Fate>(fate, out var what))
                ledger.known[key] = (what, check == "" ? null : check);
        }

        return ledger;
    }

    public TriedMutant? Find(Mutant mutant) => known.TryGetValue(mutant.Key, out var found) ? new(mutant, found.Fate, found.Check) : null;

    public void Keep(TriedMutant tried)
    {
        if (tried.Fate == Fate.NotGraded)
            return;

        known[tried.Mutant.Key] = (tried.Fate, tried.Check);
        lock (writing)
            file.WriteLine($"{tried.Mutant.Key}\t{tried.Fate}\t{tried.Check}");
    }

    public void Dispose() => file.Dispose();
}

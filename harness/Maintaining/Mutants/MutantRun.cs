using System.Diagnostics;
using Kata.Results;
using Kata.Servers;

namespace Kata.Maintaining.Mutants;

/// <summary>Tries the mutants of some steps, or a sample of them.</summary>
internal sealed class MutantRun
{
    /// <summary>Most mutants wait for a program or a deadline; few want the processor at a time.</summary>
    private const int AtATime = 6;

    private readonly IReadOnlyList<EquivalentMutant> explanations;
    private readonly IReadOnlyList<Mutant> mutants;
    private readonly int wanted;
    private readonly List<TriedMutant> tried = [];
    private readonly Lock changing = new();
    private readonly Stopwatch clock = new();
    private int before;

    /// <param name="sample">How many that count are tried; null for all.</param>
    /// <param name="seed">Decides which they are.</param>
    public MutantRun(IEnumerable<Step> steps, int? sample, int seed)
    {
        Step[] all = [.. steps];
        explanations = [.. all.SelectMany(Equivalents.Of)];
        Mutant[] made = [.. all.SelectMany(Subject.Of).SelectMany(Mutant.Of)];
        if (sample is not null)
            new Random(seed).Shuffle(made);
        mutants = made;
        wanted = sample ?? made.Length;
        IsSample = sample is not null;
        // A step whose mutants are not all there says nothing of the explanations that are left.
        Unused = [.. explanations.Where(one => !made.Any(one.Fits))];
    }

    public bool IsSample { get; }

    /// <summary>How many there are to draw from, those that do not compile included.</summary>
    public int Made => mutants.Count;

    /// <summary>Explanations that fit no mutant: the program has changed since.</summary>
    public IReadOnlyList<EquivalentMutant> Unused { get; }

    /// <summary>What has been tried so far, in no order.</summary>
    public IReadOnlyList<TriedMutant> Tried
    {
        get
        {
            lock (changing)
                return [.. tried];
        }
    }

    /// <summary>Mutants a second, those that an earlier run had tried left out.</summary>
    public double Rate => (Tried.Count - before) / Math.Max(0.001, clock.Elapsed.TotalSeconds);

    /// <summary>How many that are still to be tried, at most.</summary>
    public int Left => Math.Max(0, IsSample ? wanted - Tried.Count(one => one.Counts) : wanted - Tried.Count);

    /// <summary>Tries them. What was cancelled goes on in the next run.</summary>
    /// <param name="told">Told of each mutant that has been tried.</param>
    public async Task Run(Task<ServerChoice> servers, MutantLedger ledger, Action<TriedMutant> told, CancellationToken cancellation)
    {
        using var trial = new MutantTrial(servers);
        clock.Start();
        await Parallel.ForEachAsync(
            mutants,
            new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellation },
            async (mutant, stop) =>
            {
                if (Left == 0)
                    return;

                var found = ledger.Find(mutant);
                var one = found ?? await trial.Try(mutant, stop);
                ledger.Keep(one);
                if (one.Fate == Fate.Survived && explanations.Any(explanation => explanation.Fits(mutant)))
                    one = one with { Fate = Fate.Explained };
                lock (changing)
                {
                    tried.Add(one);
                    before += found is null ? 0 : 1;
                }

                told(one);
            });
    }
}

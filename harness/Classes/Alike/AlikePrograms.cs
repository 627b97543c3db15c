using System.Collections.Concurrent;
using Kata.Machine;
using Kata.Results;

namespace Kata.Classes.Alike;

/// <summary>Two programs of a step that have much in common.</summary>
/// <param name="Share">The share of the fingerprints of the smaller program, from 0 to 1; 1 for the same text.</param>
internal sealed record AlikePair(Step Step, Submission One, Submission Other, double Share)
{
    public string OneText { get; init; } = "";

    public string OtherText { get; init; } = "";

    /// <summary>The lines of the one program, from 0, that the other also has.</summary>
    public IReadOnlySet<int> OneLines { get; init; } = new HashSet<int>();

    public IReadOnlySet<int> OtherLines { get; init; } = new HashSet<int>();
}

/// <summary>Finds programs that are too alike. It leaves out what the exercise gives and, if there are six programs or more, what more than
/// half of them have.</summary>
internal static class AlikePrograms
{
    /// <summary>A program with fewer fingerprints of its own proves nothing: a blank has one obvious answer.</summary>
    private const int FewestFingerprints = 6;

    private const int FewestForCommon = 6;

    /// <param name="least">Two programs are too alike from this share on.</param>
    /// <returns>The pairs, the most alike first.</returns>
    public static IReadOnlyList<AlikePair> Find(ClassFolder folder, ClassManifest manifest, double least)
    {
        var pairs = new ConcurrentBag<AlikePair>();
        Parallel.ForEach(manifest.Steps, step =>
        {
            foreach (var pair in Find(folder, manifest, step, least))
                pairs.Add(pair);
        });
        return [.. pairs.OrderByDescending(pair => pair.Share).ThenBy(pair => pair.Step.Number)
            .ThenBy(pair => pair.One.Id, StringComparer.Ordinal).ThenBy(pair => pair.Other.Id, StringComparer.Ordinal)];
    }

    private static IEnumerable<AlikePair> Find(ClassFolder folder, ClassManifest manifest, Step step, double least)
    {
        var exercise = Path.Combine(Repository.Root, "exercises", step.FileName);
        var given = File.Exists(exercise) ? Fingerprints.Every(File.ReadAllText(exercise)) : [];
        var texts = manifest.Submissions.Where(one => one.Of(step).State == ProgramState.Written)
            .Select(one => (Submission: one, Text: File.ReadAllText(Path.Combine(folder.Submissions, one.Id, step.FileName))))
            .Select(one => (one.Submission, one.Text, Prints: Fingerprints.Of(one.Text, given)))
            .ToList();
        var byHash = texts.SelectMany((one, i) => one.Prints.All.Select(hash => (hash, i))).GroupBy(pair => pair.hash, pair => pair.i)
            .Select(group => (group.Key, Who: group.ToList())).ToList();
        var most = texts.Count >= FewestForCommon ? texts.Count / 2 : texts.Count;
        var own = byHash.Where(print => print.Who.Count <= most).ToList();

        var count = new int[texts.Count];
        var common = new Dictionary<(int, int), List<ulong>>();
        foreach (var (hash, who) in own)
        {
            foreach (var i in who)
                count[i]++;
            for (var i = 0; i < who.Count; i++)
            {
                for (var j = i + 1; j < who.Count; j++)
                {
                    if (!common.TryGetValue((who[i], who[j]), out var hashes))
                        common[(who[i], who[j])] = hashes = [];
                    hashes.Add(hash);
                }
            }
        }

        foreach (var ((i, j), hashes) in common)
        {
            var smaller = Math.Min(count[i], count[j]);
            var share = (double)hashes.Count / Math.Max(1, smaller);
            if (smaller < FewestFingerprints || share < least)
                continue;

            yield return new(step, texts[i].Submission, texts[j].Submission, share)
            {
                OneText = texts[i].Text,
                OtherText = texts[j].Text,
                OneLines = hashes.SelectMany(texts[i].Prints.LinesOf).ToHashSet(),
                OtherLines = hashes.SelectMany(texts[j].Prints.LinesOf).ToHashSet(),
            };
        }
    }
}

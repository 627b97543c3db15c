using Kata.Results;
using Microsoft.CodeAnalysis.CSharp;

namespace Kata.Classes.Alike;

/// <summary>The hashes by which a program's text is recognized, whatever its names, literals, comments and line breaks are. They are hashes
/// of runs of tokens, of which winnowing keeps one in each window (Schleimer, Wilkerson, Aiken: Winnowing, SIGMOD 2003). Two texts that
/// have a long enough run in common have a fingerprint in common.</summary>
internal sealed class Fingerprints
{
    /// <summary>How many tokens a run has. Shorter runs belong to the language, not to a person.</summary>
    private const int Run = 18;

    /// <summary>How many runs a window has.</summary>
    private const int Window = 8;

    private readonly Dictionary<ulong, (int First, int Last)> lines = [];

    private Fingerprints()
    {
    }

    /// <summary>The hashes.</summary>
    public IReadOnlyCollection<ulong> All => lines.Keys;

    /// <summary>The lines that a run covers, from 0.</summary>
    public IEnumerable<int> LinesOf(ulong hash) =>
        lines.TryGetValue(hash, out var line) ? Enumerable.Range(line.First, line.Last - line.First + 1) : [];

    /// <param name="without">The hashes of the exercise, which prove nothing.</param>
    public static Fingerprints Of(string text, IReadOnlySet<ulong> without)
    {
        var found = new Fingerprints();
        var runs = Runs(text);
        for (var start = 0; start < runs.Count; start++)
        {
            // The smallest hash of each window; the last one if there are several.
            var least = start;
            for (var i = start; i < Math.Min(start + Window, runs.Count); i++)
                least = runs[i].Hash <= runs[least].Hash ? i : least;
            if (!without.Contains(runs[least].Hash))
                found.lines.TryAdd(runs[least].Hash, (runs[least].First, runs[least].Last));
        }

        return found;
    }

    /// <summary>All hashes of a text, so that they can be left out of another text's fingerprints.</summary>
    public static HashSet<ulong> Every(string text) => [.. Runs(text).Select(run => run.Hash)];

    /// <summary>A number for a word or a sign. All names have the same number.</summary>
    private static int KindOf(string word) => !CodeWords.IsWord(word) ? word[0] : (int)SyntaxFacts.GetKeywordKind(word);

    private static List<(ulong Hash, int First, int Last)> Runs(string text)
    {
        var tokens = new List<(int Kind, int Line)>();
        var line = 0;
        var at = 0;
        // Our own scanner is used, because the compiler's lexer uses up the stack at a directive or a string with deeply nested code.
        foreach (var (word, place) in CodeWords.WithPlaces(text))
        {
            for (; at < place; at++)
                line += text[at] == '\n' ? 1 : 0;
            tokens.Add((KindOf(word), line));
        }

        var runs = new List<(ulong, int, int)>();
        for (var i = 0; i + Run <= tokens.Count; i++)
        {
            // FNV-1a, 64 bits: the same on every machine.
            var hash = 14695981039346656037UL;
            for (var j = i; j < i + Run; j++)
                hash = (hash ^ (ulong)tokens[j].Kind) * 1099511628211UL;
            runs.Add((hash, tokens[i].Line, tokens[i + Run - 1].Line));
        }

        return runs;
    }
}

using System.Text.RegularExpressions;

namespace Kata.Results;

/// <summary>Which files of other steps a program may need: those that declare something that it names, or something that needs no name,
/// and those that these may need in turn.</summary>
/// <param name="others">Paths and texts of the steps' files.</param>
internal sealed partial class NeededFiles(IReadOnlyList<(string Path, string Text)> others)
{
    private readonly Dictionary<string, Lazy<Words>> known =
        others.DistinctBy(file => file.Path).ToDictionary(file => file.Path, file => new Lazy<Words>(() => new(file.Text)));

    /// <param name="program">Paths and texts of the program's own files.</param>
    /// <returns>In the order in which they were given.</returns>
    public IReadOnlyList<(string Path, string Text)> Of(IReadOnlyCollection<(string Path, string Text)> program)
    {
        var own = program.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        var left = others.Where(file => !own.Contains(file.Path)).ToList();
        if (left.Count == 0)
            return [];

        var names = program.SelectMany(file => Of(file).Names).ToHashSet(StringComparer.Ordinal);
        var needed = new HashSet<string>(StringComparer.Ordinal);
        while (left.FindAll(file => Of(file).NeedsNoName || names.Overlaps(Of(file).Declared)) is { Count: > 0 } found)
        {
            needed.UnionWith(found.Select(file => file.Path));
            names.UnionWith(found.SelectMany(file => Of(file).Names));
            left.RemoveAll(file => needed.Contains(file.Path));
        }

        return [.. others.Where(file => needed.Contains(file.Path))];
    }

    private Words Of((string Path, string Text) file) => known.TryGetValue(file.Path, out var words) ? words.Value : new(file.Text);

    /// <summary>The words of a file. The expressions are written so that no text makes them slow.</summary>
    private sealed class Words(string text)
    {
        public HashSet<string> Names { get; } = [.. Word().Matches(text).Select(word => word.Value)];

        public HashSet<string> Declared { get; } =
            [.. Types().Matches(text).Concat(Delegates().Matches(text)).Select(name => name.Groups[1].Value)];

        // «foreach», «await», collection initializers and deconstruction call extension methods without naming them.
        public bool NeedsNoName { get; } = text.Contains("global using", StringComparison.Ordinal) || Extension().IsMatch(text);
    }

    [GeneratedRegex(@"[A-Za-z_]\w*", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex(@"\b(?:class|struct|record|interface|enum)(?>\s+)@?(?!struct\b|class\b)([A-Za-z_]\w*)", RegexOptions.CultureInvariant)]
    private static partial Regex Types();

    [GeneratedRegex(@"\bdelegate\b[^;{}()]{0,300}?\b((?>[A-Za-z_]\w*))(?>\s*)(?:<[^<>()]{0,100}>(?>\s*))?\(", RegexOptions.CultureInvariant)]
    private static partial Regex Delegates();

    [GeneratedRegex(@"\((?>\s*)this(?>\s+)[\w@(]|\bextension(?>\s*)[(<]", RegexOptions.CultureInvariant)]
    private static partial Regex Extension();
}

using System.Collections.Concurrent;

namespace Kata.Results;

/// <summary>Which files of other steps a program may need: those that declare something that it names, or something that needs no name,
/// and those that these may need in turn.</summary>
/// <param name="others">Paths and texts of the steps' files.</param>
internal sealed class NeededFiles(IReadOnlyList<(string Path, string Text)> others)
{
    private readonly ConcurrentDictionary<(string Path, string Text), Words> known = [];

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

    private Words Of((string Path, string Text) file) => known.GetOrAdd(file, one => new(one.Text));

    /// <summary>What a file names and what it declares for others.</summary>
    internal sealed class Words
    {
        private const string EndOfAttributes = "Attribute";

        private readonly IReadOnlyList<string> words;

        /// <summary>Whether each brace that is open is that of a namespace.</summary>
        private readonly Stack<bool> open = new();

        private int inTypes;

        public Words(string text)
        {
            words = CodeWords.Of(text);
            // Where the branches of an #if open more than they close, no depth is known: then types within types count too.
            var isEven = words.Count(word => word == "{") == words.Count(word => word == "}");
            var isNamespace = false;
            for (var at = 0; at < words.Count; at++)
            {
                switch (words[at])
                {
                    case "{":
                        Open(isNamespace);
                        isNamespace = false;
                        break;
                    case "}":
                        Close();
                        break;
                    case "namespace":
                        // Being in it is not naming it: the types in it have names.
                        for (; At(at + 1) is not ("{" or ";" or ""); at++)
                            Add(At(at + 1));
                        isNamespace = At(at + 1) == "{";
                        continue;
                    case "class" or "struct" or "interface" or "enum" or "record" when inTypes == 0 || !isEven:
                        if (At(at + 1) is not ("class" or "struct" or "where"))
                            Add(At(at + 1));
                        break;
                    case "delegate" when inTypes == 0 || !isEven:
                        Add(Delegate(at));
                        break;
                }

                NeedsNoName |= IsFoundWithoutName(at);
                if (CodeWords.IsWord(words[at]))
                    Names.Add(words[at]);
            }
        }

        public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

        /// <summary>The types, by all names that they can be given, and the parts of the namespaces' names. A type in a type is found by
        /// way of that.</summary>
        public HashSet<string> Declared { get; } = new(StringComparer.Ordinal);

        // «foreach», «await», collection initializers and deconstruction call extension methods without naming them.
        public bool NeedsNoName { get; }

        private string At(int at) => at >= 0 && at < words.Count ? words[at] : "";

        private void Open(bool isNamespace)
        {
            open.Push(isNamespace);
            inTypes += isNamespace ? 0 : 1;
        }

        private void Close()
        {
            if (open.TryPop(out var wasNamespace))
                inTypes -= wasNamespace ? 0 : 1;
        }

        private void Add(string name)
        {
            if (name == "" || !CodeWords.IsWord(name))
                return;

            Declared.Add(name);
            if (name.Length > EndOfAttributes.Length && name.EndsWith(EndOfAttributes, StringComparison.Ordinal))
                Declared.Add(name[..^EndOfAttributes.Length]);
        }

        /// <summary>The name of a delegate: it stands before the last brackets, or before the type parameters in front of these.</summary>
        private string Delegate(int at)
        {
            var (depth, last) = (0, -1);
            for (at++; At(at) is not (";" or "where" or "delegate" or "{" or "}" or ""); at++)
            {
                if (At(at) == "(" && depth == 0)
                    last = at;
                depth += At(at) is "(" or "[" ? 1 : At(at) is ")" or "]" ? -1 : 0;
            }

            var before = last - 1;
            if (At(before) != ">")
                return At(before) is "delegate" ? "" : At(before);

            for (depth = 0; At(before) is not (";" or "delegate" or "{" or "}" or ""); before--)
            {
                depth += At(before) == ">" ? 1 : At(before) == "<" ? -1 : 0;
                if (depth == 0)
                    break;
            }

            return At(before - 1);
        }

        private bool IsFoundWithoutName(int at) => words[at] switch
        {
            "global" => At(at + 1) == "using",
            "extension" => At(at + 1) is "(" or "<",
            "this" => At(at - 1) is "(" or "]" or "ref" or "readonly" or "in" or "scoped" && IsTypeAhead(at + 1),
            _ => false,
        };

        private bool IsTypeAhead(int at) => At(at) == "("
            || (At(at) is not ("" or "with" or "is" or "as" or "switch" or "and" or "or") && CodeWords.IsWord(At(at)));
    }
}

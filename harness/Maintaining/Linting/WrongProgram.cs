using Kata.Machine;
using Kata.Maintaining.Stubs;

namespace Kata.Maintaining.Linting;

/// <summary>A solution with a plausible mistake in it, and the checks that must catch it. Written down in
/// <c>harness/checks/wrong/StepNN_Slug.wrong</c> as blocks of
/// <code>
/// # Name
/// caught by: the sentence of a check
/// names: what the first failure must say or ask, as a pattern: UTF-8|encoding
/// - a line of the solution
/// + what stands there instead
/// </code>
/// Several <c>caught by</c> and several replacements may follow one another. <c>may be caught by:</c> names a check that
/// catches it on some machines, or at some times, and not on others. Lines with the same sign in a row make one
/// text, which must occur exactly once in the solution, its marks taken out.</summary>
public sealed record WrongProgram(
    string Step, string Name, IReadOnlyList<string> CaughtBy, IReadOnlyList<(string Find, string Replace)> Changes, int Line)
{
    /// <summary>Where they are written down, from the repository's root.</summary>
    internal const string Folder = "harness/checks/wrong";

    /// <summary>The checks that may catch it as well.</summary>
    public IReadOnlyList<string> MayBeCaughtBy { get; private init; } = [];

    /// <summary>A pattern (regular expression, of any case) that the first failure's message must match, so that it says or asks what the
    /// mistake is about; null if that is not written down.</summary>
    public string? Names { get; private init; }

    public override string ToString() => $"{Step} {Name}";

    /// <summary>All wrong programs of this repository.</summary>
    public static IEnumerable<WrongProgram> All() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, Folder), "*.wrong").Order(StringComparer.Ordinal).SelectMany(In);

    /// <summary>The wrong programs of a file.</summary>
    internal static IEnumerable<WrongProgram> In(string file) =>
        In(Path.GetFileNameWithoutExtension(file), File.ReadAllText(file).ReplaceLineEndings("\n"));

    /// <summary>The solution with the mistake in it.</summary>
    public string Source() => Of(File.ReadAllText(Path.Combine(Repository.Root, "solutions", $"{Step}.cs")));

    /// <summary>A solution with the mistake in it.</summary>
    /// <exception cref="InvalidOperationException">The mistake does not fit the solution.</exception>
    internal string Of(string solution)
    {
        // Without its marks, which would stand between the lines that a mistake is about.
        var source = Stub.WithoutMarks(solution.ReplaceLineEndings("\n"));
        foreach (var (find, replace) in Changes)
        {
            var parts = source.Split(find);
            if (parts.Length != 2)
                throw new InvalidOperationException(
                    $"{this}: this text occurs {parts.Length - 1} times in the solution, not once:\n{find}");
            source = parts[0] + replace + parts[1];
        }

        return source;
    }

    private static IEnumerable<WrongProgram> In(string step, string text)
    {
        var first = 1;
        foreach (var block in text.Split("\n# "))
        {
            var lines = block.TrimStart('#', ' ').Split('\n');
            yield return new(
                step,
                lines[0].Trim(),
                [.. After("caught by: ", lines)],
                [.. ChangesIn(lines[1..])],
                first)
            {
                MayBeCaughtBy = [.. After("may be caught by: ", lines)],
                Names = After("names: ", lines).SingleOrDefault(),
            };
            first += lines.Length;
        }
    }

    private static IEnumerable<string> After(string beginning, string[] lines) =>
        lines.Where(line => line.StartsWith(beginning, StringComparison.Ordinal)).Select(line => line[beginning.Length..].Trim());

    private static IEnumerable<(string, string)> ChangesIn(string[] lines)
    {
        for (var i = 0; i < lines.Length;)
        {
            var find = Run('-');
            var replace = Run('+');
            if (find.Length > 0)
                yield return (string.Join('\n', find), string.Join('\n', replace));
            else
                i++;

            string[] Run(char sign)
            {
                var run = lines[i..].TakeWhile(line => line.StartsWith(sign)).Select(line => line.Length > 2 ? line[2..] : "").ToArray();
                i += run.Length;
                return run;
            }
        }
    }
}

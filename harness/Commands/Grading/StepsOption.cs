using System.CommandLine;
using System.Globalization;
using Kata.Commands.Shell;
using Kata.Results;

namespace Kata.Commands.Grading;

/// <summary><c>--steps 4,5,9-12</c>.</summary>
internal static class StepsOption
{
    public static Option<Step[]> Create() => new("--steps")
    {
        Description = "The steps to grade, as in 4,5 or 9-12; all if not given.",
        HelpName = "N,N",
        CustomParser = result => [.. Read(string.Join(',', result.Tokens.Select(token => token.Value)))],
    };

    /// <exception cref="UsageException">There is no such step.</exception>
    private static IEnumerable<Step> Read(string text)
    {
        var steps = new SortedSet<int>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var ends = part.Split('-');
            var (first, last) = (Number(ends[0], part), Number(ends[^1], part));
            if (ends.Length > 2 || first > last)
                throw new UsageException($"--steps {part} is no step: they are 1 to {Step.All.Count}, as in: --steps 4,5,9-12");
            steps.UnionWith(Enumerable.Range(first, last - first + 1));
        }

        return steps.Count > 0 ? steps.Select(Step.Of) : throw new UsageException("--steps wants steps, as in: --steps 4,5,9-12");
    }

    private static int Number(string text, string part) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && Step.Of(number) != Step.None
            ? number
            : throw new UsageException($"There is no step '{part}': they are 1 to {Step.All.Count}, as in: --steps 4,5,9-12");
}

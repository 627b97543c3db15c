using System.Text.RegularExpressions;

namespace Kata.Results;

/// <summary>A test filter as a person would say it.</summary>
internal static partial class FilterWords
{
    /// <summary>Of a filter that picks steps, which those are: <c>steps 01–12, 15</c>. Any other is said as it is.</summary>
    public static string Of(string filter)
    {
        if (!Steps().IsMatch(filter))
            return filter;

        var numbers = Number().Matches(filter).Select(match => int.Parse(match.Value)).Distinct().Order().ToList();
        // What stands next to each other in the order has the same distance from its place.
        var ranges = numbers.Select((number, place) => (number, place)).GroupBy(one => one.number - one.place, one => one.number)
            .Select(range => range.ToList()).Select(range => range.Count == 1 ? $"{range[0]:00}" : $"{range[0]:00}–{range[^1]:00}");
        return $"{(numbers.Count == 1 ? "step" : "steps")} {string.Join(", ", ranges)}";
    }

    [GeneratedRegex(@"^\s*TestCategory\s*=\s*Step\d\d(\s*\|\s*TestCategory\s*=\s*Step\d\d)*\s*$")]
    private static partial Regex Steps();

    [GeneratedRegex(@"\d\d")]
    private static partial Regex Number();
}

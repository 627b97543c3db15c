using System.Text.Json;
using Kata.Machine;
using Kata.Results;

namespace Kata.Student;

/// <summary>Which hints a student has been shown. Kept in <c>obj/kata/hints.json</c> below the folder of the programs: an object
/// with the number of hints shown for each step, <c>{"Step04": 2}</c>. If the file is deleted, the first hint comes again,
/// and nothing else is lost; a file that cannot be read counts as not there.</summary>
internal sealed class HintLevels(string programs)
{
    private readonly string path = Path.Combine(programs, "obj", "kata", "hints.json");

    /// <summary>How many hints of a step were shown.</summary>
    public int Shown(Step step) => Read().GetValueOrDefault(step.Category);

    /// <summary>Remembers it.</summary>
    /// <returns>Why it cannot be remembered, in one line; null if it is.</returns>
    public string? Remember(Step step, int shown)
    {
        try
        {
            var levels = Read();
            levels[step.Category] = shown;
            WholeFile.Write(path, JsonSerializer.Serialize(levels));
            return null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return $"The level cannot be remembered: {refused.Message}";
        }
    }

    private SortedDictionary<string, int> Read()
    {
        try
        {
            return JsonSerializer.Deserialize<SortedDictionary<string, int>>(File.ReadAllText(path)) ?? [];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            return [];
        }
    }
}

using System.Text.RegularExpressions;

namespace Kata.Maintaining.Linting.Rules;

/// <summary>The syllabus in the README has a line for every step, and none besides.</summary>
internal sealed partial class ReadmeSyllabus : ILintRule
{
    private const string File = "README.md";

    public IEnumerable<Finding> Look(Syllabus syllabus)
    {
        var lines = syllabus.TextOf(File).Split('\n')
            .Select((text, index) => (Row: Row().Match(text), Line: index + 1))
            .Where(line => line.Row.Success)
            .ToLookup(line => int.Parse(line.Row.Groups["number"].Value));

        foreach (var step in syllabus.Steps)
        {
            var wanted = $"| {step.Number:00} | {step.Title} | … |";
            var rows = lines[step.Number].ToList();
            if (rows.Count != 1)
                yield return new(
                    File,
                    rows.Count == 0 ? null : rows[1].Line,
                    $"the syllabus has {(rows.Count == 0 ? "no line" : "two lines")} for step {step.Number}",
                    $"let it have one: «{wanted}»");
            else if (rows[0].Row.Groups["title"].Value != step.Title)
                yield return new(
                    File,
                    rows[0].Line,
                    $"step {step.Number} is called «{step.Title}» in Step.All, and here «{rows[0].Row.Groups["title"].Value}»",
                    "make the two agree");
        }

        foreach (var (_, line) in lines.Where(row => !syllabus.Steps.Any(step => step.Number == row.Key)).SelectMany(row => row))
            yield return new(
                File,
                line,
                "the syllabus has a line for a step that there is not",
                "remove it, or add the step to Step.All in harness/Results/Step.cs");
    }

    [GeneratedRegex(@"^\| (?<number>\d\d) \| (?<title>[^|]+?) \| [^|]*\S[^|]* \|$")]
    private static partial Regex Row();
}

using System.Text.RegularExpressions;
using Kata.Maintaining.Stubs;

namespace Kata.Maintaining.Linting.Rules;

/// <summary>The README has one line in its syllabus for every step and no other line, and its text has the right number of steps.</summary>
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

        foreach (var count in NewStep.StepCount().Matches(syllabus.TextOf(File)).Where(match => match.Value != $"{syllabus.Steps.Count}"))
            yield return new(
                File,
                syllabus.TextOf(File).AsSpan(0, count.Index).Count('\n') + 1,
                $"the text speaks of {count.Value} steps, and the syllabus has {syllabus.Steps.Count}",
                $"write {syllabus.Steps.Count}");

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

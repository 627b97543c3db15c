using System.Reflection;
using System.Text.RegularExpressions;
using Kata.Checking;
using Kata.Results;

namespace Kata.Maintaining.Linting.Rules;

/// <summary>Every step has checks enough, a hint for each of them and hints for itself; and what checks draw can be drawn
/// again.</summary>
internal sealed partial class ChecksAndHints : ILintRule
{
    /// <summary>How many checks of its own a step needs.</summary>
    private const int Least = 6;

    public IEnumerable<Finding> Look(Syllabus syllabus)
    {
        var all = Check.In(syllabus.Checks).ToLookup(check => check.Step);
        foreach (var step in syllabus.Steps.Where(step => syllabus.Has(Syllabus.ChecksOf(step))))
        {
            var file = Syllabus.ChecksOf(step);
            var own = all[step].Where(check => check.Method.DeclaringType == check.Method.ReflectedType).ToList();
            if (own.Count < Least)
                yield return new(file, null, $"step {step.Number} has {own.Count} checks of its own", $"write at least {Least}");

            foreach (var check in own.Where(check => string.IsNullOrWhiteSpace(check.Hint)))
                yield return new(
                    Syllabus.FileOf(check),
                    check.Line,
                    $"the check «{check.Sentence}» has no hint",
                    "say what to look at next when it fails: Hint = \"…\"");
            foreach (var check in own.GroupBy(check => check.Sentence).SelectMany(same => same.Skip(1)))
                yield return new(
                    Syllabus.FileOf(check),
                    check.Line,
                    $"two checks say «{check.Sentence}»",
                    "let each say what it alone establishes");

            var hints = HintsAttribute.Of(step, syllabus.Checks);
            if (hints.Count < HintsAttribute.Least)
                yield return new(
                    file,
                    syllabus.LineOf(file, "[Step("),
                    $"step {step.Number} has {hints.Count} hints",
                    $"write [Hints(…)] with at least {HintsAttribute.Least} below [Step({step.Number})]: a nudge first, the "
                        + "names to look up last");
            foreach (
                var (place, words) in hints.Select(hint => (file, hint))
                    .Concat(
                        own.SelectMany(check => new[] { check.Hint, check.HintIfKilled, check.HintIfNotReached }
                            .Select(hint => (Syllabus.FileOf(check), hint ?? ""))))
                    .Select(hint => (hint.Item1, Avoided().Match(hint.Item2)))
                    .Where(hint => hint.Item2.Success)
            )
                yield return new(
                    place,
                    syllabus.LineOf(place, words.Value),
                    $"a hint says «{words.Value}»",
                    "leave it out: a student who needs the hint does not find the task easy");

            foreach (var part in syllabus.AllChecksOf(step))
            {
                if (syllabus.LineOf(part, "Random.Shared") is { } line)
                    yield return new(
                        part,
                        line,
                        "a check draws from Random.Shared",
                        "draw from Chance.Source, so that kata compare can give both programs the same");
                if (IsUnknown(syllabus, step, part))
                    yield return new(
                        part,
                        null,
                        $"[Step({step.Number})] does not name this part",
                        $"write its name there, in its place, as in [Step({step.Number}, \"Server\", \"Client\")]");
            }
        }
    }

    /// <summary>Whether it is not known where the checks of a file stand among those of the step.</summary>
    private static bool IsUnknown(Syllabus syllabus, Step step, string file) =>
        syllabus.Checks.GetTypes().Select(type => type.GetCustomAttribute<StepAttribute>())
            .FirstOrDefault(mark => mark?.Step == step)?.IsUnknown(file) ?? false;

    [GeneratedRegex(@"\b(just|simply|obviously|of course)\b|!(?![=\w(])", RegexOptions.IgnoreCase)]
    private static partial Regex Avoided();
}

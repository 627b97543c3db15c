using System.Text.RegularExpressions;
using Kata.Checking;

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
                    file,
                    check.Line,
                    $"the check «{check.Sentence}» has no hint",
                    "say what to look at next when it fails: Hint = \"…\"");
            foreach (var check in own.GroupBy(check => check.Sentence).SelectMany(same => same.Skip(1)))
                yield return new(file, check.Line, $"two checks say «{check.Sentence}»", "let each say what it alone establishes");

            var hints = HintsAttribute.Of(step, syllabus.Checks);
            if (hints.Count < HintsAttribute.Least)
                yield return new(
                    file,
                    syllabus.LineOf(file, "[Step("),
                    $"step {step.Number} has {hints.Count} hints",
                    $"write [Hints(…)] with at least {HintsAttribute.Least} below [Step({step.Number})]: a nudge first, the "
                        + "names to look up last");
            foreach (
                var words in hints
                    .Concat(own.SelectMany(check => (string[])[check.Hint ?? "", check.HintIfKilled ?? ""]))
                    .Select(hint => Avoided().Match(hint))
                    .Where(match => match.Success)
            )
                yield return new(
                    file,
                    syllabus.LineOf(file, words.Value),
                    $"a hint says «{words.Value}»",
                    "leave it out: whoever needs the hint does not find it so");

            if (syllabus.LineOf(file, "Random.Shared") is { } line)
                yield return new(
                    file,
                    line,
                    "a check draws from Random.Shared",
                    "draw from Chance.Source, so that kata compare can give both programs the same");
        }
    }

    [GeneratedRegex(@"\b(just|simply|obviously|of course)\b|!(?![=\w(])", RegexOptions.IgnoreCase)]
    private static partial Regex Avoided();
}

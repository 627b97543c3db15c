using Kata.Text;

namespace Kata.Results;

/// <summary>Of many failures the one to begin with, in a few lines: all of them in full are longer than a screen.</summary>
internal static class FirstFailure
{
    private const int MostLines = 3;

    /// <summary>Fewer that agree may do so by chance, and are soon read.</summary>
    private const int LeastAlike = 3;

    /// <summary>Lines joined by LF; an empty text if no more than one check failed.</summary>
    public static string Draw(StepGrade step, Palette palette)
    {
        var failed = step.Of(CheckStatus.Failed).ToList();
        if (failed.Count < 2)
            return "";

        var text = FailureText.Of(failed[0].Message ?? "");
        return string.Join('\n',
        [
            palette.Bad(Labelled.Headline(failed[0].Sentence)),
            .. text.Facts.Where(fact => fact.Label is "expected" or "got").SelectMany(Beginning),
            .. text.Advice.Where(advice => advice.Label == "hint").SelectMany(Beginning),
            .. Alike(failed),
        ]);
    }

    /// <summary>What most of the failures have in common, said once.</summary>
    private static IEnumerable<string> Alike(IReadOnlyList<CheckResult> failed)
    {
        var most = failed.Select(check => Errors(check)).Where(errors => errors is not null).GroupBy(errors => errors).MaxBy(group => group.Count());
        return most?.Count() >= LeastAlike
            ? Beginning(("errors", $"{Amount.Of(most.Count())} checks fail with the same error output:\n{most.Key}"))
            : [];
    }

    /// <summary>What the program wrote to its error output, or the crash that came of it.</summary>
    private static string? Errors(CheckResult check)
    {
        var facts = FailureText.Of(check.Message ?? "").Facts;
        return facts.Where(fact => fact.Label == "errors").Select(fact => fact.Text)
            .Concat(facts.Where(fact => fact.Label is "ended" or "got").SelectMany(fact => fact.Text.Split('\n')).Where(line => line.StartsWith("a crash", StringComparison.Ordinal)))
            .FirstOrDefault();
    }

    private static IEnumerable<string> Beginning((string Label, string Text) section)
    {
        var lines = section.Text.Split('\n');
        return Labelled.Lines(section.Label, lines.Length <= MostLines ? lines : [.. lines.Take(MostLines), "…"]);
    }
}

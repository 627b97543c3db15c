using Kata.Text;

namespace Kata.Results;

/// <summary>Of many failures the one to begin with, in a few lines: all of them in full are longer than a screen.</summary>
internal static class FirstFailure
{
    private const int MostLines = 3;

    /// <summary>Fewer that agree may do so by chance, and are soon read.</summary>
    private const int LeastAlike = 3;

    /// <summary>Lines joined by LF; an empty text if no more than one check failed.</summary>
    public static string Draw(StepResult step, Palette palette)
    {
        var failed = Failures.MostTellingFirst(step.Checks);
        if (failed.Count < 2)
            return "";

        var failure = failed[0].Failure;
        return string.Join('\n',
        [
            StatusLook.Of(CheckStatus.Failed).Headline(failed[0].Sentence, palette),
            .. (failure?.Facts ?? []).Where(fact => fact.IsExpectation).SelectMany(Beginning),
            .. failure?.Hint is { } hint ? Beginning(FailurePart.OfHint(hint)) : [],
            .. Failures.Likewise(failed, failed[0]) is { Count: > 0 } others
                ? Labelled.Lines("likewise", Failures.CountLikewise(others))
                : Alike(failed),
        ]);
    }

    /// <summary>What most of the failures have in common, said once.</summary>
    private static IEnumerable<string> Alike(IReadOnlyList<CheckResult> failed)
    {
        var most = failed
            .Select(check => Errors(check))
            .Where(errors => errors is not null)
            .GroupBy(errors => errors)
            .MaxBy(group => group.Count());
        return most?.Count() >= LeastAlike
            ? Beginning(new("errors", $"{Amount.Of(most.Count())} checks fail with the same error output:\n{most.Key}", IsAligned: true))
            : [];
    }

    /// <summary>What the program wrote to its error output, or the crash that came of it.</summary>
    private static string? Errors(CheckResult check) => check.Failure switch
    {
        { Errors.Count: > 0 } failure => string.Join('\n', failure.Errors),
        { IsCrash: true } failure => failure.Ended,
        _ => null,
    };

    private static IEnumerable<string> Beginning(FailurePart part)
    {
        string[] lines = [.. part.Lines];
        return lines.Length <= MostLines ? lines : [.. lines.Take(MostLines), .. Labelled.Lines("", "…")];
    }
}

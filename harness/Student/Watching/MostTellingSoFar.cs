using Kata.Results;

namespace Kata.Student.Watching;

/// <summary>The failure of a step to begin with, while other checks still run: the results come in any order.</summary>
/// <param name="order">The ids of the step's checks.</param>
internal sealed class MostTellingSoFar(IReadOnlyList<string> order)
{
    private readonly Dictionary<string, CheckResult> results = [];
    private CheckResult? shown;

    /// <summary>Takes a result.</summary>
    /// <returns>The failure that tells most, when all checks before the first that fails have a result; and again each time when one comes
    /// that tells more. Null if there is nothing new.</returns>
    public CheckResult? Add(CheckResult result)
    {
        results[result.Id] = result;
        if (shown is null && !IsFirstKnown())
            return null;

        var most = Failures.MostTellingFirst(order.Select(id => results.GetValueOrDefault(id)).OfType<CheckResult>()).FirstOrDefault();
        if (most is null || (shown is not null && !Failures.TellsMore(most, shown)))
            return null;

        return shown = most;
    }

    private bool IsFirstKnown() =>
        order.Select(id => results.GetValueOrDefault(id)).SkipWhile(one => one is { Status: not CheckStatus.Failed }).FirstOrDefault()
            is not null;
}

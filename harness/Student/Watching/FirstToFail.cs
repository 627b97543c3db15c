using Kata.Results;

namespace Kata.Student.Watching;

/// <summary>Finds the first failing check of a step, in the order of the checks, as soon as it is known: their results come in any
/// order.</summary>
/// <param name="order">The ids of the step's checks.</param>
internal sealed class FirstToFail(IReadOnlyList<string> order)
{
    private readonly Dictionary<string, CheckResult> results = [];
    private bool known;

    /// <summary>Takes a result.</summary>
    /// <returns>The first failing check, once: when all before it have a result.</returns>
    public CheckResult? Add(CheckResult result)
    {
        results[result.Id] = result;
        foreach (var id in known ? [] : order)
        {
            if (!results.TryGetValue(id, out var earlier))
                return null;

            if (earlier.Status == CheckStatus.Failed)
            {
                known = true;
                return earlier;
            }
        }

        return null;
    }
}

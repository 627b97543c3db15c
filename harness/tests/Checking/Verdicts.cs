using Kata.Results;
using NUnit.Framework;

namespace Kata.Tests.Checking;

/// <summary>For tests that need verdicts: a machine that is too busy rightly leaves a check without one.</summary>
internal static class Verdicts
{
    /// <summary>How often it is tried.</summary>
    public const int Most = 3;

    /// <inheritdoc cref="Of{T}"/>
    public static Task<CheckResult> Of(Func<Task<CheckResult>> check) => Of(check, result => [result]);

    /// <inheritdoc cref="Of{T}"/>
    public static Task<StepResult> Of(Func<Task<StepResult>> check) => Of(check, outcome => outcome.Checks);

    /// <inheritdoc cref="Of{T}"/>
    public static Task<IReadOnlyList<StepResult>> Of(Func<Task<IReadOnlyList<StepResult>>> check) =>
        Of(check, outcomes => outcomes.SelectMany(outcome => outcome.Checks));

    /// <summary>Whether a busy machine is why a check has no verdict. One that has no more files or processes is no such reason: we may
    /// have taken them.</summary>
    public static bool HasNone(CheckResult result) => result is { Status: CheckStatus.NotGraded, Reason.Kind: ReasonKind.BusyMachine };

    /// <summary>Ends a test without a result if the machine is why a check has no verdict.</summary>
    public static void Require(IEnumerable<CheckResult> results)
    {
        if (Open(results) is { Length: > 0 } open)
            End(open);
    }

    /// <summary>Ends a test without a result. `.ci/run` counts those by the first words.</summary>
    public static void End(string open) => Assert.Inconclusive($"Without a verdict: {open}");

    /// <summary>Checks again what the machine left without a verdict. If it always does, the test ends without a result.</summary>
    private static async Task<T> Of<T>(Func<Task<T>> check, Func<T, IEnumerable<CheckResult>> results)
    {
        for (var time = 1; ; time++)
        {
            var made = await check();
            if (Open(results(made)) is not { Length: > 0 } open)
                return made;
            if (time == Most)
                End(open);
            await TestContext.Out.WriteLineAsync($"Once more, since {open}");
        }
    }

    private static string Open(IEnumerable<CheckResult> results) =>
        string.Join('\n', results.Where(HasNone).Select(result => $"{result.Id}: {result.Message}"));
}

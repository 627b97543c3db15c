using Kata.Results;
using Microsoft.VisualStudio.TestPlatform.ObjectModel;

namespace Kata.Logger;

/// <summary>Turns the test platform's results into check results.</summary>
internal sealed class CollectedChecks
{
    private readonly List<(CheckResult Check, int Position)> checks = [];

    /// <summary>Which server host was used and why, if a check told.</summary>
    public string? Servers { get; private set; }

    /// <summary>Adds one; results arrive one at a time.</summary>
    public void Add(TestResult result)
    {
        var test = result.TestCase;
        var known = new CheckResult(
            Id(test.FullyQualifiedName),
            Step.Of(Number(test, "Step", 0)),
            result.DisplayName ?? test.DisplayName,
            Status(result.Outcome),
            result.Duration,
            Number(test, "Points", 1));
        var told = LoggerLines.Read(result.Messages.SelectMany(message => message.Text?.Split('\n') ?? []), known);
        Servers ??= told?.Servers;
        var check = told?.Check ?? known with { Reason = Said(result) is { } text ? new(text) : null };
        checks.Add((check, Number(test, "Position", test.LineNumber)));
    }

    /// <summary>As they stand in the source: checks run in parallel and arrive in any order. Their position is a trait, since the platform
    /// collects lines only for an IDE.</summary>
    public IEnumerable<CheckResult> InOrder() =>
        checks.OrderBy(c => c.Position).ThenBy(c => c.Check.Id, StringComparer.Ordinal).Select(c => c.Check);

    /// <summary>Of a test that is none of our checks, or whose line was lost.</summary>
    private static CheckStatus Status(TestOutcome outcome) => outcome switch
    {
        TestOutcome.Passed => CheckStatus.Passed,
        TestOutcome.Failed => CheckStatus.Failed,
        _ => CheckStatus.Skipped,
    };

    // Class and method, with arguments if it has any, but without the namespace.
    private static string Id(string fullyQualifiedName)
    {
        var end = fullyQualifiedName.IndexOf('(') is var at and >= 0 ? at : fullyQualifiedName.Length;
        var method = fullyQualifiedName.LastIndexOf('.', end - 1);
        var type = method <= 0 ? -1 : fullyQualifiedName.LastIndexOf('.', method - 1);
        return fullyQualifiedName[(type + 1)..];
    }

    private static string? Said(TestResult result) =>
        result.ErrorMessage
        ?? (
            result.Outcome == TestOutcome.Passed
                ? null
                : result
                    .Messages.Select(message => message.Text?.Trim())
                    .FirstOrDefault(text => !string.IsNullOrEmpty(text) && !LoggerLines.IsOne(text)));

    private static int Number(TestCase test, string trait, int otherwise) =>
        int.TryParse(Trait(test, trait), out var number) ? number : otherwise;

    private static string? Trait(TestCase test, string name) => test.Traits.FirstOrDefault(trait => trait.Name == name)?.Value;
}

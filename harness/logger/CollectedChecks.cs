using System.Text.Json;
using Kata.Results;
using Microsoft.VisualStudio.TestPlatform.ObjectModel;

namespace Kata.Logger;

/// <summary>Turns the test platform's results into check results.</summary>
internal sealed class CollectedChecks
{
    private readonly List<(CheckResult Check, int Line)> checks = [];

    /// <summary>Which server host was used and why, if a check told.</summary>
    public string? Servers { get; private set; }

    /// <summary>Adds one; results arrive one at a time.</summary>
    public void Add(TestResult result)
    {
        ReadFacts(result);
        var test = result.TestCase;
        var check = new CheckResult(
            Id(test.FullyQualifiedName),
            Step.Of(Number(test, "Step", 0)),
            result.DisplayName ?? test.DisplayName,
            Status(result),
            result.ErrorMessage ?? (result.Outcome == TestOutcome.Passed ? null : Skipping(result)),
            result.Duration,
            Number(test, "Points", 1));
        checks.Add((check, Number(test, "Line", test.LineNumber)));
    }

    /// <summary>As they stand in the source: checks run in parallel and arrive in any order. A step's checks are in one
    /// file; the line is a trait, since the platform collects lines only for an IDE.</summary>
    public IEnumerable<CheckResult> InOrder() =>
        checks.OrderBy(c => c.Line).ThenBy(c => c.Check.Id, StringComparer.Ordinal).Select(c => c.Check);

    // With KATA_STRICT a check that ran into a blank fails for the exit code; for the student it is still not started.
    private static CheckStatus Status(TestResult result) => result.Outcome switch
    {
        TestOutcome.Passed => CheckStatus.Passed,
        _ when result.ErrorMessage?.TrimStart().StartsWith(CheckResult.NotStartedPrefix) == true => CheckStatus.NotStarted,
        TestOutcome.Failed when result.ErrorMessage?.TrimStart().StartsWith(CheckResult.NotGradedPrefix) == true => CheckStatus.NotGraded,
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

    private static string? Skipping(TestResult result) =>
        result.Messages.Select(message => message.Text?.Trim()).FirstOrDefault(text => !string.IsNullOrEmpty(text) && !text.StartsWith(LoggerLines.Facts));

    // A line of a check's standard output such as: kata: {"servers":"a child process …"}
    private void ReadFacts(TestResult result)
    {
        var line = result.Messages
            .SelectMany(message => message.Text?.Split('\n') ?? [])
            .FirstOrDefault(line => line.StartsWith(LoggerLines.Facts));
        if (line is null)
            return;

        try
        {
            using var facts = JsonDocument.Parse(line[LoggerLines.Facts.Length..]);
            Servers ??= Fact(facts, "servers");
        }
        catch (JsonException)
        {
            // A program's own output may begin like this.
        }
    }

    private static string? Fact(JsonDocument facts, string name) =>
        facts.RootElement.ValueKind == JsonValueKind.Object
        && facts.RootElement.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static int Number(TestCase test, string trait, int otherwise) =>
        int.TryParse(Trait(test, trait), out var number) ? number : otherwise;

    private static string? Trait(TestCase test, string name) => test.Traits.FirstOrDefault(trait => trait.Name == name)?.Value;
}

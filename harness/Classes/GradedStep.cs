using System.Text.Json;
using Kata.Programs.Compiling;
using Kata.Results;

namespace Kata.Classes;

/// <summary>What one step of one submission came to, as kept in one file of the class folder.</summary>
/// <param name="Key">What was graded (<see cref="ClassManifest.KeyOf"/>).</param>
/// <param name="Result">Findings and checks; of failures, without ladders and error output, which are evidence.</param>
/// <param name="Hidden">What the instructor's own checks came to.</param>
internal sealed record GradedStep(string Key, StepResult Result, IReadOnlyList<CheckResult> Hidden)
{
    private const int Version = 1;

    /// <summary>The machine that graded it.</summary>
    public string Host { get; init; } = "";

    /// <summary>In which cell it ran.</summary>
    public string Cell { get; init; } = "none";

    /// <summary>Checks that could not be made: with any, this is no verdict.</summary>
    public int NotGraded => Result.NotGraded + Hidden.Count(check => check.Status == CheckStatus.NotGraded);

    /// <summary>Why; null if all could be made.</summary>
    public string? WhyNotGraded =>
        Result.Checks.Concat(Hidden).FirstOrDefault(check => check.Status == CheckStatus.NotGraded)?.Reason?.Text;

    /// <summary>Whether the program alone decided it, so that it is true of all who hand in the same.</summary>
    public bool IsOfProgram => Result.Errors.All(error => error.Rule != CompileBudget.Rule);

    /// <summary>The verdicts alone: two that graded the same agree in this.</summary>
    public string Verdicts => string.Join(' ', Result.Errors.Select(error => error.Rule).Distinct().Order()
        .Concat(Result.Checks.Concat(Hidden).Select(check => $"{check.Id}={ResultJson.Name(check.Status)}")));

    public string Write() => ResultJson.Write(json =>
    {
        json.WriteNumber("version", Version);
        json.WriteNumber("step", Result.Step.Number);
        json.WriteString("key", Key);
        json.WriteString("host", Host);
        json.WriteString("cell", Cell);
        ResultJson.WriteResult(json, Result with
        {
            Findings = [.. Result.Findings.Where(finding => !finding.IsBlank)],
            Checks = [.. Result.Checks.Select(WithoutEvidence)],
        });
        if (Hidden.Count == 0)
            return;

        json.WriteStartObject("hidden");
        ResultJson.WriteChecks(json, Hidden.Select(WithoutEvidence));
        json.WriteEndObject();
    }, indented: false) + "\n";

    /// <returns>Null if it cannot be read: then it is not graded.</returns>
    public static GradedStep? Read(byte[] text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var json = document.RootElement;
            if (json.GetProperty("version").GetInt32() != Version)
                return null;

            var result = ResultJson.ReadResult(json, Step.Of(json.GetProperty("step").GetInt32()));
            IReadOnlyList<CheckResult> hidden = json.TryGetProperty("hidden", out var more)
                ? [.. more.GetProperty("checks").EnumerateArray().Select(ResultJson.ReadCheck)] : [];
            return new(json.GetProperty("key").GetString()!, result, hidden)
            {
                Host = ResultJson.Text(json, "host") ?? "",
                Cell = ResultJson.Text(json, "cell") ?? "none",
            };
        }
        catch (Exception broken)
            when (broken is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static CheckResult WithoutEvidence(CheckResult check) =>
        check.Failure is null ? check : check with { Failure = check.Failure with { Ladders = [], Errors = [] } };
}

using System.Text.Json;
using Kata.Programs.Compiling;
using Kata.Results;

namespace Kata.Classes;

/// <summary>The result of one step of one submission. It is kept in one file of the class folder.</summary>
/// <param name="Key">What was graded (<see cref="ClassManifest.KeyOf"/>).</param>
/// <param name="Result">Findings and checks. Failures have neither ladders nor error output: those are evidence.</param>
/// <param name="Hidden">The results of the instructor's own checks.</param>
internal sealed record GradedStep(string Key, StepResult Result, IReadOnlyList<CheckResult> Hidden)
{
    private const int Version = 1;

    /// <summary>The machine that graded it.</summary>
    public string Host { get; init; } = "";

    /// <summary>The cell in which the program ran.</summary>
    public string Cell { get; init; } = "none";

    /// <summary>How many checks could not be made. If there are any, this is not a verdict.</summary>
    public int NotGraded => Result.NotGraded + Hidden.Count(check => check.Status == CheckStatus.NotGraded);

    /// <summary>Why they could not be made; null if all could be made.</summary>
    public string? WhyNotGraded =>
        Result.Checks.Concat(Hidden).FirstOrDefault(check => check.Status == CheckStatus.NotGraded)?.Reason?.Text;

    /// <summary>Whether the result depends on the program alone. Then it is true for all who handed in the same program.</summary>
    public bool IsOfProgram => Result.Errors.All(error => error.Rule != CompileBudget.Rule);

    /// <summary>The verdicts without the rest. Two gradings of the same program agree in these.</summary>
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

    /// <returns>Null if the text cannot be read; then the step counts as not graded.</returns>
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

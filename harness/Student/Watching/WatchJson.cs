using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Kata.Checking;
using Kata.Reports.Html;
using Kata.Results;

namespace Kata.Student.Watching;

/// <summary><c>kata watch --json</c>: an object in a line for each thing that happens. <c>event</c> says which:
/// <c>checking</c>, <c>found</c> (only with errors or socket warnings), <c>verdict</c>, <c>hint</c>, <c>list</c> or
/// <c>notice</c>.</summary>
internal sealed class WatchJson(TextWriter output) : IWatchView
{
    private static readonly JsonWriterOptions options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public void Checking(Step step) => Write("checking", step, _ => { });

    public void Found(Step step, IReadOnlyList<CompilerFinding> findings)
    {
        var told = findings.Where(finding => finding.Level == "error" || finding.IsSocketWarning).ToList();
        if (told.Count == 0)
            return;

        Write("found", step, json =>
        {
            json.WriteStartArray("findings");
            foreach (var finding in told)
            {
                json.WriteStartObject();
                json.WriteString("rule", finding.Rule);
                json.WriteString("level", finding.Level);
                json.WriteString("file", finding.File);
                json.WriteNumber("line", finding.Line);
                json.WriteString("message", finding.Message);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    public void Verdict(StepGrade grade, TimeSpan sinceSave) => Write("verdict", grade.Step, json =>
    {
        json.WriteString("status", JsonNamingPolicy.CamelCase.ConvertName(grade.Status.ToString()));
        json.WriteNumber("passed", grade.Passed);
        json.WriteNumber("failed", grade.Failed);
        json.WriteNumber("notStarted", grade.NotStarted);
        json.WriteNumber("skipped", grade.Skipped);
        if (grade.WhyNotGraded is { } why)
        {
            json.WriteNumber("notGraded", grade.NotGraded);
            json.WriteString("whyNotGraded", why);
        }

        json.WriteNumber("errors", grade.Errors.Count);
        json.WriteNumber("milliseconds", Math.Round(sinceSave.TotalMilliseconds, 1));
        if (grade.Checks.FirstOrDefault(check => check.Status is CheckStatus.Failed) is { } first)
        {
            json.WriteStartObject("first");
            json.WriteString("id", first.Id);
            json.WriteString("sentence", first.Sentence);
            json.WriteString("message", first.Message);
            ResultJson.WriteWhy(json, first);
            json.WriteEndObject();
        }
    });

    public void Hint(Step step, ToldHint? hint) => Write("hint", step, json =>
    {
        if (hint is not null)
        {
            json.WriteNumber("level", hint.Level);
            json.WriteNumber("of", hint.Of);
        }

        json.WriteString("hint", hint?.Text);
    });

    public void List(IReadOnlyList<StepStanding> standing) => Write("list", Step.None, json => StandingJson.WriteSteps(json, standing));

    public void Notice(string line) => Write("notice", Step.None, json => json.WriteString("text", line));

    private void Write(string what, Step step, Action<Utf8JsonWriter> more)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, options))
        {
            json.WriteStartObject();
            json.WriteString("event", what);
            if (step != Step.None)
                json.WriteNumber("step", step.Number);
            more(json);
            json.WriteEndObject();
        }

        output.Write(Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length) + "\n");
        output.Flush();
    }
}

using System.Text.Json;
using Kata.Results;

namespace Kata.Student.Watching;

/// <summary><c>kata watch --json</c>: an object in a line for each thing that happens. <c>event</c> says which:
/// <c>page</c>, <c>checking</c>, <c>found</c> (only with errors or warnings), <c>failing</c> (the failure that tells most so far; it may
/// come again with one that tells more), <c>verdict</c> (with the failure to begin with), <c>notMade</c> (a run that came to no verdict),
/// <c>done</c>, <c>differs</c>, <c>answer</c>,
/// <c>hint</c>, <c>list</c> or <c>notice</c>.</summary>
internal sealed class WatchJson(TextWriter output) : IWatchView
{
    public void Page(Uri address) => Write("page", Step.None, json => json.WriteString("address", address.AbsoluteUri));

    public void Checking(Step step) => Write("checking", step, _ => { });

    public void Found(Step step, IReadOnlyList<CompilerFinding> findings)
    {
        var told = findings.Where(finding => finding.IsErrorOrWarning).ToList();
        if (told.Count == 0)
            return;

        Write("found", step, json => ResultJson.WriteFindings(json, told));
    }

    public void Judged(CheckResult check)
    {
    }

    public void Failing(CheckResult first) => Write("failing", first.Step, json => WriteFirst(json, first));

    public void Verdict(StepResult grade, TimeSpan sinceSave) => Write("verdict", grade.Step, json =>
    {
        json.WriteString("status", ResultJson.Name(grade.Status));
        ResultJson.WriteCounts(json, grade);
        if (grade.WhyNotGraded is { } why)
            json.WriteString("whyNotGraded", $"{why}");
        json.WriteNumber("errors", grade.Errors.Count);
        json.WriteNumber("milliseconds", Math.Round(sinceSave.TotalMilliseconds, 1));
        if (grade.MostTelling is { } first)
            WriteFirst(json, first, Failures.Likewise(grade.Checks, first));
    });

    public void NotMade(Step step, string why) => Write("notMade", step, json => json.WriteString("text", why));

    private static void WriteFirst(Utf8JsonWriter json, CheckResult first, IReadOnlyList<CheckResult>? likewise = null)
    {
        json.WriteStartObject("first");
        json.WriteString("id", first.Id);
        json.WriteString("sentence", first.Sentence);
        json.WriteString("message", first.Message);
        ResultJson.WriteWhy(json, first);
        if (likewise is { Count: > 0 })
        {
            json.WriteStartArray("likewise");
            foreach (var other in likewise)
                json.WriteStringValue(other.Id);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    public void Done(Step step, string? part, Step? next, bool waits) => Write("done", step, json =>
    {
        if (part is not null)
            json.WriteString("part", part);
        if (next is not null)
            json.WriteNumber("next", next.Number);
        WriteAfterword(json, Afterword.Of(step), withAnswer: false);
    });

    public void Differs(Step step, IReadOnlyList<string> lines) => Write("differs", step, json =>
    {
        json.WriteStartArray("lines");
        foreach (var line in lines)
            json.WriteStringValue(line);
        json.WriteEndArray();
    });

    public void Answer(Step step, Afterword? word) => Write("answer", step, json => WriteAfterword(json, word, withAnswer: true));

    private static void WriteAfterword(Utf8JsonWriter json, Afterword? word, bool withAnswer)
    {
        if (word is null)
            return;

        json.WriteStartArray("known");
        foreach (var sentence in word.Known)
            json.WriteStringValue(sentence);
        json.WriteEndArray();
        json.WriteString("question", word.Question);
        if (withAnswer)
            json.WriteString("answer", word.Answer);
    }

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
        output.Write(ResultJson.Write(
            json =>
            {
                json.WriteString("event", what);
                if (step != Step.None)
                    json.WriteNumber("step", step.Number);
                more(json);
            },
            indented: false) + "\n");
        output.Flush();
    }
}

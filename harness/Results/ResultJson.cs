using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Kata.Text;

namespace Kata.Results;

/// <summary>Results as JSON: every file and every line that holds one is written and read here. By hand: a serializer that looks at
/// types first takes longer to start than all of a grade takes to write.</summary>
internal static class ResultJson
{
    /// <summary>One object.</summary>
    /// <param name="write">Writes its properties.</param>
    /// <param name="indented">For people; else in one line.</param>
    public static string Write(Action<Utf8JsonWriter> write, bool indented)
    {
        // Sentences and ladders stay readable; what is written is never put into a web page as it is.
        var options = new JsonWriterOptions { Indented = indented, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    /// <summary>A name as JSON has it: <c>notStarted</c>.</summary>
    public static string Name<T>(T status) where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(status.ToString());

    /// <summary>A list of objects.</summary>
    /// <param name="write">Writes the properties of one.</param>
    public static void WriteObjects<T>(Utf8JsonWriter json, string name, IEnumerable<T> all, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var one in all)
        {
            json.WriteStartObject();
            write(one);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Which step it is: number, slug, title.</summary>
    public static void WriteStep(Utf8JsonWriter json, Step step)
    {
        json.WriteNumber("number", step.Number);
        json.WriteString("slug", step.Slug);
        json.WriteString("title", step.Title);
    }

    /// <summary>How many checks came to what.</summary>
    public static void WriteCounts(Utf8JsonWriter json, StepResult step)
    {
        json.WriteNumber("passed", step.Passed);
        json.WriteNumber("failed", step.Failed);
        json.WriteNumber("notStarted", step.NotStarted);
        json.WriteNumber("skipped", step.Skipped);
        if (step.NotGraded > 0)
            json.WriteNumber("notGraded", step.NotGraded);
    }

    /// <summary>Checks, an object each.</summary>
    /// <param name="more">Writes further properties of a check.</param>
    public static void WriteChecks(Utf8JsonWriter json, IEnumerable<CheckResult> checks, Action<CheckResult>? more = null)
    {
        WriteObjects(json, "checks", checks, check =>
        {
            json.WriteString("id", check.Id);
            json.WriteNumber("step", check.Step.Number);
            json.WriteString("sentence", check.Sentence);
            json.WriteString("status", Name(check.Status));
            json.WriteString("message", check.Message);
            WriteWhy(json, check);
            json.WriteNumber("durationMilliseconds", Math.Round(check.Duration.TotalMilliseconds, 1));
            json.WriteNumber("points", check.Earned);
            json.WriteNumber("possiblePoints", check.Possible);
            more?.Invoke(check);
        });
    }

    /// <summary>A check as <see cref="WriteChecks"/> wrote it.</summary>
    public static CheckResult ReadCheck(JsonElement check) => ReadWhy(check, new(
        check.GetProperty("id").GetString()!,
        Step.Of(check.GetProperty("step").GetInt32()),
        check.GetProperty("sentence").GetString()!,
        Enum.Parse<CheckStatus>(check.GetProperty("status").GetString()!, ignoreCase: true),
        TimeSpan.FromMilliseconds(check.GetProperty("durationMilliseconds").GetDouble()),
        check.GetProperty("possiblePoints").GetInt32()));

    /// <summary>What a step came to, without its number: <c>program</c>, <c>when</c>, <c>servers</c>, <c>findings</c>, <c>checks</c>, and
    /// <c>partial</c> if it may lack checks.</summary>
    /// <param name="more">Writes further properties of a check.</param>
    public static void WriteResult(Utf8JsonWriter json, StepResult result, Action<CheckResult>? more = null)
    {
        json.WriteString("program", result.Program);
        json.WriteString("when", result.When);
        json.WriteString("servers", result.Servers);
        if (result.MayLackChecks)
            json.WriteBoolean("partial", true);
        WriteFindings(json, result.Findings);
        WriteChecks(json, result.Checks, more);
    }

    /// <summary>A result as <see cref="WriteResult"/> wrote it.</summary>
    /// <param name="check">Reads a check with its further properties.</param>
    public static StepResult ReadResult(JsonElement json, Step step, Func<JsonElement, CheckResult>? check = null) => new(
        step,
        [.. json.GetProperty("findings").EnumerateArray().Select(ReadFinding)],
        [.. json.GetProperty("checks").EnumerateArray().Select(check ?? ReadCheck)])
    {
        Program = Text(json, "program"),
        When = json.GetProperty("when").GetDateTimeOffset(),
        Servers = Text(json, "servers"),
        MayLackChecks = json.TryGetProperty("partial", out var partial) && partial.GetBoolean(),
    };

    /// <summary>Findings of the compiler and the analyzers, an object each.</summary>
    /// <param name="withPaths">Whether to write full paths, for another process of this machine.</param>
    public static void WriteFindings(Utf8JsonWriter json, IEnumerable<CompilerFinding> findings, bool withPaths = false)
    {
        WriteObjects(json, "findings", findings, finding =>
        {
            json.WriteString("rule", finding.Rule);
            json.WriteString("level", finding.Level);
            json.WriteString("file", finding.File);
            json.WriteNumber("line", finding.Line);
            json.WriteString("message", finding.Message);
            if (finding.EveryRun)
                json.WriteBoolean("everyRun", true);
            if (finding.IsOfTheNetwork)
                json.WriteBoolean("network", true);
            if (withPaths)
                json.WriteString("path", finding.Path);
        });
    }

    /// <summary>A finding as <see cref="WriteFindings"/> wrote it.</summary>
    public static CompilerFinding ReadFinding(JsonElement finding) => new(
        finding.GetProperty("rule").GetString()!,
        finding.GetProperty("level").GetString()!,
        finding.GetProperty("message").GetString()!,
        finding.GetProperty("file").GetString()!,
        finding.GetProperty("line").GetInt32(),
        finding.TryGetProperty("everyRun", out var every) && every.GetBoolean())
    {
        IsOfTheNetwork = finding.TryGetProperty("network", out var network) && network.GetBoolean(),
        Path = Text(finding, "path"),
    };

    /// <summary>What a check came to: <c>failure</c> and <c>reason</c>, each only if there is one.</summary>
    public static void WriteWhy(Utf8JsonWriter json, CheckResult check)
    {
        if (check.Failure is { } failure)
            Write(json, failure);
        if (check.Reason is { } reason)
        {
            json.WriteStartObject("reason");
            json.WriteString("text", reason.Text);
            WriteIfAny(json, "place", reason.Place);
            WriteIfAny(json, "note", reason.Note);
            if (reason.Kind != ReasonKind.Other)
                json.WriteString("kind", Name(reason.Kind));
            json.WriteEndObject();
        }
    }

    /// <summary>The same check with the failure and the reason that are written in an object.</summary>
    public static CheckResult ReadWhy(JsonElement json, CheckResult check) => check with
    {
        Failure = json.TryGetProperty("failure", out var failure) ? ReadFailure(failure) : null,
        Reason = json.TryGetProperty("reason", out var reason)
            ? new(Text(reason, "text") ?? "", Text(reason, "place"), Text(reason, "note"))
            {
                Kind = Text(reason, "kind") is { } kind ? Enum.Parse<ReasonKind>(kind, ignoreCase: true) : ReasonKind.Other,
            }
            : null,
    };

    /// <summary>A text, or null if there is none of this name.</summary>
    public static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static void Write(Utf8JsonWriter json, Failure failure)
    {
        json.WriteStartObject("failure");
        json.WriteString("expected", failure.Expected);
        json.WriteString("got", failure.Got);
        if (failure.Arguments is { } arguments)
            WriteTexts(json, "arguments", arguments);
        WriteIfAny(json, "typed", failure.Typed);
        if (failure.Difference is { } difference)
        {
            json.WriteStartObject("difference");
            json.WriteString("summary", difference.Summary);
            if (difference.Kind != DifferenceKind.Text)
                json.WriteString("kind", Name(difference.Kind));
            json.WriteString("expected", difference.Expected);
            json.WriteString("got", difference.Got);
            json.WriteString("marker", difference.Marker);
            json.WriteEndObject();
        }

        WriteIfAny(json, "ended", failure.Ended);
        if (failure.IsCrash)
            json.WriteBoolean("crashed", true);
        WriteIfAny(json, "errors", failure.Errors);
        WriteIfAny(json, "hint", failure.Hint);
        if (failure.IsSeen)
            json.WriteBoolean("seen", true);
        if (failure.IsWarning)
            json.WriteBoolean("warned", true);
        WriteIfAny(json, "cause", failure.Cause);
        Write(json, failure.Place);
        if (failure.JudgedRun is { } run)
            json.WriteNumber("judgedRun", run);
        if (failure.JudgedTranscripts.Count > 0)
        {
            json.WriteStartArray("judgedTranscripts");
            foreach (var position in failure.JudgedTranscripts)
                json.WriteNumberValue(position);
            json.WriteEndArray();
        }

        WriteIfAny(json, "ladders", failure.Ladders);
        json.WriteEndObject();
    }

    private static Failure ReadFailure(JsonElement json) => new(Text(json, "expected") ?? "", Text(json, "got") ?? "")
    {
        Arguments = json.TryGetProperty("arguments", out _) ? Texts(json, "arguments") : null,
        Typed = Text(json, "typed"),
        Difference = json.TryGetProperty("difference", out var difference) ? ReadDifference(difference) : null,
        Ended = Text(json, "ended"),
        IsCrash = json.TryGetProperty("crashed", out var crashed) && crashed.GetBoolean(),
        Errors = Texts(json, "errors"),
        Hint = Text(json, "hint"),
        IsSeen = json.TryGetProperty("seen", out var seen) && seen.GetBoolean(),
        IsWarning = json.TryGetProperty("warned", out var warned) && warned.GetBoolean(),
        Cause = Text(json, "cause"),
        Place = ReadPlace(json),
        JudgedRun = json.TryGetProperty("judgedRun", out var run) ? run.GetInt32() : null,
        JudgedTranscripts = json.TryGetProperty("judgedTranscripts", out var judged)
            ? [.. judged.EnumerateArray().Select(position => position.GetInt32())]
            : [],
        Ladders = Texts(json, "ladders"),
    };

    /// <summary><c>place</c> for people, and <c>file</c> and <c>line</c> for programs.</summary>
    private static void Write(Utf8JsonWriter json, Place? place)
    {
        if (place is null)
            return;

        json.WriteString("place", $"{place}");
        json.WriteString("file", place.File);
        if (place.Line is { } line)
            json.WriteNumber("line", line);
    }

    /// <summary>Results that an earlier version kept have no <c>file</c>.</summary>
    private static Place? ReadPlace(JsonElement json) => (Text(json, "file") ?? Text(json, "place")) is { } file
        ? new(file, json.TryGetProperty("line", out var line) ? line.GetInt32() : null)
        : null;

    private static Difference ReadDifference(JsonElement json) => new(
        Text(json, "summary") ?? "",
        Text(json, "expected") ?? "",
        Text(json, "got") ?? "",
        Text(json, "marker") ?? "")
    {
        Kind = Text(json, "kind") is { } kind ? Enum.Parse<DifferenceKind>(kind, ignoreCase: true) : DifferenceKind.Text,
    };

    private static IReadOnlyList<string> Texts(JsonElement json, string name) =>
        json.TryGetProperty(name, out var texts) ? [.. texts.EnumerateArray().Select(text => text.GetString() ?? "")] : [];

    private static void WriteIfAny(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
            json.WriteString(name, text);
    }

    private static void WriteIfAny(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        if (texts.Count > 0)
            WriteTexts(json, name, texts);
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }
}

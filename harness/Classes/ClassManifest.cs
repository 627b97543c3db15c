using System.Text.Json;
using Kata.Classes.Intake;
using Kata.Machine;
using Kata.Results;

namespace Kata.Classes;

/// <summary>What a class folder is about: <c>class.json</c>, as described in <c>class.schema.json</c> beside this file.</summary>
/// <param name="Checks">The hash of all that decides a verdict (<see cref="ChecksHash"/>).</param>
/// <param name="Hidden">The hash of the instructor's own checks; null if there are none.</param>
/// <param name="Steps">The steps that are graded.</param>
internal sealed record ClassManifest(string Checks, string? Hidden, IReadOnlyList<Step> Steps, IReadOnlyList<Submission> Submissions)
{
    public const string FileName = "class.json";

    internal const int SchemaVersion = 1;

    /// <summary>The commit of the kata; null if that is not known.</summary>
    public string? Commit { get; init; }

    /// <summary>The cell in which the programs ran; <c>none</c> if they ran without one.</summary>
    public string Cell { get; init; } = "none";

    /// <summary>Which part of the class this folder is to hold; null for all of it.</summary>
    public Shard? Shard { get; init; }

    /// <summary>How checks become points; null for the points of the checks themselves.</summary>
    public PointRules? Points { get; init; }

    /// <summary>What was found and is not a submission.</summary>
    public IReadOnlyList<LeftOut> NotSubmissions { get; init; } = [];

    /// <summary>Who belongs to the class; empty if there is no list.</summary>
    public IReadOnlyList<Student> Students { get; init; } = [];

    /// <summary>Where the list of students is from; null if there is none.</summary>
    public string? List { get; init; }

    /// <summary>The students on the list who have no submission.</summary>
    public IReadOnlyList<Student> Missing
    {
        get
        {
            var there = Submissions.Select(one => one.Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
            return [.. Students.Where(student => !there.Contains(ClassIntake.SafeId(student.Id)))];
        }
    }

    /// <summary>What is to be graded: every program that a student has changed. If several students handed in the same text, it is there
    /// once for each of them.</summary>
    public IEnumerable<(Submission Submission, SubmittedProgram Program)> Graded =>
        from submission in Submissions
        from step in Steps
        let program = submission.Of(step)
        where program.State == ProgramState.Written && Shard?.Has(KeyOf(program)) != false
        select (submission, program);

    /// <summary>The name of what was graded. Another program or other checks give another name.</summary>
    public string KeyOf(SubmittedProgram program) => ChecksHash.Short($"{program.Step.Number}\n{program.Hash}\n{Checks}\n{Hidden}");

    public string Write() => ResultJson.Write(Write, indented: true) + "\n";

    /// <exception cref="KataException">The file is of another version, or cannot be read.</exception>
    public static ClassManifest Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            if (json.RootElement.GetProperty("version").GetInt32() != SchemaVersion)
                throw new KataException($"{path} is of another version of the kata: grade into another folder with --out");
            return Read(json.RootElement);
        }
        catch (Exception broken)
            when (broken is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new KataException(
                $"{path} is not what kata writes ({broken.Message.TrimEnd('.')}): grade into another folder with --out",
                broken);
        }
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteNumber("version", SchemaVersion);
        json.WriteString("commit", Commit);
        json.WriteString("checks", Checks);
        json.WriteString("hidden", Hidden);
        json.WriteString("cell", Cell);
        json.WriteString("shard", Shard?.ToString());
        json.WriteStartArray("steps");
        foreach (var step in Steps)
            json.WriteNumberValue(step.Number);
        json.WriteEndArray();
        json.WritePropertyName("points");
        if (Points is null)
            json.WriteNullValue();
        else
            Points.Write(json);

        ResultJson.WriteObjects(json, "submissions", Submissions, submission => Write(json, submission));
        Write(json, "notSubmissions", NotSubmissions);
        json.WriteString("list", List);
        Write(json, "students", Students);
        Write(json, "missing", Missing);
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<Student> students) =>
        ResultJson.WriteObjects(json, name, students, student =>
        {
            json.WriteString("id", student.Id);
            WriteWho(json, student);
        });

    private static void Write(Utf8JsonWriter json, Submission submission)
    {
        json.WriteString("id", submission.Id);
        json.WriteString("from", submission.From);
        WriteWho(json, submission.AsStudent());
        // For each step: the hash of the program, or "untouched" for an unchanged exercise. A step that is not listed has no file.
        json.WriteStartObject("programs");
        foreach (var program in submission.Programs.Where(program => program.State != ProgramState.Missing))
            json.WriteString($"{program.Step.Number}", program.State == ProgramState.Untouched ? "untouched" : program.Hash);
        json.WriteEndObject();
        if (submission.Unread is { } unread)
        {
            json.WriteStartObject("unread");
            json.WriteString("why", unread.Why);
            json.WriteBoolean("isEmpty", unread.IsEmpty);
            json.WriteEndObject();
        }

        if (submission.LeftOut.Count > 0)
            Write(json, "leftOut", submission.LeftOut);
        if (submission.Misnamed.Count > 0)
            Write(json, submission.Misnamed);
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<Misnamed> misnamed) =>
        ResultJson.WriteObjects(json, "misnamed", misnamed, one =>
        {
            json.WriteString("file", one.File);
            json.WriteNumber("step", one.Step.Number);
        });

    private static void WriteWho(Utf8JsonWriter json, Student who)
    {
        foreach (var (property, value) in ((string, string?)[])
            [("name", who.Name), ("email", who.Email), ("group", who.Group), ("participant", who.Participant)])
        {
            if (value is not null)
                json.WriteString(property, value);
        }

        if (who.Submitted is { } when)
            json.WriteString("submitted", when);
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<LeftOut> all) =>
        ResultJson.WriteObjects(json, name, all, one =>
        {
            json.WriteString("path", one.Path);
            json.WriteString("reason", one.Reason);
        });

    private static ClassManifest Read(JsonElement json) => new(
        json.GetProperty("checks").GetString()!,
        ResultJson.Text(json, "hidden"),
        [.. json.GetProperty("steps").EnumerateArray().Select(step => ReadStep(step.GetInt32()))],
        [.. json.GetProperty("submissions").EnumerateArray().Select(ReadSubmission)])
    {
        Commit = ResultJson.Text(json, "commit"),
        Cell = json.GetProperty("cell").GetString()!,
        Shard = ResultJson.Text(json, "shard") is { } shard ? Classes.Shard.Parse(shard) : null,
        Points = json.GetProperty("points") is { ValueKind: JsonValueKind.Object } points ? PointRules.Read(points) : null,
        NotSubmissions = ReadLeftOut(json, "notSubmissions"),
        List = ResultJson.Text(json, "list"),
        // A folder that was written before the list was kept has only those who are missing.
        Students = [.. (json.TryGetProperty("students", out var list) ? list : json.GetProperty("missing")).EnumerateArray()
            .Select(ReadStudent)],
    };

    private static Student ReadStudent(JsonElement json) => new(
        json.GetProperty("id").GetString()!, ResultJson.Text(json, "name"), ResultJson.Text(json, "email"), ResultJson.Text(json, "group"))
    {
        Submitted = ReadTime(json),
        Participant = ResultJson.Text(json, "participant"),
    };

    private static Step ReadStep(int number) =>
        Step.Of(number) is var step && step != Step.None ? step : throw new FormatException($"there is no step {number}");

    private static Submission ReadSubmission(JsonElement json)
    {
        var programs = json.GetProperty("programs");
        // The id is checked because it names folders, and the file may come from another machine.
        var id = json.GetProperty("id").GetString();
        if (!ClassIntake.IsId(id))
            throw new FormatException($"no submission can be called {Text.Visible.Quoting(id ?? "null")}");

        return new(id!, json.GetProperty("from").GetString()!, [.. Step.All.Select(Program)])
        {
            Name = ResultJson.Text(json, "name"),
            Email = ResultJson.Text(json, "email"),
            Group = ResultJson.Text(json, "group"),
            Submitted = ReadTime(json),
            Participant = ResultJson.Text(json, "participant"),
            LeftOut = ReadLeftOut(json, "leftOut"),
            Misnamed = json.TryGetProperty("misnamed", out var misnamed) ? [.. misnamed.EnumerateArray().Select(ReadMisnamed)] : [],
            Unread = json.TryGetProperty("unread", out var unread)
                ? new(unread.GetProperty("why").GetString()!, unread.GetProperty("isEmpty").GetBoolean()) : null,
        };

        SubmittedProgram Program(Step step) => ResultJson.Text(programs, $"{step.Number}") switch
        {
            null => new(step, ProgramState.Missing, ""),
            "untouched" => new(step, ProgramState.Untouched, ""),
            var hash => new(step, ProgramState.Written, hash),
        };
    }

    private static Misnamed ReadMisnamed(JsonElement json) =>
        new(json.GetProperty("file").GetString()!, ReadStep(json.GetProperty("step").GetInt32()));

    private static DateTimeOffset? ReadTime(JsonElement json) =>
        json.TryGetProperty("submitted", out var when) ? when.GetDateTimeOffset() : null;

    private static IReadOnlyList<LeftOut> ReadLeftOut(JsonElement json, string name) => json.TryGetProperty(name, out var all)
        ? [.. all.EnumerateArray().Select(one => new LeftOut(one.GetProperty("path").GetString()!, one.GetProperty("reason").GetString()!))]
        : [];
}

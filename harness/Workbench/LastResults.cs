using System.Text.Json;
using System.Text.Json.Serialization;
using Kata.Checking;
using Kata.Programs;
using Kata.Protocol;
using Kata.Results;
using Kata.Servers;

namespace Kata.Workbench;

/// <summary>What a step's program came to when it was last checked.</summary>
/// <param name="When">When that was.</param>
/// <param name="Servers">Which server host was used, and why, in one line; null if none was needed.</param>
/// <param name="IsStale">The program has changed since.</param>
public sealed record LastResult(StepOutcome Outcome, DateTimeOffset When, string? Servers, bool IsStale);

/// <summary>Keeps what the steps of a folder came to when they were last checked, with the evidence, in
/// <c>obj/kata/Step05.json</c> below that folder, one file for each step. It is a cache: whoever deletes it has to run
/// <c>kata check</c> to see again what was in it, and loses nothing else.</summary>
/// <remarks>A file holds what <see cref="SavedStep"/> says, with the names in camel case. Runs and transcripts that
/// checks of a step share are there once, and each check has their positions. Bytes are in base64; of resources that a
/// check gave its HTTP service only the paths are kept. A file that cannot be read, or is of another version, counts as
/// not there.</remarks>
public sealed class LastResults(string folder)
{
    private const int Version = 2;

    /// <summary>Where the files are.</summary>
    public string Folder { get; } = Path.Combine(folder, "obj", "kata");

    /// <summary>Keeps an outcome in place of the step's last.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Save(StepOutcome outcome, DateTimeOffset when, string? servers = null)
    {
        Directory.CreateDirectory(Folder);
        var path = PathOf(outcome.Step);
        // Under another name first: who reads meanwhile finds the old or the new, and never half of it.
        var whole = $"{path}.{Path.GetRandomFileName()}";
        using (var file = File.Create(whole))
            JsonSerializer.Serialize(file, SavedStep.Of(outcome, when, servers, Version), LastResultsJson.Default.SavedStep);
        File.Move(whole, path, overwrite: true);
    }

    /// <summary>The last outcome of a step; null if there is none.</summary>
    public LastResult? Load(Step step) => Load(step, new(folder));

    /// <param name="programs">What the programs are now.</param>
    internal LastResult? Load(Step step, ProgramHashes programs)
    {
        try
        {
            using var file = File.OpenRead(PathOf(step));
            return JsonSerializer.Deserialize(file, LastResultsJson.Default.SavedStep) is { Version: Version, Findings: not null, Checks: not null, Runs: not null, Transcripts: not null } saved
                ? new(saved.Outcome(step), saved.When, saved.Servers, saved.Program != programs.Of(step))
                : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private string PathOf(Step step) => Path.Combine(Folder, $"{step.Category}.json");
}

/// <summary>What the file of a step holds.</summary>
/// <param name="Program">Hash of the program that was checked.</param>
internal sealed record SavedStep(
    int Version,
    string? Program,
    DateTimeOffset When,
    string? Servers,
    IReadOnlyList<CompilerFinding> Findings,
    IReadOnlyList<SavedCheck> Checks,
    IReadOnlyList<ProgramRun> Runs,
    IReadOnlyList<Transcript> Transcripts)
{
    public static SavedStep Of(StepOutcome outcome, DateTimeOffset when, string? servers, int version)
    {
        var runs = new Positions<ProgramRun>();
        var transcripts = new Positions<Transcript>();
        SavedCheck[] checks =
        [
            .. outcome.Checks.Select(check => new SavedCheck(
                check.Id, check.Sentence, check.Status, check.Failure, check.Reason, Math.Round(check.Duration.TotalMilliseconds, 1), check.Points,
                check.Seen is { } seen ? [.. seen.Runs.Select(runs.Of)] : null,
                check.Seen is { } shown ? [.. shown.Transcripts.Select(transcripts.Of)] : null)),
        ];
        return new(version, outcome.Program, when, servers, outcome.Findings, checks, runs.All, [.. transcripts.All.Select(WithoutContents)]);
    }

    public StepOutcome Outcome(Step step) => new(
        step,
        Findings,
        [.. Checks.Select(check => new CheckResult(
            check.Id, step, check.Sentence, check.Status, TimeSpan.FromMilliseconds(check.Milliseconds), check.Points)
        {
            Failure = check.Failure,
            Reason = check.Reason,
            Evidence = check is { Runs: { } runs, Transcripts: { } transcripts }
                ? new Evidence([.. runs.Select(run => Runs[run])], [.. transcripts.Select(transcript => Transcripts[transcript])])
                : null,
        })])
    {
        Program = Program,
    };

    private static Transcript WithoutContents(Transcript transcript) => transcript with
    {
        Options = transcript.Options is null ? null : transcript.Options with
        {
            Resources = [.. transcript.Options.Resources.Select(resource => resource with { Versions = [] })],
        },
    };

    /// <summary>Numbers things in the order in which they come up; the same thing has one number.</summary>
    private sealed class Positions<T> where T : class
    {
        private readonly Dictionary<T, int> positions = new(ReferenceEqualityComparer.Instance);
        private readonly List<T> all = [];

        public IReadOnlyList<T> All => all;

        public int Of(T item)
        {
            if (positions.TryAdd(item, all.Count))
                all.Add(item);
            return positions[item];
        }
    }
}

/// <param name="Runs">Positions among the step's runs; null if no evidence was kept.</param>
/// <param name="Transcripts">Positions among the step's transcripts; null if no evidence was kept.</param>
internal sealed record SavedCheck(
    string Id,
    string Sentence,
    CheckStatus Status,
    Failure? Failure,
    Reason? Reason,
    double Milliseconds,
    int Points,
    IReadOnlyList<int>? Runs,
    IReadOnlyList<int>? Transcripts);

/// <summary>A fault is saved as the control protocol tells it.</summary>
internal sealed class SavedFault : JsonConverter<Fault>
{
    public override Fault Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        using var fault = JsonDocument.ParseValue(ref reader);
        return FaultTable.Read(fault.RootElement);
    }

    public override void Write(Utf8JsonWriter writer, Fault fault, JsonSerializerOptions options) => FaultTable.Put(writer, fault);
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    Converters = [typeof(SavedFault)],
    IgnoreReadOnlyProperties = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SavedStep))]
internal sealed partial class LastResultsJson : JsonSerializerContext;

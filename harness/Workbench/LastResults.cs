using System.Text.Json;
using System.Text.Json.Serialization;
using Kata.Checking;
using Kata.Machine;
using Kata.Programs;
using Kata.Protocol;
using Kata.Results;
using Kata.Servers;

namespace Kata.Workbench;

/// <summary>Keeps what the steps of a folder came to when they were last checked, with the evidence, in
/// <c>obj/kata/Step05.json</c> below that folder, one file for each step. It is a cache: whoever deletes it has to run
/// <c>kata check</c> to see again what was in it, and loses nothing else.</summary>
/// <remarks>A file holds an object: <c>version</c>, <c>program</c> (the hash of what was checked), <c>when</c>, <c>servers</c>,
/// <c>findings</c> and <c>checks</c> as everywhere (<see cref="ResultJson"/>), <c>runs</c> and <c>transcripts</c>. What checks of a step
/// share is there once, and each check has its position. Bytes are in base64; of resources that a check gave its HTTP service only the
/// paths are kept. A file that cannot be read, or is of another version, counts as not there.</remarks>
public sealed class LastResults(string folder)
{
    private const int Version = 2;

    /// <summary>Where the files are.</summary>
    public string Folder { get; } = Path.Combine(folder, "obj", "kata");

    /// <summary>Keeps a result in place of the step's last.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Save(StepResult result, DateTimeOffset when, string? servers = null) =>
        Save(PathOf(result.Step), result, when, servers);

    /// <summary>The last result of a step; null if there is none.</summary>
    public StepResult? Load(Step step) => Load(step, new(folder));

    /// <param name="programs">What the programs are now.</param>
    internal StepResult? Load(Step step, ProgramHashes programs) =>
        Load(PathOf(step), step) is { } result ? result with { IsStale = result.Program != programs.Of(step) } : null;

    /// <summary>Keeps a result in a file.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    internal static void Save(string path, StepResult result, DateTimeOffset when, string? servers) =>
        WholeFile.Write(path, ResultJson.Write(json => Write(json, result, when, servers), indented: false));

    /// <summary>A result that was kept in a file; null if there is none.</summary>
    internal static StepResult? Load(string path, Step step)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            return json.RootElement.GetProperty("version").GetInt32() == Version ? Read(json.RootElement, step) : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException
            or InvalidOperationException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static void Write(Utf8JsonWriter json, StepResult result, DateTimeOffset when, string? servers)
    {
        var (runs, transcripts) = (new Positions<ProgramRun>(), new Positions<Transcript>());
        json.WriteNumber("version", Version);
        json.WriteString("program", result.Program);
        json.WriteString("when", when);
        json.WriteString("servers", servers);
        ResultJson.WriteFindings(json, result.Findings);
        ResultJson.WriteChecks(json, result.Checks, check =>
        {
            if (check.Seen is not { } seen)
                return;

            Numbers("ofRuns", seen.Runs.Select(runs.Of));
            Numbers("ofTranscripts", seen.Transcripts.Select(transcripts.Of));
        });
        json.WritePropertyName("runs");
        JsonSerializer.Serialize(json, runs.All, EvidenceJson.Default.IReadOnlyListProgramRun);
        json.WritePropertyName("transcripts");
        JsonSerializer.Serialize(json, [.. transcripts.All.Select(WithoutContents)], EvidenceJson.Default.IReadOnlyListTranscript);

        void Numbers(string name, IEnumerable<int> positions)
        {
            json.WriteStartArray(name);
            foreach (var position in positions)
                json.WriteNumberValue(position);
            json.WriteEndArray();
        }
    }

    private static StepResult Read(JsonElement json, Step step)
    {
        var runs = json.GetProperty("runs").Deserialize(EvidenceJson.Default.IReadOnlyListProgramRun)!;
        var transcripts = json.GetProperty("transcripts").Deserialize(EvidenceJson.Default.IReadOnlyListTranscript)!;
        return new(
            step,
            [.. json.GetProperty("findings").EnumerateArray().Select(ResultJson.ReadFinding)],
            [.. json.GetProperty("checks").EnumerateArray().Select(Check)])
        {
            Program = ResultJson.Text(json, "program"),
            When = json.GetProperty("when").GetDateTimeOffset(),
            Servers = ResultJson.Text(json, "servers"),
        };

        CheckResult Check(JsonElement check) => ResultJson.ReadCheck(check) with
        {
            Evidence = check.TryGetProperty("ofRuns", out var ofRuns)
                ? new Evidence([.. Numbers(ofRuns).Select(run => runs[run])],
                    [.. Numbers(check.GetProperty("ofTranscripts")).Select(one => transcripts[one])])
                : null,
        };

        static IEnumerable<int> Numbers(JsonElement positions) => positions.EnumerateArray().Select(position => position.GetInt32());
    }

    private static Transcript WithoutContents(Transcript transcript) => transcript with
    {
        Options = transcript.Options is null ? null : transcript.Options with
        {
            Resources = [.. transcript.Options.Resources.Select(resource => resource with { Versions = [] })],
        },
    };

    private string PathOf(Step step) => Path.Combine(Folder, $"{step.Category}.json");

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
[JsonSerializable(typeof(IReadOnlyList<ProgramRun>))]
[JsonSerializable(typeof(IReadOnlyList<Transcript>))]
internal sealed partial class EvidenceJson : JsonSerializerContext;

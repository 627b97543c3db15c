using System.Text.Json;
using System.Text.Json.Serialization;
using Kata.Checking;
using Kata.Programs;
using Kata.Protocol;
using Kata.Results;
using Kata.Servers;

namespace Kata.Workbench;

/// <summary>The results that are kept of a folder (<see cref="KeptResults"/>), with their evidence.</summary>
/// <remarks>Evidence is <c>runs</c> and <c>transcripts</c>, beside the checks. What checks of a step share is there once, and each check
/// has its position; <c>runsOfTranscripts</c> has for each transcript of a check the position of its run among the check's, or -1. Bytes
/// are in base64; of resources that a check gave its HTTP service only the paths are kept.</remarks>
public sealed class LastResults(string folder)
{
    private const int NoRun = -1;

    private readonly KeptResults kept = new(folder);

    /// <summary>Where the files are.</summary>
    public string Folder => kept.Folder;

    /// <summary>Keeps a result in place of the step's last.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Save(StepResult result, DateTimeOffset when, string? servers = null)
    {
        var now = result with { When = when, Servers = servers };
        kept.Save(now, new(folder), json => Write(json, now));
    }

    /// <summary>The last result of a step; null if there is none.</summary>
    public StepResult? Load(Step step) => kept.Load(step, new(folder), json => Read(json, step));

    /// <summary>Keeps a result in a file.</summary>
    /// <param name="mostOutput">How many bytes of each output of a run are kept.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    internal static void Save(string path, StepResult result, int mostOutput) =>
        KeptResults.Write(path, json => Write(json, result, mostOutput));

    /// <summary>A result that was kept in a file; null if there is none.</summary>
    internal static StepResult? Load(string path, Step step) => KeptResults.Read(path, step, json => Read(json, step));

    private static void Write(Utf8JsonWriter json, StepResult result, int mostOutput = int.MaxValue)
    {
        var (runs, transcripts) = (new Positions<ProgramRun>(), new Positions<Transcript>());
        ResultJson.WriteResult(json, result, check =>
        {
            if (check.Seen is not { } seen)
                return;

            Numbers("ofRuns", seen.Runs.Select(runs.Of));
            Numbers("ofTranscripts", seen.Transcripts.Select(transcripts.Of));
            if (seen.RunsOfTranscripts.Count > 0)
                Numbers("runsOfTranscripts", seen.RunsOfTranscripts.Select(run => run ?? NoRun));
        });
        json.WritePropertyName("runs");
        IReadOnlyList<ProgramRun> kept = [.. runs.All.Select(run => run with { Run = run.Run.Shortened(mostOutput) })];
        JsonSerializer.Serialize(json, kept, EvidenceJson.Default.IReadOnlyListProgramRun);
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
        // dotnet test keeps none.
        if (!json.TryGetProperty("runs", out var saved))
            return ResultJson.ReadResult(json, step);

        var runs = saved.Deserialize(EvidenceJson.Default.IReadOnlyListProgramRun)!;
        var transcripts = json.GetProperty("transcripts").Deserialize(EvidenceJson.Default.IReadOnlyListTranscript)!;
        return ResultJson.ReadResult(json, step, Check);

        CheckResult Check(JsonElement check) => ResultJson.ReadCheck(check) with
        {
            Evidence = check.TryGetProperty("ofRuns", out var ofRuns)
                ? new Evidence([.. Numbers(ofRuns).Select(run => runs[run])],
                    [.. Numbers(check.GetProperty("ofTranscripts")).Select(one => transcripts[one])])
                {
                    RunsOfTranscripts = check.TryGetProperty("runsOfTranscripts", out var runsOf)
                        ? [.. Numbers(runsOf).Select(run => run == NoRun ? (int?)null : run)]
                        : [],
                }
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

using System.Text.Json;
using Kata.Machine;

namespace Kata.Results;

/// <summary>Keeps what the steps of a folder came to when they were last checked, by <c>kata</c> or by <c>dotnet test</c>: in
/// <c>obj/kata/Step05.json</c> below that folder, one file for each step. It is a cache: if it is deleted, a new check writes it
/// again, and nothing is lost but the day on which the step was done for the first time.</summary>
/// <remarks>A file holds an object: <c>version</c>, <c>firstDone</c> (when the step was done for the first time; not there if it never
/// was), and the result as everywhere (<see cref="ResultJson.WriteResult"/>); what has evidence adds it. A file that cannot be read, or is
/// of another version, counts as not there.</remarks>
internal sealed class KeptResults(string folder)
{
    private const int Version = 2;
    private const string FirstDone = "firstDone";

    /// <summary>Where the files are.</summary>
    public string Folder { get; } = Path.Combine(folder, "obj", "kata");

    /// <summary>Keeps the steps of a grade, unless they are no verdicts.</summary>
    /// <exception cref="IOException">They cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">They may not be written.</exception>
    public void Save(Grade grade)
    {
        var programs = new ProgramHashes(folder);
        foreach (var step in grade.Steps.Where(step => step is { Checks.Count: > 0, NotGraded: 0 } && programs.Of(step.Step) is not null))
            Save(
                step with
                {
                    When = grade.Circumstances.When,
                    Servers = grade.Circumstances.Servers,
                    MayLackChecks = grade.Circumstances.MayLackChecks,
                },
                programs);
    }

    /// <summary>Keeps a result in place of the step's last, unless that tells more of the program as it is now.</summary>
    /// <param name="programs">What the programs are now.</param>
    /// <param name="write">Writes the result with its evidence; null if it has none.</param>
    /// <inheritdoc cref="Save(Grade)"/>
    public void Save(StepResult result, ProgramHashes programs, Action<Utf8JsonWriter>? write = null)
    {
        var (path, now) = (PathOf(result.Step), AsOf(programs, result));
        var isBest = write is not null && !now.IsStale && IsWhole(now);
        var kept = Read(path, result.Step);
        if (!isBest && kept is not null && !Replaces(now, AsOf(programs, kept)))
            return;

        var first = kept?.FirstDone ?? WhenDone(kept) ?? WhenDone(result);
        Write(path, json =>
        {
            if (first is { } when)
                json.WriteString(FirstDone, when);
            if (write is null)
                ResultJson.WriteResult(json, result);
            else
                write(json);
        });
    }

    /// <summary>The last result of a step; null if there is none.</summary>
    /// <param name="programs">What the programs are now.</param>
    /// <param name="read">Reads the result with its evidence; null if that is not asked for.</param>
    public StepResult? Load(Step step, ProgramHashes programs, Func<JsonElement, StepResult>? read = null) =>
        Read(PathOf(step), step, read) is { } kept ? AsOf(programs, kept) : null;

    /// <summary>Writes a result into a file.</summary>
    /// <param name="write">Writes the result, with or without evidence.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, Action<Utf8JsonWriter> write) => WholeFile.Write(path, ResultJson.Write(
        json =>
        {
            json.WriteNumber("version", Version);
            write(json);
        },
        indented: false));

    /// <summary>The result in a file; null if there is none.</summary>
    /// <inheritdoc cref="Load"/>
    public static StepResult? Read(string path, Step step, Func<JsonElement, StepResult>? read = null)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            if (json.RootElement.GetProperty("version").GetInt32() != Version)
                return null;

            var result = read is null ? ResultJson.ReadResult(json.RootElement, step) : read(json.RootElement);
            return result with
            {
                FirstDone = json.RootElement.TryGetProperty(FirstDone, out var first) ? first.GetDateTimeOffset() : WhenDone(result),
            };
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException
            or InvalidOperationException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>A result of the program as it is comes before one of an earlier program, all checks before some, and the newer before the
    /// older. Of two that say the same of the same program the one that is there stays: it may have evidence.</summary>
    private static bool Replaces(StepResult result, StepResult kept) =>
        result.IsStale != kept.IsStale ? kept.IsStale
        : IsWhole(result) != IsWhole(kept) ? IsWhole(result)
        : result.When >= kept.When && (result.Program is null || Verdicts(result) != Verdicts(kept));

    private static DateTimeOffset? WhenDone(StepResult? result) => result is { Status: StepStatus.Done } ? result.When : null;

    private static bool IsWhole(StepResult result) => !result.MayLackChecks && result.Status != StepStatus.Unknown;

    private static string Verdicts(StepResult result) =>
        string.Join(' ', result.Checks.Select(check => $"{check.Id}={check.Status}").Prepend(result.Program));

    private static StepResult AsOf(ProgramHashes programs, StepResult result) =>
        result with { IsStale = result.Program is null || result.Program != programs.Of(result.Step) };

    private string PathOf(Step step) => Path.Combine(Folder, $"{step.Category}.json");
}

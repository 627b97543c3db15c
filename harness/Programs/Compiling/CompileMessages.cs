using System.Text.Json;
using Kata.Results;

namespace Kata.Programs.Compiling;

/// <summary>A program for the compile server. Requests and answers are lines of JSON.</summary>
/// <param name="Number">The number that its answers carry.</param>
/// <param name="Others">The files of the other steps, if they may be needed.</param>
/// <param name="Programs">The folder of the programs, whose <c>.editorconfig</c> applies.</param>
/// <param name="Folder">Where to put the assembly.</param>
internal sealed record CompileRequest(
    int Number, ProgramSources Sources, IReadOnlyList<(string Path, string Text)> Others, string Programs, string Folder)
{
    public string Write() => ResultJson.Write(
        json =>
        {
            json.WriteNumber("number", Number);
            json.WriteNumber("step", Sources.Step.Number);
            json.WriteString("programs", Programs);
            json.WriteString("folder", Folder);
            WriteFiles(json, "files", Sources.Files);
            WriteFiles(json, "others", Others);
        },
        indented: false);

    public static CompileRequest Read(string line)
    {
        using var document = JsonDocument.Parse(line);
        var json = document.RootElement;
        return new(
            json.GetProperty("number").GetInt32(),
            new(Step.Of(json.GetProperty("step").GetInt32()), ReadFiles(json.GetProperty("files"))),
            ReadFiles(json.GetProperty("others")),
            json.GetProperty("programs").GetString()!,
            json.GetProperty("folder").GetString()!);
    }

    // A text may hold half of a surrogate pair, which JSON cannot carry. Base64 keeps every character.
    private static void WriteFiles(Utf8JsonWriter json, string name, IEnumerable<(string Path, string Text)> files)
    {
        json.WriteStartArray(name);
        foreach (var (path, text) in files)
        {
            json.WriteStartArray();
            json.WriteStringValue(path);
            json.WriteBase64StringValue(System.Runtime.InteropServices.MemoryMarshal.AsBytes(text.AsSpan()));
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static IReadOnlyList<(string Path, string Text)> ReadFiles(JsonElement files) =>
    [
        .. files.EnumerateArray().Select(file => (
            file[0].GetString()!,
            new string(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, char>(file[1].GetBytesFromBase64())))),
    ];
}

/// <summary>An answer of the compile server: first what the compiler found; then, if there is an assembly, what the compiler and the
/// rules found.</summary>
/// <param name="IsLast">Whether this is the last answer to the request.</param>
/// <param name="Failed">Why the compiler failed; null if it did not.</param>
/// <param name="IsOurs">Whether the failure is about this machine, such as a full disk, and not about the program.</param>
internal sealed record CompileAnswer(
    int Number, bool IsLast, string? Assembly, IReadOnlyList<CompilerFinding> Findings, string? Failed = null, bool IsOurs = false)
{
    public string Write() => ResultJson.Write(
        json =>
        {
            json.WriteNumber("number", Number);
            json.WriteBoolean("last", IsLast);
            json.WriteString("assembly", Assembly);
            json.WriteString("failed", Failed);
            json.WriteBoolean("ours", IsOurs);
            ResultJson.WriteFindings(json, Findings, withPaths: true);
        },
        indented: false);

    public static CompileAnswer Read(string line)
    {
        using var document = JsonDocument.Parse(line);
        var json = document.RootElement;
        return new(
            json.GetProperty("number").GetInt32(),
            json.GetProperty("last").GetBoolean(),
            json.GetProperty("assembly").GetString(),
            [.. json.GetProperty("findings").EnumerateArray().Select(ResultJson.ReadFinding)],
            json.GetProperty("failed").GetString(),
            json.GetProperty("ours").GetBoolean());
    }
}

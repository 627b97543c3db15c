using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kata.Commands.Shell;

/// <summary>The machine's form of what a command reports: <c>--json</c>.</summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // For a file or a pipe, not for a web page: quotes and arrows stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static Option<bool> Option() => new("--json") { Description = "Prints the report as JSON." };

    /// <summary>A part of a report that is written by hand.</summary>
    public static void Write(Utf8JsonWriter json, string name, object part)
    {
        json.WritePropertyName(name);
        JsonSerializer.Serialize(json, part, Options);
    }

    /// <summary>The report as a JSON object, with a line end.</summary>
    public static string Of(object report) => JsonSerializer.Serialize(report, Options) + "\n";
}

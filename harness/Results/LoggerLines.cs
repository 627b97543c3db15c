using System.Text.Json;

namespace Kata.Results;

/// <summary>The lines that the test host writes for the test logger, which never prints them raw. Both ends are here.</summary>
internal static class LoggerLines
{
    /// <summary>How a line among the messages of the run begins that is shown at once.</summary>
    public const string Announcement = "kata announces: ";

    private const string Beginning = "kata: ";

    /// <summary>What a check came to, on its standard output:
    /// <c>kata: {"servers":"a child process …","status":"failed","failure":{…}}</c>.</summary>
    /// <param name="servers">Which server host is used, and why; null if there is none.</param>
    public static string Write(CheckResult check, string? servers) => Beginning + ResultJson.Write(
        json =>
        {
            if (servers is not null)
                json.WriteString("servers", servers);
            json.WriteString("status", ResultJson.Name(check.Status));
            ResultJson.WriteWhy(json, check);
        },
        indented: false);

    /// <summary>Whether a text begins with such a line.</summary>
    public static bool IsOne(string text) => text.StartsWith(Beginning, StringComparison.Ordinal);

    /// <summary>What the last such line of an output says. A check writes it when it is over; a program that is debugged in the test
    /// host may have written one that looks like it before.</summary>
    /// <param name="check">What the test platform knows of the check.</param>
    /// <returns>The check, and the server host if the line names one; null if no line can be read.</returns>
    public static (CheckResult Check, string? Servers)? Read(IEnumerable<string> lines, CheckResult check)
    {
        if (lines.LastOrDefault(IsOne) is not { } line)
            return null;

        try
        {
            using var json = JsonDocument.Parse(line[Beginning.Length..]);
            return Enum.TryParse<CheckStatus>(ResultJson.Text(json.RootElement, "status"), ignoreCase: true, out var status)
                ? (ResultJson.ReadWhy(json.RootElement, check with { Status = status }), ResultJson.Text(json.RootElement, "servers"))
                : null;
        }
        catch (Exception foreign) when (foreign is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Kata.Servers.Containers;

/// <summary>Where a container engine is looked for: <c>DOCKER_HOST</c>, else the current docker context, else the usual
/// sockets; the same places, in the same order, as Testcontainers.</summary>
/// <param name="Uri"><c>unix:</c>, <c>npipe:</c> or <c>tcp:</c>; null if there is none.</param>
/// <param name="Reason">Why there is none, or how it was found.</param>
public sealed record EngineAddress(Uri? Uri, string Reason)
{
    /// <summary>Looks for an engine. Takes a few file look-ups and no connection.</summary>
    /// <param name="dockerHost">The value of <c>DOCKER_HOST</c>; null or empty if it is not set.</param>
    public static EngineAddress Find(string? dockerHost)
    {
        if (!string.IsNullOrWhiteSpace(dockerHost))
            return FromSetting(dockerHost.Trim(), $"DOCKER_HOST={dockerHost.Trim()}");

        if (Context() is { } context)
            return context;

        if (OperatingSystem.IsWindows())
        {
            return File.Exists(@"\\.\pipe\docker_engine")
                ? new(new("npipe://./pipe/docker_engine"), "the named pipe docker_engine")
                : new(null, "no container engine was found: there is no named pipe docker_engine");
        }

        return Sockets().FirstOrDefault(File.Exists) is { } socket
            ? new(new("unix://" + socket), socket)
            : new(null, "no container engine was found: DOCKER_HOST is not set and there is no /var/run/docker.sock");
    }

    /// <param name="reason">Where the setting was found.</param>
    private static EngineAddress FromSetting(string setting, string reason)
    {
        if (!Uri.TryCreate(setting, UriKind.Absolute, out var uri))
            return new(null, $"{reason} is no address of an engine, such as unix:///var/run/docker.sock");

        return uri.Scheme switch
        {
            "unix" when !File.Exists(uri.LocalPath) => new(null, $"{reason} does not exist"),
            "unix" or "npipe" or "http" => new(uri, reason),
            "tcp" when UsesTls() => new(null, $"{reason} uses TLS, which the server hosts do not speak"),
            "tcp" => new(uri, reason),
            _ => new(null, $"{reason} starts with {uri.Scheme}:, and only unix:, npipe: and tcp: can be used"),
        };
    }

    private static bool UsesTls() => Environment.GetEnvironmentVariable("DOCKER_TLS_VERIFY") is { Length: > 0 } and not "0";

    private static IEnumerable<string> Sockets()
    {
        yield return "/var/run/docker.sock";
        if (Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } runtime)
            yield return Path.Combine(runtime, "docker.sock");

        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        yield return Path.Combine(home, ".docker", "run", "docker.sock");
        yield return Path.Combine(home, ".docker", "desktop", "docker.sock");
    }

    // docker(1), "docker context": the name is in ~/.docker/config.json, what it means in a file named by its SHA-256.
    private static EngineAddress? Context() => Context(
        Environment.GetEnvironmentVariable("DOCKER_CONFIG") is { Length: > 0 } folder
            ? folder
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".docker"),
        Environment.GetEnvironmentVariable("DOCKER_CONTEXT"));

    /// <param name="folder">Where docker keeps its settings.</param>
    /// <param name="chosen">The name of the context; null or empty for the current one.</param>
    internal static EngineAddress? Context(string folder, string? chosen)
    {
        try
        {
            var name = chosen is { Length: > 0 } ? chosen : CurrentContext(Path.Combine(folder, "config.json"));
            if (name is null or "" or "default")
                return null;

            var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
            using var meta = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "contexts", "meta", id, "meta.json")));
            var host = meta.RootElement.GetProperty("Endpoints").GetProperty("docker").GetProperty("Host").GetString();
            return host is null ? null : FromSetting(host, $"the docker context \"{name}\" ({host})");
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null; // No context that can be read: the usual sockets are left.
        }
    }

    private static string? CurrentContext(string config)
    {
        if (!File.Exists(config))
            return null;

        using var json = JsonDocument.Parse(File.ReadAllText(config));
        return json.RootElement.TryGetProperty("currentContext", out var name) ? name.GetString() : null;
    }
}

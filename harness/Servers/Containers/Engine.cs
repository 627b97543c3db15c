using System.IO.Pipes;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Kata.Servers.Containers;

/// <summary>A container engine that answered. Asks it the few things that must be known before Testcontainers is
/// loaded, which takes a hundred times as long, and sends it the image to build.</summary>
/// <remarks>HTTP/1.0 by hand (RFC 1945): one request for each connection, the response ends with it.</remarks>
public sealed class Engine
{
    /// <summary>The oldest API that has all we use: Debian 12's Docker 20.10.</summary>
    public static readonly Version OldestApi = new(1, 41);

    /// <summary>The API that this version of Testcontainers is written for.</summary>
    private static readonly Version PreferredApi = new(1, 44);

    private Engine(Uri address, string name, Version api, string architecture) =>
        (Address, Name, Api, Architecture) = (address, name, api, architecture);

    public Uri Address { get; }

    /// <summary>For people, for example <c>Docker 20.10.24</c>.</summary>
    public string Name { get; }

    /// <summary>The API version to speak to it.</summary>
    public Version Api { get; }

    /// <summary>As Go names it, for example <c>amd64</c> or <c>arm64</c>.</summary>
    public string Architecture { get; }

    /// <summary>Whether containers run in this machine's own kernel, as far as can be told from the address.</summary>
    public bool IsLocalLinux => OperatingSystem.IsLinux() && Address.Scheme == "unix";

    /// <summary>Asks an engine who it is.</summary>
    /// <returns>The engine, or in one line why it cannot be used.</returns>
    public static async Task<(Engine? Engine, string Reason)> Probe(
        EngineAddress address,
        TimeSpan deadline,
        CancellationToken cancellation = default)
    {
        if (address.Uri is null)
            return (null, address.Reason);

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(deadline);
        try
        {
            var (status, body) = await Exchange(address.Uri, "GET", "/version", null, limit.Token);
            return status == 200
                ? Read(address, body)
                : (null, $"{address.Reason}: what answers there is no engine (HTTP status {status})");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (null, $"{address.Reason}: no engine answered within {deadline.TotalSeconds:0.#} s");
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AccessDenied)
        {
            return (null, $"{address.Reason}: you may not use this engine (add yourself to the group \"docker\" and log in again)");
        }
        catch (Exception e) when (e is IOException or SocketException or UnauthorizedAccessException or JsonException or TimeoutException)
        {
            return (null, $"{address.Reason}: no engine answers there ({FirstLine(e.Message)})");
        }
    }

    /// <summary>Whether it has an image of this name.</summary>
    /// <exception cref="ServerHostException">The engine is gone.</exception>
    public async Task<bool> HasImage(string name, CancellationToken cancellation) =>
        (await Ask("GET", $"/images/{name}/json", null, cancellation)).Status == 200;

    /// <summary>Size of an image that it has, in bytes.</summary>
    /// <exception cref="ServerHostException">It has no such image, or is gone.</exception>
    public async Task<long> SizeOf(string name, CancellationToken cancellation)
    {
        var (status, body) = await Ask("GET", $"/images/{name}/json", null, cancellation);
        if (status != 200)
            throw new ServerHostException($"{Name} has no image {name}");

        using var json = JsonDocument.Parse(body);
        return json.RootElement.GetProperty("Size").GetInt64();
    }

    /// <summary>Builds an image (<c>POST /build</c>).</summary>
    /// <param name="context">A tar archive with the Dockerfile in it.</param>
    /// <exception cref="ServerHostException">The build failed; the message is the engine's.</exception>
    public async Task Build(string name, Stream context, string query, CancellationToken cancellation)
    {
        var (status, body) = await Ask(
            "POST", $"/build?t={Uri.EscapeDataString(name)}&rm=1&forcerm=1{query}", context, cancellation);
        var error = body.Split('\n').Select(ErrorIn).LastOrDefault(e => e is not null) ?? (status == 200 ? null : FirstLine(body));
        if (error is not null)
            throw new ServerHostException($"the engine could not build it: {FirstLine(error)}");
    }

    /// <summary>The ids of all containers with a label, those that have ended too.</summary>
    /// <exception cref="ServerHostException">The engine is gone.</exception>
    public async Task<IReadOnlyList<string>> Containers(string label, CancellationToken cancellation)
    {
        var filter = Uri.EscapeDataString($$"""{"label":["{{label}}"]}""");
        var (_, body) = await Ask("GET", $"/containers/json?all=1&filters={filter}", null, cancellation);
        using var json = JsonDocument.Parse(body);
        return [.. json.RootElement.EnumerateArray().Select(container => container.GetProperty("Id").GetString()!)];
    }

    /// <summary>Waits until a container is removed; returns at once if it is already.</summary>
    /// <remarks>By asking for it until there is none. The engine's own <c>wait?condition=removed</c> may never return when it is
    /// asked while the container is being removed, as is seen with Docker 20.10.</remarks>
    /// <exception cref="ServerHostException">The engine is gone.</exception>
    public async Task Removed(string container, CancellationToken cancellation)
    {
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while ((await Ask("GET", $"/containers/{container}/json", null, cancellation)).Status != 404)
            await again.WaitForNextTickAsync(cancellation);
    }

    private async Task<(int Status, string Body)> Ask(string method, string path, Stream? content, CancellationToken cancellation)
    {
        try
        {
            return await Exchange(Address, method, $"/v{Api}{path}", content, cancellation);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new ServerHostException($"{Name} stopped answering ({FirstLine(e.Message)})", e);
        }
    }

    private static (Engine?, string) Read(EngineAddress address, string body)
    {
        using var json = JsonDocument.Parse(body);
        string Field(string name) => json.RootElement.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

        var newest = Version.TryParse(Field("ApiVersion"), out var api) ? api : OldestApi;
        var oldest = Version.TryParse(Field("MinAPIVersion"), out var min) ? min : OldestApi;
        var name = $"Docker {Field("Version").Split('+', '-')[0]}";
        if (Field("Os") is "windows")
            return (null, $"{address.Reason}: {name} is set to Windows containers; switch it to Linux containers");
        if (newest < OldestApi)
            return (null, $"{address.Reason}: {name} is too old (API {newest}; {OldestApi} is needed)");

        var speak = newest < PreferredApi ? newest : oldest > PreferredApi ? oldest : PreferredApi;
        return (new(address.Uri!, name, speak, Field("Arch")), address.Reason);
    }

    private static async Task<(int Status, string Body)> Exchange(
        Uri address, string method, string path, Stream? content, CancellationToken cancellation)
    {
        await using var stream = await Connect(address, cancellation);
        var head = $"{method} {path} HTTP/1.0\r\nHost: docker\r\n";
        if (content is not null)
            head += $"Content-Type: application/x-tar\r\nContent-Length: {content.Length}\r\n";

        await stream.WriteAsync(Encoding.ASCII.GetBytes(head + "\r\n"), cancellation);
        if (content is not null)
            await content.CopyToAsync(stream, cancellation);

        using var reader = new StreamReader(stream, Encoding.UTF8);
        var response = await reader.ReadToEndAsync(cancellation);
        var end = response.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var status =
            response.Split(' ', 3) is [['H', 'T', 'T', 'P', '/', ..], var code, ..] && int.TryParse(code, out var number) ? number : 0;
        return status != 0 && end >= 0
            ? (status, response[(end + 4)..])
            : throw new IOException("its answer is not HTTP");
    }

    private static async Task<Stream> Connect(Uri address, CancellationToken cancellation)
    {
        if (address.Scheme == "npipe")
        {
            var pipe = new NamedPipeClientStream(".", address.AbsolutePath.Split('/')[^1], PipeDirection.InOut, PipeOptions.Asynchronous);
            await pipe.ConnectAsync(cancellation);
            return pipe;
        }

        if (address.Scheme != "unix")
        {
            var tcp = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await ConnectOrDispose(
                tcp,
                new System.Net.DnsEndPoint(address.Host, address.IsDefaultPort || address.Port < 0 ? 2375 : address.Port),
                cancellation);
            return new NetworkStream(tcp, ownsSocket: true);
        }

        var unix = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await ConnectOrDispose(unix, new UnixDomainSocketEndPoint(address.LocalPath), cancellation);
        return new NetworkStream(unix, ownsSocket: true);
    }

    private static async Task ConnectOrDispose(Socket socket, System.Net.EndPoint endPoint, CancellationToken cancellation)
    {
        try
        {
            await socket.ConnectAsync(endPoint, cancellation);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string? ErrorIn(string line)
    {
        if (!line.Contains("\"error\"", StringComparison.Ordinal))
            return null;

        using var json = JsonDocument.Parse(line);
        return json.RootElement.TryGetProperty("error", out var error) ? error.GetString() : null;
    }

    private static string FirstLine(string text) => text.Trim().Split('\n')[0].Trim();
}

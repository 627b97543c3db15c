using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using NUnit.Framework;

namespace Kata.Analyzers.Tests.Editors;

/// <summary>csharp-ls, a C# language server that we did not write, and what an editor says to it: the Language Server Protocol over its
/// input and
/// output. It is a tool of this project's manifest, <c>.config/dotnet-tools.json</c>.</summary>
internal sealed class LanguageServer : IAsyncDisposable
{
    private readonly Process process;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode?>> asked = new();
    private readonly SemaphoreSlim writing = new(1);
    private readonly StringBuilder transcript = new();
    private readonly Task reading;
    private int last;

    private LanguageServer(Process process)
    {
        this.process = process;
        reading = Task.Run(Read);
    }

    /// <summary>What was said, a message a line, without the texts of documents.</summary>
    public string Transcript
    {
        get
        {
            lock (transcript) return transcript.ToString();
        }
    }

    /// <summary>Starts it on a folder, as an editor does that opens it. Where the tool cannot be had, the test is ignored.</summary>
    public static async Task<LanguageServer> Open(string folder)
    {
        var manifest = Path.Combine(Repository.Root(), "analyzers", "tests");
        var (code, said) = await DotNet.Try(manifest, "tool restore");
        if (code != 0)
            Assert.Ignore($"csharp-ls cannot be had from the package source: {said}");
        var start = DotNet.Start(manifest, "tool run csharp-ls");
        start.RedirectStandardInput = true;
        var server = new LanguageServer(Process.Start(start)!);
        _ = server.process.StandardError.ReadToEndAsync();
        await server.Ask("initialize", new JsonObject
        {
            ["processId"] = Environment.ProcessId,
            ["rootUri"] = Address(folder),
            ["workspaceFolders"] = new JsonArray(new JsonObject { ["uri"] = Address(folder), ["name"] = Path.GetFileName(folder) }),
            ["capabilities"] = JsonNode.Parse("""
                {
                  "textDocument": {
                    "codeAction": { "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix"] } }, "resolveSupport": { "properties": ["edit"] } },
                    "publishDiagnostics": { "codeDescriptionSupport": true },
                    "diagnostic": { "dynamicRegistration": true }
                  },
                  "workspace": { "configuration": true, "workspaceFolders": true },
                  "window": { "workDoneProgress": true }
                }
                """),
        });
        await server.Tell("initialized", new JsonObject());
        return server;
    }

    public static string Address(string path) => new Uri(path).AbsoluteUri;

    /// <summary>Opens a file and types a text in the place of what is there.</summary>
    public async Task Type(string file, string text)
    {
        await Tell(
            "textDocument/didOpen",
            new JsonObject
            {
                ["textDocument"] = new JsonObject
                {
                    ["uri"] = Address(file),
                    ["languageId"] = "csharp",
                    ["version"] = 1,
                    ["text"] = await File.ReadAllTextAsync(file),
                },
            });
        await Change(file, 2, text);
    }

    public Task Change(string file, int version, string text) => Tell("textDocument/didChange", new JsonObject
    {
        ["textDocument"] = new JsonObject { ["uri"] = Address(file), ["version"] = version },
        ["contentChanges"] = new JsonArray(new JsonObject { ["text"] = text }),
    });

    /// <summary>What the editor underlines in a file.</summary>
    public async Task<JsonArray> Findings(string file) =>
        (await Ask("textDocument/diagnostic", new JsonObject { ["textDocument"] = new JsonObject { ["uri"] = Address(file) } }))![
            "items"
        ]!.AsArray();

    /// <summary>What the editor offers to do about a finding.</summary>
    public async Task<JsonArray> Actions(string file, JsonNode finding) => (await Ask("textDocument/codeAction", new JsonObject
    {
        ["textDocument"] = new JsonObject { ["uri"] = Address(file) },
        ["range"] = finding["range"]!.DeepClone(),
        ["context"] = new JsonObject { ["diagnostics"] = new JsonArray(finding.DeepClone()) },
    }))?.AsArray() ?? [];

    public Task<JsonNode?> Resolve(JsonNode action) => Ask("codeAction/resolve", action.DeepClone());

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Ask("shutdown", null);
            await Tell("exit", null);
            await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        await reading;
        process.Dispose();
        writing.Dispose();
    }

    private async Task<JsonNode?> Ask(string method, JsonNode? parameters)
    {
        var number = Interlocked.Increment(ref last);
        var answer = asked[number] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await Write(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = number, ["method"] = method, ["params"] = parameters });

        // A first request loads the project, and in a fresh copy builds the rules.
        return await answer.Task.WaitAsync(TimeSpan.FromMinutes(5));
    }

    private Task Tell(string method, JsonNode? parameters) =>
        Write(
            new JsonObject
            {
                ["jsonrpc"] = "2.0",
                ["method"] = method,
                ["params"] = parameters,
            });

    private async Task Write(JsonObject message)
    {
        Note("→", message);
        var content = Encoding.UTF8.GetBytes(message.ToJsonString());
        await writing.WaitAsync();
        try
        {
            var input = process.StandardInput.BaseStream;
            await input.WriteAsync(Encoding.ASCII.GetBytes($"Content-Length: {content.Length}\r\n\r\n"));
            await input.WriteAsync(content);
            await input.FlushAsync();
        }
        finally
        {
            writing.Release();
        }
    }

    private async Task Read()
    {
        try
        {
            while (await ReadMessage(process.StandardOutput.BaseStream) is { } message)
            {
                Note("←", message);
                if (message["method"] is { } method)
                    await Answer((string)method!, message);
                else if (asked.TryRemove((int)message["id"]!, out var answer))
                    Settle(answer, message);
            }
        }
        catch (IOException exception)
        {
            Note("←", new JsonObject { ["method"] = exception.Message });
        }

        foreach (var answer in asked.Values)
            answer.TrySetException(new EndOfStreamException("The language server ended before it answered."));
    }

    private static void Settle(TaskCompletionSource<JsonNode?> answer, JsonObject message)
    {
        if (message["error"] is { } error)
            answer.SetException(new InvalidOperationException(error.ToJsonString()));
        else
            answer.SetResult(message["result"]?.DeepClone());
    }

    /// <summary>What the server asks of the editor. Analyzers are on, as `.vscode/settings.json` has it; by default they are off in
    /// csharp-ls.</summary>
    private async Task Answer(string method, JsonObject message)
    {
        if (message["id"] is not { } number)
            return;
        var result = method == "workspace/configuration"
            ? new JsonArray([.. message["params"]!["items"]!.AsArray().Select(_ => new JsonObject { ["analyzersEnabled"] = true })])
            : null;
        await Write(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = number.DeepClone(), ["result"] = result });
    }

    private static async Task<JsonObject?> ReadMessage(Stream output)
    {
        var length = 0;
        while (true)
        {
            if (await ReadLine(output) is not { } line)
                return null;
            if (line.Length == 0)
                break;
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                length = int.Parse(line.AsSpan(15).Trim(), CultureInfo.InvariantCulture);
        }

        var content = new byte[length];
        await output.ReadExactlyAsync(content);
        return JsonNode.Parse(content)!.AsObject();
    }

    private static async Task<string?> ReadLine(Stream output)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await output.ReadAsync(one) == 1)
        {
            if (one[0] == '\n')
                return line.ToString().TrimEnd('\r');
            line.Append((char)one[0]);
        }

        return null;
    }

    private void Note(string direction, JsonObject message)
    {
        var what = (string?)message["method"] ?? $"answer {message["id"]}";
        var content = (message["params"] ?? message["result"] ?? message["error"])?.ToJsonString() ?? "";
        lock (transcript) transcript.AppendLine($"{direction} {what} {(content.Length > 400 ? content[..400] + "…" : content)}");
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;
using Kata.Checking;
using Kata.Machine;
using Kata.Servers.Containers;

namespace Kata.Tests.Servers;

/// <summary>An engine, played by a test: a real socket that gives the same answer to whatever is asked, or none.</summary>
internal sealed class FakeEngine : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> accepted = [];

    /// <param name="answers">Path without its API version, and status and body of the answer. Any other path: 404.
    /// Null: the engine accepts and stays silent.</param>
    public FakeEngine(Dictionary<string, (int Status, string Body)>? answers)
    {
        listener.Start();
        _ = Serve(answers);
    }

    public EngineAddress Address => EngineAddress.Find($"tcp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    /// <summary>What <c>GET /version</c> answers.</summary>
    public static string Version(string api, string minimum = "1.12", string os = "linux", string version = "20.10.24+dfsg1") =>
        $$"""{"Version":"{{version}}","ApiVersion":"{{api}}","MinAPIVersion":"{{minimum}}","Os":"{{os}}","Arch":"sparc"}""";

    public void Dispose()
    {
        listener.Dispose();
        lock (accepted)
            accepted.ForEach(socket => socket.Dispose());
    }

    private async Task Serve(Dictionary<string, (int Status, string Body)>? answers)
    {
        try
        {
            while (true)
            {
                var socket = await listener.AcceptSocketAsync();
                lock (accepted)
                    accepted.Add(socket);
                if (answers is not null)
                    await Answer(socket, answers);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
        {
            // The test is over.
        }
    }

    private static async Task Answer(Socket socket, Dictionary<string, (int Status, string Body)> answers)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
        if (await reader.ReadLineAsync() is not { } request)
            return;
        var path = request.Split(' ')[1];
        var known = answers.Keys.FirstOrDefault(key => path.Contains(key, StringComparison.Ordinal));
        var (status, body) = known is null ? (404, """{"message":"no such image"}""") : answers[known];

        var length = 0;
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            if (line.StartsWith("Content-Length: ", StringComparison.Ordinal))
                length = int.Parse(line.Split(' ')[1]);
        }

        // All of the request is read before the end, so that the close is an orderly one.
        var content = new char[4096];
        for (var read = 0; read < length;)
        {
            var count = await reader.ReadAsync(content.AsMemory(0, Math.Min(content.Length, length - read)));
            if (count == 0)
                return;
            read += count;
        }
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.0 {status} Whatever\r\n\r\n{body}"));
    }
}

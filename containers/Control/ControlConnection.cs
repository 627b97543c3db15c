using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text.Json;
using Kata.Protocol;

namespace Kata.Containers.Control;

/// <summary>Requests and responses as lines on a connection.</summary>
public sealed class ControlConnection : IAsyncDisposable
{
    private readonly NetworkStream stream;
    private readonly PipeReader reader;
    private readonly SemaphoreSlim writing = new(1);

    public ControlConnection(Socket socket)
    {
        socket.NoDelay = true;
        stream = new(socket, ownsSocket: true);
        reader = PipeReader.Create(stream);
    }

    /// <returns>The next request; null at the end of the stream.</returns>
    /// <exception cref="BadRequestException">The line is not a request, or longer than allowed.</exception>
    /// <exception cref="IOException">The connection was reset.</exception>
    public async Task<ControlRequest?> Read(long maxLength, CancellationToken cancellation)
    {
        while (true)
        {
            var result = await reader.ReadAsync(cancellation);
            if (result.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = result.Buffer.Slice(0, end);
                try
                {
                    return Parse(line);
                }
                finally
                {
                    reader.AdvanceTo(result.Buffer.GetPosition(1, end));
                }
            }
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            if (result.Buffer.Length > maxLength)
                throw new BadRequestException($"A request has at most {maxLength} bytes.");
            if (result.IsCompleted)
                return null;
        }
    }

    private static ControlRequest Parse(ReadOnlySequence<byte> line)
    {
        try
        {
            return ControlJson.Request(line);
        }
        catch (JsonException e)
        {
            throw new BadRequestException($"Not a request: {e.Message.ReplaceLineEndings(" ")}", Id(line));
        }
    }

    /// <summary>The id of something that is not a request otherwise, so that whoever asked learns what was wrong.</summary>
    private static int Id(ReadOnlySequence<byte> line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.TryGetProperty("id", out var id) && id.TryGetInt32(out var value) ? value : 0;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return 0;
        }
    }

    public async Task Answer(ControlResponse response)
    {
        var line = ControlJson.Line(response);
        await writing.WaitAsync();
        try
        {
            await stream.WriteAsync(line);
        }
        catch (IOException)
        {
            // The host is gone; reading tells, and ends the program.
        }
        finally
        {
            writing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await reader.CompleteAsync();
        await stream.DisposeAsync();
    }
}

/// <summary>A line that is not a request; the message says why, in one line.</summary>
/// <param name="id">The request's id; 0 if it has none.</param>
public sealed class BadRequestException(string message, int id = 0) : Exception(message)
{
    public int Id => id;
}

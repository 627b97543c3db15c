using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Kata.Machine;
using Kata.Protocol;

namespace Kata.Servers;

/// <summary>The host's end of the control protocol (see <c>containers/Protocol/Messages.cs</c>): any number of
/// requests at a time over one TCP connection. While it is open the server program lives.</summary>
public sealed class ControlClient : IAsyncDisposable
{
    /// <summary>How long the server program may take to answer what needs no waiting, which it does at once even on a machine
    /// whose cores are all busy. One that is stopped or has hung would otherwise be waited for, and its silence taken for a
    /// program's fault.</summary>
    private static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(20);

    /// <summary>Between one question to a server program whether it is there, and the next.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Its answer takes so long on every machine; about 0.2 ms on an idle one.</summary>
    private static readonly TimeSpan UsualAnswer = TimeSpan.FromMilliseconds(8);

    private readonly TcpClient connection;
    private readonly Lateness lateness = new(TimeProvider.System, UsualAnswer);
    private readonly Lock watching = new();
    private readonly bool isWatched;
    private bool isWatching;
    private int endpoints;
    private readonly TimeSpan patience;
    private readonly NetworkStream stream;
    private readonly Func<Task<string>> lastWords;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<ControlResponse>> pending = new();
    private readonly SemaphoreSlim oneWriter = new(1, 1);
    private readonly Task reading;
    private ServerHostException? ended;
    private bool disposing;
    private bool late;
    private int lastId;

    private ControlClient(TcpClient connection, Func<Task<string>> lastWords, TimeSpan patience, bool isWatched)
    {
        (this.connection, this.patience, this.isWatched) = (connection, patience, isWatched);
        this.lastWords = lastWords;
        stream = connection.GetStream();
        reading = ReadResponses();
    }

    /// <summary>Connects to a server program and shows it the token.</summary>
    /// <param name="lastWords">Asked for once, when the connection ends by itself: what the server program said
    /// before (the last lines of its error output), or an empty text.</param>
    /// <param name="deadline">How long the connection alone may take; null for as long as the system tries.</param>
    /// <param name="patience">How long an answer may take; null for the usual. To let us in it has the usual besides.</param>
    /// <param name="isWatched">Whether to measure how late the server program is (see <see cref="Late"/>).</param>
    /// <exception cref="ServerHostException">It closed the connection, as it does when the token is wrong.</exception>
    /// <exception cref="SocketException">Nobody listens at that address.</exception>
    /// <exception cref="TimeoutException">Nothing answered before the deadline.</exception>
    public static async Task<ControlClient> Connect(
        string host,
        int port,
        string token,
        Func<Task<string>>? lastWords = null,
        TimeSpan? deadline = null,
        TimeSpan? patience = null,
        bool isWatched = false,
        CancellationToken cancellation = default)
    {
        var connection = new TcpClient { NoDelay = true };
        try
        {
            await connection.ConnectAsync(host, port, cancellation).AsTask().WaitAsync(deadline ?? Timeout.InfiniteTimeSpan, cancellation);
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        var client = new ControlClient(connection, lastWords ?? (() => Task.FromResult("")), patience ?? UsualPatience, isWatched);
        try
        {
            await client.Ask(new(0, "hello", Token: token), cancellation, waits: UsualPatience);
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>How the connection ended, once it has; null while it is open.</summary>
    public string? Ended => Volatile.Read(ref ended)?.Message;

    /// <summary>Opens an endpoint; it listens when this returns.</summary>
    /// <returns>The number to ask for it with, and the port it listens on.</returns>
    public async Task<(int Number, int Port)> Open(EndpointOptions options, CancellationToken cancellation)
    {
        var response = await Ask(new(0, "open", Options: options), cancellation);
        Count(1);
        return (response.Endpoint, response.Port);
    }

    /// <summary>How late the server program was so far, while it had an endpoint.</summary>
    public TimeSpan Late => lateness.Total;

    /// <summary>All that happened on an endpoint so far.</summary>
    /// <param name="after">Only events with at least this sequence number.</param>
    public async Task<IReadOnlyList<TranscriptEvent>> Transcript(int endpoint, CancellationToken cancellation, int after = 0) =>
        (await Ask(new(0, "transcript", Endpoint: endpoint, After: after), cancellation)).Events ?? [];

    /// <summary>A look at what happened on an endpoint, for somebody who only watches. The answer is small, and nobody else is
    /// disturbed if none comes.</summary>
    /// <param name="after">Only events with at least this sequence number.</param>
    /// <param name="most">How many of them, the first ones.</param>
    /// <param name="mostData">How many bytes of the data of each.</param>
    /// <param name="patience">How long the answer may take.</param>
    /// <exception cref="ServerHostException">There is none by then, or the server program is gone.</exception>
    public async Task<IReadOnlyList<TranscriptEvent>> Glance(int endpoint, int after, int most, int mostData, TimeSpan patience)
    {
        try
        {
            var request = new ControlRequest(0, "transcript", Endpoint: endpoint, After: after, Most: most, MostData: mostData);
            return (await Exchange(request, patience, CancellationToken.None)).Events ?? [];
        }
        catch (TimeoutException e)
        {
            throw new ServerHostException($"The server program has not said what it saw: {patience.TotalSeconds:0.#} s have passed.", e);
        }
    }

    /// <summary>Waits, on the server's side, until the transcript holds this many events of a kind.</summary>
    /// <returns>All that happened so far, and whether it happened before the deadline.</returns>
    public async Task<(bool Happened, IReadOnlyList<TranscriptEvent> Events)> Wait(
        int endpoint, EventKind kind, int count, TimeSpan deadline, CancellationToken cancellation)
    {
        var response = await Ask(
            new(0, "wait", Endpoint: endpoint, Kind: kind, Count: count, DeadlineMilliseconds: Milliseconds(deadline)),
            cancellation,
            deadline);
        return (response.Happened, response.Events ?? []);
    }

    /// <summary>Closes an endpoint and returns its whole transcript.</summary>
    /// <param name="patience">How long its connections may take to come to their end by themselves.</param>
    public async Task<IReadOnlyList<TranscriptEvent>> Close(int endpoint, TimeSpan patience, CancellationToken cancellation)
    {
        var response = await Ask(new(0, "close", Endpoint: endpoint, DeadlineMilliseconds: Milliseconds(patience)), cancellation, patience);
        Count(-1);
        return response.Events ?? [];
    }

    /// <summary>Closes the connection, which ends the server program.</summary>
    public async ValueTask DisposeAsync()
    {
        disposing = true;
        connection.Dispose();
        await reading;
    }

    /// <summary>While there is an endpoint, somebody looks whether the server program is there.</summary>
    private void Count(int more)
    {
        lock (watching)
        {
            endpoints += more;
            if (!isWatched || isWatching || endpoints == 0)
                return;
            isWatching = true;
        }

        _ = Watch();
    }

    private bool GoesOnWatching()
    {
        lock (watching)
            return isWatching = endpoints > 0;
    }

    private async Task Watch()
    {
        try
        {
            while (GoesOnWatching())
            {
                lateness.Expect(TimeSpan.Zero);
                await Ask(new(0, "ping"), CancellationToken.None);
                lateness.Acted();
                await Task.Delay(Pause);
            }
        }
        catch (ServerHostException)
        {
            // It is gone; whoever needs it is told.
            lateness.Acted();
        }
    }

    private static int Milliseconds(TimeSpan deadline) => (int)Math.Clamp(deadline.TotalMilliseconds, 0, int.MaxValue);

    private async Task<ControlResponse> Ask(ControlRequest request, CancellationToken cancellation, TimeSpan waits = default)
    {
        try
        {
            return await Exchange(request, patience + TimeSpan.FromMilliseconds(Milliseconds(waits)), cancellation);
        }
        catch (TimeoutException)
        {
            // It serves nobody any more: whoever else waits for it is told as well.
            late = true;
            connection.Dispose();
            throw new ServerHostException(Silence);
        }
    }

    /// <exception cref="TimeoutException">No answer came in this time. Others may still wait for theirs.</exception>
    private async Task<ControlResponse> Exchange(ControlRequest request, TimeSpan limit, CancellationToken cancellation)
    {
        var id = Interlocked.Increment(ref lastId);
        var answer = new TaskCompletionSource<ControlResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        pending[id] = answer;
        try
        {
            // Looked at after the entry was made: either this sees the end, or the end sees the entry.
            if (Volatile.Read(ref ended) is { } end)
                throw new ServerHostException(end.Message, end);

            await Send(request with { Id = id }, cancellation);
            var response = await answer.Task.WaitAsync(limit, cancellation);
            return response.Error is null
                ? response
                : throw new ServerHostException($"The server program refused \"{request.Operation}\": {response.Error}")
                {
                    Refusal = response.Error,
                };
        }
        finally
        {
            pending.TryRemove(id, out _);
        }
    }

    private string Silence => $"The server program does not answer: {patience.TotalSeconds:0.#} s have passed.";

    private async Task Send(ControlRequest request, CancellationToken cancellation)
    {
        var line = ControlJson.Line(request);
        await oneWriter.WaitAsync(cancellation);
        try
        {
            // Not cancelled half-way: half a line would spoil the requests after it.
            await stream.WriteAsync(line, CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The reading side finds out too, and says what happened in the answer that is waited for.
        }
        finally
        {
            oneWriter.Release();
        }
    }

    private async Task ReadResponses()
    {
        var why = "it closed the control connection";
        try
        {
            using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
            while (await reader.ReadLineAsync() is { } line)
                Answer(line);
        }
        catch (JsonException e)
        {
            why = $"it sent something that is no response ({e.Message})";
            connection.Dispose();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            why = "the control connection broke";
        }

        await EndAll(why);
    }

    private void Answer(string line)
    {
        var response = ControlJson.Response(line);
        if (pending.TryGetValue(response.Id, out var answer))
            answer.TrySetResult(response);
    }

    private async Task EndAll(string why)
    {
        var message = late ? Silence : disposing ? "The server host was disposed." : $"The server program is gone: {why}.";
        if (!disposing && !late && await lastWords() is { Length: > 0 } words)
            message += $" Its last lines:{Environment.NewLine}{words}";

        Volatile.Write(ref ended, new ServerHostException(message));
        foreach (var answer in pending.Values)
            answer.TrySetException(new ServerHostException(message));
    }
}

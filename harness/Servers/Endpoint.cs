using Kata.Protocol;

namespace Kata.Servers;

/// <summary>One service with its faults on one port, opened for one check. Disposing it closes the port.</summary>
public sealed class Endpoint(EndpointOptions options, string host, int port, ControlClient control, int number) : IAsyncDisposable
{
    /// <summary>How long what a program has left on its way is waited for. Generous: a busy machine is no fault of the
    /// student's.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How long somebody who only watches waits.</summary>
    private static readonly TimeSpan GlancePatience = TimeSpan.FromSeconds(2);

    /// <summary>More bytes of an event than the drawing of a ladder shows: a line, or the headers of a message.</summary>
    private const int GlancedData = 512;

    private readonly List<string> names = [host, "localhost"];

    private readonly List<ProgramEnd> ends = [];

    private Transcript? final;

    /// <summary>The timestamp (<see cref="System.Diagnostics.Stopwatch"/>) by which it was open.</summary>
    public long OpenedAt { get; } = System.Diagnostics.Stopwatch.GetTimestamp();

    public EndpointOptions Options => options;

    /// <summary>Address a program reaches it at, for example <c>127.0.0.1</c> or <c>::1</c>.</summary>
    public string Host => host;

    public int Port => port;

    /// <summary>Makes known that a program is told to reach it by this name.</summary>
    public void AlsoCalled(string name) => names.Insert(0, name);

    /// <summary>Makes known that a program which was told to reach it has ended.</summary>
    /// <param name="when">A timestamp (<see cref="System.Diagnostics.Stopwatch"/>).</param>
    /// <param name="how">See <see cref="ProgramEnd.How"/>.</param>
    internal void NoteEnd(long when, string how)
    {
        lock (ends)
            ends.Add(new((long)System.Diagnostics.Stopwatch.GetElapsedTime(OpenedAt, when).TotalMicroseconds, how));
    }

    /// <summary>All that happened so far.</summary>
    /// <exception cref="ServerHostException">The server is gone.</exception>
    public async Task<Transcript> Transcript(CancellationToken cancellation = default) =>
        final ?? Seen(await control.Transcript(number, cancellation));

    /// <summary>What happened since.</summary>
    /// <param name="after">The sequence number of the first event that is asked for.</param>
    /// <exception cref="ServerHostException">The server is gone.</exception>
    public async Task<IReadOnlyList<TranscriptEvent>> EventsFrom(int after, CancellationToken cancellation = default) =>
        final is { } whole ? [.. whole.Events.Skip(after)] : await control.Transcript(number, cancellation, after);

    /// <summary>The first of what happened since, for somebody who only watches: no check is disturbed, and none waits for it.</summary>
    /// <param name="after">The sequence number of the first event that is asked for.</param>
    /// <param name="most">How many events.</param>
    /// <exception cref="ServerHostException">The server is gone, or has no time for this.</exception>
    public async Task<IReadOnlyList<TranscriptEvent>> Glance(int after, int most) =>
        final is { } whole
            ? [.. whole.Events.Skip(after).Take(most)]
            : await control.Glance(number, after, most, GlancedData, GlancePatience);

    /// <summary>Waits until the transcript holds <paramref name="count"/> events of this kind.</summary>
    /// <returns>The transcript, and whether it happened before the deadline.</returns>
    /// <exception cref="ServerHostException">The server is gone.</exception>
    public async Task<(bool Happened, Transcript Transcript)> WaitFor(
        EventKind kind, int count, TimeSpan deadline, CancellationToken cancellation = default)
    {
        if (final is { } whole)
            return (whole.Count(kind) >= count, whole);

        var (happened, events) = await control.Wait(number, kind, count, deadline, cancellation);
        return (happened, Seen(events));
    }

    /// <summary>Stops listening, waits for the end of every connection that no fault has brought to a halt, and returns the
    /// whole transcript. For programs that have ended: what they sent, and the end of it, may still be on its way.</summary>
    /// <exception cref="ServerHostException">The server is gone.</exception>
    public Task<Transcript> Close(CancellationToken cancellation = default) => Close(Patience, cancellation);

    /// <summary>Stops listening, ends every connection as it is, and returns the whole transcript.</summary>
    /// <exception cref="ServerHostException">The server is gone.</exception>
    public Task<Transcript> CloseNow(CancellationToken cancellation = default) => Close(TimeSpan.Zero, cancellation);

    public async ValueTask DisposeAsync()
    {
        try
        {
            await CloseNow();
        }
        catch (ServerHostException)
        {
            // The server is gone, and the port with it. Whoever asks for the transcript is told; an exception from
            // here would hide the reason for which a check is being left.
        }
    }

    private async Task<Transcript> Close(TimeSpan forTheEnd, CancellationToken cancellation) =>
        final ??= Seen(await control.Close(number, forTheEnd, cancellation));

    private Transcript Seen(IReadOnlyList<TranscriptEvent> events)
    {
        lock (ends)
        {
            return Servers.Transcript.Of(options, events) with
            {
                Authorities = [.. names.Select(name => name.Contains(':') ? $"[{name}]:{port}" : $"{name}:{port}")],
                End = ends is [var end] ? end : null,
            };
        }
    }
}

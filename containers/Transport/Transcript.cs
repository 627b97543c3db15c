using System.Diagnostics;
using Kata.Protocol;

namespace Kata.Containers.Transport;

/// <summary>All that happened on an endpoint, in order, with times. Safe to use from any thread.</summary>
/// <param name="keeps">False for a server whose transcript is never read: it counts nothing and keeps nothing.</param>
/// <param name="keptBytes">How many bytes of content are kept for each connection and direction.</param>
/// <param name="mostBytes">How many bytes of content are kept for all connections together. A note says where the kept content
/// ends.</param>
/// <param name="limits">Beyond these limits the transcript ends, and <see cref="Flooded"/> fires; null for no limits.</param>
public sealed class Transcript(
    bool keeps = true, int keptBytes = 64 * 1024, long mostBytes = Transcript.MostBytes, FloodLimits? limits = null)
{
    /// <summary>How many events are kept. A program that floods an endpoint causes far more; the last kept event says so.</summary>
    public const int MostEvents = 20_000;

    /// <summary>How many bytes of content are kept for all connections together: 16 MB. Right programs need a fraction of that, and the
    /// programs of many checks may fill their transcripts at the same time.</summary>
    public const long MostBytes = 16 * 1024 * 1024;

    private readonly Lock gate = new();
    private readonly CancellationTokenSource flooded = new();
    private long allKept;
    private long allReceived;
    private bool isCut;
    private readonly long opened = Stopwatch.GetTimestamp();
    private readonly List<TranscriptEvent> events = [];
    private readonly Dictionary<EventKind, int> counts = [];
    private readonly Dictionary<EventKind, long> latest = [];
    private readonly Dictionary<(int Connection, bool Received), int> kept = [];
    private readonly List<Waiter> waiters = [];

    private sealed record Waiter(EventKind Kind, int Count)
    {
        public TaskCompletionSource Happened { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Fires when a program has sent more than the limits: it is not served any more.</summary>
    public CancellationToken Flooded => flooded.Token;

    public bool IsFlooded => flooded.IsCancellationRequested;

    /// <summary>Records something that moved no bytes.</summary>
    public void Add(EventKind kind, int connection = 0, string? peer = null, string? local = null, string? note = null) =>
        Add(kind, connection, [], peer, local, note);

    /// <summary>Records something and the bytes it moved.</summary>
    /// <param name="ago">How long ago it happened. The event is placed after all that has been recorded. Its time may be earlier than that
    /// of other events, but not earlier than that of another event of its kind.</param>
    public void Add(
        EventKind kind, int connection, ReadOnlySpan<byte> data, string? peer = null, string? local = null, string? note = null,
        TimeSpan ago = default)
    {
        if (!keeps)
            return;
        lock (gate)
        {
            if (IsFlooded)
                return;
            var time = latest[kind] = Math.Max(latest.GetValueOrDefault(kind), Time - (long)ago.TotalMicroseconds);
            if (events.Count < MostEvents - 1)
            {
                var wasCut = isCut;
                events.Add(new(events.Count, time, kind, connection, data.Length, Keep(kind, connection, data), peer, local, note));
                if (isCut && !wasCut && events.Count < MostEvents - 1)
                    AddNote($"no more content is kept: {mostBytes:N0} bytes");
            }
            else if (events.Count < MostEvents)
            {
                AddNote($"nothing more is kept: {MostEvents:N0} events");
            }

            Count(kind);
            allReceived += kind is EventKind.Received or EventKind.DatagramReceived ? data.Length : 0;
            if (limits?.Exceeded(
                counts.GetValueOrDefault(EventKind.Accepted),
                counts.GetValueOrDefault(EventKind.DatagramReceived),
                allReceived) is { } what)
                End(what);
        }
    }

    private void Count(EventKind kind)
    {
        var count = counts[kind] = counts.GetValueOrDefault(kind) + 1;
        foreach (var waiter in waiters)
        {
            if (waiter.Kind == kind && waiter.Count <= count)
                waiter.Happened.TrySetResult();
        }
    }

    private void End(string what)
    {
        if (events.Count == MostEvents)
            events.RemoveAt(MostEvents - 1);
        events.Add(new(events.Count, Time, EventKind.Flooded, 0, Note: what));
        Count(EventKind.Flooded);
        // What the token ends must not run here, while the gate is held.
        _ = flooded.CancelAsync();
    }

    private void AddNote(string note) => events.Add(new(events.Count, Time, EventKind.Fault, 0, Note: note));

    /// <summary>Microseconds since the endpoint was opened.</summary>
    private long Time => (long)Stopwatch.GetElapsedTime(opened).TotalMicroseconds;

    private byte[]? Keep(EventKind kind, int connection, ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
            return null;
        var key = (connection, kind is EventKind.Received or EventKind.DatagramReceived);
        var before = kept.GetValueOrDefault(key);
        var wanted = Math.Min(data.Length, keptBytes - before);
        var length = (int)Math.Min(wanted, mostBytes - allKept);
        isCut |= length < wanted;
        kept[key] = before + length;
        allKept += length;
        return length > 0 ? data[..length].ToArray() : null;
    }

    /// <summary>What happened so far, from this sequence number on.</summary>
    /// <param name="most">How many events of these, the first ones.</param>
    public IReadOnlyList<TranscriptEvent> After(int sequence = 0, int most = int.MaxValue)
    {
        lock (gate)
        {
            var first = Math.Clamp(sequence, 0, events.Count);
            return events.GetRange(first, Math.Clamp(most, 0, events.Count - first));
        }
    }

    /// <summary>Waits until this many events of this kind have happened.</summary>
    /// <returns>False if the deadline passed, or the endpoint was closed, first.</returns>
    public async Task<bool> Wait(EventKind kind, int count, TimeSpan deadline, CancellationToken closed = default)
    {
        var waiter = new Waiter(kind, count);
        lock (gate)
        {
            if (counts.GetValueOrDefault(kind) >= count)
                return true;
            waiters.Add(waiter);
        }
        try
        {
            await waiter.Happened.Task.WaitAsync(deadline, closed);
            return true;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return waiter.Happened.Task.IsCompleted;
        }
        finally
        {
            lock (gate)
                waiters.Remove(waiter);
        }
    }
}

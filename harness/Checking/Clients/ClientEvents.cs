using System.Diagnostics;
using Kata.Protocol;
using Kata.Servers;

namespace Kata.Checking.Clients;

/// <summary>All that happened between a check's clients and the program that serves them, in order, with times. The
/// kinds of events are those of an endpoint: the program is the peer here too. Safe to use from any thread.</summary>
internal sealed class ClientEvents
{
    /// <summary>How many bytes of content are kept for each connection and direction, as on an endpoint.</summary>
    private const int KeptBytes = 64 * 1024;

    private readonly Lock gate = new();
    private readonly long opened = Stopwatch.GetTimestamp();
    private readonly List<TranscriptEvent> events = [];
    private readonly Dictionary<(int Connection, EventKind Kind), int> kept = [];

    /// <summary>What happened so far.</summary>
    public Transcript Transcript
    {
        get
        {
            lock (gate)
                return new(null, [.. events]);
        }
    }

    public void Add(EventKind kind, int connection, ReadOnlySpan<byte> data = default)
    {
        lock (gate)
        {
            var time = (long)Stopwatch.GetElapsedTime(opened).TotalMicroseconds;
            events.Add(new(events.Count, time, kind, connection, data.Length, Keep(kind, connection, data)));
        }
    }

    private byte[]? Keep(EventKind kind, int connection, ReadOnlySpan<byte> data)
    {
        var before = kept.GetValueOrDefault((connection, kind));
        var length = Math.Min(data.Length, KeptBytes - before);
        kept[(connection, kind)] = before + length;
        return length > 0 ? data[..length].ToArray() : null;
    }
}

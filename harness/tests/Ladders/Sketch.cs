using System.Text;
using Kata.Checking;
using Kata.Protocol;
using Kata.Servers;

namespace Kata.Tests.Ladders;

/// <summary>Writes transcripts by hand.</summary>
internal sealed class Sketch(EndpointOptions? options)
{
    private readonly List<TranscriptEvent> events = [];

    public Sketch(Service service, Transport transport = Transport.Tcp)
        : this(new EndpointOptions { Service = service, Transport = transport })
    {
    }

    /// <summary>Of a check's clients.</summary>
    public static Sketch OfClients => new(options: null);

    public Transcript Transcript => new(options, events);

    public Sketch Add(double milliseconds, EventKind kind, string? text = null, int connection = 1, string? note = null) =>
        Add(milliseconds, kind, text is null ? null : Encoding.UTF8.GetBytes(text), connection, note: note);

    public Sketch Add(
        double milliseconds,
        EventKind kind,
        byte[]? data,
        int connection = 1,
        long? bytes = null,
        string? note = null,
        string? local = null)
    {
        var microseconds = (long)Math.Round(milliseconds * 1000);
        events.Add(new(events.Count, microseconds, kind, connection, bytes ?? data?.Length ?? 0, data, Local: local, Note: note));
        return this;
    }

    public Sketch Bytes(double milliseconds, EventKind kind, long bytes, int connection = 1) =>
        Add(milliseconds, kind, (byte[]?)null, connection, bytes);
}

using Kata.Protocol;
using Kata.Servers;

namespace Kata.Ladders;

/// <summary>Makes ladders of what happens on endpoints while it happens: one for each connection, and for each address that
/// datagrams come from.</summary>
internal sealed class LiveLadders
{
    /// <summary>Datagrams have no end: whoever sends none for so long has ended.</summary>
    private static readonly TimeSpan EndOfSilence = TimeSpan.FromSeconds(2);

    private readonly List<Conversation> open = [];

    /// <summary>Takes what has happened on an endpoint.</summary>
    /// <param name="when">On any clock that only goes forward.</param>
    public void Add(Endpoint endpoint, IEnumerable<TranscriptEvent> events, TimeSpan when)
    {
        foreach (var e in events)
        {
            var isUdp = endpoint.Options.Transport == Transport.Udp;
            var conversation = open.Find(known =>
                known.Endpoint == endpoint && (isUdp ? known.Events[0].Peer == e.Peer : known.Events[0].Connection == e.Connection));
            if (conversation is null)
                open.Add(conversation = new(endpoint, []));
            conversation.Events.Add(e);
            conversation.Last = when;
        }
    }

    /// <summary>The ladders of those that have ended since; they are forgotten.</summary>
    /// <param name="all">Those that have not ended too.</param>
    public IEnumerable<string> Ended(TimeSpan now, bool all = false)
    {
        var ended = open.FindAll(known => all || known.HasEnded(now, EndOfSilence));
        open.RemoveAll(ended.Contains);
        return ended.Select(known => known.Draw());
    }

    /// <summary>The ladders of those that go on.</summary>
    public IEnumerable<string> Open() => open.Select(known => known.Draw());

    private sealed record Conversation(Endpoint Endpoint, List<TranscriptEvent> Events)
    {
        public TimeSpan Last { get; set; }

        public bool HasEnded(TimeSpan now, TimeSpan silence) =>
            Endpoint.Options.Transport == Transport.Udp ? now - Last >= EndOfSilence : Events.Exists(e => e.Kind == EventKind.Closed);

        public string Draw()
        {
            var (options, first) = (Endpoint.Options, Events[0]);
            var service = options.Service.ToString().ToLowerInvariant();
            var what =
                options.Transport == Transport.Udp
                    ? $"{service} over UDP, from {first.Peer}"
                    : $"{service}, connection {first.Connection} from {first.Peer}";
            return $"{what}\n{Ladder.Draw(Transcript.Of(options, Events), marks: false)}\n";
        }
    }
}

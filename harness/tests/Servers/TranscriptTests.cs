using Kata.Protocol;
using Kata.Servers;
using NUnit.Framework;

namespace Kata.Tests.Servers;

[Parallelizable(ParallelScope.All)]
public class TranscriptTests
{
    private static readonly TranscriptEvent[] Noted =
    [
        new(0, 0, EventKind.DatagramReceived, 0, 3),
        new(1, 620_000, EventKind.DatagramSent, 0, 3),
        new(2, 100_000, EventKind.DatagramReceived, 0, 3),
        new(3, 620_000, EventKind.DatagramSent, 0, 3),
    ];

    [Test]
    public void A_datagram_that_the_server_took_late_stands_where_it_arrived()
    {
        var transcript = Transcript.Of(new() { Service = Service.Echo, Transport = Transport.Udp }, Noted);

        Assert.That(
            transcript.Events.Select(e => (e.Sequence, e.Microseconds)),
            Is.EqualTo(new[] { (0, 0L), (1, 100_000), (2, 620_000), (3, 620_000) }));
    }

    [Test]
    public void What_happened_over_TCP_stands_as_it_was_noted() =>
        Assert.That(Transcript.Of(new() { Service = Service.Echo }, Noted).Events, Is.EqualTo(Noted));
}

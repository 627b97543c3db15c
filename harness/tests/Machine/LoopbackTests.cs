using System.Net.Sockets;
using Kata.Machine;
using Kata.Programs;
using NUnit.Framework;

namespace Kata.Tests.Machine;

/// <summary>What other systems do otherwise, and checks have to know of.</summary>
public class LoopbackTests
{
    [Test]
    [Platform("Linux")]
    public void On_Linux_a_non_blocking_send_takes_what_there_is_room_for() => Assert.That(Loopback.TakesAnyAmount, Is.False);

    [Test]
    [Platform("Linux")]
    public void On_Linux_a_datagram_that_finds_no_listener_is_reported() => Assert.That(Loopback.RefusesDatagrams, Is.True);

    [Test]
    public void A_refusal_takes_some_time_and_less_than_a_silence() =>
        Assert.That(Loopback.RefusalTime, Is.GreaterThan(TimeSpan.Zero).And.LessThan(TimeSpan.FromSeconds(20)));

    [Test]
    public void A_datagram_to_a_port_that_nobody_has_is_answered_as_one_to_a_port_that_is_held()
    {
        if (!Loopback.RefusesDatagrams)
            Assert.Ignore("This system does not report it: checks of it are skipped.");

        foreach (var port in (int[])[Ports.Free(), Ports.ClosedUdp])
        {
            using var socket = new UdpClient("127.0.0.1", port);
            socket.Client.ReceiveTimeout = 10_000;
            socket.Send([1]);

            var refused = Assert.Throws<SocketException>(() => socket.Client.Receive(new byte[1]))!;

            Assert.That(refused.SocketErrorCode, Is.EqualTo(SocketError.ConnectionRefused).Or.EqualTo(SocketError.ConnectionReset));
        }
    }
}

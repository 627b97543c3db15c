using Kata.Protocol;
using Kata.Reports.Html;
using Kata.Servers;
using Kata.Tests.Ladders;
using NUnit.Framework;
using static Kata.Protocol.EventKind;

namespace Kata.Tests.Reports.Html;

[Parallelizable(ParallelScope.All)]
public class LadderLayoutTests
{
    [Test]
    public void Each_connection_has_a_lane_and_lanes_do_not_touch()
    {
        var lanes = Layout(Samples.TwoConnections).Lanes;

        Assert.That(lanes.Select(lane => lane.Connection), Is.EqualTo(new[] { 1, 2 }));
        Assert.That(lanes[1].Left, Is.GreaterThan(lanes[0].Right + 60));
    }

    [Test]
    public void Datagrams_have_a_lane_of_their_own() =>
        Assert.That(Layout(Samples.Datagrams).Lanes.Select(lane => lane.Connection), Is.EqualTo(new[] { 0 }));

    [Test]
    public void Connections_beyond_the_eighth_are_counted()
    {
        var sketch = new Sketch(Service.Echo);
        for (var i = 1; i <= 11; i++)
            sketch.Add(i, Accepted, connection: i);

        var layout = Layout(sketch.Transcript);

        Assert.That((layout.Lanes.Count, layout.MoreConnections), Is.EqualTo((8, 3)));
    }

    [Test]
    public void To_scale_an_arrow_stands_at_its_time_unless_the_one_above_is_in_the_way()
    {
        var layout = Layout(new Sketch(Service.Echo)
            .Add(0, Accepted).Add(1, Received, "a").Add(500, Sent, "a").Add(1000, PeerFinished).Transcript);

        var heights = layout.Rungs.Select(rung => rung.Scaled - layout.Rungs[0].Scaled).ToList();

        Assert.That(heights[1], Is.EqualTo(30), "directly below");
        Assert.That(heights[2] * 2, Is.EqualTo(heights[3]), "halfway");
        Assert.That(layout.Ticks.Single(tick => tick.Microseconds == 500_000).Height, Is.EqualTo(layout.Rungs[2].Scaled));
    }

    [Test]
    public void A_datagram_that_arrived_before_what_stands_above_it_stretches_nothing()
    {
        var last = Layout(
            new Sketch(Service.Echo, Transport.Udp)
                .Add(0, DatagramReceived, "a")
                .Add(500, DatagramSent, "a")
                .Add(1, DatagramReceived, "b")
                .Transcript);
        var all = Layout(new Sketch(Service.Echo, Transport.Udp).Add(5, DatagramReceived, "a").Add(1, DatagramReceived, "b").Transcript);

        Assert.That(last.ScaledHeight, Is.LessThan(1000));
        Assert.That(all.Ticks, Is.Empty);
    }

    [Test]
    public void No_two_rungs_are_nearer_than_a_line([Values] bool scaled)
    {
        var sketch = new Sketch(Service.Echo).Add(0, Accepted);
        for (var i = 0; i < 300; i++)
            sketch.Add(i * i, i % 2 == 0 ? Received : Sent, "x");

        var heights = Layout(sketch.Transcript).Rungs.Select(rung => scaled ? rung.Scaled : rung.Even).ToList();

        Assert.That(heights.Zip(heights.Skip(1), (first, second) => second - first), Is.All.GreaterThanOrEqualTo(30));
    }

    [Test]
    public void A_long_ladder_keeps_both_ends_and_counts_the_rest([Values(3, 10, 44)] int most)
    {
        var sketch = new Sketch(Service.Echo).Add(0, Accepted);
        for (var i = 1; i < 100; i++)
            sketch.Add(i, i % 2 == 0 ? Received : Sent, "x");

        var rungs = LadderLayout.Of(sketch.Transcript, end: null, most)!.Rungs;

        Assert.That(rungs, Has.Count.EqualTo(most + 1));
        Assert.That(rungs.Sum(rung => rung.Row is null ? rung.Hidden : 1), Is.EqualTo(100));
        Assert.That((rungs[0].Row!.First, rungs[^1].Row!.First), Is.EqualTo((0, 99)));
    }

    [Test]
    public void Nothing_that_happened_has_no_layout() =>
        Assert.That(LadderLayout.Of(new Sketch(Service.Http).Transcript, end: null, most: 44), Is.Null);

    [TestCase(1, 20)]
    [TestCase(1_000, 210)]
    [TestCase(4_909_100, 840)]
    [TestCase(60_000_000, 300)]
    public void Marks_of_the_time_axis_are_round_and_not_crowded(long microseconds, int height)
    {
        var ticks = new TimeScale(microseconds, 74, height).Ticks();

        Assert.That(ticks[0], Is.EqualTo(new Tick(74, 0)));
        Assert.That(ticks, Has.Count.LessThanOrEqualTo(height / 56 + 1));
        Assert.That(ticks.Zip(ticks.Skip(1), (first, second) => second.Height - first.Height), Is.All.GreaterThanOrEqualTo(55));
        Assert.That(ticks.Select(tick => $"{tick.Microseconds}".TrimEnd('0').Length), Is.All.LessThanOrEqualTo(2));
    }

    [Test]
    public void Those_who_do_not_see_the_page_are_told_of_clients_as_clients()
    {
        var drawing = LadderDrawing.Draw(
            Sketch.OfClients.Add(0, Accepted).Add(1, Sent, "hello").Transcript,
            end: null,
            most: 44,
            marksHere: false,
            new(64));

        Assert.That(drawing.ToString(), Does.Contain("1.0 ms, client: 5 B hello").And.Not.Contain("server"));
    }

    private static LadderLayout Layout(Transcript transcript) => LadderLayout.Of(transcript, end: null, most: 44)!;
}

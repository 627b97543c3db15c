using Kata.Checking.Clients;
using NUnit.Framework;

namespace Kata.Tests.Checking.Clients;

public class FramesTests
{
    [Test]
    public void A_frame_is_its_length_in_bytes_and_then_the_text() =>
        Assert.That(Frames.Of("für", ""), Is.EqualTo(new byte[] { 0, 0, 0, 4, (byte)'f', 0xC3, 0xBC, (byte)'r', 0, 0, 0, 0 }));

    [Test]
    public void Whole_frames_are_found_and_what_is_left_over_is_counted()
    {
        byte[] bytes = [.. Frames.Of("one", "two"), .. Frames.Of("three")[..6]];

        var (texts, over) = Frames.In(bytes);

        Assert.That(texts, Is.EqualTo(new[] { "one", "two" }));
        Assert.That(over, Is.EqualTo(6));
    }

    [Test]
    public void A_length_of_four_billion_is_no_whole_frame() =>
        Assert.That(Frames.In(Frames.Header(uint.MaxValue)).Over, Is.EqualTo(4));
}

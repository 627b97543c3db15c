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

    [TestCase("ADD a \u0663", "OK 1586", "the digit 3 of another script")]
    [TestCase("ADD a \uFF15", "OK 5", "the digit 5 of another script")]
    [TestCase("ADD a 5\n", "OK 5", "Behind the digits stands a line end")]
    [TestCase("ADD a 5", "OK 5", null)]
    [TestCase("ADD a five\n", "OK 5", null)]
    [TestCase("ADD \u0663 \u0663", "ERROR unknown request", null)]
    public void A_number_that_is_none(string request, string reply, string? hint) =>
        Assert.That(Frames.HintForNumber(request, "ERROR not a number", reply), hint is null ? Is.Null : Does.Contain(hint));

    [Test]
    public void A_number_that_is_none_in_a_request_that_has_another_error() =>
        Assert.That(Frames.HintForNumber("PUT \u0663 x", "ERROR unknown request", "OK 3"), Is.Null);

    [Test]
    public void A_length_of_four_billion_is_no_whole_frame() =>
        Assert.That(Frames.In(Frames.Header(uint.MaxValue)).Over, Is.EqualTo(4));
}

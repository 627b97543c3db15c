using System.Text;
using Kata.Checking;
using Kata.Reports.Html;
using Kata.Text;
using NUnit.Framework;
using VerifyNUnit;

namespace Kata.Tests.Text;

[Parallelizable(ParallelScope.All)]
public class DifferenceTests
{
    private const string Page = "HTTP/1.0 200 OK\r\nContent-Length: 12\r\n\r\nHello there\n";

    private static string Got(string situation) => situation switch
    {
        "other number" => Page.Replace("12", "13"),
        "cut short" => Page[..^9],
        "too much" => Page + "\0\0\0\0",
        "nothing" => "",
        "no line end" => Page[..^1],
        "other line ends" => Page.Replace("\r", ""),
        _ => throw new ArgumentOutOfRangeException(nameof(situation)),
    };

    [Test]
    public Task Texts(
        [Values("other number", "cut short", "too much", "nothing", "no line end", "other line ends")] string got) =>
        Verify(Difference.Of(Page, Got(got)));

    [TestCase("a\nb\nb\nc\n", "a\nb\nc\n", "line 3 is missing; all others are right")]
    [TestCase("a\n\nb\nc\n", "a\nb\nc\n", "line 2 is missing; all others are right")]
    [TestCase("x\na\ny\nb\nc\n", "a\nb\nc\n", "2 lines are missing, line 1 and others; the rest is right")]
    public void Lines_that_are_missing_before_the_last_one_are_told(string expected, string got, string summary) =>
        Assert.That(Difference.Of(expected, got)!.Summary, Is.EqualTo(summary));

    [TestCase("a\nb\nc\n", "a\nb\n")]
    [TestCase("a\nb\nc\n", "a\nb")]
    [TestCase("a\nb\nc\n", "\n")]
    [TestCase("a\nb\nc\n", "")]
    [TestCase("a\nb\nc\n", "a\nd\n")]
    [TestCase("a\nb\nc\n", "a\nc\nb\n")]
    public void An_end_that_is_missing_and_lines_that_are_wrong_are_not_that(string expected, string got) =>
        Assert.That(Difference.Of(expected, got)!.Summary, Does.Not.Contain("missing"));

    [Test]
    public Task Expected_nothing() => Verify(Difference.Of("", "Error sending data: Broken pipe\n"));

    [Test]
    public Task Bytes_are_shown_as_numbers() =>
        Verify(Difference.Of([0x83, 0xAA, 0x7E, 0x80, 0x00], [0x83, 0xAA, 0x7E, 0x81, 0x00]));

    [Test]
    public Task Bytes_of_a_text_are_shown_as_text() =>
        Verify(Difference.Of(Encoding.ASCII.GetBytes(Page), Encoding.ASCII.GetBytes(Page[..30])));

    [Test]
    public void Equal_texts_have_no_difference()
    {
        Assert.That(Difference.Of(Page, Page), Is.Null);
        Assert.That(Difference.Of(Encoding.ASCII.GetBytes(Page), Encoding.ASCII.GetBytes(Page)), Is.Null);
    }

    [TestCase("中中中a", "中中中b")]
    [TestCase("a\tb", "a\tc")]
    [TestCase("🙂", "🙃")]
    [TestCase("0123456789012345678901234567890x", "0123456789012345678901234567890y")]
    [TestCase("a\\0", "a\0")]
    [TestCase("\uD83D", "\uFFFD")]
    public void The_marker_points_at_different_characters(string expected, string got)
    {
        var difference = Difference.Of(expected, got)!;
        var at = difference.Marker.IndexOf('^');

        Assert.That(difference.Expected[..at], Is.EqualTo(difference.Got[..at]));
        Assert.That(difference.Expected[at..], Is.Not.EqualTo(difference.Got[at..]));
    }

    private static Task Verify(Difference? difference) => Verifier.Verify(string.Join('\n', difference!.Lines));
}

using Kata.Checking;
using Kata.Protocol;
using Kata.Reports.Html;
using Kata.Servers;
using Kata.Tests.Ladders;
using Kata.Text;
using NUnit.Framework;
using VerifyNUnit;

namespace Kata.Tests.Checking;

[Parallelizable(ParallelScope.All)]
public class FailureMessageTests
{
    private static readonly FailureMessage Page = new(
        "The whole page arrives, however it is cut up",
        "the 48,219 bytes of /big.txt, then exit code 0",
        "the first 2,048 bytes, then exit code 0",
        [LadderTests.TooEarly().Transcript],
        "Receive returns what has arrived so far, not what you asked for.",
        "exercises/Step04_SendingAndReceiving.cs:27");

    [Test]
    public Task As_in_the_design() => Verifier.Verify(Page.ToString());

    [Test]
    public Task With_all_there_is() => Verifier.Verify((Page with
    {
        Expected = "Creating socket... done.\nConnecting to remote host... done.",
        Got = "Creating socket... done.\n\x1b[31mConnecting to remote host...",
        Difference = Difference.Of("Connecting to remote host... done.\n", "Connecting to remote host...\n"),
        Ended = "killed at the deadline of 5 s, while it waited for the http server to send",
        ErrorOutput = string.Join('\n', Enumerable.Range(1, 40).Select(i => $"   at Step04_SendingAndReceiving.Main line {i}")),
        Hint = "Receive returns what has arrived so far, which may be less than you asked for. What does it return "
             + "once the other side has finished sending, and what does your loop do then?",
        Transcripts = [LadderTests.TooEarly().Transcript, new Sketch(Service.Echo).Transcript],
    }).ToString());

    [Test]
    public Task With_the_least() => Verifier.Verify(new FailureMessage(
        "An unknown service is an error", "exit code 1", "exit code 0", []).ToString());

    [Test]
    public void The_body_is_the_message_without_its_headline() =>
        Assert.That(Page.ToString(), Is.EqualTo($"✗ {Page.Sentence}\n{Page.Body}"));
}

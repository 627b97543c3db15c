using Kata.Ladders;
using Kata.Protocol;
using Kata.Results;
using Kata.Tests.Ladders;
using Kata.Text;
using NUnit.Framework;
using VerifyNUnit;

namespace Kata.Tests.Results;

[Parallelizable(ParallelScope.All)]
public class FailureMessageTests
{
    private static readonly Failure Page = new("the 48,219 bytes of /big.txt, then exit code 0", "the first 2,048 bytes, then exit code 0")
    {
        Ladders = [Ladder.Draw(LadderTests.TooEarly().Transcript)],
        Hint = "Receive returns what has arrived so far, not what you asked for.",
        Place = new("exercises/Step04_SendingAndReceiving.cs", 27),
    };

    [Test]
    public Task As_in_the_design() => Verify("The whole page arrives, however it is cut up", Page);

    [Test]
    public Task With_all_there_is() =>
        Verify(
            "The whole page arrives, however it is cut up",
            Page with
            {
                Arguments = ["127.0.0.1", "8080", "/big.txt", "", new('a', 100)],
                Typed = "hello\n",
                Expected = "Creating socket... done.\nConnecting to remote host... done.",
                Got = "Creating socket... done.\n\x1b[31mConnecting to remote host...",
                Difference = Difference.Of("Connecting to remote host... done.\n", "Connecting to remote host...\n"),
                Ended = "killed at the deadline of 5 s, while it waited for the http server to send",
                Errors = Failure.FirstLines(
                    string.Join('\n', Enumerable.Range(1, 40).Select(i => $"   at Step04_SendingAndReceiving.Main line {i}"))),
                Hint =
                    "Receive returns what has arrived so far, which may be less than you asked for. What does it return "
                    + "once the other side has finished sending, and what does your loop do then?",
                Ladders = [Ladder.Draw(LadderTests.TooEarly().Transcript), Ladder.Draw(new Sketch(Service.Echo).Transcript)],
            });

    [Test]
    public Task With_the_least() => Verify("An unknown service is an error", new("exit code 1", "exit code 0"));

    [Test]
    public void How_the_run_ended_is_said_once() =>
        Assert.That($"{new Failure("exit code 0", "a crash: no\noutput: nothing") { Ended = "a crash: no" }}", Does.Not.Contain("ended"));

    private static Task Verify(string sentence, Failure failure) =>
        Verifier.Verify(GradeReport.InFull(new("A", Step.Of(4), sentence, CheckStatus.Failed) { Failure = failure }, Palette.Plain));
}

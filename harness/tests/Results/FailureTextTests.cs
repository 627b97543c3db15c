using Kata.Checking;
using Kata.Results;
using Kata.Servers;
using Kata.Tests.Ladders;
using Kata.Text;
using NUnit.Framework;

namespace Kata.Tests.Results;

[Parallelizable(ParallelScope.All)]
public class FailureTextTests
{
    [Test]
    public void A_message_is_taken_apart_into_what_it_was_made_of()
    {
        var difference = Difference.Of("abc\n", "abd\n")!;
        var text = FailureText.Of(new FailureMessage("It holds", "a\n\nb", "c", [LadderTests.TooEarly().Transcript], "Think\ntwice", "a.cs:1")
        {
            Difference = difference,
            Ended = "killed",
            ErrorOutput = "hint      is what the program wrote\nexpected",
        }.Body);

        Assert.That(text.Facts, Is.EqualTo(new[]
        {
            ("expected", "a\n\nb"),
            ("got", "c"),
            ("differs", string.Join('\n', difference.Lines)),
            ("ended", "killed"),
            ("errors", "hint      is what the program wrote\nexpected"),
        }));
        Assert.That(text.Advice, Is.EqualTo(new[] { ("hint", "Think\ntwice"), ("code", "a.cs:1") }));
        Assert.That(text.Rest, Is.Empty);
    }

    [Test]
    public void A_message_that_no_check_composed_stays_whole() =>
        Assert.That(FailureText.Of($"{CheckResult.NotStartedPrefix}fill in `host`"), Has.Property("Rest").EqualTo("not started: fill in `host`"));

    [Test]
    public void No_message_has_no_parts() => Assert.That(FailureText.Of(""), Has.Property("Rest").Empty.And.Property("Facts").Empty.And.Property("Advice").Empty);
}

using Kata.Checking;
using Kata.Results;
using Kata.Text;
using NUnit.Framework;

namespace Kata.Tests.Results;

[Parallelizable(ParallelScope.All)]
public class FailuresTests
{
    private static readonly CheckResult Question = Failed("a", new("1", "2") { Hint = "What is it?" });
    private static readonly CheckResult Seen = Failed("b", new("1", "2") { Hint = "It was seen.", IsSeen = true });
    private static readonly CheckResult SeenAgain = Failed("c", new("3", "4") { Hint = "It was seen.", IsSeen = true });
    private static readonly CheckResult Crash = Failed(
        "d",
        new("1", "2")
        {
            IsCrash = true,
            Place = "f.cs:1",
            Ended = "a crash at f.cs:1: System.FormatException: abc",
        });
    private static readonly CheckResult CrashElsewhere = Failed(
        "e",
        new("1", "2")
        {
            IsCrash = true,
            Place = "f.cs:2",
            Ended = "a crash at f.cs:2: System.FormatException: abc",
        });
    private static readonly CheckResult SameCrash = Failed(
        "f",
        new("1", "2")
        {
            IsCrash = true,
            Place = "f.cs:1",
            Ended = "a crash at f.cs:1: System.FormatException: def",
        });
    private static readonly CheckResult APass = new("p", Step.Of(4), "p", CheckStatus.Passed);

    [Test]
    public void What_tells_most_comes_first() =>
        Assert.That(Failures.MostTellingFirst([Question, Seen, APass, Crash]), Is.EqualTo((CheckResult[])[Crash, Seen, Question]));

    [Test]
    public void What_has_one_cause_is_one_block() => Assert.That(
        Failures.ByCause([Question, Seen, Crash, SeenAgain, CrashElsewhere, SameCrash]),
        Is.EqualTo((CheckResult[][])[[Crash, SameCrash], [CrashElsewhere], [Seen, SeenAgain], [Question]]));

    [Test]
    public void One_block_names_all_its_checks()
    {
        var report = GradeReport.Draw(Grade.Of([Seen, SeenAgain, Question], new(default, "exercises")), Palette.Plain);

        Assert.That(report, Does.Contain("1 more check fails for the same cause:").And.Contain("✗ a"));
        Assert.That(report, Does.Not.Contain("✗ c"));
    }

    private static CheckResult Failed(string sentence, Failure failure) =>
        new(sentence, Step.Of(4), sentence, CheckStatus.Failed) { Failure = failure };
}

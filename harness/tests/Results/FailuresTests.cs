using System.Text.RegularExpressions;
using Kata.Checking;
using Kata.Machine;
using Kata.Results;
using Kata.Text;
using NUnit.Framework;

namespace Kata.Tests.Results;

[Parallelizable(ParallelScope.All)]
public partial class FailuresTests
{
    private static readonly CheckResult Question = Failed("a", new("1", "2") { Hint = "What is it?" });
    private static readonly CheckResult Seen = Failed("b", new("1", "2") { Hint = "It was seen.", IsSeen = true, Cause = "seen" });
    private static readonly CheckResult SeenAgain = Failed("c", new("3", "4") { Hint = "It was seen.", IsSeen = true, Cause = "seen" });
    private static readonly CheckResult Crash = Failed("d", new("1", "2") { IsCrash = true, Cause = "crash 1" });
    private static readonly CheckResult CrashElsewhere = Failed("e", new("1", "2") { IsCrash = true, Cause = "crash 2" });
    private static readonly CheckResult SameCrash = Failed("f", new("1", "2") { IsCrash = true, Cause = "crash 1" });
    private static readonly CheckResult Warning = Failed("w", new("no socket warnings", "SOCK001") { IsWarning = true });
    private static readonly CheckResult APass = new("p", Step.Of(4), "p", CheckStatus.Passed);

    [Test]
    public void What_tells_most_comes_first()
    {
        CheckResult[] told = [Crash, Seen, Warning, Question];

        Assert.That(Failures.MostTellingFirst([Question, Warning, Seen, APass, Crash]), Is.EqualTo(told));
        Assert.That(new StepResult(Step.Of(4), [], [Question, Seen]).MostTelling, Is.EqualTo(Seen));
    }

    [Test]
    public void Where_no_check_failed_none_tells_most() => Assert.That(new StepResult(Step.Of(4), [], [APass]).MostTelling, Is.Null);

    [Test]
    public void What_has_one_cause_is_one_block() => Assert.That(
        Failures.ByCause([Question, Seen, Crash, SeenAgain, CrashElsewhere, SameCrash]),
        Is.EqualTo((CheckResult[][])[[Crash, SameCrash], [CrashElsewhere], [Seen, SeenAgain], [Question]]));

    [Test]
    public void The_others_with_its_cause_are_known_of_each() => Assert.That(
        (Failures.Likewise([Seen, Question, SeenAgain], SeenAgain), Failures.Likewise([Seen, Question], Question).Count),
        Is.EqualTo(((CheckResult[])[Seen], 0)));

    [Test]
    public void One_block_names_all_its_checks()
    {
        var report = GradeReport.Draw(Grade.Of([Seen, SeenAgain, Question], new(default, "exercises")), Palette.Plain);

        Assert.That(report, Does.Contain("1 more check fails in the same way:").And.Contain("✗ a"));
        Assert.That(report, Does.Not.Contain("✗ c"));
        Assert.That(Failures.CountLikewise([Crash, SameCrash]), Is.EqualTo("2 more checks fail for the same cause"));
    }

    /// <summary>All that show one failure of a step show the same one.</summary>
    [Test]
    public void Nothing_else_picks_the_first_failure() => Assert.That(
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "harness"), "*.cs", SearchOption.AllDirectories)
            .Select(file => (Name: Path.GetRelativePath(Path.Combine(Repository.Root, "harness"), file).Replace('\\', '/'), file))
            // A mutant has a fate, which any check decides.
            .Where(one => !one.Name.Split('/').Any(part => part is "tests" or "bench" or "Mutants" or "bin" or "obj"))
            .Where(one => PicksAFailure().IsMatch(File.ReadAllText(one.file)))
            .Select(one => one.Name),
        Is.Empty,
        "StepResult.MostTelling is the failure to show.");

    [TestCase("a.Checks.FirstOrDefault(one => one.Status == CheckStatus.Failed)", ExpectedResult = true)]
    [TestCase("a.Of(CheckStatus.Failed).First()", ExpectedResult = true)]
    [TestCase("a.Checks.ToList().Find(check => check.Status is CheckStatus.Failed)", ExpectedResult = true)]
    [TestCase("a.Checks.FirstOrDefault(one => one.Id == id); b.Status == CheckStatus.Failed", ExpectedResult = false)]
    public bool What_picks_a_failure_is_found(string code) => PicksAFailure().IsMatch(code);

    [GeneratedRegex(@"(First|FirstOrDefault|Single|Find)\([^;()]*CheckStatus\.Failed|CheckStatus\.Failed\)\s*\.First")]
    private static partial Regex PicksAFailure();

    private static CheckResult Failed(string sentence, Failure failure) =>
        new(sentence, Step.Of(4), sentence, CheckStatus.Failed) { Failure = failure };
}

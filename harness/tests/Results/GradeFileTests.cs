using Kata.Checking;
using Kata.Results;
using Kata.Student;
using Kata.Workbench;
using NUnit.Framework;

namespace Kata.Tests.Results;

/// <summary>Where a student stands is told from the last <c>kata check</c> and the last <c>dotnet test</c>.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class GradeFileTests : IDisposable
{
    private const string WholeStep = "TestCategory=Step04";

    private static readonly DateTimeOffset Noon = new(2026, 9, 18, 12, 0, 0, TimeSpan.Zero);
    private static readonly Step Step = Step.Of(4);

    private readonly string folder = Directory.CreateTempSubdirectory("kata-test-").FullName;

    public GradeFileTests() => File.WriteAllText(Program, "// a program");

    private string Program => Path.Combine(folder, Step.FileName);

    private StepStanding Standing => StepStanding.Of(folder)[Step.Number - 1];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Test]
    public void What_dotnet_test_found_counts()
    {
        Test(Noon, CheckStatus.Passed, CheckStatus.Skipped);

        Assert.That((Standing.IsDone, Standing.Current!.Passed, Standing.Current.Skipped), Is.EqualTo((true, 1, 1)));
        Assert.That(StepStanding.Of(folder)[0].Last, Is.Null, "only one step was graded");
    }

    [Test]
    public void Of_two_results_of_the_same_program_the_newer_counts([Values] bool testIsNewer)
    {
        Check(Noon, CheckStatus.Passed);
        Test(Noon.AddHours(testIsNewer ? 1 : -1), CheckStatus.Failed);

        Assert.That(Standing.Current!.Status, Is.EqualTo(testIsNewer ? StepStatus.Failing : StepStatus.Done));
    }

    [Test]
    public void A_program_that_has_changed_since_makes_the_grade_stale()
    {
        Test(Noon, CheckStatus.Passed);
        File.AppendAllText(Program, "// more");

        Assert.That((Standing.Last!.IsStale, Standing.Current), Is.EqualTo((true, (StepResult?)null)));
        Assert.That(
            StandingTable.Next([Standing], folder, "exercises"),
            Is.EqualTo("step 04: the program has changed since it was checked: ./kata check 4"));
    }

    [Test]
    public void A_result_of_the_program_as_it_is_counts_more_than_a_newer_one_of_another()
    {
        Check(Noon, CheckStatus.Passed);
        var program = File.ReadAllText(Program);
        File.AppendAllText(Program, "// a try");
        Test(Noon.AddHours(1), CheckStatus.Failed);
        File.WriteAllText(Program, program);

        Assert.That(Standing.IsDone, Is.True);
    }

    [Test]
    public void A_grade_that_does_not_tell_of_which_program_it_is_counts_as_stale()
    {
        Write(Grade.Of([Result(CheckStatus.Passed)], new(Noon)));

        Assert.That(Standing.Last!.IsStale, Is.True);
    }

    [TestCase("FullyQualifiedName~Refused")]
    [TestCase("TestCategory=Step04&Name~page")]
    public void Some_checks_of_a_step_do_not_make_it_done(string filter)
    {
        Test(Noon, new Circumstances(Noon, Filter: filter), CheckStatus.Passed);

        Assert.That((Standing.IsDone, Standing.Current!.Status), Is.EqualTo((false, StepStatus.Unknown)));
        Assert.That(
            StandingTable.Next([Standing], folder, "exercises"),
            Is.EqualTo("step 04: not all of its checks have run: ./kata check 4"));
    }

    [TestCase(WholeStep)]
    [TestCase("TestCategory=Step04|TestCategory=Step05")]
    public void A_filter_that_picks_steps_loses_no_check(string filter)
    {
        Test(Noon, new Circumstances(Noon, Filter: filter), CheckStatus.Passed);

        Assert.That(Standing.IsDone, Is.True);
    }

    [Test]
    public void All_checks_count_more_than_some_of_them_later()
    {
        Check(Noon, CheckStatus.Passed, CheckStatus.Passed);
        Test(Noon.AddHours(1), new Circumstances(Noon, Filter: "Name~page"), CheckStatus.Passed);

        Assert.That(Standing.Current!.Passed, Is.EqualTo(2));
    }

    [Test]
    public void A_grading_that_was_broken_off_makes_no_step_done()
    {
        Test(Noon, new Circumstances(Noon, BrokenOff: "it was cancelled."), CheckStatus.Passed);

        Assert.That(Standing.IsDone, Is.False);
    }

    [TestCase("")]
    [TestCase("{")]
    [TestCase("[]")]
    [TestCase("""{"version":2}""")]
    [TestCase("""{"version":1}""")]
    [TestCase("""{"version":2,"when":"noon","brokenOff":null,"filter":null,"steps":[],"checks":[]}""")]
    [TestCase(
        """{"version":2,"when":"2026-09-18T12:00:00Z","brokenOff":null,"filter":null,"steps":[{"number":4},{"number":4}],"checks":[{"id":"A","step":4,"sentence":"One","status":"passed","durationMilliseconds":1,"possiblePoints":1}]}"""
    )]
    public void What_cannot_be_read_counts_as_not_there(string text)
    {
        Directory.CreateDirectory(Path.Combine(folder, "TestResults"));
        File.WriteAllText(Path.Combine(folder, "TestResults", GradeJson.FileName), text);

        Assert.That(Standing.Last, Is.Null);
    }

    private static CheckResult Result(CheckStatus status, int number = 0) => new($"Checks.{number}", Step, $"Sentence {number}", status);

    private void Test(DateTimeOffset when, params CheckStatus[] statuses) => Test(when, new(when), statuses);

    private void Test(DateTimeOffset when, Circumstances circumstances, params CheckStatus[] statuses) => Write(Grade.Of(
        statuses.Select(Result),
        circumstances with { When = when, Hashes = new Dictionary<Step, string> { [Step] = ProgramSources.Read(folder, Step)!.Hash } }));

    private void Write(Grade grade)
    {
        Directory.CreateDirectory(Path.Combine(folder, "TestResults"));
        File.WriteAllText(Path.Combine(folder, "TestResults", GradeJson.FileName), GradeJson.Write(grade));
    }

    private void Check(DateTimeOffset when, params CheckStatus[] statuses) => new LastResults(folder).Save(
        new(Step, [], [.. statuses.Select(Result)]) { Program = ProgramSources.Read(folder, Step)!.Hash }, when);
}

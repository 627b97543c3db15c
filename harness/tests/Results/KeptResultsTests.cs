using Kata.Checking;
using Kata.Results;
using Kata.Student;
using Kata.Workbench;
using NUnit.Framework;

namespace Kata.Tests.Results;

/// <summary>Where a student stands is told from what is kept, by <c>kata check</c> and by <c>dotnet test</c>.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class KeptResultsTests : IDisposable
{
    private const string WholeStep = "TestCategory=Step04";

    private static readonly DateTimeOffset Noon = new(2026, 9, 18, 12, 0, 0, TimeSpan.Zero);
    private static readonly Step Step = Step.Of(4);

    private readonly string folder = Directory.CreateTempSubdirectory("kata-test-").FullName;

    public KeptResultsTests() => File.WriteAllText(Program, "// a program");

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
    public void When_a_step_was_done_first_stays_whatever_comes_later()
    {
        Check(Noon, CheckStatus.Failed);
        Assert.That(Standing.Last!.FirstDone, Is.Null);
        Check(Noon.AddHours(1), CheckStatus.Passed);
        Check(Noon.AddHours(2), CheckStatus.Passed);
        File.AppendAllText(Program, "// worse");
        Check(Noon.AddHours(3), CheckStatus.Failed);
        Test(Noon.AddHours(4), CheckStatus.Passed);

        Assert.That((Standing.Last!.When, Standing.Last.FirstDone), Is.EqualTo((Noon.AddHours(4), Noon.AddHours(1))));
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
        var before = Grade(Noon.AddHours(1), CheckStatus.Failed);
        File.AppendAllText(Program, "// mended");
        Check(Noon, CheckStatus.Passed);
        Save(before);

        Assert.That(Standing.IsDone, Is.True);
    }

    [Test]
    public void A_grade_that_does_not_tell_of_which_program_it_is_counts_as_stale()
    {
        Save(Kata.Results.Grade.Of([Result(CheckStatus.Passed)], new(Noon)));

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

    [TestCase(CheckStatus.Passed)]
    [TestCase(CheckStatus.Failed)]
    [TestCase(CheckStatus.NotStarted)]
    public void All_checks_count_more_than_some_of_them_later(CheckStatus later)
    {
        Check(Noon, CheckStatus.Passed, CheckStatus.Passed);
        Test(Noon.AddHours(1), new Circumstances(Noon, Filter: "Name~page"), later);

        Assert.That(Standing.Current!.Passed, Is.EqualTo(2));
    }

    [Test]
    public void A_grading_that_was_broken_off_makes_no_step_done()
    {
        Test(Noon, new Circumstances(Noon, BrokenOff: "it was cancelled."), CheckStatus.Passed);

        Assert.That(Standing.IsDone, Is.False);
    }

    [Test]
    public void What_could_not_be_graded_takes_the_place_of_nothing()
    {
        Check(Noon, CheckStatus.Passed);
        Test(Noon.AddHours(1), CheckStatus.Failed, CheckStatus.NotGraded);

        Assert.That(Standing.IsDone, Is.True);
    }

    [Test]
    public void Of_a_folder_without_programs_nothing_is_kept()
    {
        var grade = Grade(Noon, CheckStatus.Passed);
        File.Delete(Program);
        Save(grade);

        Assert.That(new KeptResults(folder).Folder, Does.Not.Exist);
    }

    [Test]
    public void Evidence_stays_until_dotnet_test_finds_something_else()
    {
        var evidence = new Evidence([], []);
        var checkedBefore = new StepResult(Step, [], [Result(CheckStatus.Passed) with { Evidence = evidence }]);
        new LastResults(folder).Save(checkedBefore with { Program = ProgramSources.Read(folder, Step)!.Hash }, Noon);

        Test(Noon.AddHours(1), CheckStatus.Passed);
        Assert.That(new LastResults(folder).Load(Step)!.Checks[0].Seen, Is.Not.Null);

        Test(Noon.AddHours(2), CheckStatus.Failed);
        var last = new LastResults(folder).Load(Step)!;
        Assert.That((last.Checks[0].Status, last.Checks[0].Seen), Is.EqualTo((CheckStatus.Failed, (Evidence?)null)));
    }

    private static CheckResult Result(CheckStatus status, int number = 0) => new($"Checks.{number}", Step, $"Sentence {number}", status);

    private void Test(DateTimeOffset when, params CheckStatus[] statuses) => Test(when, new(when), statuses);

    private void Test(DateTimeOffset when, Circumstances circumstances, params CheckStatus[] statuses) =>
        Save(Grade(when, circumstances, statuses));

    private Grade Grade(DateTimeOffset when, params CheckStatus[] statuses) => Grade(when, new(when), statuses);

    private Grade Grade(DateTimeOffset when, Circumstances circumstances, params CheckStatus[] statuses) => Kata.Results.Grade.Of(
        statuses.Select(Result),
        circumstances with { When = when, Hashes = new Dictionary<Step, string> { [Step] = ProgramSources.Read(folder, Step)!.Hash } });

    /// <summary>As <c>dotnet test</c> does.</summary>
    private void Save(Grade grade) => new KeptResults(folder).Save(grade);

    private void Check(DateTimeOffset when, params CheckStatus[] statuses) => new LastResults(folder).Save(
        new(Step, [], [.. statuses.Select(Result)]) { Program = ProgramSources.Read(folder, Step)!.Hash }, when);
}

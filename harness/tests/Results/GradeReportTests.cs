using System.Text.RegularExpressions;
using Kata.Checking;
using Kata.Commands;
using Kata.Results;
using Kata.Text;
using NUnit.Framework;
using VerifyNUnit;

namespace Kata.Tests.Results;

[Parallelizable(ParallelScope.All)]
public class GradeReportTests
{
    [Test]
    public void What_was_broken_off_is_not_laid_on_the_filter()
    {
        var report = GradeReport.Draw(
            Grade.Of((StepResult[])[], new(default, "exercises", Filter: "TestCategory=Step03", BrokenOff: "Test host process crashed")));

        Assert.That(
            report,
            Does.Contain("The grading was broken off: Test host process crashed").And.Contain("No check ran.").And.Not.Contain("filter"));
    }

    [Test]
    public void Of_a_program_that_does_not_compile_no_checks_are_counted()
    {
        StepResult[] broken = [new(Step.Of(3), [new("CS1002", "error", "; expected", "Step03_SocketInformation.cs", 1)], [])];

        Assert.That(
            GradeReport.Draw(Grade.Of(broken, new(default, "exercises", Filter: "TestCategory=Step03"))),
            Does.Contain("No check ran").And.Not.Contain("0 of 0"));
    }

    [Test]
    public void What_the_compiler_warns_of_stands_before_the_failures_of_a_program()
    {
        CompilerFinding[] findings =
        [
            new("CS8602", "warning", "Dereference of a possibly null reference.", "Step03_SocketInformation.cs", 7),
            new("SOCK001", "warning", "told by its check", "Step03_SocketInformation.cs", 8),
            new("KATA001", "warning", "a blank", "Step03_SocketInformation.cs", 9),
            new("IDE0059", "note", "a suggestion", "Step03_SocketInformation.cs", 10),
        ];
        StepResult step = new(Step.Of(3), findings, [new("a", Step.Of(3), "A check", CheckStatus.Failed) { Failure = new("1", "2") }]);

        var report = GradeReport.Draw(Grade.Of((StepResult[])[step], new(default, "exercises", Filter: "TestCategory=Step03")));

        Assert.That(report, Does.Match(@"(?s)compiler +exercises/Step03_SocketInformation\.cs:7: CS8602: .*✗ A check"));
        Assert.That(report, Does.Not.Contain("told by its check").And.Not.Contain("a blank").And.Not.Contain("a suggestion"));
    }

    [Test]
    public void At_most_five_lines_are_of_what_the_compiler_warns_of([Values(5, 6)] int count)
    {
        var findings = Enumerable.Range(1, count)
            .Select(line => new CompilerFinding("CS0219", "warning", "is assigned but never used", "Step03_SocketInformation.cs", line));
        StepResult step = new(Step.Of(3), [.. findings], [new("a", Step.Of(3), "A check", CheckStatus.Failed) { Failure = new("1", "2") }]);

        var report = GradeReport.Draw(Grade.Of((StepResult[])[step], new(default, "exercises", Filter: "TestCategory=Step03")));

        Assert.That(report.Split('\n').Count(line => line.Contains("CS0219")), Is.EqualTo(count == 5 ? 5 : 4));
        Assert.That(report, count == 5 ? Does.Not.Contain("more") : Does.Contain("… and 2 more"));
    }

    [Test]
    public void Strict_counts_what_is_not_started_for_the_exit_code()
    {
        CheckResult[] blank = [new("a", Step.Of(3), "a", CheckStatus.NotStarted) { Reason = new("fill in it") }];

        Assert.That(Kata.Commands.CheckCommand.ExitCode(Grade.Of(blank, new(default, Filter: "x"))), Is.Zero);
        Assert.That(Kata.Commands.CheckCommand.ExitCode(Grade.Of(blank, new(default, Filter: "x", Strict: true))), Is.EqualTo(1));
    }

    [Test]
    public Task A_fresh_clone_is_calm() => Verify(Grades.Fresh);

    [Test]
    public Task Failures_of_the_first_failing_step_are_shown_in_full() => Verify(Grades.Failing);

    [Test]
    public Task A_step_that_is_started() => Verify(Grades.InProgress);

    [Test]
    public Task All_done() => Verify(Grades.AllDone);

    [Test]
    public Task A_skipped_check_says_why() => Verify(Grades.AllDoneButForSkippedChecks);

    [Test]
    public Task One_step_by_filter() => Verify(Grades.OneStep);

    [Test]
    public Task A_filter_that_nothing_matches() => Verify(Grades.NothingMatched);

    [Test]
    public Task Broken_off() => Verify(Grades.BrokenOff);

    [Test]
    public Task Checks_of_no_step() => Verify(Grades.WithChecksOfNoStep);

    [Test]
    public void What_the_compiler_quotes_neither_colours_nor_moves_the_report()
    {
        StepResult[] broken = [new(Step.Of(1), [new("CS1029", "error", "#error: '\e[2J'", "Step01_CreatingSockets.cs", 3)], [])];

        Assert.That(GradeReport.Draw(Grade.Of(broken, new(default))), Does.Not.Contain("\e").And.Contain(@"#error: '\x1B[2J'"));
    }

    [Test]
    public void Strictness_is_told_where_it_matters()
    {
        Assert.That(GradeTable.Draw(Grades.FreshAndStrict), Does.Contain("counts as failed"));
        Assert.That(GradeTable.Draw(Grades.Fresh), Does.Not.Contain("counts as failed"));
    }

    [Test]
    public void A_step_is_not_done_when_its_checks_may_not_all_have_run() =>
        Assert.That(Grades.BrokenOff.Steps.Select(step => step.Status), Has.None.EqualTo(StepStatus.Done));

    [Test]
    public void Skipped_checks_count_neither_way()
    {
        var grade = Grades.AllDoneButForSkippedChecks;

        Assert.That(
            (grade.Done, grade.Earned, grade.Possible),
            Is.EqualTo((Step.All.Count, (Step.All.Count * 3) - 1, (Step.All.Count * 3) - 1)));
    }

    [Test]
    public void What_many_failures_have_in_common_is_said_once()
    {
        var grade = Grade.Of(
            Enumerable.Range(1, 4).Select(i => new CheckResult(
                $"A.{i}", Step.Of(4), $"Sentence {i}", CheckStatus.Failed)
            {
                Failure = new($"{i}", "exit code 1") { Errors = [i == 2 ? "no host" : "no port"] },
            }),
            new(default));

        Assert.That(
            GradeReport.Draw(grade),
            Does.Contain("  errors    3 checks fail with the same error output:\n            no port\n\n")
                .And.Contain("✗ Sentence 1\n  expected  1\n  got       exit code 1\n  errors    3"));
    }

    [Test]
    public void The_last_step_is_called_the_last() =>
        Assert.That(
            GradeTable.Next(
                Grade.Of(
                    [new CheckResult("A.1", Step.All[^1], "It holds", CheckStatus.Passed)],
                    new(default, "exercises", Filter: "TestCategory=Step25") { ByKata = true })),
            Is.EqualTo("nothing: this was the last step. Whether all are done: ./kata check"));

    [TestCase("my exercises", true, "./kata check 1 --programs 'my exercises'")]
    [TestCase("it's $HOME", true, @"./kata check 1 --programs 'it'\''s $HOME'")]
    [TestCase("solutions", true, "./kata check 1 --programs solutions")]
    [TestCase("exercises", true, "./kata check 1")]
    [TestCase("my exercises", false, "dotnet test 'my exercises' --filter TestCategory=Step01")]
    public void What_to_type_next_may_be_typed_as_it_stands(string programs, bool byKata, string expected) =>
        Assert.That(GradeTable.Command(Step.Of(1), new(default, programs) { ByKata = byKata }), Is.EqualTo(expected));

    [TestCase("exercises", "exercises/Step01_CreatingSockets.cs:21")]
    [TestCase("students/ada/", "students/ada/Step01_CreatingSockets.cs:21")]
    [TestCase(".", "at Step01_CreatingSockets.cs:21")]
    [TestCase(null, "at Step01_CreatingSockets.cs:21")]
    public void The_blank_to_fill_in_is_a_path_from_where_the_student_is(string? programs, string expected)
    {
        var grade = Grades.Fresh with { Circumstances = Grades.Fresh.Circumstances with { Programs = programs } };

        Assert.That(GradeTable.Next(grade), Does.EndWith(expected));
    }

    [Test]
    public void Colours_change_nothing_but_the_colour()
    {
        var coloured = GradeReport.Draw(Grades.Failing, Palette.Coloured);

        Assert.That(coloured, Does.Contain("\e["));
        Assert.That(Regex.Replace(coloured, "\e\\[[0-9]+m", ""), Is.EqualTo(GradeReport.Draw(Grades.Failing)));
    }

    private static Task Verify(Grade grade) => Verifier.Verify(GradeReport.Draw(grade));
}

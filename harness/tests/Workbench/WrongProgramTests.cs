using System.Text.RegularExpressions;
using Kata.Checking;
using Kata.Maintaining.Linting;
using Kata.Results;
using Kata.Tests.Checking;
using Kata.Workbench;
using NUnit.Framework;

namespace Kata.Tests.Workbench;

[Parallelizable(ParallelScope.All)]
public class WrongProgramTests
{
    /// <summary>Each check looks at all that a program does, so that others may catch it as well: those are not run.</summary>
    [TestCaseSource(typeof(WrongProgram), nameof(WrongProgram.All))]
    public async Task A_wrong_program_is_caught_by_its_checks(WrongProgram program)
    {
        var results = await Graded.By(program.Step, program.Source(), only: program.CaughtBy);

        var failed = results.Where(result => result.Status == CheckStatus.Failed).ToList();
        // Without IPv6, say, a check is skipped and catches nothing.
        var skipped = results.Where(result => result.Status == CheckStatus.Skipped).Select(result => result.Sentence);
        Assert.That(
            program.CaughtBy.Except(skipped).Except(failed.Select(result => result.Sentence)),
            Is.Empty,
            () => $"These checks do not catch it, here and now. What they came to:\n{Told(results)}");
        if (program.Names is { } names && Failures.MostTellingFirst(results) is [var first, ..])
            Assert.That(
                Regex.Replace(first.Message!, @"\s+", " "),
                Does.Match($"(?i){names}"),
                "What is shown first neither says nor asks what the mistake is about.");
    }

    private static string Told(IEnumerable<CheckResult> results) =>
        string.Join('\n', results.Select(result => $"{result.Status}: {result.Sentence}\n{result.Message}"));

    [Test]
    public void Every_check_catches_a_wrong_program()
    {
        var caught = WrongProgram.All().SelectMany(program => program.CaughtBy.Select(sentence => (program.Step, sentence))).ToHashSet();

        // What the analyzers found is known of programs that were built as projects: SubmissionTests.
        var idle = Check.In(typeof(GradingSetUp).Assembly)
            .Where(check => check.Method.Name != nameof(Checks.NoSocketWarnings))
            .Select(check => (check.Step.Name, check.Sentence))
            .Where(check => !caught.Contains(check));

        Assert.That(idle, Is.Empty, "Write a wrong program that the check catches.");
    }

    [Test]
    public void No_two_checks_of_a_step_have_the_same_sentence() =>
        Assert.That(Check.In(typeof(GradingSetUp).Assembly).Select(check => (check.Step.Name, check.Sentence)), Is.Unique);
}

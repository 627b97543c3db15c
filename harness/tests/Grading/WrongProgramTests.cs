using Kata.Grading;
using Kata.Linting;
using NUnit.Framework;

namespace Kata.Tests.Grading;

public class WrongProgramTests
{
    private const int LastOfTheChapter = 12;

    [TestCaseSource(nameof(OfTheChapter))]
    public async Task A_wrong_program_is_caught_by_its_checks_and_by_no_other(WrongProgram program)
    {
        var failed = await Failed(program);

        Assert.That(failed.Select(result => result.Sentence).Except(program.MayBeCaughtBy), Is.EquivalentTo(program.CaughtBy), Shown(failed));
    }

    /// <summary>Beyond the chapter mistakes meet deadlines and full buffers, and which of its checks sees one may be a matter of
    /// time. One of them has to; what else differs is written down.</summary>
    [TestCaseSource(nameof(BeyondTheChapter))]
    public async Task A_wrong_program_beyond_the_chapter_is_caught_by_one_of_its_checks(WrongProgram program)
    {
        var failed = await Failed(program);

        var sentences = failed.Select(result => result.Sentence).ToList();
        Assert.That(program.CaughtBy.Count == 0 || program.CaughtBy.Intersect(sentences).Any(), $"caught by: {string.Join("; ", sentences)}\n{Shown(failed)}");
        foreach (var missing in program.CaughtBy.Except(sentences))
            TestContext.Out.WriteLine($"not caught by: {missing}");
        foreach (var other in sentences.Except(program.CaughtBy).Except(program.MayBeCaughtBy))
            TestContext.Out.WriteLine($"caught also by: {other}");
    }

    [Test]
    public void Every_check_catches_a_wrong_program()
    {
        var caught = WrongProgram.All().SelectMany(program => program.CaughtBy.Select(sentence => (program.Step, sentence))).ToHashSet();

        // What the analyzers found is known of programs that were built as projects: SubmissionTests.
        var idle = Check.In(typeof(GradingSetUp).Assembly)
            .Where(check => check.Method.Name != nameof(Checks.NoSocketWarnings))
            .Select(check => (check.Step.Name, check.Sentence))
            .Where(check => !caught.Contains(check));

        Assert.That(idle, Is.Empty);
    }

    [Test]
    public void No_two_checks_of_a_step_have_the_same_sentence() =>
        Assert.That(Check.In(typeof(GradingSetUp).Assembly).Select(check => (check.Step.Name, check.Sentence)), Is.Unique);

    private static IEnumerable<WrongProgram> OfTheChapter() => WrongProgram.All().Where(IsOfTheChapter);

    private static IEnumerable<WrongProgram> BeyondTheChapter() => WrongProgram.All().Where(program => !IsOfTheChapter(program));

    private static bool IsOfTheChapter(WrongProgram program) => Step.All.First(step => step.Name == program.Step).Number <= LastOfTheChapter;

    private static async Task<IReadOnlyList<CheckResult>> Failed(WrongProgram program) =>
        [.. (await Graded.By(program.Step, program.Source())).Where(result => result.Status == CheckStatus.Failed)];

    private static string Shown(IReadOnlyList<CheckResult> failed) =>
        string.Join("\n\n", failed.Select(result => $"{result.Sentence}\n{result.Message}"));
}

using Kata.Commands;
using Kata.Machine;
using Kata.Results;
using Kata.Student;
using Kata.Text;
using NUnit.Framework;

namespace Kata.Tests.Student;

public class AfterwordTests
{
    [Test]
    public void What_is_said_after_a_step_names_what_is_known_the_question_and_our_program()
    {
        var said = TakenHome.Draw(Step.Of(4), Of(Step.Of(4)), "exercises", "a", part: null, Palette.Plain);

        Assert.That(
            said,
            Does.Contain("  you know  TCP keeps the order of bytes").And.Contain("The answer: a").And.Contain("kata compare 4 --source"));
        Assert.That(said, Does.Not.Contain(Afterword.Of(Step.Of(4))!.Answer[..20]));
    }

    [Test]
    public void Each_step_has_its_picture_of_the_wire()
    {
        foreach (var step in Step.All)
        {
            var said = TakenHome.Draw(step, Of(step), "exercises", "a", part: null, Palette.Plain);

            Assert.That(said, Does.StartWith("  the wire\n  "), step.FileName);
            Assert.That(said.Split('\n').Count(line => line.Contains('│')), Is.GreaterThan(1), step.FileName);
        }
    }

    [Test]
    public void A_program_whose_lesson_was_deleted_has_no_picture() => Assert.That(
        TakenHome.Draw(Step.Of(4), new([]), "exercises", "a", part: null, Palette.Plain), Does.Not.Contain("the wire"));

    [Test]
    public void The_end_of_a_part_is_told_with_its_steps() =>
        Assert.That(
            TakenHome.Draw(Step.Of(12), Of(Step.Of(12)), "exercises", "a", "The chapter", Palette.Plain),
            Does.Contain("The chapter is done: steps 01 to 12 are yours"));

    [Test]
    public void The_answer_is_told_when_it_is_asked_for() => Assert.That(
        AnswerCommand.Draw(Step.Of(4), json: false).ReplaceLineEndings(" ").Replace("  ", ""), Does.Contain("answer"));

    private static Lesson Of(Step step) => Lesson.Read(Path.Combine(Repository.Root, "exercises", step.FileName));

    [TestCase("TestCategory=Step01|TestCategory=Step02|TestCategory=Step03", "steps 01–03")]
    [TestCase("TestCategory=Step12", "step 12")]
    [TestCase("TestCategory=Step01|TestCategory=Step05|TestCategory=Step06", "steps 01, 05–06")]
    [TestCase("Name~Reset", "Name~Reset")]
    public void A_filter_is_said_in_words(string filter, string words) => Assert.That(FilterWords.Of(filter), Is.EqualTo(words));
}

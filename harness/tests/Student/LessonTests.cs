using Kata.Machine;
using Kata.Results;
using Kata.Student;
using NUnit.Framework;

namespace Kata.Tests.Student;

[Parallelizable(ParallelScope.All)]
public class LessonTests
{
    [Test]
    public void Paragraphs_and_what_has_columns_are_told_apart()
    {
        var lesson = Lesson.In("""
            // Step 01: a title
            //
            // One line
            // and another.
            //
            //   program   server
            //
            // Calls:   int F()

            using X;
            // no
            """);

        Assert.That(lesson.Blocks.Select(block => (string.Join('|', block.Lines), block.IsAligned)), Is.EqualTo(new[]
        {
            ("One line|and another.", false), ("  program   server", true), ("Calls:   int F()", true),
        }));
    }

    [Test]
    public void A_program_without_a_comment_at_its_top_has_none(
        [Values("", "using System;\n// later", "// Step 01: only a title")] string program) =>
        Assert.That(Lesson.In(program).Blocks, Is.Empty);

    [Test]
    public void A_file_that_is_not_there_has_none() =>
        Assert.That(Lesson.Read(Path.Combine(Repository.Root, "exercises", "none.cs")).Blocks, Is.Empty);

    [Test]
    public void Each_exercise_has_two_paragraphs_calls_and_a_picture_and_says_how_to_run_it_by_hand()
    {
        foreach (var step in Step.All)
        {
            var lesson = Lesson.Read(Path.Combine(Repository.Root, "exercises", step.FileName));
            var blocks = lesson.Blocks;

            Assert.That(blocks.Count(block => !block.IsAligned), Is.GreaterThanOrEqualTo(2),
                $"{step.FileName}: paragraphs of prose");
            Assert.That(blocks.Where(block => block.IsAligned).SelectMany(block => block.Lines), Has.Some.StartsWith("Run it by hand:"),
                step.FileName);
            Assert.That(blocks.SelectMany(block => block.Lines), Has.Some.StartsWith("Calls:"), step.FileName);
            Assert.That(lesson.Picture, Is.Not.Null, step.FileName);
        }
    }
}

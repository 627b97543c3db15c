using Kata.Commands;
using Kata.Machine;
using Kata.Programs;
using Kata.Results;
using NUnit.Framework;

namespace Kata.Tests.Commands;

public class StubsCommandTests
{
    private static readonly Step Step = Step.Of(4);
    private string folder = null!;

    private string Exercise => Path.Combine(folder, Step.FileName);

    [SetUp]
    public void Make() => folder = Directory.CreateTempSubdirectory("kata-stubs-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(folder, recursive: true);

    [Test]
    public void A_missing_exercise_is_written_and_is_then_right()
    {
        Assert.That(Run(), Is.EqualTo((0, "written: exercises/Step04_SendingAndReceiving.cs\n")));
        Assert.That(Run(), Is.EqualTo((0, "1 of 1 exercises are what their solutions make of them.\n")));
        Assert.That(File.ReadAllBytes(Exercise), Is.EqualTo(File.ReadAllBytes(Path.Combine(Repository.Root, "exercises", Step.FileName))));
    }

    [Test]
    public void Check_writes_nothing_and_fails()
    {
        Assert.That(
            Run(check: true),
            Is.EqualTo((1, "exercises/Step04_SendingAndReceiving.cs: the exercise is missing. Write it with: ./kata stubs.\n")));
        Assert.That(Exercise, Does.Not.Exist);
    }

    [Test]
    public void What_somebody_has_filled_in_is_not_overwritten_unasked()
    {
        Run();
        var mine = File.ReadAllText(Exercise).Replace("int count = __;", "int count = 1;");
        File.WriteAllText(Exercise, mine);

        var (code, output) = Run();

        Assert.That(code, Is.EqualTo(1));
        Assert.That(output, Does.Contain("fewer blanks").And.EndWith("kata stubs 4 --overwrite.\n"));
        Assert.That(File.ReadAllText(Exercise), Is.EqualTo(mine));
        Assert.That(Run(overwrite: true).Code, Is.Zero);
        Assert.That(File.ReadAllText(Exercise), Does.Contain("int count = __;"));
    }

    [Test]
    public void An_answer_below_a_blank_that_is_kept_in_a_comment_is_filled_in_too()
    {
        Run();
        var mine = File.ReadAllText(Exercise).Replace("int count = __;", "// int count = __;\n        int count = 1;");
        File.WriteAllText(Exercise, mine);

        Assert.That(Run().Code, Is.EqualTo(1));
        Assert.That(File.ReadAllText(Exercise), Is.EqualTo(mine));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Whatever_was_there_is_kept(bool filledIn)
    {
        Run();
        var mine = filledIn
            ? File.ReadAllText(Exercise).Replace("int count = __;", "int count = 1;")
            : File.ReadAllText(Exercise) + "// a line of notes\n";
        File.WriteAllText(Exercise, mine);

        Assert.That(Run(overwrite: filledIn), Is.EqualTo((0,
            "written: exercises/Step04_SendingAndReceiving.cs; what was there is kept in exercises/Step04_SendingAndReceiving.cs.1\n")));
        Assert.That(File.ReadAllText($"{Exercise}.1"), Is.EqualTo(mine));
        Assert.That(Run().Code, Is.Zero);
    }

    [Test]
    public void The_machines_form_tells_file_line_and_remedy()
    {
        Run();
        File.AppendAllText(Exercise, "// more\n");

        var (_, output) = Run(check: true, json: true);

        Assert.That(output, Is.EqualTo($$"""
            {
              "written": [],
              "copies": [],
              "findings": [
                {
                  "file": "exercises/Step04_SendingAndReceiving.cs",
                  "line": {{File.ReadLines(Exercise).Count()}},
                  "problem": "this is not what the solution makes of it",
                  "remedy": "change the solution or its marks, not the exercise, and write it with: ./kata stubs"
                }
              ]
            }

            """));
    }

    private (int Code, string Output) Run(bool check = false, bool overwrite = false, bool json = false)
    {
        var output = new StringWriter();
        var code = StubsCommand.Run(new(Path.Combine(Repository.Root, "solutions"), folder), [Step], check, overwrite, json, output);
        return (code, output.ToString());
    }
}

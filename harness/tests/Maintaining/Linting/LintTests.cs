using Kata.Checking;
using Kata.Machine;
using Kata.Maintaining.Linting;
using Kata.Maintaining.Linting.Rules;
using Kata.Results;
using NUnit.Framework;

namespace Kata.Tests.Maintaining.Linting;

/// <summary>A copy of what the maintainers wrote, with one thing broken in it.</summary>
public class LintTests
{
    private string root = null!;

    [SetUp]
    public void Copy()
    {
        root = Directory.CreateTempSubdirectory("kata-lint-").FullName;
        foreach (
            var (folder, pattern) in ((string, string)[])
                [
                    ("exercises", "*.cs*"), ("solutions", "*.cs*"), ("harness/checks", "*.cs"), ("harness/checks/wrong", "*"),
                    ("harness/checks/variants", "*"), (".", "README.md"),
                ])
        {
            Directory.CreateDirectory(Path.Combine(root, folder));
            foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), pattern))
                File.Copy(file, Path.Combine(root, folder, Path.GetFileName(file)));
        }
    }

    [TearDown]
    public void Remove() => Directory.Delete(root, recursive: true);

    [Test]
    public void This_repository_has_nothing_to_mend() => Assert.That(Findings(), Is.Empty);

    [TestCase("solutions/Step03_SocketInformation.cs",
        "solutions/Step03_SocketInformation.cs: step 3 has no solution. Write it, with its marks.")]
    [TestCase("exercises/Step03_SocketInformation.cs",
        "exercises/Step03_SocketInformation.cs: step 3 has no exercise. Write it with: ./kata stubs.")]
    [TestCase("harness/checks/Step03_SocketInformationChecks.cs",
        "harness/checks/Step03_SocketInformationChecks.cs: step 3 has no checks. Write the class Step03_SocketInformationChecks, with [Step(3)] and [Hints(…)]."
    )]
    [TestCase("harness/checks/wrong/Step03_SocketInformation.wrong",
        "harness/checks/wrong/Step03_SocketInformation.wrong: step 3 has no wrong programs. Write one for each check, in the form that harness/Maintaining/Linting/WrongProgram.cs tells."
    )]
    public void A_missing_file(string file, string finding)
    {
        File.Delete(Path.Combine(root, file));
        Assert.That(Findings(), Is.EqualTo(new[] { finding }));
    }

    [TestCase("exercises/notes.txt", "exercises/notes.txt: this does not belong here. Remove it, or move it out of the folder.")]
    [TestCase("exercises/Step03_SocketInformation.cs.1",
        "exercises/Step03_SocketInformation.cs.1: no step of the syllabus has this name. It is a copy that kata reset kept: move it out of the repository, or delete it."
    )]
    [TestCase("solutions/Step77_Nothing.cs",
        "solutions/Step77_Nothing.cs: no step of the syllabus has this name. Add the step to Step.All in harness/Results/Step.cs, or remove the file."
    )]
    [TestCase("harness/checks/wrong/Step03_Sockets.wrong",
        "harness/checks/wrong/Step03_Sockets.wrong: no step of the syllabus has this name. Name it after its step, or add the step to Step.All in harness/Results/Step.cs."
    )]
    [TestCase("harness/checks/variants/Step77.Async.cs",
        "harness/checks/variants/Step77.Async.cs: no step of the syllabus has this name. Name it after its step, or add the step to Step.All in harness/Results/Step.cs."
    )]
    [TestCase("harness/checks/Step03_SocketInformationChecks.More.cs",
        "harness/checks/Step03_SocketInformationChecks.More.cs: [Step(3)] does not name this part. Write its name there, in its place, as in [Step(3, \"Server\", \"Client\")]."
    )]
    public void A_stray_file(string file, string finding)
    {
        File.WriteAllText(Path.Combine(root, file), "");
        Assert.That(Findings(), Is.EqualTo(new[] { finding }));
    }

    [TestCase("class Step03_SocketInformation",
        "class Step3",
        "solutions/Step03_SocketInformation.cs:33: there is no class Step03_SocketInformation. Name the program's class Step03_SocketInformation, as its file, and put it in no namespace."
    )]
    [TestCase("static int Main(string[] args)",
        "static int Main()",
        "solutions/Step03_SocketInformation.cs:33: the class has no Main. Give it a method «static int Main(string[] args)», or «static async Task<int> Main(string[] args)»."
    )]
    [TestCase("// Step 03: ",
        "// Step 3: ",
        "solutions/Step03_SocketInformation.cs:1: the lesson's first line does not name the step. Begin it with «// Step 03: ».")]
    [TestCase("-- 03 ",
        "-- 04 ",
        "solutions/Step03_SocketInformation.cs:28: the lesson does not say how to run the program. Write «// Run it by hand:» with «dotnet run --project solutions -- 03 …»."
    )]
    [TestCase("TestCategory=Step03",
        "TestCategory=Step04",
        "solutions/Step03_SocketInformation.cs:28: the lesson does not say how to check the program. Write «// Check it:» with «dotnet test solutions --filter TestCategory=Step03»."
    )]
    public void A_program_that_does_not_agree_with_its_step(string text, string instead, string finding)
    {
        Change("solutions/Step03_SocketInformation.cs", text, instead);
        Assert.That(Findings(), Does.Contain(finding));
    }

    [Test]
    public void A_program_without_a_lesson()
    {
        var path = Path.Combine(root, "solutions/Step03_SocketInformation.cs");
        File.WriteAllLines(path, File.ReadLines(path).SkipWhile(line => line.StartsWith("//", StringComparison.Ordinal)));
        Assert.That(
            Findings(),
            Does.Contain(
                "solutions/Step03_SocketInformation.cs:1: there is no lesson. Begin the file with a comment of at least 8 lines, as in solutions/Step01_CreatingSockets.cs."
            ));
    }

    [TestCase("| 03 | Socket information |",
        "| 03 | Sockets |",
        "README.md:{0}: step 3 is called «Socket information» in Step.All, and here «Sockets». Make the two agree.")]
    [TestCase("| 03 | Socket information |",
        "| 99 | Socket information |",
        "README.md: the syllabus has no line for step 3. Let it have one: «| 03 | Socket information | … |».",
        "README.md:{0}: the syllabus has a line for a step that there is not. Remove it, or add the step to Step.All in harness/Results/Step.cs."
    )]
    [TestCase("0 of {1} steps",
        "0 of 24 steps",
        "README.md:{0}: the text speaks of 24 steps, and the syllabus has {1}. Write {1}.")]
    public void A_syllabus_that_does_not_agree(string text, string instead, params string[] findings)
    {
        text = string.Format(text, 0, Step.All.Count);
        var line =
            File.ReadLines(Path.Combine(root, "README.md")).TakeWhile(line => !line.Contains(text, StringComparison.Ordinal)).Count() + 1;
        Change("README.md", text, instead);
        Assert.That(Findings(), Is.EqualTo(findings.Select(finding => string.Format(finding, line, Step.All.Count))));
    }

    [Test]
    public void A_title_that_the_tables_have_no_room_for()
    {
        var step = Step.Of(3) with { Title = "Information about a socket" };

        var findings = new NamesAndNumbers().Look(new(root, [step], typeof(GradingSetUp).Assembly)).Select(finding => finding.ToString());

        Assert.That(findings, Does.Contain("harness/Results/Step.cs: the title «Information about a socket» has 26 characters, and the tables "
            + "of steps have room for 24. Give the step a shorter title there, and in README's syllabus."));
    }

    [Test]
    public void A_wrong_program_that_fits_no_more()
    {
        File.WriteAllText(
            Path.Combine(root, "harness/checks/wrong/Step03_SocketInformation.wrong"),
            File.ReadAllText(Path.Combine(root, "harness/checks/wrong/Step03_SocketInformation.wrong"))
                + "\n# Odd\ncaught by: No such check\nnames: odd\n- nowhere in it\n+ x\n\n# Idle\n");
        var line =
            File.ReadLines(Path.Combine(root, "harness/checks/wrong/Step03_SocketInformation.wrong"))
                .TakeWhile(text => text != "# Odd")
                .Count() + 1;

        Assert.That(
            Findings(),
            Is.EqualTo(
                new[]
                {
                    $"harness/checks/wrong/Step03_SocketInformation.wrong:{line}: Step03_SocketInformation Odd: this text occurs 0 times in the solution, not once: nowhere in it. Change it to what solutions/Step03_SocketInformation.cs says now.",
                    $"harness/checks/wrong/Step03_SocketInformation.wrong:{line}: no check says «No such check». Take the sentence from harness/checks/Step03_SocketInformationChecks.cs.",
                    $"harness/checks/wrong/Step03_SocketInformation.wrong:{line + 6}: Idle changes nothing. Say what stands in the solution, after «- », and what instead, after «+ ».",
                    $"harness/checks/wrong/Step03_SocketInformation.wrong:{line + 6}: Idle is caught by nothing. Write «caught by: » and the sentence of a check.",
                    $"harness/checks/wrong/Step03_SocketInformation.wrong:{line + 6}: Idle says nothing of the first message. Write «names: » and what that has to say or ask, as a pattern.",
                }));
    }

    [Test]
    public void A_check_that_no_wrong_program_is_caught_by()
    {
        var check = Check.In(typeof(GradingSetUp).Assembly).First(check => check.Step.Number == 3);
        Change("harness/checks/wrong/Step03_SocketInformation.wrong", $"caught by: {check.Sentence}", "");
        Assert.That(
            Findings(),
            Does.Contain(
                $"harness/checks/Step03_SocketInformationChecks.cs:{check.Line}: no wrong program is caught by the check «{check.Sentence}». Write one in harness/checks/wrong/Step03_SocketInformation.wrong."
            ));
    }

    [Test]
    public void An_exercise_that_drifted()
    {
        Change("exercises/Step03_SocketInformation.cs", "Connected to ", "Connected with ");
        Assert.That(
            Findings(),
            Is.EqualTo(
                new[]
                {
                    "exercises/Step03_SocketInformation.cs:47: this is not what the solution makes of it. Change the solution or its marks, not the exercise, and write it with: ./kata stubs.",
                }));
    }

    [Test]
    public void An_exercise_that_was_filled_in()
    {
        Change("exercises/Step03_SocketInformation.cs", "int port = __;", "int port = 80;");
        Assert.That(
            Findings().Single(),
            Does.StartWith("exercises/Step03_SocketInformation.cs:38: this is not what the solution makes of it, and it has fewer blanks"));
    }

    [Test]
    public void A_mark_that_cannot_be_followed()
    {
        Change("solutions/Step03_SocketInformation.cs", "// blank line: connect it", "// blank: connect it");
        Assert.That(
            Findings(),
            Does.Contain(
                "solutions/Step03_SocketInformation.cs:42: there is no value to take out of «socket.Connect(address, port);». Write «// blank line: …» to have all of it written."
            ));
    }

    [Test]
    public void A_mark_that_cannot_be_followed_in_a_step_that_has_no_exercise_yet()
    {
        File.Delete(Path.Combine(root, "exercises/Step03_SocketInformation.cs"));
        Change("solutions/Step03_SocketInformation.cs", "// blank line: connect it", "// blank: connect it");
        Assert.That(Findings(), Has.Some.StartsWith("solutions/Step03_SocketInformation.cs:42: there is no value to take out"));
    }

    [Test]
    public void A_check_that_draws_where_nobody_can_draw_again()
    {
        Change("harness/checks/Step03_SocketInformationChecks.cs", "[Step(3)]", "// Random.Shared\n[Step(3)]");
        Assert.That(
            Findings(),
            Has.Exactly(1).Matches("^harness/checks/Step03_SocketInformationChecks.cs:\\d+: a check draws from Random.Shared"));
    }

    private IEnumerable<string> Findings() =>
        Lint.Files(new(root, Step.All, typeof(GradingSetUp).Assembly)).Select(finding => finding.ToString());

    private void Change(string file, string text, string instead)
    {
        var path = Path.Combine(root, file);
        var before = File.ReadAllText(path);
        Assert.That(before, Does.Contain(text));
        File.WriteAllText(path, before.Replace(text, instead));
    }
}

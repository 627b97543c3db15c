using Kata.Commands;
using Kata.Machine;
using Kata.Maintaining.Linting;
using Kata.Maintaining.Linting.Rules;
using Kata.Maintaining.Stubs;
using Kata.Programs.Compiling;
using Kata.Results;
using Microsoft.CodeAnalysis;
using NUnit.Framework;

namespace Kata.Tests.Maintaining.Stubs;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class NewStepTests : IDisposable
{
    private static readonly string Next = $"{Step.All.Count + 1}";

    private readonly string root = Directory.CreateTempSubdirectory("kata-new-step-").FullName;

    public NewStepTests()
    {
        foreach (var file in new[] { "harness/Results/Step.cs", "harness/Student/Afterword.Steps.cs", "README.md" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, file))!);
            File.Copy(Path.Combine(Repository.Root, file), Path.Combine(root, file));
        }

        foreach (var folder in new[] { "solutions", "exercises", "harness/checks/wrong" })
            Directory.CreateDirectory(Path.Combine(root, folder));
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Test]
    public void Every_file_of_a_step_is_written_and_named()
    {
        var said = Begin(Next, "SecretHandshake");

        Assert.That(said, Does.EndWith("kata lint\n"));
        foreach (var file in new[] { Syllabus.Solution(Added), Syllabus.ChecksOf(Added), Syllabus.WrongOf(Added) })
        {
            Assert.That(said, Does.Contain($"written: {file}\n"));
            Assert.That(Path.Combine(root, file), Does.Exist);
        }

        Assert.That(Read("harness/Results/Step.cs"), Does.Contain("(\"SecretHandshake\", \"Secret handshake\"));"));
        Assert.That(Read("README.md"), Does.Match($@"\n\| {Next} \| Secret handshake \| [^|]+ \|\n"));
        Assert.That(Read("harness/Student/Afterword.Steps.cs"), Does.Contain($"        [{Next}] = new(\n").And.EndsWith("),\n    };\n}\n"));
    }

    [Test]
    public void The_readme_gets_the_new_number_of_steps()
    {
        Begin(Next, "SecretHandshake");

        Assert.That(Read("README.md"), Does.Contain($"{Next} small programs").And.Contain($"0 of {Next} steps done"));
    }

    [Test]
    public void The_first_step_of_a_part_gets_a_heading_and_the_next_one_a_line_below_it()
    {
        Step capstone = new(25, "Last", "Last"), first = new(26, "First", "First"), second = new(27, "Second", "Second");
        const string readme = "| 25 | Last | a lot |\n\nThe end.\n";
        const string table = "| 25 | Last | a lot |\n\nAfter the capstone.\n\n| step | | what you learn |\n|---|---|---|\n";

        var one = NewStep.WithRow(readme, first, capstone);
        var two = NewStep.WithRow(one, second, first);

        Assert.That(one, Is.EqualTo($"{table}| 26 | First | WHAT ONE LEARNS |\n\nThe end.\n"));
        Assert.That(two, Is.EqualTo($"{table}| 26 | First | WHAT ONE LEARNS |\n| 27 | Second | WHAT ONE LEARNS |\n\nThe end.\n"));
    }

    [Test]
    public void The_words_to_replace_are_found_by_lint()
    {
        Begin(Next, "SecretHandshake");

        var left = new WordsToReplace().Look(new(root, [Added], GetType().Assembly)).Select(finding => finding.Problem);

        Assert.That(left.Distinct(), Is.EquivalentTo(NewStep.Placeholders.Select(words => $"«{words}» is still there")));
    }

    [Test]
    public void Solution_and_exercise_compile_and_differ_in_the_blanks()
    {
        Begin(Next, "SecretHandshake");
        Assert.That(WriteExercise(), Is.EqualTo((0, $"written: {Syllabus.Exercise(Added)}\n")));

        foreach (var file in new[] { Syllabus.Solution(Added), Syllabus.Exercise(Added) })
        {
            var diagnostics = ProgramCompiler.Compilation([(file, Read(file))]).GetDiagnostics();
            Assert.That(diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error), Is.Empty, file);
        }

        Assert.That(Read(Syllabus.Exercise(Added)), Does.Contain("string host = __;"));
    }

    [Test]
    public void The_exercise_is_written_when_the_solution_has_more_blanks_than_the_skeleton()
    {
        Begin(Next, "SecretHandshake");
        const string port = "int.Parse(args[1]);";
        var solution = Syllabus.Solution(Added);
        File.WriteAllText(Path.Combine(root, solution), Read(solution).Replace(port, $"{port} // blank: the port"));

        Assert.That(WriteExercise(), Is.EqualTo((0, $"written: {Syllabus.Exercise(Added)}\n")));
        Assert.That(Read(Syllabus.Exercise(Added)), Does.Contain("int port = __; // the port"));
    }

    [TestCase("99", "SecretHandshake", "not 99")]
    [TestCase("x", "SecretHandshake", "not x")]
    [TestCase("the next", "secret handshake", "cannot be part of a class's name")]
    [TestCase("the next", "UdpEcho", "Step 10 is called UdpEcho already")]
    public void A_number_or_a_name_that_cannot_be_is_refused(string number, string slug, string reason)
    {
        Assert.That(
            () => Begin(number == "the next" ? Next : number, slug),
            Throws.TypeOf<KataException>().With.Message.Contains(reason));
        Assert.That(Directory.EnumerateFiles(Path.Combine(root, "solutions")), Is.Empty);
    }

    [Test]
    public void What_is_there_is_kept()
    {
        File.WriteAllText(Path.Combine(root, Syllabus.Solution(Added)), "mine");

        Assert.That(() => Begin(Next, "SecretHandshake"), Throws.TypeOf<KataException>().With.Message.Contains("is there already"));
        Assert.That(Read(Syllabus.Solution(Added)), Is.EqualTo("mine"));
        Assert.That(Read("README.md"), Does.Not.Contain("Secret"));
    }

    private static Step Added => new(Step.All.Count + 1, "SecretHandshake", "Secret handshake");

    private string Read(string file) => File.ReadAllText(Path.Combine(root, file));

    private (int Code, string Output) WriteExercise()
    {
        var output = new StringWriter();
        var folder = new StubFolder(Path.Combine(root, "solutions"), Path.Combine(root, "exercises"));
        return (StubsCommand.Run(folder, [Added], check: false, overwrite: false, json: false, output), output.ToString());
    }

    private string Begin(string number, string slug)
    {
        var output = new StringWriter();
        StubsCommand.Begin(root, number, slug, output);
        return output.ToString();
    }
}

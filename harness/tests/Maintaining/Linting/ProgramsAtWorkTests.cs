using Kata.Machine;
using Kata.Maintaining.Linting.Rules;
using Kata.Maintaining.Stubs;
using Kata.Results;
using NUnit.Framework;

namespace Kata.Tests.Maintaining.Linting;

/// <summary>What <c>kata lint</c> finds by running programs.</summary>
public class ProgramsAtWorkTests
{
    private static readonly Step Step = Step.Of(1);
    private string root = null!;

    [SetUp]
    public void Copy()
    {
        root = Directory.CreateTempSubdirectory("kata-lint-").FullName;
        foreach (var folder in (string[])["exercises", "solutions"])
        {
            Directory.CreateDirectory(Path.Combine(root, folder));
            File.Copy(Path.Combine(Repository.Root, folder, Step.FileName), Path.Combine(root, folder, Step.FileName));
        }
    }

    [TearDown]
    public void Remove() => Directory.Delete(root, recursive: true);

    [Test]
    public async Task A_solution_that_passes_and_a_stub_that_is_not_started_are_right() => Assert.That(await Findings(), Is.Empty);

    [Test]
    public async Task A_solution_that_does_not_pass_is_told_with_the_check()
    {
        Change("solutions", "return 0;", "return 1;");

        var findings = await Findings();

        Assert.That(findings, Is.Not.Empty);
        Assert.That(
            findings,
            Is.All.Match(
                @"^solutions/Step01_CreatingSockets\.cs: the check «.+» does not pass\. See why with: \./kata check 1 --programs solutions\.$"
            ));
    }

    [Test]
    public async Task A_stub_that_a_check_has_something_to_say_about_is_told()
    {
        Change("exercises", "string host = __;", "string host = args[0]; return 0;");

        var findings = await Findings();

        Assert.That(
            findings,
            Has.Some.Match(
                @"^exercises/Step01_CreatingSockets\.cs: the check «.+» (passes|fails) with nothing filled in\. Mark the first thing "));
    }

    private async Task<IEnumerable<string>> Findings() =>
        (await ProgramsAtWork.Look(new(root, [Step], typeof(GradingSetUp).Assembly), "process", CancellationToken.None))
        // That code after a return is never reached, the compiler says where it is asked.
        .Where(finding => !finding.Problem.StartsWith("CS0162", StringComparison.Ordinal)).Select(finding => finding.ToString());

    private void Change(string folder, string text, string instead)
    {
        var path = Path.Combine(root, folder, Step.FileName);
        File.WriteAllText(path, File.ReadAllText(path).Replace(text, instead));
    }
}

using Kata.Checking;
using Kata.Results;
using Kata.Student;
using Kata.Support;
using Kata.Text;
using Kata.Workbench;
using NUnit.Framework;
using VerifyNUnit;

namespace Kata.Tests.Student;

/// <summary>What <c>kata</c> by itself shows. The folder is a temporary one, and is called by another name.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class StandingTableTests : IDisposable
{
    private const string Blank =
        "static class Program\n{\n    static int Main(string[] args)\n    {\n        int port = __; // its number, see http://example.org\n        _ = __;\n        return 0; // __ is no blank here\n    }\n}\n";
    private const string Filled = "static class Program { static int Main(string[] args) => 0; }";

    private readonly string folder = Directory.CreateTempSubdirectory("kata-test-").FullName;

    [Test]
    public Task A_fresh_clone()
    {
        Put(Blank, [.. Step.All]);
        return Verify();
    }

    [Test]
    public Task In_the_middle()
    {
        Put(Blank, [.. Step.All]);
        Put(Filled, [.. Step.All.Take(6)]);
        Came(1, CheckStatus.Passed, CheckStatus.Passed);
        Came(2, CheckStatus.Passed, CheckStatus.Skipped);
        Came(3, CheckStatus.Passed, CheckStatus.Failed, CheckStatus.NotStarted);
        Came(4, CheckStatus.Passed, CheckStatus.Passed);
        Put(Filled + " ", Step.Of(4));
        Came(7, CheckStatus.Passed, CheckStatus.NotStarted);
        Came(8, CheckStatus.Passed);
        Put(Blank + " ", Step.Of(8));
        File.Delete(Path.Combine(folder, Step.Of(9).FileName));
        return Verify();
    }

    [Test]
    public Task What_does_not_compile()
    {
        Put(Filled, [.. Step.All]);
        new LastResults(folder).Save(
            new(Step.Of(1), [new("CS1002", "error", "; expected", Step.Of(1).FileName, 3)], [])
            {
                Program = ProgramSources.Read(folder, Step.Of(1))!.Hash,
            },
            default);
        return Verify();
    }

    [Test]
    public Task All_done()
    {
        Put(Filled, [.. Step.All]);
        foreach (var step in Step.All)
            Came(step.Number, CheckStatus.Passed);
        return Verify();
    }

    [Test]
    public Task For_programs_to_read()
    {
        Put(Blank, [.. Step.All]);
        Came(1, CheckStatus.Passed, CheckStatus.Failed);
        var steps = StepStanding.Of(folder).Take(2).ToList();
        return Verifier.Verify(StandingJson.Write(steps, folder, "exercises"));
    }

    [Test]
    public void Deleting_what_is_kept_loses_only_the_last_results()
    {
        Put(Blank, Step.Of(1));
        Came(1, CheckStatus.Passed);
        Directory.Delete(new LastResults(folder).Folder, recursive: true);

        Assert.That(StepStanding.Of(folder)[0].Last, Is.Null);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    // The syllabus grows: the first twelve steps stand for all.
    private Task Verify() => Verifier.Verify(StandingTable.Draw([.. StepStanding.Of(folder).Take(12)], folder, "exercises", Palette.Plain));

    private void Put(string program, params Step[] steps)
    {
        foreach (var step in steps)
            File.WriteAllText(Path.Combine(folder, step.FileName), program);
    }

    private void Came(int number, params CheckStatus[] statuses)
    {
        var step = Step.Of(number);
        new LastResults(folder).Save(
            new(step, [], [.. statuses.Select((status, index) => new CheckResult($"Checks.{index}", step, $"Sentence {index}", status))])
            {
                Program = ProgramSources.Read(folder, step)!.Hash,
            },
            default);
    }
}

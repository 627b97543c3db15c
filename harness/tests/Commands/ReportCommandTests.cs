using Kata.Commands;
using Kata.Machine;
using Kata.Programs;
using Kata.Results;
using Kata.Workbench;
using NUnit.Framework;

namespace Kata.Tests.Commands;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ReportCommandTests : IDisposable
{
    private static readonly Step Step = Step.Of(1);

    private readonly string folder = Directory.CreateTempSubdirectory("kata-test-").FullName;

    private string Report => Path.Combine(folder, "TestResults", "report.html");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Test]
    public async Task A_solved_step_is_checked_and_its_report_written()
    {
        File.Copy(Path.Combine(Repository.Root, "solutions", Step.FileName), Path.Combine(folder, Step.FileName));

        Assert.That(await Run(), Is.Zero, Told);
        Assert.That(
            await File.ReadAllTextAsync(Report),
            Does.Contain("role=\"listbox\"").And.Match("<h1>(\\d+) of \\1 checks passed</h1>"));
        Assert.That(new LastResults(folder).Load(Step), Is.Not.Null, "kata show has something to show");
    }

    [Test]
    public async Task A_step_that_does_not_compile_is_a_failure_with_a_report()
    {
        await File.WriteAllTextAsync(
            Path.Combine(folder, Step.FileName),
            "static class Step01_CreatingSockets { static int Main(string[] args) => \"<b>\"; }");

        Assert.That(await Run(), Is.EqualTo(1), Told);
        Assert.That(
            await File.ReadAllTextAsync(Report),
            Does.Contain("does not compile").And.Contain("CS0029").And.Contain("&quot;&lt;b&gt;&quot;"));
    }

    [Test]
    public async Task What_cannot_be_written_is_said_before_anything_runs()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, Step.FileName), "");
        await File.WriteAllTextAsync(Path.Combine(folder, "TestResults"), "a file where the folder belongs");

        Assert.That(await Run(), Is.EqualTo(2), Told);
    }

    private async Task<int> Run()
    {
        // The command takes the console for its own.
        var console = Console.Out;
        try
        {
            return await KataCommand.Run(["report", "1", "--programs", folder]);
        }
        finally
        {
            Console.SetOut(console);
        }
    }

    private string Told() =>
        string.Join('\n', new LastResults(folder).Load(Step)?.Checks.Select(check => $"{check.Id}: {check.Message}") ?? ["no result"]);
}

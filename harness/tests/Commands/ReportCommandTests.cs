using Kata.Checking;
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

    [Test]
    public async Task A_page_to_print_has_the_name_and_the_days_and_runs_nothing()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, Step.FileName), "does not compile");
        Assert.That(await Run("report", "--print", "Ada"), Is.EqualTo(2), "nothing is done yet");
        Keep(Step, new(2026, 9, 18, 12, 0, 0, TimeSpan.Zero));
        Keep(Step.Of(13), new(2026, 10, 2, 12, 0, 0, TimeSpan.Zero));

        Assert.That(await Run("report", "--print", "Ada <b> Lovelace"), Is.Zero);
        var page = await File.ReadAllTextAsync(Path.Combine(folder, "TestResults", "steps.html"));
        Assert.That(page, Does.Contain("2 of 25 steps done").And.Contain("Ada &lt;b&gt; Lovelace").And.Contain("18 September 2026")
            .And.Contain("2 October 2026").And.Contain("Creating sockets").And.Contain("Message framing").And.Contain("1 of 12 steps"));
        Assert.That(Report, Does.Not.Exist);
        Assert.That(await Run("report", "--print"), Is.Zero);
        Assert.That(await File.ReadAllTextAsync(Path.Combine(folder, "TestResults", "steps.html")), Does.Contain("who empty"));
        Assert.That(await Run("report", "--print", "Ada", "--json"), Is.EqualTo(2));
    }

    [Test]
    public async Task A_page_to_print_of_some_steps_counts_all_that_are_done()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, Step.FileName), "does not compile");
        foreach (var step in Step.All.Where(step => step.Part == Step.Part))
            Keep(step, new(2026, 9, 18, 12, 0, 0, TimeSpan.Zero));
        Keep(Step.Of(25), new(2026, 12, 24, 12, 0, 0, TimeSpan.Zero));
        var (part, done) = (Step.All.Count(step => step.Part == Step.Part), new LastResults(folder));

        Assert.That(await Run("report", "1", "--print", "Ada"), Is.Zero);
        var page = await File.ReadAllTextAsync(Path.Combine(folder, "TestResults", "steps.html"));
        Assert.That(page, Does.Contain($"{Step.All.Count(step => done.Load(step) is not null)} of 25 steps done")
            .And.Contain($"complete: {part} steps").And.Contain(Step.Title).And.Contain("18 September 2026"));
        Assert.That(page, Does.Not.Contain(Step.Of(2).Title).And.Not.Contain(Step.Of(25).Title).And.Not.Contain("24 December 2026"));
        Assert.That(await Run("report", "24", "--print"), Is.EqualTo(2), "not done yet");
        Assert.That(await Run("report", "--print", "1"), Is.EqualTo(2), "no name");
    }

    private void Keep(Step step, DateTimeOffset when) =>
        new LastResults(folder).Save(new(step, [], [new("Checks.One", step, "It does", CheckStatus.Passed)]), when);

    private Task<int> Run() => Run("report", "1");

    private async Task<int> Run(params IReadOnlyList<string> arguments)
    {
        // The command takes the console for its own.
        var console = Console.Out;
        try
        {
            return await KataCommand.Run([.. arguments, "--programs", folder]);
        }
        finally
        {
            Console.SetOut(console);
        }
    }

    private string Told() =>
        string.Join('\n', new LastResults(folder).Load(Step)?.Checks.Select(check => $"{check.Id}: {check.Message}") ?? ["no result"]);
}
